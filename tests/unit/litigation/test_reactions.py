"""Messages in, commands out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import (
    collection,
    disposal,
    guarantee,
    litigation_acts,
    monitoring,
)
from contracts.catalogue import CATALOGUE
from contracts.envelope import Envelope
from contracts.message import Message
from services.litigation.domain import court, deeds, facts
from services.litigation.domain.legal import GUARDS, Perform, TakeFact, TimeReached, decider
from services.litigation.domain.permits import ALLOWED
from services.litigation.reactions import ACTS, FACTS, IGNORES, LISTENS, react, time_reached
from tests.unit.litigation.heard import CASES, TODAY
from tests.unit.litigation.story import EDITION
from tests.unit.litigation.told import (
    ABOUT,
    LOAN,
    demand,
    on,
)

ENVELOPE = Envelope("1", "/postloan/monitoring", "any", TODAY)
CORPUS = Path(__file__).parents[3] / "contracts" / "corpus"


def commanded(message: Message) -> Any:
    found = list(react(message, ENVELOPE, TODAY))
    assert [stream for stream, _ in found] == [f"legal-{LOAN}"] * len(found)
    return found[0][1] if found else None


@pytest.mark.parametrize(("message", "fact"), CASES, ids=lambda each: type(each).__name__)
def test_every_word_of_the_others_becomes_a_fact(
    message: Message, fact: facts.Fact | None
) -> None:
    expected = None if fact is None else TakeFact(as_of=TODAY, fact=fact)
    assert commanded(message) == expected


def test_a_demand_counts_from_the_day_it_was_served() -> None:
    told = demand("2024-06-25").model_copy(update={"effective_on": on("2024-06-27")})
    assert commanded(told).fact.effective_on == on("2024-06-25")


def test_every_message_that_is_listened_to_is_tried_here() -> None:
    assert {type(message) for message, _ in CASES} == set(FACTS)


@pytest.mark.parametrize("asked", litigation_acts.ACTS, ids=lambda each: each.TYPE)
def test_every_officers_message_becomes_its_deed(asked: type[Message]) -> None:
    given = json.loads((CORPUS / asked.TYPE / "1.json").read_text("utf-8"))
    message = asked.model_validate(given)
    command = commanded(message)
    assert isinstance(command, Perform)
    assert type(command.deed) is ACTS[asked]
    assert (command.requested_by, command.role) == (given["requested_by"], given["role"])
    assert command.deed.effective_on == on(given["done_on"])
    shared = set(given) & set(command.deed.__struct_fields__) - {"at"}
    for name in shared:
        wire = getattr(message, name)
        assert getattr(command.deed, name) == wire, name
    lost = set(given) - set(command.deed.__struct_fields__) - set(command.__struct_fields__)
    assert lost <= {"obligor_id"}, f"{lost} reach nobody"


def test_the_words_of_a_letter_pass_the_gate_and_are_not_kept() -> None:
    given = json.loads(
        (CORPUS / "postloan.litigation.send-lawyers-letter.v1" / "1.json").read_text("utf-8")
    )
    command = commanded(litigation_acts.SendLawyersLetter.model_validate(given))
    assert command.text == given["text"]
    assert not hasattr(command.deed, "text")


def test_without_a_day_an_act_counts_today() -> None:
    message = litigation_acts.RecordHearing(
        **ABOUT, requested_by="w", role="legal_officer", reason="r", suit_id="S"
    )
    command = commanded(message)
    assert command.deed.effective_on == command.day == TODAY


def test_every_act_has_its_rule_its_guard_and_its_stages() -> None:
    commands = {asked.TYPE.split(".")[2] for asked in litigation_acts.ACTS}
    assert set(EDITION.acts) == commands
    assert set(GUARDS) == set(ALLOWED) == set(ACTS.values())
    assert {deed.COMMAND for deed in ALLOWED} | {"request-arbitration"} == commands
    assert ACTS[litigation_acts.RequestArbitration] is court.SuitFiled
    assert all(issubclass(deed, deeds.Deed) for deed in ALLOWED)


def test_every_message_of_the_four_neighbours_is_listened_to_or_ignored_by_name() -> None:
    told: set[type[Message]] = set()
    for module in (monitoring, collection, guarantee, disposal):
        told |= {
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, Message) and hasattr(each, "TYPE")
        }
    meant = {row.message for row in CATALOGUE if "litigation" in row.subscribers}
    for module in (collection, guarantee, disposal):
        meant |= {
            message
            for message, subscribers in getattr(module, "PUBLISHED", {}).items()
            if "litigation" in subscribers
        }
    assert meant - {*LISTENS, *IGNORES} == set()
    assert {*FACTS} <= told


def test_what_is_ignored_on_purpose_leads_to_nothing() -> None:
    assert react(monitoring.DayClosed(business_date=TODAY), ENVELOPE, TODAY) == ()
    assert not {*IGNORES} & {*LISTENS}


def test_the_tick_is_the_day_that_is_over() -> None:
    assert time_reached(f"legal-{LOAN}", TODAY) == TimeReached(as_of=TODAY)


def test_every_event_has_its_own_written_out_name() -> None:
    names = [event.NAME for event in decider.events]
    assert names == [f"litigation.{event.__name__}" for event in decider.events]
    assert len(set(names)) == len(names)
