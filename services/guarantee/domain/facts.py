"""Facts that guarantee stands on, as its own events: what the other services said.

A fact is never refused. Later entries of monitoring and collection name the earlier ones that they
withdraw; those no longer count.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.debts import Debt
from contracts.receipts import Applied, whole
from contracts.values import Money
from services.guarantee.domain.legal_facts import (
    AuctionNoted,
    BankruptcyNoted,
    ClaimDeclaredNoted,
    Fact,
    InKindNoted,
    RemissionNoted,
    StageNoted,
    StagesGoneNoted,
    SuitEndedNoted,
    SuitNoted,
    TransferNoted,
    TransferNoticeNoted,
)
from services.guarantee.domain.risk_facts import RecoveryNoted, RiskNoted
from services.kit.domain import Packed


class Part(Packed, frozen=True):
    """One instalment as far as a guarantor is concerned: its day and its sum in minor units."""

    due_on: date
    total: int


class LoanTaken(Fact, frozen=True, kw_only=True):
    """A loan exists from its day of disbursement; ``obligor_id`` is its debtor."""

    NAME: ClassVar[str] = "guarantee.LoanTaken"
    obligor_id: str
    principal: Money
    matures_on: date
    installments: tuple[Part, ...]


class PlanNoted(Fact, frozen=True, kw_only=True):
    """From ``effective_on`` on these instalments are the plan of what remains."""

    NAME: ClassVar[str] = "guarantee.PlanNoted"
    change_id: str
    reason: str
    installments: tuple[Part, ...]


class MirroredFact(Fact, frozen=True, kw_only=True):
    """One entry of monitoring about this loan, and the entries of monitoring it withdraws."""

    monitoring_entry: int
    monitoring_corrects: tuple[int, ...] = ()


class BalanceNoted(MirroredFact, frozen=True, kw_only=True):
    """Principal outstanding after a movement, and the money that moved it.

    ``received`` came in; ``applied`` of it, or of money that had been unapplied, paid the debt. Facts
    stored before that was told count whole.
    """

    NAME: ClassVar[str] = "guarantee.BalanceNoted"
    principal_outstanding: Money
    receipt_id: str | None = None
    received: Money | None = None
    payer_kind: str | None = None
    payer_id: str | None = None
    applied: tuple[Applied, ...] | None = None

    @property
    def money(self) -> tuple[Applied, ...]:
        """What paid the debt, by receipt."""
        if self.applied is not None:
            return self.applied
        return whole(self.receipt_id, self.payer_kind, self.payer_id, self.received)


class StandingNoted(MirroredFact, frozen=True, kw_only=True):
    """The loan is settled (nothing is owed), or owes again."""

    NAME: ClassVar[str] = "guarantee.StandingNoted"
    settled: bool


class EntriesGoneNoted(MirroredFact, frozen=True, kw_only=True):
    """Monitoring withdrew entries, alone or with a message that does not matter here."""

    NAME: ClassVar[str] = "guarantee.EntriesGoneNoted"


class ClaimNoted(Fact, frozen=True, kw_only=True):
    """All that is unpaid from ``effective_on`` on; of two, the one told last stands.

    ``told`` counts what was told of this loan; 0 until it is taken.
    """

    NAME: ClassVar[str] = "guarantee.ClaimNoted"
    told: int = 0
    debts: tuple[Debt, ...]
    principal_outstanding: Money
    penalty_daily: str | None
    overdue_since: date | None
    accelerated_on: date | None


class ContactDueNoted(Fact, frozen=True, kw_only=True):
    """Collection's timeline calls for the guarantor's side (GUA-08)."""

    NAME: ClassVar[str] = "guarantee.ContactDueNoted"
    case_id: str
    collection_entry: int | None = None
    collection_corrects: tuple[int, ...] = ()


class ContactDueGoneNoted(Fact, frozen=True, kw_only=True):
    """Collection withdrew entries."""

    NAME: ClassVar[str] = "guarantee.ContactDueGoneNoted"
    collection_entry: int
    collection_corrects: tuple[int, ...]


class ContactNoted(Fact, frozen=True, kw_only=True):
    """Collection's conduct gate let a contact with a guarantor through; how it ended (GUA-12).

    ``identity_verified``: None in what was told before that was said.
    """

    NAME: ClassVar[str] = "guarantee.ContactNoted"
    contact_id: str
    guarantor_id: str
    channel: str
    result: str
    identity_verified: bool | None = None


class BorrowerNoticeNoted(Fact, frozen=True, kw_only=True):
    """A demand notice reached the borrower on ``effective_on`` (COL-10)."""

    NAME: ClassVar[str] = "guarantee.BorrowerNoticeNoted"
    notice_id: str


class DemandRequestedNoted(Fact, frozen=True, kw_only=True):
    """Collection asks that the guarantors be asked to pay (COL-12)."""

    NAME: ClassVar[str] = "guarantee.DemandRequestedNoted"
    notice_id: str


AnyFact = (
    LoanTaken
    | PlanNoted
    | BalanceNoted
    | StandingNoted
    | EntriesGoneNoted
    | ClaimNoted
    | RiskNoted
    | RecoveryNoted
    | ContactDueNoted
    | ContactDueGoneNoted
    | ContactNoted
    | BorrowerNoticeNoted
    | DemandRequestedNoted
    | SuitNoted
    | SuitEndedNoted
    | ClaimDeclaredNoted
    | StageNoted
    | StagesGoneNoted
    | AuctionNoted
    | BankruptcyNoted
    | InKindNoted
    | TransferNoted
    | TransferNoticeNoted
    | RemissionNoted
)
