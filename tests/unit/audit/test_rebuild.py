"""The loan document for pairs of days, with a small service whose sums are easy to see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from services.audit.findings import Finding
from services.audit.history import difference, history
from services.audit.knowledge import EVERYTHING, Entry, Knowledge
from services.audit.rebuild import Past, document
from services.audit.registry import SECTIONS
from services.kit.row import EventRow
from tests.unit.audit.counting import COUNTING, added, on, opened
from tests.unit.audit.writer import Writer, edited

LAST = on("2024-12-31")


def _past(writer: Writer, rows: list[EventRow] | None = None, **more: Any) -> Past:
    kept = writer.rows if rows is None else rows
    ends = {(writer.service, s): (row.version, row.link) for s, row in writer.streams.items()}
    more.setdefault("ends", ends)
    return Past(
        loan_id="L-1",
        entries=[Entry(writer.service, row, n) for n, row in enumerate(kept, 1)],
        **more,
    )


def _writer() -> Writer:
    """Opened on 1 January; 10 on 5 January; on 1 February 7 booked late for 3 January."""
    writer = Writer("monitoring")
    writer.write("loan-L-1", opened(policy_id="cn/2023-07-01"))
    writer.write("loan-L-1", added(1, 10, "2024-01-05"))
    writer.write("loan-L-1", added(2, 7, "2024-01-03"), known_on=on("2024-02-01"))
    return writer


def _total(past: Past, as_of: str, knowledge: Knowledge = EVERYTHING) -> int | None:
    shown = document(COUNTING, past, on(as_of), knowledge)
    if shown is None or shown["monitoring"] is None:
        return None
    return int(shown["monitoring"]["total"])


def test_a_late_fact_counts_from_its_day_once_it_is_known_and_not_before() -> None:
    past = _past(_writer())
    before, after = Knowledge(on("2024-01-31")), Knowledge(on("2024-02-01"))
    assert [_total(past, "2024-01-04", k) for k in (before, after)] == [0, 7]
    assert [_total(past, "2024-01-05", k) for k in (before, after)] == [10, 17]
    assert _total(past, "2024-01-02", after) == 0


def test_known_at_cuts_by_the_instant_of_storing() -> None:
    writer = _writer()
    stored = writer.rows[1].recorded_at
    past = _past(writer)
    assert _total(past, "2024-12-31", Knowledge(known_at=stored)) == 10
    assert _total(past, "2024-12-31", Knowledge(known_at=stored - timedelta(microseconds=1))) == 0


def test_a_correction_withdraws_only_for_those_who_know_it() -> None:
    writer = _writer()
    writer.write("loan-L-1", added(3, 1, "2024-01-05", corrects=(1,)), known_on=on("2024-03-01"))
    past = _past(writer)
    assert _total(past, "2024-12-31", Knowledge(on("2024-02-29"))) == 17
    assert _total(past, "2024-12-31", Knowledge(on("2024-03-01"))) == 8


def test_a_loan_that_was_not_known_has_no_document() -> None:
    assert document(COUNTING, _past(_writer()), LAST, Knowledge(on("2023-12-31"))) is None


def test_before_its_first_day_a_known_loan_is_shown_without_a_state() -> None:
    writer = Writer("monitoring")
    writer.write("loan-L-1", opened("2024-05-01"), known_on=on("2024-04-01"))
    shown = document(COUNTING, _past(writer), on("2024-04-15"), EVERYTHING)
    assert shown is not None
    assert shown["monitoring"] is None


def test_the_document_has_every_part_of_the_contract() -> None:
    knowledge = Knowledge(known_at=datetime(2030, 1, 1, tzinfo=UTC))
    writer = _writer()
    shown = document(COUNTING, _past(writer), LAST, knowledge)
    assert shown is not None
    parts = [
        "loan_id",
        "obligor_id",
        "as_of",
        "known_on",
        "known_at",
        *SECTIONS,
        "figures",
        "history",
    ]
    assert list(shown) == parts
    assert shown["obligor_id"] == "C-1"
    assert (shown["as_of"], shown["known_on"]) == ("2024-12-31", None)
    assert shown["known_at"] == "2030-01-01T00:00:00+00:00"
    assert all(shown[section] is None for section in SECTIONS[1:])
    links = b"".join(row.link for row in writer.rows)
    head = f"sha256:{sha256(links).hexdigest()}"
    assert shown["history"] == {"events": 3, "head": head, "verified": True}


def test_processed_at_is_the_instant_at_which_the_entry_in_force_was_stored() -> None:
    writer = _writer()
    shown = document(COUNTING, _past(writer), on("2024-01-04"), EVERYTHING)
    assert shown is not None
    assert shown["monitoring"]["processed_at"] == writer.rows[2].recorded_at.isoformat()


def _verified(past: Past) -> bool:
    shown = document(COUNTING, past, LAST, EVERYTHING)
    assert shown is not None
    return bool(shown["history"]["verified"])


def test_a_history_with_an_edited_event_is_not_verified() -> None:
    writer = _writer()
    rows = [*writer.rows[:1], edited(writer.rows[1], actor="x"), *writer.rows[2:]]
    assert not _verified(_past(writer, rows))


def test_a_history_without_its_tail_is_not_verified() -> None:
    writer = _writer()
    assert not _verified(_past(writer, writer.rows[:2]))


def test_a_history_with_a_finding_is_not_verified() -> None:
    found = Finding(rule="link_broken", detail="x", where="arrival", service="monitoring")
    assert not _verified(_past(_writer(), findings=(found,)))


def test_the_history_tells_cause_actor_policy_link_and_the_three_times() -> None:
    """Rules: XCT-21."""
    writer = _writer()
    told = history(COUNTING, _past(writer), None, EVERYTHING)
    assert told is not None
    first, _, late = told["events"]
    assert first["policy_id"] == "cn/2023-07-01"
    assert first["actor"] == "/corebank"
    assert first["cause"] == {"id": "core-1", "link": None}
    assert first["link"] == writer.rows[0].link.hex()
    assert (late["effective_on"], late["known_on"]) == ("2024-01-03", "2024-02-01")
    assert late["recorded_at"] == writer.rows[2].recorded_at.isoformat()
    assert late["payload"]["amount"] == 7
    assert [event["loan_position"] for event in told["events"]] == [1, 2, 3]


def test_the_history_of_a_day_holds_what_counts_by_then() -> None:
    told = history(COUNTING, _past(_writer()), on("2024-01-04"), EVERYTHING)
    assert told is not None
    assert [event["payload"].get("amount") for event in told["events"]] == [None, 7]


def _difference(as_of: date = LAST) -> dict[str, Any]:
    writer = _writer()
    writer.write("loan-L-1", added(3, 5, "2024-06-01"), known_on=on("2024-02-01"))
    found = difference(
        COUNTING, _past(writer), as_of, Knowledge(on("2024-01-31")), Knowledge(on("2024-02-01"))
    )
    assert found is not None
    return found


def test_the_difference_names_fields_and_events() -> None:
    found = _difference()
    assert {"field": "monitoring.total", "from": 10, "to": 22} in found["fields"]
    assert [event["payload"]["amount"] for event in found["events"]] == [7, 5]
    assert {event["known_in"] for event in found["events"]} == {"against"}


def test_events_that_count_later_make_no_difference_to_the_day() -> None:
    found = _difference(on("2024-03-01"))
    assert [event["payload"]["amount"] for event in found["events"]] == [7]
    assert {"field": "monitoring.total", "from": 10, "to": 17} in found["fields"]


def test_the_same_knowledge_twice_differs_in_nothing() -> None:
    knowledge = Knowledge(on("2024-02-01"))
    found = difference(COUNTING, _past(_writer()), LAST, knowledge, knowledge)
    assert found is not None
    assert (found["fields"], found["events"]) == ([], [])


def test_a_loan_unknown_to_the_first_appears_part_by_part() -> None:
    found = difference(
        COUNTING, _past(_writer()), LAST, Knowledge(on("2023-01-01")), Knowledge(on("2024-01-31"))
    )
    assert found is not None
    fields = [each["field"] for each in found["fields"]]
    assert fields == ["loan_id", "obligor_id", "monitoring"]
