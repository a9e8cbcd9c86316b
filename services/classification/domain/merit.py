"""Own merit: what a loan deserves by its own days past due and its expert's judgement.

Contagion is not looked at here; the observation after a non-performing class is (it keeps the
class of a loan that has not yet shown what an upgrade asks for).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from contracts.values import RiskClass
from services.classification.domain.facts import ArrearsNoted
from services.classification.domain.restructuring import restructured_on
from services.classification.domain.state import LoanFile
from services.classification.policy import (
    NON_PERFORMING,
    SEVERITY,
    ClassificationBook,
    ClassificationPolicy,
    edition_on,
)

TECHNICAL_ARREARS = "technical_arrears"
"""Reason of a class that a floor would have made more severe, had the cause not been technical."""


class Output(NamedTuple):
    """What one rule says: at least this class, and why."""

    risk_class: RiskClass
    rule: str
    reason: str


class Merit(NamedTuple):
    """The outputs that make own merit, before and with the observation's hold."""

    days_past_due: int
    day_floor: Output
    expert: Output | None
    restructured: Output | None = None
    hold: Output | None = None
    liquidation: Output | None = None

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Every output that speaks."""
        spoken = (self.day_floor, self.expert, self.restructured, self.hold, self.liquidation)
        return tuple([each for each in spoken if each is not None])

    @property
    def floor(self) -> RiskClass:
        """The least that the rules demand, whatever an expert says."""
        rules = (self.day_floor, self.restructured, self.liquidation)
        return worst(each.risk_class for each in rules if each is not None)

    @property
    def risk_class(self) -> RiskClass:
        """The worst of the outputs: a floor may only be made stricter."""
        return worst([each.risk_class for each in self.outputs])


def worst(classes: Iterable[RiskClass]) -> RiskClass:
    """The most severe of some classes."""
    return max(classes, key=SEVERITY.__getitem__)


def is_milder(one: RiskClass, other: RiskClass) -> bool:
    """``one`` is a better class than ``other``."""
    return SEVERITY[one] < SEVERITY[other]


def is_non_performing(risk_class: RiskClass) -> bool:
    """Substandard, doubtful or loss (RC-03)."""
    return risk_class in NON_PERFORMING


def days_past_due(arrears: ArrearsNoted | None, day: date) -> int:
    """Calendar days past due on ``day``, with no shift for holidays (T-5); 0 when nothing is."""
    if arrears is None or arrears.overdue_since is None:
        return 0
    return max(0, (day - day_nought(arrears)).days)


def day_floor(days: int, edition: ClassificationPolicy, *, technical: bool = False) -> Output:
    """The floor of that many days past due (RC-10, RC-20, RC-30, RC-40).

    A floor may leave out short arrears with a ``technical`` cause (CLS-24).
    """
    best = Output("normal", edition.normal.rule, edition.normal.reason)
    for floor in edition.floors:
        if days >= floor.first_day and is_milder(best.risk_class, floor.risk_class):
            if technical and floor.technical_days and days <= floor.technical_days.value:
                best = Output(best.risk_class, floor.rule, TECHNICAL_ARREARS)
                continue
            best = Output(floor.risk_class, floor.rule, floor.reason)
    return best


def bare_merit(
    file: LoanFile, day: date, edition: ClassificationPolicy, liquidated_on: date | None
) -> Merit:
    """Own merit by days, expert, restructuring and the debtor's liquidation alone, as if it had never been
    non-performing."""
    arrears = file.arrears_on(day)
    days = days_past_due(arrears, day)
    technical = arrears is not None and file.annex.is_technical(day, arrears.overdue_since)
    grade = file.grade_on(day)
    expert = None
    if grade is not None and grade.risk_class is not None:
        expert = Output(grade.risk_class, edition.expert.rule, edition.expert.reason)
    floor = day_floor(days, edition, technical=technical)
    return Merit(
        days,
        floor,
        expert,
        _restructured(file, day, edition),
        liquidation=None if file.settled_on(day) else _liquidated(day, edition, liquidated_on),
    )


def _liquidated(
    day: date, edition: ClassificationPolicy, liquidated_on: date | None
) -> Output | None:
    """The floor of every loan of a debtor in liquidation (RC-41); reorganisation is none (BK-07)."""
    bound = edition.liquidation
    if bound is None or liquidated_on is None or day < liquidated_on:
        return None
    return Output(bound.risk_class, bound.rule, bound.reason)


def _restructured(file: LoanFile, day: date, edition: ClassificationPolicy) -> Output | None:
    """The floor of a restructured loan; a stricter one once it was restructured again (RC-84 to RC-86)."""
    stands = restructured_on(file, day)
    if stands is None:
        return None
    rules = edition.restructuring
    bound = rules.floor if stands.times == 1 else rules.again
    return Output(bound.risk_class, bound.rule, bound.reason)


def turning_days(
    arrears: ArrearsNoted, policies: ClassificationBook, first: date, last: date
) -> list[date]:
    """Days in ``first``..``last`` on which these arrears, left alone, mean something else.

    The first day past due, and every day whose floor differs from the day before: by the count, or
    because another edition comes into force.
    """
    if arrears.overdue_since is None:
        return []
    turns = _turns(day_nought(arrears), policies)
    return [day for day in turns if first <= day <= last]


def technical_end(arrears: ArrearsNoted, edition: ClassificationPolicy) -> date | None:
    """The first day on which a technical cause excuses these arrears no longer; None without one."""
    graces = [each.technical_days.value for each in edition.floors if each.technical_days]
    if arrears.overdue_since is None or not graces:
        return None
    return day_nought(arrears) + timedelta(days=max(graces) + 1)


@cache  # as many answers as there are due days, whatever the size of the book
def _turns(nought: date, policies: ClassificationBook) -> tuple[date, ...]:
    """All of them, by the day that is day 0: the same for every loan overdue since then."""
    one = timedelta(days=1)
    candidates = {edition.effective_from for edition in policies.editions}
    for edition in policies.editions:
        candidates.update(nought + floor.first_day * one for floor in edition.floors)

    def floor_on(day: date) -> RiskClass:
        return day_floor(max(0, (day - nought).days), edition_on(policies, day)).risk_class

    turns = {day for day in candidates if floor_on(day) != floor_on(day - one)}
    return tuple(sorted(turns | {nought + one}))


def day_nought(arrears: ArrearsNoted) -> date:
    """The day that counts as day 0: the due day, or the day before it (``due_day_one``)."""
    since = arrears.overdue_since
    if since is None:
        raise ValueError(f"loan {arrears.loan_id}: days are counted where nothing is overdue")
    return since - timedelta(days=1) if arrears.day_count == "due_day_one" else since
