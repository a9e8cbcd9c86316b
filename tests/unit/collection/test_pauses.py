"""A paused case: what happens meanwhile is not lost; complaints are taken and stop whom they name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.done import Contacted
from services.collection.domain.steps import CasePaused, ComplianceCaseOpened
from tests.unit.collection.life import Life, on, refusal, spoken


def pause(life: Life, ground: str = "dispute", **fields: object) -> Life:
    life.act(acts.PauseCase, **({"ground": ground, "against": None, "tags": ()} | fields))
    return life


def complain(life: Life) -> Life:
    """A complaint of violence by chen."""
    return pause(life, "complaint", against="chen", tags=("violence",))


def resume(life: Life, answer: str = "looked into", **fields: object) -> Life:
    words = {"role": "specialist", "requested_by": "zhou", "answer": answer}
    life.act(acts.ResumeCase, **(words | fields))
    return life


def information(life: Life, hour: str = "11:00", who: str = "chen") -> list[object]:
    words = {"requested_by": who, "staff_ids": (who,), "purposes": ("information",)}
    return life.call(hour, **words)


def complaints_due(life: Life) -> list[date]:
    seen = life.seen(life.today.isoformat())
    assert seen is not None
    return [each.on for each in seen.due if each.what == "complaint_answer"]


# -- what happens while the case is paused (B.3: PAUSED -> back) ---------------------------------


@pytest.mark.parametrize(
    ("paid", "state"), [(None, "FOLLOW_UP"), ("100.00", "FIRST_CONTACT_DONE")]
)
def test_a_promise_that_is_judged_meanwhile_moves_what_the_case_goes_back_to(
    paid: str | None, state: str
) -> None:
    """Rules: COL-114, CC-10."""
    life = spoken()
    life.promise("2024-03-22", "100.00")
    pause(life).to("2024-03-22")
    if paid is not None:
        life.paid(paid)
    life.to("2024-03-25")
    assert life.case() == "PAUSED"
    assert resume(life).case() == state


def test_after_a_promise_that_broke_meanwhile_the_case_can_be_handed_over() -> None:
    """Rules: COL-16, COL-57."""
    life = spoken()
    life.promise("2024-03-22", "100.00")
    resume(pause(life).to("2024-03-25")).hand_over(hard_case="repeated_breach")
    assert life.case() == "SPECIALIST_UNIT"


def test_a_plan_that_broke_meanwhile_is_broken_afterwards() -> None:
    """Rules: COL-35."""
    life = spoken()
    life.plan(("2024-03-25", "100.00"), ("2024-04-25", "100.00"))
    assert resume(pause(life).to("2024-04-02")).case() == "FOLLOW_UP"


def test_a_promise_of_the_day_of_the_answer_breaks_after_it() -> None:
    life = spoken()
    life.promise("2024-03-22", "100.00")
    resume(pause(life).to("2024-03-22"))
    assert life.case() == "PROMISE_PENDING"
    assert life.close().case() == "FOLLOW_UP"


def test_what_was_undertaken_meanwhile_holds_afterwards() -> None:
    """Rules: COL-114."""
    life = pause(spoken())
    life.promise("2024-04-25", "100.00")
    assert life.case() == "PAUSED"
    assert resume(life).case() == "PROMISE_PENDING"


def test_a_notice_in_a_pause_is_served_and_the_case_goes_back_to_where_it_was() -> None:
    """Rules: COL-10, CC-10. The answer brings it back to where talk was broken off."""
    life = pause(spoken()).to("2024-03-27")
    life.notice()
    assert resume(life).case() == "FIRST_CONTACT_DONE"


# -- entered late (B.3: nothing is handed over or agreed while the case is paused) ----------------


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (lambda life: life.hand_over(hard_case="fraud"), "SPECIALIST_UNIT"),
        (lambda life: life.act(acts.RequestFieldVisit, ground="fraud"), "FIELD"),
        (lambda life: life.plan(("2024-04-25", "100.00"), ("2024-05-25", "1.00")), "PLAN_ACTIVE"),
    ],
)
def test_a_pause_entered_late_does_not_undo_a_later_step(step: Any, state: str) -> None:
    """Rules: COL-16, COL-19, COL-104. The step was taken on the 25th."""
    life = spoken()
    life.promise("2024-03-22", "100.00")
    step(life.to("2024-03-25"))
    life.to("2024-03-27")
    refused = refusal(lambda: pause(life, done_on=on("2024-03-24")))
    assert (refused, life.case()) == ("done_before_last_step", state)
    assert resume(pause(life, done_on=on("2024-03-25"))).case() == state


def test_a_pause_entered_late_before_a_call_is_taken() -> None:
    life = spoken().to("2024-03-27")
    life.call()
    assert pause(life, done_on=on("2024-03-24")).case() == "PAUSED"


def test_a_pause_entered_late_undoes_nothing_of_the_next_case() -> None:
    life = spoken().to("2024-03-25")
    life.overdue(None)
    life.to("2024-09-21").overdue("2024-09-20")
    life.call()
    life.promise("2024-09-21", "1.00", name="PR-2")
    life.close().hand_over(hard_case="fraud")
    assert pause(life, done_on=on("2024-03-24")).case() == "SPECIALIST_UNIT"


# -- complaints (B.3: any active -> PAUSED; regulations 2.3) -------------------------------------


def test_a_complaint_is_taken_while_the_case_is_paused_and_stops_whom_it_names() -> None:
    """Rules: CP-01."""
    life = complain(pause(spoken()))
    assert [each.ground for each in life.of(CasePaused)] == ["dispute", "complaint"]
    assert [each.person_id for each in life.of(ComplianceCaseOpened)] == ["chen"]
    assert life.case() == "PAUSED"
    assert refusal(lambda: information(life)) == "collector_stopped"
    assert isinstance(information(life, who="liu")[0], Contacted)
    assert refusal(lambda: resume(life)) == "ground_missing"
    resume(life, ground="dispute")
    assert life.case() == "PAUSED"
    assert refusal(lambda: information(life, "12:00")) == "collector_stopped"
    assert resume(life).case() == "FIRST_CONTACT_DONE"
    assert isinstance(information(life, "12:00")[0], Contacted)


def test_a_complaint_of_the_day_of_an_answer_is_answered_only_by_a_later_one() -> None:
    life = complain(resume(pause(spoken())))
    assert life.case() == "PAUSED"
    assert refusal(lambda: information(life)) == "collector_stopped"
    assert complaints_due(life) == [on("2024-04-05")]
    resume(life, "another collector has the case")
    assert complaints_due(life) == []
    assert isinstance(information(life)[0], Contacted)


def test_a_dispute_after_a_complaint_leaves_the_complaint_due() -> None:
    """Rules: CP-01."""
    life = pause(complain(spoken()))
    assert complaints_due(life) == [on("2024-04-05")]


def test_a_complaint_is_still_answered_when_the_case_went_to_law() -> None:
    """B.3: PAUSED -> back or LIT."""
    life = complain(spoken())
    life.refer()
    assert refusal(lambda: information(life)) == "collector_stopped"
    assert resume(life).case() == "LEGAL_REFERRED"
    assert isinstance(information(life)[0], Contacted)
    assert refusal(lambda: resume(life)) == "wrong_state"
