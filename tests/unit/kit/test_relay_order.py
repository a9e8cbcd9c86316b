"""The relay sends a partition's shards as one sequence, a closed day where it was, and no hole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import events
from services.kit.kit_events import KIT_EVENTS, DayClosed, ShardPosition
from services.kit.page_order import Hole, check_dense, in_order
from services.kit.pages import within
from services.kit.row import EventRow
from tests.unit.kit.rows import ROW

SHARDS = (1, 5, 9, 13)
FIRST = SHARDS[0]
events.register(KIT_EVENTS)


def row(shard: int, position: int) -> EventRow:
    return msgspec.structs.replace(ROW, shard=shard, position=position, type="case.Noted")


def closed(position: int, **after: int) -> EventRow:
    """A closed day in the first shard, behind these positions."""
    marks = tuple(ShardPosition(int(name.removeprefix("s")), at) for name, at in after.items())
    day = DayClosed(
        loan_id="",
        effective_on=date(2024, 3, 20),
        business_date=date(2024, 3, 20),
        after=marks,
    )
    return msgspec.structs.replace(row(FIRST, position), type=day.NAME, payload=events.encode(day))


def sent(
    rows: Sequence[EventRow], known: dict[int, int], cursors: dict[int, int] | None = None
) -> list[tuple[int, int]]:
    pages = {shard: [each for each in rows if each.shard == shard] for shard in SHARDS}
    before = dict.fromkeys(SHARDS, 0) | (cursors or {})
    ordered = in_order(SHARDS, pages, before, dict.fromkeys(SHARDS, 0) | known)
    return [(each.shard, each.position) for each in ordered]


# -- no hole ------------------------------------------------------------------------------------


def test_rows_that_follow_the_cursor_are_dense() -> None:
    check_dense(1, 4, [row(1, 5), row(1, 6), row(1, 7)])


@pytest.mark.parametrize(
    ("positions", "missing"),
    [((6, 7), 5), ((5, 7), 6), ((5, 6, 8), 7), ((5, 5), 6), ((4, 5), 5), ((6, 5), 5)],
)
def test_a_hole_is_named_and_so_is_a_position_twice(
    positions: tuple[int, ...], missing: int
) -> None:
    with pytest.raises(Hole, match=f"shard 1: position {missing} is missing, found"):
        check_dense(1, 4, [row(1, position) for position in positions])


def test_nothing_where_something_is_known_to_be_is_a_hole() -> None:
    with pytest.raises(Hole, match="shard 1: position 5 is missing, nothing follows"):
        check_dense(1, 4, [])


# -- one sequence -------------------------------------------------------------------------------


def test_without_closed_days_every_shard_is_sent_in_its_order() -> None:
    rows = [row(5, 1), row(1, 1), row(5, 2), row(1, 2)]
    assert sent(rows, {1: 2, 5: 2}) == [(1, 1), (1, 2), (5, 1), (5, 2)]


def test_a_closed_day_comes_behind_its_day_and_before_everything_later() -> None:
    rows = [row(1, 1), closed(2, s1=1, s5=2, s9=1), row(1, 3)]
    rows += [row(5, 1), row(5, 2), row(5, 3), row(9, 1), row(9, 2)]
    assert sent(rows, {1: 3, 5: 3, 9: 2}) == [
        (1, 1), (5, 1), (5, 2), (9, 1), (1, 2), (1, 3), (5, 3), (9, 2),
    ]  # fmt: skip


def test_days_one_after_the_other_keep_their_places() -> None:
    rows = [closed(1, s5=1), closed(2, s5=1), closed(3, s5=2)]
    rows += [row(5, 1), row(5, 2), row(5, 3)]
    assert sent(rows, {1: 3, 5: 3}) == [(5, 1), (1, 1), (1, 2), (5, 2), (1, 3), (5, 3)]


def test_what_a_day_waits_for_beyond_the_page_holds_it_back() -> None:
    rows = [row(1, 1), closed(2, s5=4), row(1, 3), row(5, 1), row(5, 2)]
    first = sent(rows, {1: 3, 5: 5})
    assert first == [(1, 1), (5, 1), (5, 2)]
    rest = [closed(2, s5=4), row(1, 3), row(5, 3), row(5, 4), row(5, 5)]
    assert sent(rest, {1: 3, 5: 5}, {1: 1, 5: 2}) == [(5, 3), (5, 4), (1, 2), (1, 3), (5, 5)]


def test_a_day_whose_positions_were_sent_before_goes_at_once() -> None:
    assert sent([closed(3, s5=7)], {1: 3, 5: 7}, {1: 2, 5: 7}) == [(1, 3)]


def test_other_shards_wait_while_the_first_one_has_more_than_its_page() -> None:
    """The next page of the first shard may hold a closed day that comes before them."""
    assert sent([row(1, 1), row(5, 1)], {1: 2, 5: 1}) == [(1, 1)]


@st.composite
def histories(draw: st.DrawFn) -> list[EventRow]:
    """Events and closed days as an owner writes them, in the order of writing."""
    written, at = list[EventRow](), dict.fromkeys(SHARDS, 0)
    for _ in range(draw(st.integers(0, 30))):
        shard = draw(st.sampled_from(SHARDS))
        at[shard] += 1
        if shard == FIRST and draw(st.booleans()):
            marks = {f"s{each}": position for each, position in at.items() if each != FIRST}
            written.append(closed(at[shard], **marks))
        else:
            written.append(row(shard, at[shard]))
    return written


@given(histories(), st.integers(1, 5), st.integers(0, 40), st.integers(0, 80))
def test_page_by_page_everything_is_sent_once_in_order_with_days_in_their_places(
    written: list[EventRow], limit: int, shard_bytes: int, page_bytes: int
) -> None:
    """Whatever bounds of rows and bytes cut a shard's page, or the whole one, short."""
    known = {s: sum(each.shard == s for each in written) for s in SHARDS}
    cursors, told = dict.fromkeys(SHARDS, 0), list[EventRow]()
    while cursors != known:
        pages = {
            s: [each for each in written if each.shard == s and each.position > cursors[s]][:limit]
            for s in SHARDS
        }
        pages = {s: within(page, shard_bytes) for s, page in pages.items()}
        ordered = within(in_order(SHARDS, pages, cursors, known), page_bytes)
        assert ordered, "the relay stands still"
        told += ordered
        cursors |= {each.shard: each.position for each in ordered}
    assert len(told) == len(written)
    for shard in SHARDS:
        assert [each.position for each in told if each.shard == shard] == [
            *range(1, known[shard] + 1)
        ]
    for place, day in enumerate(told):
        if day.type == DayClosed.NAME:
            earlier = written[: written.index(day)]
            assert {(e.shard, e.position) for e in told[:place]} == {
                (e.shard, e.position) for e in earlier
            }
