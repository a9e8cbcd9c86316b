"""Officers' acts about promises and repayment plans: checked, then recorded."""

from __future__ import annotations

from typing import assert_never

from services.collection.domain.acts import (
    AgreePlan,
    AmendPlan,
    ProposePlan,
    RecordPromise,
    WithdrawPromise,
)
from services.collection.domain.case import UNPAUSED
from services.collection.domain.desk import Desk, check_owed, new_id, not_gone
from services.collection.domain.parts import check_parts, last_day
from services.collection.domain.plan import agreed, proposed, running, versions
from services.collection.domain.promise import (
    credibility,
    expected,
    open_promises,
    received,
    unjudged,
)
from services.collection.domain.steps import AnyDone
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    PromiseWithdrawn,
    RepaymentPlanAgreed,
    RepaymentPlanAmended,
    RepaymentPlanProposed,
)
from services.kit.domain import Rejected

Undertaking = RecordPromise | WithdrawPromise | ProposePlan | AgreePlan | AmendPlan
MORNING, AFTERNOON = "morning", "afternoon"


def undertaken(desk: Desk, act: Undertaking) -> AnyDone:
    """The act's event, or ``Rejected``: nothing is undertaken towards the bank after the sale."""
    not_gone(desk)
    match act:
        case RecordPromise():
            return _promise(desk, act)
        case WithdrawPromise():
            return _withdrawal(desk, act)
        case ProposePlan():
            taken = {each.plan_id for each in desk.customer.acts(RepaymentPlanProposed)}
            new_id(act.plan_id, taken, "plan_known", "plan_id")
            desk.needs_case(*UNPAUSED, rule="COL-104")
            check_parts(desk, act.parts, act.total)
            return desk.made(RepaymentPlanProposed)
        case AgreePlan():
            return _agreement(desk, act)
        case AmendPlan():
            return _amendment(desk, act)
    assert_never(act)


def _number(desk: Desk) -> int:
    return desk.customer.entries + 1


def _received(desk: Desk) -> tuple[str, ...]:
    """What had come today before the debtor gave his word."""
    return received(desk.customer, desk.act.loan_id, desk.day, desk.act.as_of)


def _promise(desk: Desk, act: RecordPromise) -> PromiseToPayMade:
    desk.needs_case(rule="COL-114")
    if desk.state == "OPEN":
        raise Rejected(
            "wrong_state",
            f"the case is OPEN on {desk.day}: nobody has been spoken to, so nobody promised (B.3)",
        )
    taken = {each.promise_id for each in desk.customer.acts(PromiseToPayMade)}
    new_id(act.promise_id, taken, "promise_known", "promise_id")
    last = last_day(desk)
    if act.due_on > last:
        raise Rejected(
            "promise_too_far", f"due_on {act.due_on} lies after {last}: no plan is longer (CC-12)"
        )
    if act.due_on < desk.day:
        raise Rejected("promise_in_past", f"due_on {act.due_on} lies before {desk.day} (COL-114)")
    if not act.amount:
        raise Rejected("promise_empty", "amount is nought: a promise names an amount (COL-114)")
    check_owed(desk, "amount", act.amount, act.due_on, "COL-114")
    hour = int(act.hour.split(":")[0])
    half = MORNING if hour < desk.edition.cases.noon.value else AFTERNOON
    if act.half_day != half:
        raise Rejected(
            "hour_not_in_half_day", f"hour {act.hour} is not in the {act.half_day} (COL-114)"
        )
    weight = credibility(desk.customer, desk.edition, desk.day)
    return desk.made(
        PromiseToPayMade,
        entry=_number(desk),
        weight=weight,
        expected_cash=expected(act.amount, weight),
        received=_received(desk),
    )


def _withdrawal(desk: Desk, act: WithdrawPromise) -> PromiseWithdrawn:
    """Open on its day and still now: a verdict is not undone by what is entered after it."""
    now = unjudged(desk.customer, act.as_of)
    found = [
        each
        for each in open_promises(desk.customer, desk.day)
        if each.promise_id == act.promise_id and each.loan_id == act.loan_id and each in now
    ]
    if not found:
        raise Rejected(
            "promise_not_open",
            f"promise {act.promise_id!r} is not open from {desk.day} to {act.as_of} (B.3)",
        )
    return desk.made(
        PromiseWithdrawn, entry=_number(desk), due_on=found[0].due_on, amount=found[0].amount
    )


def _agreement(desk: Desk, act: AgreePlan) -> RepaymentPlanAgreed:
    proposal = proposed(desk.customer, act.plan_id, desk.day)
    if proposal is None or proposal.loan_id != act.loan_id:
        raise Rejected(
            "plan_unknown",
            f"plan {act.plan_id!r} is not proposed for the loan by {desk.day} (B.3)",
        )
    if agreed(desk.customer, act.plan_id, desk.act.as_of) is not None:
        raise Rejected("plan_known", f"plan {act.plan_id!r} is agreed already (B.3)")
    desk.needs_case(*UNPAUSED, rule="COL-104")
    if any(each.loan_id == act.loan_id for each in running(desk.customer, desk.day)):
        raise Rejected(
            "plan_running", f"loan {act.loan_id} has a plan that runs: amend it (COL-37)"
        )
    first = proposal.parts[0].due_on
    if first < desk.day:
        raise Rejected(
            "plan_days",
            f"the first part fell due on {first}, before {desk.day}: propose it anew (COL-94)",
        )
    missing = [d for d in desk.edition.cases.plan_documents.codes if d not in act.documents]
    if missing:
        raise Rejected("documents_missing", f"documents lack {', '.join(missing)} (COL-121)")
    if not act.signed and act.recording_id is None:
        raise Rejected(
            "recording_missing",
            "signed is false: an oral agreement needs its recording_id (CC-12)",
        )
    return desk.made(RepaymentPlanAgreed, entry=_number(desk), received=_received(desk))


def _amendment(desk: Desk, act: AmendPlan) -> RepaymentPlanAmended:
    """Of a plan that runs on its day and still now: one that broke is not mended afterwards."""
    now = running(desk.customer, act.as_of)
    plans = [
        each
        for each in running(desk.customer, desk.day)
        if each.plan_id == act.plan_id and each.loan_id == act.loan_id and each in now
    ]
    if not plans:
        raise Rejected(
            "plan_not_running",
            f"plan {act.plan_id!r} does not run from {desk.day} to {act.as_of} (B.3)",
        )
    if plans[0].effective_on == desk.day:
        raise Rejected(
            "plan_days",
            f"done_on {desk.day}: a plan is amended on a later day than it was agreed (COL-37)",
        )
    check_parts(desk, act.parts, act.total)
    if versions(desk.customer, plans[0], desk.day)[-1].parts == act.parts:
        raise Rejected(
            "nothing_changes",
            f"parts of plan {act.plan_id!r} are what holds on {desk.day} already (COL-37)",
        )
    return desk.made(
        RepaymentPlanAmended,
        entry=_number(desk),
        signed=plans[0].signed,
        received=_received(desk),
    )
