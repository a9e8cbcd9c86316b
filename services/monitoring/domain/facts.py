"""Facts a loan's ledger stands on: stored as they came, never refused, never corrected by us.

``effective_on`` is the day a fact counts: day of disbursement, value date, due date, first day of
a plan; for a reversal the value date of the receipt it undoes (its booking day while that receipt
is unknown). A fact that comes before its predecessor waits in the stream and counts once that is
there. Amounts inside schedules and parts are minor units of the loan's currency.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from contracts.values import Component, Money, ObligorKind, Security
from services.kit.domain import DomainEvent, Frozen
from services.monitoring.domain.terms import Terms


class Installment(Frozen, frozen=True):
    """One row of a plan of repayment (期)."""

    number: int
    due_on: date
    principal: int
    interest: int
    fee: int


class NamedPart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A part of a receipt that core banking itself booked to an instalment's component."""

    number: int
    component: Component
    amount: int


class Fact(DomainEvent, frozen=True, kw_only=True):
    """``booked_on``: the bank's day on which the source booked it."""

    booked_on: date
    sequence: int | None = None


class LoanOpened(Fact, frozen=True, kw_only=True):
    """The loan exists from ``effective_on``, its day of disbursement, under these terms.

    ``interest_daily`` and ``penalty_daily``: decimal strings per day, on the balance and on
    overdue principal; simple, never compounded. ``policy_id``: the edition the terms were taken
    from. ``guarantees`` and ``collateral`` stand as core banking told them; None in events that
    were stored before they were kept.
    """

    NAME: ClassVar[str] = "monitoring.LoanOpened"
    obligor_kind: ObligorKind
    product: str
    security: Security
    principal: Money
    matures_on: date
    schedule: tuple[Installment, ...]
    terms: Terms
    policy_id: str
    branch: str | None = None
    officer: str | None = None
    purpose: str | None = None
    interest_daily: str | None = None
    penalty_daily: str | None = None
    guarantees: tuple[dict[str, Any], ...] | None = None
    collateral: tuple[dict[str, Any], ...] | None = None


class ReceiptTaken(Fact, frozen=True, kw_only=True):
    """Money came in with value on ``effective_on``.

    ``undone_before``: its reversal had come first, so it never counts on any day.
    """

    NAME: ClassVar[str] = "monitoring.ReceiptTaken"
    receipt_id: str
    amount: Money
    payer_kind: str
    payer_id: str | None = None
    allocation: tuple[NamedPart, ...] = ()
    undone_before: bool = False


class ReceiptReversed(Fact, frozen=True, kw_only=True):
    """The receipt never counted, from its own value date on."""

    NAME: ClassVar[str] = "monitoring.ReceiptReversed"
    receipt_id: str
    reversal_id: str
    reason: str


class ChargeTaken(Fact, frozen=True, kw_only=True):
    """A penalty, fee or cost is due on ``effective_on``."""

    NAME: ClassVar[str] = "monitoring.ChargeTaken"
    charge_id: str
    component: Component
    amount: Money


class ScheduleReplaced(Fact, frozen=True, kw_only=True):
    """``schedule`` is the plan of repayment from ``effective_on`` on."""

    NAME: ClassVar[str] = "monitoring.ScheduleReplaced"
    change_id: str
    reason: str
    financial_difficulty: bool
    schedule: tuple[Installment, ...]
    currency: str


class LoanAccelerated(Fact, frozen=True, kw_only=True):
    """Two persons called the whole claim due on ``effective_on``.

    It is no message of its own: collection and litigation learn of it by ``ClaimStated``, told on the
    same day with ``accelerated_on`` and the claim that changed with it. Roles are empty in events
    from before they were asked for.
    """

    NAME: ClassVar[str] = "monitoring.LoanAccelerated"
    reason: str
    requested_by: str
    approved_by: str
    role: str = ""
    approver_role: str = ""


class WentBankrupt(Fact, frozen=True, kw_only=True):
    """A court accepted the borrower's bankruptcy: all is due, nothing accrues any more (BK-02)."""

    NAME: ClassVar[str] = "monitoring.WentBankrupt"


CountedFact = ReceiptTaken | ChargeTaken | ScheduleReplaced | LoanAccelerated | WentBankrupt
"""Facts that move the ledger on their day, each by one entry that names it."""


BANKRUPTCY = "bankruptcy"
"""The name of that fact, and the key of the debt that fell due with it."""


def name_of(fact: CountedFact) -> str:
    """The fact's name inside its stream: kind and business id."""
    match fact:
        case ReceiptTaken():
            return f"receipt:{fact.receipt_id}"
        case ChargeTaken():
            return f"charge:{fact.charge_id}"
        case ScheduleReplaced():
            return f"change:{fact.change_id}"
        case LoanAccelerated():
            return "acceleration"
        case WentBankrupt():
            return BANKRUPTCY


def currency_of(fact: CountedFact) -> str | None:
    """The fact's currency; None when it has no amount of its own."""
    match fact:
        case ReceiptTaken() | ChargeTaken():
            return fact.amount.currency
        case ScheduleReplaced():
            return fact.currency
        case LoanAccelerated() | WentBankrupt():
            return None
