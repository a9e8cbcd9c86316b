"""A consumer three instalments behind is restructured: however core banking numbers the new plan.

60,000.00 in six parts of 10,000.00 with 300.00 of interest; the first is paid, those of 10 March, April
and May are not when on 10 May a plan of 50,000.00 takes their place. Penalty 0.03 % a day (3.00 on
each): 61 days x 3.00 = 183.00 and 30 x 3.00 = 90.00. A plan has no column for it, so it is owed as before.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.lives.asking import claimed_and_paid, told
from tests.lives.telling import Told, cny, on

LOAN = "L-1"
NEW_DAYS = ("2024-06-10", "2024-07-10", "2024-08-10", "2024-09-10", "2024-10-10")


def _row(number: int, due_on: str, principal: str, interest: str) -> dict[str, Any]:
    amounts = {"principal": cny(principal), "interest": cny(interest), "fee": cny("0.00")}
    return {"number": number, "due_on": due_on, **amounts}


def _from(first: int) -> list[dict[str, Any]]:
    return [_row(n, day, "10000.00", "850.00") for n, day in enumerate(NEW_DAYS, first)]


PLANS = {
    "numbers anew": _from(1),
    "numbers of those unpaid": _from(2),
    "numbers that go on": _from(7),
    "one sum": [_row(1, NEW_DAYS[-1], "50000.00", "4250.00")],
}


def _behind() -> Told:
    life = Told({"loan_id": LOAN, "obligor_id": "C-1"}, on("2024-01-10"))
    life.say(
        "corebank.loan-disbursed.v1",
        obligor_kind="personal",
        product="consumer",
        principal=cny("60000.00"),
        disbursed_on="2024-01-10",
        matures_on="2024-07-10",
        security="credit",
        schedule=[_row(n, f"2024-{n + 1:02d}-10", "10000.00", "300.00") for n in range(1, 7)],
        rates={"penalty_daily": "0.0003"},
    )
    life.pay("R1", "10300.00", "2024-02-10")
    return life


def _restructured(life: Told, plan: list[dict[str, Any]], reason: str = "restructure") -> None:
    life.say(
        "corebank.schedule-changed.v1",
        "2024-05-10",
        change_id="CH-1",
        effective_on="2024-05-10",
        reason=reason,
        financial_difficulty=True,
        schedule=plan,
    )


@pytest.mark.parametrize("plan", PLANS)
def test_no_plan_forgives_penalty(plan: str) -> None:
    """POL-19, ADR 0008: penalty is reckoned here, so what a plan leaves out of it stays owed."""
    life = _behind()
    _restructured(life, PLANS[plan])
    life.to("2024-06-01")
    for row in (
        ("2024-05-09", None, LOAN, "monitoring.penalty", "267.00"),  # 60 and 29 days
        ("2024-05-10", None, LOAN, "monitoring.penalty", "273.00"),
        ("2024-05-31", None, LOAN, "monitoring.penalty", "273.00"),  # nothing is late: none runs
        ("2024-05-31", None, LOAN, "monitoring.days_past_due", 0),
        ("2024-05-31", None, LOAN, "monitoring.overdue", "0.00"),
    ):
        told(life.town, row)
    life.pay("R2", "54523.00", "2024-10-10") if plan == "one sum" else _paid(life)
    life.to("2024-10-12")
    told(life.town, ("2024-10-11", None, LOAN, "monitoring.unapplied", "0.00"))
    told(life.town, ("2024-10-11", None, LOAN, "monitoring.file.state", "closed"))
    # 10,300.00 + 50,000.00 + 4,250.00 + 273.00
    assert claimed_and_paid(life.town, LOAN, "2024-10-11") == (64_823_00, 64_823_00)


def _paid(life: Told) -> None:
    """Five times 10,850.00 and the penalty with whichever of them it has moved to."""
    rows = life.loan("2024-05-31")["monitoring"]["installments"]
    by_day = {row["due_on"]: row["due"]["penalty"]["amount"] for row in rows}
    for day in NEW_DAYS:
        penalty = int(by_day[day].replace(".", ""))
        life.pay(f"R-{day}", 10_850_00 + penalty, day)


def test_a_loan_called_by_its_plan_owes_the_penalty_of_the_old_one() -> None:
    """The plan of an acceleration lists one row: the one debt bears 273.00, and runs from that day."""
    life = _behind()
    called = [_row(1, "2024-05-10", "50000.00", "900.00")]
    _restructured(life, called, "acceleration")
    life.to("2024-05-12")
    told(life.town, ("2024-05-10", None, LOAN, "monitoring.penalty", "273.00"))
    told(life.town, ("2024-05-11", None, LOAN, "monitoring.penalty", "288.00"))  # 50,000 x 0.03 %
    told(life.town, ("2024-05-11", None, LOAN, "monitoring.days_past_due", 62))


def test_an_overdue_row_that_is_listed_anew_bears_its_penalty_once() -> None:
    """Numbers anew, and the row of 10 March is among them: 183.00 are not reckoned a second time."""
    life = _behind()
    late = [_row(1, "2024-03-10", "10000.00", "300.00")]
    rest = [_row(n, day, "10000.00", "850.00") for n, day in enumerate(NEW_DAYS[:4], 2)]
    _restructured(life, late + rest)
    life.to("2024-05-12")
    told(life.town, ("2024-05-10", None, LOAN, "monitoring.penalty", "273.00"))
    told(life.town, ("2024-05-11", None, LOAN, "monitoring.penalty", "276.00"))
    told(life.town, ("2024-05-11", None, LOAN, "monitoring.overdue_since", "2024-03-10"))


def test_interest_that_becomes_principal_is_asked_for_whole() -> None:
    """RC-82: 50,000.00 outstanding and 900.00 of interest made principal, numbers anew.

    The 10,000.00 and 300.00 that were paid on the old instalment 1 pay nothing of the new one.
    """
    life = _behind()
    _restructured(life, [_row(n, day, "10180.00", "100.00") for n, day in enumerate(NEW_DAYS, 1)])
    life.to("2024-05-12")
    told(life.town, ("2024-05-11", None, LOAN, "monitoring.principal_outstanding", "50900.00"))
    rows = life.loan("2024-05-11")["monitoring"]["installments"]
    live = [row for row in rows if row["ceased_on"] is None]
    assert [row["due"]["principal"]["amount"] for row in live] == ["10180.00"] * 5
    assert {row["paid"]["principal"]["amount"] for row in live} == {"0.00"}
    for number, day in enumerate(NEW_DAYS, 1):
        life.pay(f"N{number}", 10_280_00 + (273_00 if number == 1 else 0), day)
    life.to("2024-10-12")
    told(life.town, ("2024-10-11", None, LOAN, "monitoring.file.state", "closed"))
    told(life.town, ("2024-10-11", None, LOAN, "monitoring.unapplied", "0.00"))
