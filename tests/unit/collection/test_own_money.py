"""Whose money keeps promises and plans, and what came before a word was given keeps none."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import PlanJudged, PromiseJudged
from services.collection.domain.deadlines import deadlines
from tests.unit.collection.life import LOAN, Life, cny, on, spoken


def promises(life: Life) -> list[tuple[str, str, str]]:
    rows = life.state.live(PromiseJudged)
    return [(each.promise_id, each.outcome, each.paid.amount) for each in rows]


def plans(life: Life) -> list[tuple[str, str]]:
    return [(each.outcome, each.effective_on.isoformat()) for each in life.state.live(PlanJudged)]


def amended(life: Life, *parts: tuple[str, str]) -> None:
    made = tuple(acts.PlanPart(on(day), cny(amount)) for day, amount in parts)
    total = cny("0.00")
    for part in made:
        total = type(total)(total.minor + part.amount.minor)
    second = {"approved_by": "wang", "approver_role": "collection_manager"}
    life.act(acts.AmendPlan, plan_id="PL-1", total=total, parts=made, **second)


# -- money of the same day (COL-114) -----------------------------------------------------------------


@pytest.mark.parametrize("first", [True, False])
def test_money_that_had_come_when_the_promise_was_made_keeps_none(first: bool) -> None:
    """Rules: COL-114. Paid and promised on 21 March, in either order; promised for that day."""
    life = spoken()
    if first:
        life.paid("1000.00")
    life.promise("2024-03-21", "1000.00")
    if not first:
        life.paid("1000.00")
    life.close()
    outcome = ("broken", "0.00") if first else ("kept", "1000.00")
    assert promises(life) == [("PR-1", *outcome)]


def test_the_rest_that_was_promised_after_a_payment_is_a_promise_of_its_own() -> None:
    """Rules: COL-114. 10,000 are paid and 11,560 promised: only what comes afterwards counts."""
    life = spoken()
    life.paid("10000.00")
    life.promise("2024-03-25", "11560.00")
    life.to("2024-03-26")
    assert promises(life) == [("PR-1", "broken", "0.00")]
    life.paid("1560.00", day="2024-03-25")
    assert promises(life) == [("PR-1", "partly_kept", "1560.00")]
    life.paid("10000.00", day="2024-03-21")
    assert promises(life) == [("PR-1", "kept", "11560.00")]


def test_money_before_one_promise_still_keeps_another_that_was_made_before_it() -> None:
    life = spoken()
    life.promise("2024-03-25", "500.00")
    life.paid("700.00")
    life.promise("2024-03-22", "300.00", name="PR-2")
    life.to("2024-03-27")
    assert promises(life) == [("PR-1", "kept", "500.00"), ("PR-2", "broken", "0.00")]


def test_of_a_promise_that_is_entered_later_the_whole_day_counts() -> None:
    """Rules: COL-114. Nobody knows any more what came first, and a breach is not made of that."""
    life = spoken()
    life.paid("1000.00")
    life.close()
    life.promise("2024-03-21", "1000.00", done_on=on("2024-03-21"))
    assert promises(life) == [("PR-1", "kept", "1000.00")]


def test_money_that_was_reversed_and_comes_again_on_another_day_counts() -> None:
    """Rules: COL-114. The same receipt, entered for the day on which it really came."""
    life = spoken()
    entry = life.paid("1000.00")
    life.promise("2024-03-25", "1000.00")
    life.to("2024-03-26")
    assert promises(life) == [("PR-1", "broken", "0.00")]
    row = next(iter(life.state.loans[LOAN].numbered[-1:]))
    assert row.number == entry
    again = {"number": life.number(), "withdraws": (entry,), "effective_on": on("2024-03-22")}
    life.fact(type(row)(**(fields(row) | again | {"processed_on": life.today})))
    assert promises(life) == [("PR-1", "kept", "1000.00")]


def fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


# -- plans (COL-35, COL-104) --------------------------------------------------------------------------


def planned(*parts: tuple[str, str]) -> Life:
    life = spoken()
    life.plan(*(parts or (("2024-04-20", "10000.00"), ("2024-05-20", "11560.00"))), signed=False)
    return life


@pytest.mark.parametrize("payer", ["guarantor", "court", "in_kind"])
def test_what_others_paid_settles_a_plans_part_and_keeps_no_promise(payer: str) -> None:
    """Rules: COL-35, COL-104, COL-114. The plan says what is owed and when, the promise what he brings."""
    life = planned().to("2024-04-10")
    life.promise("2024-04-20", "10000.00")
    life.paid("21560.00", payer_kind=payer)
    assert not due_parts(life)
    life.to("2024-04-22")
    assert plans(life) == [("completed", "2024-04-10")]
    assert promises(life) == [("PR-1", "broken", "0.00")]


def due_parts(life: Life) -> list[Any]:
    return [each for each in deadlines(life.state, LOAN, life.today) if each.what == "plan_part"]


@pytest.mark.parametrize("first", [True, False])
def test_money_that_had_come_when_the_plan_was_agreed_keeps_no_part(first: bool) -> None:
    """Rules: COL-35, COL-104."""
    life = spoken()
    if first:
        life.paid("5000.00")
    life.plan(("2024-03-21", "5000.00"), ("2024-04-20", "5000.00"), signed=False)
    if not first:
        life.paid("5000.00")
    assert [each.on.isoformat() for each in due_parts(life)] == [
        "2024-03-21" if first else "2024-04-20"
    ]
    life.to("2024-03-23")
    assert plans(life) == ([("broken", "2024-03-22")] if first else [])


@pytest.mark.parametrize("first", [True, False])
def test_money_of_the_day_of_an_amendment_is_of_the_parts_before_it_or_after(first: bool) -> None:
    """Rules: COL-35, COL-37. What had come when the plan was amended is none of what then remained."""
    life = planned().to("2024-04-10")
    if first:
        life.paid("4000.00")
    amended(life, ("2024-04-15", "4000.00"), ("2024-05-15", "4000.00"))
    if not first:
        life.paid("4000.00")
    life.to("2024-04-17")
    assert plans(life) == ([("broken", "2024-04-16")] if first else [])


def test_a_first_part_that_was_paid_before_the_amendment_of_its_day_is_paid() -> None:
    """Rules: COL-35, COL-37. Paid and amended on 20 April, when the first part was due."""
    life = planned().to("2024-04-20")
    life.paid("10000.00")
    amended(life, ("2024-05-25", "11560.00"))
    life.to("2024-05-01").paid("11560.00")
    assert plans(life) == [("completed", "2024-05-01")]
