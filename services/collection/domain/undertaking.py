"""Officers' acts about promises and repayment plans: checked, then recorded."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import assert_never

from contracts.values import Money
from services.collection.domain.acts import (
    AgreePlan,
    AmendPlan,
    PlanPart,
    ProposePlan,
    RecordPromise,
    WithdrawPromise,
)
from services.collection.domain.case import UNPAUSED
from services.collection.domain.desk import Desk, check_owed, new_id
from services.collection.domain.plan import agreed, proposed, running, versions
from services.collection.domain.promise import credibility, expected, open_promises
from services.collection.domain.steps import AnyDone
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    PromiseWithdrawn,
    RepaymentPlanAgreed,
    RepaymentPlanAmended,
    RepaymentPlanProposed,
)
from services.kit.days import period_end
from services.kit.domain import Rejected

Undertaking = RecordPromise | WithdrawPromise | ProposePlan | AgreePlan | AmendPlan
MORNING, AFTERNOON = "morning", "afternoon"


def undertaken(desk: Desk, act: Undertaking) -> AnyDone:
    """The act's event, or ``Rejected``."""
    match act:
        case RecordPromise():
            return _promise(desk, act)
        case WithdrawPromise():
            return _withdrawal(desk, act)
        case ProposePlan():
            taken = {each.plan_id for each in desk.customer.acts(RepaymentPlanProposed)}
            new_id(act.plan_id, taken, "plan_known", "plan_id")
            desk.needs_case(*UNPAUSED, rule="COL-104")
            _parts(desk, act.parts, act.total)
            return desk.made(RepaymentPlanProposed)
        case AgreePlan():
            return _agreement(desk, act)
        case AmendPlan():
            return _amendment(desk, act)
    assert_never(act)


def _number(desk: Desk) -> int:
    return desk.customer.entries + 1


def _promise(desk: Desk, act: RecordPromise) -> PromiseToPayMade:
    desk.needs_case(rule="COL-114")
    if desk.state == "OPEN":
        raise Rejected(
            "wrong_state",
            f"the case is OPEN on {desk.day}: nobody has been spoken to, so nobody promised (B.3)",
        )
    taken = {each.promise_id for each in desk.customer.acts(PromiseToPayMade)}
    new_id(act.promise_id, taken, "promise_known", "promise_id")
    last = _last_day(desk)
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
    )


def _last_day(desk: Desk) -> date:
    """The last day for which a plan may run (CC-12)."""
    return period_end(desk.day, desk.edition.cases.plan_longest.value, "year")


def _withdrawal(desk: Desk, act: WithdrawPromise) -> PromiseWithdrawn:
    found = [p for p in open_promises(desk.customer, desk.day) if p.promise_id == act.promise_id]
    if not found or found[0].loan_id != act.loan_id:
        raise Rejected(
            "promise_not_open", f"promise {act.promise_id!r} is not open on {desk.day} (B.3)"
        )
    return desk.made(
        PromiseWithdrawn, entry=_number(desk), due_on=found[0].due_on, amount=found[0].amount
    )


def _parts(desk: Desk, parts: tuple[PlanPart, ...], total: Money) -> None:
    if not parts:
        raise Rejected("plan_empty", "parts is empty: a plan has parts (COL-94)")
    for place, part in enumerate(parts):
        if not part.amount:
            raise Rejected(
                "plan_empty", f"parts[{place}].amount {part.amount.amount} is nought (COL-94)"
            )
    if any(part.amount.currency != total.currency for part in parts):
        raise Rejected("plan_currency", f"parts are not all in {total.currency} (COL-94)")
    days = [part.due_on for part in parts]
    if days[0] < desk.day or any(late <= early for early, late in pairwise(days)):
        raise Rejected(
            "plan_days",
            f"parts fall due on {', '.join(map(str, days))}: each due_on must lie after the one"
            f" before, and none before {desk.day} (COL-94)",
        )
    together = Money(sum(part.amount.minor for part in parts), total.currency)
    if together != total:
        raise Rejected(
            "plan_sum",
            f"total {total.amount} is not what amount comes to over all parts, {together.amount}"
            " (COL-94)",
        )
    longest, last = desk.edition.cases.plan_longest.value, _last_day(desk)
    if days[-1] > last:
        raise Rejected(
            "plan_too_long",
            f"the last part on {days[-1]} lies after {last}: at most {longest} years (CC-12)",
        )
    check_owed(desk, "total", total, days[-1], "COL-104")


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
    missing = [d for d in desk.edition.cases.plan_documents.codes if d not in act.documents]
    if missing:
        raise Rejected("documents_missing", f"documents lack {', '.join(missing)} (COL-121)")
    if not act.signed and act.recording_id is None:
        raise Rejected(
            "recording_missing",
            "signed is false: an oral agreement needs its recording_id (CC-12)",
        )
    return desk.made(RepaymentPlanAgreed, entry=_number(desk))


def _amendment(desk: Desk, act: AmendPlan) -> RepaymentPlanAmended:
    plans = [p for p in running(desk.customer, desk.day) if p.plan_id == act.plan_id]
    if not plans or plans[0].loan_id != act.loan_id:
        raise Rejected(
            "plan_not_running", f"plan {act.plan_id!r} does not run on {desk.day} (B.3)"
        )
    if plans[0].effective_on == desk.day:
        raise Rejected(
            "plan_days",
            f"done_on {desk.day}: a plan is amended on a later day than it was agreed (COL-37)",
        )
    _parts(desk, act.parts, act.total)
    if versions(desk.customer, plans[0], desk.day)[-1].parts == act.parts:
        raise Rejected(
            "nothing_changes",
            f"parts of plan {act.plan_id!r} are what holds on {desk.day} already (COL-37)",
        )
    return desk.made(RepaymentPlanAmended, entry=_number(desk), signed=plans[0].signed)
