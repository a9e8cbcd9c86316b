"""A corporate loan with months of interest only, prepaid in part: whatever comes first, plan or money.

1,200,000.00 paid out on 31 January 2024, interest at month's ends from the leap day on, six instalments
of 200,000.00 from 31 August. 300,000.00 are prepaid on 15 April; from then on 5,000.00 a month.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lives.asking import Row, claimed_and_paid, told
from tests.lives.telling import Told, cny, on

LOAN = "L-1"
ENDS = (
    *("2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31"),
    *("2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30", "2024-12-31", "2025-01-31"),
)
Step = Callable[[Told], None]


def _row(number: int, due_on: str, principal: str, interest: str) -> dict[str, Any]:
    amounts = {"principal": cny(principal), "interest": cny(interest), "fee": cny("0.00")}
    return {"number": number, "due_on": due_on, **amounts}


LENT = [_row(n, day, "200000.00" if n > 6 else "0.00", "7200.00") for n, day in enumerate(ENDS, 1)]
LEFT = [
    _row(n, day, "150000.00" if n > 6 else "0.00", "5000.00")
    for n, day in enumerate(ENDS, 1)
    if n > 2
]
ANEW = [{**row, "number": number} for number, row in enumerate(LEFT, 1)]


def _lent() -> Told:
    life = Told({"loan_id": LOAN, "obligor_id": "C-1"}, on("2024-01-31"))
    life.say(
        "corebank.loan-disbursed.v1",
        obligor_kind="corporate",
        product="project",
        principal=cny("1200000.00"),
        disbursed_on="2024-01-31",
        matures_on=ENDS[-1],
        security="credit",
        schedule=LENT,
        rates={"penalty_daily": "0.0003"},
    )
    life.pay("R1", "7200.00", "2024-02-29")
    life.pay("R2", "7200.00", "2024-03-20")  # early: it waits for 31 March
    return life


def _plan(schedule: list[dict[str, Any]]) -> Step:
    def step(life: Told) -> None:
        life.say(
            "corebank.schedule-changed.v1",
            "2024-04-15",
            change_id="CH-1",
            effective_on="2024-04-15",
            reason="prepayment",
            financial_difficulty=False,
            schedule=schedule,
        )

    return step


def _money(receipt: str, amount: str, booked: str = "2024-04-15") -> Step:
    return lambda life: life.pay(receipt, amount, "2024-04-15", booked)


ALL = _money("RP", "300000.00")
HALVES = (_money("RP-1", "100000.00"), _money("RP-2", "200000.00"))
ORDERS: dict[str, tuple[Step, ...]] = {
    "the money first": (ALL, _plan(LEFT)),
    "the plan first": (_plan(LEFT), ALL),
    "the money booked on the day after": (_plan(LEFT), _money("RP", "300000.00", "2024-04-16")),
    "the plan between two payments": (HALVES[0], _plan(LEFT), HALVES[1]),
    "the plan before two payments": (_plan(LEFT), *HALVES),
    "the money first, numbers anew": (ALL, _plan(ANEW)),
    "the plan first, numbers anew": (_plan(ANEW), ALL),
}


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_one_day_neither_forgives_nor_keeps_money(order: str) -> None:
    """What is prepaid pays principal, and what was paid on an old instalment pays no new one (ADR 0008)."""
    life = _lent()
    for step in ORDERS[order]:
        step(life)
    life.to("2024-04-20")
    for path, answer in (("principal_outstanding", "900000.00"), ("unapplied", "0.00")):
        told(life.town, ("2024-04-19", None, LOAN, f"monitoring.{path}", answer))
    for number, day in enumerate(ENDS[2:], 3):
        life.pay(f"R{number}", "155000.00" if number > 6 else "5000.00", day)
    life.to("2025-02-01")
    rows: tuple[Row, ...] = (
        ("2025-01-30", None, LOAN, "monitoring.principal_outstanding", "150000.00"),
        ("2025-01-31", None, LOAN, "monitoring.principal_outstanding", "0.00"),
        ("2025-01-31", None, LOAN, "monitoring.unapplied", "0.00"),
        ("2025-01-31", None, LOAN, "monitoring.file.state", "closed"),
        ("2024-12-31", None, LOAN, "classification.class", "normal"),
    )
    for row in rows:
        told(life.town, row)
    # 2 x 7,200 and 10 x 5,000 of interest, and all principal
    assert claimed_and_paid(life.town, LOAN, "2025-01-31") == (1_264_400_00, 1_264_400_00)


def test_a_cheque_that_bounces_takes_the_prepayment_back_and_a_new_one_of_that_day_makes_it() -> (
    None
):
    life = _lent()
    for step in ORDERS["the plan first"]:
        step(life)
    life.undo("RP", "2024-04-18")
    life.to("2024-04-19")
    told(life.town, ("2024-04-18", None, LOAN, "monitoring.principal_outstanding", "1200000.00"))
    life.pay("RP-AGAIN", "300000.00", "2024-04-15", "2024-04-19")
    life.to("2024-04-20")
    now, then = "900000.00", "1200000.00"
    told(life.town, ("2024-04-18", None, LOAN, "monitoring.principal_outstanding", now))
    told(life.town, ("2024-04-18", "2024-04-18", LOAN, "monitoring.principal_outstanding", then))
    told(life.town, ("2024-04-19", None, LOAN, "monitoring.unapplied", "0.00"))
