"""L-4801 from 21 March to 25 June 2024: collection and the guarantor, row by row of C.

The close of 21 March tells that the loan is overdue, so what officers did on that day is written
down on the morning of 22 March with ``done_on``; all else is known on its own day.
"""

from __future__ import annotations

import pytest

from tests.lives.l4801 import ZHAO, due, happened, on, one, seen, told


def case(day: str) -> str:
    return str(seen(day)["collection"]["state"])


def test_21_march_case_call_cause_notice_and_promise() -> None:
    assert one("collection", "CollectionCaseOpened", "2024-03-21").trigger == "overdue"
    shown = seen("2024-03-21")["collection"]
    (call,) = shown["contacts"]
    assert (call["kind"], call["result"], call["recording_id"]) == (
        "CollectionCallMade",
        "reached",
        "REC-1",
    )
    made = one("collection", "CollectionCallMade", "2024-03-21")
    assert made.effective  # connected and identity verified (CC-02)
    assert "interest_waiver_lost" in made.statements
    assert shown["cause"] == "goods_sold_not_paid"
    assert one("collection", "AdverseCreditNoticeSent", "2024-03-21").notice_id == "CN-1"
    (promise,) = shown["promises"]
    assert (promise["due_on"], promise["hour"], promise["amount"]) == (
        "2024-03-22",
        "10:00",
        "21560.00",
    )
    assert one("collection", "PromiseToPayMade", "2024-03-21").half_day == "morning"
    assert (shown["state"], shown["expected_cash"]) == ("PROMISE_PENDING", "10780.00")


def test_22_march_the_promise_is_broken_and_the_call_at_22_40_blocked() -> None:
    shown = seen("2024-03-22")["collection"]
    assert [row["state"] for row in shown["promises"]] == ["broken"]
    assert one("collection", "PromiseJudged", "2024-03-22").outcome == "broken"
    assert [(row["on"], row["code"]) for row in shown["blocked"]] == [
        ("2024-03-22", "QUIET_HOURS")
    ]
    assert (shown["state"], shown["expected_cash"]) == ("FOLLOW_UP", None)
    assert [row["on"] for row in shown["contacts"]] == ["2024-03-21"]


def test_23_march_the_daily_call_and_the_wifes_number_blocked() -> None:
    shown = seen("2024-03-23")["collection"]
    assert [row["on"] for row in shown["contacts"]] == ["2024-03-21", "2024-03-23"]
    assert (shown["blocked"][-1]["on"], shown["blocked"][-1]["code"]) == (
        "2024-03-23",
        "CALL_DETAIL_USE",
    )


def test_25_march_visit_promise_and_guarantor() -> None:
    """D4 is Sunday 24 March: the visit rolls to Monday."""
    shown = seen("2024-03-25")
    collection = shown["collection"]
    assert due(seen("2024-03-22")["collection"])["second_visit"] == "2024-03-25"
    assert collection["blocked"][-1]["code"] == "SOLO_VISIT"
    assert one("collection", "SiteVisitCompleted", "2024-03-25").staff_ids == ("chen", "liu")
    kinds = [row["kind"] for row in collection["contacts"] if row["on"] == "2024-03-25"]
    assert kinds == ["SiteVisitCompleted", "CollectionCallMade"]
    zhao = collection["contacts"][-1]
    assert (zhao["contact_id"], zhao["target_role"]) == ("CT-10", "guarantor")
    second = collection["promises"][-1]
    assert (second["due_on"], second["expected_cash"]) == ("2024-03-29", "5390.00")
    assert one("collection", "GuarantorContactDue", "2024-03-25")
    (zhao,) = shown["guarantee"]["guarantors"]
    assert (zhao["state"], zhao["notified_on"]) == ("notified", "2024-03-25")
    assert seen("2024-03-24")["guarantee"]["guarantors"][0]["state"] == "registered"


def test_27_march_the_notice_names_21_602_and_interrupts_limitation() -> None:
    """21,560.00 + 7 days × 6.00 = 21,602.00.

    Limitation of instalments of one debt runs from the last one's due date (LM-02), 20 March 2025;
    what interrupts it before can't end it earlier: it ends on 20 March 2028.
    """
    shown = seen("2024-03-27")
    (notice,) = shown["collection"]["notices"]
    assert (notice["amount"], notice["method"], notice["proof"]) == (
        "21602.00",
        "personal",
        "signed",
    )
    assert (shown["monitoring"]["overdue"], shown["monitoring"]["penalty"]) == (
        "21560.00",
        "42.00",
    )
    moved = one("litigation", "ClockMoved", "2024-03-27")
    assert (moved.state, moved.ends_on) == ("interrupted", on("2028-03-20"))
    assert shown["litigation"]["limitation"]["ends_on"] == "2028-03-20"
    assert case("2024-03-27") == "NOTICE_SERVED"


def test_28_march_the_guarantor_is_asked_and_interviewed() -> None:
    (zhao,) = seen("2024-03-28")["guarantee"]["guarantors"]
    assert (zhao["state"], zhao["demanded"], zhao["demanded_on"]) == (
        "demanded",
        "21560.00",
        "2024-03-28",
    )
    assert zhao["contact_verified"]
    assert one("guarantee", "GuarantorInterviewHeld", "2024-03-28").record_id == "INT-1"
    assert (zhao["limitation"]["ends_on"], zhao["period"]["why"]) == ("2027-03-28", "demand")
    assert [(m.guarantor_id, m.served_on) for m in told("GuarantorDemandServed")] == [
        (ZHAO, on("2024-03-28"))
    ]


