"""The ``classification`` object of the loan document: a loan's class as it was on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from contracts.values import Money
from services.classification.domain.beside_class import four_tier_view, restructuring_view
from services.classification.domain.cures import cure_before
from services.classification.domain.decisions import LoanClassified
from services.classification.domain.interest import interest_since
from services.classification.domain.merit import days_past_due
from services.classification.domain.observation import stand_before
from services.classification.domain.provision import provision_of
from services.classification.domain.shown import (
    CauseView,
    ClassificationView,
    CureTestView,
    ObservationView,
    OutView,
    TriageView,
)
from services.classification.domain.signals import reviews_due
from services.classification.domain.state import LoanFile, Obligor, principal_on

__all__ = ["ClassificationView", "view"]

ONE_DAY = timedelta(days=1)


def view(obligor: Obligor, loan_id: str, as_of: date) -> ClassificationView | None:
    """The loan's class on ``as_of`` by the live conclusions; None when it has none then."""
    file = obligor.loans.get(loan_id)
    if file is None:
        return None
    concluded = [row for row in file.classes if row.effective_on <= as_of]
    if not concluded:
        return None
    latest = since = concluded[-1]
    for row in reversed(concluded):
        if row.risk_class != latest.risk_class:
            break
        since = row
    out = _out(file, as_of)
    arrears = file.arrears_on(as_of)
    owing = interest_since(file, as_of)
    overdue = days_past_due(arrears, as_of) > 0 or owing is not None
    sold = file.annex.left_by(as_of) and not _written_off_only(file, as_of)
    return ClassificationView(
        risk_class=latest.risk_class,
        own_merit=latest.own_merit,
        contagion=latest.contagion,
        became_true_on=since.effective_on,
        processed_on=since.processed_on,
        reasons=latest.reasons,
        rules=latest.rules,
        policy_id=latest.policy_id,
        entry=since.entry,
        state=latest.risk_class if out is None else "out",
        out=out,
        provision_percent=None if out else latest.provision_percent,
        provision=None if out else _provision(file, latest, as_of),
        in_recovery_scope=not sold and (overdue or (out is None and latest.non_performing)),
        interest_since=owing,
        four_tier=four_tier_view(file, as_of, concluded[0]),
        arrears_cause=_cause(file, as_of, arrears.overdue_since if arrears else None),
        observation=None if out else _observation(file, as_of),
        restructuring=None if out else restructuring_view(file, as_of),
        forms=tuple(_forms(file, as_of)),
        cure_tests=tuple(_tests(file, as_of)),
        triage=_triage(file, as_of),
        due=reviews_due(file, as_of),
    )


def _out(file: LoanFile, day: date) -> OutView | None:
    left = file.annex.left
    if left is not None and left.effective_on <= day:
        return OutView(reason=left.how, since=left.effective_on)
    if not file.settled_on(day):
        return None
    since = day
    for standing in reversed(file.standings):
        if standing.effective_on <= day:
            if not standing.settled:
                break
            since = standing.effective_on
    return OutView(reason="settled", since=since)


def _written_off_only(file: LoanFile, day: date) -> bool:
    """Written off and neither sold nor given up: the claim stays under recovery (DIS-16)."""
    hows = {each.how for each in file.annex.leavings if each.effective_on <= day}
    return hows == {"written_off"}


def _provision(file: LoanFile, latest: LoanClassified, day: date) -> Money | None:
    percent = latest.provision_percent
    return None if percent is None else provision_of(principal_on(file, day), percent)


def _cause(file: LoanFile, day: date, since: date | None) -> CauseView | None:
    cause = file.annex.cause_on(day, since)
    return None if cause is None else CauseView(cause=cause.cause, recorded_on=cause.effective_on)


def _observation(file: LoanFile, day: date) -> ObservationView | None:
    watch = stand_before(file, day + ONE_DAY).watch
    if watch is None:
        return None
    return ObservationView(
        started_on=watch.started_on, months_end=watch.months_end, completed_on=watch.completed_on
    )


def _forms(file: LoanFile, day: date) -> Iterator[str]:
    if cure_before(file, day + ONE_DAY).converted_on is not None:
        yield "converted"
    if any(each.effective_on <= day for each in file.annex.preservations):
        yield "preservation"


def _tests(file: LoanFile, day: date) -> Iterator[CureTestView]:
    last = {each.test: each for each in file.annex.tests if each.effective_on <= day}
    for name in sorted(last):
        held = last[name]
        yield CureTestView(
            test=name,
            tested_on=held.effective_on,
            passed=held.passed,
            results=held.results,
            tested_by=held.requested_by,
            approved_by=held.approved_by,
            policy_id=held.policy_id,
        )


def _triage(file: LoanFile, day: date) -> TriageView | None:
    known = [each for each in file.annex.triages if each.effective_on <= day]
    if not known:
        return None
    last = known[-1]
    return TriageView(
        group=last.group,
        name=last.name,
        since=last.effective_on,
        findings=last.findings,
        expected=last.expected,
        policy_id=last.policy_id,
    )
