"""Bad money has one clear reason each, wherever it stands."""

import pytest

from contracts.errors import RULES
from contracts.values import Money
from tests.unit.contracts.samples import (
    DISBURSED,
    RECEIVED,
    allocated,
    error_of,
    put,
    read,
    sample,
)

BAD = [
    ("1234.5", "CNY", "money_digits"),
    ("1234", "CNY", "money_digits"),
    ("1234.500", "CNY", "money_digits"),
    ("1234.00", "JPY", "money_digits"),
    ("1e3", "CNY", "money_format"),
    ("1,234.00", "CNY", "money_format"),
    ("01.00", "CNY", "money_format"),
    ("+1.00", "CNY", "money_format"),
    (" 1.00", "CNY", "money_format"),
    ("1.00\n", "CNY", "money_format"),
    ("１.00", "CNY", "money_format"),
    ("", "CNY", "money_format"),
    ("-1.00", "CNY", "money_negative"),
    ("-0.00", "CNY", "money_negative"),
    (1234.5, "CNY", "money_number"),
    (1234, "CNY", "money_number"),
    (True, "CNY", "money_number"),
    (None, "CNY", "money_shape"),
    ("1.00", None, "money_shape"),
    ("1.00", "cny", "money_currency"),
    ("1.00", "XXX", "money_currency"),
]


@pytest.mark.parametrize(("amount", "currency", "rule"), BAD)
def test_bad_money_names_its_rule_and_field(amount: object, currency: object, rule: str) -> None:
    error = error_of(
        RECEIVED, put(sample(RECEIVED), "amount", {"amount": amount, "currency": currency})
    )
    assert (error.rule, error.field) == (rule, "amount")
    assert rule in RULES


@pytest.mark.parametrize("value", ["1.00", 1, [], None, {"currency": "CNY"}, {"amount": "1.00"}])
def test_money_that_is_no_object_of_two_strings_is_refused(value: object) -> None:
    assert error_of(RECEIVED, put(sample(RECEIVED), "amount", value)).rule == "money_shape"


def test_bad_money_deep_inside_is_named_by_its_place() -> None:
    error = error_of(DISBURSED, put(sample(DISBURSED), "schedule.3.interest.amount", "1.5"))
    assert (error.rule, error.field) == ("money_digits", "schedule[3].interest")
    error = error_of(RECEIVED, put(allocated(), "allocation.1.amount.amount", 7))
    assert (error.rule, error.field) == ("money_number", "allocation[1].amount")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("0.01", "CNY", 1), ("1234.50", "CNY", 123450), ("7", "JPY", 7), ("1.234", "KWD", 1234)],
)
def test_sound_money_is_read_to_the_smallest_unit(amount: str, currency: str, minor: int) -> None:
    message = read(
        RECEIVED, put(sample(RECEIVED), "amount", {"amount": amount, "currency": currency})
    )
    assert message.amount == Money(minor, currency)  # type: ignore[attr-defined]


def test_the_value_shown_is_cut_to_80_characters_on_one_line() -> None:
    error = error_of(
        RECEIVED, put(sample(RECEIVED), "amount", {"amount": "9" * 500 + "\n", "currency": "CNY"})
    )
    assert len(error.value) == 80
    assert "\n" not in str(error)
    assert len(error.detail) <= 240
