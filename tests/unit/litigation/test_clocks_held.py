"""Limitation after acceleration: LM-02."""

from __future__ import annotations

import pytest

from tests.unit.litigation.story import Story
from tests.unit.litigation.test_limitation import replanned
from tests.unit.litigation.told import THREE, WHOLE, claim, guarantor, opened


def lent_for_long(accelerated_on: str) -> Story:
    """A loan to 2033, called due as a whole."""
    story = Story()
    story.tell("2023-03-20", opened("2033-03-20"), guarantor("2023-03-20"))
    whole = claim(accelerated_on, WHOLE, outstanding="260000.00", accelerated=accelerated_on)
    story.tell(accelerated_on, whole)
    return story


# -- LM-02 --------------------------------------------------------------------------------------


def test_the_old_last_due_date_starts_nothing_once_the_loan_is_accelerated() -> None:
    """Rules: LM-02."""
    story = lent_for_long("2024-06-25")
    story.pass_days("2034-01-01")
    assert [row for row in story.clock() if row[1] != "warned"] == [
        ("2024-06-25", "running", "2027-06-25"),
        ("2027-06-26", "expired", "2027-06-25"),
    ]
    assert "limitation_of_claim" not in story.due_on("2034-01-01")


@pytest.mark.parametrize(
    ("called", "started"), [("2033-03-19", "2033-03-19"), ("2033-03-21", "2033-03-20")]
)
def test_the_earlier_of_last_due_date_and_acceleration_starts_it(
    called: str, started: str
) -> None:
    """Rules: LM-02."""
    story = lent_for_long(called)
    story.pass_days("2040-01-01")
    assert story.clock()[0][0] == started
    assert story.clock()[-1][1] == "expired"


def test_acceleration_of_a_debt_whose_limitation_is_over_starts_nothing() -> None:
    """Rules: LM-02, LM-03."""
    story = Story()
    story.tell("2023-03-20", opened("2024-03-20"))
    story.tell("2024-03-21", claim("2024-03-21", *THREE[:1], outstanding="20000.00"))
    story.pass_days("2027-03-21")
    whole = claim("2027-04-01", WHOLE, outstanding="20000.00", accelerated="2027-04-01")
    story.tell("2027-04-01", whole)
    assert story.clock()[-1] == ("2027-03-21", "expired", "2027-03-20")


def test_an_acceleration_after_an_extension_starts_it() -> None:
    """Rules: LM-02."""
    story = Story()
    story.tell("2023-03-20", opened("2024-03-20"))
    replanned(story, "2024-02-01", "2026-03-20")
    whole = claim("2025-01-10", WHOLE, outstanding="20000.00", accelerated="2025-01-10")
    story.tell("2025-01-10", whole)
    assert story.clock() == [("2025-01-10", "running", "2028-01-10")]


def test_a_plan_that_calls_the_whole_for_an_earlier_day_starts_it_when_it_calls() -> None:
    """Rules: LM-02."""
    story = Story()
    story.tell("2023-03-20", opened("2033-03-20"))
    whole = claim("2025-01-10", WHOLE, outstanding="260000.00", accelerated="2025-01-10")
    replanned(story, "2025-01-10", "2024-12-20")
    story.tell("2025-01-10", whole)
    assert story.clock() == [("2025-01-10", "running", "2028-01-10")]
