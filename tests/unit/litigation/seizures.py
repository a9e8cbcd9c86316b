"""Preservation measures in each of their states."""

from __future__ import annotations

from typing import Any

from services.litigation.domain.conclusions import RenewalWarned
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.told import LIANG, cny, life_event


def applied(day: str = "2024-06-26", story: Story | None = None, **changed: Any) -> Story:
    if story is None:
        story = accelerated()
        story.tell("2024-06-25", life_event("2024-06-25"))
    given: dict[str, Any] = {
        "measure_id": "PM-1",
        "at": f"{day}T10:00:00+08:00",
        "court": "COURT-1",
        "asset_id": "A-1",
        "asset_kind": "real_estate",
        "amount": cny("100000.00"),
        "security": cny("100000.00"),
    }
    story.act(day, "apply-preservation", **given | changed)
    return story


def granted(day: str = "2024-06-28", story: Story | None = None, **changed: Any) -> Story:
    story = story or applied(**changed)
    story.act(
        day,
        "record-preservation-ruling",
        measure_id="PM-1",
        at=f"{day}T09:30:00+08:00",
        ruling_id="RU-1",
        granted=True,
    )
    return story


def in_force(kind: str = "real_estate") -> Story:
    """In force from 28 Jun 2024, and sued, so that only its own period matters."""
    story = granted(asset_kind=kind)
    story.act("2024-06-28", "execute-preservation", measure_id="PM-1")
    story.act(
        "2024-07-08",
        "file-suit",
        suit_id="S-1",
        court="COURT-1",
        defendants=(LIANG,),
        claim_day="2024-06-25",
    )
    return story


def warnings(story: Story) -> list[tuple[str, int]]:
    return [
        (each.effective_on.isoformat(), each.days_left)
        for each in story.state.concluded
        if isinstance(each, RenewalWarned)
    ]
