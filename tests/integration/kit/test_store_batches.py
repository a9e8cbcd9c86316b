"""Both stores: a batch is written whole or not at all, and what goes with its events."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import asyncpg
import msgspec
import pytest
from eventsourcing.persistence import RecordConflictError

from services.kit.batch import (
    AgendaRow,
    Batch,
    DuplicateMessage,
    RelayMove,
    ShardMove,
    Stale,
    StreamMove,
)
from services.kit.sharding import SHARDS
from tests.integration.kit import store_cases
from tests.integration.kit.store_cases import CAUSE, DAY, Noted, Rig, Writer, letter, note

database, rig = store_cases.database, store_cases.rig
SOURCE = "postloan.monitoring.v1"
LATER = DAY + timedelta(days=10)

# -- all or nothing -----------------------------------------------------------------------------


async def settled(rig: Rig) -> Writer:
    """An owner with a past: streams, an agenda, a taken message, an open letter."""
    owner = await rig.owner().claim()
    draft = owner.draft()
    note(draft, 0, "s-1", "a")
    letter(draft, 0, "s-1", 1, name="parked")
    batch = draft.finish(3, {})
    batch.agenda_added = [AgendaRow(0, DAY, "s-1", "remind")]
    batch.foreign = {b"f-1": DAY}
    batch.sources = {(SOURCE, 0): 10}
    await owner.append(batch)
    return owner


def everything(owner: Writer) -> Batch:
    """A batch that touches every table, in two shards."""
    draft = owner.draft()
    note(draft, 0, "s-1", "b")
    note(draft, 0, "s-2", "first")
    note(draft, 4, "s-3", "elsewhere")
    letter(draft, 0, None, 2)
    draft.close_day(0, DAY)
    batch = draft.finish(owner.offset + 4, {})
    batch.agenda_removed = [AgendaRow(0, DAY, "s-1", "remind")]
    batch.agenda_added = [AgendaRow(4, LATER, "s-3", "remind")]
    batch.foreign = {b"f-2": DAY}
    batch.sources = {(SOURCE, 0): 11, (SOURCE, 4): 1}
    return batch


def with_another_offset(batch: Batch) -> None:
    batch.offset_from += 1


def with_an_old_epoch(batch: Batch) -> None:
    move = batch.shards[-1]
    before = msgspec.structs.replace(move.before, epoch=move.before.epoch - 1)
    batch.shards[-1] = ShardMove(before, move.after)


def with_another_position(batch: Batch) -> None:
    move = batch.shards[-1]
    before = msgspec.structs.replace(move.before, position=move.before.position + 1)
    batch.shards[-1] = ShardMove(before, move.after)


def with_a_stream_that_moved(batch: Batch) -> None:
    move = max(batch.streams)
    batch.streams = [each for each in batch.streams if each != move]
    batch.streams.append(StreamMove(move.stream, move.shard, 7, 8, move.head))


def with_a_message_taken_before(batch: Batch) -> None:
    batch.foreign[b"f-1"] = DAY


def with_a_position_used_twice(batch: Batch) -> None:
    batch.events[-1] = msgspec.structs.replace(batch.events[-1], position=1)


def with_a_version_used_twice(batch: Batch) -> None:
    batch.events[0] = msgspec.structs.replace(batch.events[0], version=1)


def with_a_letter_listed_twice(batch: Batch) -> None:
    batch.dead_letters.append(batch.dead_letters[0])


# PostgreSQL's own refusal of a key that is there already; the store hands it on as it is.
KEY_USED = (RecordConflictError, asyncpg.UniqueViolationError)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (with_another_offset, Stale),
        (with_an_old_epoch, Stale),
        (with_another_position, Stale),
        (with_a_stream_that_moved, RecordConflictError),
        (with_a_message_taken_before, DuplicateMessage),
        (with_a_position_used_twice, KEY_USED),
        (with_a_version_used_twice, KEY_USED),
        (with_a_letter_listed_twice, KEY_USED),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
async def test_an_error_leaves_nothing_behind(
    rig: Rig, spoil: Callable[[Batch], None], error: type[Exception]
) -> None:
    owner = await settled(rig)
    batch = everything(owner)
    spoil(batch)
    before = await rig.picture()
    with pytest.raises(error):
        await rig.store.append(batch)
    assert await rig.picture() == before
    claim = await rig.owner().claim()
    assert (claim.offset, claim.sources, claim.held) == (3, {(SOURCE, 0): 10}, {"s-1": 1})


async def test_the_same_batch_unspoilt_is_written_whole(rig: Rig) -> None:
    owner = await settled(rig)
    batch = await owner.append(everything(owner))
    rows = await rig.store.pages(dict.fromkeys(range(SHARDS), 0), 100)
    assert [row for row in rows if row.position > 2 or row.shard == 4] == sorted(
        batch.events, key=lambda row: (row.shard, row.position)
    )
    assert await rig.store.due(owner.owned, LATER) == [AgendaRow(4, LATER, "s-3", "remind")]
    claim = await rig.owner().claim()
    assert claim.offset == 7
    assert claim.sources == {(SOURCE, 0): 11, (SOURCE, 4): 1}
    assert claim.shards[0].closed_on == DAY


async def test_a_relay_of_several_shards_moves_whole_or_not_at_all(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.write(("s-1", "a"))
    await owner.write(("s-2", "b"), shard=4)
    epoch = owner.shards[0].epoch
    moves = [
        RelayMove(0, epoch, 0, 1, {"out": 1}),
        RelayMove(4, epoch, 5, 6, {"out": 6}),
    ]
    with pytest.raises(Stale):
        await rig.store.relay_move(moves)
    assert await rig.store.relay_state([0, 4]) == {0: (0, {}), 4: (0, {})}


# -- what was taken before ----------------------------------------------------------------------


async def test_a_foreign_message_is_taken_once(rig: Rig) -> None:
    owner = await settled(rig)
    batch = owner.batch(records=1)
    batch.foreign = {b"f-1": LATER}
    with pytest.raises(DuplicateMessage):
        await owner.append(batch)
    assert await rig.store.taken([b"f-1", b"f-2"], 0) == {b"f-1"}
    assert await rig.store.taken([], 0) == set()


async def test_a_producers_position_never_goes_back(rig: Rig) -> None:
    owner = await settled(rig)
    for position, stored in ((9, 10), (10, 10), (12, 12), (11, 12)):
        batch = owner.batch(records=1)
        batch.sources = {(SOURCE, 0): position, (SOURCE, 8): position}
        await owner.append(batch)
        sources = (await rig.owner().claim()).sources
        assert sources[(SOURCE, 0)] == stored
        await owner.claim()
    assert sources[(SOURCE, 8)] == 12


# -- agenda -------------------------------------------------------------------------------------


async def test_what_is_due_comes_in_the_order_of_its_days(rig: Rig) -> None:
    owner = await rig.owner().claim()
    batch = owner.batch(records=1)
    due = [
        AgendaRow(4, DAY, "a", "remind"),
        AgendaRow(0, DAY, "b", "ask"),
        AgendaRow(0, DAY, "b", "remind"),
        AgendaRow(8, LATER, "a", "ask"),
    ]
    later = AgendaRow(0, LATER + timedelta(days=1), "a", "ask")
    batch.agenda_added = [later, *reversed(due)]
    await owner.append(batch)
    assert await rig.store.due(owner.owned, LATER) == due
    assert await rig.store.due(owner.owned, DAY - timedelta(days=1)) == []
    assert await rig.store.due([4, 8], later.due_on) == [due[0], due[3]]
    assert await rig.store.due([1, 2, 3], later.due_on) == []


async def test_a_row_is_on_the_agenda_once_and_may_be_removed_when_it_is_gone(rig: Rig) -> None:
    owner = await rig.owner().claim()
    row = AgendaRow(0, DAY, "s-1", "remind")
    for added, removed, left in (
        ([row, row], [], [row]),
        ([row], [], [row]),
        ([], [row, row._replace(reason="never added")], []),
        ([], [row], []),
        ([row], [row], [row]),  # removed first, then added: the row of the new state stays
    ):
        batch = owner.batch(records=1)
        batch.agenda_added, batch.agenda_removed = added, removed
        await owner.append(batch)
        assert await rig.store.due(owner.owned, DAY) == left


# -- letters ------------------------------------------------------------------------------------


async def test_parked_messages_are_found_by_stream_and_dead_ones_by_id(rig: Rig) -> None:
    owner = await rig.owner().claim()
    draft = owner.draft()
    first = letter(draft, 0, "s-1", 1, name="parked")
    other = letter(draft, 0, "s-2", 2, name="parked")
    dead = letter(draft, 0, None, 3)
    second = letter(draft, 0, "s-1", 4, name="parked")
    await owner.append(draft.finish(5, {}))
    store = rig.store
    assert await store.letters(stream="s-1", event_id=None, shard=0) == [first, second]
    assert await store.letters(stream=None, event_id=dead.event_id, shard=0) == [dead]
    assert await store.letters(stream=None, event_id=other.event_id, shard=0) == [other]
    assert await store.letters(stream="s-9", event_id=None, shard=0) == []
    assert await store.letters(stream=None, event_id=None, shard=0) == []
    assert await store.letters(stream="s-1", event_id=dead.event_id, shard=4) == []
    assert (await rig.owner().claim()).held == {"s-1": 2, "s-2": 1}
    assert (await rig.owner(1).claim()).held == {}


async def test_a_closed_letter_holds_nothing_and_is_found_no_more(rig: Rig) -> None:
    owner = await rig.owner().claim()
    draft = owner.draft()
    first = letter(draft, 0, "s-1", 1, name="parked")
    second = letter(draft, 0, "s-1", 2, name="parked")
    dead = letter(draft, 0, None, 3)
    await owner.append(draft.finish(5, {}))
    for closed, held, left in (
        ([first.event_id], {"s-1": 1}, [second]),
        ([first.event_id, dead.event_id], {"s-1": 1}, [second]),
        ([second.event_id], {}, []),
    ):
        batch = owner.batch(records=1)
        batch.closed_letters = closed
        await owner.append(batch)
        assert await rig.store.letters(stream="s-1", event_id=None, shard=0) == left
        assert (await owner.claim()).held == held
    assert await rig.store.letters(stream=None, event_id=dead.event_id, shard=0) == []


# -- the longest values -------------------------------------------------------------------------


async def test_the_longest_values_that_the_contract_allows_are_stored(rig: Rig) -> None:
    """Not to be pressed together, and four bytes a character: the widest that an index ever holds."""
    dice = random.Random(1)

    def number() -> str:
        return "".join(chr(dice.randrange(0x20000, 0x2A000)) for _ in range(128))

    owner = await rig.owner().claim()
    loan, obligor = number(), number()
    stream, draft = f"security-{loan}", owner.draft()
    cause = msgspec.structs.replace(CAUSE, key=obligor)
    event = Noted(loan_id=loan, effective_on=DAY, text="x")
    draft.append_kit(0, stream, event, cause, DAY)
    kept = letter(draft, 0, stream, 1, name="parked")
    batch = draft.finish(2, {})
    batch.agenda_added = [AgendaRow(0, DAY, stream, f"alarm:period:{number()}")]
    await owner.append(batch)
    (row, _) = await rig.store.page(0, 0, 10)
    assert (row.loan_id, row.key, row.stream) == (loan, obligor, stream)
    assert (await rig.store.load([stream], 0))[stream].key == obligor
    assert await rig.store.due([0], DAY) == batch.agenda_added
    assert await rig.store.letters(stream=stream, event_id=None, shard=0) == [kept]
