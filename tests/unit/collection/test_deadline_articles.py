"""The law behind a deadline stands beside it from the day it is in force; the bank's own rules have none."""

from __future__ import annotations

import pytest

from services.collection.domain import acts
from services.collection.domain.deadlines import deadlines
from tests.unit.collection.life import LOAN, Life, in_case, on, spoken
from tests.unit.collection.test_agency_evaluated import evaluate
from tests.unit.collection.test_gate import placed
from tests.unit.collection.test_gate_limits import with_agency
from tests.unit.collection.test_pauses import complain

COMPLAINTS = "银行业保险业消费投诉处理管理办法"
STANDARD = "GB/T 45251-2025"


def articles(life: Life, what: str) -> list[str | None]:
    found = deadlines(life.state, LOAN, life.today)
    return [each.article for each in found if each.what == what]


@pytest.mark.parametrize(("day", "article"), [("2020-02-29", None), ("2020-03-01", COMPLAINTS)])
def test_a_complaint_is_answered_by_the_decree_once_it_is_in_force(
    day: str, article: str | None
) -> None:
    """Rules: CP-01, in force from 2020-03-01."""
    life = in_case(day, lent="2019-02-28")
    life.act(acts.PauseCase, ground="complaint", against=None, tags=())
    assert articles(life, "complaint_answer") == [article]


@pytest.mark.parametrize(("day", "article"), [("2025-02-27", None), ("2025-02-28", STANDARD)])
def test_an_agency_is_evaluated_by_the_standard_once_it_is_issued(
    day: str, article: str | None
) -> None:
    """Rules: CO-01. The placing is renewed until 2027; the standard is of 2025-02-28."""
    life = with_agency()
    assert articles(life, "agency_evaluation") == [None]
    evaluate(life.to(day))
    placed(life, licence_ends_on=on("2027-12-31"))
    assert articles(life, "agency_evaluation") == [article]
    evaluate(life, "EV-2")
    assert articles(life, "agency_evaluation") == [article]


def test_what_the_bank_itself_asks_for_names_no_law() -> None:
    """Rules: COL-16, COL-114."""
    life = spoken()
    life.promise("2024-03-22", "100.00")
    assert articles(life, "promise") == [None]
    complain(life)
    assert articles(life, "complaint_answer") == [COMPLAINTS]
