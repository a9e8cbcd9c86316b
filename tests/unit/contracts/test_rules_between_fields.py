"""Rules between the fields of one message, each both ways."""

from typing import Any

import pytest

from contracts.corebank import RepaymentReceived
from contracts.values import Money
from tests.unit.contracts.samples import (
    CHANGED,
    CHARGED,
    DISBURSED,
    RECEIVED,
    allocated,
    error_of,
    put,
    read,
    sample,
)


def refused(ce_type: str, payload: dict[str, Any], rule: str, field: str) -> None:
    error = error_of(ce_type, payload)
    assert (error.rule, error.field) == (rule, field)


@pytest.mark.parametrize("ce_type", [DISBURSED, CHANGED])
def test_a_schedule_is_not_empty(ce_type: str) -> None:
    refused(ce_type, put(sample(ce_type), "schedule", []), "schedule_empty", "schedule")


@pytest.mark.parametrize("ce_type", [DISBURSED, CHANGED])
def test_instalment_numbers_rise(ce_type: str) -> None:
    payload = sample(ce_type)
    first = payload["schedule"][0]["number"]
    for number in (first, first - 1 or first):
        broken = put(payload, "schedule.1.number", number)
        refused(ce_type, broken, "schedule_number", "schedule[1].number")
    read(ce_type, put(payload, "schedule.0.number", 1))


@pytest.mark.parametrize("ce_type", [DISBURSED, CHANGED])
def test_due_dates_may_stand_still_but_not_fall(ce_type: str) -> None:
    payload = sample(ce_type)
    first = payload["schedule"][0]["due_on"]
    read(ce_type, put(payload, "schedule.1.due_on", first))
    broken = put(payload, "schedule.1.due_on", "2001-01-01")
    refused(ce_type, broken, "schedule_due_on", "schedule[1].due_on")


def test_the_instalments_principal_is_the_loans_to_the_smallest_unit() -> None:
    for amount in ("479999.99", "480000.01"):
        broken = put(sample(DISBURSED), "principal.amount", amount)
        refused(DISBURSED, broken, "schedule_sum", "schedule")
    # A changed schedule is the plan of what remains: its sum is not the loan's principal.
    read(CHANGED, put(sample(CHANGED), "schedule.0.principal.amount", "1.00"))


def test_a_loan_matures_on_or_after_its_disbursement() -> None:
    payload = sample(DISBURSED)
    read(DISBURSED, put(payload, "matures_on", payload["disbursed_on"]))
    refused(DISBURSED, put(payload, "matures_on", "2023-03-19"), "term_order", "matures_on")


@pytest.mark.parametrize(
    ("ce_type", "place", "field"),
    [
        (DISBURSED, "schedule.4.fee", "schedule[4].fee.currency"),
        (DISBURSED, "schedule.0.principal", "schedule[0].principal.currency"),
        (CHANGED, "schedule.1.interest", "schedule[1].interest.currency"),
        (RECEIVED, "allocation.1.amount", "allocation[1].amount.currency"),
    ],
)
def test_one_message_speaks_of_one_currency(ce_type: str, place: str, field: str) -> None:
    payload = allocated() if ce_type == RECEIVED else sample(ce_type)
    broken = put(payload, place, {"amount": "1.00", "currency": "USD"})
    refused(ce_type, broken, "money_currencies", field)


@pytest.mark.parametrize(
    ("ce_type", "place", "field"),
    [
        (DISBURSED, "principal.amount", "principal"),
        (RECEIVED, "amount.amount", "amount"),
        (RECEIVED, "allocation.0.amount.amount", "allocation[0].amount"),
        (CHARGED, "amount.amount", "amount"),
    ],
)
def test_amounts_that_move_are_greater_than_zero(ce_type: str, place: str, field: str) -> None:
    payload = allocated() if ce_type == RECEIVED else sample(ce_type)
    read(ce_type, put(payload, place, "0.01") if ce_type == CHARGED else payload)
    refused(ce_type, put(payload, place, "0.00"), "money_zero", field)


def test_an_allocation_covers_at_most_the_amount() -> None:
    payload = allocated()
    read(RECEIVED, put(payload, "amount.amount", "21560.00"))
    refused(RECEIVED, put(payload, "amount.amount", "21559.99"), "allocation_sum", "allocation")


def test_an_allocation_may_leave_money_unapplied() -> None:
    message = read(RECEIVED, allocated())
    assert isinstance(message, RepaymentReceived)
    assert message.allocation is not None
    parts = sum(part.amount.minor for part in message.allocation)
    assert message.amount - Money(parts) == Money.of("3440.00")


def test_an_empty_allocation_is_refused_rather_than_guessed_at() -> None:
    refused(RECEIVED, put(allocated(), "allocation", []), "allocation_empty", "allocation")
    assert read(RECEIVED, put(allocated(), "allocation", None)) is not None


def test_a_value_date_may_lie_before_on_or_after_the_booking() -> None:
    for value_date in ("2023-04-19", "2023-04-20", "2023-04-21"):
        read(RECEIVED, put(sample(RECEIVED), "value_date", value_date))
