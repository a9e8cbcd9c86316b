"""The real rules through the registry: 400 answers of an independent oracle, from events alone."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.audit.book import CLASSES, Book, lines
from services.audit.history import difference
from services.audit.knowledge import EVERYTHING, Entry, Knowledge, StreamName
from services.audit.rebuild import Past, document
from services.audit.registry import REGISTRY, SECTIONS
from services.kit.row import EventRow
from tests.unit.audit.demo_journal import demo_journal
from tests.unit.audit.writer import Writer

TRUTH = json.loads((Path(__file__).parents[2] / "data" / "truth-101.json").read_text("utf-8"))
PLAIN = ("days_past_due", "overdue_since", "stage")
MONEY = ("overdue", "principal_outstanding", "unapplied")


class Shelf:
    """All rows by stream and by loan."""

    def __init__(self, *writers: Writer) -> None:
        self.streams: dict[StreamName, list[EventRow]] = defaultdict(list)
        self.lived: dict[str, set[StreamName]] = defaultdict(set)
        for writer in writers:
            for row in writer.rows:
                at = writer.service, row.stream
                self.streams[at].append(row)
                self.lived[row.loan_id].add(at)

    def past(self, loan_id: str) -> Past:
        entries = [
            Entry(at[0], row) for at in sorted(self.lived[loan_id]) for row in self.streams[at]
        ]
        ends = {at: (rows[-1].version, rows[-1].link) for at, rows in self.streams.items()}
        return Past(loan_id=loan_id, entries=entries, ends=ends)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    REGISTRY.register_events()
    return Shelf(*demo_journal())


def _shown(shelf: Shelf, row: dict[str, Any]) -> dict[str, Any] | None:
    return document(
        REGISTRY,
        shelf.past(row["loan_id"]),
        date.fromisoformat(row["as_of"]),
        Knowledge(date.fromisoformat(row["known_on"])),
    )


def _answer(shown: dict[str, Any] | None) -> dict[str, Any] | None:
    """In the oracle's form: None for a loan that was not known or not disbursed."""
    monitoring = None if shown is None else shown["monitoring"]
    if monitoring is None:
        return None
    plain = {name: monitoring[name] for name in PLAIN}
    return plain | {name: monitoring[name]["amount"] for name in MONEY}


def test_every_answer_of_the_oracle_is_rebuilt(shelf: Shelf) -> None:
    wrong = [
        (row, answer)
        for row in TRUTH["rows"]
        if (answer := _answer(_shown(shelf, row))) != row["expect"]
    ]
    assert len(TRUTH["rows"]) == 400
    assert not wrong, f"{len(wrong)} differ: {wrong[:2]}"


def test_no_class_is_milder_than_the_days_allow(shelf: Shelf) -> None:
    judged = 0
    for row in TRUTH["rows"]:
        shown = _shown(shelf, row)
        if row["floor_class"] is None:
            assert shown is None or shown["classification"] is None
            continue
        judged += 1
        assert shown is not None
        given = shown["classification"]["class"]
        assert CLASSES.index(given) >= CLASSES.index(row["floor_class"]), row
    assert judged == 291


def test_documents_have_the_contract_s_fields_and_are_verified(shelf: Shelf) -> None:
    row = next(row for row in TRUTH["rows"] if row["floor_class"] == "loss")
    shown = _shown(shelf, row)
    assert shown is not None
    assert json.loads(json.dumps(shown)) == shown, "plain JSON values only"
    assert all(shown[name] is None for name in SECTIONS[2:])
    assert set(shown["monitoring"]) >= {*PLAIN, *MONEY, "penalty", "installments"}
    assert set(shown["classification"]) >= {
        "class",
        "own_merit",
        "contagion",
        "became_true_on",
        "processed_at",
        "reasons",
        "policy_id",
    }
    assert shown["classification"]["processed_at"] is not None
    assert "entry" not in shown["classification"]
    assert shown["history"]["verified"] is True
    assert shown["history"]["events"] > 0


def test_contagion_says_who_pulls_and_by_which_share(shelf: Shelf) -> None:
    shares = []
    for loan_id in [loan for loan in shelf.lived if loan]:
        shown = document(REGISTRY, shelf.past(loan_id), date(2025, 12, 31), EVERYTHING)
        assert shown is not None
        contagion = shown["classification"]["contagion"]
        if contagion is not None:
            assert contagion["from_loans"]
            assert set(contagion) == {"rule", "at_least", "from_loans", "share"}
            shares.append(contagion["share"])
    assert any(share and set(share) == {"non_performing", "total"} for share in shares)


def test_two_states_of_knowledge_differ_by_named_events(shelf: Shelf) -> None:
    """A late booking: the day before it was known and the day on which it was."""
    late = next(
        row
        for row in demo_journal()[0].rows
        if row.type == "monitoring.ReceiptTaken" and (row.known_on - row.effective_on).days > 3
    )
    before = Knowledge(date.fromordinal(late.known_on.toordinal() - 1))
    found = difference(
        REGISTRY, shelf.past(late.loan_id), late.effective_on, before, Knowledge(late.known_on)
    )
    assert found is not None
    named = {event["event_id"] for event in found["events"]}
    assert str(late.event_id) in named
    assert all(event["known_in"] == "against" for event in found["events"])
    assert any(each["field"].startswith("monitoring.") for each in found["fields"])


def test_the_book_has_the_oracle_s_totals(shelf: Shelf) -> None:
    expected = TRUTH["book"]
    as_of = date.fromisoformat(expected["as_of"])
    obligors: dict[str, dict[StreamName, list[Any]]] = defaultdict(dict)
    for at, rows in shelf.streams.items():
        if REGISTRY.kind(*at):
            obligors[rows[0].key][at] = [
                (row.version, (row.type, row.schema_version, row.payload)) for row in rows
            ]
    book = Book(as_of, date(2024, 12, 31))
    for streams in obligors.values():
        for line in lines(REGISTRY, streams, book.as_of, book.since):
            book.add(line)
    shown = book.result()
    assert shown["loans"] == expected["loans"]
    assert Counter({row["stage"]: row["loans"] for row in shown["stages"]}) == expected["by_stage"]
    assert sum(row["loans"] for row in shown["classes"]) == expected["loans"]
    assert sum(move["loans"] for move in shown["migration"]["moves"]) == expected["loans"]


def test_provisions_and_the_like_cost_no_event_in_a_book_without_bad_news_of_others() -> None:
    """As many events of each kind as before classification heard collection and disposal.

    The older scheme beside the class brought its own: tiers, interest owed apart from the rest, and
    nine more days to look at.
    """
    (classification,) = [each for each in demo_journal() if each.service == "classification"]
    counted = Counter(row.type.partition(".")[2] for row in classification.rows)
    assert counted == {
        "LoanTaken": 400,
        "ArrearsNoted": 3281,
        "BalanceNoted": 5702,
        "InstallmentPaidNoted": 4544,
        "LoanSettledNoted": 289,
        "EntriesWithdrawnNoted": 167,
        "LoanClassified": 2945,
        "ClassesWithdrawn": 135,
        "ReviewPlanned": 2799,
        "FourTierChanged": 2601,
        "FourTierWithdrawn": 138,
        "InterestNoted": 354,
    }
