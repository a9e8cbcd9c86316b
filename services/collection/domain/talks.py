"""The phone stage of a case, folded from its calls (B.3, COL-142), and the guard of the next call.

A call counts that reached the debtor, his identity confirmed, about a loan in a case that was active:
what nobody took or a guarantor heard is no talk with the debtor, and has no place in the order. New
arrears after a cure begin anew (``case_since``). Calls count in the order of their instants, so one that
is told late is judged between those before it and those after it; but not by one that is behind an
earlier one, since a payment that was reversed made one case of two.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from services.collection.domain.case import ACTIVE
from services.collection.domain.desk import Desk, listed
from services.collection.domain.done import CollectionCallMade
from services.collection.domain.phone import PhoneCase
from services.collection.domain.state import Customer
from services.collection.domain.touches import MakeCall
from services.collection.domain.undertakings import RepaymentPlanProposed
from services.kit.domain import Rejected

PLAN = "plan"
"""Beside a call, what holds a stage: in ``done_by`` of the policy."""


class Talk(NamedTuple):
    """A call that counts. ``place``: of its stage in the order then."""

    place: int
    at: datetime
    on: date
    stage: str


def furthest(talks: list[Talk]) -> Talk | None:
    """The talk that came furthest; of equal ones the last."""
    return max(talks, default=None)


def reached(customer: Customer, loan_id: str, day: date) -> Talk | None:
    """The stage that the loan's case has come to by ``day``, as the first talk at it."""
    if not _runs(customer, loan_id, day):
        return None
    talks = _talks(customer.of_case(CollectionCallMade, loan_id, day))
    last = furthest(talks)
    return None if last is None else min(each for each in talks if each.stage == last.stage)


def staged(desk: Desk, call: MakeCall, effective: bool) -> tuple[str | None, int]:
    """The call's stage and its place in the order; or ``Rejected``.

    A call that does not count keeps what it names, and has no place.
    """
    if not effective or not desk.to_debtor:
        return call.phone_stage, 0
    if not _runs(desk.customer, call.loan_id, desk.day):
        return call.phone_stage, 0
    phone, at = desk.edition.phone, datetime.fromisoformat(call.at)
    leading = _leading(_talks(_calls_of_case(desk)))
    before = furthest([each for each in leading if each.at <= at])
    after = [each for each in leading if each.at > at]
    stage = _stage(desk, call, before, after)
    if stage is None:
        return None, 0
    _check_order(desk, phone, stage, before)
    _check_later(phone, stage, desk.day, after)
    return stage, phone.place(stage)


def _stage(desk: Desk, call: MakeCall, before: Talk | None, after: list[Talk]) -> str | None:
    """The stage that the call names; else the next, if it is to recover and no later call says less."""
    phone = desk.edition.phone
    if call.phone_stage is not None:
        listed(call.phone_stage, phone.names, "phone_stage_unknown", "phone_stage", "COL-142")
        return call.phone_stage
    present = None if before is None else before.stage
    if set(call.purposes) <= set(desk.edition.gate.limited_purposes.codes):
        return present
    return min([phone.unnamed(present), *(each.stage for each in after)], key=phone.place)


def _check_order(desk: Desk, phone: PhoneCase, stage: str, before: Talk | None) -> None:
    present = None if before is None else before.stage
    plans = desk.customer.of_case(RepaymentPlanProposed, desk.act.loan_id, desk.day)
    if phone.may_follow(stage, present, phone.held_by(PLAN) if plans else set()):
        return
    if before is not None and phone.place(before.stage) > phone.place(stage):
        raise Rejected(
            "phone_stage_passed",
            f"phone_stage {stage!r}: the case is at {before.stage!r} since a call of {before.on}, and"
            " goes back in a new case only; leave phone_stage out for one more call (COL-142, B.3)",
        )
    row = phone.stages[phone.names.index(stage)]
    raise Rejected(
        "phone_stage_too_early",
        f"phone_stage {stage!r} follows {' or '.join(row.follows)}: on {desk.day} the case is at"
        f" {present or 'no stage yet'} (COL-142, B.3)",
    )


def _check_later(phone: PhoneCase, stage: str, day: date, after: list[Talk]) -> None:
    """A call told late may not make a later one go back."""
    least = min(after, key=lambda each: (phone.place(each.stage), each.at), default=None)
    if least is not None and phone.place(least.stage) < phone.place(stage):
        raise Rejected(
            "phone_stage_too_early",
            f"phone_stage {stage!r} on {day} would come before the call of {least.on}, which was at"
            f" {least.stage!r}: stages follow in the order of days (COL-142, B.3)",
        )


def _runs(customer: Customer, loan_id: str, day: date) -> bool:
    active = customer.state_on(day) in ACTIVE
    return active and customer.in_case(loan_id, day) is not None


def _calls_of_case(desk: Desk) -> list[CollectionCallMade]:
    """The calls of the case as it runs on the act's day, those after that day too."""
    customer, loan_id = desk.customer, desk.act.loan_id
    since = customer.case_since(loan_id, desk.day)
    later = [
        call
        for call in customer.acts(CollectionCallMade)
        if call.effective_on > desk.day
        and customer.case_since(loan_id, call.effective_on) == since
        and customer.state_on(call.effective_on) in ACTIVE
    ]
    return [*customer.of_case(CollectionCallMade, loan_id, desk.day), *later]


def _leading(talks: list[Talk]) -> list[Talk]:
    """In the order of their instants, those that are not behind an earlier one."""
    found: list[Talk] = []
    for talk in sorted(talks, key=lambda each: each.at):
        if not found or talk.place >= found[-1].place:
            found.append(talk)
    return found


def _talks(calls: list[CollectionCallMade]) -> list[Talk]:
    return [
        Talk(call.stage_place, datetime.fromisoformat(call.at), call.effective_on, stage)
        for call in calls
        if call.effective and call.case_id and call.to_debtor and call.stage_place
        if (stage := call.phone_stage) is not None
    ]
