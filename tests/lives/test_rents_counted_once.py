"""A rent or the price of an asset taken for debt counts once, whoever books it as what (DIS-05, POL-24).

The asset paid 100,800.00 of the debt when it was taken; what it brings is its income. So a receipt of
the same name, day and amount pays nothing of the debt, whether core banking books it before officers
say so or after. Any other receipt by that name is other money: it pays what it paid, and people look.
"""

from __future__ import annotations

from typing import Any

import pytest

from contracts import collection, disposal
from services.kit.domain import Rejected
from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.reading import seen
from tests.lives.telling import DAY, Told, cny
from tests.lives.test_counted_once import TAKEN, asked, set_aside

RENT, SALE = "RENT-1", "SALE-1"
DAY_OF_RENT, DAY_OF_SALE = "2025-07-20", "2025-09-30"
WHENS = ("never", "before", "the same day", "a week later")
INSTALMENT, OTHER = "R1", "other_money"
"""22,880.00 of 20 April 2023, paid on its day; disposal hears of no money before there are arrears."""


def let() -> Told:
    """Written off on 30 June, the shop let, on the day on which a rent comes."""
    life = told.until(end.written_off)
    life.act("disposal", "lease-asset", asset_id="A-SHOP", tenant_id="T-1", rent=cny("750.00"))
    life.to(DAY_OF_RENT)
    return life


def rent(life: Told, name: str = RENT, **data: Any) -> None:
    sums = {"gross": cny("750.00"), "cost": cny("0.00")}
    life.act("disposal", "record-rent", asset_id="A-SHOP", receipt_id=name, **(sums | data))


def sell(life: Told, name: str | None = SALE) -> None:
    sale = {"asset_id": "A-SHOP", "buyer_id": "P-88", "method": "auction"}
    sums = {"price": cny("95000.00"), "cost": cny("2300.00")}
    life.act("disposal", "sell-asset", receipt_id=name, **sale, **sums)


def book(life: Told, name: str, amount: str, value: Any) -> None:
    """Core banking books it as a payment, today."""
    life.pay(name, amount, str(value), str(life.today), payer="third_party", payer_id="T-1")


def booked(life: Told, when: str, name: str, amount: str, said: Any) -> None:
    """Officers say it and core banking books it as a payment."""
    day = str(life.today)
    if when == "before":
        book(life, name, amount, day)
    said(life)
    if when == "the same day":
        book(life, name, amount, day)
    if when == "a week later":
        life.to(life.today + 7 * DAY)
        book(life, name, amount, day)
    life.close()


FIGURES = (
    *("monitoring.principal_outstanding", "monitoring.penalty"),
    *("disposal.recovered_net", "disposal.recovered_after_write_off", "disposal.memo_claim"),
    "collection.recovered",
)


def figures(life: Told) -> dict[str, Any]:
    return dict(seen(life.loan("2025-10-15"), FIGURES))


@pytest.mark.parametrize("of", ["rent", "sale"])
@pytest.mark.parametrize("when", WHENS)
def test_income_is_counted_once_however_core_banking_books_it(when: str, of: str) -> None:
    """95,150.00 in cash, then 750.00 and 92,700.00 of the shop: 188,600.00, none of it after.

    Penalty: 3,113.01 at the write-off, and 107 days of 26.60693 a day on 88,689.75.
    """
    life = let()
    if of == "rent":
        booked(life, when, RENT, "750.00", rent)
        life.to(DAY_OF_SALE)
        sell(life, None)
    else:
        rent(life)
        life.to(DAY_OF_SALE)
        booked(life, when, SALE, "95000.00", sell)
    life.to("2025-10-16")
    assert figures(life) == {
        "monitoring.principal_outstanding": "88689.75",
        "monitoring.penalty": "5959.95",
        "disposal.recovered_net": "188600.00",
        "disposal.recovered_after_write_off": "0.00",
        "disposal.memo_claim": "94649.70",
        "collection.recovered": "95150.00",
    }
    found = asked(life)
    assert found["recovered"]["net"] == cny("188600.00")
    assert found["proof"]["from_assets"] == cny("93450.00")
    paid = "245,080 in eleven instalments, 42,300 and 60,000"
    assert found["proof"]["paid"] == cny("347380.00"), paid
    name = RENT if of == "rent" else SALE
    expected = [] if when == "never" else [(f"receipt:{name}", "asset_income")]
    assert set_aside(life) == expected
    check_money(life)


@pytest.mark.parametrize("of", ["rent", "sale"])
def test_an_instalment_named_as_income_by_mistake_stays_paid(of: str) -> None:
    """R1 was paid two years before the asset was taken: 88,689.75 stay owed since 20 March 2024."""
    life = let()
    paths = ("principal_outstanding", "overdue_since", "unapplied", "overdue")
    before = [life.loan(life.today - DAY)["monitoring"][path] for path in paths]
    say = rent if of == "rent" else sell
    say(life, INSTALMENT)
    life.close()
    assert [life.loan(life.today - DAY)["monitoring"][path] for path in paths] == before
    assert before[:2] == [cny("88689.75"), "2024-03-20"]
    assert set_aside(life) == [(f"income:{INSTALMENT}", OTHER)]
    assert asked(life)["proof"]["paid"] == cny("347380.00")
    check_money(life)


