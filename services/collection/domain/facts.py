"""Facts that collection stands on, as its own events: what other services said about a loan.

A fact is never refused. Numbered ones (``source``, ``number``) go when a later one of the same
source names them in ``withdraws``.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from contracts.debts import Debt
from contracts.receipts import Applied, whole
from contracts.values import Money
from services.kit.domain import DomainEvent

Source = Literal["monitoring", "disposal", "litigation"]


class Fact(DomainEvent, frozen=True, kw_only=True):
    """Taken by us on the bank's day ``processed_on``."""

    processed_on: date


class LoanTaken(Fact, frozen=True, kw_only=True):
    """A loan exists from ``effective_on``, its day of disbursement."""

    NAME: ClassVar[str] = "collection.LoanTaken"
    product: str
    security: str


class NumberedFact(Fact, frozen=True, kw_only=True):
    """One entry of another service about this loan, and its entries that it withdraws."""

    source: Source = "monitoring"
    number: int | None
    withdraws: tuple[int, ...] = ()

    def undoes(self, row: NumberedFact) -> bool:
        """Whether it withdraws that one."""
        return row.source == self.source and (row.number or 0) in self.withdraws


class ArrearsNoted(NumberedFact, frozen=True, kw_only=True):
    """From ``effective_on`` on it is overdue since ``overdue_since``; None when nothing is."""

    NAME: ClassVar[str] = "collection.ArrearsNoted"
    overdue_since: date | None
    overdue: Money


class ReceiptNoted(NumberedFact, frozen=True, kw_only=True):
    """Money came in, or money that was unapplied paid something. None received: no money came.

    ``applied``: what paid the debt, by receipt. Facts stored before that was told have ``cost``, what
    went to costs, and count whole.
    """

    NAME: ClassVar[str] = "collection.ReceiptNoted"
    receipt_id: str | None
    received: Money | None
    cost: Money | None = None
    payer_kind: str | None = None
    applied: tuple[Applied, ...] | None = None

    @property
    def money(self) -> tuple[Applied, ...]:
        """What paid the debt, by receipt."""
        if self.applied is not None:
            return self.applied
        return whole(self.receipt_id, self.payer_kind, None, self.received, self.cost)


class StandingNoted(NumberedFact, frozen=True, kw_only=True):
    """Settled, or owing again."""

    NAME: ClassVar[str] = "collection.StandingNoted"
    settled: bool


class EntriesGone(NumberedFact, frozen=True, kw_only=True):
    """Entries were withdrawn, by one that says nothing else to us."""

    NAME: ClassVar[str] = "collection.EntriesGone"


class DisposalNoted(NumberedFact, frozen=True, kw_only=True):
    """The loan was written off, its claim sold or given up."""

    NAME: ClassVar[str] = "collection.DisposalNoted"
    outcome: Literal["written_off", "transferred", "remitted"]


class ClaimNoted(Fact, frozen=True, kw_only=True):
    """All claims of the loan that are unpaid; the one told last (``telling``) stands."""

    NAME: ClassVar[str] = "collection.ClaimNoted"
    telling: int
    debts: tuple[Debt, ...]
    currency: str
    penalty_daily: str | None
    accelerated_on: date | None


class LifeEventNoted(Fact, frozen=True, kw_only=True):
    """Death, flight, illness of the borrower, or the end of it."""

    NAME: ClassVar[str] = "collection.LifeEventNoted"
    life_event: str


class GuarantorNoted(Fact, frozen=True, kw_only=True):
    """A guarantor stands for the loan, or is free again."""

    NAME: ClassVar[str] = "collection.GuarantorNoted"
    guarantor_id: str
    stands: bool


class LegalStageNoted(NumberedFact, frozen=True, kw_only=True):
    """The legal case entered this state."""

    NAME: ClassVar[str] = "collection.LegalStageNoted"
    source: Source = "litigation"
    number: int | None = None
    stage: str


AnyFact = (
    LoanTaken
    | ArrearsNoted
    | ReceiptNoted
    | StandingNoted
    | EntriesGone
    | DisposalNoted
    | ClaimNoted
    | LifeEventNoted
    | GuarantorNoted
    | LegalStageNoted
)
