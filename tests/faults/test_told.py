"""The checker's list of what is told of which event, held against the contract: nothing without a source."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.catalogue import DECIDING, MODELS
from tests.faults.checker import told
from tests.faults.checker.published import OF_THE_ROW, ce_type, wrong_fields
from tests.faults.checker.world import Message
from tests.simulation.world import rules

EVENTS = {event.NAME: event for service in rules().values() for event in service.decider.events}


def types_of(service: str, name: str) -> set[str]:
    """The types of message that an event may be told as."""
    field, names = told.NAMES_BY.get(name, ("", {}))
    return {ce_type(service, name), *(ce_type(service, name, {field: word}) for word in names)}


@pytest.mark.parametrize("service", DECIDING)
def test_each_field_of_each_message_is_one_of_its_event_or_listed(service: str) -> None:
    unknown = []
    for event in rules()[service].decider.events:
        name = event.NAME
        models = (MODELS[each] for each in types_of(service, name) if each in MODELS)
        for field, info in (pair for model in models for pair in model.model_fields.items()):
            said = info.alias or field
            source = told.FROM.get(name, {}).get(said, said)
            listed = said in told.WORDS.get(name, {}) or said in told.RECKONED.get(name, ())
            stored = source in event.__struct_fields__ or info.default is None
            if said not in OF_THE_ROW and not listed and not stored:
                unknown.append((name, said))
    assert unknown == []


def test_the_lists_name_no_event_field_or_message_that_is_not_there() -> None:
    tables = (told.NAMES, told.NAMES_BY, told.FROM, told.WORDS, told.RECKONED, told.EMPTY_UNTOLD)
    for table in tables:
        assert {name for name in table if not name.startswith("kit.")} <= EVENTS.keys()
    assert EVENTS.keys() >= told.SOMETIMES
    for name, event in EVENTS.items():
        if name in told.NAMES:
            assert types_of(name.split(".")[0], name) <= MODELS.keys(), name
        assert told.NAMES_BY.get(name, ("", {}))[0] in ("", *event.__struct_fields__), name
        sources = set(told.FROM.get(name, {}).values())
        assert sources <= set(event.__struct_fields__), name


def test_each_message_of_a_service_is_of_some_event() -> None:
    found = set[str]().union(*(types_of(name.split(".")[0], name) for name in EVENTS))
    untold = {
        row
        for row, model in MODELS.items()
        if row.startswith("postloan.") and "requested_by" not in model.model_fields
    } - found
    kinds = {row.split(".")[2] for row in untold}
    assert kinds == {"business-day-closed", "command-accepted", "command-rejected"}


ACT = {"code": "QUIET_HOURS", "rule": "CC-01", "policy_id": "p", "alternative": "later"}


@pytest.mark.parametrize(
    ("stored", "said", "wrong"),
    [
        (ACT, ACT | {"alternative": "稍后 / later"}, []),
        (None, None, []),
        (ACT, ACT | {"rule": "COL-77"}, ["blocked"]),
        (ACT, None, ["blocked"]),
        (None, ACT, ["blocked"]),
    ],
    ids=["told in words", "nothing to tell", "another rule", "untold", "made up"],
)
def test_what_an_answer_says_of_a_blocked_act_is_what_is_stored(
    stored: Any, said: Any, wrong: list[str]
) -> None:
    row = {"type": "kit.CommandAccepted", "loan_id": "L-1", "key": "C-1"}
    event = {"command_id": "c", "event_ids": ["e"]}
    words = event | {"loan_id": "L-1", "obligor_id": "C-1"} | ({"blocked": said} if said else {})
    record = Message("replies", 0, 0, b"C-1", json.dumps(words).encode(), (), {})
    if stored:
        event |= {"blocked": stored}
    assert list(wrong_fields(row, event, record, {*words, "blocked"})) == wrong