def test_1_april_the_letter_is_blocked_the_report_sent_and_the_final_call_made() -> None:
    shown = seen("2024-04-01")["collection"]
    assert shown["blocked"][-1]["code"] == "FALSE_LEGAL_BASIS"
    assert one("collection", "CreditReportSubmitted", "2024-04-01").notice_id == "CN-1"
    assert shown["contacts"][-1]["on"] == "2024-04-01"
    assert due(shown)["hand_over"] == "2024-04-03"


def test_3_april_hand_over_to_a_team_of_two_reviewed_each_week() -> None:
    shown = seen("2024-04-03")["collection"]
    handed = one("collection", "CaseHandedOver", "2024-04-03")
    assert (handed.to_unit, handed.anchor, shown["team"]) == ("special", "chen", ["chen", "liu"])
    assert shown["state"] == "SPECIALIST_UNIT"
    assert due(shown)["team_review"] == "2024-04-10"


def test_13_may_the_plan_for_43_000_does_not_stop_the_days() -> None:
    """21,560 + 21,440 = 43,000 = 4 × 10,750."""
    shown = seen("2024-05-13")
    (plan,) = shown["collection"]["plans"]
    days = ("2024-05-20", "2024-06-20", "2024-07-20", "2024-08-20")
    assert plan["parts"] == [[day, "10750.00"] for day in days]
    assert (plan["state"], plan["signed"], case("2024-05-13")) == ("agreed", True, "PLAN_ACTIVE")
    assert shown["monitoring"]["overdue"] == "43000.00"
    assert shown["monitoring"]["days_past_due"] == 54
    assert seen("2024-05-19")["monitoring"]["days_past_due"] == 60


def test_20_and_21_may_the_first_part_is_not_paid() -> None:
    assert seen("2024-05-20")["collection"]["plans"][0]["state"] in {"agreed", "active"}
    broken = one("collection", "PlanJudged", "2024-05-21")
    assert (broken.outcome, broken.part) == ("broken", 1)
    shown = seen("2024-05-21")["collection"]
    assert (shown["plans"][0]["state"], shown["state"]) == ("broken", "FOLLOW_UP")
    assert shown["plans"][0]["parts"][0] == ["2024-05-20", "10750.00"]


def test_19_june_long_overdue_with_64_320() -> None:
    """21,560 + 21,440 + 21,320 = 64,320 on D91."""
    shown = seen("2024-06-19")
    assert shown["collection"]["long_overdue_on"] == "2024-06-19"
    assert one("collection", "LongOverdueMarked", "2024-06-19").days_past_due == 91
    assert seen("2024-06-18")["collection"]["long_overdue_on"] is None
    assert shown["monitoring"]["overdue"] == "64320.00"
    assert shown["monitoring"]["principal_outstanding"] == "260000.00"
    assert (shown["classification"]["class"], case("2024-06-19")) == ("substandard", "FOLLOW_UP")


def test_25_june_referral_with_five_attempts_on_file() -> None:
    referral = one("collection", "LegalReferralMade", "2024-06-25")
    assert referral.attempts == ("CT-1", "CT-3", "CT-6", "CT-7", "CT-9")
    assert case("2024-06-25") == "LEGAL_REFERRED"


def test_after_the_suit_collection_goes_on_negotiating() -> None:
    """LIT-24: the case stays open and a call is due each day until the loan is written off."""
    shown = seen("2024-07-10")["collection"]
    assert (shown["state"], shown["legal_stage"]) == ("LEGAL_REFERRED", "filed")
    assert due(shown)["daily_call"] == "2024-07-10"
    assert case("2025-06-29") == "LEGAL_REFERRED"


@pytest.mark.parametrize(
    ("day", "stage", "since"),
    [
        ("2024-03-20", None, None),
        ("2024-03-21", "first_contact", "2024-03-21"),
        ("2024-03-22", "first_contact", "2024-03-21"),  # the late call was blocked
        ("2024-03-23", "negotiation", "2024-03-23"),
        ("2024-03-31", "negotiation", "2024-03-23"),
        ("2024-04-01", "final", "2024-04-01"),
        ("2025-06-29", "final", "2024-04-01"),
        ("2025-06-30", None, None),
    ],
)
def test_the_phone_stage_follows_the_calls(day: str, stage: str | None, since: str | None) -> None:
    """COL-142: the call of 23 March names no stage, that of 1 April the last one."""
    shown = seen(day)["collection"] or {"phone_stage": None, "phone_stage_since": None}
    assert (shown["phone_stage"], shown["phone_stage_since"]) == (stage, since)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2024-03-21", "PROMISE_PENDING"),
        ("2024-03-22", "FOLLOW_UP"),
        ("2024-03-25", "JOINT_COLLECTION"),
        ("2024-03-27", "NOTICE_SERVED"),
        ("2024-03-29", "FOLLOW_UP"),
        ("2024-04-03", "SPECIALIST_UNIT"),
        ("2024-05-13", "PLAN_ACTIVE"),
        ("2024-05-21", "FOLLOW_UP"),
        ("2024-06-25", "LEGAL_REFERRED"),
        ("2025-06-30", "CLOSED_LOSS"),
        ("2025-11-14", "CLOSED_LOSS"),
    ],
)
def test_the_case_moves_as_b3_says(day: str, state: str) -> None:
    assert case(day) == state
    moves = [str(each.effective_on) for each in happened("collection", "CaseMoved")]
    assert day == "2025-11-14" or day in moves
