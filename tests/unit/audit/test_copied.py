"""The link recomputed from COPY's bytes is the link of the kit, whatever the columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from struct import pack
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.copied import TEXTS, Broken, Chains, columns, split
from services.kit import chain
from services.kit.row import EventRow
from tests.unit.audit.counting import added, opened
from tests.unit.audit.sent import field
from tests.unit.audit.writer import Writer, edited

_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20)
_DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def copied(rows: Sequence[EventRow]) -> bytes:
    """Rows as PostgreSQL sends them for the verifier's query."""
    return b"".join(_row(row) for row in rows)


def _row(row: EventRow) -> bytes:
    texts = []
    for name in TEXTS:
        value = getattr(row, name)
        if isinstance(value, date):
            value = value.isoformat()
        texts.append(field(value.encode() if isinstance(value, str) else value))
    frame = b"".join(texts)
    numbers = (row.shard, row.position, row.schema_version, chain.microseconds(row.recorded_at))
    tail = row.event_id.bytes + pack(">qqqqq", *numbers, row.hlc)
    head = [pack(">i", len(frame)), pack(">q", row.version), row.link]
    fields = [*map(field, head), frame, field(tail), field(row.payload)]
    return pack(">h", 16) + b"".join(fields)


@st.composite
def rows_of_streams(draw: st.DrawFn) -> list[EventRow]:
    """A few events of a few streams with anything in their columns."""
    writer = Writer("monitoring")
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(1, draw(st.integers(1, 5)) + 1):
        stream = draw(st.sampled_from(["loan-L-1", "loan-贷款", "x"]))
        before = writer.streams.get(stream)
        start += timedelta(microseconds=draw(st.integers(0, 10**9)))
        writer.keep(
            EventRow(
                shard=3,
                stream=stream,
                version=before.version + 1 if before else 1,
                position=number,
                event_id=UUID(int=draw(st.integers(0, 2**128 - 1))),
                type=draw(_TEXT),
                schema_version=draw(st.integers(0, 2**15 - 1)),
                loan_id=draw(_TEXT),
                key=draw(_TEXT),
                effective_on=draw(_DAYS),
                known_on=draw(_DAYS),
                recorded_at=start,
                hlc=2**40 + number,
                correlation_id=draw(_TEXT),
                causation_id=draw(_TEXT),
                cause_link=draw(st.none() | st.binary(max_size=40)),
                actor=draw(_TEXT),
                traceparent=draw(st.none() | _TEXT),
                payload=draw(st.binary(max_size=60)),
                link=b"",
            )
        )
    return writer.rows


@given(rows_of_streams())
def test_both_readings_of_the_link_agree(rows: list[EventRow]) -> None:
    chains = Chains("monitoring", dense=True)
    chains.feed(copied(rows))
    assert chains.faults == []
    assert chains.rows == len(rows)
    heads = {row.stream.encode(): (row.version, row.link) for row in rows}
    assert chains.heads == heads


@given(rows_of_streams())
def test_a_row_split_off_tells_its_columns(rows: list[EventRow]) -> None:
    for row, data in zip(rows, split(copied(rows)), strict=True):
        shown = columns(data)
        shown["recorded_at"] = row.recorded_at  # in microseconds there
        shown |= {name: date.fromisoformat(shown[name]) for name in ("effective_on", "known_on")}
        assert EventRow(**shown) == row


@pytest.fixture
def rows() -> list[EventRow]:
    writer = Writer("monitoring")
    writer.write("loan-L-1", opened())
    for entry in (1, 2, 3):
        writer.write("loan-L-1", added(entry, 5, "2024-01-02"))
    return writer.rows


def _faults(rows: Sequence[EventRow]) -> list[tuple[str, int]]:
    chains = Chains("monitoring", dense=True)
    chains.feed(copied(rows))
    return [(rule, place.position) for rule, place in chains.faults]


def test_one_edit_is_one_fault(rows: list[EventRow]) -> None:
    rows[1] = edited(rows[1], payload=b"{}")
    assert _faults(rows) == [("link_broken", 2)]


def test_a_missing_row_is_named_by_the_row_that_follows(rows: list[EventRow]) -> None:
    del rows[1]
    assert _faults(rows) == [("version_gap", 3), ("position_missing", 3)]


def test_a_clock_that_goes_back_is_a_fault(rows: list[EventRow]) -> None:
    rows[2] = edited(rows[2], hlc=1)
    assert ("hlc_back", 3) in _faults(rows)


def test_an_instant_that_goes_back_is_a_fault(rows: list[EventRow]) -> None:
    rows[3] = edited(rows[3], recorded_at=rows[0].recorded_at)
    assert ("recorded_at_back", 4) in _faults(rows)


def test_a_link_of_another_length_is_no_event(rows: list[EventRow]) -> None:
    rows[2] = msgspec.structs.replace(rows[2], link=b"short")
    with pytest.raises(Broken):
        _faults(rows)


def test_a_row_without_its_numbers_is_no_event(rows: list[EventRow]) -> None:
    """What COPY sends when somebody has emptied a column that is never empty."""
    whole, last = copied(rows[:3]), copied(rows[3:])
    numbers = last.index(rows[3].event_id.bytes) - 4
    data = whole + last[:numbers] + pack(">i", -1) + last[numbers + 60 :]
    with pytest.raises(Broken, match="position 4"):
        Chains("monitoring", dense=True).feed(data)


def test_a_row_that_is_cut_is_no_event(rows: list[EventRow]) -> None:
    with pytest.raises(Broken, match="position 4"):
        Chains("monitoring", dense=True).feed(copied(rows)[:-10])


def test_pages_go_on_where_the_last_one_ended(rows: list[EventRow]) -> None:
    chains = Chains("monitoring", dense=True)
    chains.feed(copied(rows[:2]))
    chains.feed(copied(rows[2:]))
    assert chains.faults == []
    assert chains.position == 4
