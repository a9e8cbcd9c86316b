"""No money counts twice, by whatever name it comes: things taken for debt, money over the debt, the
price of the claim.
"""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from services.audit.knowledge import EVERYTHING
from services.audit.money import money
from services.audit.registry import REGISTRY
from services.monitoring.domain.work_items import FactSetAside
from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.telling import DAY, Told, cny

TAKEN = "asset:A-SHOP"


def asked(life: Told) -> dict[str, Any]:
    """The money of the loan as audit tells it, which must add up."""
    found = money(REGISTRY, life.town.past(told.LOAN), life.today - DAY, EVERYTHING)
    assert found is not None
    assert found["adds_up"], found["proof"]
    return found


def set_aside(life: Told) -> list[tuple[str, str]]:
    asides = [e for e in life.town.events("monitoring") if isinstance(e, FactSetAside)]
    return [(each.fact, each.reason) for each in asides]


def test_core_banking_can_not_undo_what_was_taken_in_kind() -> None:
    life = told.until(end.in_kind)
    life.undo(TAKEN, "2025-03-21")
    life.close()
    shown = life.loan(life.today - DAY)
    assert shown["monitoring"]["principal_outstanding"] == cny("88689.75")
    found = asked(life)
    assert (found["in_kind"]["taken"], found["in_kind"]["held"]) == (
        {"amount": "100800.00", "currency": "CNY"},
        {"amount": "100800.00", "currency": "CNY"},
    )
    assert set_aside(life) == [(f"reversal:X-{TAKEN}", "reserved_id")]


@pytest.mark.parametrize("before", [True, False], ids=["before it is taken", "afterwards"])
def test_core_banking_can_not_name_its_money_as_what_is_taken_in_kind(before: bool) -> None:
    life = told.until(end.guarantor_paid if before else end.in_kind)
    life.pay(TAKEN, "500.00", "2024-12-11" if before else "2025-03-21")
    if before:
        end.in_kind(life)
    life.close()
    assert life.loan(life.today - DAY)["monitoring"]["principal_outstanding"] == cny("88689.75")
    assert asked(life)["proof"]["paid"]["amount"] != "0.00"
    [moved] = [
        word
        for word in life.standing("monitoring", monitoring.BalanceChanged)
        if word.receipt_id == TAKEN
    ]
    assert (moved.received.amount, moved.payer_kind) == ("100800.00", "in_kind")
    assert set_aside(life) == [(f"receipt:{TAKEN}", "reserved_id")]


def test_a_name_of_an_asset_too_long_for_a_receipt_is_refused() -> None:
    """128 characters are an identifier; ``asset:`` takes six of them."""
    life = told.until(end.guarantor_paid)
    end.assess(life, "2025-02-24", "D-1", "in_kind")
    taken = {
        "asset_kind": "movable",
        "owner_id": end.LIANG,
        "owner_role": "borrower",
        "ground": "court_order",
        "ground_id": "ORDER-88",
        "title_id": "TITLE-771",
        "valuation_id": "VAL-3",
        "value": cny("800.00"),
        "debt_reduced": cny("800.00"),
        "shortfall": [end.document("failed_auction")],
        "custodian_id": "branch-2",
    }
    with pytest.raises(Exception, match="asset_id_too_long") as refusal:
        life.act("disposal", "accept-payment-in-kind", asset_id="A" * 123, **taken)
    assert "122" in str(refusal.value)
    life.act("disposal", "accept-payment-in-kind", asset_id="A" * 122, **taken)
    life.close()
    asked(life)
    check_money(life)
