"""The guarantee period and what keeps a guarantee alive (GU-08, GU-09, GU-11, GU-49, GU-51)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from services.guarantee.domain.entries import ClockSet
from services.kit.holidays import published
from tests.unit.guarantee.story import (
    Story,
)
from tests.unit.guarantee.told import (
    IDS,
    ZHAO,
    accelerated,
    cny,
    on,
    opened,
    stated,
)

CALL: dict[str, Any] = {"method": "phone"}


def lent(day: str = "2021-03-20", **guarantee: Any) -> Story:
    """A loan of 24 months, due for the last time two years later."""
    story = Story()
    sent = {"guarantor_id": ZHAO, "kind": "joint"} | guarantee
    story.tell(opened(day, guarantees=(sent,)), day)
    return story


def ends(story: Story, as_of: str) -> tuple[str, str, str]:
    clock = story.guarantor(as_of).period
    assert clock is not None and clock.ends_on is not None and clock.final_end is not None
    return clock.ends_on.isoformat(), clock.final_end.isoformat(), clock.why


def changed_plan(day: str, last: str, reason: str = "extension", extra: str = "0.00") -> Any:
    part = monitoring.Installment(
        number=24,
        due_on=on(last),
        principal=cny("20000.00"),
        interest=cny("120.00"),
        fee=cny(extra),
    )
    return monitoring.ScheduleReplaced(
        **IDS,
        change_id="CH-1",
        reason=reason,
        financial_difficulty=False,
        schedule=(part,),
        effective_on=on(day),
    )


# -- how long ---------------------------------------------------------------------------------------


def test_none_agreed_is_six_months_from_the_last_due_date() -> None:
    """20 March 2023 and six months is 20 September 2023, a Wednesday."""
    assert ends(lent(), "2021-03-20") == ("2023-09-20", "2023-09-20", "none_agreed")


def test_an_agreed_period_counts() -> None:
    assert ends(lent(period_months=24), "2021-03-20")[::2] == ("2025-03-20", "agreed_months")
    fixed = lent(period_ends_on="2024-12-31")
    assert ends(fixed, "2021-03-20") == ("2024-12-31", "2024-12-31", "agreed_end")


def test_a_loan_that_is_told_a_day_ahead_is_taken() -> None:
    """Core banking books tomorrow's loan today: the period is there with the guarantee's first day."""
    story = Story()
    story.tell(
        opened("2021-03-20", guarantees=({"guarantor_id": ZHAO, "kind": "joint"},)), "2021-03-19"
    )
    story.pass_days("2021-03-20")
    assert ends(story, "2021-03-20")[0] == "2023-09-20"


@pytest.mark.parametrize(
    ("agreed", "end"),
    [("2023-03-20", "2023-09-20"), ("2023-03-19", "2023-09-20"), ("2023-03-21", "2023-03-21")],
)
def test_a_period_that_ends_with_the_debt_or_before_was_not_agreed(agreed: str, end: str) -> None:
    assert ends(lent(period_ends_on=agreed), "2021-03-20")[0] == end


def test_no_months_are_no_period() -> None:
    assert ends(lent(period_months=0), "2021-03-20")[2] == "none_agreed"


@pytest.mark.parametrize(
    ("signed_on", "end"), [("2020-12-31", "2025-03-20"), ("2021-01-01", "2023-09-20")]
)
def test_until_all_is_paid_is_two_years_by_the_old_law_and_six_months_by_the_new(
    signed_on: str, end: str
) -> None:
    story = lent(period_unclear=True, signed_on=signed_on)
    assert ends(story, "2021-03-20")[::2] == (end, "unclear")
    clock = story.made(ClockSet)[0]
    assert clock.rule == "GU-49"


def test_an_unclear_period_was_none_before_the_court_settled_it() -> None:
    assert ends(lent(period_unclear=True, signed_on="2000-12-12"), "2021-03-20")[0] == "2023-09-20"
    assert ends(lent(period_unclear=True, signed_on="2000-12-13"), "2021-03-20")[0] == "2025-03-20"


def test_six_months_after_the_last_of_august_is_the_last_of_february() -> None:
    """31 August 2024 and six months: 28 February 2025, a Friday."""
    last = lent("2022-08-31")
    assert ends(last, "2022-08-31")[0] == "2025-02-28"


def test_a_last_day_that_is_a_holiday_moves_behind_it() -> None:
    """1 April 2023 and six months is 1 October 2023, in the holidays up to 6 October; 7 October 2023
    is a Saturday that is worked on."""
    story = lent("2021-04-01")
    assert ends(story, "2021-04-01")[0] == "2023-10-07"
    assert story.made(ClockSet)[0].unrolled == on("2023-10-01")


def test_beyond_the_published_calendar_the_day_stays_and_says_so() -> None:
    """1 October is a holiday in every year; nobody knows yet which day follows the holidays."""
    year = published()[1].year
    story = lent(f"{year}-04-01")
    assert ends(story, f"{year}-04-01")[0] == f"{year + 2}-10-01"
    clock = story.made(ClockSet)[0]
    assert (clock.calendar_known, clock.unrolled) == (False, None)


# -- which due date ---------------------------------------------------------------------------------


def test_a_later_due_date_without_his_consent_leaves_his_period() -> None:
    story = lent()
    story.tell(changed_plan("2023-01-10", "2023-12-20"), "2023-01-10")
    assert ends(story, "2023-01-10")[0] == "2023-09-20"
    story.act("RecordConsent", "2023-02-01", subject="CH-1", document_id="C-1")
    assert ends(story, "2023-01-31")[0] == "2023-09-20"
    assert ends(story, "2023-02-01")[0] == "2024-06-20"


def test_a_mere_correction_needs_no_consent() -> None:
    story = lent()
    story.tell(changed_plan("2023-01-10", "2023-04-20", "correction"), "2023-01-10")
    assert ends(story, "2023-01-10")[0] == "2023-10-20"


def test_after_acceleration_both_ends_are_worked_out() -> None:
    """From 25 June 2022: 25 December 2022 is a Sunday, so Monday 26; from 20 March 2023: 20 Sept."""
    story = lent()
    story.tell(
        stated("2022-06-25", accelerated("2022-06-25", "260000.00"), called="2022-06-25"),
        "2022-06-25",
    )
    assert ends(story, "2022-06-24")[0] == "2023-09-20"
    assert ends(story, "2022-06-25") == ("2022-12-26", "2023-09-20", "none_agreed_accelerated")


def test_a_fixed_end_is_the_same_after_acceleration() -> None:
    story = lent(period_ends_on="2024-12-31")
    story.tell(
        stated("2022-06-25", accelerated("2022-06-25", "260000.00"), called="2022-06-25"),
        "2022-06-25",
    )
    assert ends(story, "2022-06-25")[:2] == ("2024-12-31", "2024-12-31")
