"""Arrears that were paid end the referral, the decision and the letter about them (B.5, POL-25)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from services.litigation.domain.conclusions import StageReached
from tests.unit.litigation.cases import DECISION, SUIT, filed, lettered, ready
from tests.unit.litigation.seizures import applied, granted
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import (
    WHOLE,
    claim,
    cny,
    entry,
    guarantor,
    life_event,
    opened,
    owed,
    referral,
    settled,
)

OLD = owed("installment-1", "installment", "2024-01-10", "10000.00", "300.00")
NEXT = owed("installment-2", "installment", "2024-03-10", "10000.00", "200.00")
LAST = owed("installment-3", "installment", "2024-05-10", "10000.00", "100.00")
LEFT = {"outstanding": "20000.00"}
REVIEW = "suit_without_ground"


def referred(**changed: Any) -> Story:
    """One instalment unpaid since 10 January, referred on 14 February."""
    story = Story()
    story.tell("2023-12-10", opened(), guarantor("2023-12-10"))
    story.tell("2024-01-11", claim("2024-01-11", OLD, NEXT, LAST, outstanding="30000.00"))
    story.tell("2024-02-14", referral("2024-02-14", **changed))
    return story


def decided() -> Story:
    story = referred()
    story.act("2024-02-14", "decide-litigation", **DECISION)
    return story


def unheeded() -> Story:
    """The letter's deadline passed on 20 February."""
    story = decided()
    story.act("2024-02-15", "send-lawyers-letter", letter_id="LT", deadline="2024-02-20")
    story.pass_days("2024-02-21")
    assert story.stages[-1] == ("2024-02-21", "ready_to_sue")
    return story


def paid(story: Story, day: str = "2024-02-22", told: str | None = None) -> Story:
    """All that was late is paid by value of ``day``."""
    story.tell(told or day, claim(day, NEXT, LAST, **LEFT))
    return story


def late_again(story: Story) -> Story:
    """The instalments of March and May were not paid: nobody spoke of them to him."""
    story.tell("2024-05-11", claim("2024-05-11", LAST, outstanding="10000.00"))
    return story


def suing(day: str = "2024-05-12", about: str = "2024-05-11") -> dict[str, Any]:
    return {"day": day, "command": "file-suit", **SUIT, "claim_day": about}


@pytest.mark.parametrize("make", [referred, decided, unheeded])
def test_a_case_before_suit_ends_when_its_arrears_are_paid(make: Any) -> None:
    """Rules: LIT-10, LIT-20."""
    story = paid(make())
    assert story.stages[-1] == ("2024-02-22", "cured")
    told = next(e for e in reversed(story.state.concluded) if isinstance(e, StageReached))
    assert told.rule == "LIT-10"
    assert "letter_deadline" not in story.due_on("2024-02-22")
    assert "limitation_of_claim" in story.due_on("2024-02-22")


def test_nobody_sues_on_a_letter_about_arrears_that_were_paid() -> None:
    """Rules: LIT-20, POL-25."""
    story = late_again(paid(unheeded()))
    story.refuse("wrong_state", **suing())
    letter = {"letter_id": "LT-2", "deadline": "2024-05-30"}
    story.refuse("wrong_state", "2024-05-12", "send-lawyers-letter", **letter)
    story.refuse("wrong_state", "2024-05-12", "decide-litigation", **DECISION)


def test_a_new_referral_opens_the_assessment_anew_and_everything_after_it() -> None:
    story = late_again(paid(unheeded()))
    story.tell("2024-05-20", referral("2024-05-20", attempts=("CALL-2",)))
    assert story.stages[-1] == ("2024-05-20", "assessment")
    story.refuse("wrong_state", **suing("2024-05-21"))
    story.act("2024-05-21", "decide-litigation", **DECISION)
    story.pass_days("2024-05-22")
    assert story.stages[-1] == ("2024-05-21", "letter")  # the old letter is of the old arrears
    story.act("2024-05-22", "send-lawyers-letter", letter_id="LT-2", deadline="2024-05-30")
    story.pass_days("2024-05-31")
    assert story.stages[-1] == ("2024-05-31", "ready_to_sue")
    assert story.act(**suing("2024-06-01"))


def test_the_new_referral_must_itself_tell_of_an_attempt() -> None:
    """Rules: COL-143, POL-25."""
    story = late_again(paid(unheeded()))
    story.tell("2024-05-20", referral("2024-05-20", attempts=()))
    story.refuse("attempts_missing", "2024-05-21", "decide-litigation", **DECISION)


