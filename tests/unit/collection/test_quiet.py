"""What was over is not judged again, and yet everything is decided as if it were."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from random import Random
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.collection.domain import acts
from services.collection.domain.conclusions import EntriesWithdrawn
from services.collection.domain.customer import decider
from services.kit.domain import Rejected
from tests.unit.collection.life import LOAN, Life, cny, debt
from tests.unit.collection.test_order import DOES, LOANS, OTHER, STEP, days_before
from tests.unit.collection.whole_past import Compared

THIRD = "L-0"
"""Lent late, and first by name."""
FAR = st.integers(min_value=0, max_value=120)
MORE = st.one_of(
    STEP,
    st.tuples(st.just("spell"), LOANS, st.integers(min_value=1, max_value=9)),
    st.tuples(st.just("spell"), LOANS, st.integers(min_value=1, max_value=9)),
    st.tuples(st.just("days"), st.integers(min_value=20, max_value=60)),
    st.tuples(st.just("paid"), LOANS, FAR, st.integers(min_value=1, max_value=3000)),
    st.tuples(st.just("current"), LOANS, FAR),
    st.tuples(st.just("overdue"), LOANS, FAR),
    st.tuples(st.just("reverse"), st.integers(min_value=1, max_value=60)),
    st.tuples(st.just("sold"), LOANS, st.sampled_from(["written_off", "transferred", "remitted"])),
    st.tuples(st.just("happens"), LOANS, st.sampled_from(["death", "illness", "recovered"])),
    st.tuples(st.just("accelerated"), LOANS, FAR),
    st.tuples(st.just("third")),
    st.tuples(st.just("guarantor"), LOANS, st.booleans()),
    st.tuples(st.just("pause"), st.sampled_from(["dispute", "complaint"])),
    st.tuples(st.just("resume")),
    st.tuples(st.just("proposal"), st.integers(min_value=1, max_value=9)),
    st.tuples(st.just("agreement"), st.integers(min_value=0, max_value=40)),
    st.tuples(st.just("take_back"), st.integers(min_value=0, max_value=40)),
)


def spell(life: Life, name: str, loan: str, days: int) -> None:
    """Overdue for some days, then paid."""
    falls = life.overdue(days_before(life, 1), loan=loan)
    life.to(days_before(life, -days))
    life.paid("10.00", loan=loan)
    life.overdue(None, loan=loan, corrects=(falls,) if days == 1 else ())
    life.to(days_before(life, -days))


def accelerated(life: Life, _: str, loan: str, back: int) -> None:
    life.claim(loan=loan, accelerated=days_before(life, back))


def proposal(life: Life, name: str, ahead: int) -> None:
    parts = (acts.PlanPart(life.today + timedelta(days=ahead), cny("10.00")),)
    life.act(acts.ProposePlan, plan_id=name, total=cny("10.00"), parts=parts)


def agreement(life: Life, _: str, place: int) -> None:
    words: dict[str, Any] = {"documents": (), "signed": False, "recording_id": "REC-9"}
    life.act(acts.AgreePlan, plan_id=f"X-{place}", **words)


EXTRA: dict[str, Callable[..., Any]] = {
    "spell": spell,
    "sold": lambda life, _, loan, outcome: life.disposed(
        outcome, loan=loan, number=1000 + len(life.events)
    ),
    "happens": lambda life, _, loan, what: life.happens(what, loan=loan),
    "accelerated": accelerated,
    "third": lambda life, _: life.lent(THIRD, day=days_before(life, 2)),
    "guarantor": lambda life, _, loan, stands: life.guarantor("G-2", stands, loan=loan),
    "pause": lambda life, _, ground: life.act(
        acts.PauseCase, ground=ground, against=None, tags=()
    ),
    "resume": lambda life, _: life.act(
        acts.ResumeCase, role="specialist", requested_by="zhou", answer="looked into"
    ),
    "proposal": proposal,
    "agreement": agreement,
    "take_back": lambda life, _, place: life.act(acts.WithdrawPromise, promise_id=f"X-{place}"),
}


def compared(steps: list[tuple[Any, ...]]) -> Compared:
    """A customer's life by these steps, each decision compared; what is refused does not happen."""
    life = Compared()
    life.lent().lent(OTHER).guarantor()
    life.claim(debt(12, "2024-03-20", "20000.00", "1560.00", "2024-03-21", "2024-03-20"))
    for place, (kind, *rest) in enumerate(steps):
        try:
            (DOES | EXTRA)[kind](life, f"X-{place}", *rest)
        except Rejected:
            continue
    life.to(days_before(life, -40))
    return life


@settings(deadline=None)
@given(st.lists(MORE, max_size=24))
def test_every_decision_is_that_of_judging_the_whole_past(steps: list[tuple[Any, ...]]) -> None:
    life = compared(steps)
    assert decider.fold(event for _, event in life.events) == life.state


