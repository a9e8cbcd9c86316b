"""A store that ends before what was sent from it was put back to an older state."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from services.kit import relay
from services.kit.batch import ShardState
from services.kit.page_order import in_order
from services.kit.restored import Restored, check_not_older, look_back

SHARDS = (0, 4, 8, 12)
FARTHEST = 40
Record = tuple[int, int]


def owner_at(positions: Mapping[int, int]) -> Any:
    states = {
        shard: ShardState(
            shard=shard,
            epoch=1,
            position=position,
            hlc=0,
            recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
            closed_on=None,
        )
        for shard, position in positions.items()
    }
    service = SimpleNamespace(journal_topic="postloan.toy.journal.v1")
    return SimpleNamespace(shards=states, service=service)


def seen(journal: Sequence[Record], begin: int = 0) -> tuple[dict[int, int], int]:
    """What a look at this journal finds, and how many records it read."""
    read = []

    async def reading(first: int, end: int) -> Sequence[Record]:
        assert begin <= first < end <= len(journal)
        read.extend(journal[first:end])
        return journal[first:end]

    found = asyncio.run(look_back(reading, begin, len(journal), SHARDS, FARTHEST))
    return found, len(read)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "PAGE", 2)  # eight records of four shards


def sent_at_once(first: int, end: int) -> list[Record]:
    """Positions of all shards, from ``first`` to before ``end``, in the order of pages of one each."""
    return [(shard, position) for position in range(first, end) for shard in SHARDS]


@pytest.mark.parametrize("sent", [{}, {4: 0}, {4: 41}, {4: 42}, {7: 99}])
def test_a_store_that_holds_what_was_sent_is_taken(sent: dict[int, int]) -> None:
    check_not_older(owner_at({4: 42}), sent)


def test_a_store_that_lacks_what_was_sent_is_refused_with_both_positions() -> None:
    with pytest.raises(Restored, match=r"position 43 was sent .* ends at 42: it was restored"):
        check_not_older(owner_at({0: 42, 4: 42}), {0: 42, 4: 43})


def test_the_last_record_may_be_of_a_shard_that_the_old_copy_holds() -> None:
    """Stored in shard 12, copied, stored in shard 4; the page has shard 4 first: the copy was taken."""
    rows = {4: [SimpleNamespace(shard=4, position=1, type="x")], 0: [], 8: []}
    rows[12] = [SimpleNamespace(shard=12, position=1, type="x")]
    known = {0: 0, 4: 1, 8: 0, 12: 1}
    page = in_order(SHARDS, rows, dict.fromkeys(SHARDS, 0), known)  # type: ignore[arg-type]
    journal = [(row.shard, row.position) for row in page]
    assert journal == [(4, 1), (12, 1)]
    found, _ = seen(journal)
    check_not_older(owner_at(known), found)
    with pytest.raises(Restored, match="shard 4: position 1 was sent"):
        check_not_older(owner_at({**known, 4: 0}), found)


def test_an_empty_journal_proves_nothing() -> None:
    assert seen([]) == ({}, 0)


def test_a_look_ends_one_page_after_all_shards_were_seen() -> None:
    journal = sent_at_once(1, 11)
    assert seen(journal) == (dict.fromkeys(SHARDS, 10), 16)


def test_a_page_sent_again_and_cut_short_does_not_hide_what_was_sent_before() -> None:
    page = [(shard, position) for shard in SHARDS for position in (11, 12)]
    journal = [*sent_at_once(1, 11), *page, *page[:-1], *page[:-1]]
    assert (12, 12) not in journal[-len(page) :]
    assert seen(journal)[0] == dict.fromkeys(SHARDS, 12)


@pytest.mark.parametrize(("behind", "found"), [(FARTHEST - 1, True), (FARTHEST, False)])
def test_a_shard_is_looked_for_as_far_back_as_a_backlog_reaches(behind: int, found: bool) -> None:
    journal = [(4, 7), *((0, position) for position in range(1, behind + 1))]
    positions, read = seen(journal)
    assert (positions.get(4) == 7, read) == (found, FARTHEST)


def test_what_kafka_has_deleted_is_not_asked_for() -> None:
    journal = [(0, position) for position in range(1, 11)]
    assert seen(journal, begin=4) == ({0: 10}, 6)
