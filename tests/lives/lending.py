"""A small loan with two guarantors and a shop, and the first call about it."""

from __future__ import annotations

from typing import Any

from tests.lives.telling import Told, cny

ZHAO, TANG, SHOP = "G-ZHAO", "G-TANG", "SHOP-1"
COST: dict[str, Any] = {
    "expected_cost": cny("1000.00"),
    "expected_recovery": cny("50000.00"),
}


def lend(life: Told, parts: int = 6, kind: str = "small_micro", **changed: Any) -> None:
    """60,000 in six monthly parts of 10,000 with 300 of interest, from 10 February 2024 on."""
    days = [f"{2024 + number // 12}-{number % 12 + 1:02d}-10" for number in range(1, parts + 1)]
    plan = [
        {
            "number": number,
            "due_on": day,
            "principal": cny("10000.00"),
            "interest": cny("300.00"),
            "fee": cny("0.00"),
        }
        for number, day in enumerate(days, 1)
    ]
    joint = {"guarantor_id": ZHAO, "kind": "joint", "period_months": 36, "document_id": "G-1"}
    general = {"guarantor_id": TANG, "kind": "general", "period_months": 36}
    shop = {"collateral_id": SHOP, "kind": "shop", "owner_id": "C-1", "value": cny("90000.00")}
    fields: dict[str, Any] = {
        "obligor_kind": kind,
        "product": "feed_trade",
        "principal": cny(parts * 10_000_00),
        "disbursed_on": "2024-01-10",
        "matures_on": days[-1],
        "security": "mortgage",
        "schedule": plan,
        "rates": {"interest_daily": "0.0002", "penalty_daily": "0.0003"},
        "guarantees": [joint, general],
        "collateral": [shop],
    }
    life.say("corebank.loan-disbursed.v1", **(fields | changed))


def called(life: Told) -> None:
    lend(life)
    life.contact("make-call", "2024-02-12", recording_id="REC-1", phone_stage="first_contact")
    life.act("collection", "record-arrears-cause", cause="goods_sold_not_paid")
