"""A complaint or dispute outlives its case: it is answered as long as it is unanswered."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from services.collection.domain.done import Contacted
from services.collection.domain.pauses import held_after
from services.collection.domain.steps import CasePaused, CaseResumed
from tests.unit.collection.life import Life, debt, on, refusal, spoken
from tests.unit.collection.test_pauses import (
    complain,
    complaints_due,
    information,
    pause,
    resume,
)


def cured() -> Life:
    life = complain(spoken()).to("2024-03-25")
    life.overdue(None)
    return life


def closed() -> Life:
    return cured().to("2024-06-01")


def again() -> Life:
    """New arrears open a second case."""
    life = closed().to("2024-09-21")
    life.overdue("2024-09-20", amount="1000.00")
    life.claim(debt(18, "2024-09-20", "1000.00", "0.00", "2024-09-21", "2024-09-20"))
    return life


def written_off() -> Life:
    return complain(spoken()).disposed("written_off")


def sold() -> Life:
    return complain(spoken()).disposed("transferred")


ENDS: list[tuple[Callable[[], Life], str]] = [
    (cured, "CURED"),
    (closed, "CLOSED"),
    (again, "OPEN"),
    (written_off, "CLOSED_LOSS"),
    (sold, "CLOSED_LOSS"),
]


@pytest.mark.parametrize(("end", "state"), ENDS)
def test_a_complaint_is_due_and_answered_whatever_became_of_its_case(
    end: Callable[[], Life], state: str
) -> None:
    """Rules: CP-01."""
    life = end()
    assert (life.case(), complaints_due(life)) == (state, [on("2024-04-05")])
    resume(life)
    assert (life.case(), complaints_due(life)) == (state, [])
    assert refusal(lambda: resume(life)) == "wrong_state"


@pytest.mark.parametrize("end", [cured, again, written_off])
def test_whom_it_names_is_stopped_until_then(end: Callable[[], Life]) -> None:
    """Rules: CP-01, XCT-32."""
    life = end()
    assert refusal(lambda: information(life)) == "collector_stopped"
    assert isinstance(information(resume(life))[0], Contacted)


@pytest.mark.parametrize(
    "ends",
    [
        lambda life: life.disposed("written_off"),
        lambda life: (life.close().overdue(None), life.to("2024-04-21").overdue("2024-04-20")),
    ],
)
def test_a_dispute_limits_contact_after_its_case(ends: Callable[[Life], object]) -> None:
    """Rules: CC-10. Written off and pursued (WO-01), or in arrears again."""
    life = pause(spoken())
    ends(life)
    assert refusal(lambda: life.call("15:00")) == "case_paused"
    assert isinstance(information(life)[0], Contacted)
    assert isinstance(resume(life).call("16:00")[0], Contacted)


def test_an_answer_is_about_one_ground() -> None:
    """Rules: CC-10, CP-01. The complaint is answered, the dispute still holds the case."""
    life = resume(complain(pause(spoken())), ground="complaint")
    assert (life.case(), complaints_due(life)) == ("PAUSED", [])
    assert refusal(lambda: resume(life, ground="complaint")) == "wrong_state"
    assert refusal(lambda: resume(life, ground="hardship")) == "wrong_state"
    assert resume(life, ground="dispute").case() == "FIRST_CONTACT_DONE"


@pytest.mark.parametrize("name", ["sun", " SUN"])
def test_nobody_answers_a_complaint_about_himself(name: str) -> None:
    """Rules: CP-01."""
    life = pause(spoken(), "complaint", against="sun", tags=("violence",))
    assert refusal(lambda: resume(life, requested_by=name)) == "same_person"
    assert resume(life).case() == "FIRST_CONTACT_DONE"


def test_he_may_answer_a_dispute_beside_it() -> None:
    life = pause(pause(spoken()), "complaint", against="zhou", tags=("violence",))
    resume(life, ground="dispute")
    assert life.case() == "PAUSED"


def test_an_answer_recorded_before_answers_named_a_ground_answers_everything() -> None:
    life = resume(complain(pause(spoken())), ground="dispute")
    held, answer = life.of(CasePaused), life.of(CaseResumed)[0]
    assert held_after(held, answer) == held[1:]
    assert held_after(held, msgspec.structs.replace(answer, ground=None)) == []
