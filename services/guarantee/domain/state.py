"""What is known of one loan's security: mirrored facts, guarantors, collateral, live entries.

Lists are in order of the days they count from, so a late fact finds its place among them.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar, get_args

import msgspec

from contracts.values import Money
from services.guarantee.domain.collateral_events import AnyCollateralStep, CollateralPledged
from services.guarantee.domain.entries import (
    AlarmRaised,
    ClockSet,
    GuaranteeReinstated,
    GuaranteeReleased,
    Judged,
    Word,
)
from services.guarantee.domain.facts import (
    BalanceNoted,
    BorrowerNoticeNoted,
    ClaimNoted,
    ContactDueNoted,
    ContactNoted,
    DemandRequestedNoted,
    LoanTaken,
    PlanNoted,
    StandingNoted,
)
from services.guarantee.domain.guarantor_events import (
    AnyGuarantorStep,
    GuaranteeLiabilityRegistered,
    SecurityReplaced,
    SecurityUnreadable,
)
from services.guarantee.domain.legal_facts import (
    AuctionNoted,
    BankruptcyNoted,
    ClaimDeclaredNoted,
    InKindNoted,
    RemissionNoted,
    StageNoted,
    SuitEndedNoted,
    SuitNoted,
    TransferNoted,
    TransferNoticeNoted,
)
from services.guarantee.domain.risk_facts import RecoveryNoted, RiskNoted
from services.kit.domain import Frozen

Step = TypeVar("Step")
LegalFact = (
    SuitNoted
    | SuitEndedNoted
    | ClaimDeclaredNoted
    | StageNoted
    | AuctionNoted
    | BankruptcyNoted
    | InKindNoted
    | TransferNoted
    | TransferNoticeNoted
    | RemissionNoted
)
Signal = RiskNoted | RecoveryNoted | ContactNoted | BorrowerNoticeNoted | DemandRequestedNoted
SIGNALS: tuple[type[Signal], ...] = get_args(Signal)


class Guarantor(Frozen, frozen=True, kw_only=True):
    """One guarantor: how he was registered and what was done, in order of days."""

    registered: GuaranteeLiabilityRegistered
    steps: tuple[AnyGuarantorStep, ...] = ()

    def all_of(self, kind: type[Step], day: date) -> list[Step]:
        """The steps of a kind up to ``day``."""
        return [each for each in self.steps if isinstance(each, kind) and each.effective_on <= day]


class Collateral(Frozen, frozen=True, kw_only=True):
    """One piece of collateral."""

    pledged: CollateralPledged
    steps: tuple[AnyCollateralStep, ...] = ()


class SecurityFile(Frozen, frozen=True, kw_only=True):
    """One loan. ``gone``, ``collection_gone`` and ``legal_gone`` number entries that count no more.

    ``told``: how often the claim was stated; ``live``: our entries that count; ``entries``: the
    highest of their numbers. ``words``, ``charges``: of each guarantor and each piece of
    collateral the word told for the latest day; what is told anew hangs on that, and nothing else.
    """

    taken: LoanTaken | None = None
    plans: tuple[PlanNoted, ...] = ()
    balances: tuple[BalanceNoted, ...] = ()
    standings: tuple[StandingNoted, ...] = ()
    gone: tuple[int, ...] = ()
    claims: tuple[ClaimNoted, ...] = ()
    told: int = 0
    contact_due: tuple[ContactDueNoted, ...] = ()
    collection_gone: tuple[int, ...] = ()
    signals: tuple[Signal, ...] = ()
    legal: tuple[LegalFact, ...] = ()
    legal_gone: tuple[int, ...] = ()
    guarantors: dict[str, Guarantor] = msgspec.field(default_factory=dict)
    collateral: dict[str, Collateral] = msgspec.field(default_factory=dict)
    unreadable: tuple[SecurityUnreadable, ...] = ()
    replaced: tuple[SecurityReplaced, ...] = ()
    live: tuple[Judged, ...] = ()
    alarms: tuple[AlarmRaised, ...] = ()
    entries: int = 0
    words: dict[str, Word] = msgspec.field(default_factory=dict)
    charges: dict[str, Word] = msgspec.field(default_factory=dict)

    @property
    def obligor_id(self) -> str:
        """The debtor."""
        return "" if self.taken is None else self.taken.obligor_id

    @property
    def currency(self) -> str:
        """The loan's currency."""
        return "" if self.taken is None else self.taken.principal.currency

    def money(self, minor: int) -> Money:
        """So many minor units of the loan's currency."""
        return Money(minor, self.currency)

    def principal_on(self, day: date) -> int:
        """Principal outstanding at the end of ``day``, in minor units."""
        for noted in reversed(self.balances):
            if noted.effective_on <= day:
                return noted.principal_outstanding.minor
        return 0 if self.taken is None else self.taken.principal.minor

    def stated_on(self, day: date) -> ClaimNoted | None:
        """The statement of the claim that counts on ``day``."""
        fitting = [each for each in self.claims if each.effective_on <= day]
        return max(fitting, key=lambda each: each.told, default=None)

    def settled_on(self, day: date) -> bool:
        """Nothing is owed on ``day``."""
        for noted in reversed(self.standings):
            if noted.effective_on <= day:
                return noted.settled
        return False

    def of_law(self, kind: type[Step], day: date) -> list[Step]:
        """Facts of litigation and disposal of a kind up to ``day``."""
        return [each for each in self.legal if isinstance(each, kind) and each.effective_on <= day]

    def sold_on(self, day: date) -> date | None:
        """Since when the claim and what secures it are a buyer's (B.4); None while they are ours."""
        return next((each.effective_on for each in self.of_law(TransferNoted, day)), None)

    def of_signals(self, kind: type[Step], day: date) -> list[Step]:
        """Signals and notices of a kind up to ``day``."""
        return [
            each for each in self.signals if isinstance(each, kind) and each.effective_on <= day
        ]

    def entries_of(self, kind: type[Step], day: date = date.max) -> list[Step]:
        """Live entries of a kind up to ``day``."""
        return [each for each in self.live if isinstance(each, kind) and each.effective_on <= day]

    def clock_on(self, guarantor_id: str, clock: str, day: date = date.max) -> ClockSet | None:
        """How a guarantor's clock stands on ``day``."""
        for each in reversed(self.live):
            if (
                isinstance(each, ClockSet)
                and (each.guarantor_id, each.clock) == (guarantor_id, clock)
                and each.effective_on <= day
            ):
                return each
        return None

    @property
    def judged_to(self) -> date:
        """The last day that time alone has touched: it is never judged back before that day."""
        days = [each.effective_on for each in (*self.alarms, *self.live[-1:])]
        return max(days, default=date.min)

    def released_on(self, guarantor_id: str, day: date) -> GuaranteeReleased | None:
        """The release that counts on ``day``."""
        found: GuaranteeReleased | None = None
        for each in self.live:
            if each.effective_on > day or getattr(each, "guarantor_id", None) != guarantor_id:
                continue
            if isinstance(each, GuaranteeReleased):
                found = each
            elif isinstance(each, GuaranteeReinstated):
                found = None
        return found
