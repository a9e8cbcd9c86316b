"""Facts that litigation stands on: what monitoring, collection, guarantee and disposal said.

A fact is never refused. Later entries name the earlier ones they withdraw; those simply no
longer count.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.debts import Debt
from contracts.values import Money
from services.kit.clocks import Term
from services.kit.domain import DomainEvent, Frozen


class Fact(DomainEvent, frozen=True, kw_only=True):
    """Taken by us on the bank's day ``processed_on``; ``policy_id`` where a policy completed it."""

    MOVES: ClassVar[bool] = True
    """Whether it may lead a case to another stage. Those that come by the thousand never do."""

    processed_on: date
    policy_id: str | None = None


class Clocks(Frozen, frozen=True, kw_only=True):
    """The terms of a loan's clocks as policy ``policy_id`` has them, fixed with the loan.

    ``claim``: limitation of the claim (LM-01); ``enforcement``: of applying for enforcement
    (LM-09). ``*_warn``: days before the last day on which it is warned.
    """

    policy_id: str
    claim: Term
    claim_warn: tuple[int, ...]
    enforcement: Term
    enforcement_warn: tuple[int, ...]


class LoanTaken(Fact, frozen=True, kw_only=True):
    """A loan exists; ``last_due_on`` is the due date of its last instalment (LM-02)."""

    NAME: ClassVar[str] = "litigation.LoanTaken"
    obligor_id: str
    obligor_kind: str
    currency: str
    last_due_on: date
    clocks: Clocks | None = None


class PlanNoted(Fact, frozen=True, kw_only=True):
    """From ``effective_on`` on the last instalment falls due on ``last_due_on``."""

    NAME: ClassVar[str] = "litigation.PlanNoted"
    change_id: str
    last_due_on: date


class ClaimNoted(Fact, frozen=True, kw_only=True):
    """All that is unpaid. ``number``: monitoring's last word of several has the highest."""

    NAME: ClassVar[str] = "litigation.ClaimNoted"
    number: int = 0
    debts: tuple[Debt, ...]
    principal_outstanding: Money
    accelerated_on: date | None = None
    penalty_daily: str | None = None


class MirroredFact(Fact, frozen=True, kw_only=True):
    """One numbered entry of the service ``source``, and the entries of its own it withdraws."""

    source: str = "monitoring"
    entry_there: int
    corrects_there: tuple[int, ...] = ()

    @property
    def number(self) -> tuple[str, int]:
        """Which entry it is, over all sources."""
        return self.source, self.entry_there

    @property
    def withdraws(self) -> frozenset[tuple[str, int]]:
        """Which entries it undoes."""
        return frozenset((self.source, each) for each in self.corrects_there)


class PaymentNoted(MirroredFact, frozen=True, kw_only=True):
    """Money came: ``paid`` tells component and amount; ``principal`` is what is left of it.

    ``interrupts`` names the rule by which it interrupts limitation (LM-05): of the debtor's own payment.
    """

    NAME: ClassVar[str] = "litigation.PaymentNoted"
    MOVES: ClassVar[bool] = False
    receipt_id: str
    received: Money
    payer_kind: str
    payer_id: str | None
    paid: tuple[tuple[str, Money], ...]
    principal: Money
    interrupts: str | None = None


class LoanSettledNoted(MirroredFact, frozen=True, kw_only=True):
    """Nothing is owed from ``effective_on`` on (结清)."""

    NAME: ClassVar[str] = "litigation.LoanSettledNoted"


class LoanReopenedNoted(MirroredFact, frozen=True, kw_only=True):
    """A settled loan owes again from ``effective_on`` on."""

    NAME: ClassVar[str] = "litigation.LoanReopenedNoted"


class EntriesWithdrawnNoted(MirroredFact, frozen=True, kw_only=True):
    """Entries that are mirrored here were withdrawn, with nothing that matters in place."""

    NAME: ClassVar[str] = "litigation.EntriesWithdrawnNoted"


class LifeEventNoted(Fact, frozen=True, kw_only=True):
    """Something befell the borrower (MON-52).

    ``act_by`` is the last day of the first moment (LIT-06) when assets must be protected at once,
    None for a kind of event that asks for nothing.
    """

    NAME: ClassVar[str] = "litigation.LifeEventNoted"
    life_event: str
    act_by: date | None = None
