"""400 answers about the demo book by an independent oracle, for pairs of days."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.feed import examine_feed
from services.monitoring.domain.view import view
from tests.unit.monitoring.bank import Bank, bank_after

ROOT = Path(__file__).parents[3]
FEED = ROOT / "services" / "console" / "demo" / "book-101.jsonl.gz"
TRUTH = json.loads((ROOT / "tests" / "data" / "truth-101.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The bank after the whole feed."""
    return bank_after(
        (seen.message, seen.envelope)
        for seen in examine_feed(FEED)
        if seen.message is not None and seen.envelope is not None
    )


def _answer(bank: Bank, row: dict[str, Any]) -> dict[str, Any] | None:
    shown = bank.view(
        row["loan_id"], date.fromisoformat(row["as_of"]), date.fromisoformat(row["known_on"])
    )
    if shown is None:
        return None
    return {
        "days_past_due": shown.days_past_due,
        "overdue_since": None if shown.overdue_since is None else shown.overdue_since.isoformat(),
        "overdue": shown.overdue.amount,
        "stage": shown.stage,
        "principal_outstanding": shown.principal_outstanding.amount,
        "unapplied": shown.unapplied.amount,
    }


def test_every_answer_of_the_oracle_is_ours(bank: Bank) -> None:
    wrong = [
        (row, answer) for row in TRUTH["rows"] if (answer := _answer(bank, row)) != row["expect"]
    ]
    assert not wrong, f"{len(wrong)} of {len(TRUTH['rows'])} differ: {wrong[:3]}"


def test_the_oracle_asks_for_all_four_hundred_rows() -> None:
    assert len(TRUTH["rows"]) == 400


def test_the_stages_of_the_whole_book_are_the_oracles(bank: Bank) -> None:
    book = TRUTH["book"]
    as_of = date.fromisoformat(book["as_of"])
    stages: dict[str, int] = {}
    for stream in bank.states:
        shown = bank.view(stream.removeprefix("loan-"), as_of, as_of)
        assert shown is not None
        stages[shown.stage] = stages.get(shown.stage, 0) + 1
    assert stages == book["by_stage"]
    assert len(bank.states) == book["loans"]


def test_recorded_order_and_effective_order_end_alike(bank: Bank) -> None:
    as_of = date.fromisoformat(TRUTH["book"]["as_of"])
    for stream, state in bank.states.items():
        loan_id = stream.removeprefix("loan-")
        assert view(state, as_of) == bank.view(loan_id, as_of, as_of), stream
