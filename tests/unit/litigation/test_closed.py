"""B.5: a case is closed where nothing is owed, however late that is told."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from tests.unit.litigation.cases import DECISION, assessed, filed, lettered
from tests.unit.litigation.story import accelerated
from tests.unit.litigation.told import claim, entry, life_event, referral, settled


@pytest.mark.parametrize("make", [assessed, lettered, filed])
@pytest.mark.parametrize("value", ["2024-06-25", "2024-06-26"])
def test_a_late_settlement_of_before_the_referral_closes_the_case(make: Any, value: str) -> None:
    """Referred on 26 June 2024; the money that settles it counts from the day before or that day."""
    story = make()
    story.tell("2024-07-20", claim(value), settled(value, 40))
    assert story.stages == [("2024-06-26", "assessment"), ("2024-06-26", "closed")]
    assert story.due_on("2024-07-20") == {}
    story.refuse("wrong_state", "2024-07-21", "decide-litigation", **DECISION)


def test_the_stage_behind_it_goes_on_and_comes_back_when_the_loan_owes_again() -> None:
    story = filed()
    story.tell("2024-07-20", settled("2024-06-25", 40))
    assert story.stages[-1] == ("2024-06-26", "closed")
    story.tell("2024-07-22", monitoring.LoanReopened(**entry("2024-07-22", 41)))
    assert story.stages[-1] == ("2024-07-22", "filed")


def test_a_settlement_that_is_withdrawn_leaves_the_case_as_it_was() -> None:
    story = filed()
    before = story.stages
    story.tell("2024-07-20", settled("2024-06-25", 40))
    story.tell("2024-07-22", monitoring.EntriesWithdrawn(**entry("2024-06-25", 41, (40,))))
    assert story.stages == before


def test_a_loan_that_owes_again_before_the_referral_is_open() -> None:
    story = assessed()
    story.tell("2024-07-01", settled("2024-06-20", 40))
    story.tell("2024-07-01", monitoring.LoanReopened(**entry("2024-06-25", 41)))
    assert story.stages == [("2024-06-26", "assessment")]


@pytest.mark.parametrize("fact", [referral("2024-07-02"), life_event("2024-07-02")])
def test_what_would_open_a_case_of_a_settled_loan_opens_none_that_waits(fact: Any) -> None:
    story = accelerated()
    story.tell("2024-07-01", claim("2024-07-01"), settled("2024-07-01", 40))
    story.tell("2024-07-02", fact)
    assert story.stages[-1] == ("2024-07-02", "closed")
    assert story.due_on("2024-07-02") == {}
