"""The due days of a loan whose plan of repayment changes (ADR 0008, ADR 0032)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from services.classification.domain.facts import DueDay, InstallmentPaidNoted
from services.kit.domain import Frozen


class Plan(Frozen, frozen=True):
    """The instalments as they are from a day on."""

    effective_on: date
    change_id: str
    installments: tuple[DueDay, ...]


def listed_on(
    plans: tuple[Plan, ...], paid: Iterable[InstallmentPaidNoted], day: date
) -> tuple[DueDay, ...]:
    """The due days that hold on ``day``, in their order.

    A changed plan speaks of what is due from its first day on; instalments that were due before that
    day stay as they were where it does not list their number, or they were paid: numbers may begin anew. Of
    those due on that day itself the paid ones stay.
    """
    done = {DueDay(each.number, each.due_on) for each in paid} if len(plans) > 1 else set()
    due: set[DueDay] = set()
    for plan in plans:
        if plan.effective_on > day:
            break
        moved = {each.number for each in plan.installments}
        kept = {
            each for each in due if each.due_on < plan.effective_on and each.number not in moved
        }
        due = kept | {each for each in due & done if each.due_on <= plan.effective_on}
        due.update(plan.installments)
    return tuple(sorted(due, key=lambda row: (row.due_on, row.number)))


def fell_due(
    plans: tuple[Plan, ...], paid: Iterable[InstallmentPaidNoted], last: date
) -> tuple[DueDay, ...]:
    """What fell due up to ``last``, in its order: also what a later plan moved or ended after that."""
    found = {*listed_on(plans, paid, last), *_on_their_days(plans)}
    rows = (each for each in found if each.due_on <= last)
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.number)))


def _on_their_days(plans: tuple[Plan, ...]) -> Iterator[DueDay]:
    """Each by the plan that held on its day."""
    for place, plan in enumerate(plans):
        over = plans[place + 1].effective_on if place + 1 < len(plans) else date.max
        yield from (each for each in plan.installments if plan.effective_on <= each.due_on < over)
