"""Hand-over out of the front line: when the final call's respite is over, or at once in a hard case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.case import LED
from services.collection.domain.deadlines import deadlines
from services.collection.domain.steps import CaseHandedOver
from tests.unit.collection.life import EDITION, LOAN, Life, cny, in_case, on, refusal, spoken
from tests.unit.collection.standing import joint, promised, served, technical
from tests.unit.collection.test_cases import broken

FRONT: dict[str, Callable[[], Life]] = {
    "FIRST_CONTACT_DONE": spoken,
    "TECHNICAL_FIX": technical,
    "PROMISE_PENDING": promised,
    "FOLLOW_UP": broken,
    "JOINT_COLLECTION": joint,
    "NOTICE_SERVED": served,
}


def is_due(life: Life) -> bool:
    """The list of the day has it, and its day has come."""
    found = deadlines(life.state, LOAN, life.today)
    return any(each.what == "hand_over" and each.on <= life.today for each in found)


def called_last(state: str) -> Life:
    """The final call is made where the front line leads."""
    life = FRONT[state]()
    life.call("12:00", phone_stage="negotiation")
    life.call("15:00", phone_stage="final")
    assert life.case() == state
    return life


def test_these_are_the_states_of_the_front_line() -> None:
    """In OPEN nobody was reached, so there was no final call; a hard case there may be."""
    assert {"OPEN", *FRONT} == set(LED)


@pytest.mark.parametrize("state", FRONT)
def test_the_case_is_handed_over_when_the_list_says_so_and_no_day_before(state: str) -> None:
    """Rules: COL-16, B.3. The final call leaves two days, whatever the debtor said or did not say."""
    life = called_last(state)
    for _ in range(2):
        assert not is_due(life)
        assert refusal(life.hand_over) == "hand_over_too_early"
        life.close()
    assert is_due(life)
    assert isinstance(life.hand_over()[0], CaseHandedOver)
    assert life.case() == "SPECIALIST_UNIT"
    assert not is_due(life)


@pytest.mark.parametrize("state", FRONT)
def test_without_a_final_call_none_is_due_and_none_is_made(state: str) -> None:
    """Rules: COL-16."""
    life = FRONT[state]().close().close()
    assert not is_due(life)
    assert refusal(life.hand_over) == "hand_over_too_early"


@pytest.mark.parametrize("make", [in_case, *FRONT.values()])
def test_a_hard_case_is_handed_over_from_anywhere_in_the_front_line(
    make: Callable[[], Life],
) -> None:
    """Rules: XCT-02, COL-19."""
    life = make()
    life.hand_over(hard_case="disappeared")
    assert life.case() == "SPECIALIST_UNIT"


def test_nobody_hands_over_what_rests() -> None:
    """Rules: CC-10, COL-16. A dispute outlives its case: the next one is OPEN, and nothing is due."""
    life = spoken()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    life.paid("21560.00")
    life.overdue(None)
    life.to("2024-04-21").overdue("2024-04-20", amount="1000.00")
    assert life.case() == "OPEN"
    assert not is_due(life)
    assert refusal(life.hand_over) == "case_paused"


def test_nor_what_a_signed_plan_stops() -> None:
    """Rules: CC-12, COL-16. Of two loans one is under a plan that is kept; the other's plan broke."""
    life = called_last("FIRST_CONTACT_DONE")
    life.lent("L-2").overdue("2024-03-20", loan="L-2", amount="100.00")
    life.plan(("2024-06-20", "21560.00"))
    second: dict[str, Any] = {"loan_id": "L-2", "plan_id": "PL-2"}
    parts = (acts.PlanPart(on("2024-03-25"), cny("100.00")),)
    life.act(acts.ProposePlan, **second, total=cny("100.00"), parts=parts)
    papers = {"documents": EDITION.cases.plan_documents.codes, "recording_id": None}
    life.act(acts.AgreePlan, **second, **papers, signed=True)
    life.to("2024-03-27")
    assert life.case() == "FOLLOW_UP"
    assert not is_due(life)
    assert refusal(life.hand_over) == "plan_running"


def test_a_plan_that_broke_after_a_hand_over_makes_it_due_again() -> None:
    """Rules: COL-16, COL-35, B.3. The front line has the case back, and its respite is long over."""
    life = called_last("FIRST_CONTACT_DONE").to("2024-03-24")
    life.hand_over()
    life.plan(("2024-03-25", "5000.00"))
    life.to("2024-03-27")
    assert life.case() == "FOLLOW_UP"
    assert is_due(life)
    life.hand_over(summary="the plan broke")
    assert life.case() == "SPECIALIST_UNIT"


@pytest.mark.parametrize("paid", [None, "0.01", "999.99"])
@pytest.mark.parametrize("make", [joint, served])
def test_a_promise_that_was_not_kept_leads_on_whatever_was_paid(
    make: Callable[[], Life], paid: str | None
) -> None:
    """Rules: B.3, COL-114. A fen keeps no case from the specialists."""
    life = make()
    life.promise(life.today.isoformat(), "1000.00")
    if paid:
        life.paid(paid)
    life.close()
    assert life.case() == "FOLLOW_UP"
    life.act(acts.RequestFieldVisit, ground="repeated_breach")
    assert life.case() == "FIELD"
