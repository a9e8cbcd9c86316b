"""L-4801's money by day (domain catalogue, section C): every figure, each movement once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.money import money
from services.audit.registry import REGISTRY
from tests.lives.playing import played
from tests.town import definitions

LOAN = "L-4801"
END = date(2025, 12, 31)


@cache
def asked(as_of: str = "2025-12-31", known_on: str | None = None) -> dict[str, Any]:
    knowledge = EVERYTHING if known_on is None else Knowledge(date.fromisoformat(known_on))
    past = played("l-4801").past(LOAN)
    found = money(REGISTRY, past, date.fromisoformat(as_of), knowledge, definitions())
    assert found is not None
    return found


def day(on: str) -> dict[str, Any]:
    days: list[dict[str, Any]] = asked()["days"]
    [found] = [each for each in days if each["on"] == on]
    return found


def moved(on: str) -> dict[str, str]:
    """What moved on a day, and how much."""
    return {each["what"]: each["total"]["amount"] for each in day(on)["movements"]}


def amounts(shown: dict[str, dict[str, str]]) -> dict[str, str]:
    """Components that are not zero."""
    return {n: each["amount"] for n, each in shown.items() if each["amount"].strip("0.")}


def test_the_claim_of_25_june_2024_to_the_cent() -> None:
    assert amounts(day("2024-06-25")["owed"]) == {
        "interest": "5700.00",
        "penalty": "1224.00",
        "principal": "260000.00",
        "total": "266924.00",
    }
    assert moved("2024-06-25") == {"replanned": "180.00", "accrued": "1224.00"}


@pytest.mark.parametrize(
    ("on", "penalty", "what", "paid", "principal"),
    [
        ("2024-11-20", "11544.00", "paid", "42300.00", "243318.00"),
        ("2024-12-10", "1459.91", "paid", "60000.00", "184777.91"),
        ("2025-03-05", "4711.84", "in_kind", "100800.00", "88689.75"),
    ],
)
def test_penalty_payment_and_principal_after_each_payment(
    on: str, penalty: str, what: str, paid: str, principal: str
) -> None:
    assert moved(on) == {"accrued": penalty, what: paid}
    assert day(on)["owed"]["principal"]["amount"] == principal
    assert day(on)["owed"]["total"]["amount"] == principal


def test_the_frozen_account_pays_cost_interest_penalty_and_principal() -> None:
    [payment] = [each for each in day("2024-11-20")["movements"] if each["what"] == "paid"]
    assert amounts(payment["amounts"]) == {
        "cost": "7150.00",
        "interest": "5700.00",
        "penalty": "12768.00",
        "principal": "16682.00",
    }
    assert payment["type"] == "monitoring.MoneyAllocated"


def test_the_shop_is_in_kind_once_then_cash_and_a_loss() -> None:
    whole = asked()
    kinds = Counter(m["what"] for each in whole["days"] for m in each["movements"])
    assert (kinds["in_kind"], kinds["asset_sold"], kinds["rent"]) == (1, 1, 6)
    assert day("2025-03-05")["in_kind_held"]["amount"] == "100800.00"
    assert day("2025-09-30")["in_kind_held"]["amount"] == "0.00"
    assert moved("2025-09-30") == {"asset_sold": "97200.00", "holding_loss": "3600.00"}
    assert {name: each["amount"] for name, each in whole["in_kind"].items()} == {
        "taken": "100800.00",
        "held": "0.00",
        "net": "97200.00",
        "holding_loss": "3600.00",
    }


def test_write_off_keeps_the_claim_and_the_sale_ends_it() -> None:
    assert moved("2025-06-30")["written_off"] == "91802.76"
    assert day("2025-06-30")["written_off"]["amount"] == "91802.76"
    assert moved("2025-11-14") == {
        "accrued": "3645.15",
        "sold": "95447.91",
        "price": "8000.00",
        "loss_on_sale": "87447.91",
    }
    assert day("2025-11-14")["owed"]["total"]["amount"] == "0.00"
    assert [(s["what"], s["stated"]["amount"], s["counted"]) for s in asked()["stated"]] == [
        ("memo_claim", "91802.76", asked()["stated"][0]["stated"]),
        ("claim_sold", "95447.91", asked()["stated"][1]["stated"]),
    ]


def test_recoveries_are_a_memo_and_each_is_counted_once() -> None:
    whole = asked()
    assert [(each["recovery_id"], each["net"]["amount"]) for each in whole["recoveries"]] == [
        ("COURT-1", "35150.00"),
        ("ZHAO-1", "60000.00"),
        ("A-SHOP", "97200.00"),
        ("PRICE-1", "8000.00"),
    ]
    assert whole["recovered"]["net"]["amount"] == "200350.00"
    told_by = [[event["service"] for event in each["events"]] for each in whole["recoveries"]]
    assert told_by[:2] == [["disposal", "collection"]] * 2, "both tell of the same money"


def test_at_the_end_every_cent_is_somewhere() -> None:
    proof = {name: each["amount"] for name, each in asked()["proof"].items()}
    assert proof == {
        "claimed": "543627.91",
        "unapplied": "0.00",
        "paid": "347380.00",
        "in_kind_held": "0.00",
        "from_assets": "97200.00",
        "price": "8000.00",
        "loss": "91047.91",
        "written_off": "0.00",
        "outstanding": "0.00",
    }
    assert asked()["adds_up"] is True


def test_each_movement_names_an_event_that_the_loan_has() -> None:
    stored = {
        str(each.row.event_id): each.row.type for each in played("l-4801").past(LOAN).about()
    }
    for each in asked()["days"]:
        for movement in each["movements"]:
            assert stored[movement["event_id"]] == movement["type"]


def test_it_adds_up_and_agrees_with_the_document_on_any_pair_of_days() -> None:
    town = played("l-4801")
    on, compared = date(2023, 4, 15), 0
    while on <= END:
        for behind in (0, 40, 200):
            known = on - timedelta(days=behind)
            if known < date(2023, 3, 20):
                continue
            found = asked(on.isoformat(), known.isoformat())
            assert found["adds_up"], (on, known)
            shown = town.loan(LOAN, on, known)
            view, disposal = shown["monitoring"], shown["disposal"] or {}
            if found["days"] and not disposal.get("buyer_id"):
                owed = found["days"][-1]["owed"]
                assert owed["principal"] == view["principal_outstanding"], (on, known)
                assert owed["penalty"] == view["penalty"], (on, known)
                compared += 1
        on += timedelta(days=31)
    assert compared > 60


def test_what_was_not_known_is_not_there() -> None:
    before = asked("2025-03-10", "2025-03-04")
    assert before["in_kind"]["taken"]["amount"] == "0.00"
    assert before["totals"]["outstanding"]["principal"]["amount"] == "184777.91"
    assert before["adds_up"]
