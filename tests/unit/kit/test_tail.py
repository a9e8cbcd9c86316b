"""The rows that the relay is handed: in order, without a gap, never too many."""

from __future__ import annotations

import msgspec

from services.kit.row import EventRow
from services.kit.tail import Tail
from tests.unit.kit.rows import ROW


def at(*positions: int, shard: int = 3) -> list[EventRow]:
    return [msgspec.structs.replace(ROW, shard=shard, position=n) for n in positions]


def test_rows_that_follow_the_cursor_are_given_in_order_up_to_the_limit() -> None:
    tail = Tail([3, 4])
    tail.add(at(1, 2) + at(1, shard=4))
    tail.add(at(3))

    assert tail.after(3, 0, 2) == at(1, 2)
    assert tail.after(3, 0, 10) == at(1, 2, 3), "looking takes nothing away"
    assert tail.after(4, 0, 10) == at(1, shard=4)


def test_rows_that_were_sent_are_let_go() -> None:
    tail = Tail([3])
    tail.add(at(1, 2, 3))

    assert tail.after(3, 2, 10) == at(3)
    assert tail.after(3, 0, 10) == [], "the first two are gone: the store must be asked"
    assert tail.after(3, 3, 10) == []


def test_rows_that_do_not_follow_the_cursor_are_not_used() -> None:
    tail = Tail([3])
    tail.add(at(5, 6))

    assert tail.after(3, 3, 10) == [], "position 4 lies in the store only"
    assert tail.after(3, 4, 10) == at(5, 6)


def test_after_a_gap_only_what_follows_it_is_kept() -> None:
    tail = Tail([3])
    tail.add(at(1, 2))
    tail.add(at(5))

    assert tail.after(3, 0, 10) == []
    assert tail.after(3, 4, 10) == at(5)


def test_a_tail_that_would_grow_too_long_begins_anew() -> None:
    tail = Tail([3, 4], rows_max=4)
    tail.add(at(1, 2) + at(1, shard=4))
    tail.add(at(3))
    assert tail.after(3, 0, 10) == at(1, 2, 3), "four rows are not too many"

    tail.add(at(4))
    assert tail.after(3, 0, 10) == []
    assert tail.after(4, 0, 10) == []
    assert tail.after(3, 3, 10) == at(4)
