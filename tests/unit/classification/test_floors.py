"""Day floors: both sides of every threshold, and which edition gives them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.classification.domain.merit import day_floor, days_past_due, turning_days
from services.classification.policy import edition_on
from services.kit.policy import PolicyBook
from tests.unit.classification.story import POLICIES, Story, arrears, lent, on

MEASURES_2023 = edition_on(POLICIES, on("2024-01-01"))
GUIDELINE_2007 = edition_on(POLICIES, on("2020-01-01"))


@pytest.mark.parametrize(
    ("days", "risk_class", "rule", "reason"),
    [
        (0, "normal", "RC-04", "not_overdue"),
        (1, "special_mention", "RC-10", "overdue"),
        (90, "special_mention", "RC-10", "overdue"),
        (91, "substandard", "RC-20", "overdue_more_than_90_days"),
        (270, "substandard", "RC-20", "overdue_more_than_90_days"),
        (271, "doubtful", "RC-30", "overdue_more_than_270_days"),
        (360, "doubtful", "RC-30", "overdue_more_than_270_days"),
        (361, "loss", "RC-40", "overdue_more_than_360_days"),
        (4000, "loss", "RC-40", "overdue_more_than_360_days"),
    ],
)
def test_the_measures_of_2023_set_the_floor_by_days_past_due(
    days: int, risk_class: str, rule: str, reason: str
) -> None:
    """Rules: CLS-01."""
    assert day_floor(days, MEASURES_2023) == (risk_class, rule, reason)


@pytest.mark.parametrize(
    ("days", "risk_class", "rule"),
    [
        (0, "normal", "LG-01"),
        (1, "special_mention", "LG-02"),
        (90, "special_mention", "LG-02"),
        (91, "substandard", "LG-03"),
        (271, "substandard", "LG-03"),
        (361, "substandard", "LG-03"),
    ],
)
def test_the_guideline_of_2007_knows_no_line_beyond_90_days(
    days: int, risk_class: str, rule: str
) -> None:
    assert day_floor(days, GUIDELINE_2007)[:2] == (risk_class, rule)


@pytest.mark.parametrize(("day_count", "days"), [("due_day_zero", 91), ("due_day_one", 92)])
def test_days_past_due_follow_the_convention_of_the_arrears(day_count: str, days: int) -> None:
    fact = arrears("2024-03-21", "2024-03-20", 1, day_count=day_count)
    assert days_past_due(fact, on("2024-06-19")) == days


def test_nothing_is_past_due_on_the_due_day_and_one_day_the_day_after() -> None:
    """Rules: T-5."""
    fact = arrears("2024-03-20", "2024-03-20", 1)
    assert [days_past_due(fact, on(day)) for day in ("2024-03-20", "2024-03-21")] == [0, 1]


@pytest.mark.parametrize("day_count", ["due_day_zero", "due_day_one"])
def test_each_floor_is_true_from_its_first_day_on(day_count: str) -> None:
    """The class stands on exactly the days whose count says so, whatever the convention."""
    story = Story()
    story.take(lent(day="2024-01-10", kind="personal"))
    story.take(arrears("2024-03-21", "2024-03-20", 1, day_count=day_count))
    story.pass_days("2025-06-01")
    for start, risk_class in [(91, "substandard"), (271, "doubtful"), (361, "loss")]:
        shift = 1 if day_count == "due_day_one" else 0
        first = on("2024-03-20") + timedelta(days=start - shift)
        seen = story.seen(first)
        assert seen is not None
        assert (seen.risk_class, seen.became_true_on) == (risk_class, first)
        assert seen.processed_on == first
        assert story.class_on(first - timedelta(days=1)) != risk_class


def test_the_day_the_measures_come_into_force_judges_old_arrears_anew() -> None:
    """Overdue since 2022-09-01: 302 days on 2023-06-30, 303 days under the new lines next day."""
    story = Story()
    story.take(lent(day="2022-01-10"), arrears("2022-09-02", "2022-09-01", 1))
    story.pass_days("2023-12-31")
    assert story.timeline() == [
        ("2022-01-10", "normal"),
        ("2022-09-02", "special_mention"),
        ("2022-12-01", "substandard"),
        ("2023-07-01", "doubtful"),
        ("2023-08-28", "loss"),
    ]
    assert story.state.loans["L-1"].classes[2].policy_id == "cn/2007-07-03"
    assert story.state.loans["L-1"].classes[3].policy_id == "cn/2023-07-01"
    assert story.state.loans["L-1"].classes[3].processed_on == on("2023-07-01")


def test_a_loan_whose_class_the_new_edition_keeps_is_not_written_again() -> None:
    story = Story()
    story.take(lent(day="2023-01-10"), arrears("2023-06-02", "2023-06-01", 1))
    story.pass_days("2023-07-15")
    assert story.timeline() == [("2023-01-10", "normal"), ("2023-06-02", "special_mention")]
    assert [due.on for due in [story.state.review] if due] == [on("2023-08-31")]


def test_a_loan_from_before_the_first_edition_is_judged_by_the_first_edition() -> None:
    story = Story()
    story.take(lent(day="2005-05-05"), arrears("2006-05-06", "2006-05-05", 1))
    assert story.timeline() == [("2005-05-05", "normal"), ("2006-05-06", "special_mention")]
    assert story.state.loans["L-1"].classes[0].policy_id == "cn/2007-07-03"


def test_the_first_day_past_due_is_judged_even_where_a_bank_tolerates_it() -> None:
    """A pack whose first line lies at 8 days: day 1 changes no class but breaks an observation."""
    first, *others = MEASURES_2023.floors
    eight = replace(first, days=replace(first.days, value=8))
    tolerant = PolicyBook((replace(MEASURES_2023, floors=(eight, *others)),))
    fact = arrears("2024-03-20", "2024-03-20", 1)
    turns = turning_days(fact, tolerant, on("2024-03-20"), on("2024-07-01"))
    assert turns == [on("2024-03-21"), on("2024-03-28"), on("2024-06-19")]
