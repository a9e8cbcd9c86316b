"""What is remembered of a loan serves again for exactly the same rows, and is bounded."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.audit.findings import Finding
from services.audit.remembered import ROW_BYTES, Memory, Read, Remembered
from services.kit.row import COLUMNS
from tests.unit.audit.counting import added, opened
from tests.unit.audit.writer import Writer, edited

PLENTY = 1 << 30


def read(loan: str = "L-1", events: int = 3) -> Read:
    writer = Writer("monitoring")
    writer.write(f"loan-{loan}", opened(loan=loan))
    for entry in range(1, events):
        writer.write(f"loan-{loan}", added(entry, entry, "2024-01-05", loan))
    return Read(
        [_columns(place, row) for place, row in enumerate(writer.rows, 1)],
        [("monitoring", name, row.version, row.link) for name, row in writer.streams.items()],
        [],
    )


def _columns(place: int, row: Any) -> tuple[Any, ...]:
    return ("monitoring", place, *(getattr(row, column) for column in COLUMNS))


def asked(memory: Memory, loan: str, read: Read, answer: bytes = b"1") -> Remembered:
    """A question about the loan, and its answer."""
    found = memory.take(loan, read)
    found.answers.setdefault("loan", msgspec.Raw(answer))
    memory.keep(found)
    return found


def test_the_same_rows_bring_back_what_was_made_of_them() -> None:
    memory = Memory(PLENTY)
    first = asked(memory, "L-1", read())
    again = memory.take("L-1", read())
    assert again is first
    assert again.answers == {"loan": msgspec.Raw(b"1")}


CHANGES: dict[str, Any] = {
    "shard": 4,
    "stream": "loan-L-2",
    "version": 9,
    "position": 9,
    "event_id": "00000000-0000-4000-8000-000000000009",
    "type": "counting.Opened",
    "schema_version": 2,
    "loan_id": "L-2",
    "key": "C-2",
    "effective_on": "2024-01-09",
    "known_on": "2024-01-09",
    "recorded_at": "2024-01-09T00:00:00Z",
    "hlc": 9,
    "correlation_id": "corr-9",
    "causation_id": "core-9",
    "cause_link": b"9",
    "actor": "somebody",
    "traceparent": "9",
    "payload": b"{}",
    "link": b"9",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_row_that_differs_in_one_column_is_another_past(column: str) -> None:
    memory = Memory(PLENTY)
    asked(memory, "L-1", read())
    other = read()
    writer = Writer("monitoring")
    row = writer.write("loan-L-1", opened())
    row = writer.write("loan-L-1", added(1, 1, "2024-01-05"))
    rows = [*other.rows]
    assert rows[1] == _columns(2, row), "the second row, as it was read"
    rows[1] = _columns(2, edited(row, **{column: CHANGES[column]}))
    assert not memory.take("L-1", other._replace(rows=rows)).answers


@pytest.mark.parametrize("which", ["fewer rows", "more rows", "an end", "a finding"])
def test_any_other_difference_is_another_past_too(which: str) -> None:
    before = read()
    changed = {
        "fewer rows": before._replace(rows=before.rows[:-1]),
        "more rows": read(events=4),
        "an end": before._replace(ends=[("monitoring", "loan-L-1", 3, bytes(32))]),
        "a finding": before._replace(
            findings=[
                Finding(rule="link_broken", detail="", where="arrival", service="monitoring")
            ]
        ),
    }
    memory = Memory(PLENTY)
    asked(memory, "L-1", before)
    assert not memory.take("L-1", changed[which]).answers
    assert memory.size == 0, "what no longer holds is forgotten"


def test_what_was_asked_about_longest_ago_makes_room() -> None:
    """Two loans of 3 rows fit exactly; with the third the one goes that was asked about first."""
    size = asked(Memory(PLENTY), "L-1", read("L-1")).size
    memory = Memory(2 * size)
    for loan in ("L-1", "L-2", "L-1", "L-3"):
        asked(memory, loan, read(loan))
    assert memory.size == 2 * size
    assert memory.take("L-1", read("L-1")).answers
    assert not memory.take("L-2", read("L-2")).answers
    assert memory.take("L-3", read("L-3")).answers


def test_one_byte_less_than_it_takes_remembers_nothing() -> None:
    size = asked(Memory(PLENTY), "L-1", read()).size
    for limit, remembered in ((size - 1, False), (size, True), (0, False)):
        memory = Memory(limit)
        asked(memory, "L-1", read())
        assert bool(memory.take("L-1", read()).answers) is remembered


def test_rows_payloads_and_answers_count() -> None:
    of_rows = read()
    payloads = sum(len(row[2 + COLUMNS.index("payload")]) for row in of_rows.rows)
    loan = asked(Memory(PLENTY), "L-1", of_rows, b"12345")
    assert loan.size == 3 * ROW_BYTES + payloads + 5
