"""The phone stage over time: plans, cures, cases that begin anew, calls that are told late (B.3)."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import msgspec
import pytest

from services.collection.domain import acts
from services.collection.domain.customer import decider
from services.collection.domain.done import CollectionCallMade
from services.collection.domain.state import Customer
from services.kit.domain import Rejected
from tests.unit.collection.life import EDITION, Life, cny, debt, in_case, on, refusal
from tests.unit.collection.test_phone import FIRST, LAST, TALK, called, stage

PAID = ("2024-05-10", "2024-09-10")
"""A second case, or the first one opened again."""


def late(life: Life, day: str, named: str | None) -> str:
    """A call of that day that is told today: its stage, or the code of its refusal."""
    try:
        made = life.call("16:00", day=day, phone_stage=named)[0]
    except Rejected as refused:
        return refused.code
    assert made.effective_on == on(day)
    return str(made.phone_stage)


def plan(life: Life) -> Life:
    parts = (acts.PlanPart(on("2025-01-10"), cny("10.00")),)
    name = f"PL-{life.numbers}"
    life.act(acts.ProposePlan, plan_id=name, total=cny("10.00"), parts=parts)
    return life


def again(life: Life, paid: str) -> Life:
    """The arrears are paid on that day; new ones begin in September."""
    life.to(paid).overdue(None)
    life.to("2024-09-21").overdue("2024-09-20", amount="1000.00")
    life.claim(debt(18, "2024-09-20", "1000.00", "0.00", "2024-09-21", "2024-09-20"))
    assert life.case() == "OPEN"
    return life


# -- negotiated otherwise -------------------------------------------------------------------------


def test_a_plan_that_was_proposed_was_negotiated() -> None:
    """Rules: COL-104, COL-142."""
    life = called(FIRST)
    assert refusal(lambda: life.call(phone_stage=LAST)) == "phone_stage_too_early"
    plan(life)
    assert stage(life) == (FIRST, "2024-03-21")
    life.call(phone_stage=LAST)
    assert stage(plan(life)) == (LAST, "2024-03-22")


def test_a_plan_opens_no_way_back() -> None:
    """Rules: COL-142."""
    life = plan(called(TALK, LAST))
    assert refusal(lambda: life.call(phone_stage=TALK)) == "phone_stage_passed"


def test_a_promise_is_taken_at_the_first_contact_already() -> None:
    """Rules: COL-07, COL-142. Why it was broken is asked before the final call."""
    life = in_case()
    life.call(phone_stage=FIRST)
    life.promise("2024-03-21", "100.00")
    life.close()
    assert life.case() == "FOLLOW_UP"
    assert refusal(lambda: life.call(phone_stage=LAST)) == "phone_stage_too_early"


@pytest.mark.parametrize("paid", PAID)
def test_a_plan_of_an_earlier_case_is_none_of_this_one(paid: str) -> None:
    """Rules: COL-104, COL-142."""
    life = again(plan(called(FIRST)), paid)
    assert refusal(lambda: life.call(phone_stage=LAST)) == "phone_stage_too_early"


# -- cure and the next case -----------------------------------------------------------------------


@pytest.mark.parametrize("paid", PAID)
def test_new_arrears_begin_at_the_first_stage(paid: str) -> None:
    """Rules: COL-142."""
    life = called(FIRST, TALK, LAST)
    life.to(paid).overdue(None)
    assert life.case() == "CURED"
    assert stage(life) is None
    again(life, paid)
    assert stage(life) is None
    assert refusal(lambda: life.call(phone_stage=LAST)) == "phone_stage_too_early"
    life.call(phone_stage=FIRST)
    assert stage(life) == (FIRST, "2024-09-21")
    assert stage(life, "2024-04-30") == (LAST, "2024-03-23")


def test_a_call_in_the_watch_of_a_cure_is_at_no_stage() -> None:
    """Rules: B.3."""
    life = called(FIRST)
    life.overdue(None)
    assert life.call(phone_stage=LAST, purposes=("information",))[0].stage_place == 0
    life.close().overdue("2024-03-22", amount="1000.00")
    assert life.call(phone_stage=None)[0].phone_stage == FIRST


def test_a_call_after_the_cure_holds_no_earlier_talk_back() -> None:
    """Rules: COL-142. The talk of the 22nd is told after the call of the watch."""
    life = called(FIRST).to("2024-03-23")
    life.overdue(None)
    life.close().call(phone_stage=FIRST, purposes=("information",))
    assert late(life, "2024-03-22", TALK) == TALK


def test_a_cure_that_is_taken_back_was_none() -> None:
    """Rules: COL-142. The payment is reversed: one case, at the furthest of its stages."""
    life = called(FIRST, TALK)
    cured = life.overdue(None)
    life.close().overdue("2024-03-24", amount="1000.00")
    life.close().call(phone_stage=FIRST)
    assert stage(life) == (FIRST, "2024-03-25")
    life.gone(cured)
    assert stage(life) == (TALK, "2024-03-22")
    assert refusal(lambda: life.call("11:00", phone_stage=FIRST)) == "phone_stage_passed"
    life.call("11:00", phone_stage=LAST)


def test_two_loans_of_a_case_have_one_stage() -> None:
    """Rules: COL-142: the phone case is the customer's."""
    life = called(FIRST).lent("L-2")
    life.overdue("2024-03-21", loan="L-2", amount="1000.00")
    life.call(phone_stage=TALK, loan_id="L-2")
    assert stage(life) == stage(life, loan="L-2") == (TALK, "2024-03-22")
    life.call("11:00", phone_stage=LAST)
    assert stage(life, loan="L-2") == (LAST, "2024-03-22")


