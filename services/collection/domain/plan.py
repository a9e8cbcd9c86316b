"""Repayment plans judged part by part (COL-35, COL-104). A plan never stops the day counter.

A part may be paid until its day ends; unpaid then, the plan is broken on the day after. An
amendment replaces what remains: money that came before it stays with the parts before it. A part is
settled by whoever pays it; what had come on its day before a plan was agreed pays none. Once the loan is
paid off, early and so with less penalty, nothing of its plan is left to pay.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from services.collection.domain.acts import PlanPart
from services.collection.domain.conclusions import PlanJudged
from services.collection.domain.promise import Purse, purses, take
from services.collection.domain.state import Customer
from services.collection.domain.undertakings import (
    RepaymentPlanAgreed,
    RepaymentPlanAmended,
    RepaymentPlanProposed,
)
from services.kit.domain import changed

ONE_DAY = timedelta(days=1)


class Version(NamedTuple):
    """The parts that hold from ``since`` until the day before ``until``.

    ``early``: receipts of the first day that had come before they held; ``late``: receipts of the day
    ``until`` that had come while they still did.
    """

    since: date
    until: date
    parts: tuple[PlanPart, ...]
    early: tuple[str, ...]
    late: tuple[str, ...]

    def money(self, purses: list[Purse]) -> list[Purse]:
        """What of it may pay these parts."""
        return [each for each in purses if self._holds(each)]

    def _holds(self, purse: Purse) -> bool:
        if purse.on == self.until:
            return purse.receipt in self.late
        early = purse.on == self.since and purse.receipt in self.early
        return self.since <= purse.on < self.until and not early


def proposed(customer: Customer, plan_id: str, day: date) -> RepaymentPlanProposed | None:
    """The proposal of that name."""
    found = [p for p in customer.acts(RepaymentPlanProposed, day) if p.plan_id == plan_id]
    return found[-1] if found else None


def agreed(customer: Customer, plan_id: str, day: date) -> RepaymentPlanAgreed | None:
    """The agreement of that name."""
    found = [p for p in customer.acts(RepaymentPlanAgreed, day) if p.plan_id == plan_id]
    return found[0] if found else None


def versions(customer: Customer, plan: RepaymentPlanAgreed, to: date) -> list[Version]:
    """The plan's parts and from when to when they held."""
    first = proposed(customer, plan.plan_id, plan.effective_on)
    starts = [(plan.effective_on, () if first is None else first.parts, plan.received)]
    starts += [
        (each.effective_on, each.parts, each.received)
        for each in customer.acts(RepaymentPlanAmended, to)
        if each.plan_id == plan.plan_id
    ]
    ends = [(since, came) for since, _, came in starts[1:]] + [(date.max, ())]
    return [
        Version(since, until, parts, early, late)
        for (since, parts, early), (until, late) in zip(starts, ends, strict=True)
    ]


def judged_plans(customer: Customer, to: date) -> list[PlanJudged]:
    """What became of every plan that was agreed, by ``to``; nothing more once the loan is sold."""
    drafts = []
    for plan in customer.acts(RepaymentPlanAgreed, to):
        money = purses(customer, plan.loan_id)
        file = customer.loans[plan.loan_id]
        last = min(to, file.gone_on())
        paid_off = file.paid_off(plan.effective_on, last)
        for version in versions(customer, plan, to):
            judged = _judged(plan, version, money, last, paid_off)
            if judged is not None:
                drafts.append(changed(judged, processed_on=to))
                break
    return drafts


def _judged(
    plan: RepaymentPlanAgreed,
    version: Version,
    money: list[Purse],
    to: date,
    paid_off: date | None,
) -> PlanJudged | None:
    in_time = [p for p in version.money(money) if p.on <= to]
    last: date | None = None
    for number, part in enumerate(version.parts, 1):
        _, complete, in_time = take(in_time, version.since, part.due_on, part.amount.minor)
        if complete is None:
            if paid_off is not None and paid_off <= part.due_on and paid_off < version.until:
                return _verdict(plan, "completed", paid_off, None, to)
            late = part.due_on + ONE_DAY
            if late <= to and late < version.until:
                return _verdict(plan, "broken", late, number, to)
            return None
        last = complete if last is None else max(last, complete)
    return None if last is None else _verdict(plan, "completed", last, None, to)


def _verdict(
    plan: RepaymentPlanAgreed, outcome: str, on: date, part: int | None, to: date
) -> PlanJudged:
    return PlanJudged(
        loan_id=plan.loan_id,
        effective_on=on,
        entry=0,
        processed_on=to,
        plan_id=plan.plan_id,
        outcome=outcome,
        part=part,
        signed=plan.signed,
    )


def running(customer: Customer, day: date) -> list[RepaymentPlanAgreed]:
    """Plans that were agreed by ``day`` and are neither broken nor completed."""
    over = {each.plan_id for each in customer.live(PlanJudged, day)}
    return [p for p in customer.acts(RepaymentPlanAgreed, day) if p.plan_id not in over]


def signed_plan(customer: Customer, loan_id: str, day: date) -> RepaymentPlanAgreed | None:
    """The loan's signed plan that runs on ``day``: while it is kept nobody collects (CC-12)."""
    found = (p for p in running(customer, day) if p.signed and p.loan_id == loan_id)
    return next(found, None)


def state_of(customer: Customer, plan_id: str, day: date) -> str:
    """The plan's state of B.3: proposed, agreed until its first part falls due, then active."""
    judged = [p for p in customer.live(PlanJudged, day) if p.plan_id == plan_id]
    if judged:
        return judged[-1].outcome
    plan = agreed(customer, plan_id, day)
    if plan is None:
        return "proposed"
    held = versions(customer, plan, day)
    if len(held) > 1:
        return "amended"
    return "active" if any(part.due_on <= day for part in held[0].parts) else "agreed"


def next_part(customer: Customer, plan: RepaymentPlanAgreed, day: date) -> PlanPart | None:
    """The first part of the plan as it stands that falls due from ``day`` on, paid or not."""
    parts = versions(customer, plan, day)[-1].parts
    return next((part for part in parts if part.due_on >= day), None)


def unpaid_part(customer: Customer, plan: RepaymentPlanAgreed, day: date) -> PlanPart | None:
    """The first part of it that the money of ``day`` has not paid; None when all are paid."""
    held = versions(customer, plan, day)[-1]
    money = [p for p in held.money(purses(customer, plan.loan_id)) if p.on <= day]
    for part in held.parts:
        _, complete, money = take(money, held.since, part.due_on, part.amount.minor)
        if complete is None:
            return part
    return None
