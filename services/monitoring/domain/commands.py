"""What is put to a loan: facts of core banking, the officer's acceleration, the passing of time.

``sequence`` is the source's own counter per loan (``ce_sequence``) when it has one; a gap in it
becomes a work item. ``booked_on`` is the bank's day on which the source booked the fact.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from contracts.values import Component, Money, ObligorKind, Security
from services.kit.acts import Act
from services.kit.domain import Command
from services.monitoring.domain.facts import Installment, NamedPart
from services.monitoring.domain.file_events import AnyDeed
from services.monitoring.domain.news_events import News


class TakeFact(Command, frozen=True, kw_only=True):
    """A fact of core banking about one loan: never refused."""

    loan_id: str
    booked_on: date
    sequence: int | None = None


class OpenLoan(TakeFact, frozen=True, kw_only=True):
    """The loan was disbursed. Rates are decimal strings per day."""

    obligor_kind: ObligorKind
    product: str
    security: Security
    principal: Money
    disbursed_on: date
    matures_on: date
    schedule: tuple[Installment, ...]
    branch: str | None = None
    officer: str | None = None
    purpose: str | None = None
    interest_daily: str | None = None
    penalty_daily: str | None = None
    guarantees: tuple[dict[str, Any], ...] = ()
    collateral: tuple[dict[str, Any], ...] = ()


class TakeReceipt(TakeFact, frozen=True, kw_only=True):
    """Money came in; ``allocation`` is core banking's own, empty when it left it to us.

    ``ours``: disposal took a thing for debt, and its receipt bears a name of ours.
    """

    receipt_id: str
    amount: Money
    value_date: date
    payer_kind: str
    payer_id: str | None = None
    allocation: tuple[NamedPart, ...] = ()
    ours: bool = False


class ReverseReceipt(TakeFact, frozen=True, kw_only=True):
    """A receipt is undone from its own value date."""

    receipt_id: str
    reversal_id: str
    reason: str


class TakeCharge(TakeFact, frozen=True, kw_only=True):
    """Core banking charged a penalty, a fee or a cost."""

    charge_id: str
    component: Component
    amount: Money
    due_on: date


class ReplaceSchedule(TakeFact, frozen=True, kw_only=True):
    """The plan of repayment from ``effective_on`` on."""

    change_id: str
    effective_on: date
    reason: str
    financial_difficulty: bool
    schedule: tuple[Installment, ...]
    currency: str


class AccelerateLoan(Act, frozen=True, kw_only=True):
    """An officer calls the whole claim due (提前到期); a second person approves."""

    RULE: ClassVar[str] = "accelerate-loan"
    effective_on: date


class NoteBankruptcy(Command, frozen=True, kw_only=True):
    """A court accepted the borrower's bankruptcy on ``effective_on``: never refused."""

    loan_id: str
    effective_on: date


class Perform(Act, frozen=True, kw_only=True):
    """An officer's deed for the post-loan file; what rules add to ``deed`` is added in deciding."""

    deed: AnyDeed


class TakeNews(Command, frozen=True, kw_only=True):
    """What disposal told about the claim: never refused."""

    loan_id: str
    news: News


class TimeReached(Command, frozen=True, kw_only=True):
    """The business day ``as_of`` is over."""


LoanCommand = (
    OpenLoan
    | TakeReceipt
    | ReverseReceipt
    | TakeCharge
    | ReplaceSchedule
    | AccelerateLoan
    | NoteBankruptcy
    | Perform
    | TakeNews
    | TimeReached
)