def test_a_call_about_a_loan_that_left_the_case_moves_it_not() -> None:
    """Rules: COL-142, WO-01. L-2 is written off and pursued; the case goes on with the other loan."""
    life = called().lent("L-2")
    life.overdue("2024-03-20", loan="L-2", amount="1000.00")
    life.disposed("written_off", loan="L-2", number=1)
    assert life.call(phone_stage=TALK, loan_id="L-2")[0].stage_place == 0
    assert stage(life) is None
    assert refusal(lambda: life.call("11:00", phone_stage=LAST)) == "phone_stage_too_early"


# -- told late ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "named", "found"),
    [
        ("2024-03-22", FIRST, FIRST),
        ("2024-03-22", TALK, TALK),
        ("2024-03-22", None, TALK),
        ("2024-03-22", LAST, "phone_stage_too_early"),
        ("2024-03-23", FIRST, "phone_stage_passed"),
        ("2024-03-23", LAST, "phone_stage_too_early"),  # the call of the 24th negotiates still
        ("2024-03-23", TALK, TALK),
        ("2024-03-24", LAST, LAST),
        ("2024-03-25", TALK, "phone_stage_passed"),
        ("2024-03-25", None, LAST),
    ],
)
def test_a_call_told_late_finds_its_place_in_the_order_of_days(
    day: str, named: str | None, found: str
) -> None:
    """Rules: COL-142."""
    life = in_case()
    for on_day, said in (("21", FIRST), ("23", TALK), ("24", TALK), ("25", LAST)):
        life.to(f"2024-03-{on_day}").call(phone_stage=said)
    life.to("2024-03-28")
    assert late(life, day, named) == found


def test_a_call_without_a_stage_told_late_does_not_overtake_the_next() -> None:
    """Rules: COL-142."""
    life = called(FIRST, FIRST, FIRST)
    assert late(life, "2024-03-22", None) == FIRST
    assert late(life, "2024-03-23", None) == TALK


@pytest.mark.parametrize("paid", PAID)
def test_a_call_told_late_is_of_the_case_of_its_day(paid: str) -> None:
    """Rules: COL-142."""
    life = again(called(FIRST, TALK), paid)
    life.call(phone_stage=FIRST)
    assert late(life, "2024-03-25", LAST) == LAST
    assert late(life, "2024-03-24", FIRST) == "phone_stage_passed"
    assert stage(life) == (FIRST, "2024-09-21")