def test_an_instalment_named_as_the_price_of_the_claim_by_mistake_stays_paid() -> None:
    life = let()
    rent(life)
    end.until_agreed(life)
    life.to("2025-11-14")
    life.act("disposal", "transfer-debt", payment_id=INSTALMENT)
    life.close()
    owed = ("monitoring.principal_outstanding", "disposal.claim_sold")
    assert list(seen(life.loan("2025-11-14"), owed).values()) == ["88689.75", "95447.91"]
    assert set_aside(life) == [(f"price:{INSTALMENT}", OTHER)]
    asked(life)
    check_money(life)


@pytest.mark.parametrize("of", ["rent", "sale"])
@pytest.mark.parametrize(("days", "cents"), [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_other_money_that_comes_by_the_name_of_the_income_is_a_payment(
    days: int, cents: int, of: str
) -> None:
    """Told after the income; if it is known before, the income is refused."""
    life = let()
    name, whole = (RENT, 750_00) if of == "rent" else (SALE, 95_000_00)
    (rent if of == "rent" else sell)(life, name)
    paid = whole + cents
    life.to(life.today + 7 * DAY)
    book(life, name, f"{paid // 100}.{paid % 100:02d}", life.today - (7 + days) * DAY)
    life.close()
    assert asked(life)["proof"]["paid"] == cny(347_380_00 + paid)
    assert set_aside(life) == [(f"income:{name}", OTHER)]
    assert name in {each.recovery_id for each in recognised(life)}
    check_money(life)


def test_as_it_was_known_before_the_rent_was_told_the_money_was_a_payment() -> None:
    life = let()
    life.pay(RENT, "750.00", DAY_OF_RENT, payer="third_party", payer_id="T-1")
    life.to("2025-07-22")
    rent(life, done_on=DAY_OF_RENT)
    life.close()
    paths = ("monitoring.penalty", "disposal.recovered_net")
    before = seen(life.loan(DAY_OF_RENT, "2025-07-21"), paths)
    after = seen(life.loan(DAY_OF_RENT), paths)
    assert before[paths[1]] == "95900.00" and after[paths[1]] == "95150.00"
    assert float(after[paths[0]]) - float(before[paths[0]]) == pytest.approx(750.00)
    assert RENT not in {each.recovery_id for each in recognised(life)}
    asked(life)
    check_money(life)


def recognised(life: Told) -> list[Any]:
    """All recoveries that stand, of both services."""
    shapes = (collection.RecoveryRecognised, disposal.RecoveryRecognised)
    return [
        row
        for service, shape in zip(("collection", "disposal"), shapes, strict=True)
        for row in life.standing(service, shape)
    ]


@pytest.mark.parametrize("of", ["rent", "sale"])
@pytest.mark.parametrize(
    ("name", "amount", "value", "code"),
    [
        ("ZHAO-1", None, None, "receipt_known"),  # a payment of last year
        ("R", "0.01", "today", "receipt_known"),
        ("R", None, "a day before", "receipt_known"),
        ("R", None, "today", None),
        (TAKEN, None, None, "receipt_id_reserved"),
    ],
)
def test_a_receipt_known_under_the_name_of_the_income_must_be_the_income(
    name: str, amount: str | None, value: str | None, code: str | None, of: str
) -> None:
    life = let()
    whole = "750.00" if of == "rent" else "95000.00"
    if value is not None:
        day = life.today - DAY if value == "a day before" else life.today
        life.pay(name, amount or whole, str(day), str(life.today), payer="third_party")
    say = rent if of == "rent" else sell
    if code is None:
        say(life, name)
    else:
        with pytest.raises(Rejected) as refusal:
            say(life, name)
        assert refusal.value.code == code
        assert all(word in refusal.value.detail for word in ("receipt_id", name, "POL-24"))
    life.close()
    asked(life)
    check_money(life)


def test_one_receipt_is_one_income_and_not_the_price_of_the_claim() -> None:
    life = let()
    rent(life)
    for say in (rent, sell):
        with pytest.raises(Rejected, match="receipt_known"):
            say(life, RENT)
    sell(life)


def test_the_price_of_the_claim_is_neither_rent_nor_price_of_the_asset() -> None:
    life = let()
    rent(life)
    end.until_agreed(life)
    life.to("2025-11-14")
    with pytest.raises(Rejected, match="payment_known"):
        life.act("disposal", "transfer-debt", payment_id=RENT)


@pytest.mark.parametrize("booked_first", [True, False])
def test_income_that_goes_back_is_for_people_to_look_at(booked_first: bool) -> None:
    life = let()
    booked(life, "before" if booked_first else "the same day", RENT, "750.00", rent)
    life.undo(RENT, str(life.today))
    life.close()
    assert set_aside(life) == [
        (f"receipt:{RENT}", "asset_income"),
        (f"reversal:X-{RENT}", "asset_income"),
    ]
    assert figures(life)["disposal.recovered_net"] == "95150.00"
    check_money(life)


def test_a_payment_taken_back_before_the_rent_is_told_leaves_the_rent() -> None:
    life = let()
    life.pay(RENT, "750.00", DAY_OF_RENT, payer="third_party", payer_id="T-1")
    life.undo(RENT, DAY_OF_RENT)
    rent(life)
    sell(life)
    life.close()
    assert asked(life)["recovered"]["net"] == cny("188600.00")
    assert set_aside(life) == []
    check_money(life)
