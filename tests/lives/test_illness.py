"""A consumer who falls ill: every row of ``docs/lives/illness.md``, with its date and amount."""

from __future__ import annotations

import pytest

from services.classification.domain.decisions import LoanClassified
from services.monitoring.domain.entries import ArrearsChanged
from tests.lives.asking import NOW, Row, claimed_and_paid, due, sections, told
from tests.lives.playing import played
from tests.town import Town

LOAN = "L-3001"
OLD, NEW = "2024-08-13", "2024-08-14"
PLAN = (
    *(("2024-10-20", "37500.00"), ("2024-11-20", "35000.00"), ("2024-12-20", "32500.00")),
    *(("2025-01-20", "30000.00"), ("2025-02-20", "27500.00"), ("2025-03-20", "25000.00")),
    *(("2025-04-20", "22500.00"), ("2025-05-20", "20000.00"), ("2025-06-20", "17500.00")),
    *(("2025-07-20", "15000.00"), ("2025-08-20", "12500.00"), ("2025-09-20", "10000.00")),
    *(("2025-10-20", "7500.00"), ("2025-11-20", "5000.00"), ("2025-12-20", "2500.00")),
    ("2026-01-20", "0.00"),
)
"""Each day of the new plan and the principal left after it."""


@pytest.fixture(scope="module")
def town() -> Town:
    return played("illness")


def _row(as_of: str, path: str, answer: object, known_on: str | None = NOW) -> Row:
    return as_of, known_on, LOAN, path, answer


