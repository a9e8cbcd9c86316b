"""Promises judged by amount and date (COL-114), and what they are worth in a forecast (COL-67).

Money that the borrower brings counts for the promise that falls due first, and once only. A promise is
kept on the day its amount is together, or when he has paid off all that is owed: less penalty may have
accrued by then. What is not together when its day ends makes it partly kept or broken. What had come on
its day before it was made is no money that was promised. What falls due after the loan was sold or given
up is not judged: it is owed to the bank no longer. One that was taken back is kept if its amount was
together before that day, and not judged otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from contracts.values import Money
from services.collection.domain.conclusions import PromiseJudged
from services.collection.domain.facts import ReceiptNoted
from services.collection.domain.loan_file import LoanFile
from services.collection.domain.state import Customer
from services.collection.domain.undertakings import PromiseToPayMade, PromiseWithdrawn
from services.collection.policy import CollectionBook, CollectionPolicy, edition_on

PER_CENT = 100
ONE_DAY = timedelta(days=1)


class Purse(NamedTuple):
    """Money that came in on a day and is not counted for any promise yet."""

    on: date
    minor: int
    receipt: str | None


def purses(
    customer: Customer, loan_id: str, counts: Callable[[ReceiptNoted], bool] = lambda _: True
) -> list[Purse]:
    """The receipts of a loan that count: money that came in, whatever it pays."""
    file = customer.loans.get(loan_id)
    rows = () if file is None else file.of(ReceiptNoted)
    came = [(row, row.received) for row in rows if row.received]
    return [
        Purse(row.effective_on, money.minor, row.receipt_id) for row, money in came if counts(row)
    ]


def received(customer: Customer, loan_id: str, day: date, as_of: date) -> tuple[str, ...]:
    """The receipts of ``day`` that have come by now, before a word that is given on ``as_of``.

    None of a word that is entered later than it was given: what came first is not known any more, and
    no breach is made of that.
    """
    file = customer.loans.get(loan_id)
    if file is None or day != as_of:
        return ()
    rows = (row for row in file.of(ReceiptNoted) if row.received and row.effective_on == day)
    return tuple(sorted({row.receipt_id for row in rows if row.receipt_id is not None}))


def brought(policies: CollectionBook) -> Callable[[ReceiptNoted], bool]:
    """Whether a receipt is what a borrower promised to bring: he, or somebody for him, paid (COL-114).

    What others paid or was taken is not, by ``cases.other_payers`` of the receipt's day. Of facts stored
    before the payer was told it is not known, and they count.
    """
    return lambda row: (
        row.payer_kind not in edition_on(policies, row.effective_on).cases.other_payers.codes
    )


def take(
    money: list[Purse], first: date, last: date, amount: int, before: tuple[str, ...] = ()
) -> tuple[int, date | None, list[Purse]]:
    """Up to ``amount`` of the money of ``first``..``last``: how much, when together, what is left.

    ``before``: receipts of the first day that came too early to count.
    """
    taken, complete, left = 0, None, []
    for purse in money:
        early = purse.on == first and purse.receipt in before
        counts = first <= purse.on <= last and not early
        part = min(purse.minor, amount - taken) if counts else 0
        taken += part
        if part and taken == amount:
            complete = purse.on
        if purse.minor > part:
            left.append(purse._replace(minor=purse.minor - part))
    return taken, complete, left


def judged_promises(
    customer: Customer, policies: CollectionBook, to: date, closed: date
) -> list[PromiseJudged]:
    """What became of every promise by ``to``; its day must be over before it is broken."""
    made = sorted(customer.acts(PromiseToPayMade, to), key=lambda each: (each.due_on, each.entry))
    back = {each.promise_id: each.effective_on for each in customer.acts(PromiseWithdrawn, to)}
    counts = brought(policies)
    money = {loan_id: purses(customer, loan_id, counts) for loan_id in customer.loans}
    drafts = []
    for promise in made:
        gone = customer.loans[promise.loan_id].gone_on()
        withdrawn = back.get(promise.promise_id)
        last = min(promise.due_on, to, gone)
        if withdrawn is not None:
            last = min(last, withdrawn - ONE_DAY)
        paid, complete, left = take(
            money.get(promise.loan_id, []),
            promise.effective_on,
            last,
            promise.amount.minor,
            promise.received,
        )
        if complete is None and paid:
            complete = _paid_off(customer.loans[promise.loan_id], promise, last, counts)
        if complete is None and withdrawn is not None:
            continue
        money[promise.loan_id] = left
        if complete is not None:
            drafts.append(_judged(promise, "kept", complete, paid, to))
        elif promise.due_on <= min(closed, gone):
            outcome = "partly_kept" if paid else "broken"
            drafts.append(_judged(promise, outcome, promise.due_on, paid, to))
    return drafts


def _paid_off(
    file: LoanFile, promise: PromiseToPayMade, last: date, counts: Callable[[ReceiptNoted], bool]
) -> date | None:
    """The day on which the loan was paid off since he promised, by nobody's money but his."""
    settled = file.paid_off(promise.effective_on, last)
    if settled is None:
        return None
    others = (
        row.effective_on for row in file.of(ReceiptNoted) if row.received and not counts(row)
    )
    return None if any(promise.effective_on <= on <= settled for on in others) else settled


def _judged(
    promise: PromiseToPayMade, outcome: str, on: date, paid: int, to: date
) -> PromiseJudged:
    return PromiseJudged(
        loan_id=promise.loan_id,
        effective_on=on,
        entry=0,
        processed_on=to,
        promise_id=promise.promise_id,
        due_on=promise.due_on,
        amount=promise.amount,
        outcome=outcome,
        paid=Money(paid, promise.amount.currency),
    )


def unjudged(customer: Customer, day: date) -> list[PromiseToPayMade]:
    """Promises that are neither judged nor taken back by ``day``."""
    over = {each.promise_id for each in customer.live(PromiseJudged, day)}
    over |= {each.promise_id for each in customer.acts(PromiseWithdrawn, day)}
    return [each for each in customer.acts(PromiseToPayMade, day) if each.promise_id not in over]


def open_promises(customer: Customer, day: date) -> list[PromiseToPayMade]:
    """Of these, those that no sale has made lapse by ``day``."""
    made = unjudged(customer, day)
    gone = {each.loan_id: customer.loans[each.loan_id].gone_on() for each in made}
    return [each for each in made if not each.due_on > gone[each.loan_id] <= day]


def broken_by(customer: Customer, day: date) -> int:
    """How many promises the customer has broken by ``day``."""
    return sum(each.outcome == "broken" for each in customer.live(PromiseJudged, day))


def credibility(customer: Customer, edition: CollectionPolicy, day: date) -> int:
    """Per cent of a promise to expect: less after a broken one. Never for treating the person."""
    cases = edition.cases
    chosen = cases.credible_after_broken if broken_by(customer, day) else cases.credible
    return chosen.value


def expected(amount: Money, weight: int) -> Money:
    """``weight`` per cent of the amount, half up to the minor unit."""
    return Money((2 * amount.minor * weight + PER_CENT) // (2 * PER_CENT), amount.currency)
