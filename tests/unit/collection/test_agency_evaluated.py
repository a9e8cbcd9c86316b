"""An agency is evaluated once a year and once in the last year of its licence (CO-01)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.deadlines import deadlines
from services.collection.domain.steps import AgencyEvaluated, CasePlacedWithAgency
from tests.unit.collection.life import LOAN, Life, in_case, on, refusal, spoken
from tests.unit.collection.test_earlier_case import again, broken
from tests.unit.collection.test_gate import placed
from tests.unit.collection.test_gate_limits import with_agency

ALL = ("conduct", "results", "information_security")


def evaluate(life: Life, report: str = "EV-1", **fields: Any) -> Any:
    words: dict[str, Any] = {"agency_id": "A-1", "report_id": report, "covers": ALL}
    words |= {"role": "compliance_officer", "requested_by": "wang"}
    return life.act(acts.EvaluateAgency, **(words | fields))[0]


def due(life: Life) -> list[date]:
    found = deadlines(life.state, LOAN, life.today)
    return [each.on for each in found if each.what == "agency_evaluation"]


def test_an_agency_is_evaluated_within_a_year_and_again_until_its_licence_ends() -> None:
    """Rules: CO-01. Placed on 22 March 2024 under a licence until 31 December 2025."""
    life = with_agency()
    assert due(life) == [on("2025-03-22")]
    life.to("2024-09-01")
    made = evaluate(life)
    assert isinstance(made, AgencyEvaluated)
    assert due(life) == [made.evaluate_by] == [on("2025-09-01")]
    life.to("2025-09-05")
    assert due(life) == [on("2025-09-01")]
    evaluate(life, "EV-2")
    assert due(life) == []


@pytest.mark.parametrize(
    ("day", "following"), [("2024-12-31", [on("2025-12-31")]), ("2025-01-01", [])]
)
def test_the_evaluation_of_the_last_year_is_the_one_before_the_end(
    day: str, following: list[date]
) -> None:
    """Rules: CO-01. The licence ends on 31 December 2025."""
    life = with_agency().to(day)
    evaluate(life)
    assert due(life) == following


@pytest.mark.parametrize(
    ("ends", "by"), [("2025-03-21", "2025-03-21"), ("2025-03-22", "2025-03-22")]
)
def test_an_agency_whose_licence_ends_within_the_year_is_evaluated_before(
    ends: str, by: str
) -> None:
    """Rules: CO-01."""
    life = broken(spoken(), "2024-03-21", "PR-1")
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    life.hand_over(hard_case="repeated_breach")
    placed(life, licence_ends_on=on(ends))
    assert due(life) == [on(by)]


@pytest.mark.parametrize("lacking", ALL)
def test_an_evaluation_is_about_conduct_results_and_information_security(lacking: str) -> None:
    """Rules: CO-01."""
    life = with_agency()
    covers = tuple(each for each in ALL if each != lacking)
    assert refusal(lambda: evaluate(life, covers=covers)) == "evaluation_incomplete"
    assert isinstance(evaluate(life, covers=(*ALL, "staff")), AgencyEvaluated)


def test_only_an_agency_that_had_a_case_of_the_customer_is_evaluated_once_a_report() -> None:
    assert refusal(lambda: evaluate(in_case())) == "agency_unknown"
    life = with_agency()
    assert refusal(lambda: evaluate(life, agency_id="A-2")) == "agency_unknown"
    assert refusal(lambda: evaluate(life, role="agency_collector")) == "role_not_allowed"
    evaluate(life)
    assert refusal(lambda: evaluate(life.close())) == "report_known"


@pytest.mark.parametrize(("late", "evaluated"), [(False, False), (True, False), (True, True)])
def test_no_case_is_placed_anew_with_an_agency_that_was_not_evaluated_in_time(
    late: bool, evaluated: bool
) -> None:
    """Rules: CO-01: renewal needs the evaluation, which was due on 22 March 2025."""
    life = again(with_agency())
    life.call()
    broken(life, "2024-09-21", "PR-9").hand_over(hard_case="repeated_breach")
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    life.to("2025-03-23" if late else "2025-03-22")
    if evaluated:
        evaluate(life)
    if late and not evaluated:
        assert refusal(lambda: placed(life)) == "agency_not_evaluated"
    else:
        assert isinstance(placed(life, licence_ends_on=on("2027-06-30"))[0], CasePlacedWithAgency)
        assert due(life) == [on("2026-03-23" if late else "2026-03-22")]
