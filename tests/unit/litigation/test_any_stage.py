"""B.5's rows from "any": settled in full, sold, bankrupt, in every stage that a case can stand in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts import disposal
from services.litigation.domain.stages import OPEN
from tests.unit.litigation.standing import STAGES
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import ABOUT, LIANG, cny, on, settled

NO_CASE_OR_OVER = ("none", "closed", "closed: remitted", "party_substituted")
UNDER_WAY = [name for name in STAGES if name not in NO_CASE_OR_OVER]


def stands(stage: str) -> tuple[Story, str]:
    """The story in that stage, and the day after the last thing that happened."""
    story = STAGES[stage]()
    day = (story.day + timedelta(days=1)).isoformat()
    assert story.stages[-1][1] == stage.partition(":")[0]
    return story, day


def test_every_stage_that_is_open_is_tried() -> None:
    assert {name.partition(":")[0] for name in UNDER_WAY} >= set(OPEN)


@pytest.mark.parametrize("stage", UNDER_WAY)
def test_any_stage_is_closed_by_settlement_in_full(stage: str) -> None:
    story, day = stands(stage)
    story.tell(day, settled(day, 990))
    assert story.stages[-1] == (day, "closed")
    assert story.due_on(day) == {}


@pytest.mark.parametrize("stage", UNDER_WAY)
def test_any_stage_ends_with_the_sale_of_the_claim(stage: str) -> None:
    story, day = stands(stage)
    sums: dict[str, Any] = {"price": cny("1.00"), "claim": cny("2.00")}
    sale = disposal.DebtTransferred(**ABOUT, effective_on=on(day), buyer_id="AMC-1", **sums)
    story.tell(day, sale)
    assert story.stages[-1] == (day, "party_substituted")
    assert story.due_on(day) == {}


@pytest.mark.parametrize("stage", [name for name in UNDER_WAY if "bankruptcy" not in name])
def test_any_stage_becomes_bankruptcy_with_the_debtors_petition(stage: str) -> None:
    """Rules: LIT-33."""
    story, day = stands(stage)
    story.act(day, "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    assert story.stages[-1] == (day, "bankruptcy")
