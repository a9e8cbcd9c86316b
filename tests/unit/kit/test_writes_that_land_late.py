"""A write that was given up for lost lands after all, while it is sent once more: the server had gone on
with it when the line broke. In the midst of an offset the second one is not told so by the position.
"""

from __future__ import annotations

from typing import Any

import pytest

from services.kit import daywork
from services.kit.batch import Batch, Stale, StoreUnavailable
from services.kit.kit_events import CommandAccepted
from tests.integration.kit.toy import FAILS
from tests.unit.kit.filled import COMMANDS, Case
from tests.unit.kit.observing import PARTITION
from tests.unit.kit.test_failing_agenda import BAD, TOPIC, about, deployed, parked, tick
from tests.unit.kit.test_halted_commands import Notes, broken, codes, kinds, release
from tests.unit.kit.test_redrive_in_parts import STREAM, letters_kept
from tests.unit.kit.test_redrive_in_parts import Watched as Parted
from tests.unit.kit.test_redrive_in_parts import parked as parted
from tests.unit.kit.test_refused_of_ours import amounts, ours, owner_of, paid, redriven


class LandsLate(Parted):
    """Of the writes that move no offset the first goes on at the server when nobody listens any more."""

    def __init__(self, database: Any = None) -> None:
        super().__init__(database)
        self.late: Batch | None = None
        self.landed = False

    async def append(self, batch: Batch) -> None:
        """The first time no answer, the second time what the first one has left."""
        if batch.offset_from == batch.offset_to and self.late is None:
            self.late = batch
            raise StoreUnavailable("connection reset")
        if self.late is not None and not self.landed:
            self.landed = True
            await super().append(self.late)
        await super().append(batch)


async def test_of_a_redriven_stream_the_partition_is_claimed_anew_and_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It ended the process: three tries met the same letters closed."""
    letters_kept(monkeypatch, 2)
    store = LandsLate()
    store, owner = await parted(6, store=store)
    with pytest.raises(Stale):
        await redriven(owner, store, STREAM, "stream")
    assert await amounts(store) == [FAILS, FAILS + 1]
    owner = await owner_of(store, ours())
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert (await amounts(store), owner.held) == ([FAILS + n for n in range(7)], {})


async def test_of_a_day_that_parks_a_stream_the_partition_is_claimed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(daywork, "STREAMS_PER_SLICE", 1)
    monkeypatch.setattr(daywork, "EVENTS_PER_BATCH", 1)
    store = LandsLate()
    fed = [paid(0, BAD, 0), about("L-2", paid(1, 6, BAD)), tick(2, 7, 6, 1)]
    await (await deployed(store, None)).take(TOPIC, fed)
    store.late, store.landed = None, False
    owner = await deployed(store, "decide")
    with pytest.raises(Stale):
        await owner.take(TOPIC, [tick(3, 8, 7, 9)])
    owner = await deployed(store, "decide")
    assert owner.held == {STREAM: 1}
    await owner.take(TOPIC, [tick(3, 8, 7, 9)])
    assert len(await parked(store)) == 1
    assert owner.next_offsets[TOPIC] == 4


async def test_of_a_release_the_partition_is_claimed_anew() -> None:
    """It was taken for a duplicate where none may be, and the process ended."""
    case = Case()
    case.store, case.notes = LandsLate(), Notes()
    case.topics.hold(COMMANDS, [broken(0), release(1)])
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    assert inbox.failure is None
    assert PARTITION not in inbox.owners
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    assert PARTITION in inbox.owners
    assert "CommandAccepted" in await kinds(case)
    assert await codes(case) == []
    assert inbox.halted == {}
