"""A row cut out of COPY's bytes is the row that was stored, and its link is recomputed from them."""

from __future__ import annotations

from datetime import date
from struct import pack

from hypothesis import given

from services.audit.knowledge import Entry
from services.audit.loan_rows import CopiedRow, cut, follows, whole
from services.kit import chain
from services.kit.row import COLUMNS, EventRow
from tests.unit.audit.counting import added, opened
from tests.unit.audit.sent import field, sent
from tests.unit.audit.test_copied import rows_of_streams
from tests.unit.audit.writer import Writer, edited


def _entries(rows: list[EventRow], service: str = "monitoring") -> list[Entry]:
    return [Entry(service, row, place or None) for place, row in enumerate(rows)]


@given(rows_of_streams())
def test_every_column_comes_back(rows: list[EventRow]) -> None:
    for entry, stored in zip(cut(sent(_entries(rows, "服务"))), _entries(rows), strict=True):
        assert (entry.service, entry.loan_position) == ("服务", stored.loan_position)
        assert isinstance(entry.row, CopiedRow)
        assert whole(entry.row) == stored.row
        for column in COLUMNS:
            assert getattr(entry.row, column, None) in (getattr(stored.row, column), None)


@given(rows_of_streams())
def test_links_follow_from_the_bytes_exactly_where_they_follow_from_the_values(
    rows: list[EventRow],
) -> None:
    rows += [edited(row, actor=row.actor + "x") for row in rows]
    for entry, row in zip(cut(sent(_entries(rows))), rows, strict=True):
        for previous in (chain.genesis("monitoring", row.stream), bytes(32), row.link):
            assert follows(entry.row, previous) is (chain.link(previous, row) == row.link)


def test_what_nobody_would_store_is_read_all_the_same() -> None:
    """Days beyond the calendar and links of any length, as somebody may have left them behind."""
    writer = Writer("monitoring")
    writer.write("loan-L-1", opened())
    row = writer.write("loan-L-1", added(1, 1, "2024-01-05"))
    day = pack(">i", row.effective_on.toordinal() - date(2000, 1, 1).toordinal())
    for number, text, read in (
        (2**31 - 1, b"infinity", date.max),
        (-(2**31), b"-infinity", date.min),
        (-800_000, b"0192-09-01 BC", date.min),
        (4_000_000, b"12951-07-19", date.max),
    ):
        data = sent(_entries([edited(row, link=b"short")]))
        assert data.count(field(day)) == 2, "the day it counts and the day it was known"
        data = data.replace(field(day), field(pack(">i", number)))
        data = data.replace(field(b"2024-01-05"), field(text))
        first, second = cut(data + sent(_entries([row])))
        assert isinstance(first.row, CopiedRow)
        assert (first.row.effective_on, first.row.known_on) == (read, read)
        assert (first.row.link, first.row.payload) == (b"short", row.payload)
        assert first.row.causation_id == row.causation_id
        assert first.row.whole().actor == row.actor
        assert not follows(first.row, writer.rows[0].link)
        assert follows(second.row, writer.rows[0].link)
