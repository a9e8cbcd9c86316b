"""Cases in each stage of B.5, reached from a referral."""

from __future__ import annotations

from typing import Any

from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.told import (
    LIANG,
    ZHAO,
    cny,
    referral,
)

DECISION: dict[str, Any] = {
    "able": True,
    "willing": False,
    "expected_recovery": cny("150000.00"),
    "expected_cost": cny("10000.00"),
}


SUIT: dict[str, Any] = {"suit_id": "SUIT-1", "court": "COURT-1", "defendants": (LIANG, ZHAO)}


def assessed(**changed: Any) -> Story:
    story = accelerated()
    story.tell("2024-06-26", referral("2024-06-26", **changed))
    return story


def lettered() -> Story:
    story = assessed()
    story.act("2024-06-27", "decide-litigation", **DECISION)
    story.act("2024-06-28", "send-lawyers-letter", letter_id="LT-1", deadline="2024-07-12")
    return story


def ready() -> Story:
    story = lettered()
    story.pass_days("2024-07-13")
    return story


def filed() -> Story:
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    story.act("2024-07-16", "record-acceptance", suit_id="SUIT-1", procedure="ordinary")
    return story


def judgment(story: Story, day: str, **changed: Any) -> None:
    given = {"suit_id": "SUIT-1", "awarded": cny("266924.00"), "liable": (LIANG,)}
    story.act(day, "record-judgment", **given | changed)


def judged() -> Story:
    story = filed()
    judgment(story, "2024-09-12")
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-1", kind="address", verified=True)
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-0", kind="asset", verified=False)
    return story


ENFORCE: dict[str, Any] = {"enforcement_id": "ENF-1", "court": "COURT-1", "clues": ("CL-1",)}


def enforcing() -> Story:
    story = judged()
    story.act("2024-10-10", "apply-enforcement", **ENFORCE)
    return story


END: dict[str, Any] = {"ruling_id": "E-1", "parties": (LIANG,), "exhausted": ("accounts",)}


def dormant() -> Story:
    story = enforcing()
    story.act("2025-03-20", "end-enforcement", **END)
    return story
