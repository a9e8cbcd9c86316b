"""Own events out, in the published language."""

from __future__ import annotations

import json

import pytest

from contracts import litigation as published
from contracts import monitoring
from contracts.message import unknown_members
from services.kit import events as stored
from services.kit.domain import DomainEvent
from services.litigation.domain.legal import decider
from services.litigation.projection import PROJECTS
from services.litigation.publications import publish
from tests.unit.litigation.cases import filed
from tests.unit.litigation.catalogue_life import preserved, sold
from tests.unit.litigation.seizures import in_force
from tests.unit.litigation.story import Story
from tests.unit.litigation.test_bankruptcy import bankrupt
from tests.unit.litigation.test_enforcement import failed_twice
from tests.unit.litigation.told import LIANG, entry, on, settled

TOLD = {
    "StageReached",
    "ClockMoved",
    "MeasureMoved",
    "ConclusionsWithdrawn",
    "ProhibitedActionBlocked",
    "SuitFiled",
    "AuctionHeld",
    "BankruptcyRecorded",
}


def undone() -> Story:
    story = filed()
    story.tell("2024-08-01", settled("2024-08-01", 40))
    story.tell("2024-08-03", monitoring.EntriesWithdrawn(**entry("2024-08-01", 41, (40,))))
    return story


def lives() -> list[DomainEvent]:
    stories = [sold(), bankrupt(), failed_twice(), undone(), in_force("deposit")]
    stories[-1].pass_days("2025-07-01")
    return [event for story in stories for _, event in story.events]


def test_what_is_published_is_readable_by_the_contract_and_nothing_else_is_told() -> None:
    told: set[str] = set()
    silent: set[str] = set()
    for event in lives():
        message = publish(event, LIANG)
        if message is None:
            silent.add(type(event).__name__)
            continue
        told.add(type(event).__name__)
        assert type(message) in published.PUBLISHED
        assert type(message).model_validate_json(message.to_payload()) == message
        assert list(unknown_members(message)) == []
    assert told == TOLD
    assert not told & silent
    assert "RenewalWarned" in silent


def test_a_stage_is_told_with_its_rule_and_its_number() -> None:
    event = next(each for _, each in preserved().events if "StageReached" in type(each).__name__)
    message = publish(event, LIANG)
    assert message is not None
    assert json.loads(message.to_payload()) == {
        "loan_id": "L-4801",
        "obligor_id": LIANG,
        "effective_on": "2024-06-25",
        "entry": event.entry,  # type: ignore[attr-defined]
        "corrects": [],
        "stage": "protective",
        "rule": "LIT-06",
    }


def test_undone_stages_are_told_by_number() -> None:
    messages = [publish(event, LIANG) for _, event in undone().events]
    gone = [each for each in messages if isinstance(each, published.EntriesWithdrawn)]
    closed = [
        each
        for each in messages
        if isinstance(each, published.LegalStageReached) and each.stage == "closed"
    ]
    assert [each.corrects for each in gone] == [(closed[0].entry,)]
    assert gone[0].effective_on == on("2024-08-01")


def test_the_granted_measure_is_told_with_the_day_to_sue() -> None:
    messages = [publish(event, LIANG) for _, event in preserved().events]
    measures = [each for each in messages if isinstance(each, published.PreservationChanged)]
    assert [(each.measure_id, each.state) for each in measures[:4]] == [
        ("PM-1", "applied"),
        ("PM-2", "applied"),
        ("PM-1", "granted"),
        ("PM-1", "in_force"),
    ]
    assert measures[2].sue_by == on("2024-07-28")
    assert measures[3].ends_on == on("2025-06-28")


def test_the_suit_is_told_with_its_claim() -> None:
    messages = [publish(event, LIANG) for _, event in sold().events]
    suits = [each for each in messages if isinstance(each, published.SuitFiled)]
    assert [(each.claim.amount, each.forum) for each in suits] == [("266924.00", "court")]


def test_every_event_is_read_back_from_its_stored_bytes_unchanged() -> None:
    stored.register(decider.events)
    seen = set()
    for event in lives():
        seen.add(type(event))
        assert stored.decode(event.NAME, event.VERSION, stored.encode(event)) == event
    assert len(seen) > 25


def test_the_read_tables_are_made_of_events_of_this_service() -> None:
    assert {*PROJECTS} <= {*decider.events}


@pytest.mark.parametrize("message", published.PUBLISHED, ids=lambda each: each.TYPE)
def test_everything_published_goes_to_the_services_of_the_pinned_graph(message: type) -> None:
    beside = {
        published.BankruptcyAccepted: {"monitoring"},  # BK-02
        published.BankruptcyDeclared: {"classification"},  # RC-41
    }.get(message, set())
    assert {*published.PUBLISHED[message]} <= {"collection", "guarantee", "disposal", *beside}
