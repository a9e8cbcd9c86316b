"""What a life's events told about each loan, in the words of the brute force."""

from __future__ import annotations

from datetime import date

from services.classification.domain.done import CureTested
from services.classification.domain.facts import (
    ArrearsNoted,
    BalanceNoted,
    InstallmentPaidNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
    LoanTaken,
    MirroredFact,
    ScheduleNoted,
)
from services.classification.domain.orders import OverrideSet, OverrideWithdrawn, UpgradeApproved
from tests.unit.classification.brute_force import Told
from tests.unit.classification.story import Story


def told_by(story: Story, known_on: date) -> dict[str, Told]:
    """What the brute force may know: the facts taken up to ``known_on``, withdrawn ones gone."""
    facts = [event for known, event in story.events if known <= known_on]
    gone = {
        (fact.loan_id, entry)
        for fact in facts
        if isinstance(fact, MirroredFact)
        for entry in fact.monitoring_corrects
    }
    loans = {
        fact.loan_id: Told(
            kind=fact.obligor_kind,
            disbursed_on=fact.effective_on,
            principal=fact.principal.minor,
            plans=[(fact.effective_on, [(d.number, d.due_on) for d in fact.installments])],
        )
        for fact in facts
        if isinstance(fact, LoanTaken)
    }
    for fact in facts:
        told = loans.get(fact.loan_id)
        if isinstance(fact, MirroredFact):
            if told is not None and (fact.loan_id, fact.monitoring_entry) not in gone:
                tell_entry(told, fact)
        elif told is not None:
            tell_deed(told, fact)
    return loans


def tell_entry(told: Told, fact: MirroredFact) -> None:
    day, entry = fact.effective_on, fact.monitoring_entry
    match fact:
        case ArrearsNoted():
            one = fact.day_count == "due_day_one"
            told.arrears.append((day, entry, fact.overdue_since, one))
        case BalanceNoted():
            told.balances.append((day, entry, fact.principal_outstanding.minor))
        case InstallmentPaidNoted():
            told.paid[fact.number, fact.due_on] = fact.paid_on
        case LoanSettledNoted():
            told.standings.append((day, entry, True))
        case LoanReopenedNoted():
            told.standings.append((day, entry, False))


def tell_deed(told: Told, fact: object) -> None:
    match fact:
        case ScheduleNoted(effective_on=day):
            told.plans.append((day, [(d.number, d.due_on) for d in fact.installments]))
        case OverrideSet(effective_on=day):
            told.experts.append((day, fact.risk_class))
        case OverrideWithdrawn(effective_on=day):
            told.experts.append((day, None))
        case UpgradeApproved(effective_on=day):
            told.approvals.add(day)
        case CureTested(effective_on=day, test="REVIVE-5", passed=True):
            told.revivals.add(day)
