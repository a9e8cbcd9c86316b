"""Officers' commands that are refused, each with its code, and a reminder's guards on both sides."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.monitoring.domain.commands import AccelerateLoan
from services.monitoring.domain.file_events import PostLoanReviewCompleted
from services.monitoring.domain.file_rules import ACTS
from services.monitoring.domain.words import MEASURES, SIGNALS
from tests.unit.monitoring.bank import DAY, POLICIES, Bank
from tests.unit.monitoring.filing import DOCUMENTS, STREAM, Story, cny
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    opening,
    with_product,
)

D1, D2, D3 = (DISBURSED + n * DAY for n in (1, 2, 3))
EDITION = POLICIES.editions[-1]
REVIEW: dict[str, Any] = {"documents": DOCUMENTS}
SIGNAL: dict[str, Any] = {"signal_id": "S-9", "codes": ["query_spike"]}
OPINION: dict[str, Any] = {"opinion_id": "O-9", "measures": ["more_tracking"]}
DONE: dict[str, Any] = {"opinion_id": "O-9", "measures": ["more_tracking"]}
PLAN: dict[str, Any] = {
    "inspection_id": "I-9", "due_on": FEBRUARY.isoformat(), "mode": "on_site",
}  # fmt: skip
INSPECTION: dict[str, Any] = {"inspection_id": "I-9", "mode": "on_site", "clean": True}
REMINDER: dict[str, Any] = {
    "reminder_id": "R-9", "kind": "reminder", "due_on": JANUARY.isoformat(),
    "amount": cny("1035.00"), "channel": "sms", "delivered": True, "receipt": "SMS-1",
}  # fmt: skip
EACH: dict[str, dict[str, Any]] = {
    "CompleteReview": REVIEW,
    "RaiseSignal": SIGNAL,
    "AcknowledgeSignal": {"signal_id": "S-9"},
    "DismissSignal": {"signal_id": "S-9"},
    "IssueOpinion": OPINION,
    "CompleteRectification": DONE,
    "ScheduleInspection": PLAN,
    "CompleteInspection": INSPECTION,
    "ReportLifeEvent": {"life_event": "death"},
    "RecordReminder": REMINDER,
    "SetReminderPreference": {"channel": "sms", "automatic": True},
    "HoldCounselling": {},
}


def test_every_act_has_a_rule_and_every_rule_an_act() -> None:
    assert set(EDITION.acts) == {*ACTS.values(), AccelerateLoan.RULE}, "that one is the ledger's"
    assert len(EACH) == len(ACTS)


@pytest.mark.parametrize("command", EACH)
def test_another_role_is_refused(command: str) -> None:
    Story.reviewed().refused("role_not_allowed", D2, command, **EACH[command], role="teller")


@pytest.mark.parametrize("command", EACH)
def test_before_disbursement_there_was_no_file(command: str) -> None:
    before = (DISBURSED - DAY).isoformat()
    Story.opened().refused("before_disbursement", D2, command, **EACH[command], done_on=before)


@pytest.mark.parametrize(
    ("command", "fields", "code"),
    [
        ("RaiseSignal", {**SIGNAL, "codes": []}, "codes_missing"),
        ("RaiseSignal", {**SIGNAL, "codes": ["bad_mood"]}, "codes_unknown"),
        ("RaiseSignal", {**SIGNAL, "signal_id": "S-1"}, "id_taken"),
        ("DismissSignal", {"signal_id": "S-7"}, "signal_not_open"),
        ("AcknowledgeSignal", {"signal_id": "S-7"}, "signal_not_open"),
        ("IssueOpinion", {**OPINION, "measures": []}, "measures_missing"),
        ("IssueOpinion", {**OPINION, "measures": ["raise_rate"]}, "measures_unknown"),
        ("IssueOpinion", {**OPINION, "inspect_every_months": 1}, "months_and_measure_differ"),
        (
            "IssueOpinion",
            {**OPINION, "measures": ["inspection_frequency"]},
            "months_and_measure_differ",
        ),
        ("IssueOpinion", {**OPINION, "rectify_by": D3.isoformat()}, "term_not_allowed"),
        (
            "IssueOpinion",
            {**OPINION, "rectify_by": (D3 + 31 * DAY).isoformat()},
            "term_not_allowed",
        ),
        ("ReportLifeEvent", {"life_event": "lottery"}, "life_event_unknown"),
        ("ReportLifeEvent", {"life_event": "recovered"}, "wrong_state"),
        ("ScheduleInspection", {**PLAN, "due_on": D3.isoformat()}, "due_in_past"),
        ("ScheduleInspection", {**PLAN, "inspection_id": "I-1"}, "id_taken"),
        ("CompleteInspection", {**INSPECTION, "inspection_id": "I-1"}, "id_taken"),
        ("RecordReminder", {**REMINDER, "reminder_id": "R-1"}, "id_taken"),
        ("RecordReminder", {**REMINDER, "amount": cny("1034.99")}, "amount_differs"),
        ("RecordReminder", {**REMINDER, "due_on": D3.isoformat()}, "not_before_due"),
        ("RecordReminder", {**REMINDER, "receipt": None}, "receipt_and_delivery_differ"),
        ("RecordReminder", {**REMINDER, "delivered": False}, "receipt_and_delivery_differ"),
        ("RaiseSignal", {**SIGNAL, "reason": " "}, "reason_missing"),
        ("RaiseSignal", {**SIGNAL, "done_on": (D3 + DAY).isoformat()}, "done_in_future"),
    ],
)
def test_what_a_deed_says_must_hold(command: str, fields: dict[str, Any], code: str) -> None:
    """Rules: MON-12, MON-13, MON-16, MON-54, MON-55, POL-27."""
    story = Story.reviewed().signalled(D2)
    story.act(D2, "CompleteInspection", inspection_id="I-1", mode="on_site", clean=False)
    story.act(D2, "RecordReminder", **{**REMINDER, "reminder_id": "R-1"})
    story.refused(code, D3, command, **fields)


@pytest.mark.parametrize("days", [1, 30])
def test_the_shortest_and_the_longest_term_are_allowed(days: int) -> None:
    story = Story.reviewed().signalled(D2)
    story.judged(D3, rectify_by=(D3 + days * DAY).isoformat())
    assert story.file(D3).opinions[0].rectify_by == D3 + days * DAY


def test_a_bank_may_ask_for_a_second_person() -> None:
    rule = msgspec.structs.replace(EDITION.acts["dismiss-signal"], approvers=("branch_head",))
    edition = msgspec.structs.replace(EDITION, acts={**EDITION.acts, "dismiss-signal": rule})
    story = Story.reviewed().signalled(D2)
    story.bank.policies = type(POLICIES)((edition,))
    asked = {"signal_id": "S-1"}
    story.refused("second_person_missing", D3, "DismissSignal", **asked)
    second = {"approved_by": "CHEN", "approver_role": "branch_head"}
    story.refused("same_person", D3, "DismissSignal", **asked, **second)
    second["approved_by"] = "liu"
    (dismissed,) = story.act(D3, "DismissSignal", **asked, **second)
    assert getattr(dismissed, "approved_by", None) == "liu"


def test_an_edition_without_a_file_allows_no_act_of_it() -> None:
    story = Story(Bank(policies=with_product()))
    story.bank.put(STREAM, opening())
    story.refused("act_unknown", D1, "CompleteReview", **REVIEW)
    assert not story.file(D1).due  # the loan's terms name no days


def test_a_reminder_on_the_day_before_the_due_date_is_early_enough() -> None:
    """Rules: MON-12."""
    story = Story.reviewed()
    assert story.act(JANUARY - DAY, "RecordReminder", **REMINDER)
    story.refused(
        "not_before_due", JANUARY, "RecordReminder", **{**REMINDER, "reminder_id": "R-8"}
    )


def test_a_delivered_reminder_ends_the_duty_and_an_undelivered_one_does_not() -> None:
    """Rules: MON-16, POL-27."""
    story = Story.reviewed()
    lost = {**REMINDER, "delivered": False, "receipt": None}
    story.act(JANUARY - 3 * DAY, "RecordReminder", **lost)
    duty = [d for d in story.file(JANUARY - 3 * DAY).due if d.what == "payment_reminder"]
    assert [(d.on, d.about) for d in duty] == [(JANUARY - 7 * DAY, JANUARY.isoformat())]
    story.act(JANUARY - 2 * DAY, "RecordReminder", **{**REMINDER, "reminder_id": "R-2"})
    assert not [d for d in story.file(JANUARY - 2 * DAY).due if d.what == "payment_reminder"]
    ahead = [d.about for d in story.file(JANUARY).due if d.what == "payment_reminder"]
    assert ahead == [FEBRUARY.isoformat()]


def test_the_view_lists_duties_with_their_rules() -> None:
    """Rules: MON-50."""
    story = Story.opened()
    due = {d.what: (d.on, d.rule) for d in story.file(DISBURSED).due}
    assert due["post_loan_review"] == (DISBURSED + 30 * DAY, "MON-07")
    story.act(D1, "CompleteReview", **REVIEW)
    story.signalled(D2)
    assert {d.what for d in story.file(D2).due} >= {
        "signal_acknowledgement",
        "risk_disposal_opinion",
    }
    monthly = {"measures": ["inspection_frequency"], "inspect_every_months": 1}
    story.judged(D3, **monthly)
    story.act(D3, "ScheduleInspection", **PLAN)
    due = {d.what: (d.on, d.rule) for d in story.file(D3).due}
    assert due["rectification"] == (D3 + 30 * DAY, "MON-54, MON-56")
    assert due["inspection"] == (FEBRUARY, "MON-27")
    assert due["next_inspection"] == (JANUARY + 3 * DAY, "MON-54")
    story.act(D3 + 10 * DAY, "CompleteInspection", **{**INSPECTION, "inspection_id": "I-2"})
    due = {d.what: (d.on, d.rule) for d in story.file(D3 + 10 * DAY).due}
    assert due["next_inspection"] == (JANUARY + 13 * DAY, "MON-54")


def test_a_reminder_preference_is_kept() -> None:
    """Rules: MON-14."""
    story = Story.reviewed()
    story.act(D2, "SetReminderPreference", channel="email", automatic=True)
    preference = story.file(D2).preference
    assert preference is not None
    assert (preference.channel, preference.automatic) == ("email", True)


def test_codes_of_the_policy_have_words() -> None:
    assert EDITION.file is not None
    assert set(SIGNALS) == set(EDITION.file.signals)
    assert set(MEASURES) == set(EDITION.file.measures)


def test_a_review_reported_late_is_judged_by_its_own_day() -> None:
    story = Story.opened()
    (done,) = story.act(JANUARY + 2 * DAY, "CompleteReview", **REVIEW, done_on=D1.isoformat())
    assert isinstance(done, PostLoanReviewCompleted)
    assert done.effective_on == D1
    assert story.state(D1, known=JANUARY + 2 * DAY) == "regular"
    assert story.state(JANUARY + 2 * DAY) == "overdue"


def test_a_refusal_reads_as_a_sentence_with_its_rule() -> None:
    detail = Story.opened().refused("wrong_state", D1, "IssueOpinion", **OPINION)
    assert detail == "the file is review_due on 2023-12-21, this needs signal_assessment (MON-53)"
