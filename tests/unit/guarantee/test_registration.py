"""B.4: who is liable, who may be, who may do what."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import guarantee, monitoring
from services.guarantee.domain.entries import StandsAgain
from services.guarantee.domain.guarantor_events import (
    GuaranteeLiabilityRegistered,
    GuarantorEligibilityChecked,
    SecurityReplaced,
)
from tests.unit.guarantee.story import (
    DEMAND,
    SECOND,
    Story,
    demanded,
    in_arrears,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    JOINT,
    SHOP,
    ZHAO,
    cny,
    numbered,
    on,
    opened,
)

NEW: dict[str, Any] = {"signed_on": "2024-01-10", "document_id": "G-77"}
CALL: dict[str, Any] = {"method": "phone"}
ASKED: dict[str, Any] = {**DEMAND, "amount": cny("21560.00")}
HELD: dict[str, Any] = {"record_id": "INT-1", "signed": True, "address_confirmed": True}


def lent(**guarantee_sent: object) -> Story:
    story = Story()
    sent = (JOINT | guarantee_sent,) if guarantee_sent else None
    story.tell(opened(guarantees=sent), "2023-03-20")
    return story


# -- (none) -> REGISTERED -------------------------------------------------------------------------


def test_an_officer_registers_a_guarantee() -> None:
    """Rules: GUA-02."""
    story = lent()
    story.act("RegisterGuarantee", "2024-01-12", kind="joint", guarantor_kind="company", **NEW)
    shown = story.guarantor("2024-01-12")
    assert (shown.state, shown.kind, shown.guarantor_kind) == ("registered", "joint", "company")
    assert story.seen("2024-01-11") is None


@pytest.mark.parametrize(
    ("signed_on", "kind"), [("2020-12-31", "joint"), ("2021-01-01", "general")]
)
def test_a_kind_that_was_not_agreed_is_that_of_the_law_of_the_signing(
    signed_on: str, kind: str
) -> None:
    """Rules: GU-04."""
    story = lent()
    story.act("RegisterGuarantee", "2024-01-12", signed_on=signed_on, document_id="G-77")
    shown = story.guarantor("2024-01-12")
    assert (shown.kind, shown.kind_agreed) == (kind, False)
    assert ("review_kind", ZHAO, None) in story.due("2024-01-12")


def test_an_unclear_kind_counts_as_not_agreed() -> None:
    """Rules: GU-04."""
    story = lent(kind="guarantees jointly if able")
    assert (story.guarantor("2023-03-20").kind, story.guarantor("2023-03-20").kind_agreed) == (
        "general",
        False,
    )


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("debtor_is_no_guarantor", {"guarantor_id": DEBTOR}),
        ("signed_in_future", {"signed_on": "2024-01-13"}),
        ("share_out_of_range", {"share_percent": "100.5"}),
        ("share_out_of_range", {"share_percent": "0"}),
    ],
)
def test_a_registration_that_makes_no_sense_is_refused(code: str, changed: dict[str, str]) -> None:
    lent().refused(code, "RegisterGuarantee", "2024-01-12", **{**NEW, **changed})


def test_a_share_of_all_is_a_share() -> None:
    lent().act("RegisterGuarantee", "2024-01-12", share_percent="100", **NEW)


def test_nobody_is_registered_twice() -> None:
    lent(kind="joint").refused("already_registered", "RegisterGuarantee", "2024-01-12", **NEW)


def test_an_amount_in_another_currency_is_refused() -> None:
    cap: dict[str, Any] = {"amount": "5.00", "currency": "USD"}
    lent().refused("currency_mismatch", "RegisterGuarantee", "2024-01-12", cap=cap, **NEW)


def test_an_unknown_loan_and_an_unknown_guarantor_are_refused() -> None:
    """Rules: GUA-10."""
    Story().refused("loan_unknown", "RegisterGuarantee", "2024-01-12", **NEW)
    lent().refused(
        "guarantor_unknown", "SendRiskWarning", "2024-01-12", document_id="W-1", method="post"
    )


# -- REGISTERED -> INVALID ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["state_organ", "public_interest_body"])
def test_who_is_barred_is_void_from_intake_on_and_must_be_replaced(kind: str) -> None:
    """Rules: GUA-04, GU-02, GUA-22."""
    story = lent(guarantor_kind=kind)
    assert story.guarantor("2023-03-20").state == "invalid"
    assert ("replace_security", ZHAO, None) in story.due("2023-03-20")
    told = [m for m in story.published() if isinstance(m, guarantee.GuaranteeReleased)]
    assert [(m.guarantor_id, m.reason) for m in told] == [(ZHAO, "invalid")]
    assert story.guarantor("2023-03-20").liable == cny("0.00")


def test_who_is_not_barred_passes() -> None:
    story = lent(guarantor_kind="natural_person")
    assert story.made(GuarantorEligibilityChecked)[0].passed
    assert story.guarantor("2023-03-20").state == "registered"


def test_a_check_at_review_makes_void_too() -> None:
    story = lent(kind="joint")
    check: dict[str, Any] = {"guarantor_kind": "state_organ", "document_id": "CHK-1"}
    story.act("CheckEligibility", "2023-06-01", "reviewer", **check)
    assert story.guarantor("2023-05-31").state == "registered"
    assert story.guarantor("2023-06-01").state == "invalid"


def test_a_failed_check_is_corrected_by_two_persons_and_he_stands_again() -> None:
    """Rules: GUA-04, GU-02."""
    story = lent(kind="joint")
    wrong: dict[str, Any] = {"guarantor_kind": "state_organ", "document_id": "CHK-1"}
    story.act("CheckEligibility", "2023-06-01", "reviewer", **wrong)
    right: dict[str, Any] = {"guarantor_kind": "natural_person", "document_id": "CHK-2"}
    again = "CheckEligibility", "2023-06-05", "reviewer"
    story.refused("second_person_missing", *again, **right)
    same = {"approved_by": "LIU", "approver_role": "legal_officer"}
    story.refused("same_person", *again, **right, **same)
    clerk = {"approved_by": "wu", "approver_role": "collector"}
    story.refused("approver_role_not_allowed", *again, **right, **clerk)
    second = {"approved_by": "wu", "approver_role": "legal_officer"}
    story.act(*again, **right, **second)
    assert story.guarantor("2023-06-04").state == "invalid"
    assert story.guarantor("2023-06-05").state == "registered"
    assert ("replace_security", ZHAO, None) not in story.due("2023-06-05")
    told = [m for m in story.published() if isinstance(m, guarantee.GuaranteeRegistered)]
    assert [str(m.effective_on) for m in told] == ["2023-03-20", "2023-06-05"]
    assert story.made(GuarantorEligibilityChecked)[-1].approved_by == "wu"


@pytest.mark.parametrize(("day", "stands"), [("2025-09-22", True), ("2025-09-23", False)])
def test_a_check_corrected_after_the_period_ended_revives_nobody(day: str, stands: bool) -> None:
    """Rules: GU-02, GU-09. Six months from 20 March 2025, moved over a Saturday: 22 September."""
    story = lent(kind="joint", period_months=6)
    wrong: dict[str, Any] = {"guarantor_kind": "state_organ", "document_id": "CHK-1"}
    story.act("CheckEligibility", "2024-04-02", "reviewer", **wrong)
    right: dict[str, Any] = {"guarantor_kind": "natural_person", "document_id": "CHK-2"}
    second = {"approved_by": "wu", "approver_role": "legal_officer"}
    story.act("CheckEligibility", day, "reviewer", **right, **second)
    assert story.guarantor(day).state == ("registered" if stands else "expired")
    assert [e.effective_on for e in story.made(StandsAgain)] == ([on(day)] if stands else [])
    last = [m for m in story.published() if hasattr(m, "guarantor_id")][-1]
    assert isinstance(last, guarantee.GuaranteeRegistered) == stands


def test_who_was_taken_back_once_is_told_to_stand_again_too() -> None:
    """Rules: GU-02. The loan was settled and reopened before the check that failed."""
    story = lent(kind="joint")
    story.tell(numbered(monitoring.LoanSettled, "2023-06-10", 30), "2023-06-10")
    story.tell(numbered(monitoring.LoanReopened, "2023-07-06", 31), "2023-07-06")
    wrong: dict[str, Any] = {"guarantor_kind": "state_organ", "document_id": "CHK-1"}
    story.act("CheckEligibility", "2023-08-01", "reviewer", **wrong)
    right: dict[str, Any] = {"guarantor_kind": "natural_person", "document_id": "CHK-2"}
    second = {"approved_by": "wu", "approver_role": "legal_officer"}
    story.act("CheckEligibility", "2023-08-02", "reviewer", **right, **second)
    assert [e.effective_on for e in story.made(StandsAgain)] == [on("2023-08-02")]


def test_a_check_that_failed_before_the_period_ended_is_told_as_the_end() -> None:
    """Rules: GU-02, GU-09. The release that it takes the place of makes nobody stand again."""
    story = lent(kind="joint", period_months=6)
    story.pass_days("2025-12-01")
    assert story.guarantor("2025-12-01").state == "expired"
    wrong: dict[str, Any] = {"guarantor_kind": "state_organ", "document_id": "CHK-1"}
    story.act("CheckEligibility", "2025-12-02", "reviewer", **wrong, done_on="2025-06-02")
    assert story.guarantor("2025-12-02").state == "invalid"
    assert story.made(StandsAgain) == []


def test_a_check_that_fails_again_leaves_him_void_since_the_first() -> None:
    """Rules: GU-02."""
    story = lent(guarantor_kind="state_organ")
    second = {"approved_by": "wu", "approver_role": "legal_officer"}
    found: dict[str, Any] = {"guarantor_kind": "public_interest_body", "document_id": "CHK-2"}
    story.act("CheckEligibility", "2023-06-05", "reviewer", **found, **second)
    assert story.guarantor("2023-06-05").state == "invalid"
    registered = [m for m in story.published() if isinstance(m, guarantee.GuaranteeRegistered)]
    assert len(registered) == 1


def test_who_passed_a_correction_may_fail_a_later_check() -> None:
    """Rules: GU-02."""
    story = lent(guarantor_kind="state_organ")
    second = {"approved_by": "wu", "approver_role": "legal_officer"}
    right: dict[str, Any] = {"guarantor_kind": "company", "document_id": "CHK-2"}
    story.act("CheckEligibility", "2023-06-05", "reviewer", **right, **second)
    wrong: dict[str, Any] = {"guarantor_kind": "state_organ", "document_id": "CHK-3"}
    story.act("CheckEligibility", "2023-07-03", "reviewer", **wrong)
    states = [story.guarantor(day).state for day in ("2023-06-04", "2023-06-05", "2023-07-03")]
    assert states == ["invalid", "registered", "invalid"]


def test_void_security_is_replaced_by_two_persons_with_security_that_stands() -> None:
    """Rules: GUA-22."""
    story = lent(guarantor_kind="state_organ")
    deal: dict[str, Any] = {"old_id": ZHAO, "new_id": SHOP, "document_id": "R-1"}
    story.refused("second_person_missing", "ReplaceSecurity", "2023-06-01", **deal)
    story.refused("new_security_missing", "ReplaceSecurity", "2023-06-01", **deal, **SECOND)
    story.act("RegisterCollateral", "2023-06-01", kind="shop", document_id="M-1")
    story.act("ReplaceSecurity", "2023-06-01", **deal, **SECOND)
    assert story.made(SecurityReplaced)[0].form == "preservation"
    assert "replace_security" not in {what for what, _, _ in story.due("2023-06-01")}


def test_only_void_guarantees_are_replaced() -> None:
    story = lent(kind="joint")
    story.act("RegisterCollateral", "2023-06-01", kind="shop", document_id="M-1")
    deal: dict[str, Any] = {"old_id": ZHAO, "new_id": SHOP, "document_id": "R-1"}
    story.refused("wrong_state", "ReplaceSecurity", "2023-06-01", **deal, **SECOND)
    deal["old_id"] = "NOBODY"
    story.refused("security_unknown", "ReplaceSecurity", "2023-06-01", **deal, **SECOND)


def test_a_void_guarantee_is_called_on_no_more() -> None:
    story = in_arrears(guarantor_kind="state_organ")
    story.refused("wrong_state", "NotifyGuarantor", "2024-03-25", **CALL)


# -- persons ----------------------------------------------------------------------------------------


def test_who_may_not_may_not() -> None:
    story = in_arrears()
    story.refused("role_not_allowed", "NotifyGuarantor", "2024-03-25", "valuer", **CALL)
    story.refused("reason_missing", "NotifyGuarantor", "2024-03-25", **CALL, reason=" ")
    story.refused("done_in_future", "NotifyGuarantor", "2024-03-25", **CALL, done_on="2024-03-26")
    same: dict[str, Any] = {"approved_by": "CHEN", "approver_role": "risk_reviewer"}
    deal: dict[str, Any] = {"old_id": ZHAO, "new_id": SHOP, "document_id": "R-1"}
    story.refused("same_person", "ReplaceSecurity", "2024-03-25", **deal, **same)
    wrong: dict[str, Any] = {"approved_by": "liu", "approver_role": "collector"}
    story.refused("approver_role_not_allowed", "ReplaceSecurity", "2024-03-25", **deal, **wrong)


def test_acts_come_in_their_order_of_days() -> None:
    story = demanded()
    story.refused(
        "done_before_last_step", "RecordInterview", "2024-03-29", **HELD, done_on="2024-03-27"
    )
    story.refused("rules_not_known", "RecordInterview", "2024-03-29", **HELD, done_on="1995-09-30")


def test_every_registration_says_by_which_law() -> None:
    assert in_arrears().made(GuaranteeLiabilityRegistered)[0].policy_id == "cn/2021-01-01"
