"""The parts of a repayment plan: real, in order, in time, and of what is owed (COL-94, CC-12)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from contracts.values import Money
from services.collection.domain.acts import PlanPart
from services.collection.domain.desk import Desk, check_owed
from services.kit.days import period_end
from services.kit.domain import Rejected


def last_day(desk: Desk) -> date:
    """The last day for which a plan may run (CC-12)."""
    return period_end(desk.day, desk.edition.cases.plan_longest.value, "year")


def check_parts(desk: Desk, parts: tuple[PlanPart, ...], total: Money) -> None:
    """``Rejected`` unless the parts come to the total, one after the other, none too late."""
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
    longest, last = desk.edition.cases.plan_longest.value, last_day(desk)
    if days[-1] > last:
        raise Rejected(
            "plan_too_long",
            f"the last part on {days[-1]} lies after {last}: at most {longest} years (CC-12)",
        )
    check_owed(desk, "total", total, days[-1], "COL-104")
