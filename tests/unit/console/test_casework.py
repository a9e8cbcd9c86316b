"""Recoveries in the summary: of collection and disposal, each once (COL-130)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.audit.knowledge import EVERYTHING
from services.audit.money import money
from services.audit.registry import REGISTRY
from services.console.cli import casework
from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.telling import DAY, Told

ROW = {"loan_id": "L-1", "way": "cash", "recovery_id": "R-1", "effective_on": date(2024, 1, 1)}


@pytest.mark.parametrize(
    ("other", "count"),
    [
        ({}, 1),
        ({"loan_id": "L-2"}, 2),
        ({"way": "transfer_price"}, 2),
        ({"recovery_id": "R-2"}, 2),
        ({"effective_on": date(2024, 1, 2)}, 2),
    ],
)
def test_a_recovery_is_the_same_by_loan_way_name_and_day(
    other: dict[str, Any], count: int
) -> None:
    assert casework.distinct(([ROW], [ROW | other])) == count
    assert casework.distinct(([ROW, ROW | other], [])) == count
    assert casework.distinct(()) == 0


def standing(life: Told, service: str) -> list[dict[str, Any]]:
    """The recoveries of a service that stand, as its read table holds them."""
    events = life.town.events(service)
    gone = {number for each in events for number in getattr(each, "corrects", ())}
    return [
        {"way": "cash"} | {name: getattr(each, name) for name in ROW if hasattr(each, name)}
        for each in events
        if f"{service}.RecoveryRecognised" == each.NAME
        and getattr(each, "entry", None) not in gone
    ]


def counted(life: Told) -> int:
    return casework.distinct(standing(life, each) for each in ("collection", "disposal"))


def test_what_the_borrower_himself_pays_on_the_book_is_one_more() -> None:
    """Collection's alone to recognise (``recovery.on_book``); the court's money is told by both."""
    life = told.until(end.collected)
    before, here = counted(life), len(standing(life, "disposal"))
    life.pay("OWN-1", "100.00", "2024-12-05")
    life.pay("COURT-2", "100.00", "2024-12-06", payer="court")
    life.close()
    assert counted(life) == before + 2
    assert len(standing(life, "disposal")) == here + 1
    life.undo("OWN-1", "2024-12-09")
    life.close()
    assert counted(life) == before + 1


@pytest.mark.parametrize("step", [end.collected, end.in_kind, end.written_off, end.sold])
def test_the_summary_counts_what_the_money_of_the_loan_lists(step: Callable[[Told], None]) -> None:
    life = told.until(step)
    life.close()
    found = money(REGISTRY, life.town.past(told.LOAN), life.today - DAY, EVERYTHING)
    assert found is not None
    assert counted(life) == len(found["recoveries"]) > 0
