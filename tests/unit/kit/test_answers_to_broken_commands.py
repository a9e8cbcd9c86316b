"""What is broken and comes again, mended or as it was: each command is answered, no event id stands twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid5

import pytest

from services.kit import events
from services.kit.draft import EVENT_IDS
from services.kit.kit_events import CommandAccepted, CommandRejected, MessageDeadLettered
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.row import EventRow
from services.kit.sharding import shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.unit.kit.test_fitting import SERVICE, asked, rows
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import NOW, PARTITION, SHARD, owner_of, typed

TOPIC = SERVICE.commands_topic
GOOD = asked(PARTITION)
BROKEN = GOOD._replace(value=b"{}")
UNREAD = GOOD._replace(value=b"no json")
STRANGE = typed(GOOD, "postloan.monitoring.sing-a-song.v1")
LETTER, NO, YES = "MessageDeadLettered", "CommandRejected", "CommandAccepted"
STORIES: dict[str, tuple[Sequence[Record], list[str]]] = {
    "good twice": ((GOOD, GOOD), [YES]),
    "broken twice": ((BROKEN, BROKEN), [LETTER, NO, LETTER]),
    "of no known type twice": ((STRANGE, STRANGE), [LETTER, NO, LETTER]),
    "broken, then mended": ((BROKEN, GOOD), [LETTER, NO, YES]),
    "broken, mended, both again": (
        (BROKEN, GOOD, BROKEN, GOOD),
        [LETTER, NO, YES, LETTER],
    ),
    "good, then broken": ((GOOD, BROKEN), [YES, LETTER, NO]),
    "broken, then otherwise broken": ((BROKEN, UNREAD), [LETTER, NO, LETTER, NO]),
}


async def kept(records: Sequence[Record], *, at_once: bool) -> list[EventRow]:
    """The kit's events of these records, which come in this order."""
    store = MemoryStore()
    owner = await owner_of(store, SERVICE)
    placed = [record._replace(offset=offset) for offset, record in enumerate(records)]
    for turn in [placed] if at_once else [[record] for record in placed]:
        await owner.take(TOPIC, turn)
    return [row for row in await rows(store) if row.type.startswith("kit.")]


def told(found: list[EventRow]) -> list[Any]:
    return [events.decode(row.type, row.schema_version, row.payload) for row in found]


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "in several"])
@pytest.mark.parametrize("story", STORIES)
async def test_each_is_answered_once_and_no_id_stands_twice(story: str, at_once: bool) -> None:
    """Audit stopped the service's journal at the second event of an id."""
    records, wanted = STORIES[story]
    found = await kept(records, at_once=at_once)
    assert [type(each).__name__ for each in told(found)] == wanted
    assert len({row.event_id for row in found}) == len(found)


async def test_the_answer_to_a_broken_command_names_its_letter() -> None:
    letter, answer = await kept([BROKEN], at_once=True)
    (said,) = [each for each in told([answer]) if isinstance(each, CommandRejected)]
    assert said.detail.endswith(f" (dead letter {letter.event_id})")
    assert (answer.causation_id, said.command_id) == ("c-1", "c-1")


async def test_the_id_of_an_answer_follows_from_the_command_and_who_answers() -> None:
    (answer,) = await kept([GOOD], at_once=True)
    assert answer.event_id == uuid5(EVENT_IDS, f"/console\0monitoring\0\nc-1\nreply-{SHARD}\n0")


async def test_nobody_can_send_a_command_whose_answer_has_the_id_of_a_letters() -> None:
    letter, answer = await kept([BROKEN], at_once=True)
    for between in ("#", "\n", ""):
        source = f"/console{between}{letter.event_id}".encode()
        headers = tuple((n, source if n == "ce_source" else v) for n, v in GOOD.headers)
        (other,) = await kept([GOOD._replace(headers=headers)], at_once=True)
        assert other.event_id != answer.event_id


async def test_in_another_partition_the_same_bytes_are_not_answered_again() -> None:
    store = MemoryStore()
    owner = await owner_of(store, SERVICE)
    other = Owner(SERVICE, store, (PARTITION + 1) % 4, 4, FixedClock(NOW), Telemetry(), 100)
    await other.claim()
    await owner.take(TOPIC, [UNREAD])
    await other.take(TOPIC, [UNREAD._replace(partition=other.partition)])
    kinds = [type(each) for each in told(await rows(store))]
    assert sorted(each.__name__ for each in kinds) == [NO, LETTER, LETTER]


async def test_a_command_about_a_loan_of_another_obligor_is_answered_once() -> None:
    """It can be read: taken, and a letter for what it says; sent again it is a duplicate."""
    store = MemoryStore()
    owner = await owner_of(store, SERVICE)
    key = next(k for k in (b"C-%d" % n for n in range(2, 999)) if shard_of(k.decode()) == SHARD)
    headers = tuple(
        (n, key if n == "ce_partitionkey" else b"c-2" if n == "ce_id" else v)
        for n, v in GOOD.headers
    )
    value = (GOOD.value or b"").replace(b'"C-1"', b'"%s"' % key)
    wrong = GOOD._replace(key=key, value=value, headers=headers)
    for offset, record in enumerate((GOOD, wrong, wrong)):
        await owner.take(TOPIC, [record._replace(offset=offset)])
    found = [each for each in told(await rows(store)) if not hasattr(each, "total")]
    kinds = [CommandAccepted, MessageDeadLettered, CommandRejected]
    assert [type(each) for each in found] == kinds
    assert found[-1].code == "obligor_changed"
