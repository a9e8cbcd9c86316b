"""A loan whose plan was numbered anew is called, or its borrower goes bankrupt, before an instalment of that
plan falls due: interest runs from the last due date whose interest was paid (COL-02, BK-02).

Three instalments of 10,000.00 with 300.00 were paid until 10 April 2024; 30,000.00 are left at 0.02 % a day.
"""

from __future__ import annotations

from typing import Any

import pytest

from services.litigation.domain.outcomes import ClaimDeclared
from tests.lives.lending import ZHAO, lend
from tests.lives.live import document_of
from tests.lives.telling import Told, cents, cny, on

ACCEPTED: dict[str, Any] = {
    "party_id": "C-1",
    "phase": "accepted",
    "announced_on": "2024-05-05",
    "file_claim_by": "2024-07-01",
}


def rows(first: int, month: int) -> list[dict[str, Any]]:
    amounts = {"principal": cny("10000.00"), "interest": cny("300.00"), "fee": cny("0.00")}
    return [
        {"number": first + step, "due_on": f"2024-{month + step:02d}-10", **amounts}
        for step in range(3)
    ]


def paid(life: Told, *days: str) -> None:
    for number, day in enumerate(days, 1):
        life.pay(f"R-{number}", "10300.00", day)


def replan(life: Told, schedule: list[dict[str, Any]]) -> None:
    life.say(
        "corebank.schedule-changed.v1",
        "2024-04-20",
        change_id="CH-1",
        effective_on="2024-04-20",
        reason="extension",
        financial_difficulty=True,
        schedule=schedule,
    )


def lent() -> Told:
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life)
    paid(life, "2024-02-10", "2024-03-10", "2024-04-10")
    return life


def interest(life: Told, day: str = "2024-05-05") -> int:
    life.act("litigation", "record-bankruptcy", day, **ACCEPTED)
    life.to("2024-05-20")
    shown = document_of(life.town, "litigation", "L-1", on("2024-05-19"))
    assert shown is not None
    return cents(shown["claim"]["interest"])


@pytest.mark.parametrize("plan", [None, rows(4, 6), rows(1, 6)], ids=["none", "matched", "anew"])
def test_what_was_paid_for_is_not_asked_for_again(plan: list[dict[str, Any]] | None) -> None:
    """25 days of 6.00 from 10 April on, whatever the numbers of the plan. Rules: BK-02."""
    life = lent()
    if plan is not None:
        replan(life, plan)
    assert interest(life) == 25 * 6_00


def test_an_instalment_that_the_plan_moved_has_no_interest_paid() -> None:
    """That of 10 April is part of the new plan: 56 days of 8.00 from 10 March on. Rules: BK-02."""
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life)
    paid(life, "2024-02-10", "2024-03-10")
    replan(life, [*rows(1, 6), {**rows(1, 6)[0], "number": 4, "due_on": "2024-09-10"}])
    assert interest(life) == 56 * 8_00


@pytest.mark.parametrize("part", ["0.00", "100.00", "299.99", "300.00"])
@pytest.mark.parametrize("anew", [False, True], ids=["matched", "anew"])
def test_a_part_of_an_instalments_interest_that_was_paid_is_not_asked_for_again(
    part: str, anew: bool
) -> None:
    """That of 10 April was paid in part, then moved: 56 days of 8.00 from 10 March on are asked for, less
    that part. Rules: BK-02, COL-02."""
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life)
    paid(life, "2024-02-10", "2024-03-10")
    if cents(cny(part)):
        life.pay("R-3", part, "2024-04-10")
    numbers = range(1, 5) if anew else range(3, 7)
    plan = [{**rows(1, 6)[0], "number": n} for n in numbers]
    days = [f"2024-{month:02d}-10" for month in range(6, 10)]
    replan(life, [{**row, "due_on": due} for row, due in zip(plan, days, strict=True)])
    assert interest(life) == 56 * 8_00 - cents(cny(part))


@pytest.mark.parametrize("party", ["C-1", ZHAO])
@pytest.mark.parametrize("anew", [False, True], ids=["matched", "anew"])
def test_penalty_that_the_plan_moved_is_claimed(party: str, anew: bool) -> None:
    """Overdue on 20 April: 70, 41 and 10 days of 3.00; or the first is paid. Rules: BK-02, POL-19."""
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life)
    if anew:
        paid(life, "2024-02-10")
    plan = [{**rows(1, 6)[0], "number": n, "due_on": f"2024-{5 + n:02d}-10"} for n in range(1, 7)]
    replan(life, plan[: 5 if anew else 6])
    life.act("litigation", "record-bankruptcy", "2024-05-05", **ACCEPTED | {"party_id": party})
    life.act("litigation", "declare-claim", "2024-05-08", party_id=party)
    filed = life.town.houses["litigation"].states["legal-L-1"].last_of(ClaimDeclared)
    assert filed.claim.penalty == (41 + 10 + (0 if anew else 70)) * 3_00
    assert filed.claim.principal == (50_000_00 if anew else 60_000_00)
