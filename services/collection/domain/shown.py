"""The rows of collection's part of the loan document: contacts, notices, promises, plans, blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.values import Money
from services.collection.domain.conclusions import PromiseJudged
from services.collection.domain.done import Contacted, DemandNoticeServed
from services.collection.domain.plan import agreed, state_of, versions
from services.collection.domain.state import Customer
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    PromiseWithdrawn,
    RepaymentPlanProposed,
)
from services.kit.domain import Frozen


class ContactView(Frozen, frozen=True, kw_only=True):
    """One contact: the log names channel, role, outcome and a call's stage, not what was said."""

    contact_id: str
    on: date
    at: str
    kind: str
    channel: str
    target_role: str
    result: str
    phone_stage: str | None
    recording_id: str | None


class NoticeView(Frozen, frozen=True, kw_only=True):
    """A notice that was served."""

    notice_id: str
    on: date
    amount: Money
    method: str
    proof: str


class BlockedView(Frozen, frozen=True, kw_only=True):
    """A blocked act."""

    on: date
    code: str
    rule: str
    policy_id: str
    attempted_by: str
    alternative: str


class PromiseView(Frozen, frozen=True, kw_only=True):
    """A promise and its state of B.3."""

    promise_id: str
    made_on: date
    due_on: date
    hour: str
    amount: Money
    state: str
    weight: int
    expected_cash: Money


class PlanView(Frozen, frozen=True, kw_only=True):
    """A plan, its state of B.3 and its parts."""

    plan_id: str
    state: str
    signed: bool
    parts: tuple[tuple[date, Money], ...]


def contacts(customer: Customer, loan_id: str, day: date) -> Iterator[ContactView]:
    """The contacts about the loan."""
    for each in customer.acts(Contacted, day):
        if each.loan_id == loan_id:
            yield ContactView(
                contact_id=each.contact_id,
                on=each.effective_on,
                at=each.at,
                kind=type(each).__name__,
                channel=each.channel,
                target_role=each.target_role,
                result=each.result,
                phone_stage=getattr(each, "phone_stage", None),
                recording_id=getattr(each, "recording_id", None),
            )


def notices(customer: Customer, loan_id: str, day: date) -> Iterator[NoticeView]:
    """The notices served about the loan."""
    for each in customer.acts(DemandNoticeServed, day):
        if each.loan_id == loan_id:
            yield NoticeView(
                notice_id=each.notice_id,
                on=each.effective_on,
                amount=each.amount,
                method=each.method,
                proof=each.proof,
            )


def blocked(customer: Customer, loan_id: str, day: date) -> Iterator[BlockedView]:
    """The blocked acts about the loan."""
    for each in customer.blocked:
        if each.loan_id == loan_id and each.effective_on <= day:
            yield BlockedView(
                on=each.effective_on,
                code=each.code,
                rule=each.rule,
                policy_id=each.policy_id,
                attempted_by=each.attempted_by,
                alternative=each.alternative,
            )


def promises(customer: Customer, loan_id: str, day: date) -> Iterator[PromiseView]:
    """The promises about the loan."""
    for each in customer.acts(PromiseToPayMade, day):
        if each.loan_id == loan_id:
            yield PromiseView(
                promise_id=each.promise_id,
                made_on=each.effective_on,
                due_on=each.due_on,
                hour=each.hour,
                amount=each.amount,
                state=promise_state(customer, each, day),
                weight=each.weight,
                expected_cash=each.expected_cash,
            )


def promise_state(customer: Customer, promise: PromiseToPayMade, day: date) -> str:
    """MADE -> DUE -> KEPT, PARTLY_KEPT, BROKEN or WITHDRAWN (B.3)."""
    for judged in customer.live(PromiseJudged, day):
        if judged.promise_id == promise.promise_id:
            return judged.outcome
    back = {each.promise_id for each in customer.acts(PromiseWithdrawn, day)}
    if promise.promise_id in back:
        return "withdrawn"
    return "due" if promise.due_on <= day else "made"


def plans(customer: Customer, loan_id: str, day: date) -> Iterator[PlanView]:
    """The loan's plans."""
    for each in customer.acts(RepaymentPlanProposed, day):
        if each.loan_id == loan_id:
            plan = agreed(customer, each.plan_id, day)
            parts = each.parts if plan is None else versions(customer, plan, day)[-1].parts
            yield PlanView(
                plan_id=each.plan_id,
                state=state_of(customer, each.plan_id, day),
                signed=plan is not None and plan.signed,
                parts=tuple((part.due_on, part.amount) for part in parts),
            )
