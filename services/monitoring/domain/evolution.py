"""How events change a loan's state.

Two folds use ``evolve``: in recorded order (for deciding) and in effective order (for questions,
with withdrawn entries already gone). Entries are kept in the order of their days; one at the end is
put to the ledger at once, any other leaves it to be folded anew when it is next asked for.
"""

from __future__ import annotations

from bisect import insort
from typing import assert_never

import msgspec

from services.monitoring.domain.entries import (
    ArrearsChanged,
    ChargeClaimed,
    ClaimStated,
    EntriesWithdrawn,
    InstallmentPaid,
    LedgerEntry,
    LoanReopened,
    LoanSettled,
    MoneyAllocated,
    PlanChanged,
)
from services.monitoring.domain.facts import (
    ChargeTaken,
    CountedFact,
    Fact,
    LoanOpened,
    ReceiptReversed,
    ReceiptTaken,
    name_of,
)
from services.monitoring.domain.file import filed
from services.monitoring.domain.file_events import FileEvent
from services.monitoring.domain.ledger import opening, post, refold
from services.monitoring.domain.news_events import Note
from services.monitoring.domain.state import Loan, LoanEvent
from services.monitoring.domain.work_items import (
    NOT_TAKEN,
    FactRepeated,
    FactSetAside,
    MessageGapNoted,
    ProhibitedActionBlocked,
)


def evolve(loan: Loan, event: LoanEvent) -> Loan:
    """The loan after one more event, in whichever of the two orders."""
    match event:
        case (
            MoneyAllocated()
            | InstallmentPaid()
            | ChargeClaimed()
            | PlanChanged()
            | LoanSettled()
            | LoanReopened()
        ):
            return _enter(loan, event)
        case ArrearsChanged():
            return _tell(loan, event)
        case LoanOpened():
            sequence = _latest(loan.sequence, event.sequence)
            return msgspec.structs.replace(
                loan, opened=event, ledger=opening(event), sequence=sequence
            )
        case ReceiptReversed():
            return _reverse(loan, event)
        case Fact():
            return _take(loan, event)
        case FactSetAside(reason=reason) if reason not in NOT_TAKEN:
            waiting = tuple(each for each in loan.waiting if name_of(each) != event.fact)
            return msgspec.structs.replace(loan, waiting=waiting)
        case FactSetAside() | FactRepeated():  # the first one of its id stays as it is
            return msgspec.structs.replace(loan, sequence=_latest(loan.sequence, event.sequence))
        case EntriesWithdrawn():
            changed = _withdraw(loan, event.corrects)
            return msgspec.structs.replace(changed, entry_count=max(loan.entry_count, event.entry))
        case MessageGapNoted() | ClaimStated() | Note() | ProhibitedActionBlocked():
            return _beside(loan, event)
        case _:
            assert_never(event)


def _take(loan: Loan, fact: CountedFact) -> Loan:
    void = isinstance(fact, ReceiptTaken) and fact.undone_before
    ledger = loan.ledger
    if ledger is None and loan.opened is not None:
        ledger = refold(loan.opened, loan.entries)
    return Loan(
        loan.opened,
        (*loan.facts, fact),
        loan.waiting if void else (*loan.waiting, fact),
        loan.reversals,
        loan.reversed_receipts,
        loan.entries,
        loan.arrears,
        ledger,
        loan.entry_count,
        _latest(loan.sequence, fact.sequence),
        loan.file,
        loan.stated,
    )


def _beside(
    loan: Loan, event: MessageGapNoted | ClaimStated | FileEvent | ProhibitedActionBlocked
) -> Loan:
    """What stands beside the ledger and never moves it."""
    match event:
        case ClaimStated():
            return loan if loan.stated else msgspec.structs.replace(loan, stated=True)
        case MessageGapNoted() | ProhibitedActionBlocked():
            return loan
        case _:
            return msgspec.structs.replace(loan, file=filed(loan.file, event))


def _latest(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)


def _reverse(loan: Loan, fact: ReceiptReversed) -> Loan:
    return msgspec.structs.replace(
        loan,
        waiting=tuple(
            each
            for each in loan.waiting
            if not (isinstance(each, ReceiptTaken) and each.receipt_id == fact.receipt_id)
        ),
        reversals=loan.reversals | {(fact.reversal_id, fact.receipt_id, fact.reason)},
        reversed_receipts=loan.reversed_receipts | {fact.receipt_id},
        sequence=_latest(loan.sequence, fact.sequence),
    )


def _enter(loan: Loan, entry: LedgerEntry) -> Loan:
    if entry.corrects:
        loan = _withdraw(loan, entry.corrects)
    waiting = loan.waiting
    if waiting:
        waiting = tuple(each for each in waiting if not _answers(entry, each))
    ledger, entries = loan.ledger, loan.entries
    if ledger is not None and ledger.day <= entry.effective_on:
        ledger, entries = post(ledger, entry), (*entries, entry)
    else:
        ledger, in_order = None, list(entries)
        insort(in_order, entry, key=lambda each: (each.effective_on, each.entry))
        entries = tuple(in_order)
    return Loan(
        loan.opened,
        loan.facts,
        waiting,
        loan.reversals,
        loan.reversed_receipts,
        entries,
        loan.arrears,
        ledger,
        max(loan.entry_count, entry.entry),
        loan.sequence,
        loan.file,
        loan.stated,
    )


def _answers(entry: LedgerEntry, fact: CountedFact) -> bool:
    """This is the entry of that fact."""
    match entry:
        case MoneyAllocated():
            return isinstance(fact, ReceiptTaken) and fact.receipt_id == entry.receipt_id
        case ChargeClaimed():
            return isinstance(fact, ChargeTaken) and fact.charge_id == entry.charge_id
        case PlanChanged():
            return name_of(fact) == entry.cause
        case _:
            return False


def _tell(loan: Loan, entry: ArrearsChanged) -> Loan:
    if entry.corrects:
        loan = _withdraw(loan, entry.corrects)
    arrears = (*loan.arrears, entry)
    if len(arrears) > 1 and arrears[-2].effective_on > entry.effective_on:
        arrears = tuple(sorted(arrears, key=lambda each: (each.effective_on, each.entry)))
    return msgspec.structs.replace(
        loan, arrears=arrears, entry_count=max(loan.entry_count, entry.entry)
    )


def _withdraw(loan: Loan, numbers: tuple[int, ...]) -> Loan:
    """Without these entries; nothing happens for those it does not hold."""
    entries = tuple(each for each in loan.entries if each.entry not in numbers)
    arrears = tuple(each for each in loan.arrears if each.entry not in numbers)
    if len(entries) == len(loan.entries):
        return msgspec.structs.replace(loan, arrears=arrears)
    return msgspec.structs.replace(loan, entries=entries, arrears=arrears, ledger=None)
