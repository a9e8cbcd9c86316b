"""An officer's command that was parked is answered when it is taken up again, also when rules refuse it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.catalogue import parse
from services.kit.kit_events import CommandAccepted, MessageRedriven
from services.kit.memory_store import MemoryStore
from services.kit.outgoing import outgoing
from tests.unit.kit.test_fitting import SERVICE, asked, rows
from tests.unit.kit.test_mistakes_in_reactions import STREAM, mistaken
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_redrive_in_order import letters
from tests.unit.kit.test_redrive_of_mended import STRANGE, deployed
from tests.unit.kit.test_refused_of_ours import amounts, owner_of, redriven, stored

TOPIC = SERVICE.commands_topic
NO, YES = "command-rejected", "command-accepted"


def unreasoned(record: Record) -> Record:
    """The same command, which the rules refuse: it names no reason."""
    return record._replace(value=(record.value or b"").replace(b'"late"', b'""'))


async def answers(store: MemoryStore) -> list[tuple[str, str]]:
    """What officers are sent about the command itself; no event id stands twice."""
    found = await rows(store)
    assert len({row.event_id for row in found}) == len(found)
    told: list[tuple[str, str]] = []
    for each in (record for row in found for record in outgoing(SERVICE, row, {})):
        if each.topic == SERVICE.replies_topic:
            reply: Any = parse(dict(each.headers)["ce_type"].decode(), each.value or b"")
            if reply.command_id == "c-1":
                told.append((reply.TYPE.split(".")[2], getattr(reply, "code", "")))
    return told


async def test_what_the_rules_refuse_at_last_is_answered_and_lets_its_stream_go_on() -> None:
    broken = [True]
    store, service = MemoryStore(), mistaken(SERVICE, broken)
    owner = await owner_of(store, service)
    await owner.take(TOPIC, [unreasoned(asked(owner.partition))])
    assert owner.held == {STREAM: 1}
    broken.clear()
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert owner.held == {}
    assert await answers(store) == [
        (NO, "handler_failed"),
        (NO, "reason_missing"),
    ]
    (taken,) = [each for each in await stored(store) if isinstance(each, MessageRedriven)]
    assert taken.letter == letters(store)[0]


async def test_what_is_done_at_last_is_answered_too() -> None:
    broken = [True]
    store, service = MemoryStore(), mistaken(SERVICE, broken)
    owner = await owner_of(store, service)
    await owner.take(TOPIC, [asked(owner.partition)])
    broken.clear()
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert await amounts(store) == [0]
    assert await answers(store) == [(NO, "handler_failed"), (YES, "")]


async def test_a_mistake_of_ours_holds_it_as_before() -> None:
    broken = [True]
    store, service = MemoryStore(), mistaken(SERVICE, broken)
    owner = await owner_of(store, service)
    await owner.take(TOPIC, [asked(owner.partition)])
    assert (await redriven(owner, store, STREAM, "stream")).code == "handler_failed"
    assert owner.held == {STREAM: 1}
    assert await answers(store) == [(NO, "handler_failed")]


async def test_a_command_refused_unread_has_an_answer_of_its_own_when_newer_code_takes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    await (await owner_of(store, SERVICE)).take(TOPIC, [STRANGE])
    (letter,) = letters(store)
    owner = await deployed(store, monkeypatch)
    assert isinstance(await redriven(owner, store, letter), CommandAccepted)
    assert await answers(store) == [(NO, "unknown_type"), (YES, "")]
