"""Restructured loans (重组资产): whether a loan is one on a day, and how far its observation is.

A loan is restructured from the day on which officers record both facts, difficulty and change, until
they find after a whole observation that the difficulty is solved. The observation runs from the first
repayment date under the changed contract; it starts anew from the day after an instalment that was
missed, from an expert's non-performing class, when the loan is restructured again, and when the
difficulty was found not solved (RC-83 to RC-86). All of it is read from facts each time, so a payment
that comes late or goes back needs no repair.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.classification.domain.done import RestructuringRecorded, RestructuringReviewed
from services.classification.domain.state import LoanFile
from services.classification.policy import NON_PERFORMING
from services.kit.days import add_months

ONE_DAY = timedelta(days=1)


class Restructured(NamedTuple):
    """Restructured on ``since``, for the ``times``-th time; the terms are those of ``last``.

    ``observed_from``: None while no repayment date is known that it could run from. ``ends_on``: None when
    the plan has too few dates left.
    """

    since: date
    times: int
    last: RestructuringRecorded
    observed_from: date | None
    ends_on: date | None
    complete: bool


def restructured_on(file: LoanFile, day: date) -> Restructured | None:
    """How the loan stands on ``day``; None when it is not restructured."""
    if not file.annex.restructurings:
        return None
    since: date | None = None
    times = 0
    last: RestructuringRecorded | None = None
    begun: date | None = None
    for fact in _facts(file, day):
        if isinstance(fact, RestructuringRecorded):
            since, times, last, begun = since or fact.effective_on, times + 1, fact, None
        elif since is not None and last is not None:
            if not _observed(file, since, times, last, begun, fact.effective_on).complete:
                continue  # a late fact took its ground: nothing had been observed to its end then
            if fact.solved:
                since, times, last = None, 0, None
            begun = fact.effective_on
    if since is None or last is None:
        return None
    return _observed(file, since, times, last, begun, day)


def _facts(file: LoanFile, day: date) -> list[RestructuringRecorded | RestructuringReviewed]:
    """Positive findings and reviews up to ``day``, in their order."""
    found = [each for each in file.annex.restructurings if each.effective_on <= day]
    return [each for each in found if isinstance(each, RestructuringReviewed) or each.restructured]


def _observed(
    file: LoanFile,
    since: date,
    times: int,
    last: RestructuringRecorded,
    begun: date | None,
    day: date,
) -> Restructured:
    due = [each.due_on for each in file.installments_on(day)]
    start = begun or next((each for each in due if each > last.effective_on), None)
    if start is None or start > day:
        end = None if start is None else _end(due, start, last)
        return Restructured(since, times, last, start, end, complete=False)
    start = max([start, *_broken(file, start, day)])
    end = _end(due, start, last)
    arrears = file.arrears_on(day)
    calm = arrears is None or arrears.overdue_since is None
    unpaid = _unpaid(file, start, day)
    complete = end is not None and end <= day and calm and not unpaid
    return Restructured(since, times, last, start, end, complete)


def _end(due: list[date], start: date, terms: RestructuringRecorded) -> date | None:
    """The later of the asked repayment date and the end of the months (RC-83)."""
    dates = [each for each in due if each >= start]
    if len(dates) < terms.periods:
        return None
    return max(dates[terms.periods - 1], add_months(start, terms.months))


def _broken(file: LoanFile, start: date, day: date) -> Iterator[date]:
    """The days from which the observation starts anew: after a miss, and of an expert's bad class."""
    for due_on in _unpaid(file, start, day - ONE_DAY):
        yield due_on + ONE_DAY
    for grade in file.grades:
        if grade.risk_class in NON_PERFORMING and start < grade.effective_on <= day:
            yield grade.effective_on


def _unpaid(file: LoanFile, first: date, last: date) -> list[date]:
    """Due days in ``first``..``last`` whose instalment was not paid by its day."""
    paid = {(each.number, each.due_on): each.paid_on for each in file.paid}
    return [
        each.due_on
        for each in file.fell_due_by(last)
        if first <= each.due_on and paid.get((each.number, each.due_on), date.max) > each.due_on
    ]
