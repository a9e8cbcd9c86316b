"""Rules about single fields: nothing is converted silently."""

import json

import pytest

from contracts.catalogue import parse
from contracts.corebank import BusinessDayClosed, LoanDisbursed, RepaymentReceived, ScheduleChanged
from contracts.errors import ContractError
from contracts.message import unknown_members
from tests.unit.contracts.samples import (
    CHANGED,
    CHARGED,
    CLOSED,
    DISBURSED,
    RECEIVED,
    REVERSED,
    allocated,
    error_of,
    put,
    read,
    sample,
    without,
)

NO_DAYS = [
    "2024-1-5",
    "2024-02-30",
    "20240105",
    "1704067200",
    1704067200,
    "2024-01-05T00:00:00",
    "2024-01-05T00:00:00+08:00",
    "2024-01-05 ",
    "2024-W01-1",
    "２０２４-01-05",
    "0000-01-01",
    "",
    None,
    True,
]


@pytest.mark.parametrize("value", NO_DAYS)
def test_a_date_is_written_with_dashes_and_exists(value: object) -> None:
    error = error_of(CLOSED, {"business_date": value})
    assert (error.rule, error.field) == ("date_format", "business_date")


def test_a_leap_day_is_a_date() -> None:
    message = read(CLOSED, {"business_date": "2024-02-29"})
    assert isinstance(message, BusinessDayClosed)
    assert message.business_date.isoformat() == "2024-02-29"


@pytest.mark.parametrize("value", ["", " ", "L 1", "L\n1", "L\u00001", "x" * 129, 7, None, ["L"]])
def test_an_identifier_is_short_and_without_white_space(value: object) -> None:
    error = error_of(RECEIVED, put(sample(RECEIVED), "receipt_id", value))
    assert error.rule in ("identifier_format", "text_format")
    assert error.field == "receipt_id"


def test_an_identifier_may_be_chinese_and_128_long() -> None:
    message = read(RECEIVED, put(sample(RECEIVED), "receipt_id", "收" * 128))
    assert isinstance(message, RepaymentReceived)
    assert message.receipt_id == "收" * 128


@pytest.mark.parametrize("value", [1.0, "1", True, None])
def test_a_whole_number_is_a_json_integer(value: object) -> None:
    error = error_of(DISBURSED, put(sample(DISBURSED), "schedule.0.number", value))
    assert (error.rule, error.field) == ("integer_format", "schedule[0].number")


@pytest.mark.parametrize("value", [0, -1, 2**31, 10**30])
def test_a_whole_number_keeps_within_its_range(value: int) -> None:
    error = error_of(RECEIVED, put(allocated(), "allocation.0.installment", value))
    assert (error.rule, error.field) == ("integer_range", "allocation[0].installment")


@pytest.mark.parametrize("value", ["true", 1, 0, None])
def test_a_yes_or_no_is_a_json_boolean(value: object) -> None:
    error = error_of(CHANGED, put(sample(CHANGED), "financial_difficulty", value))
    assert (error.rule, error.field) == ("boolean_format", "financial_difficulty")


@pytest.mark.parametrize(
    ("ce_type", "field", "value"),
    [
        (DISBURSED, "obligor_kind", "company"),
        (DISBURSED, "security", "none"),
        (CHARGED, "component", "interest"),
        (CHARGED, "component", None),
    ],
)
def test_a_closed_list_takes_only_its_members(ce_type: str, field: str, value: object) -> None:
    error = error_of(ce_type, put(sample(ce_type), field, value))
    assert (error.rule, error.field) == ("choice_unknown", field)


def test_an_allocation_component_is_a_closed_list() -> None:
    assert error_of(RECEIVED, put(allocated(), "allocation.0.component", "tax")).rule == (
        "choice_unknown"
    )


def test_an_open_list_takes_new_members_and_names_them() -> None:
    changed = read(CHANGED, put(sample(CHANGED), "reason", "moratorium"))
    assert isinstance(changed, ScheduleChanged)
    assert list(unknown_members(changed)) == [("reason", "moratorium")]
    received = read(RECEIVED, put(sample(RECEIVED), "payer.kind", "insurer"))
    assert list(unknown_members(received)) == [("payer.kind", "insurer")]
    assert list(unknown_members(read(RECEIVED, sample(RECEIVED)))) == []


def test_an_open_list_that_may_be_absent_names_them_too() -> None:
    ce_type = "postloan.guarantee.register-guarantee.v1"
    strange = read(ce_type, put(sample(ce_type), "guarantor_kind", "ghost"))
    assert list(unknown_members(strange)) == [("guarantor_kind", "ghost")]
    absent = read(ce_type, put(sample(ce_type), "guarantor_kind", None))
    assert list(unknown_members(absent)) == []


