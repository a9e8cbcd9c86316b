"""Every check on arrival, each broken on purpose; and that nothing else is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from services.audit.findings import RULES, Finding
from services.audit.journal import Checked, Known, StreamEnd, check, read
from services.kit import chain
from services.kit.row import EventRow
from tests.unit.audit.counting import added, opened
from tests.unit.audit.writer import Record, Writer, edited, record

SHARDS = (3, 7, 11, 15)
NONE = Known(shards={}, streams={})


@pytest.fixture
def writer() -> Writer:
    """Six events of two loans in one shard."""
    made = Writer("monitoring")
    for loan in ("L-1", "L-2"):
        made.write(f"loan-{loan}", opened(loan=loan))
    for entry in (1, 2):
        for loan in ("L-1", "L-2"):
            made.write(f"loan-{loan}", added(entry, 10, "2024-01-05", loan))
    return made


def _check(records: Sequence[Record], known: Known = NONE) -> Checked:
    return check("monitoring", SHARDS, read(records), known)


def _found(records: Sequence[Record], known: Known = NONE) -> Finding:
    checked = _check(records, known)
    assert checked.finding is not None
    assert checked.finding.rule in RULES
    assert checked.broken is not None
    assert checked.offset_to == checked.broken.record.offset, "the broken record is not taken"
    return checked.finding


def _with(rows: list[EventRow], place: int, row: EventRow) -> list[Record]:
    return Writer("monitoring").records(rows=[*rows[:place], row, *rows[place + 1 :]])


def test_sound_records_are_all_kept_in_order(writer: Writer) -> None:
    checked = _check(writer.records())
    assert checked.finding is None
    assert checked.entries == writer.rows
    assert checked.offset_to == 6
    assert checked.shards[3].position == 6
    assert checked.streams["loan-L-1"].version == 3
    assert checked.streams["loan-L-1"].head == writer.streams["loan-L-1"].link
    assert checked.streams["loan-L-1"].key == "C-1"


def test_the_next_batch_goes_on_where_the_last_one_ended(writer: Writer) -> None:
    records = writer.records()
    first = _check(records[:3])
    known = Known(shards=first.shards, streams=first.streams)
    assert _check(records[3:], known).entries == writer.rows[3:]


def test_an_edited_payload_breaks_the_link(writer: Writer) -> None:
    found = _found(_with(writer.rows, 3, edited(writer.rows[3], payload=b'{"amount":11}')))
    assert (found.rule, found.position, found.version) == ("link_broken", 4, 2)
    assert found.loan_id == "L-2"


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "someone else"},
        {"key": "C-2"},
        {"loan_id": "L-9"},
        {"type": "counting.Opened"},
        {"schema_version": 2},
        {"correlation_id": "other"},
        {"causation_id": "other"},
        {"traceparent": "00-1-2-03"},
        {"cause_link": b"\x01" * 32},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_no_column_can_be_edited(writer: Writer, changes: dict[str, Any]) -> None:
    assert _found(_with(writer.rows, 5, edited(writer.rows[5], **changes))).rule == "link_broken"


def test_swapped_events_break_the_order_of_positions(writer: Writer) -> None:
    rows = [*writer.rows[:2], writer.rows[3], writer.rows[2], *writer.rows[4:]]
    found = _found(Writer("monitoring").records(rows=rows))
    assert (found.rule, found.position) == ("position_missing", 4)


def test_swapped_payloads_break_the_link(writer: Writer) -> None:
    one, other = writer.rows[2], writer.rows[4]
    rows = list(writer.rows)
    rows[2], rows[4] = edited(one, payload=other.payload), edited(other, payload=one.payload)
    found = _found(Writer("monitoring").records(rows=rows))
    assert (found.rule, found.position) == ("link_broken", 3)


def test_a_missing_event_is_a_hole_and_what_follows_is_not_taken(writer: Writer) -> None:
    records = writer.records()
    checked = _check([*records[:2], *records[3:]])
    assert checked.finding is not None
    assert checked.finding.rule == "position_missing"
    assert "position 3 is missing before 4" in checked.finding.detail
    assert checked.entries == writer.rows[:2]
    assert checked.offset_to == 3


def test_an_extra_event_at_a_taken_position_is_no_duplicate(writer: Writer) -> None:
    forged = Writer("monitoring")
    forged.rows, forged.shards, forged.streams = [], {}, dict(writer.streams)
    extra = forged.write("loan-L-1", added(3, 99, "2024-01-06"))
    extra = forged.keep(edited(extra, position=6, version=extra.version))
    records = [*writer.records(), record("monitoring", extra, 3, 6)]
    assert _found(records).rule == "duplicate_differs"


def test_a_rechained_fork_at_the_same_positions_is_found(writer: Writer) -> None:
    stored = {(row.shard, row.position): row.link for row in writer.rows}
    known = Known(
        shards=_check(writer.records()).shards,
        streams=_check(writer.records()).streams,
        stored=stored,
    )
    fork = Writer("monitoring")
    for row in writer.rows[:4]:
        fork.keep(edited(row))
    fork.keep(edited(writer.rows[4], payload=b'{"amount":999}'))
    found = _found([record("monitoring", row, 3, 6 + n) for n, row in enumerate(fork.rows)], known)
    assert (found.rule, found.position) == ("duplicate_differs", 5)


def test_a_rechained_fork_with_a_wrong_position_is_a_hole(writer: Writer) -> None:
    fork = Writer("monitoring")
    for row in writer.rows[:4]:
        fork.keep(row)
    forged = fork.keep(edited(writer.rows[4], position=9, payload=b"{}"))
    assert _found(_with(writer.rows, 4, forged)).rule == "position_missing"


def test_a_rechained_event_does_not_fit_its_successor(writer: Writer) -> None:
    fork = Writer("monitoring")
    for row in writer.rows[:2]:
        fork.keep(row)
    forged = fork.keep(edited(writer.rows[2], payload=b"{}"))
    found = _found(_with(writer.rows, 2, forged))
    assert (found.rule, found.position, found.stream) == ("link_broken", 5, "loan-L-1")


def test_an_event_stored_before_its_predecessor_is_found(writer: Writer) -> None:
    last = writer.rows[5]
    back = last.recorded_at - timedelta(seconds=1)
    fork = Writer("monitoring", streams={last.stream: writer.rows[3]})
    found = _found(_with(writer.rows, 5, fork.keep(edited(last, recorded_at=back))))
    assert (found.rule, found.position) == ("recorded_at_back", 6)


def test_a_clock_that_stands_still_is_found(writer: Writer) -> None:
    last = writer.rows[5]
    fork = Writer("monitoring", streams={last.stream: writer.rows[3]})
    found = _found(_with(writer.rows, 5, fork.keep(edited(last, hlc=writer.rows[4].hlc))))
    assert (found.rule, found.position) == ("hlc_back", 6)


def test_a_skipped_version_is_found(writer: Writer) -> None:
    last = writer.rows[5]
    fork = Writer("monitoring", streams={last.stream: writer.rows[3]})
    found = _found(_with(writer.rows, 5, fork.keep(edited(last, version=4))))
    assert (found.rule, found.version) == ("version_gap", 4)


def test_an_event_id_is_used_once(writer: Writer) -> None:
    last = writer.rows[5]
    fork = Writer("monitoring", streams={last.stream: writer.rows[3]})
    reused = fork.keep(edited(last, event_id=writer.rows[0].event_id))
    assert _found(_with(writer.rows, 5, reused)).rule == "event_id_reused"


def test_another_service_in_the_topic_is_found(writer: Writer) -> None:
    [stranger] = Writer("classification").records(rows=writer.rows[:1])
    assert _found([stranger]).rule == "service_differs"


def test_a_shard_of_another_partition_is_found() -> None:
    writer = Writer("monitoring")
    row = writer.write("loan-L-1", opened(), shard=4)
    assert _found([record("monitoring", row, 3, 0)]).rule == "wrong_partition"


def test_an_unreadable_record_is_found_and_not_taken(writer: Writer) -> None:
    records = writer.records()
    cut = replace(records[2], headers=[h for h in records[2].headers if h[0] != "postloan-link"])
    found = _found([*records[:2], cut, *records[3:]])
    assert found.rule == "unreadable"
    assert "postloan-link" in found.detail


@pytest.mark.parametrize(
    "header",
    [
        ("postloan-recorded-at", b"9" * 30),
        ("postloan-hlc", b"-1"),
        ("postloan-shard", b"16"),
        ("postloan-shard", b"40000"),
        ("postloan-shard", b"-40000"),
        ("postloan-position", b"0"),
        ("postloan-version", b"0"),
        ("postloan-version", b"99999999999999999999"),
        ("postloan-schema-version", b"70000"),
        ("postloan-stream", b"\xff\xfe"),
        ("postloan-stream", b"loan\x00"),
        ("postloan-stream", None),
        ("postloan-link", b"zz"),
        ("postloan-event-id", b"not-an-id"),
        ("postloan-effective-on", b"2024-02-30"),
    ],
    ids=str,
)
def test_headers_with_anything_in_them_never_raise(
    writer: Writer, header: tuple[str, bytes | None]
) -> None:
    first = writer.records()[0]
    headers = [header if name == header[0] else (name, data) for name, data in first.headers]
    assert _found([replace(first, headers=headers)]).rule == "unreadable"


def test_records_sent_again_are_dropped_and_counted(writer: Writer) -> None:
    records = writer.records()
    again = [replace(each, offset=each.offset + 6) for each in records]
    checked = _check([*records, *again])
    assert checked.finding is None
    assert checked.duplicates == 6
    assert checked.entries == writer.rows
    assert checked.offset_to == 12


def test_a_cause_with_another_link_is_found(writer: Writer) -> None:
    cause = writer.rows[0]
    wrong = msgspec.structs.replace(cause, link=b"\x07" * 32)
    effects = Writer("classification", now=writer.now)
    effect = effects.write("obligor-C-1", opened(), cause=wrong)
    arrived = read([record("classification", effect, 3, 0)])
    known = Known(shards={}, streams={}, links={cause.event_id: cause.link})
    checked = check("classification", SHARDS, arrived, known)
    assert checked.finding is not None
    assert checked.finding.rule == "cause_differs"


def test_a_cause_that_has_not_arrived_yet_waits_for_verification(writer: Writer) -> None:
    effects = Writer("classification", now=writer.now)
    effect = effects.write("obligor-C-1", opened(), cause=writer.rows[0])
    checked = check("classification", SHARDS, read([record("classification", effect, 3, 0)]), NONE)
    assert checked.finding is None


def test_a_known_head_of_another_stream_is_of_no_use(writer: Writer) -> None:
    head = StreamEnd(1, chain.genesis("monitoring", "loan-L-1"), "C-1")
    known = Known(shards={}, streams={"loan-L-1": head})
    assert _found(writer.records()[:1], known).rule == "version_gap"
