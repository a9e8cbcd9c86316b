"""What a change of the plan without the guarantor's written consent adds to the debt (GU-11). Pure."""

from __future__ import annotations

from datetime import date

from contracts.debts import Sums
from services.guarantee.domain.facts import Part, PlanNoted
from services.guarantee.domain.guarantor_events import GuarantorConsented
from services.guarantee.domain.legal_facts import BankruptcyNoted
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.kit.days import DAY

CHARGE = "charge"
"""A kind of claim that is part of no plan."""


def unconsented(file: SecurityFile, one: Guarantor, day: date) -> int:
    """What changes of the plan without his written consent added to the debt, in minor units.

    A lighter debt lowers what he stands for; a heavier one never raises it, and what a later plan takes back
    of that is added no more (GU-11). What was overdue and is due later by the plan was owed before: it adds
    nothing. Nor does a plan after the debtor's bankruptcy: all has fallen due, and the plan is not gone by
    (BK-02).
    """
    since, added = one.registered.effective_on, 0
    agreed: dict[date, bool] = {}  # of several plans of a day the last one stands
    for plan in file.plans:
        start = plan.effective_on
        if since < start <= day and needs_consent(plan.reason) and not _is_stopped(file, start):
            agreed[start] = consented(one, plan.change_id, day)
    for start, his in sorted(agreed.items()):
        more = _more(file, start) - _moved(file, start)
        added = max(0, added + (min(0, more) if his else more))
    return added


def _is_stopped(file: SecurityFile, day: date) -> bool:
    """A court accepted the debtor's bankruptcy by ``day``."""
    return any(each.party_id == file.obligor_id for each in file.of_law(BankruptcyNoted, day))


def needs_consent(reason: str) -> bool:
    """Whether a change of the plan is one of the contract; the others follow from it."""
    return reason not in ("acceleration", "correction", "prepayment", "rate_change")


def consented(one: Guarantor, subject: str, day: date) -> bool:
    """He consented in writing by ``day``."""
    return any(each.subject == subject for each in one.all_of(GuarantorConsented, day))


def plan_on(file: SecurityFile, day: date) -> tuple[Part, ...]:
    """The instalments as they are on ``day``."""
    parts = () if file.taken is None else file.taken.installments
    for plan in file.plans:
        if plan.effective_on <= day:
            kept = tuple(each for each in parts if each.due_on < plan.effective_on)
            parts = (*kept, *plan.installments)
    return parts


def _more(file: SecurityFile, start: date) -> int:
    """By how much the plans of that day ask for more from then on than the one before them.

    Where what is unpaid was told before and after, without what was paid: an instalment that is listed
    anew keeps that. Of one due on that day its row counts, unless it fell due with a call: what is paid then
    is no part of the change. Beside a plan that needs no consent the rows alone are compared, or the one
    would hide what the other adds.
    """
    last = file.stated_on(start)
    told = file.stated_on(start - DAY) and last and last.effective_on == start
    if not told or not all(needs_consent(each.reason) for each in _plans_of(file, start)):
        return _by_rows(file, start)
    was, now = _claims(file, start - DAY), _claims(file, start)
    falls = [
        sum(each.total for each in plan_on(file, day) if each.due_on == start)
        for day in (start - DAY, start)
    ]
    before = falls[0] if any(due == start for due, _ in was) else 0
    later = [sum(_of_plan(each) for due, each in claims if due > start) for claims in (was, now)]
    return later[1] + falls[1] - later[0] - before


def _by_rows(file: SecurityFile, start: date) -> int:
    """Each plan of the day that needs consent against the one before it, by what they list from then on."""
    more, before = 0, _from(plan_on(file, start - DAY), start)
    for plan in _plans_of(file, start):
        after = _from(plan.installments, start)
        more += after - before if needs_consent(plan.reason) else 0
        before = after
    return more


def _plans_of(file: SecurityFile, day: date) -> list[PlanNoted]:
    return [each for each in file.plans if each.effective_on == day]


def _from(parts: tuple[Part, ...], day: date) -> int:
    return sum(each.total for each in parts if each.due_on >= day)


def _moved(file: SecurityFile, start: date) -> int:
    """What was overdue before ``start`` and by the plan of that day is no more, though nobody paid it.

    The debtor's payments are not told here: what fell of the principal that day paid the oldest first.
    """
    before, after = _claims(file, start - DAY), _claims(file, start)
    paid = sum(each.principal for _, each in before) - sum(each.principal for _, each in after)
    moved = -sum(_of_plan(each) for due, each in after if due < start)
    for due, each in sorted(before):
        if due < start and paid <= 0:
            moved += _of_plan(each)
        elif due < start:
            moved += max(0, each.principal - paid)
            paid -= each.principal
    return max(0, moved)


def _claims(file: SecurityFile, day: date) -> list[tuple[date, Sums]]:
    """The claims of the plan that are unpaid on ``day``: when they fall due, and what is left of them."""
    stated = file.stated_on(day)
    debts = () if stated is None else stated.debts
    return [(each.due_on, Sums(*each.unpaid)) for each in debts if each.kind != CHARGE]


def _of_plan(sums: Sums) -> int:
    """What a plan lists: penalty and costs are in none."""
    return sums.fee + sums.interest + sums.principal
