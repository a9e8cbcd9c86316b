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


def large(*sizes: int, first: int = 1, shard: int = 3) -> list[EventRow]:
    return [
        msgspec.structs.replace(ROW, shard=shard, position=first + n, payload=b"x" * size)
        for n, size in enumerate(sizes)
    ]


def test_rows_are_given_up_to_so_many_bytes_and_the_first_one_always() -> None:
    tail, rows = Tail([3]), large(5, 5, 1, 90, 1)
    tail.add(rows)

    assert tail.after(3, 0, 10, 9) == rows[:1]
    assert tail.after(3, 0, 10, 10) == rows[:2]
    assert tail.after(3, 0, 1, 10) == rows[:1], "the number of rows is kept to as well"
    assert tail.after(3, 0, 10, 11) == rows[:3]
    assert tail.after(3, 3, 10, 10) == rows[3:4], "one that is larger than the limit goes alone"
    assert tail.after(3, 4, 10, 10) == rows[4:]


def test_a_tail_that_would_grow_too_large_begins_anew() -> None:
    tail = Tail([3, 4], bytes_max=10)
    tail.add(large(4) + large(3, shard=4))
    tail.add(large(3, first=2))
    assert tail.after(3, 0, 10) == large(4) + large(3, first=2), "ten bytes are not too many"

    tail.add(large(1, first=3))
    assert tail.after(3, 0, 10) == []
    assert tail.after(4, 0, 10) == []
    assert tail.after(3, 2, 10) == large(1, first=3)


def test_what_was_let_go_leaves_room() -> None:
    tail = Tail([3], bytes_max=10)
    for position in range(1, 50):
        tail.add(large(6, first=position))
        assert tail.after(3, position - 1, 10) == large(6, first=position)
        assert tail.after(3, position, 10) == []
    tail.add(large(6, first=60))
    tail.add(large(4, first=61))
    tail.add(large(9, first=70))
    assert tail.after(3, 69, 10) == large(9, first=70), "what lies before a gap counts no more"


def test_a_batch_that_is_too_large_by_itself_is_not_kept() -> None:
    tail = Tail([3], bytes_max=10)
    tail.add(large(11))
    assert tail.after(3, 0, 10) == [], "the store must be asked"
    tail.add(large(10, first=2))
    assert tail.after(3, 0, 10) == []
    assert tail.after(3, 1, 10) == large(10, first=2)
