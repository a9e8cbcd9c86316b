"""The older scheme of four beside the class: both sides of each line, grounds, write-off, late facts.

Rules: CLS-02, POL-03, LG-10, LG-11, LG-12. Two variants of the lines are quoted; the later one is
the default, the earlier one a bank's choice.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from services.classification.domain.shown import FourTierView
from services.classification.policy import PACKS, ClassificationBook, ClassificationPolicy
from services.kit.policy import load_book
from tests.unit.classification.beside import ground
from tests.unit.classification.story import (
    Story,
    arrears,
    interest,
    lent,
    on,
)

DUE = "2022-03-20"


def unpaid(policies: ClassificationBook | None = None, day_count: str = "due_day_zero") -> Story:
    """Lent 2022-01-10; nothing of the instalment due on 2022-03-20 is ever paid."""
    story = Story() if policies is None else Story(policies=policies)
    first = DUE if day_count == "due_day_one" else "2022-03-21"
    story.take(lent(day="2022-01-10"), arrears(first, DUE, 1, day_count=day_count))
    return story


def four(story: Story, day: str, known_on: str | None = None) -> FourTierView:
    seen = story.seen(day, known_on=known_on)
    assert seen is not None
    assert seen.four_tier is not None
    return seen.four_tier


def tiers(story: Story, *days: str) -> list[str]:
    return [four(story, day).tier for day in days]


def changes(story: Story) -> list[tuple[str, str, str]]:
    """Every entry that stands: day, tier before, tier."""
    rows = story.state.loans["L-1"].tiers
    return [(str(row.effective_on), row.previous_tier, row.tier) for row in rows]


# -- the later variant: overdue when not repaid when due, sluggish beyond two years --------------


def test_not_repaid_on_the_due_day_is_overdue_from_the_day_after() -> None:
    """LG-11: overdue is what is not repaid at maturity. Due 20 March: on the 20th it may still come."""
    story = unpaid()
    assert tiers(story, "2022-01-10", "2022-03-20", "2022-03-21") == [
        "normal",
        "normal",
        "overdue",
    ]
    shown = four(story, "2022-03-21")
    assert (str(shown.since), shown.reason, shown.rule) == (
        "2022-03-21",
        "not_repaid_when_due",
        "LG-11",
    )
    assert shown.policy_id == "cn/2007-07-03"
    assert shown.counted_from == on(DUE)


def test_a_loan_that_was_never_overdue_is_normal_since_it_was_lent_and_that_is_no_event() -> None:
    story = Story()
    story.take(lent(day="2022-01-10"))
    shown = four(story, "2022-06-01")
    assert (shown.tier, str(shown.since), shown.rule) == ("normal", "2022-01-10", None)
    assert changes(story) == []


def test_overdue_beyond_two_years_is_sluggish_and_two_years_are_not_beyond() -> None:
    """LG-12, later: overdue beyond 2 years. Due 20 March 2022: two years are over on 20 March 2024."""
    story = unpaid()
    story.pass_days("2024-03-31")
    assert tiers(story, "2024-03-20", "2024-03-21") == ["overdue", "sluggish"]
    shown = four(story, "2024-03-31")
    assert (str(shown.since), shown.reason) == ("2024-03-21", "overdue_beyond_years")
    assert changes(story) == [
        ("2022-03-21", "normal", "overdue"),
        ("2024-03-21", "overdue", "sluggish"),
    ]


def test_two_years_from_a_leap_day_end_with_february() -> None:
    """T-2: there is no 29 February 2026, so the period ends with the 28th; the day after is beyond."""
    story = Story()
    story.take(lent(day="2024-01-10"), arrears("2024-03-01", "2024-02-29", 1))
    story.pass_days("2026-03-31")
    assert tiers(story, "2026-02-28", "2026-03-01") == ["overdue", "sluggish"]


def test_where_the_due_day_counts_as_day_one_it_is_the_first_day_overdue() -> None:
    """POL-02: the loan's own day count says which day is the first; years run from the due day."""
    story = unpaid(day_count="due_day_one")
    story.pass_days("2024-03-31")
    assert tiers(story, "2022-03-19", "2022-03-20") == ["normal", "overdue"]
    assert tiers(story, "2024-03-20", "2024-03-21") == ["overdue", "sluggish"]


def test_older_arrears_that_are_paid_leave_the_younger_ones_to_count() -> None:
    """The oldest unpaid instalment counts: once that of 2022 is paid, that of 2023 is not two years."""
    story = unpaid()
    story.pass_days("2024-04-01")
    story.take(arrears("2024-04-02", "2023-03-20", 2))
    assert tiers(story, "2024-04-01", "2024-04-02") == ["sluggish", "overdue"]
    story.pass_days("2025-03-31")
    assert tiers(story, "2025-03-20", "2025-03-21") == ["overdue", "sluggish"]


