"""A case that a life event opened: protected at once, sued only as any other (POL-25, COL-143, LIT-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.litigation.cases import DECISION, SUIT
from tests.unit.litigation.seizures import granted
from tests.unit.litigation.standing import lapsed, protective
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.told import life_event, referral


def fallen(what: str) -> Story:
    story = accelerated()
    story.tell("2024-06-26", life_event("2024-06-26", what))
    return story


CASES: list[Callable[[], Story]] = [protective, lapsed]


@pytest.mark.parametrize("make", CASES)
def test_without_a_referral_it_is_not_decided(make: Callable[[], Story]) -> None:
    """Rules: POL-25."""
    detail = make().refuse("referral_missing", "2024-08-12", "decide-litigation", **DECISION)
    assert "POL-25" in detail


@pytest.mark.parametrize("make", CASES)
@pytest.mark.parametrize(("attempts", "code"), [((), "attempts_missing"), (("CALL-1",), None)])
def test_it_asks_for_an_attempt_to_talk(
    make: Callable[[], Story], attempts: tuple[str, ...], code: str | None
) -> None:
    """Rules: POL-25, COL-143."""
    story = make()
    story.tell("2024-08-11", referral("2024-08-11", "over_indebted", attempts))
    if code is not None:
        story.refuse(code, "2024-08-12", "decide-litigation", **DECISION)
        return
    story.act("2024-08-12", "decide-litigation", **DECISION)
    assert story.stages[-1] == ("2024-08-12", "letter")


@pytest.mark.parametrize(
    ("event", "ground", "code"),
    [
        ("death", "unwilling", None),
        ("disappeared", "unwilling", None),
        ("serious_illness", "unwilling", "attempts_missing"),
        ("serious_illness", "asset_flight", None),
    ],
)
def test_death_disappearance_and_flight_need_no_attempt(
    event: str, ground: str, code: str | None
) -> None:
    """Rules: POL-25, COL-143."""
    story = fallen(event)
    story.refuse("referral_missing", "2024-06-27", "decide-litigation", **DECISION)
    story.tell("2024-06-28", referral("2024-06-28", ground, ()))
    if code is not None:
        story.refuse(code, "2024-06-29", "decide-litigation", **DECISION)
        return
    story.act("2024-06-29", "decide-litigation", **DECISION)
    assert story.stages[-1] == ("2024-06-29", "letter")


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ({"able": False, "willing": True}, "position_not_met"),
        ({"able": False, "willing": False}, "position_not_met"),
        ({"able": True, "willing": True}, "position_not_met"),
        ({"able": False, "willing": True, "fraud_evidence": ("EV-1",)}, None),
        ({"able": True, "willing": False}, None),
    ],
)
def test_it_is_for_those_who_are_able_and_unwilling_or_for_fraud(
    position: dict[str, Any], code: str | None
) -> None:
    """Rules: LIT-11."""
    story = protective()
    story.tell("2024-06-27", referral("2024-06-27"))
    if code is not None:
        story.refuse(code, "2024-06-28", "decide-litigation", **DECISION | position)
        return
    story.act("2024-06-28", "decide-litigation", **DECISION | position)
    assert story.stages[-1] == ("2024-06-28", "letter")


def test_a_protective_suit_follows_preservation_without_any_decision() -> None:
    """Rules: LIT-06, LIT-11."""
    story = granted()
    story.act("2024-07-08", "file-suit", **SUIT, claim_day="2024-07-08")
    assert story.stages[-1] == ("2024-07-08", "filed")
