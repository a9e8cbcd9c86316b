"""B.5 row by row: from, event, guard, to; and what every stage refuses."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal, monitoring
from tests.unit.litigation.cases import (
    DECISION,
    END,
    ENFORCE,
    SUIT,
    assessed,
    dormant,
    enforcing,
    filed,
    judged,
    lettered,
    ready,
)
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.story import Story, accelerated, in_arrears
from tests.unit.litigation.told import (
    ABOUT,
    LIANG,
    THREE,
    WHOLE,
    claim,
    cny,
    entry,
    life_event,
    on,
    opened,
    settled,
)


def test_a_referral_opens_the_assessment() -> None:  # POL-25
    assert assessed().stages == [("2024-06-26", "assessment")]


@pytest.mark.parametrize("what", ["death", "serious_illness", "disappeared", "over_indebted"])
def test_a_life_event_of_lit_06_makes_it_protective(what: str) -> None:  # LIT-06, MON-52
    story = in_arrears()
    story.tell("2024-06-01", life_event("2024-06-01", what))
    assert story.stages == [("2024-06-01", "protective")]


@pytest.mark.parametrize("what", ["recovered", "detained"])
def test_other_life_events_open_nothing(what: str) -> None:
    story = in_arrears()
    story.tell("2024-06-01", life_event("2024-06-01", what))
    assert story.stages == []


def test_a_letter_whose_deadline_passes_unpaid_makes_it_ready_to_sue() -> None:  # LIT-20
    story = lettered()
    story.pass_days("2024-07-12")
    assert story.stages[-1] == ("2024-06-27", "letter")
    assert story.due_on("2024-07-12")["letter_deadline"] == "2024-07-12"
    story.pass_days("2024-07-13")
    assert story.stages[-1] == ("2024-07-13", "ready_to_sue")


def test_a_second_letter_before_the_deadline_replaces_the_first() -> None:
    story = lettered()
    story.act("2024-07-10", "send-lawyers-letter", letter_id="LT-2", deadline="2024-07-20")
    story.pass_days("2024-07-20")
    assert story.stages[-1] == ("2024-06-27", "letter")
    story.pass_days("2024-07-21")
    assert story.stages[-1] == ("2024-07-21", "ready_to_sue")


def test_a_letter_that_is_paid_in_time_leads_to_no_suit() -> None:
    story = lettered()
    story.tell("2024-07-12", claim("2024-07-12", outstanding="0.00"))
    story.pass_days("2024-08-30")
    assert story.stages[-1] == ("2024-07-12", "cured")


def test_mediation_before_suit_agreed_and_failed() -> None:  # LIT-16
    story = ready()
    story.act("2024-07-15", "open-mediation", mediation_id="M-1")
    assert story.stages[-1] == ("2024-07-15", "mediation")
    story.act("2024-07-20", "close-mediation", mediation_id="M-1", agreed=False)
    assert story.stages[-1] == ("2024-07-20", "ready_to_sue")
    story.act("2024-07-21", "open-mediation", mediation_id="M-2")
    story.act("2024-07-25", "close-mediation", mediation_id="M-2", agreed=True)
    assert story.stages[-1] == ("2024-07-25", "settlement_running")
    story.act("2024-09-01", "break-settlement")
    assert story.stages[-1] == ("2024-09-01", "ready_to_sue")


def test_mediation_beside_a_suit_that_fails_leaves_it_filed() -> None:
    story = filed()
    story.act("2024-07-20", "open-mediation", mediation_id="M-1")
    story.act("2024-07-25", "close-mediation", mediation_id="M-1", agreed=False)
    assert story.stages[-1] == ("2024-07-15", "filed")
    story.refuse(
        "mediation_unknown", "2024-07-26", "close-mediation", mediation_id="M-9", agreed=True
    )
    story.refuse("already_known", "2024-07-26", "open-mediation", mediation_id="M-1")


def test_a_settlement_in_enforcement_that_is_broken_leads_back() -> None:  # LIT-13, LIT-24
    story = enforcing()
    story.act(
        "2024-11-01",
        "agree-settlement",
        settlement_id="S-1",
        parties=(LIANG,),
        amount=cny("100000.00"),
        pay_by="2024-12-31",
    )
    assert story.stages[-1] == ("2024-11-01", "settlement_running")
    assert story.due_on("2024-11-01")["settlement_payment"] == "2024-12-31"
    story.act("2025-01-02", "break-settlement")
    assert story.stages[-1] == ("2025-01-02", "enforcing")


def test_no_assets_puts_it_to_rest_and_a_new_verified_clue_revives_it() -> None:
    """Rules: EX-08, LIT-05."""
    story = dormant()
    assert story.stages[-1] == ("2025-03-20", "dormant")
    story.refuse("clue_not_new", "2027-01-10", "revive-enforcement", clue_id="CL-1")
    story.act("2027-01-11", "record-asset-clue", clue_id="CL-2", kind="asset", verified=False)
    story.refuse("clue_not_new", "2027-01-12", "revive-enforcement", clue_id="CL-2")
    story.act("2027-01-12", "record-asset-clue", clue_id="CL-3", kind="asset", verified=True)
    story.act("2027-01-13", "revive-enforcement", clue_id="CL-3")
    assert story.stages[-1] == ("2027-01-13", "enforcing")


@pytest.mark.parametrize("make", [assessed, lettered, ready, filed, judged, enforcing, dormant])
def test_any_stage_is_closed_by_settlement_in_full(make: Any) -> None:
    story = make()
    story.pass_days("2025-03-31")
    last = story.stages[-1][1]
    story.tell("2025-04-01", settled("2025-04-01", 90))
    assert story.stages[-1] == ("2025-04-01", "closed")
    assert story.due_on("2025-04-01") == {}
    story.tell("2025-04-05", monitoring.LoanReopened(**entry("2025-04-05", 91)))
    assert story.stages[-1] == ("2025-04-05", last)


@pytest.mark.parametrize("make", [assessed, lettered, ready, filed, judged, enforcing, dormant])
def test_any_stage_ends_with_the_transfer_of_the_debt(make: Any) -> None:
    story = make()
    sale = disposal.DebtTransferred(
        **ABOUT,
        effective_on=on("2025-04-01"),
        buyer_id="AMC-1",
        price=cny("1.00"),
        claim=cny("2.00"),
    )
    story.tell("2025-04-01", sale)
    assert story.stages[-1] == ("2025-04-01", "party_substituted")
    story.tell("2025-04-02", settled("2025-04-02", 90))
    assert story.stages[-1] == ("2025-04-01", "party_substituted")


@pytest.mark.parametrize("make", [accelerated, assessed, ready, filed, enforcing, dormant])
def test_any_stage_becomes_bankruptcy_with_a_petition(make: Any) -> None:
    """Rules: LIT-33."""
    story = make()
    story.act("2025-04-01", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    assert story.stages[-1] == ("2025-04-01", "bankruptcy")


def test_a_loan_without_a_case_is_neither_closed_nor_substituted() -> None:
    story = in_arrears()
    story.tell("2024-06-01", settled("2024-06-01", 90))
    assert story.stages == []


REFUSED = [
    (in_arrears, "decide-litigation", DECISION),
    (in_arrears, "send-lawyers-letter", {"letter_id": "X", "deadline": "2026-01-01"}),
    (assessed, "file-suit", SUIT | {"claim_day": "2024-06-25"}),
    (lettered, "decide-litigation", DECISION),
    (assessed, "open-mediation", {"mediation_id": "M"}),
    (ready, "record-acceptance", {"suit_id": "SUIT-1", "procedure": "simple"}),
    (ready, "apply-enforcement", ENFORCE),
    (filed, "file-suit", SUIT | {"claim_day": "2024-06-25"}),
    (judged, "record-hearing", {"suit_id": "SUIT-1"}),
    (judged, "end-enforcement", END),
    (judged, "revive-enforcement", {"clue_id": "CL-1"}),
    (enforcing, "record-asset-search", {"found": False}),
    (enforcing, "break-settlement", {}),
    (dormant, "end-enforcement", END),
    (dormant, "apply-enforcement", ENFORCE),
]


@pytest.mark.parametrize(("make", "command", "fields"), REFUSED)
def test_what_b5_does_not_list_is_refused_and_names_the_stage(
    make: Any, command: str, fields: dict[str, Any]
) -> None:
    detail = make().refuse("wrong_state", "2025-04-01", command, **fields)
    assert "B.5" in detail
    assert command.split("-")[0] in detail


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"able": False}, "position_not_met"),
        ({"willing": True}, "position_not_met"),
        ({"able": False, "fraud_evidence": ("EV-1",)}, None),
        ({"willing": True, "fraud_evidence": ("EV-1",)}, None),
        ({}, None),
        ({"expected_cost": cny("149999.99")}, None),
        ({"expected_cost": cny("150000.00")}, "cost_exceeds_recovery"),
        ({"approved_by": None}, "second_person_missing"),
        ({"approved_by": "Wang"}, "same_person"),
        ({"approver_role": "legal_officer"}, "approver_role_not_allowed"),
        ({"role": "collector"}, "role_not_allowed"),
        ({"reason": " "}, "reason_missing"),
        ({"done_on": "2024-06-28"}, "done_in_future"),
    ],
)
def test_the_decision_asks_for_position_worth_and_two_persons(
    changed: dict[str, Any], code: str | None
) -> None:
    """Rules: LIT-11, LIT-14, LIT-19."""
    story = assessed()
    if code is None:
        story.act("2024-06-27", "decide-litigation", **DECISION | changed)
        assert story.stages[-1] == ("2024-06-27", "letter")
    else:
        story.refuse(code, "2024-06-27", "decide-litigation", **DECISION | changed)


@pytest.mark.parametrize(
    ("ground", "attempts", "allowed"),
    [
        ("unwilling", ("CALL-1",), True),
        ("unwilling", (), False),
        ("death", (), True),
        ("disappeared", (), True),
        ("asset_flight", (), True),
    ],
)
def test_a_suit_follows_documented_attempts_unless_the_ground_needs_none(
    ground: str, attempts: tuple[str, ...], allowed: bool
) -> None:
    """Rules: LIT-10, POL-25."""
    story = assessed(ground=ground, attempts=attempts)
    if allowed:
        story.act("2024-06-27", "decide-litigation", **DECISION)
    else:
        story.refuse("attempts_missing", "2024-06-27", "decide-litigation", **DECISION)


def test_a_letter_needs_a_deadline_ahead_and_its_own_number() -> None:
    """Rules: LIT-20."""
    story = lettered()
    letter = {"letter_id": "LT-1", "deadline": "2024-07-20"}
    story.refuse("already_known", "2024-07-01", "send-lawyers-letter", **letter)
    letter = {"letter_id": "LT-2", "deadline": "2024-07-01"}
    story.refuse("deadline_past", "2024-07-01", "send-lawyers-letter", **letter)
    letter = {"letter_id": "LT-2", "deadline": "2024-07-20", "proof": "signed"}
    story.refuse(
        "served_day_wrong", "2024-07-02", "send-lawyers-letter", **letter, served_on="2024-07-01"
    )


def test_a_suit_that_was_filed_before_the_lapse_and_told_after_it_undoes_the_lapse() -> None:
    """An officer's late report: the case had been sued in time."""

    story = preserved()
    story.pass_days("2024-07-31")
    assert story.stages[-1] == ("2024-07-30", "lapsed")
    assert story.measure("PM-1")[-1] == ("2024-07-30", "lapsed")
    story.act("2024-08-01", "file-suit", **SUIT, claim_day="2024-06-25", done_on="2024-07-26")
    assert story.stages[-1] == ("2024-07-26", "filed")
    assert story.measure("PM-1")[-1] == ("2024-06-28", "in_force")
    assert story.stage_on("2024-07-31", known_on="2024-07-31") == "lapsed"
    assert story.stage_on("2024-07-31") == "filed"


def test_a_company_that_goes_bankrupt_without_a_case_opens_one() -> None:
    story = Story()
    story.tell("2023-03-20", opened())
    story.tell("2024-05-20", claim("2024-05-20", *THREE))
    story.act("2024-06-01", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    assert story.stages == [("2024-06-01", "bankruptcy")]


def test_the_whole_claim_is_due_after_acceleration() -> None:
    assert accelerated().state.claims[-1].accelerated_on == on("2024-06-25")
    assert WHOLE.principal == cny("260000.00")
