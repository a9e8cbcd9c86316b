"""What others name keeps so far from the contract's ends that what follows from it has a place too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from contracts.catalogue import CATALOGUE
from contracts.message import Group
from tests.unit.contracts.samples import (
    CHANGED,
    CLOSED,
    DISBURSED,
    RECEIVED,
    error_of,
    put,
    read,
    sample,
)

PROMISE = "postloan.collection.record-promise.v1"


@pytest.mark.parametrize("day", ["2100-01-01", "2199-12-31"])
@pytest.mark.parametrize(
    ("ce_type", "place", "field"),
    [
        (CHANGED, "schedule.0.due_on", "schedule[0].due_on"),
        (DISBURSED, "matures_on", "matures_on"),
        (RECEIVED, "value_date", "value_date"),
        (CLOSED, "business_date", "business_date"),
        (PROMISE, "due_on", "due_on"),
    ],
)
def test_a_day_that_is_sent_to_us_is_none_after_2099(
    ce_type: str, place: str, field: str, day: str
) -> None:
    error = error_of(ce_type, put(sample(ce_type), place, day))
    assert (error.rule, error.field, error.value) == ("date_range", field, day)
    assert "2099" in error.detail


def test_the_last_day_may_be_named() -> None:
    read(RECEIVED, put(sample(RECEIVED), "value_date", "2099-12-31"))
    read(CLOSED, {"business_date": "2099-12-31"})


def test_an_amount_that_is_sent_to_us_has_at_most_15_digits_before_the_point() -> None:
    most, more = "9" * 15 + ".99", "1" + "0" * 15 + ".00"
    read(RECEIVED, put(sample(RECEIVED), "amount.amount", most))
    error = error_of(RECEIVED, put(sample(RECEIVED), "amount.amount", more))
    assert (error.rule, error.field, error.value) == ("money_range", "amount", more)


def test_a_currency_without_decimals_has_the_same_bound() -> None:
    yen = put(sample(RECEIVED), "amount", {"amount": "9" * 15, "currency": "JPY"})
    read(RECEIVED, yen)
    error = error_of(RECEIVED, put(yen, "amount.amount", "1" + "0" * 15))
    assert error.rule == "money_range"


def groups(model: type[Group]) -> Iterator[type[Group]]:
    """The message and the groups inside it."""
    yield model
    for field in model.model_fields.values():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, Group):
                yield from groups(part)


def test_everything_that_is_sent_to_us_is_bounded() -> None:
    sent = [row.message for row in CATALOGUE if row.publisher in ("corebank", "console")]
    looked_at = 0
    for group in {each for message in sent for each in groups(message)}:
        for name, field in group.model_fields.items():
            form = f"{field.annotation} {field.metadata}"
            for kind, bound in (("datetime.date", "_GivenDayForm"), ("values.Money", "_given")):
                looked_at += kind in form
                assert kind not in form or bound in form, f"{group.__name__}.{name}"
    assert looked_at > 100
