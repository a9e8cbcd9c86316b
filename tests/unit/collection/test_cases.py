"""The case of B.3: how it opens, moves and closes, row by row."""

from __future__ import annotations

import pytest

from services.collection.domain import acts
from services.collection.domain.case import ACTIVE, MOVES, STATES, moved
from services.collection.domain.conclusions import (
    CollectionCaseOpened,
    GuarantorContactDue,
)
from services.collection.domain.done import GuarantorDemandRequested
from tests.unit.collection.life import LOAN, Life, debt, in_case, on, refusal, spoken


def broken(day: str = "2024-03-21") -> Life:
    """A promise of that day was broken: the case is in follow-up on the next."""
    life = spoken(day)
    life.promise(day, "100.00")
    return life.close()


def handed() -> Life:
    life = broken()
    life.hand_over(hard_case="repeated_breach")
    return life


# -- opening ------------------------------------------------------------------------------------


def test_arrears_open_a_case_at_once() -> None:
    """Rules: COL-01."""
    life = in_case()
    opened = life.of(CollectionCaseOpened)[0]
    assert (opened.loan_id, opened.effective_on, opened.trigger) == (
        LOAN,
        on("2024-03-21"),
        "overdue",
    )
    assert life.case() == "OPEN"


@pytest.mark.parametrize("what", ["death", "disappeared"])
def test_death_and_flight_open_a_case_without_arrears(what: str) -> None:
    """Rules: COL-02."""
    life = Life().lent().happens(what)
    assert [e.trigger for e in life.of(CollectionCaseOpened)] == [what]


def test_other_life_events_open_none() -> None:
    life = Life().lent().happens("serious_illness").happens("over_indebted")
    assert life.case() is None


def test_early_recall_opens_a_case() -> None:
    """Rules: COL-02."""
    life = Life().lent()
    life.claim(accelerated="2024-03-20")
    assert [e.trigger for e in life.of(CollectionCaseOpened)] == ["accelerated"]


def test_one_case_per_customer_over_all_loans() -> None:
    life = in_case()
    life.to("2024-03-25").lent("L-2")
    life.overdue("2024-03-24", loan="L-2")
    opened = life.of(CollectionCaseOpened)
    assert [each.loan_id for each in opened] == [LOAN, "L-2"]
    assert len({each.case_id for each in opened}) == 1


def test_a_told_fact_is_told_once() -> None:
    life = in_case()
    life.numbers -= 1
    before = len(life.events)
    life.overdue("2024-03-20", amount="21560.00")
    life.claim(debt(12, "2024-03-20", "20000.00", "1560.00", "2024-03-21", "2024-03-20"))
    assert len(life.events) == before


# -- rows of B.3 --------------------------------------------------------------------------------


def test_a_call_with_verified_identity_is_the_first_contact() -> None:
    assert spoken().case() == "FIRST_CONTACT_DONE"


@pytest.mark.parametrize(("result", "known"), [("no_answer", False), ("reached", False)])
def test_a_call_that_reached_nobody_known_is_none(result: str, known: bool) -> None:
    life = in_case()
    life.call(result=result, identity_verified=known)
    assert life.case() == "OPEN"


def test_a_visit_is_a_first_contact_too() -> None:
    life = in_case()
    life.visit(appointment=False)
    assert life.case() == "FIRST_CONTACT_DONE"


def test_a_technical_cause() -> None:
    """Rules: COL-07."""
    life = spoken()
    life.act(acts.RecordArrearsCause, cause="technical")
    assert life.case() == "TECHNICAL_FIX"


def test_another_cause_moves_nothing() -> None:
    life = spoken()
    life.act(acts.RecordArrearsCause, cause="operating_loss")
    assert life.case() == "FIRST_CONTACT_DONE"


def test_a_promise_is_pending_and_kept_with_arrears_nought_it_cures() -> None:
    life = spoken()
    life.promise("2024-03-22", "21560.00")
    assert life.case() == "PROMISE_PENDING"
    life.to("2024-03-22").paid("21560.00")
    life.overdue(None)
    assert life.case() == "CURED"


def test_a_broken_promise_leads_to_follow_up() -> None:
    assert broken().case() == "FOLLOW_UP"


def test_daily_calls_change_nothing() -> None:
    """Rules: COL-08."""
    life = spoken()
    life.close().call()
    assert life.case() == "FIRST_CONTACT_DONE"


def test_without_a_visit_the_guarantors_side_is_due_on_the_rolled_day() -> None:
    """Rules: GUA-08."""
    life = in_case().guarantor()
    life.to("2024-03-25")
    assert not life.of(GuarantorContactDue)
    life.close()
    assert [e.effective_on for e in life.of(GuarantorContactDue)] == [on("2024-03-25")]


def test_without_a_guarantor_there_is_nobody_to_tell() -> None:
    life = in_case().to("2024-04-10")
    assert not life.of(GuarantorContactDue)


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        ("2024-03-25", "2024-03-25"),  # D4 itself, a Monday: the timeline's own day
        ("2024-03-26", "2024-03-26"),  # a working day after it: at once
        ("2024-03-30", "2024-04-01"),  # a Saturday: on Monday
    ],
)
def test_who_is_registered_after_d4_is_told_at_once(registered: str, due: str) -> None:
    """Rules: GUA-08, POL-02. Instalment due 20 March 2024: D4 is Sunday 24, moved to Monday 25."""
    life = in_case().to(registered).guarantor()
    life.to(due)
    assert not life.of(GuarantorContactDue)
    life.close()
    assert [e.effective_on for e in life.of(GuarantorContactDue)] == [on(due)]
    life.guarantor("G-LATER").to("2024-04-20")
    assert len(life.of(GuarantorContactDue)) == 1  # once per timeline: it calls for the whole side


