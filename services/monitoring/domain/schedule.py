"""What a changed plan of repayment makes of the claims.

The plan a change carries is the plan from its ``effective_on``. Instalments are matched by
number: a listed one takes the new amounts and due date and keeps what was paid on it (it never
falls below that). An unpaid one that is not listed ceases, except that it stays when it was due
before that day and either has no unpaid principal or the plan leaves room for its principal
within the principal outstanding. Numbers that restart at the plan's first number while their
principal is exactly the principal outstanding, and matching would not add up or would move a paid
instalment to a day to come, are a new plan of what remains: the old instalments close with what was
paid on them. So what was paid on an old instalment never pays a new one of the same number. Charges
are no part of any plan and stay; penalty on what ceases moves to the plan's first instalment.

When the reason is a prepayment, the plan may list less than the principal outstanding: the
difference is principal due at once, as far as unapplied money covers it, so the money prepaid
pays principal; also money that comes on the same day after the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from services.monitoring.domain.amounts import NOTHING, Amounts
from services.monitoring.domain.carried import with_penalty_of_ended
from services.monitoring.domain.claims import (
    Claim,
    ceased,
    claim,
    installment_claim,
    penalty_accrued,
    with_penalty,
)
from services.monitoring.domain.facts import Installment, LoanOpened, ScheduleReplaced
from services.monitoring.domain.ledger import Ledger

FIRST_NUMBER = 1
PREPAYMENT = "prepayment"


class Plan(NamedTuple):
    """All claims after a change, in no particular order."""

    claims: tuple[Claim, ...]

    @property
    def principal(self) -> int:
        """Principal these claims ask for."""
        return sum(each.unpaid.principal for each in self.claims)


def replan(opened: LoanOpened, ledger: Ledger, change: ScheduleReplaced, day: date) -> Plan:
    """The claims after ``change``, which counts on ``day``."""
    free = ledger.unapplied if change.reason == PREPAYMENT else 0
    adds_up = range(ledger.principal - free, ledger.principal + 1)
    plan = _matched(opened, ledger, change, day)
    if _restarts(ledger, plan, change, adds_up, day):
        plan = _new_plan(ledger, change, day)
    listed = frozenset(row.number for row in change.schedule)
    plan = Plan(with_penalty_of_ended(opened, ledger, plan.claims, listed, day))
    key = f"{PREPAYMENT}:{change.change_id}"
    return (_prepaid(ledger, plan, key, day) or plan) if free else plan


def prepaid_after(
    ledger: Ledger, change: ScheduleReplaced, receipt_id: str, day: date
) -> Plan | None:
    """The claims once money that came after the plan of a prepayment is to pay what that left out."""
    return _prepaid(
        ledger, Plan(ledger.claims), f"{PREPAYMENT}:{change.change_id}:{receipt_id}", day
    )


def _restarts(
    ledger: Ledger, matched: Plan, change: ScheduleReplaced, adds_up: range, day: date
) -> bool:
    """Whether the change lists what remains under numbers that begin anew."""
    if change.schedule[0].number != FIRST_NUMBER:
        return False
    listed = sum(row.principal for row in change.schedule)
    if not _moves_paid(ledger, change, day):
        return matched.principal not in adds_up and listed in adds_up
    most = range(ledger.principal + 1) if change.reason == PREPAYMENT else adds_up
    return matched.principal not in adds_up or listed in most


def _moves_paid(ledger: Ledger, change: ScheduleReplaced, day: date) -> bool:
    """Whether a number that stands for a paid instalment is given to one that is still to come."""
    paid = {each.number: each for each in ledger.finished if _in_plan(each) and each.paid_on}
    return any(
        row.number in paid and paid[row.number].due_on <= day < row.due_on
        for row in change.schedule
    )


def _matched(opened: LoanOpened, ledger: Ledger, change: ScheduleReplaced, day: date) -> Plan:
    live = {each.number: each for each in ledger.claims if _in_plan(each) and each.number}
    keys = {each.key for each in ledger.claims}
    listed = [
        _relisted(opened, live[row.number], row, day)
        if row.number in live
        else installment_claim(_key(row, keys, change), row)
        for row in change.schedule
    ]
    numbers = {row.number for row in change.schedule}
    room = ledger.principal - sum(each.unpaid.principal for each in listed)
    others: list[Claim | None] = []
    for each in ledger.claims:
        if not _in_plan(each):
            others.append(each)
        elif not each.number or each.number not in numbers:
            stays = _stays(each, day, room)
            room -= each.unpaid.principal if stays else 0
            others.append(each if stays else ceased(each, day))
    return Plan((*listed, *present(others)))


def _in_plan(each: Claim) -> bool:
    return each.ceased_on is None and each.kind != "charge"


def _stays(each: Claim, day: date, room: int) -> bool:
    if each.unpaid == NOTHING:
        return True
    return each.due_on < day and each.unpaid.principal <= max(room, 0)


def _relisted(opened: LoanOpened, old: Claim, row: Installment, day: date) -> Claim:
    """The instalment with its new amounts; penalty up to ``day`` is claimed on the old ones."""
    paid = old.paid
    listed = Amounts(old.due.cost, row.fee, row.interest, old.due.penalty, row.principal).at_least(
        paid
    )
    new = msgspec.structs.replace(
        old, due_on=row.due_on, due=listed, unpaid=listed.minus(paid), paid_on=None
    )
    if not new.unpaid.owed:
        new = msgspec.structs.replace(
            new, paid_on=old.paid_on or (None if listed == NOTHING else day)
        )
    if new.due_on == old.due_on and new.unpaid.principal == old.unpaid.principal:
        return new
    accrued = penalty_accrued(old, opened.terms, opened.penalty_daily, day)
    if accrued is not None:
        new = with_penalty(new, accrued, day)
    claimed_until = new.penalty_from if new.penalty_from > old.due_on else new.due_on
    return msgspec.structs.replace(new, penalty_from=max(new.due_on, claimed_until))


def _key(row: Installment, keys: Iterable[str], change: ScheduleReplaced) -> str:
    key = str(row.number)
    return key if key not in keys else f"{change.change_id}:{key}"


def _new_plan(ledger: Ledger, change: ScheduleReplaced, day: date) -> Plan:
    old = [ceased(each, day) if _in_plan(each) else each for each in ledger.claims]
    keys = {each.key for each in ledger.claims}
    rows = [installment_claim(_key(row, keys, change), row) for row in change.schedule]
    return Plan((*present(old), *rows))


def _prepaid(ledger: Ledger, plan: Plan, key: str, day: date) -> Plan | None:
    """Principal that the plan no longer lists is due now, as far as unapplied money covers it."""
    covered = min(ledger.principal - plan.principal, ledger.unapplied)
    if covered <= 0:
        return None
    return Plan((*plan.claims, claim(key, "prepayment", day, Amounts(principal=covered))))


def present(claims: Iterable[Claim | None]) -> tuple[Claim, ...]:
    """Those that are there."""
    return tuple(each for each in claims if each is not None)
