"""Observation before an upgrade (RC-70, RC-71, CLS-43): the way back from a non-performing class.

Once own merit was non-performing the loan is held: its class stays at least substandard until the
upgrade's conditions are met, however few days it is past due. Among the non-performing classes the
days alone decide, since the rule speaks of the step up to normal or special mention only.

The observation starts on the first day on which nothing is overdue and no expert says otherwise.
It is kept when the asked number of instalments due after that day have fallen due and been paid
and the asked months are over, whichever is longer. Any day past due breaks it, before and after
that, until the class has risen. A loan with fewer instalments left than asked can't keep it: it
stays where it is until it is settled.

Kept, two persons may let it rise: by approval to special mention, by a passed revitalisation test to
what its days deserve (POL-05, ADR 0021). An approved loan is ``risen`` until that test is passed or it
is non-performing again.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from services.classification.domain.annex import REVIVE
from services.classification.domain.decisions import MarkKind, Watch
from services.classification.domain.merit import Merit, is_non_performing
from services.classification.domain.state import LoanFile
from services.classification.domain.upgrade import Upgrade
from services.kit.days import add_months


class Stand(NamedTuple):
    """How far a loan has come: held at non-performing, under which observation; risen by approval."""

    held: bool = False
    watch: Watch | None = None
    risen: bool = False


class Note(NamedTuple):
    """Something that happened to an observation on the day."""

    kind: MarkKind
    reason: str
    watch: Watch


class Step(NamedTuple):
    """A day's outcome."""

    stand: Stand
    notes: tuple[Note, ...] = ()


def stand_before(file: LoanFile, day: date) -> Stand:
    """Where the loan stood at the end of the day before ``day``, by the live entries."""
    held_since: date | None = None
    performing_since: date | None = None
    for concluded in reversed(file.classes):
        if concluded.effective_on >= day:
            continue
        if is_non_performing(concluded.own_merit):
            if performing_since is not None:
                return Stand(risen=_still_risen(file, performing_since, day))
            held_since = concluded.effective_on
        elif held_since is not None:
            break
        else:
            performing_since = concluded.effective_on
    if held_since is None:
        return Stand()
    for mark in reversed(file.marks):
        if held_since < mark.effective_on < day:
            return Stand(True, None if mark.kind == "broken" else mark.watch)
    return Stand(True)


def step(file: LoanFile, day: date, bare: Merit, stand: Stand, upgrade: Upgrade) -> Step:
    """What ``day`` does to the loan's stand. ``bare`` is own merit by days and expert alone."""
    if is_non_performing(bare.risk_class):
        return Step(Stand(held=True), _broken(stand, "non_performing_again"))
    if not stand.held:
        return Step(Stand(risen=stand.risen and not file.annex.passed_on(REVIVE, day)))
    if bare.days_past_due > 0:
        return Step(Stand(held=True), _broken(stand, "payment_missed"))
    if file.settled_on(day) and not upgrade.at_once:
        return Step(Stand(held=True), _broken(stand, "loan_settled"))
    return _watched(file, day, stand.watch, upgrade)


def ends_on(file: LoanFile, day: date, watch: Watch) -> date | None:
    """The earliest day of completion, by the plan that holds on ``day``.

    The later of the months' end and the due day of the last asked instalment; None when the plan
    has fewer instalments left than asked.
    """
    if watch.periods == 0:
        return watch.months_end
    due = [each.due_on for each in file.installments_on(day) if each.due_on > watch.started_on]
    if len(due) < watch.periods:
        return None
    return max(watch.months_end, due[watch.periods - 1])


def may_complete_on(file: LoanFile, day: date, watch: Watch) -> date | None:
    """The day on which the observation will be complete by what is known; None without one.

    Every instalment due within the observation must be paid; the payments known so far count.
    """
    end = ends_on(file, day, watch)
    if end is None:
        return None
    paid = {(each.number, each.due_on): each.paid_on for each in file.paid}
    complete = end
    for each in file.installments_on(day):
        if watch.started_on < each.due_on <= end:
            paid_on = paid.get((each.number, each.due_on))
            if paid_on is None:
                return None
            complete = max(complete, paid_on)
    return complete


def _watched(file: LoanFile, day: date, watch: Watch | None, upgrade: Upgrade) -> Step:
    if upgrade.at_once:
        return Step(Stand())
    notes: list[Note] = []
    if watch is None:
        watch = Watch(
            started_on=day,
            months_end=add_months(day, upgrade.months.value),
            periods=upgrade.periods.value,
        )
        notes.append(Note("started", "arrears_paid", watch))
    complete = may_complete_on(file, day, watch)
    if watch.completed_on is None and complete is not None and complete <= day:
        watch = replace(watch, completed_on=day)
        notes.append(Note("completed", "payments_regular", watch))
    if watch.completed_on is not None:
        if not upgrade.needs_approval or file.annex.passed_on(REVIVE, day):
            return Step(Stand(), tuple(notes))
        if day in file.approvals:
            return Step(Stand(risen=True), tuple(notes))
    return Step(Stand(held=True, watch=watch), tuple(notes))


def _still_risen(file: LoanFile, since: date, day: date) -> bool:
    """Performing since ``since`` by approval, and no revitalisation test passed before ``day``."""
    tests = file.annex.tests
    return since in file.approvals and not any(
        each.passed and each.test == REVIVE and since <= each.effective_on < day for each in tests
    )


def _broken(stand: Stand, reason: str) -> tuple[Note, ...]:
    return () if stand.watch is None else (Note("broken", reason, stand.watch),)