@pytest.mark.parametrize(
    ("named", "found"),
    [(None, TALK), (FIRST, "phone_stage_passed"), (TALK, TALK), (LAST, LAST)],
)
def test_a_call_told_late_before_a_cure_that_was_taken_back(named: str | None, found: str) -> None:
    """Rules: COL-142, CC-02. The later call is behind the case already, and so holds nothing back."""
    life = called(FIRST, TALK).to("2024-03-25")
    cured = life.overdue(None)
    life.close().overdue("2024-03-25", amount="1000.00")
    life.close().call(phone_stage=FIRST)
    life.gone(cured)
    assert late(life, "2024-03-23", named) == found


def test_a_call_that_went_back_itself_holds_nothing_back() -> None:
    """Rules: COL-142. The call of the 21st is told last, before both of two joined cases."""
    life = in_case().to("2024-03-22")
    life.call(phone_stage=TALK)
    life.to("2024-03-25")
    cured = life.overdue(None)
    life.close().overdue("2024-03-25", amount="1000.00")
    life.close().call(phone_stage=FIRST)
    life.gone(cured)
    assert late(life, "2024-03-21", LAST) == "phone_stage_too_early"
    assert late(life, "2024-03-21", TALK) == TALK


def test_a_call_of_the_watch_of_a_cure_taken_back_still_moves_nothing() -> None:
    """Rules: COL-16, COL-142. It was at no stage when it was made, so it gave no respite."""
    life = called(FIRST, TALK).to("2024-03-25")
    cured = life.overdue(None)
    life.close()
    made = life.call(phone_stage=LAST, purposes=("information",))[0]
    assert (made.stage_place, made.hand_over_on) == (0, None)
    life.close()
    life.gone(cured)
    assert stage(life) == (TALK, "2024-03-22")
    assert late(life, "2024-03-23", TALK) == TALK


def test_a_final_call_about_what_is_written_off_gives_no_respite() -> None:
    """Rules: COL-16, WO-01."""
    life = called(TALK)
    life.disposed("written_off", number=1)
    assert life.call(phone_stage=LAST)[0].hand_over_on is None


# -- calls of before there was an order -----------------------------------------------------------


def stored_before(life: Life) -> Life:
    """The same life, its calls as they were stored before there was an order."""
    state: Any = Customer()
    for _, event in life.events:
        if isinstance(event, CollectionCallMade):
            fields = msgspec.to_builtins(event)
            del fields["stage_place"]
            event = msgspec.convert(event.upcast_v1_v2(fields), CollectionCallMade)
        state = decider.evolve(state, event)
    life.state = state
    return life


def test_stored_calls_without_a_place_still_count() -> None:
    """Every one of them named a stage, negotiation where nobody said which."""
    life = stored_before(called(TALK, LAST))
    assert refusal(lambda: life.call(phone_stage=FIRST)) == "phone_stage_passed"
    assert life.call(phone_stage=LAST)[0].phone_stage == LAST


def test_a_stored_call_without_a_place_is_as_far_as_its_stage() -> None:
    """Rules: COL-142. A new call of an earlier stage, told late, does not outrank it."""
    life = stored_before(called(TALK, LAST))
    assert late(life, "2024-03-21", TALK) == TALK
    assert stage(life) == (LAST, "2024-03-22")


# -- in whatever order they are told --------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_calls_told_in_any_order_stand_in_the_order_of_stages(seed: int) -> None:
    """Rules: COL-142. What was let through never goes back, and nothing final lacks a negotiation."""
    luck = Random(seed)
    life = called()
    life.to("2024-04-05")
    for _ in range(14):
        day = f"2024-03-{luck.randint(21, 31)}"
        minute = f"{luck.randint(8, 20):02d}:{luck.randint(0, 59):02d}"
        with suppress(Rejected):
            life.call(minute, day=day, phone_stage=luck.choice((FIRST, TALK, LAST, None)))
        made = sorted(life.of(CollectionCallMade), key=lambda each: each.at)
        stages = [each.phone_stage for each in made]
        places = [EDITION.phone.place(each) for each in stages]
        assert places == sorted(places)
        assert LAST not in stages or TALK in stages
        shown = stage(life)
        assert (shown[0] if shown else None) == (stages[-1] if stages else None)
