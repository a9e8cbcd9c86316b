"""All that follows from facts, acts and time on a day, and the next day worth a look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from contracts.receipts import by_day
from services.collection.domain.checkpoint import Checkpoint
from services.collection.domain.conclusions import AnyDraft, RecoveryRecognised
from services.collection.domain.facts import DisposalNoted, ReceiptNoted
from services.collection.domain.moments import may_open, moments
from services.collection.domain.plan import judged_plans, next_part
from services.collection.domain.promise import judged_promises
from services.collection.domain.state import Customer
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    PromiseWithdrawn,
    RepaymentPlanAgreed,
)
from services.collection.domain.walk import Walk
from services.collection.policy import CollectionBook
from services.kit.domain import Due

ONE_DAY = timedelta(days=1)
IN_KIND = "in_kind"


class Judged(NamedTuple):
    """Everything that can be concluded by the end of a day, and the next day to look at."""

    drafts: list[AnyDraft]
    review: Due | None


def judge(
    customer: Customer,
    policies: CollectionBook,
    to: date,
    closed: date,
    start: Checkpoint | None = None,
) -> Judged:
    """The conclusions of all days up to ``to``; days up to ``closed`` are over.

    With ``start`` those of the days after it; then ``customer`` is what came since (``quiet.since``).
    """
    if start is None and not any(may_open(file) for file in customer.loans.values()):
        return Judged([], None)
    promises, plans = judged_promises(customer, policies, to, closed), judged_plans(customer, to)
    walk, after = Walk(customer, policies, to), date.min
    if start is not None:
        walk.go_on(start)
        after = start.on
    walk.run(moments(customer, promises, plans, to, after), closed)
    recoveries = list(_recoveries(customer, walk.spans, to))
    drafts: list[AnyDraft] = [*walk.drafts, *promises, *plans, *recoveries]
    drafts.sort(key=lambda each: each.effective_on)
    dues = [walk.due(), *_promise_dues(customer, closed), *_plan_dues(customer, to)]
    dues += [Due(on, "known_fact") for on in _ahead(customer, to)]
    return Judged(drafts, min((due for due in dues if due is not None), default=None))


def _recoveries(
    customer: Customer, spans: dict[str, list[tuple[date, date | None]]], to: date
) -> Iterator[RecoveryRecognised]:
    """Money that paid the debt while the loan was in a case (COL-130); what was taken in kind is none.

    Money over the debt is none either, until the day on which it pays something.
    After the day of writing off or selling, money is disposal's to recognise (DIS-16).
    """
    for loan_id, held in spans.items():
        file = customer.loans[loan_id]
        gone = min((row.effective_on for row in file.of(DisposalNoted)), default=date.max)
        rows = ((r.effective_on, each) for r in file.of(ReceiptNoted) for each in r.money)
        for on, money in by_day(rows):
            inside = any(first <= on and (last is None or on <= last) for first, last in held)
            if money.payer_kind != IN_KIND and inside and on <= min(to, gone):
                yield RecoveryRecognised(
                    loan_id=loan_id,
                    effective_on=on,
                    entry=0,
                    processed_on=to,
                    recovery_id=money.receipt_id,
                    gross=money.total,
                    cost=money.cost,
                    net=money.total - money.cost,
                )


def _promise_dues(customer: Customer, closed: date) -> Iterator[Due]:
    back = {each.promise_id for each in customer.acts(PromiseWithdrawn)}
    for each in customer.acts(PromiseToPayMade):
        if each.due_on > closed and each.promise_id not in back:
            yield Due(each.due_on, "promise")


def _plan_dues(customer: Customer, to: date) -> Iterator[Due]:
    for each in customer.acts(RepaymentPlanAgreed, to):
        part = next_part(customer, each, to)
        if part is not None:
            yield Due(part.due_on + ONE_DAY, "plan_part")


def _ahead(customer: Customer, to: date) -> Iterator[date]:
    """Days of facts known ahead of their time."""
    for file in customer.loans.values():
        for fact in (*file.numbered, *file.lives):
            if fact.effective_on > to:
                yield fact.effective_on
