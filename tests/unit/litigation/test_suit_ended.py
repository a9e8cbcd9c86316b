"""A suit that came to nothing: not taken, withdrawn, dismissed; another may follow it (B.5, LM-05)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import litigation as published
from services.litigation.domain.court import SuitEnded
from services.litigation.publications import publish
from tests.unit.litigation.cases import DECISION, ENFORCE, SUIT, filed, judged, judgment, ready
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, WHOLE, ZHAO, claim, cny, on, referral

LOST: dict[str, Any] = {"awarded": cny("0.00"), "liable": ()}
SECOND: dict[str, Any] = SUIT | {"suit_id": "SUIT-2", "court": "COURT-2"}


def sued() -> Story:
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    return story


def dismissed() -> Story:
    """Judged against the bank, with effect."""
    story = filed()
    judgment(story, "2024-09-12", **LOST)
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    return story


def end(story: Story, day: str, outcome: str) -> Story:
    story.act(day, "end-suit", suit_id="SUIT-1", outcome=outcome)
    return story


@pytest.mark.parametrize(
    ("story", "day", "outcome"),
    [
        (sued, "2024-07-22", "not_taken"),
        (sued, "2024-07-22", "withdrawn"),
        (filed, "2024-08-22", "withdrawn"),
        (filed, "2024-08-22", "dismissed"),
        (dismissed, "2024-09-29", "dismissed"),
    ],
)
def test_it_leads_back_and_another_may_be_filed(story: Any, day: str, outcome: str) -> None:
    """Rules: LIT-13."""
    told = end(story(), day, outcome)
    assert told.stages[-1] == (day, "ready_to_sue")
    assert set(told.due_on(day)) == {"limitation_of_claim"}
    told.act("2024-10-01", "file-suit", **SECOND, claim_day="2024-10-01")
    assert told.stages[-1] == ("2024-10-01", "filed")
    assert told.due_on("2024-10-01") == {"court_accepts_suit": "2024-10-08"}


def test_limitation_runs_anew_from_the_end_and_the_next_suit_holds_it() -> None:
    """Rules: LM-05."""
    story = end(sued(), "2024-07-22", "not_taken")
    assert story.clock()[-2:] == [
        ("2024-07-15", "interrupted", None),
        ("2024-07-22", "running", "2027-07-22"),
    ]
    story.act("2024-10-01", "file-suit", **SECOND, claim_day="2024-10-01")
    story.pass_days("2032-12-31")
    assert story.clock()[-1] == ("2024-10-01", "interrupted", None)


@pytest.mark.parametrize(("day", "state"), [("2027-07-22", "warned"), ("2027-07-23", "expired")])
def test_without_another_it_expires(day: str, state: str) -> None:
    """Rules: LM-01, LM-05."""
    story = end(sued(), "2024-07-22", "withdrawn")
    story.pass_days(day)
    assert story.clock()[-1][1] == state


def test_a_claim_that_had_expired_before_the_suit_stays_so() -> None:
    """Rules: LM-03."""
    story = ready()
    story.act("2027-07-15", "file-suit", **SUIT, claim_day="2027-07-15")
    end(story, "2027-07-22", "withdrawn")
    assert story.clock()[-1][1] == "expired"
    story.pass_days("2031-12-31")
    assert story.clock()[-1][1] == "expired"


def test_filed_and_ended_on_one_day_it_runs_from_that_day() -> None:
    story = end(sued(), "2024-07-15", "withdrawn")
    assert story.clock()[-1] == ("2024-07-15", "interrupted", "2027-07-15")


def test_another_that_is_filed_on_the_day_of_the_end_holds_it() -> None:
    story = end(sued(), "2024-07-22", "not_taken")
    story.act("2024-07-22", "file-suit", **SECOND, claim_day="2024-07-22")
    story.pass_days("2030-12-31")
    assert story.clock()[-1][1:] == ("interrupted", None)


@pytest.mark.parametrize(
    ("story", "day", "fields", "code"),
    [
        (sued, "2024-07-22", {"outcome": "lost"}, "outcome_unknown"),
        (sued, "2024-07-22", {"outcome": "dismissed"}, "not_accepted"),
        (filed, "2024-07-22", {"outcome": "not_taken"}, "accepted_already"),
        (sued, "2024-07-22", {"outcome": "withdrawn", "suit_id": "SUIT-7"}, "suit_unknown"),
        (judged, "2024-10-01", {"outcome": "dismissed"}, "judgment_enforceable"),
        (dismissed, "2024-10-01", {"outcome": "withdrawn"}, "judgment_effective"),
        (ready, "2024-07-22", {"outcome": "withdrawn"}, "wrong_state"),
    ],
)
def test_what_did_not_end_so_is_refused(
    story: Any, day: str, fields: dict[str, Any], code: str
) -> None:
    story().refuse(code, day, "end-suit", **{"suit_id": "SUIT-1"} | fields)


def test_what_has_ended_goes_on_no_more() -> None:
    story = end(filed(), "2024-08-22", "withdrawn")
    story.refuse("wrong_state", "2024-08-23", "record-hearing", suit_id="SUIT-1")
    story.refuse("already_known", "2024-08-23", "file-suit", **SUIT, claim_day="2024-08-23")
    story.act("2024-08-23", "file-suit", **SECOND, claim_day="2024-08-23")
    story.refuse(
        "suit_ended", "2024-08-24", "record-acceptance", suit_id="SUIT-1", procedure="small"
    )


def test_the_second_suit_is_carried_to_the_end_by_itself() -> None:
    """Rules: LIT-13, CL-13."""
    story = filed()
    judgment(story, "2024-09-12", **LOST)
    story.act("2024-09-20", "record-appeal", suit_id="SUIT-1", party_id="BANK")
    end(story, "2024-09-25", "withdrawn")
    story.act("2024-10-01", "file-suit", **SECOND, claim_day="2024-10-01")
    assert story.seen("2024-10-01").judgment is None
    second = {"suit_id": "SUIT-2"}
    story.act("2024-10-02", "record-acceptance", **second, procedure="ordinary")
    story.act("2024-10-03", "record-service", **second, party_id=LIANG)
    judgment(story, "2024-11-12", **second)
    assert story.due_on("2024-11-12")["appeal"] == "2024-11-27"
    story.act("2024-11-28", "record-judgment-effect", **second, perform_by="2024-12-08")
    story.act("2024-11-29", "record-asset-clue", clue_id="CL-1", kind="asset", verified=True)
    assert story.stages[-1] == ("2024-11-28", "judged")
    story.act("2024-12-10", "apply-enforcement", **ENFORCE)
    assert story.stages[-1] == ("2024-12-10", "enforcing")


def test_mediation_beside_the_second_suit_is_not_held_by_the_first_ones_judgment() -> None:
    story = end(dismissed(), "2024-09-29", "dismissed")
    story.act("2024-10-01", "file-suit", **SECOND, claim_day="2024-10-01")
    story.act("2024-10-02", "open-mediation", mediation_id="M-1")
    story.act(
        "2024-10-05", "close-mediation", mediation_id="M-1", agreed=True, pay_by="2024-11-01"
    )
    assert story.stages[-1] == ("2024-10-05", "settlement_running")


def test_arrears_that_are_paid_during_the_suit_end_the_referral() -> None:
    """Rules: LIT-10."""
    story = filed()
    story.tell("2024-08-01", claim("2024-08-01", outstanding="1000.00"))
    end(story, "2024-08-22", "withdrawn")
    assert story.stages[-1] == ("2024-08-22", "cured")


@pytest.mark.parametrize("outcome", ["withdrawn", "dismissed"])
def test_a_referral_during_the_suit_stands_after_it(outcome: str) -> None:
    """Rules: POL-25."""
    story = filed()
    story.tell("2024-08-01", claim("2024-08-01", outstanding="1000.00"))
    story.tell("2024-08-10", claim("2024-08-10", WHOLE, accelerated="2024-06-25"))
    story.tell("2024-08-11", referral("2024-08-11"))
    end(story, "2024-08-22", outcome)
    assert story.stages[-1] == ("2024-08-22", "assessment")
    story.act("2024-08-23", "decide-litigation", **DECISION)


def test_what_was_seized_before_suit_asks_for_another_in_its_time() -> None:
    """Rules: CL-02."""
    story = preserved()
    story.act("2024-07-05", "file-suit", **SUIT, claim_day="2024-07-05")
    end(story, "2024-07-12", "not_taken")
    assert story.stages[-1] == ("2024-07-12", "preserved")
    assert story.due_on("2024-07-12")["sue_after_preservation"] == "2024-07-28"
    story.pass_days("2024-08-10")
    assert story.stages[-1][1] == "lapsed"
    assert story.measure("PM-2")[-1][1] == "lapsed"


def test_another_in_its_time_keeps_it() -> None:
    """Rules: CL-02."""
    story = preserved()
    story.act("2024-07-05", "file-suit", **SUIT, claim_day="2024-07-05")
    end(story, "2024-07-12", "not_taken")
    story.act("2024-07-20", "file-suit", **SECOND, claim_day="2024-07-20")
    story.pass_days("2024-08-10")
    assert story.measure("PM-2")[-1][1] == "in_force"


def test_a_suit_that_stood_when_its_time_was_over_has_kept_it() -> None:
    """Rules: CL-02."""
    story = preserved()
    story.act("2024-07-05", "file-suit", **SUIT, claim_day="2024-07-05")
    story.act("2024-07-06", "record-acceptance", suit_id="SUIT-1", procedure="ordinary")
    end(story, "2024-09-12", "withdrawn")
    assert story.stages[-1] == ("2024-09-12", "preserved")
    assert "sue_after_preservation" not in story.due_on("2024-09-12")
    story.act("2024-09-20", "file-suit", **SECOND, claim_day="2024-09-20")


def test_it_ends_in_bankruptcy_too() -> None:
    """Rules: BK-03, GU-40. Then the guarantor may be sued alone."""
    story = filed()
    given = {"announced_on": "2024-08-01", "file_claim_by": "2024-09-30"}
    story.act("2024-08-01", "record-bankruptcy", party_id=LIANG, phase="accepted", **given)
    end(story, "2024-08-05", "withdrawn")
    alone = SECOND | {"defendants": (ZHAO,)}
    story.act("2024-08-06", "file-suit", **alone, claim_day="2024-08-06")


def test_a_suit_against_a_guarantor_alone_holds_not_the_debtors_clock() -> None:
    """Rules: LM-05."""
    story = ready()
    alone = SUIT | {"defendants": (ZHAO,)}
    story.act("2024-07-15", "file-suit", **alone, claim_day="2024-07-15")
    assert story.clock() == [("2024-06-25", "running", "2027-06-25")]


def test_the_end_is_told_with_who_had_the_complaint() -> None:
    """Rules: GU-48."""
    story = filed()
    story.act("2024-07-20", "record-service", suit_id="SUIT-1", party_id=ZHAO)
    end(story, "2024-08-22", "withdrawn")
    ended = story.state.last_of(SuitEnded)
    assert ended is not None
    message = publish(ended, LIANG)
    assert isinstance(message, published.SuitEnded)
    told = (message.outcome, message.filed_on, message.served)
    assert told == ("withdrawn", on("2024-07-15"), (ZHAO,))
    assert story.seen("2024-08-22").suit_ended == ended
