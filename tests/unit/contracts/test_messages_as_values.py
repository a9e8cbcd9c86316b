"""Messages are frozen values that know their type and travel as JSON."""

import json
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from contracts.classification import LoanClassified
from contracts.corebank import BusinessDayClosed
from contracts.errors import RULES, ContractError, shown, violations
from tests.unit.contracts.samples import read

DAY = date(2024, 6, 19)


def classified() -> LoanClassified:
    return LoanClassified(
        loan_id="L-4801",
        obligor_id="C-0007",
        entry=1,
        effective_on=DAY,
        processed_on=DAY,
        cause_recorded_on=DAY,
        risk_class="substandard",
        own_merit="substandard",
        non_performing=True,
        reasons=("overdue_more_than_90_days",),
        rules=("RC-20",),
        policy_id="cn/2023-07-01",
    )


def test_the_class_is_named_class_in_json() -> None:
    written = json.loads(classified().to_payload())
    assert written["class"] == "substandard"
    assert "risk_class" not in written
    assert read(LoanClassified.TYPE, written) == classified()


def test_optional_fields_without_value_are_left_out() -> None:
    assert {"contagion", "previous_class", "overridden"}.isdisjoint(
        json.loads(classified().to_payload())
    )


def test_a_message_never_changes() -> None:
    with pytest.raises(ValidationError):
        classified().risk_class = "loss"  # type: ignore[misc]


def test_a_moment_is_no_day() -> None:
    with pytest.raises(ValidationError):
        BusinessDayClosed(business_date=datetime(2024, 6, 19, tzinfo=UTC))


def test_a_list_is_taken_where_code_gives_one() -> None:
    assert classified().model_copy().reasons == ("overdue_more_than_90_days",)
    made = LoanClassified.model_validate(classified().model_dump() | {"rules": ["RC-20"]})
    assert made == classified()


def test_an_error_reads_as_one_sentence_with_field_value_and_rule() -> None:
    error = ContractError("money_digits", "amount", "1234.5", "it has 1 decimal, CNY has 2")
    assert str(error) == "amount: it has 1 decimal, CNY has 2 [rule money_digits, value 1234.5]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 81, "x" * 77 + "..."),
        ("x" * 80, "x" * 80),
        ("a\nb\x00c", "a·b·c"),
        (b"\xffa", "\\xffa"),
        (7, "7"),
        ("客户", "客户"),
    ],
)
def test_a_value_is_shown_on_one_line_of_80_characters(value: object, text: str) -> None:
    assert shown(value) == text


def test_each_statement_is_one_sentence() -> None:
    for rule, statement in RULES.items():
        assert rule == rule.lower()
        assert statement[0].isupper()
        assert statement.endswith(".")


def test_a_finding_of_pydantic_that_has_no_rule_of_its_own_is_still_an_error() -> None:
    strange = ValidationError.from_exception_data(
        "x", [{"type": "url_parsing", "loc": ("a", 0), "input": "b", "ctx": {"error": "c"}}]
    )
    (error,) = violations(strange)
    assert (error.rule, error.field, error.value) == ("field_format", "a[0]", "b")
