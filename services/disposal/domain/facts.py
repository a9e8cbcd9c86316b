"""Facts that disposal stands on, as its own events: what the other services said.

A fact is never refused. Monitoring's and classification's later entries name the earlier ones that
they withdraw; those no longer count.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.debts import Debt
from contracts.receipts import Applied, whole
from contracts.values import Money, ObligorKind, RiskClass, Security
from services.kit.domain import DomainEvent


class Fact(DomainEvent, frozen=True, kw_only=True):
    """Something another service told us; it counts from ``effective_on``."""


class LoanTaken(Fact, frozen=True, kw_only=True):
    """A loan exists from its day of disbursement; ``obligor_id`` is its debtor."""

    NAME: ClassVar[str] = "disposal.LoanTaken"
    obligor_id: str
    obligor_kind: ObligorKind
    product: str
    security: Security
    principal: Money


class MirroredFact(Fact, frozen=True, kw_only=True):
    """One entry of monitoring about this loan, and the entries of monitoring it withdraws."""

    monitoring_entry: int
    monitoring_corrects: tuple[int, ...] = ()


class BalanceNoted(MirroredFact, frozen=True, kw_only=True):
    """Principal outstanding after a movement, and the money that moved it.

    ``received`` came in; ``applied`` of it, or of money that had been unapplied, paid the debt. Facts
    stored before that was told have ``cost``, what of the money paid costs, and count whole.
    """

    NAME: ClassVar[str] = "disposal.BalanceNoted"
    principal_outstanding: Money
    receipt_id: str | None = None
    received: Money | None = None
    payer_kind: str | None = None
    payer_id: str | None = None
    cost: Money | None = None
    applied: tuple[Applied, ...] | None = None

    @property
    def money(self) -> tuple[Applied, ...]:
        """What paid the debt, by receipt."""
        if self.applied is not None:
            return self.applied
        payer = self.payer_kind, self.payer_id
        return whole(self.receipt_id, *payer, self.received, self.cost)


class StandingNoted(MirroredFact, frozen=True, kw_only=True):
    """The loan is settled (nothing is owed), or owes again."""

    NAME: ClassVar[str] = "disposal.StandingNoted"
    settled: bool


class EntriesGoneNoted(MirroredFact, frozen=True, kw_only=True):
    """Monitoring withdrew entries, alone or with a message that does not matter here."""

    NAME: ClassVar[str] = "disposal.EntriesGoneNoted"


class ClaimNoted(Fact, frozen=True, kw_only=True):
    """All that is unpaid from ``effective_on`` on; of two, the one told last stands.

    ``told`` counts what was told of this loan; 0 until it is taken.
    """

    NAME: ClassVar[str] = "disposal.ClaimNoted"
    told: int = 0
    debts: tuple[Debt, ...]
    principal_outstanding: Money
    penalty_daily: str | None
    accelerated_on: date | None


class LifeEventNoted(Fact, frozen=True, kw_only=True):
    """Something befell the borrower (MON-52)."""

    NAME: ClassVar[str] = "disposal.LifeEventNoted"
    life_event: str


class ClassNoted(Fact, frozen=True, kw_only=True):
    """An entry of classification; ``risk_class`` is None when it only withdraws others.

    ``provision_percent`` of the principal is set aside (CLS-09); None where no percent was told.
    """

    NAME: ClassVar[str] = "disposal.ClassNoted"
    class_entry: int
    class_corrects: tuple[int, ...] = ()
    risk_class: RiskClass | None = None
    non_performing: bool = False
    provision_percent: int | None = None


class GuarantorNoted(Fact, frozen=True, kw_only=True):
    """A guarantor stands for the loan, or (``stands`` False) is free."""

    NAME: ClassVar[str] = "disposal.GuarantorNoted"
    guarantor_id: str
    stands: bool


class CollateralNoted(Fact, frozen=True, kw_only=True):
    """The state of a piece of collateral."""

    NAME: ClassVar[str] = "disposal.CollateralNoted"
    collateral_id: str
    state: str
    value: Money | None = None


class LegalFact(Fact, frozen=True, kw_only=True):
    """Something of litigation, and the entries of litigation that it withdraws."""

    legal_entry: int | None = None
    legal_corrects: tuple[int, ...] = ()


class StageNoted(LegalFact, frozen=True, kw_only=True):
    """The legal case entered a state of B.5."""

    NAME: ClassVar[str] = "disposal.StageNoted"
    stage: str


class LimitationNoted(LegalFact, frozen=True, kw_only=True):
    """How the limitation of the claim stands."""

    NAME: ClassVar[str] = "disposal.LimitationNoted"
    state: str
    ends_on: date | None = None


class SuitEndedNoted(Fact, frozen=True, kw_only=True):
    """A suit came to nothing: ``not_taken``, ``withdrawn`` or ``dismissed`` (LIT-13)."""

    NAME: ClassVar[str] = "disposal.SuitEndedNoted"
    outcome: str


class DeclaredBankruptNoted(Fact, frozen=True, kw_only=True):
    """The court declared a party bankrupt (BK-07, WC-02)."""

    NAME: ClassVar[str] = "disposal.DeclaredBankruptNoted"
    party_id: str


class LegalGoneNoted(LegalFact, frozen=True, kw_only=True):
    """Litigation withdrew entries, alone or with a message that does not matter here."""

    NAME: ClassVar[str] = "disposal.LegalGoneNoted"


class ContactNoted(Fact, frozen=True, kw_only=True):
    """A contact about the loan that collection's conduct gate let through (WC-19).

    ``target_role``: whom it was for; ``result``: what came of it, ``served`` for a served notice.
    """

    NAME: ClassVar[str] = "disposal.ContactNoted"
    contact_id: str
    target_role: str
    result: str


AnyFact = (
    LoanTaken
    | BalanceNoted
    | StandingNoted
    | EntriesGoneNoted
    | ClaimNoted
    | LifeEventNoted
    | ClassNoted
    | GuarantorNoted
    | CollateralNoted
    | StageNoted
    | LimitationNoted
    | LegalGoneNoted
    | SuitEndedNoted
    | DeclaredBankruptNoted
    | ContactNoted
)
