"""The worked example, section C: every row that names collection, with its date and amount."""

from __future__ import annotations

import pytest

from contracts.debts import owed_on
from services.collection.domain import acts
from services.collection.domain.conclusions import (
    CollectionCaseClosed,
    CollectionCaseOpened,
    GuarantorContactDue,
    LongOverdueMarked,
    PlanJudged,
    PromiseJudged,
    RecoveryRecognised,
)
from services.collection.domain.done import (
    ArrearsCauseRecorded,
    CollectionCallMade,
    Contacted,
    DemandNoticeServed,
    GuarantorDemandRequested,
    SiteVisitCompleted,
)
from services.collection.domain.steps import (
    AdverseCreditNoticeSent,
    BlacklistEntryAdded,
    CaseHandedOver,
    CreditReportSubmitted,
    LegalReferralMade,
    ProhibitedActionBlocked,
)
from services.collection.domain.undertakings import PromiseToPayMade
from services.collection.domain.view import document
from tests.unit.collection.life import cny, on, refusal
from tests.unit.collection.story import D12, lived


def first(kind: type, day: str) -> object:
    return next(event for event in lived().of(kind) if event.effective_on == on(day))


def test_21_march_the_case_opens_on_the_first_day() -> None:
    opened = lived().of(CollectionCaseOpened)
    assert [(e.effective_on, e.trigger) for e in opened] == [(on("2024-03-21"), "overdue")]


def test_21_march_call_cause_notice_of_report_and_promise() -> None:
    call = first(CollectionCallMade, "2024-03-21")
    assert isinstance(call, CollectionCallMade)
    assert (call.effective, call.recording_id) == (True, "REC-1")
    assert call.statements == ("credit_report", "interest_waiver_lost")
    cause = first(ArrearsCauseRecorded, "2024-03-21")
    assert isinstance(cause, ArrearsCauseRecorded) and cause.cause == "goods_sold_not_paid"
    assert first(AdverseCreditNoticeSent, "2024-03-21")
    promise = first(PromiseToPayMade, "2024-03-21")
    assert isinstance(promise, PromiseToPayMade)
    assert (promise.due_on, promise.half_day, promise.hour) == (
        on("2024-03-22"),
        "morning",
        "10:00",
    )


@pytest.mark.parametrize(
    ("day", "weight", "cash"), [("2024-03-21", 50, "10780.00"), ("2024-03-25", 25, "5390.00")]
)
def test_check_6_credibility_of_promises(day: str, weight: int, cash: str) -> None:
    promise = first(PromiseToPayMade, day)
    assert isinstance(promise, PromiseToPayMade)
    assert (promise.amount, promise.weight) == (cny("21560.00"), weight)
    assert promise.expected_cash == cny(cash)


def test_both_promises_are_broken_on_their_days() -> None:
    judged = [(e.promise_id, e.effective_on, e.outcome) for e in lived().of(PromiseJudged)]
    assert judged == [
        ("PR-1", on("2024-03-22"), "broken"),
        ("PR-2", on("2024-03-29"), "broken"),
    ]


def test_blocked_acts_of_the_story_in_their_order() -> None:
    blocked = [(e.effective_on, e.code) for e in lived().of(ProhibitedActionBlocked)]
    assert blocked == [
        (on("2024-03-22"), "QUIET_HOURS"),
        (on("2024-03-23"), "CALL_DETAIL_USE"),
        (on("2024-03-25"), "SOLO_VISIT"),
        (on("2024-04-01"), "FALSE_LEGAL_BASIS"),
    ]


def test_check_1_none_of_the_blocked_acts_is_a_contact() -> None:
    made = [(e.effective_on.isoformat(), type(e).__name__) for e in lived().of(Contacted)]
    assert made == [
        ("2024-03-21", "CollectionCallMade"),
        ("2024-03-23", "CollectionCallMade"),
        ("2024-03-25", "SiteVisitCompleted"),
        ("2024-03-27", "DemandNoticeServed"),
        ("2024-04-01", "CollectionCallMade"),
    ]


def test_25_march_two_officers_visit_and_the_guarantors_side_is_to_be_told() -> None:
    visit = first(SiteVisitCompleted, "2024-03-25")
    assert isinstance(visit, SiteVisitCompleted) and visit.staff_ids == ("chen", "liu")
    assert [e.effective_on for e in lived().of(GuarantorContactDue)] == [on("2024-03-25")]


def test_27_march_the_notice_names_the_debt_with_seven_days_of_penalty() -> None:
    assert owed_on((D12,), on("2024-03-27"), "0.0003").penalty == cny("42.00").minor
    notice = first(DemandNoticeServed, "2024-03-27")
    assert isinstance(notice, DemandNoticeServed)
    assert (notice.amount, notice.proof) == (cny("21602.00"), "signed")
    assert [e.notice_id for e in lived().of(GuarantorDemandRequested)] == ["N-1"]


