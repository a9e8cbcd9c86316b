"""What is judged again when a fact comes late: payments, recourse, clocks, releases; and alarms.

Entries are numbered per loan; a later one names those that it withdraws.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from contracts.values import Money
from services.kit.domain import DomainEvent, Entry, Packed

ClockName = Literal["period", "no_ruling", "limitation"]
Reason = Literal[
    "period_expired",
    "loan_settled",
    "paid_in_full",
    "transferred",
    "debt_remitted",
    "assignment_without_consent",
]


class GuarantorPaid(Entry, frozen=True, kw_only=True):
    """A guarantor paid (GUA-28). ``in_full``: with it all that he is liable for is paid."""

    NAME: ClassVar[str] = "guarantee.GuarantorPaid"
    guarantor_id: str
    receipt_id: str
    amount: Money
    in_full: bool
    total: Money


class Contribution(Packed, frozen=True):
    """What another guarantor owes the one who paid (GU-17)."""

    guarantor_id: str
    amount: Money


class RecourseRightRecorded(Entry, frozen=True, kw_only=True):
    """What he may ask back of the debtor (GU-16), and of the others (GU-17, GU-34)."""

    NAME: ClassVar[str] = "guarantee.RecourseRightRecorded"
    guarantor_id: str
    receipt_id: str
    debtor_id: str
    amount: Money
    total: Money
    contributions: tuple[Contribution, ...]


class PaymentUnassigned(Entry, frozen=True, kw_only=True):
    """A work item: money came from a guarantor whom we don't know."""

    NAME: ClassVar[str] = "guarantee.PaymentUnassigned"
    receipt_id: str
    amount: Money
    payer_id: str | None


class ClockSet(Entry, frozen=True, kw_only=True):
    """How a statutory clock of a guarantor stands from ``effective_on`` on.

    ``period``: the guarantee period; ``ends_on`` is the earlier end where two are worked out,
    ``final_end`` the one after which he is released. ``no_ruling``: the wait for the end of
    enforcement (GU-45). ``limitation``: of the claim on him (GU-10). ``why``: what set it.
    ``unrolled``: the last day before a holiday moved it (T-3); ``calendar_known`` is False when the
    holidays of that time are not published and it stays where it is.
    """

    NAME: ClassVar[str] = "guarantee.ClockSet"
    guarantor_id: str
    clock: ClockName
    state: Literal["running", "secured", "stopped", "expired"]
    started_on: date
    ends_on: date | None
    final_end: date | None
    unrolled: date | None = None
    calendar_known: bool = True
    why: str
    rule: str
    article: str
    policy_id: str
    alarm_days: tuple[int, ...] = ()


class GuaranteeReleased(Entry, frozen=True, kw_only=True):
    """The guarantor is free from ``effective_on`` on (B.4)."""

    NAME: ClassVar[str] = "guarantee.GuaranteeReleased"
    guarantor_id: str
    reason: Reason
    rule: str


class GuaranteeReinstated(Entry, frozen=True, kw_only=True):
    """A loan that was settled owes again: the guarantor stands again."""

    NAME: ClassVar[str] = "guarantee.GuaranteeReinstated"
    guarantor_id: str
    kind: str


class CollateralFreed(Entry, frozen=True, kw_only=True):
    """Nothing is owed any more: the charge is over."""

    NAME: ClassVar[str] = "guarantee.CollateralFreed"
    collateral_id: str
    reason: Reason


class CollateralChargedAgain(Entry, frozen=True, kw_only=True):
    """A loan that was settled owes again."""

    NAME: ClassVar[str] = "guarantee.CollateralChargedAgain"
    collateral_id: str


class EntriesWithdrawn(Entry, frozen=True, kw_only=True):
    """Entries undone by a late fact, with nothing in their place."""

    NAME: ClassVar[str] = "guarantee.EntriesWithdrawn"


class StandsAgain(DomainEvent, frozen=True, kw_only=True):
    """An end that others were told of was none: they are told that he stands (no entry)."""

    NAME: ClassVar[str] = "guarantee.StandsAgain"
    guarantor_id: str
    kind: str


class CollateralRetold(DomainEvent, frozen=True, kw_only=True):
    """Others read that it is charged, or is not, and it is the other way: they are told its state (no
    entry)."""

    NAME: ClassVar[str] = "guarantee.CollateralRetold"
    collateral_id: str
    state: str
    value: Money | None


class Word(Packed, frozen=True):
    """What others read of a guarantor or of collateral: from ``on`` on he, or it, stands, or is free."""

    on: date
    stands: bool


class FreeAgain(DomainEvent, frozen=True, kw_only=True):
    """He is free from a day before the one from which others were told that he stands: told from that
    one on, so that theirs is the same answer (no entry)."""

    NAME: ClassVar[str] = "guarantee.FreeAgain"
    guarantor_id: str
    reason: Reason


class AlarmRaised(DomainEvent, frozen=True, kw_only=True):
    """So many ``days`` or less are left before the clock ends on ``ends_on`` (GU-08)."""

    NAME: ClassVar[str] = "guarantee.AlarmRaised"
    guarantor_id: str
    clock: ClockName
    ends_on: date
    days: int
    rule: str
    article: str


Judged = (
    GuarantorPaid
    | RecourseRightRecorded
    | PaymentUnassigned
    | ClockSet
    | GuaranteeReleased
    | GuaranteeReinstated
    | CollateralFreed
    | CollateralChargedAgain
)
AnyEntry = Judged | EntriesWithdrawn
