"""The phone stages of a case: first contact, negotiation, final, in this order and never back (B.3)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.collection_contacts import MakeCall
from contracts.message import open_members
from services.collection.domain.done import CollectionCallMade
from services.kit.domain import Rejected
from tests.unit.collection.life import EDITION, LOAN, Life, in_case, refusal
from tests.unit.collection.test_policy import read

FIRST, TALK, LAST = EDITION.phone.names
ZHAO: dict[str, Any] = {
    "target_role": "guarantor",
    "target_id": "G-ZHAO",
    "contact_point": "13900000009",
}

NO_TALKS: list[dict[str, Any]] = [
    {"result": "no_answer", "identity_verified": False},
    {"result": "no_answer"},
    {"identity_verified": False},
    ZHAO,
]
"""Calls that nobody took, by whom nobody was known, or that the guarantor heard."""


def called(*stages: str | None, day: str = "2024-03-21") -> Life:
    """One call a day from D1 on, at these stages."""
    life = in_case(day)
    for stage in stages:
        life.call(phone_stage=stage)
        life.close()
    return life


def stage(life: Life, day: str | None = None, loan: str = LOAN) -> tuple[str, str] | None:
    """The stage that the loan document shows, and since when."""
    seen = life.seen(day or life.today.isoformat(), loan=loan)
    assert seen is not None
    if seen.phone_stage is None or seen.phone_stage_since is None:
        assert (seen.phone_stage, seen.phone_stage_since) == (None, None)
        return None
    return seen.phone_stage, seen.phone_stage_since.isoformat()


# -- the order ----------------------------------------------------------------------------------


def test_a_case_is_taken_through_its_stages() -> None:
    """Rules: COL-142, B.3."""
    life = called(FIRST, TALK, LAST)
    days = ["2024-03-20", "2024-03-21", "2024-03-22", "2024-03-23", "2024-03-24"]
    assert life.seen(days[0]) is None
    assert [stage(life, day) for day in days[1:]] == [
        (FIRST, "2024-03-21"),
        (TALK, "2024-03-22"),
        (LAST, "2024-03-23"),
        (LAST, "2024-03-23"),
    ]


def test_there_is_no_stage_before_the_first_call() -> None:
    """Rules: COL-142."""
    life = in_case()
    life.visit(appointment=False)
    assert stage(life) is None


@pytest.mark.parametrize(
    ("before", "named"),
    [
        ((), FIRST),
        ((), TALK),  # one talk may hold both
        ((FIRST,), FIRST),
        ((FIRST,), TALK),
        ((TALK,), TALK),
        ((FIRST, TALK), LAST),
        ((TALK,), LAST),
        ((TALK, LAST), LAST),
    ],
)
def test_a_stage_may_be_repeated_or_followed(before: tuple[str, ...], named: str) -> None:
    """Rules: COL-142."""
    life = called(*before)
    made = life.call(phone_stage=named)[0]
    assert (made.phone_stage, made.stage_place) == (named, EDITION.phone.place(named))
    assert stage(life) is not None
    assert stage(life)[0] == named  # type: ignore[index]


@pytest.mark.parametrize(
    ("before", "named", "code"),
    [
        ((), LAST, "phone_stage_too_early"),
        ((FIRST,), LAST, "phone_stage_too_early"),
        ((FIRST, FIRST), LAST, "phone_stage_too_early"),
        ((TALK,), FIRST, "phone_stage_passed"),
        ((FIRST, TALK), FIRST, "phone_stage_passed"),
        ((TALK, LAST), TALK, "phone_stage_passed"),
        ((TALK, LAST), FIRST, "phone_stage_passed"),
    ],
)
def test_a_stage_is_neither_skipped_nor_gone_back_to(
    before: tuple[str, ...], named: str, code: str
) -> None:
    """Rules: COL-142."""
    life = called(*before)
    held = stage(life)
    assert refusal(lambda: life.call(phone_stage=named)) == code
    assert stage(life) == held


def test_the_refusal_names_field_value_and_rule() -> None:
    """Rules: COL-142, B.3."""
    with pytest.raises(Rejected) as early:
        called(FIRST).call(phone_stage=LAST)
    assert early.value.detail == (
        "phone_stage 'final' follows negotiation: on 2024-03-22 the case is at first_contact"
        " (COL-142, B.3)"
    )
    with pytest.raises(Rejected) as passed:
        called(FIRST, TALK).call(phone_stage=FIRST)
    assert passed.value.detail.startswith(
        "phone_stage 'first_contact': the case is at 'negotiation' since a call of 2024-03-22"
    )


def test_two_calls_of_one_day_follow_by_the_hour() -> None:
    """Rules: COL-142. One entered second may have been made first."""
    life = in_case()
    life.call("15:00", phone_stage=TALK)
    life.call("09:00", phone_stage=FIRST)
    assert refusal(lambda: life.call("14:00", phone_stage=LAST)) == "phone_stage_too_early"
    life.call("16:00", phone_stage=LAST)
    assert stage(life) == (LAST, "2024-03-21")


# -- calls that move nothing ----------------------------------------------------------------------


@pytest.mark.parametrize("words", NO_TALKS)
@pytest.mark.parametrize("named", [FIRST, LAST, None])
def test_a_call_that_is_no_talk_with_the_debtor_moves_no_stage(
    words: dict[str, Any], named: str | None
) -> None:
    """Rules: COL-142. Nor is it refused: it was tried, and counts as an attempt."""
    life = called(TALK)
    life.guarantor()
    made = life.call(phone_stage=named, **words)[0]
    assert (made.phone_stage, made.stage_place, made.hand_over_on) == (named, 0, None)
    assert stage(life) == (TALK, "2024-03-21")


@pytest.mark.parametrize("words", NO_TALKS)
@pytest.mark.parametrize("before", [(), (FIRST,)])
def test_an_attempt_leads_to_no_negotiation(
    words: dict[str, Any], before: tuple[str, ...]
) -> None:
    """Rules: COL-142."""
    life = called(*before).guarantor()
    life.call(phone_stage=TALK, **words)
    assert stage(life) == ((FIRST, "2024-03-21") if before else None)
    assert refusal(lambda: life.call("11:00", phone_stage=LAST)) == "phone_stage_too_early"
    life.call("12:00", phone_stage=TALK)
    life.call("13:00", phone_stage=LAST)


@pytest.mark.parametrize("words", NO_TALKS)
def test_an_attempt_holds_no_earlier_talk_back(words: dict[str, Any]) -> None:
    """Rules: COL-142. The talk of the 22nd is told after the attempt of the 23rd."""
    life = called(FIRST).guarantor().to("2024-03-23")
    life.call(phone_stage=FIRST, **words)
    assert life.call("16:00", day="2024-03-22", phone_stage=TALK)[0].phone_stage == TALK


def test_a_call_about_a_loan_in_no_case_is_at_no_stage() -> None:
    """Rules: WO-01. What was written off is pursued; its case is over."""
    life = called(FIRST)
    life.disposed("written_off", number=1)
    assert life.case() == "CLOSED_LOSS"
    assert life.call(phone_stage=LAST)[0].stage_place == 0
    assert stage(life) is None


# -- calls that name none -------------------------------------------------------------------------


def test_a_call_that_names_no_stage_is_at_the_next_one() -> None:
    """Rules: COL-142. The final one is said, and so must be named."""
    life = called(None, None, None)
    assert [each.phone_stage for each in life.of(CollectionCallMade)] == [FIRST, TALK, TALK]
    assert stage(life) == (TALK, "2024-03-22")


def test_a_call_after_the_final_one_gives_no_new_respite() -> None:
    """Rules: COL-16, COL-142. The daily calls go on; the two days are those of the call that said so."""
    life = in_case()
    life.call(phone_stage=TALK)
    life.promise("2024-03-21", "100.00")
    life.close().call(phone_stage=LAST)
    life.close()
    made = life.call(phone_stage=None)[0]
    assert (made.phone_stage, made.hand_over_on) == (LAST, None)
    life.close().hand_over()
    assert life.case() == "SPECIALIST_UNIT"


def test_a_call_that_only_informs_leads_no_stage_on() -> None:
    """Rules: COL-142, CC-10."""
    life = in_case()
    assert life.call(phone_stage=None, purposes=("information",))[0].phone_stage is None
    assert stage(life) is None
    life.close().call(phone_stage=FIRST)
    life.close()
    made = life.call(phone_stage=None, purposes=("information",))[0]
    assert (made.phone_stage, made.stage_place) == (FIRST, 1)
    assert life.call("11:00", phone_stage=None)[0].phone_stage == TALK


# -- the policy ----------------------------------------------------------------------------------


def test_the_policy_orders_the_stages_of_the_contract() -> None:
    """Rules: COL-142."""
    assert EDITION.phone.names == tuple(open_members(MakeCall.model_fields["phone_stage"]) or ())


def test_what_is_held_otherwise_leads_on_and_never_back() -> None:
    """Rules: COL-142. Whatever the policy says holds a stage."""
    phone = read((("phone", "stages", 0, "done_by"), ["call", "plan"])).phone
    assert phone.held_by("plan") == {FIRST, TALK}
    assert phone.may_follow(LAST, None, phone.held_by("plan"))
    assert not phone.may_follow(TALK, LAST, phone.held_by("plan"))
