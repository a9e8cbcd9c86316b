"""Referral to law, complaints, credit bureau, blacklist: with every refusal's code."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import LongOverdueMarked
from services.collection.domain.steps import (
    BlacklistEntryAdded,
    ComplianceCaseOpened,
    CreditReportSubmitted,
    LegalReferralMade,
)
from tests.unit.collection.life import Life, cny, in_case, on, refusal, spoken

# -- law ----------------------------------------------------------------------------------------


def test_no_law_without_an_attempt_to_talk() -> None:
    """Rules: COL-143."""
    life = in_case()
    life.message()
    assert refusal(life.refer) == "no_attempt_to_talk"
    life.call("11:00", result="no_answer", identity_verified=False)
    life.refer()
    assert len(life.of(LegalReferralMade)[0].attempts) == 1


@pytest.mark.parametrize("what", ["death", "disappeared"])
def test_the_dead_and_the_gone_need_not_be_talked_to(what: str) -> None:
    """Rules: COL-143."""
    life = in_case().happens(what)
    life.refer()
    assert life.of(LegalReferralMade)[0].attempts == ()


@pytest.mark.parametrize(
    ("recovery", "code"), [("99.99", "second_person_missing"), ("100.00", "")]
)
def test_cost_above_what_may_come_in_needs_approval(recovery: str, code: str) -> None:
    """Rules: COL-41."""
    life = spoken()
    sums = {"expected_cost": cny("100.00"), "expected_recovery": cny(recovery)}
    if code:
        assert refusal(lambda: life.refer(**sums)) == code
        life.refer(**sums, approved_by="wang", approver_role="collection_manager")
    else:
        life.refer(**sums)
    assert life.case() == "LEGAL_REFERRED"


# -- complaints ---------------------------------------------------------------------------------


def test_a_complaint_of_banned_conduct_stops_the_collector_at_once() -> None:
    """Rules: CC-10."""
    life = spoken()
    life.act(acts.PauseCase, ground="complaint", against="liu", tags=("insult",))
    opened = life.of(ComplianceCaseOpened)[0]
    assert (opened.person_id, opened.ground) == ("liu", "complaint")
    words = {"purposes": ("information",), "staff_ids": ("liu",)}
    assert refusal(lambda: life.call("11:00", **words)) == "collector_stopped"
    life.call("11:00", purposes=("information",))
    life.close()
    life.act(acts.ResumeCase, role="compliance_officer", answer="not so")
    life.call("11:00", **words)


def test_a_complaint_is_answered_in_fifteen_days() -> None:
    """Rules: CP-01, XCT-32."""
    life = spoken()
    life.act(acts.PauseCase, ground="complaint", against=None, tags=())
    seen = life.seen("2024-03-21")
    assert seen is not None
    assert [(e.on, e.what) for e in seen.due] == [(on("2024-04-05"), "complaint_answer")]
    assert refusal(lambda: life.act(acts.ResumeCase, role="specialist", answer="")) == (
        "answer_missing"
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tags": ("rude",), "against": "liu"}, "tag_unknown"),
        ({"tags": ("insult",), "against": None}, "against_missing"),
        ({"tags": ("insult",), "against": "liu", "ground": "dispute"}, "against_missing"),
    ],
)
def test_an_improper_complaint(fields: dict[str, Any], code: str) -> None:
    words = {"ground": "complaint"} | fields
    assert refusal(lambda: spoken().act(acts.PauseCase, **words)) == code


# -- lists --------------------------------------------------------------------------------------


def test_arrears_are_reported_after_a_notice_about_them_only() -> None:
    """Rules: XCT-57."""
    life = in_case()
    assert refusal(lambda: life.act(acts.SubmitCreditReport, report_id="R")) == (
        "credit_notice_missing"
    )
    life.act(acts.SendCreditNotice, notice_id="CN")
    assert refusal(lambda: life.act(acts.SubmitCreditReport, report_id="R")) == (
        "credit_notice_missing"
    )
    life.close().act(acts.SubmitCreditReport, report_id="R")
    assert life.of(CreditReportSubmitted)[0].notice_id == "CN"
    life.overdue(None)
    assert refusal(lambda: life.act(acts.SubmitCreditReport, report_id="R2")) == "not_overdue"
    assert refusal(lambda: life.act(acts.SendCreditNotice, notice_id="C2")) == "not_overdue"


def listed(life: Life, **fields: Any) -> list[Any]:
    more: dict[str, Any] = {
        "entry_id": "BL-1",
        "ground": "long_overdue_repaid",
        "scope": "no_lending",
        "review_on": on("2027-01-01"),
        "notice_id": "BN-1",
        "approved_by": "wang",
        "approver_role": "branch_manager",
    }
    return life.act(acts.AddBlacklistEntry, **(more | fields))


def test_nobody_is_listed_before_full_repayment() -> None:
    """Rules: COL-137."""
    life = in_case()
    assert refusal(lambda: listed(life)) == "not_long_overdue"
    life.to("2024-06-20")
    assert life.of(LongOverdueMarked)
    assert refusal(lambda: listed(life)) == "not_fully_repaid"
    life.overdue(None)
    life.settled()
    assert not life.of(BlacklistEntryAdded)
    assert refusal(lambda: listed(life, approved_by=None)) == "second_person_missing"
    assert refusal(lambda: listed(life, review_on=life.today)) == "review_missing"
    listed(life)
    assert refusal(lambda: listed(life)) == "entry_known"
    seen = life.seen("2024-06-20")
    assert seen is not None
    assert seen.blacklisted == ("BL-1",)
    assert [(e.on, e.what) for e in seen.due] == [(on("2027-01-01"), "blacklist_review")]


def test_an_entry_is_removed_by_review_or_appeal() -> None:
    """Rules: COL-137."""
    life = in_case()
    listed(life, ground="separate_decision")
    second = {"approved_by": "wang", "approver_role": "branch_manager"}
    life.act(acts.RemoveBlacklistEntry, entry_id="BL-1", **second)
    seen = life.seen("2024-03-21")
    assert seen is not None and seen.blacklisted == ()
    words = {"entry_id": "BL-1", **second}
    assert refusal(lambda: life.act(acts.RemoveBlacklistEntry, **words)) == "entry_unknown"