@pytest.mark.parametrize(
    ("rest", "cured"), [((), True), ((("0.01", "0.00"),), False), ((("0.00", "0.01"),), True)]
)
def test_one_fen_that_is_late_is_no_cure_and_penalty_alone_is_no_arrears(
    rest: tuple[tuple[str, str], ...], cured: bool
) -> None:
    story = unheeded()
    left = [
        owed("installment-1", "installment", "2024-01-10", principal, penalty=penalty)
        for principal, penalty in rest
    ]
    story.tell("2024-02-22", claim("2024-02-22", *left, NEXT, LAST, **LEFT))
    assert (story.stages[-1][1] == "cured") is cured


@pytest.mark.parametrize(("day", "cured"), [("2024-03-10", True), ("2024-03-11", False)])
def test_what_falls_due_on_the_day_is_not_late_yet(day: str, cured: bool) -> None:
    """The instalment of 10 March is late from the 11th on."""
    story = paid(unheeded(), day)
    assert (story.stages[-1] == (day, "cured")) is cured


@pytest.mark.parametrize(("left", "cured"), [((), True), ((WHOLE,), False)])
def test_a_claim_that_was_called_is_cured_by_all_of_it_only(left: Any, cured: bool) -> None:
    story = ready()
    called = claim("2024-07-14", *left, outstanding="1.00", accelerated="2024-06-25")
    story.tell("2024-07-14", called)
    assert (story.stages[-1][1] == "cured") is cured


# -- late and corrected truths ------------------------------------------------------------------


def test_a_payment_that_is_undone_restores_the_stage() -> None:
    story = paid(unheeded())
    story.tell("2024-02-26", claim("2024-02-22", OLD, NEXT, LAST, outstanding="30000.00"))
    assert story.stages[-1] == ("2024-02-21", "ready_to_sue")
    assert story.stage_on("2024-02-24", known_on="2024-02-24") == "cured"
    assert story.stage_on("2024-02-24") == "ready_to_sue"
    assert story.act(**suing("2024-02-27", "2024-02-26"))


def test_a_payment_that_is_told_late_ends_the_case_from_its_own_day_on() -> None:
    story = paid(unheeded(), "2024-02-19", told="2024-03-01")
    assert story.stages[-1] == ("2024-02-19", "cured")
    assert story.stage_on("2024-02-25", known_on="2024-02-25") == "ready_to_sue"
    story.refuse("wrong_state", **suing("2024-03-02", "2024-02-18"))


@pytest.mark.parametrize(("value", "lost"), [("2024-07-14", True), ("2024-07-15", False)])
def test_a_suit_that_was_filed_before_the_cure_was_told_stands_and_is_looked_at(
    value: str, lost: bool
) -> None:
    """The suit is of the 15th: what was paid that day left it its ground. Rules: LIT-13."""
    story = filed()
    story.tell("2024-07-20", claim(value, outstanding="1000.00"))
    assert story.stages[-1] == ("2024-07-15", "filed")
    assert (REVIEW in story.due_on("2024-07-20")) is lost
    story.tell("2024-07-22", claim(value, WHOLE, accelerated="2024-06-25"))
    assert REVIEW not in story.due_on("2024-07-22")


def test_a_suit_stands_that_a_late_cure_and_a_referral_after_it_left_in_assessment() -> None:
    """The second referral moved nothing while it was known that the first one stood."""
    story = late_again(unheeded())
    story.tell("2024-05-12", referral("2024-05-12", attempts=("CALL-2",)))
    story.act(**suing("2024-05-13"))
    paid(story, told="2024-05-20")
    story.tell("2024-05-20", claim("2024-05-11", LAST, outstanding="10000.00"))
    assert story.stages[-2:] == [("2024-05-12", "assessment"), ("2024-05-13", "filed")]
    assert REVIEW in story.due_on("2024-05-20")


def test_a_suit_is_carried_on_when_its_arrears_are_paid_after_it() -> None:
    """Rules: LIT-13."""
    story = filed()
    story.tell("2024-08-01", claim("2024-08-01", outstanding="1000.00"))
    assert story.stages[-1] == ("2024-07-15", "filed")


@pytest.mark.parametrize(
    ("ground", "stage"), [("unwilling", "cured"), ("asset_flight", "assessment")]
)
def test_a_referral_for_arrears_that_turn_out_never_to_have_been_stands_no_longer(
    ground: str, stage: str
) -> None:
    """Death, disappearance and asset flight do not wait for arrears. Rules: POL-25, COL-143."""
    story = referred(ground=ground)
    assert story.stage_on("2024-02-15") == "assessment"
    story.tell("2024-02-20", claim("2024-01-09", NEXT, LAST, **LEFT))
    assert story.stage_on("2024-02-20") == stage
    story.tell("2024-02-25", claim("2024-01-09", OLD, NEXT, LAST, outstanding="30000.00"))
    assert story.stages[-1] == ("2024-02-14", "assessment")


