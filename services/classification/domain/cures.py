"""What becomes of passed cure tests (CLS-40 to CLS-43): converted, revitalised, lapsed.

A non-performing loan that passes the conversion test keeps its class and is converted until it misses
an instalment that falls due after the test, or performs again. A loan that passes the
revitalisation test on a day on which its own merit is normal, and that was non-performing since it
was revitalised last, is revitalised.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from contracts.values import RiskClass
from services.classification.domain.annex import CONVERT, REVIVE
from services.classification.domain.decisions import CureKind
from services.classification.domain.merit import is_non_performing
from services.classification.domain.state import LoanFile

ONE_DAY = timedelta(days=1)


class Cure(NamedTuple):
    """How far a loan's cure has come: converted since when, and non-performing since its last one."""

    converted_on: date | None = None
    was_bad: bool = False


class Fate(NamedTuple):
    """Something that happened to a cure on the day."""

    kind: CureKind
    tested_on: date
    reason: str
    rule: str


def cure_before(file: LoanFile, day: date) -> Cure:
    """Where the cure stood at the end of the day before ``day``, by the live entries."""
    if not file.annex.tests:
        return Cure()
    marks = [each for each in file.annex.cures if each.effective_on < day]
    revived = [each.effective_on for each in marks if each.kind == "revitalised"]
    bad = [
        each.effective_on
        for each in file.classes
        if each.effective_on < day and is_non_performing(each.own_merit)
    ]
    was_bad = bool(bad) and (not revived or revived[-1] < bad[-1])
    return Cure(_converted_before(file, day), was_bad)


def _converted_before(file: LoanFile, day: date) -> date | None:
    for test in reversed(file.annex.tests):
        since = test.effective_on
        if test.test != CONVERT or not test.passed or since >= day:
            continue
        concluded = file.class_on(since)
        if concluded is None or not is_non_performing(concluded.own_merit):
            continue
        lapsed = any(
            each.kind == "lapsed" and since <= each.effective_on < day for each in file.annex.cures
        )
        risen = any(
            since < each.effective_on < day and not is_non_performing(each.own_merit)
            for each in file.classes
        )
        return None if lapsed or risen else since
    return None


def step_cure(
    file: LoanFile, day: date, own_merit: RiskClass, cure: Cure
) -> tuple[Cure, Fate | None]:
    """What ``day`` does to the loan's cure."""
    if not file.annex.tests:
        return cure, None
    converted, fate = cure.converted_on, None
    if not is_non_performing(own_merit):
        if cure.was_bad and own_merit == "normal" and file.annex.passed_on(REVIVE, day):
            return Cure(), Fate("revitalised", day, "all_conditions_met", "CLS-41")
        return Cure(None, cure.was_bad), None
    if converted is not None and missed_on(file, day, converted) is not None:
        fate = Fate("lapsed", converted, "installment_missed", "CLS-43")
        converted = None
    if file.annex.passed_on(CONVERT, day):
        converted = day
    return Cure(converted, True), fate


def missed_on(file: LoanFile, day: date, since: date) -> date | None:
    """The first due day after ``since`` and before ``day`` whose instalment was not paid by then."""
    paid = {(each.number, each.due_on): each.paid_on for each in file.paid}
    for each in file.fell_due_by(day - ONE_DAY):
        if since < each.due_on:
            paid_on = paid.get((each.number, each.due_on))
            if paid_on is None or paid_on > each.due_on:
                return each.due_on
    return None


def cure_days(file: LoanFile) -> set[date]:
    """The days on which a cure may turn: tests, and the days after due days."""
    if not file.annex.tests:
        return set()
    days = {each.effective_on for each in file.annex.tests}
    first = min(days)
    for plan in file.plans:
        days.update(each.due_on + ONE_DAY for each in plan.installments if each.due_on > first)
    return days


def lapse_due(file: LoanFile, judged_to: date) -> date | None:
    """The next day on which a converted loan may have missed an instalment."""
    since = cure_before(file, judged_to + ONE_DAY).converted_on
    if since is None:
        return None
    paid = {(each.number, each.due_on): each.paid_on for each in file.paid}
    for each in file.installments_on(judged_to):
        paid_on = paid.get((each.number, each.due_on))
        on_time = paid_on is not None and paid_on <= each.due_on
        if each.due_on >= judged_to and each.due_on > since and not on_time:
            return each.due_on + ONE_DAY
    return None
