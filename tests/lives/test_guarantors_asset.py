"""An asset of a guarantor that is taken for the debt is his performance: he has recourse (GU-16)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import guarantee
from tests.lives.lending import SHOP, ZHAO, lend
from tests.lives.telling import Told, cents, cny, on
from tests.lives.whole_life_end import assess, document


def _taken(owner: str, role: str, **changed: Any) -> Told:
    """Worth 20,000.00, taken on 1 June 2024, when 41,200.00 and penalty are due."""
    life = Told({"loan_id": "L-9", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life)
    life.to("2024-06-01")
    assess(life, "2024-06-01", "D-1", "in_kind")
    asset = {
        "asset_id": "A-1",
        "asset_kind": "real_estate",
        "title_id": "T-1",
        "custodian_id": "b-2",
    }
    papers = {"ground": "agreement", "ground_id": "AGR-1", "valuation_id": "V-1"}
    worth = {"value": cny("20000.00"), "debt_reduced": cny("20000.00")}
    short = {"shortfall": [document("failed_auction")], "owner_id": owner, "owner_role": role}
    life.act("disposal", "accept-payment-in-kind", **(asset | papers | worth | short | changed))
    return life


def _zhao(life: Told) -> dict[str, Any]:
    shown = life.loan("2024-06-01")["guarantee"]["guarantors"]
    return next(each for each in shown if each["guarantor_id"] == ZHAO)


def test_it_gives_him_recourse_for_what_it_paid() -> None:
    """Rules: GU-16, DIS-03."""
    life = _taken(ZHAO, "guarantor")
    zhao = _zhao(life)
    assert cents(zhao["paid"]) == cents(zhao["recourse"]) == 20_000_00
    (told,) = life.told(guarantee.GuarantorPaid)
    assert (told.guarantor_id, told.amount.minor) == (ZHAO, 20_000_00)


@pytest.mark.parametrize(
    ("owner", "role", "charge"),
    [("C-1", "borrower", None), ("T-7", "third_person", None), (ZHAO, "guarantor", SHOP)],
)
def test_that_of_others_and_what_was_charged_for_the_debt_is_none_of_his(
    owner: str, role: str, charge: str | None
) -> None:
    """Rules: GU-16, GU-19."""
    life = _taken(owner, role, collateral_id=charge)
    assert life.told(guarantee.GuarantorPaid) == []
    assert cents(_zhao(life)["recourse"]) == 0
