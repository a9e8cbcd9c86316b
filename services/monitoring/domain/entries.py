"""What follows from the facts: entries, numbered, replaceable by later ones.

Each counted fact has one entry that says what it did to the ledger. A late or reversed fact leads
to new entries that name in ``corrects`` what they replace; entries that did not change are not
repeated, and those with nothing in their place are named by ``EntriesWithdrawn``. Entries hold
every number that replay needs: ``evolve`` adds and puts in place, and never reckons anew.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.debts import Debt
from contracts.receipts import Applied
from contracts.values import Component, Money
from services.kit.domain import DomainEvent, Entry
from services.monitoring.domain.claims import Claim
from services.monitoring.policy import DayCount


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Money put on one component of one claim."""

    claim: str
    component: Component
    amount: int


class PenaltyClaimed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Penalty that became part of a claim when money reached it."""

    claim: str
    amount: int


class Decision(Entry, frozen=True, kw_only=True):
    """An entry with the policy edition it was decided under."""

    policy_id: str


class MoneyAllocated(Decision, frozen=True, kw_only=True):
    """Money was put on what is due (还款分配); no ``receipt_id`` when unapplied money was used.

    ``principal_outstanding`` and ``unapplied`` are the balances after it. ``received`` and the payer
    are the receipt's; entries stored before they were told have None. ``sources``: the receipts that
    the unapplied money came with; None of a receipt's own movement, and where it was not kept yet.
    """

    NAME: ClassVar[str] = "monitoring.MoneyAllocated"
    receipt_id: str | None
    parts: tuple[Part, ...]
    penalty_claimed: tuple[PenaltyClaimed, ...] = ()
    principal_outstanding: Money
    unapplied: Money
    received: Money | None = None
    payer_kind: str | None = None
    payer_id: str | None = None
    sources: tuple[Applied, ...] | None = None


class ChargeClaimed(Decision, frozen=True, kw_only=True):
    """A charge became a claim, due on ``due_on``."""

    NAME: ClassVar[str] = "monitoring.ChargeClaimed"
    charge_id: str
    component: Component
    amount: int
    due_on: date


class PlanChanged(Decision, frozen=True, kw_only=True):
    """All claims of the loan after a schedule change or acceleration.

    ``cause`` names the fact. ``planned_principal`` is the principal these claims ask for; where it
    differs from ``principal_outstanding``, core banking's plan does not add up.
    """

    NAME: ClassVar[str] = "monitoring.PlanChanged"
    cause: str
    unfinished: tuple[Claim, ...]
    finished: tuple[Claim, ...]
    accelerated_on: date | None = None
    planned_principal: Money
    principal_outstanding: Money
    unapplied: Money


class InstallmentPaid(Decision, frozen=True, kw_only=True):
    """The instalment is fully paid by ``effective_on``."""

    NAME: ClassVar[str] = "monitoring.InstallmentPaid"
    number: int
    due_on: date


class LoanSettled(Decision, frozen=True, kw_only=True):
    """Nothing is owed any more (结清)."""

    NAME: ClassVar[str] = "monitoring.LoanSettled"


class LoanReopened(Decision, frozen=True, kw_only=True):
    """A settled loan owes again."""

    NAME: ClassVar[str] = "monitoring.LoanReopened"


class ArrearsChanged(Decision, frozen=True, kw_only=True):
    """Stage or overdue-since date changed (逾期阶段).

    Three dates: true on ``effective_on``, processed on ``processed_on``, cause booked on
    ``cause_recorded_on`` (the tick's day when time alone is the cause). The figures are those at
    the end of ``effective_on``.
    """

    NAME: ClassVar[str] = "monitoring.ArrearsChanged"
    stage: str
    previous_stage: str
    overdue_since: date | None
    days_past_due: int
    overdue: Money
    day_count: DayCount
    processed_on: date
    cause_recorded_on: date


class EntriesWithdrawn(Entry, frozen=True, kw_only=True):
    """Entries that a late fact undid with nothing in their place, from the earliest's day on."""

    NAME: ClassVar[str] = "monitoring.EntriesWithdrawn"


class ClaimStated(DomainEvent, frozen=True, kw_only=True):
    """Every unpaid claim as of ``effective_on``; rates as the loan has them."""

    NAME: ClassVar[str] = "monitoring.ClaimStated"
    debts: tuple[Debt, ...]
    principal_outstanding: Money
    unapplied: Money
    overdue_since: date | None
    accelerated_on: date | None
    interest_daily: str | None = None
    penalty_daily: str | None = None


LedgerEntry = (
    MoneyAllocated | ChargeClaimed | PlanChanged | InstallmentPaid | LoanSettled | LoanReopened
)
"""Entries that move the ledger, in the order of their days."""
