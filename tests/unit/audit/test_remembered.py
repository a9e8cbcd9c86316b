"""What is remembered of a loan serves again for exactly the same rows, and is bounded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.audit.findings import Finding
from services.audit.knowledge import Entry
from services.audit.remembered import ROW_BYTES, Memory, Read, Remembered
from services.kit.row import COLUMNS, EventRow
from tests.unit.audit.counting import added, opened
from tests.unit.audit.sent import sent
from tests.unit.audit.writer import Writer, edited

PLENTY = 1 << 30


def read(loan: str = "L-1", events: int = 3) -> Read:
    writer = Writer("monitoring")
    writer.write(f"loan-{loan}", opened(loan=loan))
    for entry in range(1, events):
        writer.write(f"loan-{loan}", added(entry, entry, "2024-01-05", loan))
    return Read(
        _sent(writer.rows),
        b"",
        [("monitoring", name, row.version, row.link) for name, row in writer.streams.items()],
        [],
    )


def _sent(rows: Iterable[EventRow]) -> bytes:
    return sent(Entry("monitoring", row, place) for place, row in enumerate(rows, 1))


def take(memory: Memory, loan: str, read: Read) -> Remembered:
    """As the library does it."""
    return memory.take(loan, read, memory.entries(loan, read.rows))


def asked(memory: Memory, loan: str, read: Read, answer: bytes = b"1") -> Remembered:
    """A question about the loan, and its answer."""
    found = take(memory, loan, read)
    found.answers.setdefault("loan", msgspec.Raw(answer))
    memory.keep(found)
    return found


def test_the_same_rows_bring_back_what_was_made_of_them() -> None:
    memory = Memory(PLENTY)
    first = asked(memory, "L-1", read())
    again = take(memory, "L-1", read())
    assert again is first
    assert again.answers == {"loan": msgspec.Raw(b"1")}


CHANGES: dict[str, Any] = {
    "shard": 4,
    "stream": "loan-L-2",
    "version": 9,
    "position": 9,
    "event_id": UUID("00000000-0000-4000-8000-000000000009"),
    "type": "counting.Opened",
    "schema_version": 2,
    "loan_id": "L-2",
    "key": "C-2",
    "effective_on": date(2024, 1, 9),
    "known_on": date(2024, 1, 9),
    "recorded_at": datetime(2024, 1, 9, tzinfo=UTC),
    "hlc": 9,
    "correlation_id": "corr-9",
    "causation_id": "core-9",
    "cause_link": b"9",
    "actor": "somebody",
    "traceparent": "9",
    "payload": b"{}",
    "link": b"9",
}


@pytest.mark.parametrize(("column", "change"), CHANGES.items())
def test_a_row_that_differs_in_one_column_is_another_past(column: str, change: Any) -> None:
    memory = Memory(PLENTY)
    asked(memory, "L-1", read())
    writer = Writer("monitoring")
    rows = [writer.write("loan-L-1", opened())]
    rows += [writer.write("loan-L-1", added(n, n, "2024-01-05")) for n in (1, 2)]
    assert _sent(rows) == read().rows, "the rows, as they were read"
    rows[1] = edited(rows[1], **{column: change})
    assert not take(memory, "L-1", read()._replace(rows=_sent(rows))).answers


def test_every_column_is_changed_once() -> None:
    assert tuple(CHANGES) == COLUMNS


@pytest.mark.parametrize(
    "which", ["fewer rows", "more rows", "more rows of others", "an end", "a finding"]
)
def test_any_other_difference_is_another_past_too(which: str) -> None:
    before = read()
    changed = {
        "fewer rows": before._replace(rows=read(events=2).rows),
        "more rows": read(events=4),
        "more rows of others": before._replace(others=read("L-2").rows),
        "an end": before._replace(ends=[("monitoring", "loan-L-1", 3, bytes(32))]),
        "a finding": before._replace(
            findings=[
                Finding(rule="link_broken", detail="", where="arrival", service="monitoring")
            ]
        ),
    }
    memory = Memory(PLENTY)
    asked(memory, "L-1", before)
    assert not take(memory, "L-1", changed[which]).answers
    assert memory.size == 0, "what no longer holds is forgotten"


def test_what_was_asked_about_longest_ago_makes_room() -> None:
    """Two loans of 3 rows fit exactly; with the third the one goes that was asked about first."""
    size = asked(Memory(PLENTY), "L-1", read("L-1")).size
    memory = Memory(2 * size)
    for loan in ("L-1", "L-2", "L-1", "L-3"):
        asked(memory, loan, read(loan))
    assert memory.size == 2 * size
    assert take(memory, "L-1", read("L-1")).answers
    assert not take(memory, "L-2", read("L-2")).answers
    assert take(memory, "L-3", read("L-3")).answers


def test_one_byte_less_than_it_takes_remembers_nothing() -> None:
    size = asked(Memory(PLENTY), "L-1", read()).size
    for limit, remembered in ((size - 1, False), (size, True), (0, False)):
        memory = Memory(limit)
        asked(memory, "L-1", read())
        assert bool(take(memory, "L-1", read()).answers) is remembered


def test_rows_and_answers_count() -> None:
    of_rows = read()._replace(others=read("L-2", 2).rows)
    loan = asked(Memory(PLENTY), "L-1", of_rows, b"12345")
    assert loan.size == 5 * ROW_BYTES + len(of_rows.rows) + len(of_rows.others) + 5


def test_a_past_made_anew_holds_the_rows_of_others_once() -> None:
    """Though the loan's own rows were taken from what is remembered."""
    memory = Memory(PLENTY)
    asked(memory, "L-1", read()._replace(others=read("L-2").rows))
    found = take(memory, "L-1", read()._replace(others=read("L-2", 4).rows))
    assert len(found.past.entries) == 3 + 4
