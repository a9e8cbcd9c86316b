"""A suit that is lost: judged and appealed like any other, with nothing to enforce (B.5, LIT-13, LM-09)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.litigation.cases import ENFORCE, filed, judgment
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, cny

LOST: dict[str, Any] = {"awarded": cny("0.00"), "liable": ()}


def effective(**judged: Any) -> Story:
    story = filed()
    judgment(story, "2024-09-12", **judged)
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-1", kind="asset", verified=True)
    return story


@pytest.mark.parametrize(
    ("judged", "taken"),
    [
        (LOST, False),
        (LOST | {"costs": cny("7150.00")}, False),
        ({"awarded": cny("0.00")}, False),
        ({"awarded": cny("0.01")}, True),
        ({"awarded": cny("0.00"), "costs": cny("7150.00")}, True),
    ],
)
def test_what_nobody_has_to_pay_is_not_enforced(judged: dict[str, Any], taken: bool) -> None:
    """Rules: LIT-13, LM-09."""
    story = effective(**judged)
    assert story.stages[-1] == ("2024-09-28", "judged")
    story.pass_days("2024-10-09")
    assert bool(story.clock("enforcement")) is taken
    assert ("apply_for_enforcement" in story.due_on("2024-10-09")) is taken
    if taken:
        story.act("2024-10-10", "apply-enforcement", **ENFORCE)
        return
    detail = story.refuse("nothing_awarded", "2024-10-10", "apply-enforcement", **ENFORCE)
    assert "2024-09-12" in detail


def test_it_ends_there_without_a_clock_or_a_deadline() -> None:
    story = effective(**LOST)
    story.pass_days("2027-12-31")
    assert story.stages[-1] == ("2024-09-28", "judged")
    assert story.due_on("2027-12-31") == {}


def test_the_second_instance_may_give_what_the_first_refused() -> None:
    """Rules: CL-13, CL-14."""
    story = filed()
    judgment(story, "2024-09-12", **LOST)
    assert story.due_on("2024-09-12")["appeal"] == "2024-09-27"
    story.act("2024-09-20", "record-appeal", suit_id="SUIT-1", party_id="BANK")
    judgment(story, "2024-11-20", instance="second")
    story.act("2024-12-02", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-12-12")
    story.act("2024-12-03", "record-asset-clue", clue_id="CL-1", kind="asset", verified=True)
    story.act("2024-12-13", "apply-enforcement", **ENFORCE)
    assert story.stages[-1] == ("2024-12-13", "enforcing")


def test_the_second_instance_may_take_what_the_first_gave() -> None:
    story = filed()
    judgment(story, "2024-09-12")
    story.act("2024-09-20", "record-appeal", suit_id="SUIT-1", party_id=LIANG)
    judgment(story, "2024-11-20", instance="second", **LOST)
    story.act("2024-12-02", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-12-12")
    story.refuse("nothing_awarded", "2024-12-13", "apply-enforcement", **ENFORCE)


def test_what_is_awarded_somebody_is_liable_for() -> None:
    given = {"suit_id": "SUIT-1", "awarded": cny("0.01"), "liable": ()}
    filed().refuse("liable_missing", "2024-09-12", "record-judgment", **given)