def test_1_and_3_april_report_final_call_and_hand_over() -> None:
    report = first(CreditReportSubmitted, "2024-04-01")
    assert isinstance(report, CreditReportSubmitted) and report.notice_id == "CN-1"
    call = first(CollectionCallMade, "2024-04-01")
    assert isinstance(call, CollectionCallMade) and call.hand_over_on == on("2024-04-03")
    handed = first(CaseHandedOver, "2024-04-03")
    assert isinstance(handed, CaseHandedOver)
    assert (handed.team, handed.anchor) == (("chen", "liu"), "chen")
    for day, review in (("2024-04-03", "2024-04-10"), ("2024-04-11", "2024-04-17")):
        shown = lived().seen(day)
        assert shown is not None
        assert {each.what: each.on for each in shown.due}["team_review"] == on(review)


def test_13_to_21_may_the_plan_is_broken_by_its_first_part() -> None:
    shown = lived().seen("2024-05-19")
    assert shown is not None
    assert [p.state for p in shown.plans] == ["agreed"]
    assert sum(amount.minor for _, amount in shown.plans[0].parts) == cny("43000.00").minor
    judged = [(e.effective_on, e.outcome, e.part) for e in lived().of(PlanJudged)]
    assert judged == [(on("2024-05-21"), "broken", 1)]


def test_19_june_long_overdue_is_marked_although_there_was_a_plan() -> None:
    marks = [(e.effective_on, e.days_past_due, e.policy_id) for e in lived().of(LongOverdueMarked)]
    assert marks == [(on("2024-06-19"), 91, "cn/2011-01-13")]


def test_25_june_referral_with_the_attempts_on_file() -> None:
    referral = first(LegalReferralMade, "2024-06-25")
    assert isinstance(referral, LegalReferralMade)
    assert len(referral.attempts) == 5


def test_check_3_recoveries_are_net_and_the_asset_is_none() -> None:
    rows = [(e.effective_on, e.gross, e.cost, e.net) for e in lived().of(RecoveryRecognised)]
    assert rows == [
        (on("2024-11-20"), cny("42300.00"), cny("7150.00"), cny("35150.00")),
        (on("2024-12-10"), cny("60000.00"), cny("0.00"), cny("60000.00")),
    ]


def test_write_off_and_sale_close_the_case_with_a_loss() -> None:
    closed = [(e.effective_on, e.outcome) for e in lived().of(CollectionCaseClosed)]
    assert closed == [(on("2025-06-30"), "written_off"), (on("2025-11-14"), "transferred")]
    assert lived().case("2025-06-29") == "LEGAL_REFERRED"
    assert lived().case("2025-11-14") == "CLOSED_LOSS"


def test_check_9_contacts_are_refused_after_the_sale() -> None:
    life = lived()
    assert refusal(lambda: life.call("10:00")) == "claim_gone"


def test_14_november_2025_col_137_lists_nobody_but_a_separate_entry_stands() -> None:
    life = lived()
    entry = life.of(BlacklistEntryAdded)[0]
    assert (entry.effective_on, entry.review_on, entry.approved_by, entry.notice_id) == (
        on("2025-11-14"),
        on("2027-11-14"),
        "wang",
        "BN-1",
    )
    again = {
        "entry_id": "BL-2",
        "ground": "long_overdue_repaid",
        "scope": "no_lending",
        "review_on": on("2027-11-14"),
        "notice_id": "BN-2",
        "approved_by": "wang",
        "approver_role": "branch_manager",
    }
    assert refusal(lambda: life.act(acts.AddBlacklistEntry, **again)) == "not_fully_repaid"


def test_the_moves_of_the_case() -> None:
    assert lived().moves() == [
        ("2024-03-21", "OPEN"),
        ("2024-03-21", "FIRST_CONTACT_DONE"),
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
    ]


def test_check_5_the_timers() -> None:
    early = lived().seen("2024-03-21")
    assert early is not None
    due = {each.what: (each.on, each.rule) for each in early.due}
    assert due["second_visit"] == (on("2024-03-25"), "COL-09")
    assert due["demand_notice"] == (on("2024-03-27"), "COL-10")
    final = lived().seen("2024-04-01")
    assert final is not None
    assert {each.what: each.on for each in final.due}["hand_over"] == on("2024-04-03")


def test_check_8_as_of_19_june_2024_from_events_alone() -> None:
    shown = lived().seen("2024-06-19")
    assert shown is not None
    assert shown.state == "FOLLOW_UP"
    assert [n.amount for n in shown.notices] == [cny("21602.00")]
    assert [b.code for b in shown.blocked] == [
        "QUIET_HOURS",
        "CALL_DETAIL_USE",
        "SOLO_VISIT",
        "FALSE_LEGAL_BASIS",
    ]
    assert {b.policy_id for b in shown.blocked} == {"cn/2011-01-13"}
    calls = [c for c in shown.contacts if c.kind == "CollectionCallMade"]
    assert [c.recording_id for c in calls] == ["REC-1"] * 3
    assert shown.long_overdue_on == on("2024-06-19")
    assert shown.promises_broken == 2
    assert document(shown)["state"] == "FOLLOW_UP"


def test_nothing_is_seen_of_a_loan_before_its_case() -> None:
    assert lived().seen("2024-03-20") is None
