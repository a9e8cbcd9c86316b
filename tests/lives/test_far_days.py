"""A plan as far as the contract lets one be: all that is told about it is still of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from contracts.errors import ContractError
from tests.lives.telling import Told, cny, on


def lend(life: Told, last: str) -> None:
    plan: list[dict[str, Any]] = [
        {"number": number, "due_on": due, **{n: cny("100.00") for n in ("principal", "fee")}}
        for number, due in ((1, "2024-02-10"), (2, last))
    ]
    life.say(
        "corebank.loan-disbursed.v1",
        obligor_kind="corporate",
        product="project",
        principal=cny("200.00"),
        disbursed_on="2024-01-10",
        matures_on=last,
        security="guarantee",
        schedule=[row | {"interest": cny("1.00")} for row in plan],
        rates={"penalty_daily": "0.0003"},
        guarantees=[{"guarantor_id": "G-1", "kind": "general"}],
    )


def told() -> Told:
    return Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))


def test_the_last_day_of_a_plan_may_be_the_last_of_2099() -> None:
    life = told()
    lend(life, "2099-12-31")
    life.to("2024-02-15")  # instalment 1 is overdue: all claims are stated, the far one too
    (far,) = [
        each for each in life.told(monitoring.ClaimStated)[-1].owed if each.due_on.year > 2024
    ]
    assert (far.due_on, far.late_from) == (on("2099-12-31"), on("2100-01-01"))
    guarantor = life.loan("2024-02-14")["guarantee"]["guarantors"][0]
    assert guarantor["period"]["final_end"] == "2100-06-30"  # six months after the debt falls due


def test_a_plan_beyond_is_refused_at_the_door_by_field_value_and_rule() -> None:
    with pytest.raises(ContractError) as refused:
        lend(told(), "2199-12-31")
    found = {
        (each.rule, each.field, each.value) for each in (refused.value, *refused.value.others)
    }
    assert found == {
        ("date_range", "matures_on", "2199-12-31"),
        ("date_range", "schedule[1].due_on", "2199-12-31"),
    }
