"""What monitoring publishes: the ledger of what is due, and arrears.

``entry`` and ``corrects`` number the publisher's decisions about one loan: a later entry may
withdraw earlier ones, and a listener that mirrors entries drops those that ``corrects`` names.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from contracts.acts import BlockedAct
from contracts.message import (
    Code,
    Day,
    Group,
    Identifier,
    Message,
    Positive,
    Text,
    Whole,
    YesNo,
    open_list,
)
from contracts.paid import PaidPart as PaidPart
from contracts.paid import Source as Source
from contracts.receipts import Applied
from contracts.schedule import Installment as Installment
from contracts.values import Money, ObligorKind, Security

Stage = Annotated[Code, open_list("current", "M1", "M2", "M3", "M4", "M5", "M6", "M7+")]
DayCount = Literal["due_day_zero", "due_day_one"]


class LoanOpened(Message):
    """Monitoring took a loan on, with its plan of repayment.

    ``guarantees`` and ``collateral`` are passed on as core banking told them.
    """

    TYPE: ClassVar[str] = "postloan.monitoring.loan-opened.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    loan_id: Identifier
    obligor_id: Identifier
    obligor_kind: ObligorKind
    product: Code
    security: Security
    principal: Money
    disbursed_on: Day
    matures_on: Day
    branch: Code | None = None
    officer: Code | None = None
    purpose: Text | None = None
    schedule: tuple[Installment, ...]
    policy_id: Code
    effective_on: Day
    guarantees: tuple[dict[str, Any], ...] | None = None
    collateral: tuple[dict[str, Any], ...] | None = None


class ScheduleReplaced(Message):
    """The plan of repayment changed from ``effective_on`` on."""

    TYPE: ClassVar[str] = "postloan.monitoring.schedule-replaced.v1"

    loan_id: Identifier
    obligor_id: Identifier
    change_id: Identifier
    reason: Code
    financial_difficulty: YesNo
    schedule: tuple[Installment, ...]
    effective_on: Day


class BalanceChanged(Message):
    """Principal outstanding and unapplied money after ``effective_on``'s movement.

    ``received``, ``payer_kind`` and ``payer_id`` are those of the receipt that moved it; ``paid`` is
    where the money went, less than ``received`` when some of it is over the debt. Without a receipt
    it was money unapplied before: ``sources`` tells whose (``applied`` reads both alike).
    """

    TYPE: ClassVar[str] = "postloan.monitoring.balance-changed.v1"
    SCHEMA: ClassVar[str] = "1.2.0"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive
    corrects: tuple[Positive, ...] = ()
    effective_on: Day
    principal_outstanding: Money
    unapplied: Money
    receipt_id: Identifier | None = None
    received: Money | None = None
    payer_kind: Code | None = None
    payer_id: Identifier | None = None
    paid: tuple[PaidPart, ...] | None = None
    sources: tuple[Source, ...] | None = None

    @property
    def applied(self) -> tuple[Applied, ...] | None:
        """Whose money paid the debt with this movement, and of which receipt; not what is over it.

        None of a receipt of which it was not told yet where it went.
        """
        if self.received is not None and self.paid is None:
            return None
        rows = list(self.sources or ())
        if self.receipt_id is not None and self.paid:
            payer = {"payer_kind": self.payer_kind, "payer_id": self.payer_id}
            rows.append(Source(receipt_id=self.receipt_id, **payer, paid=self.paid))
        return tuple(row.applied(self.unapplied.currency) for row in rows)


class ArrearsChanged(Message):
    """The arrears stage or the day it is overdue since changed (逾期阶段).

    ``effective_on`` is the day it became true, ``processed_on`` the business day of the deciding,
    ``cause_recorded_on`` the day the causing fact was booked. ``days_past_due`` and ``overdue``
    are those of ``effective_on``.
    """

    TYPE: ClassVar[str] = "postloan.monitoring.arrears-changed.v1"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive
    corrects: tuple[Positive, ...] = ()
    effective_on: Day
    processed_on: Day
    cause_recorded_on: Day
    stage: Stage
    previous_stage: Stage
    days_past_due: Whole
    overdue_since: Day | None = None
    overdue: Money
    day_count: DayCount


class Owed(Group):
    """One claim of a loan that is not paid in full; amounts are what is still unpaid.

    ``late_from``: its first day past due. ``penalty_from``: the day up to which penalty on its
    principal was claimed last; what has accrued since is not in ``penalty`` (``contracts.debts``).
    """

    key: Code
    kind: Annotated[Code, open_list("installment", "charge", "prepayment", "accelerated")]
    due_on: Day
    cost: Money
    fee: Money
    interest: Money
    penalty: Money
    principal: Money
    late_from: Day
    penalty_from: Day


class ClaimStated(Message):
    """All that is unpaid of a loan that is or was in arrears, told whenever that changes.

    The last one told stands; it withdraws nothing. Claims with ``due_on`` ahead are not due yet.
    """

    TYPE: ClassVar[str] = "postloan.monitoring.claim-stated.v1"

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: Day
    owed: tuple[Owed, ...]
    principal_outstanding: Money
    unapplied: Money
    overdue_since: Day | None = None
    accelerated_on: Day | None = None
    interest_daily: Code | None = None
    penalty_daily: Code | None = None


class RiskSignalRaised(Message):
    """Something that may harm repayment was seen (MON-38 to MON-52)."""

    TYPE: ClassVar[str] = "postloan.monitoring.risk-signal-raised.v1"

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: Day
    signal_id: Identifier
    codes: tuple[Code, ...]


class RiskDisposalOpinionIssued(Message):
    """What shall be done about the signals it answers, and by when (MON-53 to MON-55)."""

    TYPE: ClassVar[str] = "postloan.monitoring.risk-disposal-opinion-issued.v1"

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: Day
    opinion_id: Identifier
    signals: tuple[Identifier, ...]
    measures: tuple[Code, ...]
    inspect_every_months: Positive | None = None
    rectify_by: Day | None = None


class BorrowerLifeEventReported(Message):
    """Death, illness, flight, over-indebtedness of the borrower (MON-52): assets are at risk."""

    TYPE: ClassVar[str] = "postloan.monitoring.borrower-life-event-reported.v1"

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: Day
    life_event: Annotated[
        Code,
        open_list(
            "death", "serious_illness", "disappeared", "over_indebted", "detained", "recovered"
        ),
    ]


class InstallmentPaid(Message):
    """An instalment is fully paid, by value date on ``paid_on``."""

    TYPE: ClassVar[str] = "postloan.monitoring.installment-paid.v1"

    loan_id: Identifier
    obligor_id: Identifier
    number: Positive
    due_on: Day
    paid_on: Day
    entry: Positive
    corrects: tuple[Positive, ...] = ()
    effective_on: Day


class LoanSettled(Message):
    """Nothing is owed any more (结清)."""

    TYPE: ClassVar[str] = "postloan.monitoring.loan-settled.v1"

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: Day
    entry: Positive
    corrects: tuple[Positive, ...] = ()


class LoanReopened(Message):
    """A settled loan owes again."""

    TYPE: ClassVar[str] = "postloan.monitoring.loan-reopened.v1"

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: Day
    entry: Positive
    corrects: tuple[Positive, ...] = ()


class EntriesWithdrawn(Message):
    """Entries that a late fact undid and nothing replaces, from the earliest one's day on."""

    TYPE: ClassVar[str] = "postloan.monitoring.entries-withdrawn.v1"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive
    corrects: tuple[Positive, ...]
    effective_on: Day


class DayClosed(Message):
    """Monitoring has done the day's work of this partition: the tick for its listeners."""

    TYPE: ClassVar[str] = "postloan.monitoring.business-day-closed.v1"
    KEYED: ClassVar[bool] = False

    business_date: Day


class ProhibitedActionBlocked(BlockedAct):
    """A reminder or a talk that may not be was refused; it never took place (catalogue section 9)."""

    TYPE: ClassVar[str] = "postloan.monitoring.prohibited-action-blocked.v1"


_ALL = ("classification", "collection", "guarantee", "litigation", "disposal")
PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    LoanOpened: _ALL,
    ScheduleReplaced: ("classification", "guarantee", "litigation"),
    **dict.fromkeys((BalanceChanged, ArrearsChanged, ClaimStated, InstallmentPaid), _ALL),
    **dict.fromkeys((LoanSettled, LoanReopened, EntriesWithdrawn), _ALL),
    RiskSignalRaised: ("classification", "guarantee"),
    RiskDisposalOpinionIssued: (),
    BorrowerLifeEventReported: ("collection", "guarantee", "litigation", "disposal"),
    ProhibitedActionBlocked: (),
    DayClosed: _ALL,
}
"""Each message with the services that hear it."""