def drawn(luck: Random) -> list[tuple[Any, ...]]:
    """A longer life: loans fall overdue and are paid again and again, and things happen meanwhile."""
    steps: list[tuple[Any, ...]] = [("third",)]
    for _ in range(luck.randint(5, 10)):
        loan = luck.choice((LOAN, OTHER, THIRD))
        steps += [("overdue", loan, 0), ("days", luck.choice((1, 2)))]
        if luck.random() < 0.6:
            steps += [("call", 0), *(undertaking(luck) for _ in range(luck.randint(1, 3)))]
        steps += [("days", luck.choice((1, 4, 9))), ("paid", loan, 0, luck.choice((400, 1000)))]
        steps += [happening(luck) for _ in range(luck.choice((0, 0, 1)))]
        steps += [("current", loan, 0), ("days", luck.choice((1, 3, 20, 45, 70)))]
        steps += [happening(luck) for _ in range(luck.choice((0, 0, 1, 2)))]
    return steps


def undertaking(luck: Random) -> tuple[Any, ...]:
    """What the debtor undertakes or brings up while he is overdue."""
    ahead, place = luck.choice((0, 3, 9, 40)), luck.randint(0, 60)
    return luck.choice(
        (
            ("promise", ahead),
            ("promise", ahead),
            ("plan", luck.choice((1, 4, 30))),
            ("proposal", 60),
            ("agreement", place),
            ("take_back", place),
            ("pause", luck.choice(("dispute", "complaint"))),
            ("resume",),
            ("visit", 0),
        )
    )


def happening(luck: Random) -> tuple[Any, ...]:
    """What comes late, goes back, or comes upon the customer."""
    loan, back = luck.choice((LOAN, OTHER, THIRD)), luck.choice((0, 2, 15, 80))
    return luck.choice(
        (
            ("overdue", loan, back),
            ("current", loan, back),
            ("paid", loan, back, luck.choice((500, 1000, 1500))),
            ("reverse", luck.randint(1, 60)),
            ("settled", loan),
            ("sold", loan, luck.choice(("written_off", "transferred"))),
            ("happens", loan, luck.choice(("death", "recovered"))),
            ("accelerated", loan, back),
            ("guarantor", loan, luck.random() < 0.5),
            ("resume",),
        )
    )


def test_long_lives_are_decided_alike_and_most_of_them_the_short_way() -> None:
    lives = [compared(drawn(Random(seed))) for seed in range(120)]
    decisions = sum(len(life.events) for life in lives)
    assert sum(life.short for life in lives) > decisions / 4
    assert sum(len(life.of(EntriesWithdrawn)) for life in lives) > 20, "hardly anything came late"
    for life in lives:
        months = [(each.on.year, each.on.month) for each in life.state.checkpoints]
        assert len(set(months)) == len(months), "of each month the last one is kept"


def monthly(months: int) -> Life:
    """So many months of arrears that are paid in parts some days later."""
    life = Life().lent().guarantor()
    for _ in range(months):
        life.claim(debt(1, life.today.isoformat(), "50.00", "1.00", "2024-03-21", "2024-03-20"))
        spell(life, "", LOAN, 5)
        life.to(days_before(life, -20))
    return life


def test_a_new_day_keeps_where_judging_begins_and_a_late_truth_cuts_it_back() -> None:
    life = monthly(6)
    ends = [each.on for each in life.state.checkpoints]
    assert len(ends) == 5
    assert ends == sorted(ends)
    life.paid("5.00", day=ends[3].isoformat())
    assert [each.on for each in life.state.checkpoints] == ends[:3]
    life.to(days_before(life, -1)).paid("5.00")
    assert [each.on for each in life.state.checkpoints][:3] == ends[:3]
    assert life.state.checkpoints[-1].on > ends[3]


def lines_run(work: Callable[[], Any]) -> int:
    """How many lines of the rules are run, those of loops as often as they are gone round."""
    ran = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal ran
        if "/collection/" not in frame.f_code.co_filename:
            return None
        ran += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return ran


def one_more(months: int) -> int:
    """What one more instalment costs that falls overdue and is paid, after so many months."""
    life = monthly(months)

    def month() -> None:
        life.claim(debt(2, life.today.isoformat(), "50.00", "1.00", "2024-03-21", "2024-03-20"))
        spell(life, "", LOAN, 5)

    return lines_run(month)


@pytest.mark.parametrize("months", [24, 60])
def test_one_more_payment_costs_the_same_after_years(months: int) -> None:
    """Lines run are counted, no time is measured: searching a longer list adds some, walking it many."""
    assert one_more(months) < 1.1 * one_more(12)
