"""What disposal told: claim sold, given up, written off, income of assets. Never refused or doubled.

A claim that is sold or given up ends the ledger with that day. Money that core banking books for
later days stays on record as a fact and becomes a work item, since it belongs to somebody else; so
do the price and an asset's income when they are booked as receipts, since they pay no part of the
claim. What had been concluded for later days before anybody told is withdrawn; charges and plans of
later days are kept as facts and count nothing. A reversal of money from before still counts for its
own day. Nobody takes a sale back: no message says so (B.1, B.6).
Written off is an act of accounting (WO-01): it is noted, and claim and penalty go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.monitoring.domain.commands import TakeNews
from services.monitoring.domain.conclusion import conclude
from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.entries import MoneyAllocated
from services.monitoring.domain.evolution import evolve
from services.monitoring.domain.facts import CountedFact, ReceiptReversed, ReceiptTaken, name_of
from services.monitoring.domain.file_timers import breaches_undone
from services.monitoring.domain.misnamed import misnamed, receipts_of
from services.monitoring.domain.news_events import (
    AssetIncomeNoted,
    News,
    RemissionNoted,
    WriteOffNoted,
    WriteOffWithdrawn,
)
from services.monitoring.domain.state import (
    Loan,
    LoanEvent,
    closed_on,
    income_of,
    is_price,
    pays_debt,
    sale_of,
)
from services.monitoring.domain.statement import in_trouble, restated
from services.monitoring.domain.work_items import FactSetAside

ONE_DAY = timedelta(days=1)


def told(command: TakeNews, loan: Loan) -> tuple[LoanEvent, ...]:
    """The news as an event, and what it changes of the ledger; nothing when it is no news."""
    news = command.news
    if _is_known(news, loan):
        return ()
    if isinstance(news, WriteOffNoted | WriteOffWithdrawn) or loan.opened is None:
        return (news,)
    after = evolve(loan, news)
    asides = tuple(set_aside_late(after, _counting(loan)))
    others = tuple(misnamed(after, _named(news, loan)))
    if isinstance(news, AssetIncomeNoted) and not asides:
        return (news, *others)
    for aside in asides:
        after = evolve(after, aside)
    entries = conclude(
        after,
        command.as_of,
        day_is_over=False,
        cause_recorded_on=command.as_of,
        undone_on=_undone_on(after, {aside.fact for aside in asides}),
    )
    for entry in entries:
        after = evolve(after, entry)
    again: tuple[LoanEvent, ...] = ()
    if isinstance(news, RemissionNoted):
        again = tuple(restated(after, (news, *entries), command.as_of))
    elif in_trouble(loan, entries):
        again = tuple(restated(after, entries, command.as_of))
    return (news, *asides, *others, *entries, *again, *breaches_undone(after))


def _named(news: News, loan: Loan) -> tuple[ReceiptTaken, ...]:
    """The receipt that the news says the money came as."""
    name = getattr(news, "receipt_id", None) or getattr(news, "payment_id", None)
    return receipts_of(loan, name)


def _counting(loan: Loan) -> tuple[CountedFact, ...]:
    """Receipts that count or will: what was set aside before is not set aside again."""
    counted = {each.receipt_id for each in loan.entries if isinstance(each, MoneyAllocated)}
    return tuple(
        fact
        for fact in loan.facts
        if isinstance(fact, ReceiptTaken) and (fact.receipt_id in counted or fact in loan.waiting)
    )


def _why_not(fact: CountedFact, loan: Loan) -> tuple[str, str] | None:
    """Why money does not count for the ledger, as a reason and a sentence; None when it does."""
    if loan.opened is None or not isinstance(fact, ReceiptTaken):
        return None
    if fact.undone_before or fact.receipt_id in loan.reversed_receipts:
        return None
    named = f"receipt_id {fact.receipt_id!r} of {fact.amount.amount} {fact.amount.currency}"
    income, ended, sale = income_of(loan, loan.opened, fact), closed_on(loan), sale_of(loan)
    if income is not None:
        return "asset_income", (
            f"{named} is the {income.how} of {income.gross.amount} {income.gross.currency} that"
            f" asset {income.asset_id} brought on {income.effective_on}: the asset paid the debt"
            " when it was taken, its income pays no part of it (DIS-05, POL-24)"
        )
    if ended is None:
        return None
    if sale is not None and is_price(loan, loan.opened, fact):
        return "transfer_price", (
            f"{named} is the price of the claim, sold on {sale.effective_on} for"
            f" {sale.price.amount} {sale.price.currency}: it pays no part of it (DIS-07)"
        )
    day = day_of(loan.opened, fact)
    if day <= ended:
        return None
    came = f"{named} came for {day}, after {ended}, the day on which the claim was"
    if sale is not None:
        return "transferred", f"{came} sold to {sale.buyer_id}: it is the buyer's (DIS-07)"
    return "remitted", f"{came} given up: nothing was owed (DIS-19)"


def set_aside_late(
    loan: Loan, facts: Sequence[CountedFact] | None = None
) -> Iterator[FactSetAside]:
    """Money that does not count because of what disposal told; of what waits by default."""
    for fact in loan.waiting if facts is None else facts:
        why = _why_not(fact, loan)
        if why is not None:
            yield FactSetAside(
                loan_id=fact.loan_id,
                effective_on=fact.effective_on,
                fact=name_of(fact),
                reason=why[0],
                detail=why[1],
            )


def taken_back(fact: ReceiptReversed, loan: Loan) -> tuple[FactSetAside, ...]:
    """Price or income goes back: nothing of the ledger changes, and people must know."""
    opened = loan.opened
    if not loan.file or opened is None:
        return ()
    named = receipts_of(loan, fact.receipt_id)
    money = next((each for each in named if not pays_debt(loan, opened, each)), None)
    if money is None:
        return ()
    takes = f"reversal_id {fact.reversal_id!r} takes back"
    income, sale = income_of(loan, opened, money), sale_of(loan)
    if income is not None:
        reason, detail = (
            "asset_income",
            (
                f"{takes} {fact.receipt_id!r}, the {income.how} that asset {income.asset_id} brought on"
                f" {income.effective_on}: it stands until people say otherwise (DIS-05)"
            ),
        )
    else:
        assert sale is not None
        reason, detail = (
            "transfer_price",
            (
                f"{takes} {fact.receipt_id!r}, the price of the claim sold on {sale.effective_on}: the"
                " sale stands until people say otherwise (DIS-07)"
            ),
        )
    return (
        FactSetAside(
            loan_id=fact.loan_id,
            effective_on=fact.effective_on,
            fact=f"reversal:{fact.reversal_id}",
            reason=reason,
            detail=detail,
        ),
    )


def _undone_on(loan: Loan, names: set[str]) -> date | None:
    """The first day of what no longer counts: one of these receipts, or a day after the end."""
    ended = closed_on(loan)
    days = [
        entry.effective_on
        for entry in loan.entries
        if isinstance(entry, MoneyAllocated) and f"receipt:{entry.receipt_id}" in names
    ]
    if ended is not None and loan.last_day > ended:
        days.append(ended + ONE_DAY)
    return min(days, default=None)


def _is_known(news: News, loan: Loan) -> bool:
    match news:
        case WriteOffNoted() | WriteOffWithdrawn() | AssetIncomeNoted():
            return news in loan.file
        case _:
            return any(isinstance(note, type(news)) for note in loan.file)
