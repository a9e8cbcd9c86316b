"""The hash link: committed vectors, a second reading of its definition, and what it reveals."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import chain, journal
from services.kit.row import COLUMNS as ROW_COLUMNS
from services.kit.row import EventRow
from tests.unit.kit.rows import COLUMNS, ROW, rows

VECTORS = json.loads(
    (Path(__file__).parents[2] / "data" / "chain_vectors.json").read_text("utf-8")
)


def row_of(columns: dict[str, Any]) -> EventRow:
    """The row of a vector: hex for ids of bytes, base64 for the payload."""
    cause = columns["cause_link"]
    return EventRow(
        **columns
        | {
            "event_id": UUID(columns["event_id"]),
            "effective_on": date.fromisoformat(columns["effective_on"]),
            "known_on": date.fromisoformat(columns["known_on"]),
            "recorded_at": datetime.fromisoformat(columns["recorded_at"]),
            "cause_link": None if cause is None else bytes.fromhex(cause),
            "payload": b64decode(columns["payload"]),
        },
        link=b"",
    )


def by_the_definition(previous: bytes, row: EventRow) -> bytes:
    """The definition in the module's first lines, read a second time and not for speed."""

    def framed(field: bytes | None) -> bytes:
        return b"\xff" * 4 if field is None else len(field).to_bytes(4, "big") + field

    def number(value: int) -> bytes:
        return value.to_bytes(8, "big")

    since_1970 = row.recorded_at - datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    texts = (row.stream, row.type, row.loan_id, row.key, str(row.effective_on), str(row.known_on))
    body = b"".join(framed(text.encode()) for text in texts)
    body += b"".join(
        framed(text.encode()) for text in (row.correlation_id, row.causation_id, row.actor)
    )
    body += framed(row.cause_link)
    body += framed(None if row.traceparent is None else row.traceparent.encode())
    body += row.event_id.bytes
    body += number(row.shard) + number(row.position) + number(row.schema_version)
    body += number(since_1970 // type(since_1970)(microseconds=1)) + number(row.hlc)
    body += framed(row.payload)
    return sha256(
        b"\x02" + previous + number(row.version) + sha256(b"\x01" + body).digest()
    ).digest()


@pytest.mark.parametrize(
    "vector", VECTORS["genesis"], ids=lambda v: f"{v['service']} {v['stream']}"
)
def test_the_link_before_a_streams_first_event_is_as_committed(vector: dict[str, str]) -> None:
    assert chain.genesis(vector["service"], vector["stream"]).hex() == vector["link"]


@pytest.mark.parametrize("vector", VECTORS["links"], ids=lambda v: v["name"])
def test_the_links_are_as_committed(vector: dict[str, Any]) -> None:
    row = row_of(vector["row"])
    assert sha256(chain.body(row)).hexdigest() == vector["body_sha256"]
    assert chain.link(bytes.fromhex(vector["previous"]), row).hex() == vector["link"]


def test_the_vectors_cover_what_could_be_read_in_two_ways() -> None:
    found = [vector["row"] for vector in VECTORS["links"]]
    assert len(found) >= 6
    assert {row["cause_link"] is None for row in found} == {True, False}
    assert {row["traceparent"] for row in found} >= {None, ""}
    assert any(not row["payload"] for row in found)
    assert any(not row["stream"].isascii() for row in found)
    assert len({vector["link"] for vector in VECTORS["links"]}) == len(found)


@given(st.binary(min_size=32, max_size=32), rows)
def test_any_row_is_linked_by_the_definition(previous: bytes, row: EventRow) -> None:
    assert chain.link(previous, row) == by_the_definition(previous, row)


@pytest.mark.parametrize("column", [name for name in ROW_COLUMNS if name != "link"])
@given(st.data())
def test_a_change_of_any_column_changes_the_link(column: str, data: st.DataObject) -> None:
    """Rules: XCT-27."""
    value = data.draw(COLUMNS[column].filter(lambda value: value != getattr(ROW, column)))
    changed = msgspec.structs.replace(ROW, **{column: value})
    assert chain.link(b"\x00" * 32, changed) != chain.link(b"\x00" * 32, ROW)


def test_every_column_is_bound_but_the_link_itself() -> None:
    assert set(COLUMNS) == set(ROW_COLUMNS)
    other = msgspec.structs.replace(ROW, link=b"\x22" * 32)
    assert chain.link(b"\x00" * 32, other) == chain.link(b"\x00" * 32, ROW)


def test_another_link_before_gives_another_link() -> None:
    assert chain.link(b"\x00" * 32, ROW) != chain.link(b"\x01" + b"\x00" * 31, ROW)


def test_text_moved_from_one_column_to_the_next_changes_the_link() -> None:
    """Lengths stand before the fields, so no two rows have the same bytes."""
    neighbours = ("stream", "type", "loan_id", "key")
    plain = msgspec.structs.replace(ROW, **dict.fromkeys(neighbours, "ab"))
    links = {chain.link(b"", plain)}
    for left, right in pairwise(neighbours):
        moved = msgspec.structs.replace(plain, **{left: "a", right: "bab"})
        links.add(chain.link(b"", moved))
    assert len(links) == len(neighbours)


def test_an_absent_field_is_not_an_empty_one() -> None:
    for column, empty in (("cause_link", b""), ("traceparent", "")):
        absent = msgspec.structs.replace(ROW, **{column: None})
        there = msgspec.structs.replace(ROW, **{column: empty})
        assert chain.link(b"", absent) != chain.link(b"", there)


def test_streams_of_the_same_name_differ_between_services() -> None:
    assert chain.genesis("monitoring", "loan-L-1") != chain.genesis("classification", "loan-L-1")
    assert chain.genesis("a", "b-c") != chain.genesis("a-b", "c")


@given(rows.map(lambda row: row.recorded_at))
def test_microseconds_are_exact_and_go_both_ways(instant: datetime) -> None:
    assert journal.instant(chain.microseconds(instant)) == instant
