"""The demo book: classes against the truth file, and the whole book judged a second time."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.classification.domain.differences import differences
from services.classification.domain.drafts import Cause
from services.classification.domain.judgement import judge
from services.classification.domain.merit import is_milder
from tests.unit.classification.demo_bank import FEED, Bank, opened
from tests.unit.classification.story import POLICIES

TRUTH = Path(__file__).parents[2] / "data" / "truth-101.json"


@pytest.fixture(scope="module")
def bank() -> Bank:
    made = opened()
    made.ingest(FEED)
    return made


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TRUTH.read_text("utf-8"))["rows"]
    return found


@pytest.mark.slow
def test_every_row_of_the_truth_holds(bank: Bank) -> None:
    """The floor itself if the loan was never non-performing and nobody pulls; else no milder."""
    checked = {"none": 0, "equal": 0, "not milder": 0}
    for row in rows():
        as_of, known_on = (date.fromisoformat(row[key]) for key in ("as_of", "known_on"))
        seen = bank.classified(row["loan_id"], as_of, known_on)
        if row["expect"] is None:
            assert seen is None, row
            checked["none"] += 1
            continue
        assert seen is not None, row
        if not row["ever_npl_until_then"] and seen.contagion is None:
            assert seen.risk_class == row["floor_class"], (row, seen)
            checked["equal"] += 1
        else:
            assert not is_milder(seen.risk_class, row["floor_class"]), (row, seen)
            checked["not milder"] += 1
    assert checked["none"] + checked["equal"] + checked["not milder"] == 400
    assert checked["equal"] > 250
    assert checked["not milder"] > 20


@pytest.mark.slow
def test_judging_the_whole_book_anew_changes_nothing(bank: Bank) -> None:
    for state in bank.classification.states.values():
        first = min(file.taken.effective_on for file in state.files() if file.taken)
        cause = Cause(state.judged_to, state.judged_to)
        drafts = judge(state, POLICIES, first, state.judged_to, cause)
        assert differences(state, drafts, first, cause) == []


@pytest.mark.slow
def test_one_obligors_claims_are_pulled_down_and_the_book_says_by_whom(bank: Bank) -> None:
    """L-101000081 of the corporate debtor goes past 90 days and pulls L-101000080 with it."""
    pulled = bank.classified("L-101000080", date(2023, 10, 16), date(2023, 10, 16))
    assert pulled is not None
    assert pulled.contagion is not None
    assert (pulled.risk_class, pulled.own_merit) == ("substandard", "normal")
    assert pulled.contagion.rule == "RC-50"
    assert pulled.contagion.from_loans == ("L-101000081",)
    assert pulled.reasons == ("contagion_share_above_10_percent",)
    before = bank.classified("L-101000080", date(2023, 10, 15), date(2023, 10, 16))
    assert before is not None
    assert before.risk_class == "normal"
