"""Both stores: consumed offsets, epochs, versions, positions and times."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

import msgspec
import pytest
from eventsourcing.persistence import RecordConflictError

from services.kit import chain
from services.kit.batch import RelayMove, ShardMove, Stale
from services.kit.sharding import SHARDS
from tests.integration.kit import store_cases
from tests.integration.kit.store_cases import DAY, SERVICE, TOPIC, Rig, note

database, rig = store_cases.database, store_cases.rig


# -- the consumed offset ------------------------------------------------------------------------


async def test_a_batch_moves_the_offset_to_where_it_ends(rig: Rig) -> None:
    owner = await rig.owner().claim()
    assert owner.offset == 0
    await owner.append(owner.batch(("s-1", "a"), records=7))
    offset, shards = await rig.store.positions(TOPIC, 0, owner.owned)
    assert offset == 7
    assert shards == owner.shards


async def test_the_same_batch_is_never_written_twice(rig: Rig) -> None:
    owner = await rig.owner().claim()
    batch = await owner.append(owner.batch(("s-1", "a")))
    before = await rig.picture()
    with pytest.raises(Stale):
        await rig.store.append(batch)
    assert await rig.picture() == before


@pytest.mark.parametrize("offset_from", [1, 3], ids=["behind", "ahead"])
async def test_a_batch_from_another_offset_is_stale(rig: Rig, offset_from: int) -> None:
    owner = await rig.owner().claim()
    await owner.append(owner.batch(("s-1", "a"), records=2))
    batch = owner.batch(("s-1", "b"))
    batch.offset_from = offset_from
    with pytest.raises(Stale, match="any more"):
        await rig.store.append(batch)


async def test_a_partition_that_nobody_claimed_takes_no_batch(rig: Rig) -> None:
    with pytest.raises(Stale):
        await rig.store.append(rig.owner(1).batch(records=1))


async def test_a_batch_without_events_moves_the_offset_all_the_same(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.append(owner.batch(records=5))
    assert (await rig.store.positions(TOPIC, 0, owner.owned))[0] == 5


async def test_partitions_and_topics_have_offsets_of_their_own(rig: Rig) -> None:
    first, second = await rig.owner(0).claim(), await rig.owner(1).claim()
    await first.append(first.batch(records=3))
    claim = await rig.store.claim([TOPIC, "commands"], 1, second.owned)
    assert claim.next_offsets == {TOPIC: 0, "commands": 0}
    assert (await rig.store.positions(TOPIC, 0, first.owned))[0] == 3
    assert (await rig.store.positions("never heard of", 0, first.owned))[0] == 0


# -- epochs -------------------------------------------------------------------------------------


async def test_a_second_claim_fences_the_first_owner(rig: Rig) -> None:
    zombie = await rig.owner().claim()
    await zombie.write(("s-1", "a"))
    owner = await rig.owner(store=rig.another()).claim()
    assert owner.offset == 1
    assert all(owner.shards[n].epoch == zombie.shards[n].epoch + 1 for n in owner.owned)
    assert owner.shards[0].position == 1
    before = await rig.picture()
    with pytest.raises(Stale, match="owner"):
        await zombie.write(("s-1", "b"))
    assert await rig.picture() == before
    owner.heads = await rig.store.heads(["s-1"], 0)
    await owner.write(("s-1", "b"))


async def test_a_zombie_can_not_move_the_relay_either(rig: Rig) -> None:
    zombie = await rig.owner().claim()
    await zombie.write(("s-1", "a"))
    owner = await rig.owner().claim()
    with pytest.raises(Stale):
        await rig.store.relay_move([RelayMove(0, zombie.shards[0].epoch, 0, 1, {"out": 1})])
    assert await rig.store.relay_state([0]) == {0: (0, {})}
    await rig.store.relay_move([RelayMove(0, owner.shards[0].epoch, 0, 1, {"out": 1})])
    assert await rig.store.relay_state([0]) == {0: (1, {"out": 1})}


async def test_a_zombie_moves_not_even_the_offset_of_records_without_effect(rig: Rig) -> None:
    zombie = await rig.owner().claim()
    batch = zombie.batch(records=3)
    unmoved = zombie.shards[0]
    batch.shards = [ShardMove(unmoved, unmoved)]
    await rig.owner().claim()
    before = await rig.picture()
    with pytest.raises(Stale):
        await rig.store.append(batch)
    assert await rig.picture() == before


async def test_an_owner_moves_the_offset_of_records_without_effect(rig: Rig) -> None:
    owner = await rig.owner().claim()
    batch = owner.batch(records=3)
    batch.shards = [ShardMove(owner.shards[0], owner.shards[0])]
    await owner.append(batch)
    offset, shards = await rig.store.positions(TOPIC, 0, owner.owned)
    assert (offset, shards) == (3, owner.shards)


async def test_of_two_calls_with_one_batch_at_the_same_time_one_writes(rig: Rig) -> None:
    """A call whose caller gave up may still be under way when the batch is put again."""
    owner = await rig.owner().claim()
    batch = owner.batch(("s-1", "a"), ("s-2", "b"))
    calls = (rig.store.append(batch), rig.another().append(batch))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Stale"]
    assert await rig.store.page(0, 0, 10) == batch.events


async def test_a_move_of_the_relay_is_made_once(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.write(("s-1", "a"))
    move = RelayMove(0, owner.shards[0].epoch, 0, 1, {"out": 1})
    await rig.store.relay_move([move])
    with pytest.raises(Stale):
        await rig.store.relay_move([move])
    assert await rig.store.relay_state([0]) == {0: (1, {"out": 1})}


async def test_a_claim_leaves_other_partitions_alone(rig: Rig) -> None:
    first = await rig.owner(0).claim()
    await rig.owner(1).claim()
    await first.write(("s-1", "a"))


# -- versions -----------------------------------------------------------------------------------


async def test_two_writers_of_one_version_end_in_one_event(rig: Rig) -> None:
    """The cautionary test of event-store.md 1.4: no event may vanish without an error."""
    owner = await rig.owner().claim()
    await owner.write(("s-1", "a"))
    owner.heads["s-1"] = (0, chain.genesis(SERVICE, "s-1"))
    with pytest.raises(RecordConflictError, match="s-1"):
        await owner.write(("s-1", "instead of a"))
    past = await rig.store.load(["s-1"], 0)
    assert store_cases.texts(past["s-1"].events) == ["a"]


@pytest.mark.parametrize("version", [1, 3], ids=["behind", "ahead"])
async def test_a_stream_at_another_version_is_a_conflict(rig: Rig, version: int) -> None:
    owner = await rig.owner().claim()
    await owner.write(("s-1", "a"), ("s-1", "b"))
    owner.heads["s-1"] = (version, b"\x00" * 32)
    with pytest.raises(RecordConflictError):
        await owner.write(("s-1", "c"))


async def test_a_stream_that_is_not_there_can_not_be_continued(rig: Rig) -> None:
    owner = await rig.owner().claim()
    owner.heads["s-9"] = (4, b"\x00" * 32)
    with pytest.raises(RecordConflictError):
        await owner.write(("s-9", "e"))
    assert await rig.store.load(["s-9"], 0) == {}


# -- positions ----------------------------------------------------------------------------------


async def test_positions_are_dense_in_every_shard(rig: Rig) -> None:
    first, second = await rig.owner(0).claim(), await rig.owner(1).claim()
    for turn in range(4):
        for owner in (first, second):
            for shard in owner.owned[: turn + 1]:
                await owner.write(*((f"s-{shard}-{n}", "x") for n in range(turn + 2)), shard=shard)
    rows = await rig.store.pages(dict.fromkeys(range(SHARDS), 0), 1_000)
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row.shard, []).append(row.position)
    assert set(found) == {*first.owned, *second.owned}
    assert all(positions == [*range(1, len(positions) + 1)] for positions in found.values())
    for owner in (first, second):
        _, stored = await rig.store.positions(TOPIC, owner.partition, owner.owned)
        assert {n: s.position for n, s in stored.items()} == {
            n: len(found[n]) for n in owner.owned
        }


async def test_a_batch_with_a_hole_in_its_positions_is_refused(rig: Rig) -> None:
    owner = await rig.owner().claim()
    batch = owner.batch(("s-1", "a"), ("s-2", "b"))
    batch.events[1] = msgspec.structs.replace(batch.events[1], position=3)
    before = await rig.picture()
    with pytest.raises(RecordConflictError):
        await rig.store.append(batch)
    assert await rig.picture() == before


async def test_a_batch_from_another_position_is_stale(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.write(("s-1", "a"))
    late = owner.shards[0]
    await owner.write(("s-1", "b"))
    owner.shards[0] = late
    with pytest.raises(Stale):
        await owner.write(("s-1", "c"))


# -- times --------------------------------------------------------------------------------------


async def test_the_instant_never_goes_back_in_a_shard_and_the_clock_always_rises(rig: Rig) -> None:
    owner = await rig.owner().claim()
    for minutes in (0, 5, -60, 6, -1_000_000):
        owner.now = store_cases.NOON + timedelta(minutes=minutes)
        await owner.write(("s-1", "x"), ("s-2", "y"))
    rows = await rig.store.page(0, 0, 100)
    instants = [row.recorded_at for row in rows]
    assert instants == sorted(instants)
    assert [row.hlc for row in rows] == sorted({row.hlc for row in rows})
    state = (await rig.store.positions(TOPIC, 0, owner.owned))[1][0]
    assert (state.recorded_at, state.hlc) == (rows[-1].recorded_at, rows[-1].hlc)
    again = await rig.owner().claim()
    assert again.shards[0].hlc == rows[-1].hlc


async def test_what_is_read_back_is_what_was_hashed_to_the_microsecond(rig: Rig) -> None:
    owner = await rig.owner().claim()
    written = await owner.write(("s-1", "逾期"), ("s-1", ""), ("s-1", "\x7f"))
    rows = await rig.store.page(0, 0, 100)
    assert rows == written
    assert rows[0].recorded_at.tzinfo is UTC
    assert rows[0].recorded_at == store_cases.NOON
    head = chain.genesis(SERVICE, "s-1")
    for row in rows:
        head = chain.link(head, row)
        assert head == row.link
    assert (await rig.store.heads(["s-1"], 0))["s-1"] == (3, head)


async def test_the_last_closed_day_is_kept_per_shard(rig: Rig) -> None:
    owner = await rig.owner().claim()
    draft = owner.draft()
    note(draft, 0, "day-0")
    for shard in owner.owned[:2]:
        draft.close_day(shard, DAY)
    await owner.append(draft.finish(1, {}))
    again = await rig.owner().claim()
    assert [again.shards[n].closed_on for n in again.owned] == [DAY, DAY, None, None]
