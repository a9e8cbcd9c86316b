"""Several services read one topic, and audit keeps the events of all of them: no id stands in two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from services.kit.memory_store import MemoryStore
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import WAYS, ours, owner_of, paid


def with_an_unknown_member(record: Record) -> Record:
    return record._replace(value=(record.value or b"").replace(b'"borrower"', b'"insurer"'))


KEPT: dict[str, tuple[Callable[[Record], Record], str]] = {
    "a letter": (WAYS["unknown_type"], "kit.MessageDeadLettered"),
    "an item about an unknown member": (with_an_unknown_member, "kit.UnknownMemberNoted"),
}


async def kept(name: str, record: Record, kind: str) -> UUID:
    """The id of what this service keeps of a record that others read too."""
    service, store = replace(ours(), name=name), MemoryStore()
    owner = await owner_of(store, service)
    await owner.take(record.topic, [record])
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    (found,) = [row.event_id for row in rows if row.type == kind]
    return found


@pytest.mark.parametrize("what", KEPT)
async def test_what_two_services_keep_of_one_message_has_two_ids(what: str) -> None:
    """Audit stopped two journals at the second one of an id (seen in a run with newer code)."""
    spoil, kind = KEPT[what]
    record = spoil(paid(0, 1, 0))
    first = await kept("monitoring", record, kind)
    assert first == await kept("monitoring", record, kind)
    assert first != await kept("classification", record, kind)