def test_a_visit_without_a_guarantor_does_not_end_the_duty_to_tell_one() -> None:
    life = spoken().to("2024-03-25")
    life.visit()
    life.to("2024-03-28").guarantor().close()
    assert [e.effective_on for e in life.of(GuarantorContactDue)] == [on("2024-03-28")]


def test_who_is_registered_when_the_arrears_are_paid_is_not_told_of_them() -> None:
    life = in_case().to("2024-03-27")
    life.overdue(None)
    life.to("2024-03-28").guarantor().to("2024-04-10")
    assert not life.of(GuarantorContactDue)


def test_a_notice_served_and_the_guarantors_demand() -> None:
    """Rules: COL-10, COL-12."""
    life = spoken().guarantor()
    life.to("2024-03-27").notice()
    assert life.case() == "NOTICE_SERVED"
    assert len(life.of(GuarantorDemandRequested)) == 1


def test_no_demand_without_a_guarantor() -> None:
    life = spoken()
    life.to("2024-03-27").notice()
    assert not life.of(GuarantorDemandRequested)


def test_a_plan_is_active_and_broken_leads_to_follow_up() -> None:
    life = spoken()
    life.plan(("2024-03-25", "5000.00"), ("2024-04-25", "5000.00"))
    assert life.case() == "PLAN_ACTIVE"
    life.to("2024-03-26")
    assert life.case() == "PLAN_ACTIVE"
    life.close()
    assert life.moves()[-1] == ("2024-03-26", "FOLLOW_UP")


def test_hand_over_after_the_respite_of_a_final_call() -> None:
    """Rules: COL-16."""
    life = broken()
    life.call(phone_stage="final")
    assert refusal(life.hand_over) == "hand_over_too_early"
    life.close()
    assert refusal(life.hand_over) == "hand_over_too_early"
    life.close()
    life.hand_over()
    assert life.case() == "SPECIALIST_UNIT"


def test_a_hard_case_is_handed_over_at_once() -> None:
    """Rules: XCT-02, COL-19."""
    assert handed().case() == "SPECIALIST_UNIT"
    assert refusal(lambda: broken().hand_over(hard_case="mood")) == "not_a_hard_case"


@pytest.mark.parametrize("life", [broken, handed])
def test_a_field_visit_is_requested_from_follow_up_or_the_unit(life: object) -> None:
    """Rules: COL-19."""
    case: Life = life()  # type: ignore[operator]
    case.act(acts.RequestFieldVisit, ground="phone_failed")
    assert case.case() == "FIELD"


def test_a_field_visit_needs_follow_up() -> None:
    life = spoken()
    assert refusal(lambda: life.act(acts.RequestFieldVisit, ground="fraud")) == "wrong_state"


@pytest.mark.parametrize("ground", ["dispute", "hardship", "complaint"])
def test_a_pause_limits_contact_and_goes_back(ground: str) -> None:
    """Rules: CC-10."""
    life = handed()
    life.act(acts.PauseCase, ground=ground, against=None, tags=())
    assert life.case() == "PAUSED"
    assert refusal(life.call) == "case_paused"
    life.call(purposes=("information",))
    life.act(acts.ResumeCase, role="specialist", answer="looked into")
    assert life.case() == "SPECIALIST_UNIT"


def test_a_paused_case_can_go_to_law() -> None:
    life = spoken()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    life.refer()
    assert life.case() == "LEGAL_REFERRED"


def test_referral_and_transfer_to_preservation() -> None:
    """Rules: COL-13, COL-138."""
    life = spoken()
    life.refer()
    assert life.case() == "LEGAL_REFERRED"
    report = {"change": "moved away"}
    assert refusal(lambda: life.act(acts.ReportCircumstances, **report)) == "wrong_state"
    life.act(acts.TransferToPreservation, role="specialist", to_unit="preservation")
    assert life.case() == "TRANSFERRED_FRONTLINE_FOLLOWS"
    life.act(acts.ReportCircumstances, **report)
    assert refusal(life.refer) == "wrong_state"


def test_a_blocked_act_moves_nothing() -> None:
    life = spoken()
    before = life.moves()
    life.call("22:30")
    assert life.moves() == before


@pytest.mark.parametrize("state", ACTIVE)
def test_any_active_case_is_cured_by_payment_and_lost_by_writing_off(state: str) -> None:
    assert moved(state, "cured") == "CURED"
    assert moved(state, "lost") == "CLOSED_LOSS"
    assert moved(state, "settled") == "CLOSED"


def test_nothing_moves_a_closed_case_and_all_states_can_be_reached() -> None:
    for closed in ("CLOSED", "CLOSED_LOSS"):
        assert all(moved(closed, what) is None for what in MOVES)
    reached = {to for moves in MOVES.values() for to in moves.values()} | {"OPEN", "PAUSED"}
    assert reached == set(STATES)
