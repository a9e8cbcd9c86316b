"""The journal's wire form: what the relay writes is what audit reads."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import assume, given

from services.kit.journal import BrokenJournal, from_record, to_headers
from services.kit.row import EventRow
from tests.unit.kit.rows import ROW, rows


@given(rows)
def test_a_row_travels_whole(row: EventRow) -> None:
    key, value = row.key.encode() or None, row.payload
    assert from_record(key, value, to_headers("monitoring", row)) == ("monitoring", row)


@given(rows, rows)
def test_two_rows_never_look_alike(one: EventRow, other: EventRow) -> None:
    assume(one != other)
    assert (one.key, one.payload, to_headers("audit", one)) != (
        other.key,
        other.payload,
        to_headers("audit", other),
    )


def test_key_and_payload_are_the_records_own() -> None:
    names = [name for name, _ in to_headers("monitoring", ROW)]
    assert len(names) == len(set(names))
    assert "postloan-key" not in names
    assert "postloan-payload" not in names
    assert len(names) == len(EventRow.__struct_fields__) - 2 + 1  # and the service's name


def test_what_is_absent_has_no_header() -> None:
    bare = msgspec.structs.replace(ROW, cause_link=None, traceparent=None)
    names = {name for name, _ in to_headers("monitoring", bare)}
    assert not names & {"postloan-cause-link", "traceparent"}


@pytest.mark.parametrize("name", [n for n, _ in to_headers("monitoring", ROW)])
def test_a_missing_header_is_named(name: str) -> None:
    headers = [(n, d) for n, d in to_headers("monitoring", ROW) if n != name]
    if name in {"traceparent", "postloan-cause-link"}:
        service, row = from_record(b"C-0007", ROW.payload, headers)
        assert (service, row.link) == ("monitoring", ROW.link)
    else:
        with pytest.raises(BrokenJournal, match=name):
            from_record(b"C-0007", ROW.payload, headers)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("postloan-version", b"seven"),
        ("postloan-effective-on", b"2024-02-30"),
        ("postloan-event-id", b"none"),
        ("postloan-link", b"zz"),
        ("postloan-stream", b"\xff"),
    ],
)
def test_an_unreadable_header_is_refused(name: str, data: bytes) -> None:
    headers = [(n, data if n == name else d) for n, d in to_headers("monitoring", ROW)]
    with pytest.raises(BrokenJournal, match="can't be read"):
        from_record(b"C-0007", ROW.payload, headers)
