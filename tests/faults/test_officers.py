"""The book's officers in one process: nothing of their certain ways is refused, all of it gets where it goes.

Only the loans that they work on are played, with everything that is said of them.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from contracts.catalogue import DECIDING, parse
from services.kit.domain import Rejected
from tests.faults.book import Author, is_command
from tests.faults.conftest import CHAPTERS, SHORT_CHAPTERS
from tests.faults.officers import Bad, is_bad
from tests.town import Town

SEEDS = (1, 4711, 9_999)
EARLY = (
    *("collection.PromiseToPayMade", "collection.RepaymentPlanAgreed", "collection.PlanJudged"),
    *("collection.CaseHandedOver", "collection.ProhibitedActionBlocked"),
    *("guarantee.GuarantorNotified", "guarantee.GuarantorDemandServed", "guarantee.GuarantorPaid"),
    *("litigation.LetterSent", "litigation.MeasureExecuted", "litigation.SuitAccepted"),
    *("litigation.JudgmentRendered", "litigation.EnforcementApplied"),
    *("disposal.LoanWrittenOff", "disposal.RecoveryRecognised", "disposal.DebtTransferred"),
    *("monitoring.BorrowerLifeEventReported", "classification.OverrideSet"),
)
"""What the short form's book leads to."""
LATE = ("litigation.EnforcementEnded", "guarantee.GuaranteeReleased")


@cache
def played(seed: int, chapters: int) -> tuple[Town, dict[str, Bad], Counter[str], list[str]]:
    """The town, the loans, how often each service was asked, and what was refused."""
    author, town = Author(seed), Town()
    asked, refused = Counter[str](), list[str]()
    lines = [line for chapter in author.chapters(chapters) for line in chapter]
    ways = {bad.trouble.obligor_id: bad for bad in author.bad}
    for line in lines:
        envelope = line.envelope
        if envelope.key and not is_bad(envelope.key):
            continue
        try:
            town.tell(parse(envelope.type, line.payload), envelope)
        except Rejected as refusal:
            if ways[envelope.key or ""].way != "rough":
                refused.append(f"{envelope.id} {envelope.type}: {refusal.code}")
        if is_command(line):
            asked[envelope.type.split(".")[1]] += 1
    return town, ways, asked, refused


@pytest.mark.parametrize("seed", SEEDS)
def test_no_certain_act_is_refused_and_a_short_book_has_all_of_them(seed: int) -> None:
    town, _, asked, refused = played(seed, SHORT_CHAPTERS)
    assert refused == []
    assert set(asked) == set(DECIDING), "every service is asked something"
    found = {row.type for house in town.houses.values() for row in house.writer.rows}
    assert set(EARLY) - found == set()


def test_a_long_book_ends_enforcements_and_sells_what_was_written_off() -> None:
    town, ways, _, refused = played(SEEDS[1], CHAPTERS)
    assert refused == []
    found = {row.type for house in town.houses.values() for row in house.writer.rows}
    assert {*EARLY, *LATE} - found == set()
    sold = [
        bad.chapter
        for bad in ways.values()
        if bad.way == "law" and _state(town, bad) == "transferred"
    ]
    assert sold == [0, 1, 2]


def test_the_same_seed_writes_the_same_acts() -> None:
    books = [Author(seed).chapters(2) for seed in (7, 7, 8)]
    assert books[0] == books[1] != books[2]


def _state(town: Town, bad: Bad) -> str | None:
    shown = town.loan(bad.trouble.loan_id, "2024-12-28")["disposal"]
    return None if shown is None else shown["state"]
