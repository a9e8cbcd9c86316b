"""What follows from a loan's facts on a business day: the short way and the long way.

The short way goes on from the ledger as it stands; it is right as long as every new fact counts
on or after the ledger's day. Otherwise (late value date, reversal, backdated change or charge)
the long way goes back to the day before the earliest touched one, puts all facts from there
again, and compares. Both walk by the same ``derive`` and ``changes``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from contracts.values import Money
from services.monitoring.domain.arrears import Change, changes
from services.monitoring.domain.correction import AnyEntry, Numbered, differences, numbered
from services.monitoring.domain.derivation import Derived, day_of, derive
from services.monitoring.domain.drafts import common
from services.monitoring.domain.entries import ArrearsChanged, LedgerEntry
from services.monitoring.domain.facts import (
    CountedFact,
    LoanOpened,
    ReceiptTaken,
    currency_of,
)
from services.monitoring.domain.ledger import Ledger, refold
from services.monitoring.domain.prepaid import prepaid_by
from services.monitoring.domain.state import (
    Loan,
    closed_on,
    counted_until,
    kept_after,
    ledger_of,
    pays_debt,
    uncounted,
)

_DAY = timedelta(days=1)


class _Found(NamedTuple):
    """The walk's result, the first day it may have changed, and how far days have ended."""

    derived: Derived
    touched: date
    over: date
    until: date


def conclude(
    loan: Loan,
    as_of: date,
    *,
    day_is_over: bool,
    cause_recorded_on: date,
    undone_on: date | None = None,
) -> tuple[Numbered, ...]:
    """Entries that follow from the facts of ``loan`` by ``as_of``.

    ``day_is_over``: the tick of ``as_of`` has come. ``undone_on``: the day of an entry whose
    receipt has just been reversed.
    """
    opened = loan.opened
    if opened is None:
        return ()
    last = counted_until(loan, as_of) if loan.file else as_of
    until = counted_until(loan, max(as_of, loan.last_day))
    ended = last if day_is_over or last < as_of else last - _DAY
    over = max(ended, until - _DAY if until > last else date.min)
    ledger = ledger_of(loan, opened)
    facts = uncounted(loan, opened, until)
    touched = [day_of(opened, fact) for fact in facts]
    if undone_on is not None:
        touched.append(undone_on)
    recorded: Sequence[LedgerEntry] = ()
    if touched and (undone_on is not None or min(touched) < ledger.day):
        ledger, recorded = _back_to(loan, opened, min(touched))
        facts = _all_from(loan, opened, min(touched), until)
    derived = derive(opened, ledger, facts, until, prepaid_by(loan, opened, ledger, facts))
    touched.extend(entry.effective_on for entry in derived.entries[:1])
    withdrawn, new = differences(recorded, derived.entries)
    found = _Found(derived, min(touched, default=until + _DAY), over, until)
    gone, told = _arrears(loan, opened, found, as_of, cause_recorded_on)
    return numbered(opened.loan_id, loan.entry_count, [*withdrawn, *gone], [*new, *told])


def _back_to(loan: Loan, opened: LoanOpened, day: date) -> tuple[Ledger, Sequence[LedgerEntry]]:
    """The ledger before ``day``, and the entries recorded from that day on."""
    at = bisect_left(loan.entries, day, key=lambda entry: entry.effective_on)
    return refold(opened, loan.entries[:at]), loan.entries[at:]


def _all_from(loan: Loan, opened: LoanOpened, day: date, until: date) -> tuple[CountedFact, ...]:
    """Every fact that counts between ``day`` and ``until``, in the order of counting."""
    currencies = (None, opened.principal.currency)
    last = closed_on(loan) or until
    counting = [
        fact
        for fact in loan.facts
        if day <= day_of(opened, fact) <= min(until, last)
        and currency_of(fact) in currencies
        and not (isinstance(fact, ReceiptTaken) and fact.receipt_id in loan.reversed_receipts)
        and pays_debt(loan, opened, fact)
    ]
    return tuple(sorted(counting, key=lambda fact: day_of(opened, fact)))


def _arrears(
    loan: Loan,
    opened: LoanOpened,
    found: _Found,
    as_of: date,
    cause_recorded_on: date,
) -> tuple[list[AnyEntry], list[AnyEntry]]:
    """Changes of stage to withdraw and to tell."""
    at = bisect_left(loan.arrears, found.touched, key=lambda entry: entry.effective_on)
    before, recorded = loan.arrears[:at], loan.arrears[at:]
    ledgers = found.derived.ledgers
    start = ledgers[0].day
    if before:
        start = max(start, before[-1].effective_on + _DAY)
    kept = kept_after(before)
    told = [
        _told(opened, change, as_of, cause_recorded_on)
        for change in changes(ledgers, opened.terms, kept, start, found.over, found.until)
    ]
    return differences(recorded, told)


def _told(
    opened: LoanOpened, change: Change, as_of: date, cause_recorded_on: date
) -> ArrearsChanged:
    return ArrearsChanged(
        **common(opened, change.day),
        stage=change.standing.stage,
        previous_stage=change.previous.stage,
        overdue_since=change.standing.overdue_since,
        days_past_due=change.standing.days_past_due,
        overdue=Money(change.overdue, opened.principal.currency),
        day_count=opened.terms.day_count,
        processed_on=as_of,
        cause_recorded_on=cause_recorded_on,
    )
