"""A plan that is made at law ends there: the case goes on from the stage that it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.steps import (
    CaseTransferredToPreservation,
    CircumstanceChangeReported,
)
from tests.unit.collection.life import EDITION, Life, cny, on, refusal, spoken
from tests.unit.collection.standing import at_law, preserved

PARTS = ("2024-04-20", "10780.00"), ("2024-05-20", "10780.00")
PARTS_ON, TEN = on("2024-04-20"), cny("10.00")
STAGES: dict[str, Callable[[], Life]] = {
    "LEGAL_REFERRED": at_law,
    "TRANSFERRED_FRONTLINE_FOLLOWS": preserved,
}


def planned(make: Callable[[], Life], **fields: Any) -> Life:
    life = make().to("2024-04-01")
    life.plan(*PARTS, signed=False, **fields)
    assert life.case() == "PLAN_ACTIVE"
    return life


def transfer(life: Life) -> list[Any]:
    return life.act(acts.TransferToPreservation, role="specialist", to_unit="preservation")


def pause(life: Life) -> Life:
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    return life


def resume(life: Life) -> Life:
    life.act(acts.ResumeCase, role="specialist", answer="the sum is right")
    return life


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("day", "over"), [("2024-04-21", False), ("2024-04-22", True)])
def test_a_plan_that_breaks_at_law_leads_back_to_law(stage: str, day: str, over: bool) -> None:
    """Rules: COL-35, COL-138, B.3. Its first part is unpaid when 20 April ends: broken on the 21st."""
    life = planned(STAGES[stage]).to(day)
    assert life.case() == (stage if over else "PLAN_ACTIVE")


@pytest.mark.parametrize("stage", STAGES)
def test_so_does_one_that_is_completed_while_the_debt_goes_on(stage: str) -> None:
    """Rules: COL-104, B.3."""
    life = planned(STAGES[stage])
    life.paid("21560.00")
    assert life.case() == stage


def test_after_it_the_case_goes_to_preservation_as_before() -> None:
    """Rules: COL-138."""
    life = planned(at_law).to("2024-04-22")
    assert isinstance(transfer(life)[0], CaseTransferredToPreservation)
    assert life.case() == "TRANSFERRED_FRONTLINE_FOLLOWS"


def test_the_front_line_reports_while_a_plan_runs_at_law_and_after_it() -> None:
    """Rules: COL-138."""
    life = planned(preserved)
    reported = life.act(acts.ReportCircumstances, change="the shop was let")
    assert isinstance(reported[0], CircumstanceChangeReported)
    life.to("2024-04-22")
    assert life.act(acts.ReportCircumstances, change="moved away")
    early = planned(at_law)
    assert refusal(lambda: early.act(acts.ReportCircumstances, change="moved")) == "wrong_state"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("answered", ["2024-04-15", "2024-04-25"])
def test_a_pause_of_such_a_plan_leads_back_to_law_too(stage: str, answered: str) -> None:
    """Rules: CC-10, COL-35. Answered before the plan breaks, or after it."""
    life = pause(planned(STAGES[stage]).to("2024-04-10"))
    resume(life.to(answered))
    assert life.to("2024-04-26").case() == stage


def test_a_plan_of_another_loan_in_it_changes_nothing() -> None:
    """Rules: B.3. The case is one of all loans; it came from law and goes back there."""
    life = planned(at_law)
    life.lent("L-2").overdue("2024-03-31", loan="L-2", amount="100.00")
    other: dict[str, Any] = {"loan_id": "L-2", "plan_id": "PL-2"}
    parts = (acts.PlanPart(PARTS_ON, TEN),)
    life.act(acts.ProposePlan, **other, total=TEN, parts=parts)
    papers = {"documents": EDITION.cases.plan_documents.codes, "recording_id": "REC-9"}
    life.act(acts.AgreePlan, **other, **papers, signed=False)
    assert life.to("2024-04-22").case() == "LEGAL_REFERRED"


def test_a_plan_that_was_made_before_law_leads_where_it_did() -> None:
    """Rules: B.3. Broken in the front line: FOLLOW_UP; referred meanwhile: it stays at law."""
    life = spoken()
    life.plan(*PARTS, signed=False)
    life.to("2024-04-22")
    assert life.case() == "FOLLOW_UP"
    life = spoken()
    life.plan(*PARTS, signed=False)
    life.refer()
    assert life.to("2024-04-22").case() == "LEGAL_REFERRED"
    life = planned(at_law)
    life.paid("21560.00")
    life.overdue(None)
    life.to("2024-04-05").overdue("2024-04-04", amount="100.00")
    life.call()
    life.plan(("2024-04-10", "100.00"), name="PL-3", signed=False)
    assert life.to("2024-04-12").case() == "FOLLOW_UP"
