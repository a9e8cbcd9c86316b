"""What disposal told: the claim sold, given up, written off. Facts: never refused, never doubled.

A claim that is sold or given up ends the ledger with that day. Money that core banking books for
later days stays on record as a fact and becomes a work item, since it belongs to somebody else.
Written off is an act of accounting (WO-01): it is noted, and claim and penalty go on.
"""

from __future__ import annotations

from datetime import date

from services.monitoring.domain.commands import TakeNews
from services.monitoring.domain.conclusion import conclude
from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.entries import MoneyAllocated
from services.monitoring.domain.evolution import evolve
from services.monitoring.domain.facts import CountedFact, ReceiptTaken, name_of
from services.monitoring.domain.news_events import (
    DebtTransferNoted,
    News,
    RemissionNoted,
    WriteOffNoted,
    WriteOffWithdrawn,
)
from services.monitoring.domain.state import Loan, LoanEvent, closed_on
from services.monitoring.domain.statement import stated
from services.monitoring.domain.work_items import FactSetAside


def told(command: TakeNews, loan: Loan) -> tuple[LoanEvent, ...]:
    """The news as an event, and what it changes of the ledger; nothing when it is no news."""
    news = command.news
    if _is_known(news, loan):
        return ()
    if not isinstance(news, DebtTransferNoted | RemissionNoted) or loan.opened is None:
        return (news,)
    after = evolve(loan, news)
    asides = tuple(_late(fact, after) for fact in loan.facts if _comes_late(fact, after))
    for aside in asides:
        after = evolve(after, aside)
    counted = {aside.fact for aside in asides}
    entries = conclude(
        after,
        command.as_of,
        day_is_over=False,
        cause_recorded_on=command.as_of,
        undone_on=_first_counted(loan, counted),
    )
    for entry in entries:
        after = evolve(after, entry)
    statement = (stated(after, command.as_of),) if isinstance(news, RemissionNoted) else ()
    if entries and loan.stated and not statement:
        statement = (stated(after, command.as_of),)
    return (news, *asides, *entries, *statement)


def comes_late(fact: CountedFact, loan: Loan) -> bool:
    """Money for a day after the one with which the ledger ended."""
    return bool(loan.file) and _comes_late(fact, loan)


def _comes_late(fact: CountedFact, loan: Loan) -> bool:
    ended = closed_on(loan)
    if ended is None or loan.opened is None or type(fact) is not ReceiptTaken:
        return False
    gone = fact.undone_before or fact.receipt_id in loan.reversed_receipts
    return not gone and day_of(loan.opened, fact) > ended


def _late(fact: CountedFact, loan: Loan) -> FactSetAside:
    sold = any(isinstance(note, DebtTransferNoted) for note in loan.file)
    return FactSetAside(
        loan_id=fact.loan_id,
        effective_on=fact.effective_on,
        fact=name_of(fact),
        reason="transferred" if sold else "remitted",
    )


def set_aside_late(loan: Loan) -> tuple[FactSetAside, ...]:
    """Waiting money that comes after the ledger's end."""
    return tuple(_late(fact, loan) for fact in loan.waiting if comes_late(fact, loan))


def _first_counted(loan: Loan, names: set[str]) -> date | None:
    """The first day on which one of these receipts was counted."""
    days = [
        entry.effective_on
        for entry in loan.entries
        if isinstance(entry, MoneyAllocated) and f"receipt:{entry.receipt_id}" in names
    ]
    return min(days, default=None)


def _is_known(news: News, loan: Loan) -> bool:
    match news:
        case WriteOffNoted() | WriteOffWithdrawn():
            return news in loan.file
        case _:
            return any(isinstance(note, type(news)) for note in loan.file)
