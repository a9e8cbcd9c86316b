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
from services.kit.domain import Rejected
from services.monitoring.domain.work_items import FactSetAside
from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.reading import seen
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


# -- the price of the claim ---------------------------------------------------------------------

PRICE, SALE = "PRICE-1", "2025-11-14"
"""8,000.00 for a claim of 95,447.91: 88,689.75 principal, 6,758.16 penalty."""


def before_the_sale() -> Told:
    """Everything but the sale itself, on its day."""
    life = told.until(end.written_off)
    end.until_agreed(life)
    life.to(SALE)
    return life


def sell(life: Told, payment: str = PRICE) -> None:
    life.act("disposal", "transfer-debt", payment_id=payment)


def book(life: Told, name: str = PRICE, amount: str = "8000.00", value: str = SALE) -> None:
    life.pay(name, amount, value, str(life.today), payer="third_party", payer_id="AMC-1")


@pytest.mark.parametrize("when", ["never", "before", "the same day", "a week later"])
def test_the_price_is_counted_once_however_core_banking_books_it(when: str) -> None:
    life = before_the_sale()
    if when == "before":
        book(life)
    sell(life)
    if when == "the same day":
        book(life)
    life.close()
    if when == "a week later":
        life.to("2025-11-21")
        book(life)
        life.close()
    shown = life.loan(life.today - DAY)
    assert seen(
        shown,
        (
            "monitoring.principal_outstanding",
            "monitoring.penalty",
            "disposal.claim_sold",
            "disposal.price",
            "disposal.recovered_net",
            "disposal.recovered_after_write_off",
            "collection.recovered",
        ),
    ) == {
        "monitoring.principal_outstanding": "88689.75",
        "monitoring.penalty": "6758.16",
        "disposal.claim_sold": "95447.91",
        "disposal.price": "8000.00",
        "disposal.recovered_net": "195850.00",
        "disposal.recovered_after_write_off": "8000.00",
        "collection.recovered": "95150.00",
    }
    found = asked(life)
    assert found["proof"]["price"] == cny("8000.00")
    paid = "245,080 in eleven instalments, 42,300 and 60,000"
    assert found["proof"]["paid"] == cny("347380.00"), paid
    assert found["totals"]["sold"]["total"] == cny("95447.91")
    assert found["recovered"]["net"] == cny("195850.00"), "35,150, 60,000, 92,700 and 8,000"
    expected = [] if when == "never" else [(f"receipt:{PRICE}", "transfer_price")]
    assert set_aside(life) == expected
    check_money(life)


def test_as_it_was_known_before_the_sale_the_money_was_a_payment() -> None:
    """It was booked on 14 November, the sale told on the 17th: until then 8,000.00 paid penalty."""
    life = before_the_sale()
    book(life)
    life.to("2025-11-17")
    life.act("disposal", "transfer-debt", payment_id=PRICE, done_on=SALE)
    life.close()
    paths = ("monitoring.penalty", "monitoring.principal_outstanding", "disposal.claim_sold")
    assert seen(life.loan(SALE, "2025-11-16"), paths) == {
        paths[0]: "0.00",
        paths[1]: "87447.91",
        paths[2]: None,
    }
    assert seen(life.loan("2025-11-17"), paths) == {
        paths[0]: "6758.16",
        paths[1]: "88689.75",
        paths[2]: "95447.91",
    }
    asked(life)
    check_money(life)


@pytest.mark.parametrize(
    ("name", "amount", "value", "taken"),
    [
        ("ZHAO-1", None, None, False),  # a payment of last year
        (PRICE, "8000.01", SALE, False),
        (PRICE, "7999.99", SALE, False),
        (PRICE, "8000.00", "2025-11-13", False),
        (PRICE, "8000.00", SALE, True),
        ("PRICE-2", "8000.00", "2025-11-13", True),  # a payment, and no price
    ],
)
def test_a_payment_known_under_the_name_of_the_price_must_be_the_price(
    name: str, amount: str | None, value: str | None, taken: bool
) -> None:
    life = before_the_sale()
    if amount is not None and value is not None:
        book(life, name, amount, value)
    asked_for = PRICE if name == "PRICE-2" else name
    if taken:
        sell(life, asked_for)
    else:
        with pytest.raises(Rejected) as refusal:
            sell(life, asked_for)
        assert refusal.value.code == "payment_known"
        assert all(word in refusal.value.detail for word in ("payment_id", asked_for, "DIS-07"))
    life.close()
    asked(life)
    check_money(life)


def test_the_price_has_no_name_of_a_thing_taken_for_debt_nor_of_a_rent() -> None:
    life = told.until(end.written_off)
    life.act("disposal", "lease-asset", asset_id="A-SHOP", tenant_id="T-1", rent=cny("750.00"))
    rent = {"asset_id": "A-SHOP", "gross": cny("750.00"), "cost": cny("0.00")}
    life.act("disposal", "record-rent", **rent, receipt_id="RENT-1")
    with pytest.raises(Rejected, match="receipt_known"):
        life.act("disposal", "record-rent", **rent, receipt_id="ZHAO-1")
    end.until_agreed(life)
    life.to(SALE)
    for name, code in ((TAKEN, "payment_id_reserved"), ("RENT-1", "payment_known")):
        with pytest.raises(Rejected, match=code):
            sell(life, name)


def test_a_price_that_would_pay_the_whole_debt_sells_it_all_the_same() -> None:
    """The same claim for 100,000.00: booked first, the ledger takes the loan for settled."""
    life = told.until(end.written_off)
    end.until_agreed(life, price="100000.00")
    life.to(SALE)
    book(life, amount="100000.00")
    sell(life)
    life.close()
    shown = life.loan(SALE)
    assert seen(shown, ("disposal.claim_sold", "monitoring.principal_outstanding")) == {
        "disposal.claim_sold": "95447.91",
        "monitoring.principal_outstanding": "88689.75",
    }
    assert asked(life)["proof"]["price"] == cny("100000.00")
    check_money(life)


def test_a_price_that_goes_back_is_for_people_to_look_at() -> None:
    life = before_the_sale()
    sell(life)
    book(life)
    life.undo(PRICE, "2025-11-20")
    life.close()
    assert set_aside(life) == [
        (f"receipt:{PRICE}", "transfer_price"),
        (f"reversal:X-{PRICE}", "transfer_price"),
    ]
    assert asked(life)["proof"]["price"] == cny("8000.00")