def test_paid_up_is_normal_again() -> None:
    story = unpaid()
    story.take(arrears("2022-05-01", None, 2))
    assert tiers(story, "2022-04-30", "2022-05-01") == ["overdue", "normal"]
    shown = four(story, "2022-05-01")
    assert (shown.reason, shown.rule) == ("no_line_reached", "LG-10")


# -- the earlier variant, as a bank's own choice -------------------------------------------------


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> ClassificationBook:
    """Our editions with the other variant chosen: one word is all a bank has to change."""
    pack: Path = tmp_path_factory.mktemp("packs") / "cn"
    pack.mkdir()
    for edition in (PACKS / "cn").glob("*.toml"):
        text = edition.read_text("utf-8")
        assert text.count('variant = { value = "later"') == 1
        text = text.replace('variant = { value = "later"', 'variant = { value = "earlier"')
        (pack / edition.name).write_text(text, "utf-8")
    return load_book(pack, ClassificationPolicy)


def test_earlier_overdue_beyond_180_days_counts_and_180_do_not(
    earlier: ClassificationBook,
) -> None:
    """LG-12, earlier: overdue beyond 180 days. 20 March 2022 and 180 days is 16 September 2022."""
    story = unpaid(earlier)
    story.pass_days("2022-12-31")
    assert on(DUE) + timedelta(days=180) == on("2022-09-16")
    assert tiers(story, "2022-09-16", "2022-09-17") == ["normal", "overdue"]
    assert four(story, "2022-09-17").rule == "LG-12"


def test_earlier_interest_owed_beyond_three_years_is_sluggish_and_three_years_are_not(
    earlier: ClassificationBook,
) -> None:
    """LG-12, earlier: interest in arrears beyond 3 years. Due 20 March 2022: over on 20 March 2025."""
    story = unpaid(earlier)
    story.take(interest("2022-03-21", DUE))
    story.pass_days("2025-12-31")
    assert tiers(story, "2025-03-20", "2025-03-21") == ["overdue", "sluggish"]
    assert four(story, "2025-03-21").reason == "interest_owed_beyond_years"


def test_earlier_interest_is_owed_since_the_loan_is_overdue_unless_said_otherwise(
    earlier: ClassificationBook,
) -> None:
    story = unpaid(earlier)
    story.pass_days("2025-12-31")
    assert tiers(story, "2025-03-20", "2025-03-21") == ["overdue", "sluggish"]


def test_earlier_principal_alone_never_is_sluggish_by_time(earlier: ClassificationBook) -> None:
    story = unpaid(earlier)
    story.take(interest("2022-03-21", DUE), interest("2022-04-20", None))
    story.pass_days("2026-12-31")
    assert tiers(story, "2026-12-31") == ["overdue"]


def test_later_interest_alone_is_no_reason() -> None:
    """Its lines count from the due day of what is overdue; penalty owed on paid instalments is not."""
    story = Story()
    story.take(lent(day="2022-01-10"), interest("2022-03-21", DUE))
    story.pass_days("2025-12-31")
    assert changes(story) == []


# -- late facts ----------------------------------------------------------------------------------


def test_a_payment_booked_late_withdraws_the_tier_and_its_reversal_brings_it_back() -> None:
    """Known on 2 April 2024: the instalment of 2022 was paid on 1 February, only 2023's is unpaid."""
    story = unpaid()
    story.pass_days("2024-04-01")
    story.take(arrears("2024-02-01", "2023-03-20", 2, taken="2024-04-02"))
    assert tiers(story, "2024-03-21", "2024-04-02") == ["overdue", "overdue"]
    assert four(story, "2024-03-21", known_on="2024-04-01").tier == "sluggish"
    story.take(arrears("2024-02-01", DUE, 3, corrects=(2,), taken="2024-04-20"))
    assert tiers(story, "2024-03-20", "2024-03-21") == ["overdue", "sluggish"]
    assert four(story, "2024-04-10", known_on="2024-04-10").tier == "overdue"


# -- beside the class, and no dearer -------------------------------------------------------------


def test_a_label_leaves_the_class_alone_and_the_class_leaves_the_label_alone() -> None:
    with_label, without = unpaid(), unpaid()
    with_label.put(ground("2022-05-01", "listed_as_bad"))
    for story in (with_label, without):
        story.pass_days("2024-12-31")
    assert with_label.timeline() == without.timeline()
    assert with_label.class_on("2022-05-01") == "special_mention"


def test_time_wakes_the_loan_on_the_day_of_a_line_and_not_before() -> None:
    story = unpaid()
    story.pass_days("2023-12-31")
    assert story.state.review is not None
    assert (str(story.state.review.on), story.state.review.reason) == ("2024-03-21", "four_tier")
    made = story.pass_days("2024-03-21")
    assert [type(each).__name__ for each in made] == ["FourTierChanged", "ReviewPlanned"]
    assert story.state.review is None
