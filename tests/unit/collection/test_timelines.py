"""Timelines as dated policies, and what is due on a day."""

from __future__ import annotations

from datetime import date

import pytest

from services.collection.domain.conclusions import TimelinePlanned
from services.collection.domain.timeline import planned_steps
from services.collection.domain.words import WORDS
from tests.unit.collection.life import EDITION, LOAN, Life, in_case, on

# -- timelines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "security", "timeline"),
    [
        ("micro_business", "mortgage", "TL-GENERIC"),
        ("micro_loan", "credit", "TL-MICRO"),
        ("micro_loan", "guarantee", "TL-GUARANTEE"),
        ("consumer", "guarantee", "TL-GUARANTEE"),
    ],
)
def test_each_loan_has_its_timeline(product: str, security: str, timeline: str) -> None:
    """Rules: POL-01."""
    life = Life().lent(product=product, security=security)
    life.to("2024-03-21").overdue("2024-03-20")
    planned = life.of(TimelinePlanned)[0]
    assert (planned.timeline, planned.policy_id) == (timeline, "cn/2011-01-13")


@pytest.mark.parametrize("timeline", ["TL-GENERIC", "TL-GUARANTEE", "TL-MICRO"])
def test_after_n_days_is_due_plus_n_and_only_visits_and_service_roll(timeline: str) -> None:
    """Rules: COL-05, COL-08, COL-09, COL-10, POL-02."""
    steps = {each.step: each for each in planned_steps(EDITION, timeline, on("2024-03-20"))}
    notice = steps.get("demand_notice") or steps["collection_letter"]
    assert (steps["second_visit"].counted, steps["second_visit"].on) == (
        on("2024-03-24"),
        on("2024-03-25"),
    )
    assert (notice.counted, notice.on) == (on("2024-03-27"), on("2024-03-27"))
    assert steps["daily_call_3"].on == on("2024-03-23")
    assert steps["legal_referral"].on == on("2024-06-19")


CALLS = [("daily_call_2", "2024-03-22"), ("daily_call_3", "2024-03-23")]
BY_VISIT = [("daily_call_1", "2024-03-21"), ("first_site_check", "2024-03-21"), *CALLS]
VISIT, REFERRAL = ("second_visit", "2024-03-25"), ("legal_referral", "2024-06-19")


@pytest.mark.parametrize(
    ("timeline", "steps"),
    [
        (
            "TL-GENERIC",
            [("first_contact", "2024-03-21"), *CALLS, VISIT, ("demand_notice", "2024-03-27")],
        ),
        ("TL-GUARANTEE", [*BY_VISIT, VISIT, ("demand_notice", "2024-03-27")]),
        ("TL-MICRO", [*BY_VISIT, VISIT, ("collection_letter", "2024-03-27")]),
    ],
)
def test_each_timeline_has_its_own_steps(timeline: str, steps: list[tuple[str, str]]) -> None:
    """Rules: COL-05, COL-08, COL-09, COL-10, COL-13, POL-01, POL-11. Due on 20 March 2024."""
    planned = planned_steps(EDITION, timeline, on("2024-03-20"))
    found = sorted((each.step, each.on.isoformat()) for each in planned)
    assert found == sorted([*steps, REFERRAL])


def test_service_rolls_over_a_long_holiday_and_calls_do_not() -> None:
    steps = {each.step: each for each in planned_steps(EDITION, "TL-GENERIC", on("2024-09-27"))}
    assert steps["second_visit"].on == on("2024-10-08")
    assert steps["demand_notice"].on == on("2024-10-08")
    assert steps["daily_call_2"].on == on("2024-09-29")


def test_beyond_the_published_calendar_the_counted_day_stands_and_says_so() -> None:
    steps = {each.step: each for each in planned_steps(EDITION, "TL-GENERIC", on("2150-03-20"))}
    visit = steps["second_visit"]
    assert (visit.on, visit.calendar) == (visit.counted, "unpublished")
    assert steps["first_contact"].calendar == "calendar_days"


def dues(life: Life, day: str) -> dict[str, date]:
    seen = life.seen(day)
    assert seen is not None
    return {each.what: each.on for each in seen.due}


def test_a_step_that_is_done_is_due_no_more_and_the_daily_call_follows_service() -> None:
    """Rules: COL-05, COL-11, POL-11."""
    life = in_case()
    assert dues(life, "2024-03-21")["first_contact"] == on("2024-03-21")
    life.call()
    assert "first_contact" not in dues(life, "2024-03-21")
    assert dues(life, "2024-03-21")["daily_call_2"] == on("2024-03-22")
    life.to("2024-03-27").notice()
    due = dues(life, "2024-03-27")
    assert "demand_notice" not in due
    assert due["daily_call"] == on("2024-03-28")
    life.to("2024-03-29").call()
    assert dues(life, "2024-03-29")["daily_call"] == on("2024-03-30")


def test_a_case_that_is_over_has_nothing_due_but_its_watch() -> None:
    life = in_case()
    life.to("2024-03-25").overdue(None)
    assert dues(life, "2024-03-25") == {"cure_watch": on("2024-04-24")}


def test_every_deadline_has_words() -> None:
    steps = {step.step for line in EDITION.timelines.values() for step in line.steps}
    assert steps <= set(WORDS)


def test_a_second_loan_has_its_own_deadlines() -> None:
    life = in_case()
    life.to("2024-04-22").lent("L-2")
    life.overdue("2024-04-21", loan="L-2")
    seen = life.seen("2024-04-22", loan="L-2")
    assert seen is not None
    assert {e.what: e.on for e in seen.due}["daily_call_3"] == on("2024-04-24")
    assert dues(life, "2024-04-22")["daily_call_3"] == on("2024-03-23")
    assert seen.case_id != LOAN