@pytest.mark.parametrize("value", [0.0002, 0, True])
def test_a_rate_is_no_number(value: object) -> None:
    error = error_of(DISBURSED, put(sample(DISBURSED), "rates.penalty_daily", value))
    assert (error.rule, error.field) == ("rate_format", "rates.penalty_daily")


@pytest.mark.parametrize("value", ["-0.1", "1e-4", "0.", ".5", "0,5", "10", "0.0002 ", "", "٠.1"])
def test_a_rate_is_a_plain_decimal_string(value: str) -> None:
    assert error_of(DISBURSED, put(sample(DISBURSED), "rates.interest_daily", value)).rule == (
        "rate_format"
    )


@pytest.mark.parametrize("value", ["0", "0.0002", "0.000000000000000001", "9.9"])
def test_a_sound_rate_is_kept_as_it_is_written(value: str) -> None:
    message = read(DISBURSED, put(sample(DISBURSED), "rates.interest_daily", value))
    assert isinstance(message, LoanDisbursed)
    assert message.rates is not None
    assert message.rates.interest_daily == value


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("product", "", "text_length"),
        ("product", "x" * 201, "text_length"),
        ("product", 7, "text_format"),
        ("purpose", "a\u0000b", "text_format"),
        ("purpose", "x" * 4001, "text_length"),
        ("schedule", {}, "not_list"),
        ("guarantees", ["G-1"], "not_object"),
        ("rates", "0.1", "not_object"),
        ("schedule", [7], "not_object"),
    ],
)
def test_texts_lists_and_groups_have_their_form(field: str, value: object, rule: str) -> None:
    assert error_of(DISBURSED, put(sample(DISBURSED), field, value)).rule == rule


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["guarantees", "collateral"])
def test_a_number_that_json_can_not_hold_is_refused_wherever_it_stands(
    field: str, number: str
) -> None:
    body = json.dumps(put(sample(DISBURSED), field, [{"a": [{"value": "HERE"}]}]))
    with pytest.raises(ContractError) as refused:
        parse(DISBURSED, body.replace('"HERE"', number).encode())
    assert (refused.value.rule, refused.value.field) == ("not_json", field)
    assert parse(DISBURSED, body.replace('"HERE"', "1.5").encode())


@pytest.mark.parametrize("ce_type", [DISBURSED, RECEIVED, REVERSED, CHANGED, CHARGED, CLOSED])
def test_each_required_field_is_missed_by_name(ce_type: str) -> None:
    payload = sample(ce_type)
    model = type(read(ce_type, payload))
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    assert required
    for name in required:
        error = error_of(ce_type, without(payload, name))
        assert (error.rule, error.field, error.value) == ("field_missing", name, "absent")


@pytest.mark.parametrize("name", ["purpose", "branch", "officer", "guarantees", "rates"])
def test_an_optional_field_may_be_absent_or_null(name: str) -> None:
    payload = sample(DISBURSED)
    for given in (without(payload, name), put(payload, name, None)):
        assert getattr(read(DISBURSED, given), name) is None


def test_unknown_fields_are_ignored() -> None:
    payload = put(sample(RECEIVED), "a_field_of_tomorrow", {"any": 1.5})
    assert read(RECEIVED, payload) == read(RECEIVED, sample(RECEIVED))


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"business_date": "\\ud800"}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_object"),
        (b"null", "not_object"),
        (b'"x"', "not_object"),
    ],
)
def test_bytes_that_are_no_json_object_are_refused(payload: bytes, rule: str) -> None:
    with pytest.raises(ContractError) as raised:
        parse(CLOSED, payload)
    assert raised.value.rule == rule


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(ContractError) as raised:
        read(RECEIVED, {"payer": {"kind": "x"}, "value_date": 1})
    fields = [each.field for each in (raised.value, *raised.value.others)]
    assert fields == ["loan_id", "obligor_id", "receipt_id", "amount", "value_date", "booked_on"]


@pytest.mark.parametrize(
    ("ce_type", "rule"),
    [
        ("corebank.repayment-received.v2", "unknown_version"),
        ("corebank.repayment-received.v10", "unknown_version"),
        ("corebank.repayment-received.vx", "unknown_type"),
        ("corebank.repayment-received", "unknown_type"),
        ("corebank.dividend-paid.v1", "unknown_type"),
        ("", "unknown_type"),
    ],
)
def test_a_type_or_a_version_that_is_not_spoken_is_named(ce_type: str, rule: str) -> None:
    with pytest.raises(ContractError) as raised:
        parse(ce_type, b"{}")
    assert raised.value.rule == rule
    assert raised.value.value == ce_type
