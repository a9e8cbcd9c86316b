"""How events change a loan's state.

Two folds use ``evolve``: in recorded order (for deciding) and in effective order (for questions,
with withdrawn entries already gone). Entries are kept in the order of their days; one at the end is
put to the ledger at once, any other leaves it to be folded anew when it is next asked for.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from services.kit.domain import changed
from services.monitoring.domain.entries import (
    ArrearsChanged,
    ChargeClaimed,
    ClaimStated,
    EntriesWithdrawn,
    LedgerEntry,
    MoneyAllocated,
    PlanChanged,
)
from services.monitoring.domain.facts import (
    ChargeTaken,
    CountedFact,
    LoanOpened,
    ReceiptReversed,
    ReceiptTaken,
    name_of,
)
from services.monitoring.domain.file import filed
from services.monitoring.domain.file_events import FileEvent
from services.monitoring.domain.ledger import opening, post, refold
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
    return STEPS[type(event)](loan, event)


def _open(loan: Loan, opened: LoanOpened) -> Loan:
    return changed(
        loan,
        opened=opened,
        ledger=opening(opened),
        sequence=_latest(loan.sequence, opened.sequence),
    )


def _take(loan: Loan, fact: CountedFact) -> Loan:
    void = isinstance(fact, ReceiptTaken) and fact.undone_before
    ledger = loan.ledger
    if ledger is None and loan.opened is not None:
        ledger = refold(loan.opened, loan.entries)
    return changed(
        loan,
        facts=(*loan.facts, fact),
        waiting=loan.waiting if void else (*loan.waiting, fact),
        ledger=ledger,
        sequence=_latest(loan.sequence, fact.sequence),
    )


def _set_aside(loan: Loan, event: FactSetAside) -> Loan:
    if event.reason in NOT_TAKEN:
        return _number(loan, event)
    waiting = tuple(each for each in loan.waiting if name_of(each) != event.fact)
    return changed(loan, waiting=waiting)


def _number(loan: Loan, event: FactSetAside | FactRepeated) -> Loan:
    """Only its message is counted: the first fact of its id stays as it is."""
    return changed(loan, sequence=_latest(loan.sequence, event.sequence))


def _beside(loan: Loan, _: MessageGapNoted | ProhibitedActionBlocked) -> Loan:
    """What is written down and moves nothing."""
    return loan


def _state(loan: Loan, _: ClaimStated) -> Loan:
    return loan if loan.stated else changed(loan, stated=True)


def _file(loan: Loan, note: FileEvent) -> Loan:
    """A sheet of the file stands beside the ledger and never moves it."""
    return changed(loan, file=filed(loan.file, note))


def _latest(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)


def _reverse(loan: Loan, fact: ReceiptReversed) -> Loan:
    return changed(
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
        waiting = tuple([each for each in waiting if not _answers(entry, each)])
    ledger, entries = loan.ledger, loan.entries
    if ledger is not None and ledger.day <= entry.effective_on:
        ledger, entries = post(ledger, entry), (*entries, entry)
    else:
        ledger, in_order = None, list(entries)
        insort(in_order, entry, key=lambda each: (each.effective_on, each.entry))
        entries = tuple(in_order)
    return changed(
        loan,
        waiting=waiting,
        entries=entries,
        ledger=ledger,
        entry_count=max(loan.entry_count, entry.entry),
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
    return changed(loan, arrears=arrears, entry_count=max(loan.entry_count, entry.entry))


def _forget(loan: Loan, event: EntriesWithdrawn) -> Loan:
    loan = _withdraw(loan, event.corrects)
    return changed(loan, entry_count=max(loan.entry_count, event.entry))


def _withdraw(loan: Loan, numbers: tuple[int, ...]) -> Loan:
    """Without these entries; nothing happens for those it does not hold."""
    entries = tuple(each for each in loan.entries if each.entry not in numbers)
    arrears = tuple(each for each in loan.arrears if each.entry not in numbers)
    if len(entries) == len(loan.entries):
        return changed(loan, arrears=arrears)
    return changed(loan, entries=entries, arrears=arrears, ledger=None)


STEPS: Final[Mapping[type[LoanEvent], Callable[[Loan, Any], Loan]]] = {
    **dict.fromkeys(get_args(LedgerEntry), _enter),
    **dict.fromkeys(get_args(CountedFact), _take),
    **dict.fromkeys(get_args(FileEvent), _file),
    LoanOpened: _open,
    ReceiptReversed: _reverse,
    ArrearsChanged: _tell,
    EntriesWithdrawn: _forget,
    ClaimStated: _state,
    FactSetAside: _set_aside,
    FactRepeated: _number,
    MessageGapNoted: _beside,
    ProhibitedActionBlocked: _beside,
}
"""By the very class and in one look: replay takes a step per event, and a match that asks class after
class was a fifth of it."""
