"""A batch in the making: positions, versions, times, ids and links before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import chain, events, hlc
from services.kit.batch import AgendaRow, ShardState
from services.kit.domain import DomainEvent, Due
from services.kit.draft import Cause, Draft, Live
from services.kit.row import EventRow

NOW = datetime(2024, 3, 20, 4, 0, tzinfo=UTC)
DAY = date(2024, 3, 20)
CAUSE = Cause(id="m-1", source="/test", correlation_id="c-1", key="C-1", actor="li")


class Noted(DomainEvent, frozen=True, kw_only=True):
    NAME: ClassVar[str] = "draft.Noted"
    VERSION: ClassVar[int] = 3


def state(shard: int, position: int = 0, closed_on: date | None = None) -> ShardState:
    return ShardState(shard, 5, position, hlc.physical(NOW), NOW, closed_on)


def draft(now: datetime = NOW, *, closed_on: date | None = None, position: int = 0) -> Draft:
    shards = {shard: state(shard, position, closed_on) for shard in (0, 4)}
    return Draft("monitoring", "topic", 0, 10, shards, {}, now)


def note(on: Draft, stream: str = "s-1", shard: int = 0, cause: Cause = CAUSE) -> EventRow:
    event = Noted(loan_id="L-1", effective_on=DAY)
    return on.append_kit(shard, stream, event, cause, DAY)


@given(st.lists(st.tuples(st.sampled_from([0, 4]), st.sampled_from("abc")), max_size=30))
def test_positions_and_versions_are_dense_and_the_links_hold(
    written: Sequence[tuple[int, str]],
) -> None:
    made = draft(position=7)
    for shard, name in written:
        note(made, f"{name}-{shard}", shard)
    batch = made.finish(11, {})
    assert made.size == len(batch.events) == len(written)
    for move in batch.shards:
        rows = [row for row in batch.events if row.shard == move.after.shard]
        assert [row.position for row in rows] == [*range(8, 8 + len(rows))]
        assert (move.before.position, move.after.position) == (7, 7 + len(rows))
        assert move.after.epoch == move.before.epoch == 5
    for stream in batch.streams:
        rows = [row for row in batch.events if row.stream == stream.stream]
        head = chain.genesis("monitoring", stream.stream)
        for version, row in enumerate(rows, 1):
            head = chain.link(head, row)
            assert (row.version, row.link) == (version, head)
        assert (stream.expected, stream.version, stream.head) == (0, len(rows), head)
    assert len({row.event_id for row in batch.events}) == len(written)


def test_a_row_tells_where_it_comes_from() -> None:
    cause = msgspec.structs.replace(CAUSE, hlc=99, link=b"\x07" * 32, traceparent="00-a-b-01")
    row = note(draft(), cause=cause)
    assert (row.causation_id, row.correlation_id, row.cause_link) == ("m-1", "c-1", b"\x07" * 32)
    assert (row.actor, row.key, row.loan_id, row.traceparent) == ("li", "C-1", "L-1", "00-a-b-01")
    assert (row.type, row.schema_version, row.recorded_at) == ("draft.Noted", 3, NOW)
    assert events.encode(Noted(loan_id="L-1", effective_on=DAY)) == row.payload


def test_handling_the_same_message_again_gives_the_same_ids() -> None:
    first, again = draft(), draft(NOW + timedelta(hours=1), position=500)
    ids = [[note(made, stream).event_id for stream in ("a", "a", "b")] for made in (first, again)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


@pytest.mark.parametrize("field", ["id", "source"])
def test_another_cause_gives_other_ids(field: str) -> None:
    other = msgspec.structs.replace(CAUSE, **{field: "other"})
    assert note(draft()).event_id != note(draft(), cause=other).event_id


def test_the_clock_follows_the_cause_and_the_instant_never_goes_back() -> None:
    ahead = hlc.physical(NOW) + 12_345
    made = draft(NOW - timedelta(days=1))
    one = note(made, cause=msgspec.structs.replace(CAUSE, hlc=ahead))
    two = note(made)
    assert (one.hlc, two.hlc) == (ahead + 1, ahead + 2)
    assert one.recorded_at == two.recorded_at == NOW


def test_knowledge_never_falls_into_a_closed_day() -> None:
    assert draft().known_on(0, DAY) == DAY
    closed = draft(closed_on=DAY)
    assert closed.known_on(0, DAY - timedelta(days=9)) == DAY + timedelta(days=1)
    assert closed.known_on(0, DAY) == DAY + timedelta(days=1)
    assert closed.known_on(0, DAY + timedelta(days=3)) == DAY + timedelta(days=3)


def test_a_day_is_closed_once_and_never_opened_again() -> None:
    made = draft()
    for days in (0, 1, -1):
        made.close_day(4, DAY + timedelta(days=days))
    batch = made.finish(11, {})
    assert [(m.after.shard, m.after.closed_on) for m in batch.shards] == [
        (4, DAY + timedelta(days=1))
    ]


def test_what_did_not_move_is_not_written() -> None:
    made = draft()
    note(made, shard=4)
    batch = made.finish(12, {})
    assert [move.after.shard for move in batch.shards] == [4]
    assert (batch.topic, batch.partition, batch.offset_from, batch.offset_to) == (
        "topic", 0, 10, 12,
    )  # fmt: skip


def test_only_the_difference_of_an_agenda_is_written() -> None:
    made = draft()
    stays, goes, comes = (Due(DAY + timedelta(days=n), f"reason {n}") for n in range(3))
    before = Live("state", 4, b"head", frozenset({stays, goes}), "C-1")
    made.touch("s-1", before)
    made.live["s-1"] = msgspec.structs.replace(before, agenda=frozenset({stays, comes}))
    made.touch("s-1", made.live["s-1"])  # a second change in this draft: the stored one counts
    batch = made.finish(11, {"s-1": 4})
    assert batch.agenda_removed == [AgendaRow(4, goes.on, "s-1", goes.reason)]
    assert batch.agenda_added == [AgendaRow(4, comes.on, "s-1", comes.reason)]


def test_a_draft_that_is_thrown_away_has_changed_nothing() -> None:
    shards = {0: state(0)}
    heads = {"s-1": (3, b"\x01" * 32)}
    made = Draft("monitoring", "topic", 0, 10, shards, heads, NOW)
    assert note(made).version == 4
    made.close_day(0, DAY)
    assert (shards, heads) == ({0: state(0)}, {"s-1": (3, b"\x01" * 32)})
