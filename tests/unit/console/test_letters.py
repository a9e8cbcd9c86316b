"""Dead letters: bytes stay readable whatever they are."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.console.cli import letters
from services.console.cli.errors import UsageError
from services.console.cli.output import Output, text_of
from services.kit import events
from services.kit.kit_events import Cut, MessageDeadLettered, MessageParked, RawMessage
from tests.unit.console import lines

ID = UUID("6a2f41a3-c54c-4fe8-a1dc-6a5a5a2f8b9a")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, None),
        (b"", ""),
        ("贷款".encode(), "贷款"),
        (b"\xff\x00", "hex:ff00"),
        (b"a\x00b", "hex:610062"),
        (b"two\nlines", "two\nlines"),
    ],
)
def test_bytes_are_text_where_they_are_text(data: bytes | None, text: str | None) -> None:
    assert letters.readable(data) == text


@pytest.mark.parametrize("parked", [False, True])
def test_a_letter_keeps_key_headers_and_value(parked: bool) -> None:
    raw = RawMessage.of(
        "corebank.loan.v1", 1, 25, 1_700_000_000_000, b"C-1", [("odd", b"\xfe"), ("none", None)],
        b'{"a":1}',
    )  # fmt: skip
    told = {"loan_id": "", "effective_on": datetime(2024, 1, 1, tzinfo=UTC).date()}
    told |= {"rule": "unknown_type", "detail": "no such message", "message": raw}
    event = MessageParked(stream="loan-1", **told) if parked else MessageDeadLettered(**told)
    assert letters.original(event.NAME, events.encode(event)) == {
        "topic": "corebank.loan.v1",
        "partition": 1,
        "offset": 25,
        "timestamp_ms": 1_700_000_000_000,
        "key": "C-1",
        "headers": [["odd", "hex:fe"], ["none", None]],
        "value": '{"a":1}',
        "cut": None,
    }


def test_a_letter_that_was_cut_says_so_with_size_and_hash() -> None:
    cut = Cut(
        size=12_582_918, sha256="ab" * 32, headers=9, value_size=12_582_900, value_sha256="c"
    )
    raw = RawMessage.of("corebank.loan.v1", 1, 25, 0, b"C-1", [], b"\xffab", cut)
    event = MessageDeadLettered(
        loan_id="", effective_on=date(2024, 1, 1), rule="not_json", detail="no", message=raw
    )
    message = letters.original(event.NAME, events.encode(event))
    assert message["value"] == "hex:ff6162"
    assert message["cut"] == {
        "size": 12_582_918,
        "sha256": "ab" * 32,
        "headers": 9,
        "value_size": 12_582_900,
        "value_sha256": "c",
    }
    letter = {
        "event_id": str(ID), "service": "monitoring", "stream": None, "kind": "dead_letter",
        "rule": "not_json", "detail": "no", "open": True, "taken_at": "", "message": message,
    }  # fmt: skip
    said = "only the first bytes are kept, of 12,582,918 (SHA-256 " + "ab" * 32 + ")"
    said += "; Value: 12,582,900 (SHA-256 c)"
    head, _ = letters.show_sheets(Output(lang="en"), letter)
    assert ["Cut", said] in [[text_of(cell) for cell in row] for row in head.rows]
    message["cut"] = None
    head, _ = letters.show_sheets(Output(lang="en"), letter)
    assert "Cut" not in [text_of(row[0]) for row in head.rows]


def test_services_are_named_when_a_wrong_one_is_asked_for() -> None:
    assert letters.chosen(lines.target(), None) == ("monitoring", "classification")
    with pytest.raises(UsageError, match="monitoring, classification"):
        letters.chosen(lines.target(), "audit")


def test_an_event_id_is_a_uuid() -> None:
    assert letters.event_id(str(ID)) == ID
    with pytest.raises(UsageError, match="EVENT_ID 'x'"):
        letters.event_id("x")


def test_the_list_tells_dead_letters_from_parked_messages() -> None:
    row = {
        "event_id": str(ID), "service": "monitoring", "stream": None, "kind": "dead_letter",
        "rule": "not_json", "loan_id": "", "topic": "corebank.loan.v1", "partition": 1,
        "kafka_offset": 25, "open": True, "outcome": None,
    }  # fmt: skip
    parked = row | {"kind": "parked", "stream": "loan-L-1", "open": False, "outcome": "discarded"}
    sheet = letters.list_sheet(Output(lang="en"), [row, parked])
    first, second = ([text_of(cell) for cell in each] for each in sheet.rows)
    assert {"Dead letter", "not_json", "corebank.loan.v1/1/25", "yes"} <= set(first)
    assert {"Parked", "loan-L-1", "no", "discarded"} <= set(second)
