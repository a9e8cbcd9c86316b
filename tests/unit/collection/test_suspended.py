"""What the gate refuses is not due: under a signed plan and while something is unanswered nobody collects."""

from __future__ import annotations

import pytest

from services.collection.domain import acts
from services.collection.domain.deadlines import deadlines
from services.collection.domain.done import CollectionCallMade
from tests.unit.collection.life import LOAN, Life, refusal, spoken
from tests.unit.collection.test_pauses import pause, resume

JOBS = {"daily_call_2", "daily_call_3", "second_visit", "daily_call", "legal_referral"}


def due(life: Life, loan: str = LOAN) -> set[str]:
    return {each.what for each in deadlines(life.state, loan, life.today)}


def agreed(signed: bool = True) -> Life:
    """Served on 27 March; a plan of two parts on 29 March, the first due on 20 April."""
    life = spoken().to("2024-03-27")
    life.notice()
    life.to("2024-03-29")
    life.plan(("2024-04-20", "10780.00"), ("2024-05-20", "10780.00"), signed=signed)
    return life.to("2024-04-02")


@pytest.mark.parametrize("signed", [True, False])
def test_under_a_signed_plan_no_step_is_due_that_would_be_refused(signed: bool) -> None:
    """Rules: CC-12. An oral plan stops nobody."""
    life = agreed(signed)
    if signed:
        assert due(life) == {"plan_part"}
        assert refusal(life.call) == "plan_running"
    else:
        assert due(life) == {"plan_part"} | JOBS
        assert isinstance(life.call()[0], CollectionCallMade)


@pytest.mark.parametrize(("day", "jobs"), [("2024-04-21", set()), ("2024-04-22", JOBS)])
def test_a_broken_plan_makes_the_steps_due_again(day: str, jobs: set[str]) -> None:
    """Rules: CC-12, COL-35. Its first part is unpaid when 20 April ends: broken on the 21st."""
    assert due(agreed().to(day)) & JOBS == jobs


def test_a_plan_of_one_loan_does_not_stop_the_steps_of_another() -> None:
    """Rules: CC-12."""
    life = agreed()
    life.lent("L-2")
    life.overdue("2024-03-31", loan="L-2", amount="100.00")
    assert not due(life) & JOBS
    assert {"daily_call_2", "second_visit"} <= due(life, "L-2")


def test_the_hand_over_waits_while_a_signed_plan_is_kept() -> None:
    """Rules: COL-16, CC-12. The final call was on 29 March; refused in PLAN_ACTIVE."""
    life = spoken().to("2024-03-29")
    life.call("12:00", phone_stage="final")
    assert "hand_over" in due(life)
    life.plan(("2024-04-20", "10780.00"), ("2024-05-20", "10780.00"))
    assert "hand_over" not in due(life)
    assert refusal(life.hand_over) == "wrong_state"
    life.to("2024-04-22")
    assert "hand_over" in due(life)
    life.hand_over()


def test_a_dispute_that_outlives_its_case_holds_the_steps_of_the_next() -> None:
    """Rules: CC-10. The case is OPEN again, and a call is still refused."""
    life = pause(spoken().to("2024-03-22"))
    assert not due(life) & JOBS
    life.paid("21560.00")
    life.overdue(None)
    life.to("2024-04-21").overdue("2024-04-20", amount="1000.00")
    assert life.case() == "OPEN"
    assert refusal(life.call) == "case_paused"
    assert not due(life) & {*JOBS, "first_site_check", "first_contact"}
    resume(life)
    assert "first_contact" in due(life) or "first_site_check" in due(life)
    assert isinstance(life.call()[0], CollectionCallMade)


def test_the_hand_over_is_due_until_the_case_is_handed_on_otherwise() -> None:
    """Rules: COL-16, COL-13, B.3. From a case at law nothing is handed over, and nothing is due."""
    life = spoken().to("2024-03-29")
    life.call("12:00", phone_stage="final")
    life.to("2024-04-01")
    assert "hand_over" in due(life)
    life.refer()
    assert life.case() == "LEGAL_REFERRED"
    assert refusal(life.hand_over) == "wrong_state"
    assert "hand_over" not in due(life)


@pytest.mark.parametrize("handed", [False, True])
def test_in_the_field_it_is_due_no_more(handed: bool) -> None:
    """Rules: COL-16, COL-19."""
    life = spoken().to("2024-03-29")
    life.promise("2024-03-29", "100.00")
    life.call("12:00", phone_stage="final")
    life.to("2024-04-01")
    assert life.case() == "FOLLOW_UP"
    assert "hand_over" in due(life)
    if handed:
        life.hand_over()
    else:
        life.act(acts.RequestFieldVisit, ground="repeated_breach")
        assert life.case() == "FIELD"
        assert refusal(life.hand_over) == "wrong_state"
    assert "hand_over" not in due(life)
