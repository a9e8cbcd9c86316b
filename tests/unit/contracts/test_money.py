"""Money as a value: exact, one currency at a time, same on the way out and back in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.currencies import MINOR_UNITS
from contracts.values import Money, MoneyError

MONEY = st.builds(
    Money, st.integers(min_value=0, max_value=10**17), st.sampled_from(sorted(MINOR_UNITS))
)


@given(MONEY)
def test_the_wire_form_is_read_back_as_the_same_money(money: Money) -> None:
    wire = money.to_wire()
    assert Money.from_wire(wire) == money
    assert len(wire["amount"].partition(".")[2]) == MINOR_UNITS[money.currency]


@given(MONEY, st.integers(min_value=0, max_value=10**17))
def test_sums_and_differences_are_exact(money: Money, minor: int) -> None:
    other = Money(minor, money.currency)
    assert money + other - other == money
    assert (money < other) == (money.minor < minor)
    assert (money <= other) == (money.minor <= minor)


def test_two_currencies_do_not_mix() -> None:
    yuan, yen = Money(1), Money(1, "JPY")
    for mixed in (lambda: yuan + yen, lambda: yuan - yen, lambda: yuan < yen, lambda: yuan <= yen):
        with pytest.raises(MoneyError) as raised:
            mixed()
        assert raised.value.rule == "money_currency"


def test_negative_money_stays_inside() -> None:
    debt = Money(100) - Money(250)
    assert debt.amount == "-1.50"
    with pytest.raises(MoneyError) as raised:
        debt.to_wire()
    assert raised.value.rule == "money_negative"
