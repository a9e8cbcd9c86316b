"""Mediation before and beside a suit: agreed, paid, broken, confirmed in court (LIT-16, CL-17)."""

from __future__ import annotations

from typing import Any

import pytest

from services.litigation.domain.outcomes import MediationClosed
from tests.unit.litigation.cases import END, SUIT, filed, judgment, ready
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import WHOLE, ZHAO, claim, cny

ROUND = {
    "asset_id": "SHOP-1",
    "asset_kind": "real_estate",
    "valuation": cny("180000.00"),
    "starting_price": cny("126000.00"),
    "published_on": "2024-08-12",
    "auction_on": "2024-10-01",
}


def mediated(story: Story, opened: str, closed: str, **fields: Any) -> Story:
    story.act(opened, "open-mediation", mediation_id="M-1")
    story.act(closed, "close-mediation", mediation_id="M-1", agreed=True, **fields)
    return story


def before_suit(**fields: Any) -> Story:
    """Agreed on 16 July 2024: to be confirmed until 15 August."""
    return mediated(ready(), "2024-07-15", "2024-07-16", **fields)


def beside_suit(**fields: Any) -> Story:
    """Filed on 15 July 2024, agreed on 10 August."""
    return mediated(filed(), "2024-08-01", "2024-08-10", **fields)


# -- limitation ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "end"), [(True, "2027-07-16"), (False, "2027-06-25")], ids=["agreed", "not_agreed"]
)
def test_to_agree_in_mediation_is_to_agree_to_perform(agreed: bool, end: str) -> None:
    """Limitation began with the acceleration of 25 June 2024. Rules: LM-05."""
    story = ready()
    story.act("2024-07-15", "open-mediation", mediation_id="M-1")
    story.act("2024-07-16", "close-mediation", mediation_id="M-1", agreed=agreed)
    assert story.due_on("2024-07-16")["limitation_of_claim"] == end


def test_an_agreement_beside_a_suit_on_the_guarantor_alone_is_none_of_the_debtor() -> None:
    """Rules: LM-05, GU-40."""
    story = ready()
    story.act("2024-07-15", "file-suit", **{**SUIT, "defendants": (ZHAO,)}, claim_day="2024-07-15")
    mediated(story, "2024-08-01", "2024-08-10")
    assert story.due_on("2024-08-10")["limitation_of_claim"] == "2027-06-25"


# -- beside a suit ------------------------------------------------------------------------------


def test_an_agreement_beside_a_suit_lets_the_settlement_run_and_the_courts_terms_rest() -> None:
    """B.5: MediationAgreementReached leads to SETTLEMENT_RUNNING. Rules: LIT-16."""
    story = beside_suit(pay_by="2024-09-10")
    assert story.stages[-1] == ("2024-08-10", "settlement_running")
    due = story.due_on("2024-08-11")
    assert due["settlement_payment"] == "2024-09-10"
    assert not {"court_judges", "court_serves_complaint", "confirm_mediation"} & set(due)
    assert "court_judges" in story.due_on("2024-08-09")


