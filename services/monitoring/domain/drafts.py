"""Entries as drafts: everything decided but their numbers (``entry`` is 0 until then)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypedDict

from contracts.values import Money
from services.monitoring.domain.allocation import Allocated
from services.monitoring.domain.amounts import NOTHING
from services.monitoring.domain.claims import Claim
from services.monitoring.domain.entries import (
    ChargeClaimed,
    InstallmentPaid,
    LedgerEntry,
    LoanReopened,
    LoanSettled,
    MoneyAllocated,
    PlanChanged,
)
from services.monitoring.domain.facts import ChargeTaken, LoanOpened, ReceiptTaken
from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.purses import sources
from services.monitoring.domain.schedule import Plan

UNNUMBERED = 0


class Common(TypedDict):
    """The fields that every entry of a loan has."""

    loan_id: str
    effective_on: date
    entry: int
    policy_id: str


def common(opened: LoanOpened, day: date) -> Common:
    """The common fields of a draft."""
    return Common(
        loan_id=opened.loan_id, effective_on=day, entry=UNNUMBERED, policy_id=opened.policy_id
    )


def money_entry(
    opened: LoanOpened, ledger: Ledger, day: date, fact: ReceiptTaken | None, done: Allocated
) -> MoneyAllocated:
    """The entry of a receipt, or of the unapplied money when there is no ``fact``."""
    currency = opened.principal.currency
    principal = sum(part.amount for part in done.parts if part.component == "principal")
    before = 0 if fact is None else ledger.unapplied
    return MoneyAllocated(
        **common(opened, day),
        receipt_id=None if fact is None else fact.receipt_id,
        parts=done.parts,
        penalty_claimed=done.penalty_claimed,
        principal_outstanding=Money(ledger.principal - principal, currency),
        unapplied=Money(before + done.left, currency),
        received=None if fact is None else fact.amount,
        payer_kind=None if fact is None else fact.payer_kind,
        payer_id=None if fact is None else fact.payer_id,
        sources=sources(ledger.purses, done.parts, currency) if fact is None else None,
    )


def charge_entry(opened: LoanOpened, fact: ChargeTaken, day: date) -> ChargeClaimed:
    """The entry of a charge."""
    return ChargeClaimed(
        **common(opened, day),
        charge_id=fact.charge_id,
        component=fact.component,
        amount=fact.amount.minor,
        due_on=fact.effective_on,
    )


def plan_entry(
    opened: LoanOpened, ledger: Ledger, cause: str, plan: Plan, day: date, *, accelerates: bool
) -> PlanChanged:
    """The entry of a schedule change or acceleration.

    A plan that asks for more principal than is outstanding (interest made principal) raises the
    principal outstanding; one that asks for less forgives nothing.
    """
    currency = opened.principal.currency
    claims = sorted(plan.claims, key=lambda each: each.order)
    one_debt = any(each.kind == "accelerated" and each.unpaid != NOTHING for each in claims)
    accelerated_on = day if accelerates else ledger.accelerated_on
    return PlanChanged(
        **common(opened, day),
        cause=cause,
        unfinished=tuple(each for each in claims if each.unpaid != NOTHING),
        finished=tuple(each for each in claims if each.unpaid == NOTHING),
        accelerated_on=accelerated_on if one_debt else None,
        planned_principal=Money(plan.principal, currency),
        principal_outstanding=Money(max(ledger.principal, plan.principal), currency),
        unapplied=Money(ledger.unapplied, currency),
    )


def consequences(
    opened: LoanOpened, before: Ledger, after: Ledger, cause: LedgerEntry
) -> Iterator[LedgerEntry]:
    """What follows at once from an entry: instalments fully paid, the loan settled or reopened."""
    day = cause.effective_on
    for paid in _newly_paid(before, after, cause):
        yield InstallmentPaid(**common(opened, day), number=paid.number, due_on=paid.due_on)
    settled = not after.unfinished and not after.principal
    if settled and not after.settled:
        yield LoanSettled(**common(opened, day))
    elif after.settled and not settled:
        yield LoanReopened(**common(opened, day))


def _newly_paid(before: Ledger, after: Ledger, cause: LedgerEntry) -> Iterator[Claim]:
    if isinstance(cause, MoneyAllocated):
        touched = {part.claim for part in cause.parts}
        paid_before = {each.key for each in before.unfinished if each.paid_on is not None}
        candidates = (*after.finished[len(before.finished) :], *after.unfinished)
    elif isinstance(cause, PlanChanged):
        candidates = (*after.finished, *after.unfinished)
        touched = {each.key for each in candidates}
        paid_before = {each.key for each in before.claims if each.paid_on is not None}
    else:
        return
    for each in candidates:
        is_paid = each.number and each.paid_on is not None and each.ceased_on is None
        if is_paid and each.key in touched and each.key not in paid_before:
            yield each
