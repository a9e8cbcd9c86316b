"""A petition stays nothing until the court accepts it, and it may end without that (BK-03, GU-40)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from tests.unit.litigation.cases import DECISION, ENFORCE, SUIT, filed, judged, judgment, ready
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.told import (
    LIANG,
    ZHAO,
    claim,
    cny,
    entry,
    guarantor,
    referral,
    settled,
)

PETITION: dict[str, Any] = {"party_id": LIANG, "phase": "petition_filed"}
ALONE: dict[str, Any] = SUIT | {"defendants": (ZHAO,)}
MEASURE: dict[str, Any] = {
    "measure_id": "PM-9",
    "asset_kind": "deposit",
    "asset_id": "ACCOUNT-9",
    "amount": cny("1000.00"),
    "court": "COURT-1",
    "security_waived": True,
}


def petition(story: Story, day: str) -> Story:
    story.act(day, "record-bankruptcy", **PETITION)
    return story


def accept(story: Story, day: str, by: str = "2024-09-30") -> Story:
    given = {"party_id": LIANG, "phase": "accepted", "announced_on": day, "file_claim_by": by}
    story.act(day, "record-bankruptcy", **given)
    return story


def end(story: Story, day: str, phase: str = "not_accepted") -> None:
    story.act(day, "record-bankruptcy", party_id=LIANG, phase=phase)


def test_a_suit_may_be_filed_while_the_petition_is_pending() -> None:
    """Rules: BK-03. What was seized before suit is kept by the suit in its time (CL-02)."""
    story = petition(preserved(), "2024-07-05")
    assert story.stages[-1] == ("2024-07-05", "bankruptcy")
    assert "sue_after_preservation" in story.due_on("2024-07-20")
    story.act("2024-07-08", "file-suit", **SUIT, claim_day="2024-07-08")
    story.pass_days("2024-08-10")
    assert story.stage_on("2024-08-10") == "bankruptcy"
    assert story.measure("PM-2")[-1][1] == "in_force"
    assert story.due_on("2024-07-10")["court_accepts_suit"] == "2024-07-15"


def test_measures_may_be_applied_for_while_the_petition_is_pending() -> None:
    """Rules: BK-03."""
    story = petition(ready(), "2024-07-15")
    at = {"at": "2024-07-20T10:00:00+08:00"}
    story.act("2024-07-20", "apply-preservation", **MEASURE | at)
    assert story.measure("PM-9") == [("2024-07-20", "applied")]


def test_what_the_stage_underneath_does_not_allow_stays_refused() -> None:
    story = petition(accelerated(), "2024-07-15")
    story.refuse("wrong_state", "2024-07-16", "file-suit", **SUIT, claim_day="2024-07-16")


def test_acceptance_stays_suits_against_the_debtor_not_against_guarantors() -> None:
    """Rules: BK-03, GU-40."""
    story = accept(petition(ready(), "2024-07-15"), "2024-08-01")
    given = {"claim_day": "2024-08-02"}
    story.refuse("wrong_state", "2024-08-02", "file-suit", **SUIT, **given)
    story.refuse(
        "wrong_state",
        "2024-08-02",
        "apply-preservation",
        **MEASURE | {"at": "2024-08-02T10:00:00+08:00"},
    )
    story.act("2024-08-02", "file-suit", **ALONE, **given)
    story.act("2024-08-03", "record-acceptance", suit_id="SUIT-1", procedure="ordinary")
    judgment(story, "2024-09-12", liable=(ZHAO,))
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-1", kind="address", verified=True)
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-2", kind="asset", verified=True)
    story.act("2024-10-10", "apply-enforcement", **ENFORCE | {"clues": ("CL-1", "CL-2")})
    assert story.stages[-1] == ("2024-07-15", "bankruptcy")


@pytest.mark.parametrize("party", [ZHAO, LIANG, None])
def test_after_acceptance_only_what_is_a_guarantors_is_preserved(party: str | None) -> None:
    """Rules: BK-03, GU-40."""
    story = accept(ready(), "2024-08-01")
    given = MEASURE | {"at": "2024-08-02T10:00:00+08:00", "party_id": party}
    if party == ZHAO:
        story.act("2024-08-02", "apply-preservation", **given)
    else:
        story.refuse("wrong_state", "2024-08-02", "apply-preservation", **given)


def test_a_guarantor_is_sued_on_acceptance_without_a_case_before_it() -> None:
    """Rules: GU-40."""
    story = accept(accelerated(), "2024-08-01")
    story.act("2024-08-02", "file-suit", **ALONE, claim_day="2024-08-02")


def test_a_suit_that_names_the_debtor_stands_still_from_the_acceptance() -> None:
    """Rules: BK-03."""
    story = petition(filed(), "2024-07-20")
    story.act("2024-07-21", "record-hearing", suit_id="SUIT-1")
    accept(story, "2024-07-25", "2024-09-25")
    story.refuse("wrong_state", "2024-07-26", "record-hearing", suit_id="SUIT-1")


@pytest.mark.parametrize(("day", "allowed"), [("2024-07-31", False), ("2024-08-01", True)])
def test_a_general_guarantor_is_sued_alone_from_the_acceptance(day: str, allowed: bool) -> None:
    """Rules: GU-05, GU-43."""
    story = ready()
    story.tell("2024-07-14", guarantor("2024-07-14", kind="general"))
    accept(story, "2024-08-01")
    given = ALONE | {"claim_day": day, "done_on": day}
    if allowed:
        story.act("2024-08-01", "file-suit", **given)
    else:
        story.refuse("general_guarantor_alone", "2024-08-01", "file-suit", **given)


@pytest.mark.parametrize("phase", ["not_accepted", "withdrawn", "rejected"])
def test_a_petition_that_ends_leads_back_to_where_the_case_was(phase: str) -> None:
    """Rules: BK-07."""
    story = petition(ready(), "2024-07-15")
    end(story, "2024-08-20", phase)
    assert story.stages[-1] == ("2024-08-20", "ready_to_sue")
    story.act("2024-08-21", "file-suit", **SUIT, claim_day="2024-08-21")
    assert story.stages[-1] == ("2024-08-21", "filed")
    petition(story, "2024-08-22")
    assert story.stages[-1] == ("2024-08-22", "bankruptcy")


def test_it_leads_to_where_the_case_has_come_meanwhile() -> None:
    story = petition(preserved(), "2024-07-05")
    story.act("2024-07-08", "file-suit", **SUIT, claim_day="2024-07-08")
    end(story, "2024-08-20")
    assert story.stages[-1] == ("2024-08-20", "filed")
    assert "suit_without_ground" not in story.due_on("2024-08-21")


@pytest.mark.parametrize(
    ("until", "stage"), [("2024-07-28", "preserved"), ("2024-07-30", "lapsed")]
)
def test_time_runs_underneath(until: str, stage: str) -> None:
    """Nobody sued within the time of CL-02, petition or no petition."""
    story = petition(preserved(), "2024-07-05")
    end(story, until)
    assert story.stages[-1] == (until, stage)


def test_the_lapse_underneath_is_told() -> None:
    story = petition(preserved(), "2024-07-05")
    assert "preservation_lapsed" in story.due_on("2024-08-10")


def test_without_a_case_before_it_leads_back_to_none() -> None:
    story = petition(accelerated(), "2024-07-15")
    end(story, "2024-08-20")
    assert story.stages[-1] == ("2024-08-20", "cured")
    story.tell("2024-08-21", referral("2024-08-21"))
    story.act("2024-08-22", "decide-litigation", **DECISION)
    assert story.stages[-1] == ("2024-08-22", "letter")


def test_a_referral_that_comes_meanwhile_stands() -> None:
    story = petition(accelerated(), "2024-07-15")
    story.tell("2024-07-20", referral("2024-07-20"))
    story.act("2024-07-22", "decide-litigation", **DECISION)
    end(story, "2024-08-20")
    assert story.stages[-1] == ("2024-08-20", "letter")


def test_arrears_that_are_paid_meanwhile_end_the_referral() -> None:
    """Rules: LIT-10."""
    story = petition(ready(), "2024-07-15")
    story.tell("2024-07-20", claim("2024-07-20", outstanding="1000.00"))
    end(story, "2024-08-20")
    assert story.stages[-1] == ("2024-08-20", "cured")


def test_only_a_petition_that_is_pending_ends() -> None:
    """Rules: BK-07."""
    story = ready()
    ended: dict[str, Any] = {"party_id": LIANG, "phase": "withdrawn"}
    story.refuse("no_petition", "2024-07-20", "record-bankruptcy", **ended)
    accept(petition(story, "2024-07-21"), "2024-08-01")
    story.refuse("accepted_already", "2024-08-02", "record-bankruptcy", **ended)


def test_enforcement_goes_on_until_the_acceptance() -> None:
    """Rules: BK-03."""
    story = petition(judged(), "2024-10-01")
    story.act("2024-10-02", "record-asset-clue", clue_id="CL-3", kind="asset", verified=True)
    story.act("2024-10-10", "apply-enforcement", **ENFORCE | {"clues": ("CL-1", "CL-3")})
    end(story, "2024-10-20")
    assert story.stages[-1] == ("2024-10-20", "enforcing")


def test_a_settlement_that_is_told_late_behind_a_petition_leaves_the_suit_its_ground() -> None:
    story = petition(filed(), "2024-07-20")
    end(story, "2024-08-05")
    story.tell("2024-08-06", settled("2024-08-01", 40))
    assert story.stages[-1][1] == "closed"
    story.tell("2024-08-10", monitoring.LoanReopened(**entry("2024-08-10", 41)))
    assert story.stages[-1] == ("2024-08-10", "filed")
    assert "suit_without_ground" not in story.due_on("2024-08-10")
    story.act("2024-08-11", "end-suit", suit_id="SUIT-1", outcome="withdrawn")
    assert story.stages[-1] == ("2024-08-11", "ready_to_sue")