# -- what stands beside it ----------------------------------------------------------------------


def test_protection_that_a_life_event_asked_for_outlives_the_arrears() -> None:
    """Referral, decision and letter end; what the court preserved is held. Rules: LIT-06, CL-02."""
    story = referred()
    story.tell("2024-02-14", life_event("2024-02-14"))
    given: dict[str, Any] = {"amount": cny("1000.00"), "security_waived": True}
    applied("2024-02-15", story, **given)
    story.act("2024-02-16", "decide-litigation", **DECISION)
    granted("2024-02-17", story)
    assert story.stages[-1] == ("2024-02-16", "letter")
    paid(story)
    assert story.stages[-1] == ("2024-02-22", "preserved")
    assert story.due_on("2024-02-22")["sue_after_preservation"] == "2024-03-18"
    story.refuse("nothing_owed", **suing("2024-02-23", "2024-02-21"))
    late_again(story)
    assert story.stages[-1] == ("2024-03-19", "lapsed")
    story.refuse("referral_missing", "2024-05-12", "decide-litigation", **DECISION)


def test_what_was_preserved_without_a_life_event_is_held_and_may_be_lifted() -> None:
    story = referred(ground="asset_flight")
    applied("2024-02-15", story, amount=cny("1000.00"), security_waived=True)
    paid(story)
    granted("2024-02-23", story)
    assert story.stages[-1] == ("2024-02-22", "cured")
    assert story.due_on("2024-02-23")["sue_after_preservation"] == "2024-03-24"
    assert story.act("2024-02-26", "lift-preservation", measure_id="PM-1", ground="collected")


def test_a_protective_case_keeps_its_stage() -> None:
    story = referred()
    story.tell("2024-02-15", life_event("2024-02-15"))
    paid(story)
    assert story.stages[-1] == ("2024-02-15", "protective")
    story.refuse("referral_missing", "2024-02-23", "decide-litigation", **DECISION)


def test_a_life_event_protects_again_after_a_cure_and_an_acknowledgement_is_taken() -> None:
    story = paid(unheeded())
    signed = {"document_id": "D-1", "signed": True, "signed_by": "C-0007", "amount": cny("1.00")}
    assert story.act("2024-02-23", "record-acknowledgement", **signed)
    story.tell("2024-02-24", life_event("2024-02-24"))
    assert story.stages[-1] == ("2024-02-24", "protective")


@pytest.mark.parametrize("agreed", [False, True])
def test_a_mediation_ends_as_the_parties_say_and_leads_back_to_no_suit(agreed: bool) -> None:
    """Agreed, it is kept by what was paid. Rules: LIT-16."""
    story = unheeded()
    story.act("2024-02-21", "open-mediation", mediation_id="M-1")
    if not agreed:
        paid(story)
        assert story.stages[-1] == ("2024-02-21", "mediation")
    close = {"mediation_id": "M-1", "agreed": agreed, "pay_by": "2024-02-29"}
    story.act("2024-02-23" if not agreed else "2024-02-21", "close-mediation", **close)
    if agreed:
        paid(story)
    assert story.stages[-1] == ("2024-02-22" if agreed else "2024-02-23", "cured")


def test_a_loan_that_is_settled_and_owes_again_is_not_sued_for_what_was_paid() -> None:
    """B.5: closed; a charge of later opens it again, in no stage of the old arrears."""
    story = unheeded()
    story.tell("2024-02-22", settled("2024-02-22", 40), claim("2024-02-22"))
    assert story.stages[-1] == ("2024-02-22", "closed")
    story.tell("2024-03-01", monitoring.LoanReopened(**entry("2024-03-01", 41)))
    assert story.stages[-1] == ("2024-03-01", "cured")


def test_a_referral_of_the_day_of_the_cure_is_of_the_arrears_that_were_paid() -> None:
    story = lettered()
    story.tell("2024-07-10", claim("2024-07-10", outstanding="1000.00"))
    story.tell("2024-07-10", referral("2024-07-10", attempts=("CALL-2",)))
    assert story.stages[-1] == ("2024-07-10", "cured")
    story.tell("2024-07-12", claim("2024-07-11", WHOLE, accelerated="2024-06-25"))
    story.tell("2024-07-12", referral("2024-07-12", attempts=("CALL-3",)))
    assert story.stages[-1] == ("2024-07-12", "assessment")
