"""LM-02, LM-05: a clock that has not started, and what comes before its start."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from tests.unit.litigation.cases import DECISION, SUIT
from tests.unit.litigation.story import Story, in_arrears
from tests.unit.litigation.test_remitted import remission
from tests.unit.litigation.told import LIANG, claim, entry, opened, referral, settled


def state(story: Story, day: str) -> tuple[str, str | None]:
    shown = story.seen(day).limitation
    assert shown is not None
    reading, end = shown
    return reading.state, None if end is None else end.isoformat()


@pytest.mark.parametrize("end", [settled("2024-06-10", 40), remission("2024-06-10")])
def test_a_claim_that_ends_before_its_last_due_date_has_no_limitation(end: Any) -> None:
    """Its last instalment would fall due on 20 March 2025. Rules: LM-02."""
    story = in_arrears()
    story.tell("2024-06-10", claim("2024-06-10"), end)
    story.pass_days("2030-01-01")
    assert story.clock() == []
    assert state(story, "2024-06-09") == ("not_started", "2028-03-20")
    for day in ("2024-06-10", "2025-03-20", "2026-06-01"):
        assert state(story, day) == ("stopped", None)
        assert story.due_on(day) == {}


@pytest.mark.parametrize(
    ("value", "started"), [("2025-03-19", False), ("2025-03-20", False), ("2025-03-21", True)]
)
def test_a_settlement_stops_a_clock_that_started_before_its_day(value: str, started: bool) -> None:
    story = Story()
    story.tell("2023-03-20", opened())
    story.tell(value, settled(value, 40))
    story.pass_days("2030-01-01")
    assert bool(story.clock()) is started
    assert all(moved == "running" for _, moved, _ in story.clock())


def test_a_loan_that_owes_again_has_its_limitation_back() -> None:
    story = in_arrears()
    story.tell("2024-06-10", settled("2024-06-10", 40))
    story.tell("2024-07-01", monitoring.LoanReopened(**entry("2024-07-01", 41)))
    assert state(story, "2024-06-30") == ("stopped", None)
    assert state(story, "2024-07-01") == ("not_started", "2028-03-20")


def test_nothing_restores_the_limitation_of_a_claim_that_is_settled() -> None:
    """Expired on 21 March 2028, paid, acknowledged: nothing is owed. Rules: LIT-04."""
    story = in_arrears()
    story.tell("2028-05-01", claim("2028-05-01"), settled("2028-05-01", 40))
    proof = {"document_id": "D-1", "signed_by": LIANG, "signed": True}
    story.act("2028-06-01", "record-acknowledgement", **proof)
    assert story.clock()[-1][1] == "expired"
    assert story.due_on("2028-06-01") == {}


@pytest.mark.parametrize("day", ["2024-07-20", "2024-07-21"])
def test_a_suit_holds_the_limitation_of_a_claim_that_is_not_called(day: str) -> None:
    """Sued for four instalments; the last one falls due later. Rules: LM-05."""
    story = in_arrears()
    story.tell("2024-06-26", referral("2024-06-26"))
    story.act("2024-06-27", "decide-litigation", **DECISION)
    story.act("2024-06-28", "send-lawyers-letter", letter_id="LT-1", deadline="2024-07-12")
    story.act("2024-07-20", "file-suit", **SUIT, claim_day="2024-07-20")
    assert story.clock() == [("2024-07-20", "interrupted", None)]
    assert state(story, "2024-07-19") == ("not_started", "2028-03-20")
    assert state(story, day) == ("stopped", None)
    story.pass_days("2029-01-01")
    assert "limitation_of_claim" not in story.due_on("2028-03-20")
    assert len(story.clock()) == 1
