"""What has to be done stays on the list in whichever stage the case is (LIT-06, B.5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.litigation.cases import DECISION, assessed, dormant, enforcing, filed, judged
from tests.unit.litigation.cases import lettered as in_letter
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.seizures import applied
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import cny, life_event, settled

AT_ONCE = "protect_assets_at_first_moment"


def seizing(story: Story, day: str) -> None:
    story.act(
        day,
        "apply-preservation",
        measure_id="PM-9",
        at=f"{day}T10:00:00+08:00",
        court="COURT-1",
        asset_id="SHOP-1",
        asset_kind="real_estate",
        amount=cny("1000.00"),
        security_waived=True,
    )


@pytest.mark.parametrize("make", [assessed, in_letter, filed, judged, enforcing, dormant])
def test_assets_are_protected_at_the_first_moment_in_every_stage(make: Any) -> None:
    """24 hours from the end of the day of the report. Rules: LIT-06, MON-52."""
    story = make()
    story.tell("2025-04-01", life_event("2025-04-01", "disappeared"))
    assert story.due_on("2025-04-01")[AT_ONCE] == "2025-04-02"
    assert story.due_on("2025-04-10")[AT_ONCE] == "2025-04-02"
    seizing(story, "2025-04-11")
    assert AT_ONCE in story.due_on("2025-04-10")
    assert AT_ONCE not in story.due_on("2025-04-11")


def test_a_measure_of_before_the_event_does_not_answer_it() -> None:
    story = applied()
    story.tell("2024-06-30", life_event("2024-06-30", "death"))
    assert story.due_on("2024-06-30")[AT_ONCE] == "2024-07-01"


def test_nothing_is_protected_in_a_case_that_is_closed() -> None:
    story = filed()
    story.tell("2024-08-01", settled("2024-08-01", 40))
    story.tell("2024-08-02", life_event("2024-08-02", "death"))
    assert story.due_on("2024-08-02") == {}


def test_a_preservation_that_nobody_sued_after_stays_on_the_list() -> None:
    """B.5: LAPSED (alert). Granted on 28 June; its thirtieth day, a Sunday, rolls to 29 July."""
    story = preserved()
    story.pass_days("2024-08-05")
    assert "preservation_lapsed" not in story.due_on("2024-07-29")
    for day in ("2024-07-30", "2024-08-05"):
        assert story.due_on(day)["preservation_lapsed"] == "2024-07-30"
    story.act("2024-08-06", "decide-litigation", **DECISION)
    assert "preservation_lapsed" not in story.due_on("2024-08-06")


def test_a_suit_that_is_told_late_takes_the_alert_away() -> None:
    story = preserved()
    story.pass_days("2024-08-05")
    suit = {"suit_id": "SUIT-1", "court": "COURT-1", "defendants": ("C-0007",)}
    story.act("2024-08-06", "file-suit", **suit, claim_day="2024-06-25", done_on="2024-07-29")
    assert "preservation_lapsed" not in story.due_on("2024-08-06")


@pytest.mark.parametrize(
    ("day", "what", "open_"),
    [
        ("2025-04-03", "recovered", False),
        ("2025-04-03", "detained", True),
        ("2025-03-31", "recovered", True),
    ],
)
def test_what_is_over_asks_for_no_protection_any_more(day: str, what: str, open_: bool) -> None:
    """A recovery of before the event answers it not. Rules: LIT-06, MON-52."""
    story = filed()
    story.tell("2025-04-01", life_event("2025-04-01", "over_indebted"))
    story.tell("2025-04-03", life_event(day, what))
    assert AT_ONCE in story.due_on("2025-04-02")
    assert (AT_ONCE in story.due_on("2025-04-03")) is open_


def test_an_event_after_the_recovery_asks_for_protection_again() -> None:
    story = filed()
    story.tell("2025-04-01", life_event("2025-04-01", "serious_illness"))
    story.tell("2025-04-03", life_event("2025-04-03", "recovered"))
    story.tell("2025-04-09", life_event("2025-04-09", "death"))
    assert story.due_on("2025-04-09")[AT_ONCE] == "2025-04-10"
    assert [e.about for e in story.seen("2025-04-09").due if e.what == AT_ONCE] == ["death"]
