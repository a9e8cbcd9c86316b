"""Days at whose end nothing was open: what came until then is not judged again with every message.

When a day is over, all days before it are judged for good unless something about them is heard later.
If at the end of the last of them the case was cured or closed, no loan was overdue and no promise or plan
was running, then nothing of them touches what comes after, but for what a ``Checkpoint`` holds. What is
heard later about a day up to it takes it away again (``cut``), and the judging begins at the one before,
or at the first day of all. So the conclusions are those of judging the whole past.

Pure: made of the state alone, whenever a new day begins in it.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import Any, TypeVar

from services.collection.domain.checkpoint import Checkpoint
from services.collection.domain.conclusions import CaseMoved
from services.collection.domain.facts import ClaimNoted, NumberedFact
from services.collection.domain.loan_file import LoanFile
from services.collection.domain.period import Period
from services.collection.domain.state import OVER, Customer
from services.kit.domain import changed

Row = TypeVar("Row")
ONE_DAY = timedelta(days=1)


def last_checkpoint(customer: Customer) -> Checkpoint | None:
    """Where judging begins; None: at the first day."""
    return customer.checkpoints[-1] if customer.checkpoints else None


def since(customer: Customer, start: Checkpoint | None) -> Customer:
    """The customer without what was over by ``start``."""
    if start is None:
        return customer
    return changed(
        customer,
        loans={name: _file_since(file, start) for name, file in customer.loans.items()},
        done=(*start.waiting, *_between(customer.done, start.on)),
        concluded=_between(customer.concluded, start.on),
    )


def _file_since(file: LoanFile, start: Checkpoint) -> LoanFile:
    disposed = (row for row in start.disposed if row.loan_id == file.loan_id)
    return changed(file, numbered=(*disposed, *_between(file.numbered, start.on)), claims=())


def checked(customer: Customer) -> Customer:
    """A new day begins: with a checkpoint at the last day judged for good, if nothing was open.

    Of each month the last one is kept, so that money booked late goes back a month and not to the first day.
    """
    if customer.judged_to is None:
        return customer
    on, last = customer.judged_to - ONE_DAY, last_checkpoint(customer)
    start = date.min if last is None else last.on
    concluded = _between(customer.concluded, start, on)
    moves = (each for each in reversed(concluded) if isinstance(each, CaseMoved))
    move = next(moves, None if last is None else last.move)
    if on <= start or move is None or move.state not in OVER:
        return customer
    numbered = [_between(file.numbered, start, on) for file in customer.loans.values()]
    period = Period(last, concluded, _between(customer.done, start, on), sum(numbered, ()))
    if period.runs(on) or not period.paid():
        return customer
    kept = customer.checkpoints
    if last is not None and (start.year, start.month) == (on.year, on.month):
        kept = kept[:-1]
    return changed(customer, checkpoints=(*kept, period.checkpoint(move, on)))


def cut(customer: Customer, event: Any) -> Customer:
    """Something is heard: without the checkpoints of the days that it touches."""
    if not customer.checkpoints:
        return customer
    day = _touches(event, customer.loans.get(event.loan_id))
    if day > customer.checkpoints[-1].on:
        return customer
    kept = tuple(each for each in customer.checkpoints if each.on < day)
    return changed(customer, checkpoints=kept)


def _touches(event: Any, file: LoanFile | None) -> date:
    """The first day of which the event says something new; the last of all when of none.

    A claim matters by the day on which the loan was called due, what withdraws by what it withdraws.
    """
    if isinstance(event, ClaimNoted):
        before = None if file is None or file.told is None else file.told.accelerated_on
        if before == event.accelerated_on:
            return date.max
        return min(before or date.max, event.accelerated_on or date.max)
    days: set[date] = {event.effective_on}
    if isinstance(event, NumberedFact) and file is not None and event.withdraws:
        days |= {row.effective_on for row in file.numbered if event.undoes(row)}
    return min(days)


def _between(rows: tuple[Row, ...], start: date, to: date = date.max) -> tuple[Row, ...]:
    """Of rows in order of their days those after ``start`` up to ``to``."""
    first = bisect_right(rows, start, key=_day)
    return rows[first:] if to == date.max else rows[first : bisect_right(rows, to, key=_day)]


def _day(row: Any) -> Any:
    return row.effective_on
