"""Whether a fact of core banking was taken before, and whether it says the same now.

Repetitions under new message ids are normal. The business id decides: the first fact of an id
stands, a repetition gives nothing, and one that says something else is set aside for people to look
at; so is one that core banking names as only we may. The day of booking is not compared: a source
may stamp it anew when it sends again.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from contracts.receipts import reserved
from services.monitoring.domain.commands import (
    OpenLoan,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeFact,
    TakeReceipt,
)
from services.monitoring.domain.facts import (
    ChargeTaken,
    LoanOpened,
    ReceiptTaken,
    ScheduleReplaced,
)
from services.monitoring.domain.intake import FactEvent, fact_of
from services.monitoring.domain.state import Loan
from services.monitoring.domain.work_items import DIFFERS, RESERVED, FactRepeated, FactSetAside
from services.monitoring.policy import MonitoringBook

Standing = Literal["new", "same", "differs", "reserved"]
_COMPARED_ANEW = ("booked_on", "sequence", "undone_before", "terms", "policy_id")
"""Fields that the message does not carry, or that may change when it is sent again."""
_KEPT_LATER = ("guarantees", "collateral")
"""Fields of a disbursement that older events do not hold."""

_IDS: dict[type[TakeFact], tuple[type[ReceiptTaken | ChargeTaken | ScheduleReplaced], str]] = {
    TakeReceipt: (ReceiptTaken, "receipt_id"),
    TakeCharge: (ChargeTaken, "charge_id"),
    ReplaceSchedule: (ScheduleReplaced, "change_id"),
}
"""The fact that a command becomes, and its business id."""
_WORDS = {ReceiptTaken: "receipt", ChargeTaken: "charge", ScheduleReplaced: "change"}


def standing_of(command: TakeFact, loan: Loan, policies: MonitoringBook) -> Standing:
    """What the business id of ``command`` says of it."""
    if _reserved(command):
        return "reserved"
    if isinstance(command, ReverseReceipt):
        if all(known != command.reversal_id for known, _, _ in loan.reversals):
            return "new"
        said = command.reversal_id, command.receipt_id, command.reason
        return "same" if said in loan.reversals else "differs"
    first = _first(command, loan)
    if first is None:
        return "new"
    now = fact_of(command, loan, policies)
    kept = {name: getattr(first, name) for name in _COMPARED_ANEW if hasattr(first, name)}
    if isinstance(first, LoanOpened):  # what was not kept then can't be compared now
        kept |= {name: None for name in _KEPT_LATER if getattr(first, name) is None}
    return "same" if msgspec.structs.replace(now, **kept) == first else "differs"


def _reserved(command: TakeFact) -> str | None:
    """The beginning of our own names with which core banking names a receipt."""
    if isinstance(command, ReverseReceipt) or (
        isinstance(command, TakeReceipt) and not command.ours
    ):
        return reserved(command.receipt_id)
    return None


def _first(command: TakeFact, loan: Loan) -> FactEvent | None:
    if isinstance(command, OpenLoan):
        return loan.opened
    kind, field = _IDS[type(command)]
    known = getattr(command, field)
    for each in loan.facts:
        if type(each) is kind and getattr(each, field) == known:
            return each
    return None


def repeated(
    command: TakeFact, loan: Loan, standing: Standing
) -> tuple[FactSetAside | FactRepeated, ...]:
    """The event of a fact taken before or not to be taken: set aside, or told if it counts on.

    A repetition whose message number is ahead of the last one seen is stored, because the next
    message would look like a gap otherwise; any other leaves no trace.
    """
    name = _name(command)
    if standing in ("differs", "reserved"):
        return (
            FactSetAside(
                loan_id=command.loan_id,
                effective_on=command.as_of,
                fact=name,
                reason=DIFFERS if standing == "differs" else RESERVED,
                sequence=command.sequence,
                detail=_detail(command),
            ),
        )
    if command.sequence is None or command.sequence <= (loan.sequence or 0):
        return ()
    return (
        FactRepeated(
            loan_id=command.loan_id,
            effective_on=command.as_of,
            fact=name,
            sequence=command.sequence,
        ),
    )


def _name(command: TakeFact) -> str:
    if isinstance(command, OpenLoan):
        return "disbursement"
    if isinstance(command, ReverseReceipt):
        return f"reversal:{command.reversal_id}"
    kind, field = _IDS[type(command)]
    return f"{_WORDS[kind]}:{getattr(command, field)}"


def _detail(command: TakeFact) -> str | None:
    beginning = _reserved(command)
    if beginning is None or not isinstance(command, TakeReceipt | ReverseReceipt):
        return None
    named = "is no money of core banking's"
    if isinstance(command, ReverseReceipt):
        named = "can't be reversed by core banking"
    return (
        f"receipt_id {command.receipt_id!r} begins with {beginning!r} and so {named}: it is the"
        " name of a thing that disposal took for debt (DIS-03, POL-24)"
    )
