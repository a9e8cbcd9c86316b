"""Enforcement ends against the parties of the ruling; the case rests when it ended for all (EX-08, B.5)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import litigation as published
from services.kit.domain import changed
from services.litigation.domain.conclusions import StageReached
from services.litigation.domain.legal import decider
from services.litigation.domain.outcomes import EnforcementEnded
from services.litigation.domain.stages import walk
from services.litigation.publications import publish
from tests.unit.litigation.cases import ENFORCE, filed, judgment
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, ZHAO, cny, on, settled


def enforcing(liable: tuple[str, ...] = (LIANG, ZHAO)) -> Story:
    story = filed()
    judgment(story, "2024-09-12", liable=liable)
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-1", kind="asset", verified=True)
    story.act("2024-10-10", "apply-enforcement", **ENFORCE)
    return story


def end(story: Story, day: str, *parties: str, **changed: Any) -> None:
    given = {"ruling_id": f"E-{day}", "parties": parties, "exhausted": ("accounts",)}
    story.act(day, "end-enforcement", **given | changed)


def told(story: Story) -> list[tuple[str, str, str | None, tuple[str, ...] | None]]:
    """What neighbours hear of stages from the enforcement on."""
    messages = [publish(event, LIANG) for _, event in story.events]
    return [
        (each.effective_on.isoformat(), each.stage, each.previous, each.ended_for)
        for each in messages
        if isinstance(each, published.LegalStageReached) and each.effective_on > on("2024-10-10")
    ]


def test_ended_against_one_it_goes_on_against_the_other() -> None:
    """Rules: EX-08."""
    story = enforcing()
    end(story, "2025-03-20", ZHAO)
    assert story.stage_on("2025-03-20") == "enforcing"
    assert story.seen("2025-03-20").since == on("2024-10-10")
    asset = {"asset_id": "A-1", "asset_kind": "movable", "auction_on": "2025-05-01"}
    price = {"valuation": cny("1000.00"), "starting_price": cny("1000.00")}
    story.act("2025-03-21", "order-auction", **asset, **price, published_on="2025-03-21")
    end(story, "2025-06-03", LIANG)
    assert story.stages[-1] == ("2025-06-03", "dormant")
    assert told(story) == [
        ("2025-03-20", "enforcing", "enforcing", (ZHAO,)),
        ("2025-06-03", "dormant", "enforcing", (LIANG,)),
    ]


@pytest.mark.parametrize(
    ("liable", "parties", "stage"),
    [
        ((LIANG,), (LIANG,), "dormant"),
        ((LIANG, ZHAO), (LIANG, ZHAO), "dormant"),
        ((LIANG, ZHAO), (LIANG,), "enforcing"),
        ((LIANG, ZHAO), (ZHAO,), "enforcing"),
        ((ZHAO,), (LIANG,), "enforcing"),
    ],
)
def test_it_rests_when_all_who_are_liable_were_named(
    liable: tuple[str, ...], parties: tuple[str, ...], stage: str
) -> None:
    story = enforcing(liable)
    end(story, "2025-03-20", *parties)
    assert story.stage_on("2025-03-20") == stage


def test_the_order_of_telling_makes_no_difference() -> None:
    story = enforcing()
    end(story, "2025-06-03", LIANG)
    end(story, "2025-06-04", ZHAO, done_on="2025-03-20")
    assert story.stage_on("2025-06-02") == "enforcing"
    assert story.stage_on("2025-06-03") == "dormant"
    assert walk(story.state, on("2025-06-04"))[-1].ended_for == (LIANG,)


def test_it_ends_once_against_each_and_anew_after_a_revival() -> None:
    story = enforcing()
    end(story, "2025-03-20", ZHAO)
    given = {"ruling_id": "E-9", "parties": (ZHAO,), "exhausted": ("accounts",)}
    detail = story.refuse("already_known", "2025-03-21", "end-enforcement", **given)
    assert "2025-03-20" in detail
    end(story, "2025-03-22", ZHAO, LIANG)
    story.act("2025-03-23", "record-asset-clue", clue_id="CL-2", kind="asset", verified=True)
    story.act("2025-03-24", "revive-enforcement", clue_id="CL-2")
    end(story, "2025-07-01", LIANG)
    assert story.stages[-1] == ("2025-07-01", "enforcing")
    end(story, "2025-07-02", ZHAO)
    assert story.stages[-1] == ("2025-07-02", "dormant")


def test_in_a_settlement_it_ends_against_one_and_the_settlement_runs_on() -> None:
    story = enforcing()
    terms: dict[str, Any] = {"parties": (LIANG,), "amount": cny("1.00"), "pay_by": "2025-03-20"}
    story.act("2024-11-01", "agree-settlement", settlement_id="S-1", **terms)
    end(story, "2025-03-20", ZHAO)
    assert story.stage_on("2025-03-20") == "settlement_running"
    story.act("2025-03-21", "break-settlement")
    assert story.stages[-1] == ("2025-03-21", "enforcing")


def test_a_closed_case_tells_of_no_ruling_behind_it() -> None:
    story = enforcing()
    story.tell("2024-11-01", settled("2024-11-01", 90))
    before = list(story.stages)
    ended = EnforcementEnded(
        loan_id="L-4801",
        effective_on=on("2025-03-20"),
        processed_on=on("2025-03-20"),
        by="wang",
        role="legal_officer",
        reason="no assets",
        ruling_id="E-1",
        parties=(ZHAO,),
        exhausted=("accounts",),
        liable=(LIANG, ZHAO),
    )
    state = decider.fold([ended], story.state)
    steps = [(s.day.isoformat(), s.stage) for s in walk(state, on("2025-03-21"))]
    assert steps == before


def test_a_ruling_recorded_without_who_is_liable_ended_it_for_all() -> None:
    """What was stored before the parties counted folds and follows as before."""
    story = enforcing()
    end(story, "2025-03-20", ZHAO)
    plain = [
        changed(event, liable=()) if isinstance(event, EnforcementEnded) else event
        for _, event in story.events
        if not (isinstance(event, StageReached) and event.ended_for)
    ]
    state = decider.fold(plain)
    last = walk(state, on("2025-03-20"))[-1]
    assert (last.stage, last.previous, last.ended_for) == ("dormant", "enforcing", ())
