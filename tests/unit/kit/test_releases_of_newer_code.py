"""A release that newer code stored is passed over by older code that came back: what it released waits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from services.kit.draft import Cause
from services.kit.halt_notes import HaltNotes
from services.kit.halting import Halting
from services.kit.kit_events import PartitionReleased
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.turn import Turn
from tests.unit.kit.looked import Relay
from tests.unit.kit.test_refused_of_ours import DAY, ours, owner_of

NEWER: dict[str, dict[str, Any]] = {
    "a later version": {"schema_version": 9},
    "another form": {"payload": b'{"new_word":"x"}'},
}
SINCE = datetime(2024, 3, 20, tzinfo=UTC)


async def released(owner: Owner, waits_at: int) -> None:
    turn, shard = Turn(owner, owner.service.topics[0], [], set()), owner.owned[0]
    who = {"reason": "r", "requested_by": "li", "approved_by": "wang", "given_up": "it"}
    event = PartitionReleased(
        **who,
        loan_id="",
        effective_on=DAY,
        topic=owner.service.topics[0],
        partition=owner.partition,
        rule="clock_ahead",
        waits_at=waits_at,
        since=SINCE,
    )
    cause = Cause(id=f"r-{waits_at}", source="/t", correlation_id="r", key="", actor="a")
    turn.draft.append_kit(shard, f"release-{shard}", event, cause, DAY)
    await turn.flush(owner.next_offsets[owner.service.topics[0]])


@pytest.mark.parametrize("how", NEWER)
async def test_the_partition_is_claimed_and_knows_the_other_releases(how: str) -> None:
    """The claim failed on it, and with it the process, whatever else it owned."""
    store = MemoryStore()
    owner = await owner_of(store, ours())
    await released(owner, 1)
    await released(owner, 2)
    streams = store.database.tables.streams
    name = f"release-{owner.owned[0]}"
    first, second = streams[name].events
    changed = msgspec.structs.replace(first, **NEWER[how])
    streams[name] = streams[name]._replace(events=(changed, second))
    relay: Any = Relay()
    later = await owner_of(store, ours())

    async def begin_of(topic: str, partition: int) -> int:
        return 0

    await Halting(relay, HaltNotes()).begin(later, begin_of)
    assert [each.waits_at for each in later.stops.released] == [2]
