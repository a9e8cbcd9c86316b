"""What a checkpoint carries on from the days before it, and what it must not touch (ADR 0033)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import (
    LongOverdueMarked,
    PlanJudged,
    RecoveryRecognised,
)
from tests.unit.collection.life import EDITION, Life, cny, on
from tests.unit.collection.whole_past import Compared


def quiet_with(does: Callable[[Life], Any]) -> Compared:
    """What ``does`` leaves behind of arrears that are paid; later the loan is overdue again."""
    life = Compared().lent().to("2024-03-21")
    life.overdue("2024-03-20")
    life.call()
    does(life)
    life.to("2024-03-25").overdue(None)
    life.to("2024-05-21")
    life.overdue("2024-05-20")
    assert len(life.state.checkpoints) == 1
    return life


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_money_of_the_days_about_a_checkpoint_is_a_recovery(days: int) -> None:
    """Rules: COL-130. The checkpoint's own day is touched by what is heard about it later."""
    life = quiet_with(lambda _: None)
    day = life.state.checkpoints[-1].on + timedelta(days=days)
    life.paid("5.00", day=day.isoformat())
    assert [each.effective_on for each in life.state.live(RecoveryRecognised)] == [day]


def test_a_dispute_that_nobody_answered_outlives_a_quiet_time() -> None:
    """Rules: CC-10, B.3. What was brought up long ago holds the case beside what is new."""
    life = quiet_with(
        lambda each: each.act(acts.PauseCase, ground="dispute", against=None, tags=())
    )
    life.act(acts.PauseCase, ground="complaint", against=None, tags=())
    words = {"role": "specialist", "requested_by": "zhou", "answer": "looked into"}
    life.act(acts.ResumeCase, ground="complaint", **words)
    assert life.case() == "PAUSED"
    life.act(acts.ResumeCase, ground="dispute", **words)
    assert life.case() == "OPEN"


def test_parts_that_an_amendment_put_off_are_still_to_come() -> None:
    """Rules: COL-37. Paid early, the plan's last day is still looked at: no day before it is quiet."""
    life = Compared().lent().to("2024-03-21")
    life.overdue("2024-03-20")
    life.call()
    life.plan(("2024-03-30", "10.00"))
    life.close()
    told = {"approved_by": "wang", "approver_role": "collection_manager"}
    later = (acts.PlanPart(on("2024-05-30"), cny("10.00")),)
    life.act(acts.AmendPlan, plan_id="PL-1", total=cny("10.00"), parts=later, **told)
    life.close().paid("10.00")
    life.overdue(None)
    life.to("2024-05-06").paid("1.00")
    life.close().paid("1.00")
    assert not life.state.checkpoints
    life.to("2024-06-03").paid("1.00")
    life.close().paid("1.00")
    assert life.state.checkpoints


def test_what_is_done_after_a_quiet_day_keeps_its_place_in_the_order_of_its_own_day() -> None:
    """Rules: B.3. The checkpoint that the next day makes lies before it, and holds nothing of it."""
    life = quiet_with(lambda _: None)
    life.call()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    life.close().paid("5.00")
    assert life.state.checkpoints[-1].on == on("2024-05-20")
    life.paid("6.00")
    assert [state for _, state in life.moves()[-3:]] == ["OPEN", "FIRST_CONTACT_DONE", "PAUSED"]


def test_a_proposal_that_nobody_agreed_to_outlives_a_quiet_time() -> None:
    """Rules: B.3, COL-35. It may be agreed to later, and is judged by its parts."""
    parts = (acts.PlanPart(on("2024-05-23"), cny("10.00")),)
    life = quiet_with(
        lambda each: each.act(acts.ProposePlan, plan_id="PL", total=cny("10.00"), parts=parts)
    )
    words = {"documents": EDITION.cases.plan_documents.codes, "recording_id": None}
    life.act(acts.AgreePlan, plan_id="PL", signed=True, **words)
    life.to("2024-05-25")
    assert [each.outcome for each in life.state.live(PlanJudged)] == ["broken"]


def test_the_mark_of_an_earlier_case_is_none_of_the_next_one() -> None:
    """Rules: COL-137. Overdue again in the watch of its second case it is marked there too, and once."""
    life = Compared().lent().to("2024-03-21")
    for since, first, last in (
        ("2024-03-20", "2024-03-21", "2024-06-25"),
        ("2024-08-09", "2024-08-10", "2024-08-15"),
        ("2024-08-24", "2024-08-25", "2024-12-05"),
        ("2024-12-12", "2024-12-13", "2025-04-01"),
    ):
        life.to(first).paid("1.00")
        life.close().paid("1.00")
        life.overdue(since)
        life.to(last).overdue(None)
        life.to((life.today + timedelta(days=5)).isoformat()).paid("1.00")
    marked = [each.effective_on for each in life.state.live(LongOverdueMarked)]
    assert marked == [on("2024-06-19"), on("2024-11-23")]
