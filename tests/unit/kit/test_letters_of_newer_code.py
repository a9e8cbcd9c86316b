"""A letter that newer code kept, met by older code that came back: an order about it is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from contracts.envelope import Envelope
from services.kit import events
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from tests.integration.kit.toy import FAILS, REPAIRED
from tests.unit.kit.observing import lying
from tests.unit.kit.test_edition_and_held_streams import STREAM
from tests.unit.kit.test_failing_agenda import TOPIC
from tests.unit.kit.test_orders import DISCARD, REDRIVE
from tests.unit.kit.test_redrive_in_order import letters
from tests.unit.kit.test_refused_of_ours import DAY, ours, owner_of, paid

NEWER: dict[str, dict[str, Any]] = {
    "a field more": {"payload": (b'"stream"', b'"new_word":"x","stream"')},
    "a later version": {"schema_version": 9},
}


def kept_by_newer(store: MemoryStore, how: str) -> None:
    """The first letter as newer code would have stored it."""
    (first, *_), events = letters(store), store.database.tables.events
    for shard, rows in events.items():
        for n, row in enumerate(rows):
            if row.event_id == first:
                told = dict(NEWER[how])
                if "payload" in told:
                    told["payload"] = row.payload.replace(*told["payload"], 1)
                changed = msgspec.structs.replace(row, **told)
                events[shard] = (*rows[:n], changed, *rows[n + 1 :])


async def parked(store: MemoryStore, how: str) -> Owner:
    owner = await owner_of(store, ours())
    await owner.take(TOPIC, [paid(0, FAILS, 0), paid(1, 2_000, FAILS)])
    kept_by_newer(store, how)
    REPAIRED.append(True)
    return owner


async def answer_to(owner: Owner, store: MemoryStore, kind: Any, **fields: str) -> Any:
    """The last thing stored is the answer."""
    topic, people = owner.service.commands_topic, {"requested_by": "li", "approved_by": "wang"}
    command = kind.model_validate({"reason": "r", **people, **fields})
    offset = owner.next_offsets[topic]
    envelope = Envelope(
        id=f"o-{offset}", source="/test", type=command.TYPE, business_date=DAY, key="C-1"
    )
    await owner.take(topic, [lying(topic, owner.partition, offset, envelope, command)])
    rows = [row for n in range(16) for row in await store.page(n, 0, 100)]
    (row,) = [row for row in rows if row.causation_id == envelope.id]
    return events.decode(row.type, row.schema_version, row.payload)


@pytest.mark.parametrize("how", NEWER)
async def test_a_redrive_of_it_is_refused_and_what_follows_stays_behind(how: str) -> None:
    store = MemoryStore()
    owner = await parked(store, how)
    answer = await answer_to(owner, store, REDRIVE, stream=STREAM)
    assert answer.code == "letter_unreadable"
    assert str(letters(store)[0]) in answer.detail
    assert owner.held == {STREAM: 2}


@pytest.mark.parametrize("how", NEWER)
async def test_so_is_its_discard(how: str) -> None:
    store = MemoryStore()
    owner = await parked(store, how)
    answer = await answer_to(owner, store, DISCARD, dead_letter=str(letters(store)[0]))
    assert answer.code == "letter_unreadable"