ROWS: tuple[Row, ...] = (
    _row("2024-01-10", "monitoring.principal_outstanding", "60000.00"),
    _row("2024-01-10", "classification.class", "normal"),
    _row("2024-01-25", "monitoring.file.state", "regular"),
    _row("2024-02-10", "monitoring.principal_outstanding", "55000.00"),
    _row("2024-03-10", "monitoring.principal_outstanding", "50000.00"),
    _row("2024-04-10", "monitoring.principal_outstanding", "45000.00"),
    # ill, with nothing overdue
    _row("2024-04-25", "litigation", None),
    _row("2024-04-26", "monitoring.file.state", "life_event"),
    _row("2024-04-26", "litigation.stage", "protective"),
    _row("2024-04-26", "litigation.limitation.ends_on", "2028-01-10"),
    _row("2024-05-03", "monitoring.file.reminders.0.amount", "5405.00"),
    _row("2024-05-03", "monitoring.file.reminders.0.delivered", True),
    _row("2024-05-10", "monitoring.days_past_due", 0),
    _row("2024-05-10", "collection", None),
    # D1
    _row("2024-05-11", "monitoring.days_past_due", 1),
    _row("2024-05-11", "monitoring.overdue", "5405.00"),
    _row("2024-05-11", "monitoring.penalty", "2.25"),
    _row("2024-05-11", "classification.class", "special_mention"),
    _row("2024-05-11", "classification.rules", ["RC-10"]),
    _row("2024-05-11", "collection.state", "FIRST_CONTACT_DONE"),
    _row("2024-05-11", "collection.cause", "illness_or_accident"),
    _row("2024-05-11", "collection.contacts.0.recording_id", "REC-1"),
    _row("2024-05-11", "collection.state", "OPEN", "2024-05-11"),
    _row("2024-05-13", "collection.state", "PAUSED"),
    # the notice of D7, while it is paused
    _row("2024-05-17", "collection.state", "PAUSED"),
    _row("2024-05-17", "collection.notices.0.amount", "5420.75"),
    _row("2024-05-17", "litigation.claim.total", "5420.75"),
    _row("2024-05-20", "collection.state", "PROMISE_PENDING"),
    _row("2024-05-20", "collection.expected_cash", "1500.00"),
    # (a)
    _row("2024-05-30", "monitoring.principal_outstanding", "43450.00"),
    _row("2024-05-30", "monitoring.overdue", "3450.00"),
    _row("2024-05-30", "monitoring.penalty", "0.00"),
    _row("2024-05-30", "collection.recovered", "2000.00"),
    _row("2024-05-31", "collection.promises.0.state", "partly_kept"),
    _row("2024-05-31", "collection.state", "FOLLOW_UP"),
    _row("2024-05-31", "collection.promises_broken", 0),
    _row("2024-06-10", "monitoring.overdue", "3450.00"),  # the due day is day 0
    _row("2024-06-11", "monitoring.overdue", "8822.00"),
    _row("2024-07-11", "monitoring.overdue", "14137.00"),
    _row("2024-08-01", "collection.promises.1.expected_cash", "2000.00"),
    # as known before the late payment: (b)
    _row("2024-08-08", "collection.promises.1.state", "broken", OLD),
    _row("2024-08-08", "classification.class", "special_mention", OLD),
    _row("2024-08-09", "classification.class", "substandard", OLD),
    _row("2024-08-09", "classification.rules", ["RC-20"], OLD),
    _row("2024-08-09", "collection.long_overdue_on", "2024-08-09", OLD),
    _row("2024-08-13", "monitoring.days_past_due", 95, OLD),
    _row("2024-08-13", "monitoring.overdue_since", "2024-05-10", OLD),
    _row("2024-08-13", "monitoring.stage", "M4", OLD),
    _row("2024-08-13", "monitoring.overdue", "19416.00", OLD),
    _row("2024-08-13", "monitoring.penalty", "343.69", OLD),
    _row("2024-08-13", "monitoring.principal_outstanding", "43450.00", OLD),
    _row("2024-08-13", "litigation.claim.total", "19759.69", OLD),
    _row("2024-08-13", "collection.promises_broken", 1, OLD),
    # the same days once it is known: (c), (d)
    _row("2024-08-08", "monitoring.principal_outstanding", "40000.00", NEW),
    _row("2024-08-08", "collection.promises.1.state", "kept", NEW),
    _row("2024-08-09", "classification.class", "special_mention", NEW),
    _row("2024-08-09", "collection.long_overdue_on", None, NEW),
    _row("2024-08-13", "monitoring.days_past_due", 64, NEW),
    _row("2024-08-13", "monitoring.overdue_since", "2024-06-10", NEW),
    _row("2024-08-13", "monitoring.stage", "M3", NEW),
    _row("2024-08-13", "monitoring.overdue", "15594.00", NEW),
    _row("2024-08-13", "monitoring.penalty", "157.93", NEW),
    _row("2024-08-13", "classification.class", "special_mention", NEW),
    _row("2024-08-13", "collection.promises_broken", 0, NEW),
    _row("2024-08-13", "collection.recovered", "6000.00", NEW),
    # and for ever
    _row("2024-08-13", "monitoring.penalty", "157.93"),
    _row("2024-08-13", "monitoring.penalty", "343.69", OLD),
    # well again, and still owing
    _row("2024-09-02", "monitoring.file.state", "overdue"),
    _row("2024-09-02", "collection.case_id", "K1-L-3001"),
    _row("2024-09-02", "collection.state", "FIRST_CONTACT_DONE"),
    _row("2024-09-08", "classification.class", "special_mention"),
    _row("2024-09-09", "monitoring.days_past_due", 91),
    _row("2024-09-09", "classification.class", "substandard"),
    _row("2024-09-09", "collection.long_overdue_on", "2024-09-09"),
    # restructured: (e), (f)
    _row("2024-09-17", "monitoring.overdue", "20826.50"),
    _row("2024-09-18", "monitoring.overdue", "0.00"),
    _row("2024-09-18", "monitoring.days_past_due", 0),
    _row("2024-09-18", "monitoring.principal_outstanding", "40000.00"),
    _row("2024-09-18", "monitoring.penalty", "418.93"),
    _row("2024-09-18", "monitoring.file.state", "enhanced"),
    _row("2024-09-18", "collection.state", "CURED"),
    _row("2024-09-18", "classification.class", "special_mention"),
    _row("2024-09-18", "classification.reasons", ["restructured"]),
    _row("2024-09-18", "classification.rules", ["RC-84", "RC-71"]),
    _row("2024-09-18", "classification.restructuring.since", "2024-09-18"),
    _row("2024-09-18", "classification.restructuring.observed_from", "2024-10-20"),
    _row("2024-09-18", "classification.restructuring.ends_on", "2025-10-20"),
    _row("2025-10-19", "classification.restructuring.complete", False),
    _row("2025-10-20", "classification.restructuring.complete", True),
    _row("2025-10-21", "classification.restructuring", None),
    _row("2024-09-18", "litigation.limitation.ends_on", "2029-01-20"),
    _row("2024-10-17", "collection.state", "CURED"),
    _row("2024-10-18", "collection.state", "CLOSED"),
    _row("2024-10-18", "collection.case_id", None),
    _row("2024-10-19", "monitoring.penalty", "418.93"),
    _row("2024-10-20", "monitoring.penalty", "263.25"),
    _row("2025-10-20", "classification.class", "special_mention"),
    _row("2025-10-21", "classification.class", "normal"),
    _row("2025-10-21", "classification.became_true_on", "2025-10-21"),
    _row("2026-01-19", "monitoring.file.state", "enhanced"),
    _row("2026-01-20", "monitoring.file.state", "closed"),
    _row("2026-01-20", "litigation.stage", "closed"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}-{row[3]}")
def test_the_loan_document_says_what_the_paper_says(town: Town, row: Row) -> None:
    told(town, row)


@pytest.mark.parametrize(("day", "left"), PLAN)
def test_the_new_plan_is_paid_to_the_cent_on_each_day(town: Town, day: str, left: str) -> None:
    shown = town.loan(LOAN, day)["monitoring"]
    assert shown["principal_outstanding"]["amount"] == left
    assert shown["overdue"]["amount"] == shown["unapplied"]["amount"] == "0.00"
    assert shown["days_past_due"] == 0


def test_the_blocked_acts_are_two_and_no_contacts(town: Town) -> None:
    shown = town.loan(LOAN, "2026-01-20")["collection"]
    blocked = [(each["on"], each["code"], each["rule"]) for each in shown["blocked"]]
    assert blocked == [
        ("2024-05-11", "UNFAIR_SEGMENT", "CLS-14"),
        ("2024-05-12", "RELATIVE_PRESSURE", "COL-71"),
    ]
    assert [each["contact_id"] for each in shown["contacts"]] == ["T-1", "T-4"]


def test_what_is_due_names_its_day_and_rule(town: Town) -> None:
    ill = town.loan(LOAN, "2024-04-26")
    (protect,) = due(ill, "litigation", "protect_assets_at_first_moment")
    assert (protect["on"], protect["rule"], protect["article"]) == ("2024-04-27", "LIT-06", None)
    first = town.loan(LOAN, "2024-05-11")
    steps = {each["what"]: (each["on"], each["rule"]) for each in first["collection"]["due"]}
    assert steps["second_visit"] == ("2024-05-14", "COL-09")
    assert steps["demand_notice"] == ("2024-05-17", "COL-10")
    (care,) = due(town.loan(LOAN, "2026-01-20"), "monitoring", "post_recovery_care")
    assert care["rule"] == "MON-61"


def test_the_class_that_never_was_is_withdrawn_and_stays_on_record(town: Town) -> None:
    classes = [
        (each.effective_on.isoformat(), each.processed_on.isoformat(), each.risk_class)
        for each in town.events("classification", LoanClassified.NAME)
        if isinstance(each, LoanClassified)
    ]
    assert ("2024-08-09", "2024-08-09", "substandard") in classes
    assert [each for each in classes if each[2] == "substandard"][1:] == [
        ("2024-09-09", "2024-09-09", "substandard")
    ]
    since = [
        each.overdue_since and each.overdue_since.isoformat()
        for each in town.events("monitoring", ArrearsChanged.NAME)
        if isinstance(each, ArrearsChanged) and each.processed_on.isoformat() == NEW
    ]
    assert since
    assert "2024-06-10" in since


def test_only_the_services_that_are_concerned_hold_something(town: Town) -> None:
    assert sections(town, LOAN, "2024-04-10") == {"monitoring", "classification"}
    assert sections(town, LOAN, "2024-05-10", OLD) == {
        *("monitoring", "classification", "litigation"),
    }
    assert sections(town, LOAN, "2024-08-13") == {
        *("monitoring", "classification", "collection", "litigation"),
    }


def test_money_is_conserved(town: Town) -> None:
    claimed, paid = claimed_and_paid(town, LOAN, "2026-01-20")
    assert claimed == paid == 65_876_43
    assert town.loan(LOAN, "2026-01-20")["disposal"] is None
