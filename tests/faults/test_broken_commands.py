"""What the checker asks of commands that became letters, proven on a world of one command."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.faults.checker import commands
from tests.faults.checker.arithmetic import command_digest
from tests.faults.checker.world import Book, Message, World
from tests.faults.harms import copied
from tests.faults.harms_commands import (
    COMMANDS,
    OF_BROKEN_COMMANDS,
    REPLIES,
    SOUND,
    Harm,
    sent_blocked,
)

EFFECT = uuid4()


def record(topic: str, value: bytes, **headers: bytes | None) -> Message:
    return Message(topic, 0, 0, b"C-1", value, tuple(headers.items()), headers)


def row(identity: Any, kind: str, stream: str, data: dict[str, Any]) -> dict[str, Any]:
    said = {"causation_id": "c-1", "payload": json.dumps(data).encode(), "shard": 0}
    return {"event_id": identity, "type": kind, "stream": stream, **said}


def sound() -> World:
    """One command, agreed to, with one effect."""
    answer = uuid4()
    asked = record(
        COMMANDS,
        b'{"loan_id":"L-1"}',
        ce_specversion=b"1.0",
        ce_id=b"c-1",
        ce_source=b"/officers",
        ce_type=b"postloan.monitoring.accelerate-loan.v1",
        ce_businessdate=b"2024-03-20",
    )
    said = record(REPLIES, b"{}", ce_id=str(answer).encode(), ce_causationid=b"c-1")
    words = {"command_id": "c-1", "event_ids": [str(EFFECT)]}
    events = [
        row(EFFECT, "monitoring.LoanAccelerated", "loan-L-1", {}),
        row(answer, commands.ACCEPTED, "reply-0", words),
    ]
    tables = {"foreign": [{"digest": command_digest(COMMANDS, "/officers", "c-1")}], "letters": []}
    book = Book("monitoring", events, tables)
    topics = {COMMANDS: [asked], REPLIES: [said], "dlq.monitoring": []}
    return World(4, {"monitoring": book}, {}, topics, 0.0)


@pytest.mark.parametrize("making", SOUND, ids=lambda each: each.__name__)
def test_nothing_is_found_where_all_is_well(making: Harm) -> None:
    assert list(commands.check(sound())) == []
    assert list(commands.check(making(copied(sound())))) == []


def test_nothing_is_found_where_a_blocked_act_is_told() -> None:
    assert list(commands.check(sent_blocked(copied(sound())))) == []


@pytest.mark.parametrize("name", OF_BROKEN_COMMANDS, ids=lambda each: each[0])
def test_each_harm_to_a_broken_command_is_found(name: tuple[str, str]) -> None:
    invariant, _, words = name[1].partition(": ")
    found = list(commands.check(OF_BROKEN_COMMANDS[name](copied(sound()))))
    assert any(each.invariant == invariant and words in each.what for each in found), found


@pytest.mark.parametrize(
    "headers",
    [
        {"ce_id": b"c 1"},
        {"ce_type": None},
        {"ce_specversion": b"2"},
        {"ce_businessdate": b"today"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_of_a_command_that_cannot_be_named_or_read_no_answer_is_asked(
    headers: dict[str, bytes | None],
) -> None:
    asked = sound().topics[COMMANDS][0]
    told = asked.by_name | headers
    assert commands.wants_an_answer(asked)
    assert not commands.wants_an_answer(asked._replace(headers=tuple(told.items()), by_name=told))
