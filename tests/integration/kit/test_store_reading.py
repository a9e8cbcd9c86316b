"""Both stores: what was written is found again, by stream and by position."""

from __future__ import annotations

from services.kit.batch import RelayMove
from services.kit.pages import Page
from tests.integration.kit import store_cases
from tests.integration.kit.store_cases import SERVICE, Rig, letter, note, texts

database, rig = store_cases.database, store_cases.rig


async def test_many_streams_are_loaded_at_once_each_in_order(rig: Rig) -> None:
    owner = await rig.owner().claim()
    for turn in ("a", "b", "c"):
        await owner.write(*((f"s-{n}", f"{turn}{n}") for n in range(30)))
    wanted = [f"s-{n}" for n in range(0, 30, 2)]
    past = await rig.store.load([*wanted, "s-never"], 0)
    assert set(past) == set(wanted)
    for stream, found in past.items():
        number = stream.removeprefix("s-")
        assert texts(found.events) == [f"a{number}", f"b{number}", f"c{number}"]
        assert (found.version, found.head) == owner.heads[stream]
        assert found.key == store_cases.CAUSE.key
        assert {stored[:2] for stored in found.events} == {("case.Noted", 1)}
    assert await rig.store.load([], 0) == {}


async def test_heads_tell_version_and_link_without_the_events(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.write(("s-1", "a"), ("s-2", "b"), ("s-1", "c"))
    assert await rig.store.heads(["s-1", "s-2", "s-3"], 0) == owner.heads
    assert owner.heads["s-1"][0] == 2
    assert await rig.store.heads([], 0) == {}


async def test_a_page_follows_a_position_and_has_a_limit(rig: Rig) -> None:
    owner = await rig.owner().claim()
    written = await owner.write(*(("s-1", str(n)) for n in range(10)))
    assert await rig.store.page(0, 0, 100) == written
    assert await rig.store.page(0, 0, 3) == written[:3]
    assert await rig.store.page(0, 7, 3) == written[7:]
    assert await rig.store.page(0, 10, 3) == []
    assert await rig.store.page(0, 99, 3) == []
    assert await rig.store.page(4, 0, 3) == []


async def test_pages_of_several_shards_have_a_limit_each(rig: Rig) -> None:
    first, second = await rig.owner(0).claim(), await rig.owner(1).claim()
    low = await first.write(*((f"{SERVICE}-{n}", "x") for n in range(5)), shard=0)
    high = await first.write(*(("other", "x") for _ in range(5)), shard=12)
    await second.write(("s-1", "not asked for"), shard=1)
    rows = await rig.store.pages({12: 1, 0: 3, 8: 0}, 2)
    assert rows == [*low[3:5], *high[1:3]]


async def test_a_page_keeps_within_its_bytes_and_its_first_event_always_comes(rig: Rig) -> None:
    owner = await rig.owner().claim()
    written = await owner.write(*(("s-1", "x" * size) for size in (10, 10, 5_000, 10, 10)))
    other = await owner.write(("s-2", "y" * 9_000), ("s-2", "y"), shard=4)
    one = len(written[0].payload)
    for after, bytes_max, expected in (
        (0, 2 * one - 1, written[:1]),
        (0, 2 * one, written[:2]),
        (0, 0, written[:1]),
        (2, one, written[2:3]),
        (2, 3 * one, written[2:3]),
        (3, 2 * one, written[3:]),
        (5, one, []),
    ):
        assert await rig.store.pages({0: after}, 10, bytes_max) == expected
    assert await rig.store.pages({0: 3, 4: 0}, 10, one) == [written[3], other[0]], "each shard's"
    assert await rig.store.pages({0: 0}, 1, 9_999) == written[:1], "the rows are bounded too"


async def test_the_relays_cursor_is_kept_with_what_was_sent_to_each_topic(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.write(*(("s-1", str(n)) for n in range(4)))
    epoch = owner.shards[0].epoch
    assert await rig.store.relay_state(owner.owned) == dict.fromkeys(owner.owned, (0, {}))
    await rig.store.relay_move([RelayMove(0, epoch, 0, 2, {"out": 1, "replies": 2})])
    await rig.store.relay_move([RelayMove(0, epoch, 2, 4, {"out": 3})])
    assert (await rig.store.relay_state([0]))[0] == (4, {"out": 3, "replies": 2})


async def test_another_connection_sees_the_same(rig: Rig) -> None:
    owner = await rig.owner().claim()
    written = await owner.write(("s-1", "a"))
    other = rig.another()
    assert await other.page(0, 0, 10) == written
    await other.close()
    await other.close()
    assert await rig.store.page(0, 0, 10) == written


async def test_letters_of_a_stream_come_page_by_page(rig: Rig) -> None:
    """Others lie between them; a page has at least one letter, however large."""
    owner = await rig.owner().claim()
    draft, kept = owner.draft(), []
    for n in range(5):
        note(draft, 0, "s-1", "of the rules")
        kept.append(letter(draft, 0, "s-1", 3 * n, name="parked"))
        letter(draft, 0, "s-2", 3 * n + 1, name="parked")
        letter(draft, 0, None, 3 * n + 2)
    batch = draft.finish(20, {})
    batch.closed_letters = [kept[2].event_id]
    await owner.append(batch)
    size = len(kept[0].payload)
    assert all(len(row.payload) == size for row in kept)
    for page, expected in (
        (Page(), [0, 1, 3, 4]),
        (Page(rows=3), [0, 1, 3]),
        (Page(kept[0].position, rows=2), [1, 3]),
        (Page(kept[0].position - 1, rows=1), [0]),
        (Page(kept[4].position), []),
        (Page(bytes=2 * size), [0, 1]),
        (Page(bytes=2 * size - 1), [0]),
        (Page(kept[1].position, bytes=1), [3]),
    ):
        found = await rig.store.letters(stream="s-1", event_id=None, shard=0, page=page)
        assert found == [kept[n] for n in expected], page
    one = kept[1].event_id
    assert await rig.store.letters(stream=None, event_id=one, shard=0, page=Page(bytes=0)) == [
        kept[1]
    ]


async def test_the_streams_of_shards_come_by_shard_and_name(rig: Rig) -> None:
    owner = await rig.owner().claim()
    await owner.write(("s-2", "a"), ("s-10", "b"), ("s-2", "c"))
    await owner.write(("B", "d"), ("a", "e"), shard=4)
    assert await rig.store.streams([4, 0]) == [(0, "s-10"), (0, "s-2"), (4, "B"), (4, "a")]
    assert await rig.store.streams([8]) == []
