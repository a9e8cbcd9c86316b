"""Whole lives with all services: collection decides as if it judged the whole past each time.

The customer has a past: an older loan, each of its instalments paid some days late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.collection.domain.customer import decider
from services.kit.domain import Command, DomainEvent
from services.kit.row import EventRow
from tests.lives.generated import OBLIGOR, Plan, plans
from tests.lives.telling import cny
from tests.oracle.lives import START
from tests.town import House, Town
from tests.unit.collection.whole_past import check_same

OLD = "L-OLD"


class ComparedHouse(House):
    """Collection with every decision compared. ``short``: those that began at a checkpoint."""

    short = 0

    def put(
        self, stream: str, command: Command, key: str, cause: EventRow | None
    ) -> Iterator[tuple[DomainEvent, EventRow]]:
        state: Any = self.states.get(stream, self.service.decider.initial)
        self.short += bool(getattr(state, "checkpoints", ()))
        check_same(command, state, self.service.policies)
        yield from super().put(stream, command, key, cause)


def compared() -> tuple[Town, ComparedHouse]:
    """A town whose collection is compared."""
    town = Town()
    plain = town.houses["collection"]
    house = town.houses["collection"] = ComparedHouse(plain.service, plain.writer)
    return town, house


def months_before(start: date, months: int) -> list[date]:
    first = start - timedelta(days=10 + 30 * months)
    return [first + timedelta(days=30 * number) for number in range(1, months + 1)]


def has_a_past(town: Town, months: int, paid: int, late: int = 5) -> None:
    """Before ``START`` so many instalments of the older loan fell due; the first were paid late."""
    due = months_before(START, months)
    lent = due[0] - timedelta(days=30)
    about = {"loan_id": OLD, "obligor_id": OBLIGOR}
    rows = [
        {
            "number": number,
            "due_on": day.isoformat(),
            "principal": cny("100.00"),
            "interest": cny("3.00"),
            "fee": cny("0.00"),
        }
        for number, day in enumerate(due, 1)
    ]
    opened = about | {
        "obligor_kind": "small_micro",
        "product": "feed_trade",
        "principal": cny(f"{100 * months}.00"),
        "disbursed_on": lent.isoformat(),
        "matures_on": due[-1].isoformat(),
        "security": "credit",
        "schedule": rows,
        "rates": {"interest_daily": "0.0002", "penalty_daily": "0.0003"},
    }
    town.say("corebank.loan-disbursed.v1", lent, "old", opened)
    for number, day in enumerate(due):
        for after in range(late):
            town.close(day + timedelta(days=after))
        if number < paid:
            pays_old(town, number, day + timedelta(days=late))
            town.close(day + timedelta(days=late))


def pays_old(town: Town, number: int, on: date) -> None:
    told = {
        "loan_id": OLD,
        "obligor_id": OBLIGOR,
        "receipt_id": f"OLD-{number}",
        "amount": cny("103.50"),
        "value_date": on.isoformat(),
        "booked_on": on.isoformat(),
        "payer": {"kind": "borrower"},
    }
    town.say("corebank.repayment-received.v1", on, f"old-{number}", told)


@settings(deadline=None, max_examples=15)
@given(plans(), st.integers(2, 5), st.integers(0, 1))
def test_collection_decides_by_the_whole_past(plan: Plan, months: int, unpaid: int) -> None:
    town, house = compared()
    has_a_past(town, months, months - unpaid)
    plan.whole(town)
    assert house.short > 0


@pytest.mark.parametrize("months", [24])
def test_years_of_late_payments(months: int) -> None:
    """And the state that is read back from what is stored is the one that decided."""
    town, house = compared()
    has_a_past(town, months, months)
    assert len(house.states[f"customer-{OBLIGOR}"].checkpoints) > months / 2
    assert decider.fold(town.events("collection")) == house.states[f"customer-{OBLIGOR}"]
