"""What is known of one loan's disposal: the mirrored facts, its cases, assets and entries.

Lists are in order of the days they count from, so a late fact finds its place among them.
"""

from __future__ import annotations

from datetime import date
from itertools import takewhile

import msgspec

from contracts.debts import earned_by, owed_on
from contracts.values import Money
from services.disposal.domain.asset_events import (
    AssetReceivedInSatisfaction,
    OwnUseApproved,
    RentReceived,
    RepossessedAssetSold,
)
from services.disposal.domain.done import DebtConvertedToEquity, DebtRemitted
from services.disposal.domain.entries import DutyMissed, LoanWrittenOff, RecoveryRecognised
from services.disposal.domain.facts import (
    BalanceNoted,
    ClaimNoted,
    ClassNoted,
    CollateralNoted,
    ContactNoted,
    DeclaredBankruptNoted,
    GuarantorNoted,
    LimitationNoted,
    LoanTaken,
    StageNoted,
    StandingNoted,
    SuitEndedNoted,
)
from services.disposal.domain.transfer_events import (
    BidReceived,
    DebtTransferAgreed,
    DebtTransferred,
    OfferedForTransfer,
    TransferNoticeServed,
)
from services.disposal.domain.values import ClaimSum
from services.disposal.domain.write_off_events import WriteOffApproved, WriteOffProposed
from services.kit.domain import Frozen


class Case(Frozen, frozen=True, kw_only=True):
    """A disposal case in a state of B.6; ``last_on`` is the day of its last step."""

    case_id: str
    state: str
    opened_on: date
    last_on: date
    route: str | None = None
    proposal: WriteOffProposed | None = None
    approved: WriteOffApproved | None = None
    reviews: tuple[str, ...] = ()
    offer: OfferedForTransfer | None = None
    bids: tuple[BidReceived, ...] = ()
    agreed: DebtTransferAgreed | None = None


class Asset(Frozen, frozen=True, kw_only=True):
    """An asset taken for debt: ``held``, ``leased``, ``monetised`` or ``own_use``.

    ``stock_taken``: the days of stock-takes, each with the next one's last day.
    """

    received: AssetReceivedInSatisfaction
    state: str
    last_on: date
    stock_take_by: date
    stock_taken: tuple[tuple[date, date], ...] = ()
    rents: tuple[RentReceived, ...] = ()
    sold: RepossessedAssetSold | None = None
    own_use: OwnUseApproved | None = None

    @property
    def in_hand(self) -> bool:
        """It is still to be turned into money."""
        return self.state in ("held", "leased")


class LoanFile(Frozen, frozen=True, kw_only=True):
    """One loan. ``gone``, ``class_gone``, ``legal_gone``: others' entries that count no more.
    ``newest``: the highest of monitoring's entries taken; ``told``: how often the claim was
    stated; ``entries``: the highest of our own entry numbers; ``current``: the newest case.
    """

    taken: LoanTaken | None = None
    balances: tuple[BalanceNoted, ...] = ()
    standings: tuple[StandingNoted, ...] = ()
    gone: tuple[int, ...] = ()
    newest: int = 0
    claims: tuple[ClaimNoted, ...] = ()
    told: int = 0
    classes: tuple[ClassNoted, ...] = ()
    class_gone: tuple[int, ...] = ()
    life_events: tuple[tuple[date, str], ...] = ()
    guarantors: tuple[GuarantorNoted, ...] = ()
    collateral: dict[str, CollateralNoted] = msgspec.field(default_factory=dict)
    stages: tuple[StageNoted, ...] = ()
    limitations: tuple[LimitationNoted, ...] = ()
    suits_ended: tuple[SuitEndedNoted, ...] = ()
    declared_bankrupt: tuple[DeclaredBankruptNoted, ...] = ()
    legal_gone: tuple[int, ...] = ()
    contacts: tuple[ContactNoted, ...] = ()
    cases: dict[str, Case] = msgspec.field(default_factory=dict)
    current: str | None = None
    assets: dict[str, Asset] = msgspec.field(default_factory=dict)
    write_offs: tuple[LoanWrittenOff, ...] = ()
    recoveries: tuple[RecoveryRecognised, ...] = ()
    transferred: DebtTransferred | None = None
    notices: tuple[TransferNoticeServed, ...] = ()
    equity: tuple[DebtConvertedToEquity, ...] = ()
    remitted: DebtRemitted | None = None
    missed: tuple[DutyMissed, ...] = ()
    blocked: int = 0
    entries: int = 0

    @property
    def case(self) -> Case | None:
        """The newest case."""
        return None if self.current is None else self.cases[self.current]

    @property
    def written_off(self) -> LoanWrittenOff | None:
        """The first write-off that stands."""
        return next(iter(self.write_offs), None)

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
        fitting = (each for each in self.claims if each.effective_on <= day)
        return max(fitting, key=lambda each: each.told, default=None)

    def claim_on(self, day: date) -> ClaimSum:
        """The claim on ``day``: all principal and penalty, and of the rest what is due by then."""
        stated, principal = self.stated_on(day), self.principal_on(day)
        if stated is None:
            return ClaimSum(0, 0, 0, 0, principal)
        due = owed_on(earned_by(day, stated.debts), day, stated.penalty_daily, due_only=False)
        return ClaimSum(due.cost, due.fee, due.interest, due.penalty, principal)

    def settled_on(self, day: date) -> bool:
        """Nothing is owed on ``day``."""
        return next((e.settled for e in reversed(self.standings) if e.effective_on <= day), False)

    def class_on(self, day: date) -> ClassNoted | None:
        """The risk class that counts on ``day``."""
        return next((e for e in reversed(self.classes) if e.effective_on <= day), None)

    def non_performing_since(self, day: date) -> date | None:
        """Since when the loan has been non-performing without a break, seen from ``day``."""
        since: date | None = None
        for noted in reversed(self.classes):
            if noted.effective_on > day:
                continue
            if not noted.non_performing:
                break
            since = noted.effective_on
        return since

    def stage_on(self, day: date) -> StageNoted | None:
        """The legal case's state on ``day``, as told on its first day: it may be told again meanwhile."""
        known = [each for each in self.stages if each.effective_on <= day]
        lasting = takewhile(lambda each: each.stage == known[-1].stage, reversed(known))
        return min(lasting, key=lambda each: each.effective_on, default=None)

    def limitation_on(self, day: date) -> LimitationNoted | None:
        """How limitation stands on ``day``."""
        return next((e for e in reversed(self.limitations) if e.effective_on <= day), None)

    def guarantors_on(self, day: date) -> tuple[str, ...]:
        """Who stands for the loan on ``day``, by name."""
        told = (each for each in self.guarantors if each.effective_on <= day)
        latest = {each.guarantor_id: each.stands for each in told}
        return tuple(sorted(name for name, stands in latest.items() if stands))

    def collateral_there(self) -> tuple[str, ...]:
        """Collateral that is still charged, by name."""
        over = ("auctioned", "received_in_satisfaction", "released")
        return tuple(sorted(n for n, each in self.collateral.items() if each.state not in over))
