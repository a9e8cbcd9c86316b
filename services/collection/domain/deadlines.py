"""What is due for people to do on a loan's case, with the rule behind each deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.collection.domain.agency import last_look, standing
from services.collection.domain.case import ACTIVE, LED
from services.collection.domain.handing import respite_ends, rests
from services.collection.domain.pauses import unanswered
from services.collection.domain.plan import running, unpaid_part
from services.collection.domain.promise import open_promises
from services.collection.domain.state import Customer
from services.collection.domain.steps import (
    BlacklistEntryAdded,
    BlacklistEntryRemoved,
    CaseHandedOver,
    CasePlacedWithAgency,
)
from services.collection.domain.timeline import open_steps, timeline_of
from services.kit.domain import Frozen


class DueView(Frozen, frozen=True, kw_only=True):
    """Something to do: by when, what (a word of ``domain.words``), by which rule.

    ``article`` of law: None where it is the bank's own rule."""

    on: date
    what: str
    rule: str
    article: str | None = None


def deadlines(customer: Customer, loan_id: str, day: date) -> list[DueView]:
    """All open deadlines on ``day``, the earliest first; those past are still open."""
    found = [*_listed(customer, loan_id, day), *_complaints(customer, loan_id, day)]
    if customer.in_case(loan_id, day) is not None:
        found += _of_case(customer, loan_id, day)
    return sorted(found, key=lambda each: (each.on, each.what))


def _of_case(customer: Customer, loan_id: str, day: date) -> Iterator[DueView]:
    move = customer.move_on(day)
    assert move is not None
    if move.until is not None:
        yield DueView(on=move.until, what="cure_watch", rule="B.3")
    if move.state not in ACTIVE:
        return
    planned = timeline_of(customer, loan_id, day)
    if planned is not None and not rests(customer, loan_id, day):
        for step in open_steps(customer, planned, day):
            yield DueView(on=step.on, what=step.step, rule=step.rule)
    for promise in open_promises(customer, day):
        if promise.loan_id == loan_id:
            yield DueView(on=promise.due_on, what="promise", rule="COL-114")
    for plan in running(customer, day):
        part = unpaid_part(customer, plan, day)
        if plan.loan_id == loan_id and part is not None:
            yield DueView(on=part.due_on, what="plan_part", rule="COL-35")
    ripe = respite_ends(customer, loan_id, day)
    if ripe is not None and move.state in LED and not rests(customer, loan_id, day):
        yield DueView(on=ripe, what="hand_over", rule="COL-16")
    yield from _of_people(customer, loan_id, day)


def _of_people(customer: Customer, loan_id: str, day: date) -> Iterator[DueView]:
    for each in customer.of_case(CaseHandedOver, loan_id, day)[-1:]:
        rounds = -((each.effective_on - day).days // each.review_every) or 1
        review = each.effective_on + timedelta(days=each.review_every * rounds)
        yield DueView(on=review, what="team_review", rule="XCT-15")
    for placed in customer.of_case(CasePlacedWithAgency, loan_id, day)[-1:]:
        last = last_look(customer, placed.agency_id, day)
        if last is not None and last.evaluate_by is not None:
            yield DueView(
                on=last.evaluate_by,
                what="agency_evaluation",
                rule="CO-01",
                article=last.evaluate_article,
            )
        if standing(customer, loan_id, day) is not None:
            yield DueView(on=placed.licence_ends_on, what="licence_end", rule="COL-135")


def _complaints(customer: Customer, loan_id: str, day: date) -> Iterator[DueView]:
    """A complaint is due on its own loan whatever became of it, and on all that are in a case."""
    for each in unanswered(customer, day):
        shown = each.loan_id == loan_id or customer.in_case(loan_id, day) is not None
        if shown and each.answer_by is not None:
            yield DueView(
                on=each.answer_by,
                what="complaint_answer",
                rule="CP-01",
                article=each.answer_article,
            )


def _listed(customer: Customer, loan_id: str, day: date) -> Iterator[DueView]:
    gone = {each.entry_id for each in customer.acts(BlacklistEntryRemoved, day)}
    for entry in customer.acts(BlacklistEntryAdded, day):
        if entry.loan_id == loan_id and entry.entry_id not in gone:
            yield DueView(on=entry.review_on, what="blacklist_review", rule="COL-137")