def test_a_broken_agreement_beside_a_suit_leads_back_to_the_suit() -> None:
    """Rules: LIT-13."""
    story = beside_suit(pay_by="2024-09-10")
    story.act("2024-09-11", "break-settlement")
    assert story.stages[-1] == ("2024-09-11", "filed")
    assert story.due_on("2024-09-11")["court_judges"] == "2025-01-16"
    judgment(story, "2024-10-12")
    story.act("2024-10-30", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-11-08")
    assert story.stages[-1] == ("2024-10-30", "judged")


def test_an_agreement_that_is_told_after_the_judgment_binds_is_refused() -> None:
    """It would be paid beside the judgment; that it came to nothing is still taken. Rules: LIT-24."""
    story = filed()
    judgment(story, "2024-09-12")
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    story.act("2024-09-29", "open-mediation", mediation_id="M-1", done_on="2024-08-01")
    told = {"mediation_id": "M-1", "done_on": "2024-08-10"}
    agreed = told | {"agreed": True, "pay_by": "2024-12-31"}
    said = story.refuse("judgment_effective", "2024-09-29", "close-mediation", **agreed)
    assert "binds since 2024-09-28" in said
    assert story.act("2024-09-29", "close-mediation", **told, agreed=False)
    assert story.stages[-1] == ("2024-09-28", "judged")


@pytest.mark.parametrize("make", [before_suit, beside_suit])
@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("end-enforcement", END),
        ("order-auction", ROUND),
        ("record-auction", {"asset_id": "SHOP-1", "sold": False}),
        (
            "agree-coordination",
            {
                "agreement_id": "A",
                "parties": ("preservation_department", "court_enforcement", "front_line"),
            },
        ),
    ],
)
def test_a_settlement_outside_enforcement_allows_no_act_of_enforcement(
    make: Any, command: str, fields: dict[str, Any]
) -> None:
    said = make().refuse("wrong_state", "2024-08-12", command, **fields)
    assert "B.5" in said


# -- payment and confirmation -------------------------------------------------------------------


def test_what_was_agreed_is_due_until_nothing_is_owed() -> None:
    story = before_suit(pay_by="2024-08-20")
    assert story.due_on("2024-07-16")["settlement_payment"] == "2024-08-20"
    assert story.due_on("2024-12-01")["settlement_payment"] == "2024-08-20"
    story.tell("2024-12-02", claim("2024-08-15"))
    assert "settlement_payment" not in story.due_on("2024-12-02")
    story.tell("2024-12-10", claim("2024-08-15", WHOLE, accelerated="2024-06-25"))
    assert "settlement_payment" in story.due_on("2024-12-10")
    story.act("2024-12-11", "break-settlement")
    assert "settlement_payment" not in story.due_on("2024-12-11")


def test_an_agreement_without_a_day_asks_for_no_payment_on_one() -> None:
    assert "settlement_payment" not in before_suit().due_on("2024-07-17")


def test_the_court_is_asked_to_confirm_until_the_last_day_and_then_can_not_be() -> None:
    """Rules: CL-17."""
    story = before_suit()
    for day in ("2024-07-16", "2024-08-15"):
        assert story.due_on(day)["confirm_mediation"] == "2024-08-15"
    assert "confirm_mediation" not in story.due_on("2024-08-16")
    asked = {"mediation_id": "M-1"}
    said = story.refuse("confirmation_too_late", "2024-08-16", "request-confirmation", **asked)
    assert "until 2024-08-15" in said


@pytest.mark.parametrize("day", ["2024-07-16", "2024-08-15"])
def test_what_was_asked_for_in_time_is_no_longer_due(day: str) -> None:
    """Rules: CL-17."""
    story = before_suit()
    story.act("2024-08-20", "request-confirmation", mediation_id="M-1", done_on=day)
    assert "confirm_mediation" not in story.due_on(day)
    assert story.stages[-1] == ("2024-07-16", "settlement_running")
    again = {"mediation_id": "M-1", "done_on": "2024-08-15"}
    story.refuse("already_known", "2024-08-21", "request-confirmation", **again)


def test_only_an_agreement_before_suit_is_confirmed() -> None:
    """Beside a suit the court itself writes it down. Rules: CL-17."""
    story = beside_suit()
    closed = story.state.last_of(MediationClosed)
    assert closed is not None
    assert closed.confirm_by is None
    asked = {"mediation_id": "M-1"}
    story.refuse("nothing_to_confirm", "2024-08-11", "request-confirmation", **asked)
    before_suit().refuse(
        "mediation_unknown", "2024-07-17", "request-confirmation", mediation_id="M-9"
    )
    ready().refuse("wrong_state", "2024-07-17", "request-confirmation", **asked)
