"""Facts that classification stands on, as its own events: what other services said.

A fact is never refused and never taken back by us: monitoring's later entries name the earlier
ones they withdraw (``monitoring_corrects``), and those simply no longer count.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from contracts.values import Money, ObligorKind
from services.classification.domain.orders import AnyOrder, Fact
from services.kit.domain import Frozen

DayCount = Literal["due_day_zero", "due_day_one"]
Leaving = Literal["written_off", "transferred", "remitted"]


class DueDay(Frozen, frozen=True):
    """One instalment as far as an observation needs it: its number and the day it falls due."""

    number: int
    due_on: date


class LoanTaken(Fact, frozen=True, kw_only=True):
    """A loan exists from ``effective_on``, its day of disbursement; ``principal`` is owed."""

    NAME: ClassVar[str] = "classification.LoanTaken"
    obligor_kind: ObligorKind
    product: str
    principal: Money
    installments: tuple[DueDay, ...]


class ScheduleNoted(Fact, frozen=True, kw_only=True):
    """From ``effective_on`` on these instalments are the plan of what remains."""

    NAME: ClassVar[str] = "classification.ScheduleNoted"
    change_id: str
    reason: str
    financial_difficulty: bool
    installments: tuple[DueDay, ...]


class MirroredFact(Fact, frozen=True, kw_only=True):
    """One entry of monitoring about this loan, and the entries of monitoring it withdraws."""

    monitoring_entry: int
    monitoring_corrects: tuple[int, ...] = ()


class ArrearsNoted(MirroredFact, frozen=True, kw_only=True):
    """From ``effective_on`` on the oldest unpaid instalment is that of ``overdue_since``.

    ``days_past_due`` and ``overdue`` are monitoring's figures of ``effective_on``; on any later
    day the days are counted from ``overdue_since`` by ``day_count``.
    """

    NAME: ClassVar[str] = "classification.ArrearsNoted"
    stage: str
    days_past_due: int
    overdue_since: date | None
    overdue: Money
    day_count: DayCount


class BalanceNoted(MirroredFact, frozen=True, kw_only=True):
    """Principal outstanding from ``effective_on`` on."""

    NAME: ClassVar[str] = "classification.BalanceNoted"
    principal_outstanding: Money


class InstallmentPaidNoted(MirroredFact, frozen=True, kw_only=True):
    """The instalment ``number`` due on ``due_on`` is fully paid by ``paid_on``."""

    NAME: ClassVar[str] = "classification.InstallmentPaidNoted"
    number: int
    due_on: date
    paid_on: date


class LoanSettledNoted(MirroredFact, frozen=True, kw_only=True):
    """Nothing is owed from ``effective_on`` on (结清): the claim leaves the obligor's claims."""

    NAME: ClassVar[str] = "classification.LoanSettledNoted"


class LoanReopenedNoted(MirroredFact, frozen=True, kw_only=True):
    """A settled loan owes again from ``effective_on`` on."""

    NAME: ClassVar[str] = "classification.LoanReopenedNoted"


class EntriesWithdrawnNoted(MirroredFact, frozen=True, kw_only=True):
    """Monitoring withdrew entries and put nothing in their place."""

    NAME: ClassVar[str] = "classification.EntriesWithdrawnNoted"


class InterestNoted(Fact, frozen=True, kw_only=True):
    """From ``effective_on`` on interest is in arrears (欠息) ``apart`` from the rest, or not apart.

    Not apart, as without any word: since the same day as the loan is overdue. Apart: the oldest claim
    past due whose interest or penalty (罚息) is unpaid is of ``due_on``, None when none is. The last
    of several words (``told``) stands from its day on, whatever had been said of that day and later.
    """

    NAME: ClassVar[str] = "classification.InterestNoted"
    told: int = 0
    apart: bool
    due_on: date | None = None


class CauseNoted(Fact, frozen=True, kw_only=True):
    """Collection recorded why the loan is in arrears (CLS-18 to CLS-26)."""

    NAME: ClassVar[str] = "classification.CauseNoted"
    cause: str


class SignalNoted(Fact, frozen=True, kw_only=True):
    """Monitoring raised a risk signal (MON-38 to MON-52): people shall look at the class again.

    ``article``: the law by which they do, as in force on the signal's day.
    """

    NAME: ClassVar[str] = "classification.SignalNoted"
    signal_id: str
    codes: tuple[str, ...]
    article: str | None = None


class LeavingNoted(Fact, frozen=True, kw_only=True):
    """The loan left the book on ``effective_on``: written off, sold or given up.

    ``disposal_entry`` is disposal's number where it may withdraw this again; a write-off told anew
    with other sums withdraws the one before in ``disposal_corrects``.
    """

    NAME: ClassVar[str] = "classification.LeavingNoted"
    how: Leaving
    disposal_entry: int | None = None
    disposal_corrects: tuple[int, ...] = ()


class LeavingGoneNoted(Fact, frozen=True, kw_only=True):
    """Disposal withdrew entries: a loan whose write-off is among them is in the book again."""

    NAME: ClassVar[str] = "classification.LeavingGoneNoted"
    disposal_entry: int
    disposal_corrects: tuple[int, ...]


class LiquidationNoted(Fact, frozen=True, kw_only=True):
    """A court declared the debtor bankrupt on ``effective_on``: liquidation begins (BK-07), for all loans."""

    NAME: ClassVar[str] = "classification.LiquidationNoted"


AnyFact = (
    LoanTaken
    | ScheduleNoted
    | ArrearsNoted
    | BalanceNoted
    | InstallmentPaidNoted
    | LoanSettledNoted
    | LoanReopenedNoted
    | EntriesWithdrawnNoted
    | InterestNoted
    | CauseNoted
    | SignalNoted
    | LeavingNoted
    | LeavingGoneNoted
    | LiquidationNoted
    | AnyOrder
)
