"""Contagion across one obligor's loans: exact shares, who pulls whom, and the way back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from contracts.values import Money
from services.classification.domain.decisions import Overridden
from tests.unit.classification.story import Story, arrears, balance, classes, lent, on, settled


def two_loans(bad: str, good: str, kind: str = "corporate") -> Story:
    """L-BAD goes past 90 days on 2024-06-19; L-GOOD pays."""
    story = Story()
    story.take(
        lent("L-BAD", "2024-01-10", kind, bad),  # type: ignore[arg-type]
        lent("L-GOOD", "2024-01-10", kind, good),  # type: ignore[arg-type]
        arrears("2024-03-21", "2024-03-20", 1, "L-BAD"),
    )
    story.pass_days("2024-06-19")
    return story


@pytest.mark.parametrize(
    ("bad", "good", "risk_class", "reason", "rule"),
    [
        ("9.99", "90.01", "special_mention", "contagion_other_loan_non_performing", "RC-13"),
        ("10.00", "90.00", "special_mention", "contagion_other_loan_non_performing", "RC-13"),
        ("10.01", "90.00", "substandard", "contagion_share_above_10_percent", "RC-50"),
        ("10.01", "89.99", "substandard", "contagion_share_above_10_percent", "RC-50"),
    ],
)
def test_more_than_ten_percent_pulls_all_claims_and_exactly_ten_does_not(
    bad: str, good: str, risk_class: str, reason: str, rule: str
) -> None:
    """Rules: RC-03."""
    seen = two_loans(bad, good).seen("2024-06-19", "L-GOOD")
    assert seen is not None
    assert seen.contagion is not None
    assert (seen.risk_class, seen.own_merit) == (risk_class, "normal")
    assert (seen.reasons, seen.rules) == ((reason,), (rule,))
    assert (seen.contagion.rule, seen.contagion.from_loans) == (rule, ("L-BAD",))


def test_the_share_is_written_in_whole_minor_units_with_the_balances_used() -> None:
    concluded = two_loans("10.01", "89.99").state.loans["L-GOOD"].classes[-1]
    assert concluded.contagion is not None
    assert concluded.contagion.non_performing_minor == 1001
    assert concluded.contagion.total_minor == 10000
    assert concluded.contagion.currency == "CNY"
    used = {each.loan_id: each.minor for each in concluded.inputs.balances}
    assert used == {"L-BAD": 1001, "L-GOOD": 8999}
    assert concluded.overridden.own_merit == concluded.overridden.day_floor == "normal"


def test_the_loan_that_pulls_is_not_pulled_by_itself() -> None:
    seen = two_loans("50.00", "50.00").seen("2024-06-19", "L-BAD")
    assert seen is not None
    assert seen.contagion is None


def test_a_doubtful_loan_that_alone_is_bad_has_no_pull_to_override() -> None:
    story = two_loans("50.00", "50.00")
    story.pass_days("2024-12-16")
    concluded = story.state.loans["L-BAD"].classes[-1]
    assert concluded.risk_class == "doubtful"
    assert concluded.overridden.contagion is None


def test_nobody_is_pulled_the_day_before() -> None:
    assert two_loans("50.00", "50.00").class_on("2024-06-18", "L-GOOD") == "normal"


@pytest.mark.parametrize("kind", ["personal", "small_micro"])
def test_retail_loans_do_not_pull_each_other(kind: str) -> None:
    assert two_loans("50.00", "50.00", kind).class_on("2024-06-19", "L-GOOD") == "normal"


def test_a_balance_that_moves_the_share_over_ten_percent_pulls_harder_on_its_day() -> None:
    story = two_loans("10.00", "90.00")
    story.take(balance("2024-07-01", "89.99", 1, "L-GOOD"))
    assert story.class_on("2024-06-30", "L-GOOD") == "special_mention"
    assert story.class_on("2024-07-01", "L-GOOD") == "substandard"


def test_a_share_that_moves_without_crossing_a_line_is_no_news() -> None:
    story = two_loans("50.00", "50.00")
    assert classes(story.take(balance("2024-07-01", "49.00", 1, "L-GOOD"))) == []


def test_the_pulled_loan_falls_back_at_once_when_the_pulling_one_is_settled() -> None:
    story = two_loans("50.00", "50.00")
    story.take(arrears("2024-08-01", None, 2, "L-BAD"), settled("2024-08-01", 3, "L-BAD"))
    assert story.class_on("2024-07-31", "L-GOOD") == "substandard"
    assert story.class_on("2024-08-01", "L-GOOD") == "normal"


def test_a_pulling_loan_that_pays_up_keeps_pulling_while_it_is_observed() -> None:
    story = two_loans("50.00", "50.00")
    story.take(arrears("2024-08-01", None, 2, "L-BAD"))
    story.pass_days("2024-12-01")
    assert story.class_on("2024-12-01", "L-BAD") == "substandard"
    assert story.class_on("2024-12-01", "L-GOOD") == "substandard"


def test_own_merit_hides_a_milder_pull_which_is_kept_as_overridden() -> None:
    story = two_loans("10.00", "90.00")
    story.take(arrears("2024-06-21", "2024-06-20", 1, "L-GOOD"))
    concluded = story.state.loans["L-GOOD"].classes[-1]
    assert (concluded.risk_class, concluded.own_merit) == ("special_mention", "special_mention")
    assert concluded.contagion is None
    assert concluded.reasons == ("overdue",)
    story.take(arrears("2024-06-25", None, 2, "L-GOOD"))
    seen = story.seen("2024-06-25", "L-GOOD")
    assert seen is not None
    assert (seen.risk_class, seen.own_merit) == ("special_mention", "normal")
    assert seen.contagion is not None
    assert seen.became_true_on == on("2024-06-19")


def test_a_new_loan_of_a_non_performing_debtor_is_pulled_from_its_first_day() -> None:
    story = two_loans("50.00", "50.00")
    story.take(lent("L-NEW", "2024-07-01", "corporate", "10.00"))
    assert story.timeline("L-NEW") == [("2024-07-01", "substandard")]


def test_a_milder_pull_is_named_when_the_loan_is_worse_by_itself() -> None:
    story = two_loans("10.00", "90.00")
    story.take(lent("L-WORST", "2024-06-20", "corporate", "1.00"))
    story.take(arrears("2024-07-02", "2024-07-01", 1, "L-WORST"))
    story.pass_days("2025-04-30")
    concluded = story.state.loans["L-WORST"].class_on(on("2025-04-30"))
    assert concluded is not None
    assert concluded.risk_class == "doubtful"
    assert concluded.overridden.contagion == "substandard"


def bad_on_one_day(*first: str) -> Story:
    """Two loans of a debtor are past 270 days on 2024-12-16; their arrears are told in this order."""
    story = Story()
    story.take(lent("L-1", "2024-01-10"), lent("L-2", "2024-01-10"))
    for loan in first:
        story.take(arrears("2024-03-21", "2024-03-20", 1, loan, taken="2024-12-16"))
    return story


def test_a_pull_that_is_only_noted_does_not_depend_on_which_loan_was_told_of_first() -> None:
    """By itself each is as bad as the other; that it would be pulled, too, is kept beside (RC-50)."""
    one, other = bad_on_one_day("L-1", "L-2"), bad_on_one_day("L-2", "L-1")
    for loan in ("L-1", "L-2"):
        ours, theirs = (
            [(str(row.effective_on), row.risk_class, row.overridden) for row in of.classes]
            for of in (one.state.loans[loan], other.state.loans[loan])
        )
        assert ours == theirs
        assert ours[-1] == ("2024-12-16", "doubtful", Overridden(contagion="substandard"))


def test_a_pull_that_is_known_late_and_only_noted_corrects_the_entry_of_its_day() -> None:
    story = bad_on_one_day("L-1")
    alone = story.state.loans["L-1"].classes[-1]
    assert (alone.risk_class, alone.overridden) == ("doubtful", Overridden())
    made = story.take(arrears("2024-03-21", "2024-03-20", 1, "L-2", taken="2024-12-17"))
    again = [row for row in classes(made) if row.loan_id == "L-1"]
    assert [row.effective_on for row in again] == [on("2024-12-16")]
    assert again[0].corrects == (alone.entry,)
    assert again[0].overridden == Overridden(contagion="substandard")


def test_a_pull_that_begins_later_and_changes_no_class_is_no_news() -> None:
    """The note is that of the entry's own day; nothing is decided again because of it."""
    story = two_loans("50.00", "50.00")
    story.pass_days("2024-12-16")
    noted = story.state.loans["L-BAD"].classes[-1]
    assert (noted.risk_class, noted.overridden.contagion) == ("doubtful", None)
    made = story.take(arrears("2024-12-20", "2024-09-01", 1, "L-GOOD"))
    assert story.class_on("2024-12-20", "L-GOOD") == "substandard"
    assert [row for row in classes(made) if row.loan_id == "L-BAD"] == []


def test_the_guideline_of_2007_pulls_to_special_mention_whatever_the_share() -> None:
    story = Story()
    story.take(
        lent("L-BAD", "2022-01-10", "corporate", "90.00"),
        lent("L-GOOD", "2022-01-10", "corporate", "10.00"),
        arrears("2022-09-02", "2022-09-01", 1, "L-BAD"),
    )
    story.pass_days("2023-07-02")
    assert story.timeline("L-GOOD") == [
        ("2022-01-10", "normal"),
        ("2022-12-01", "special_mention"),
        ("2023-07-01", "substandard"),
    ]
    assert [row.rules for row in story.state.loans["L-GOOD"].classes] == [
        ("LG-01",),
        ("LG-02",),
        ("RC-50",),
    ]
    assert story.state.loans["L-GOOD"].classes[-1].processed_on == on("2023-07-01")


def test_the_measures_first_day_pulls_harder_though_no_loans_days_turn_on_it() -> None:
    """L-BAD is substandard on both days; only the edition makes its share matter."""
    story = Story()
    story.take(
        lent("L-BAD", "2022-01-10", "corporate", "90.00"),
        lent("L-GOOD", "2022-01-10", "corporate", "10.00"),
        arrears("2023-03-02", "2023-03-01", 1, "L-BAD"),
    )
    story.pass_days("2023-07-01")
    assert story.timeline("L-BAD")[-1] == ("2023-05-31", "substandard")
    assert story.timeline("L-GOOD")[-1] == ("2023-07-01", "substandard")


def test_a_currency_in_which_nothing_is_owed_has_no_share() -> None:
    story = Story()
    nothing = replace(lent("L-AAA", "2024-01-10"), principal=Money(0, "USD"))
    story.take(nothing, lent("L-BAD", "2024-01-10"), lent("L-GOOD", "2024-01-10"))
    story.take(arrears("2024-03-21", "2024-03-20", 1, "L-BAD"))
    story.pass_days("2024-06-19")
    seen = story.seen("2024-06-19", "L-GOOD")
    assert seen is not None
    assert seen.contagion is not None
    assert (seen.contagion.rule, seen.contagion.currency) == ("RC-50", "CNY")


def test_two_currencies_are_judged_on_the_larger_share() -> None:
    """8 of 10 USD beside a million CNY: without rates of exchange the prudent side is taken."""
    # Rules: RC-02.
    story = Story()
    dollars = replace(lent("L-USD", "2024-01-10"), principal=Money(800, "USD"))
    others = replace(lent("L-USD-2", "2024-01-10"), principal=Money(200, "USD"))
    story.take(dollars, others, lent("L-CNY", "2024-01-10", "corporate", "1000000.00"))
    story.take(arrears("2024-03-21", "2024-03-20", 1, "L-USD"))
    story.pass_days("2024-06-19")
    seen = story.seen("2024-06-19", "L-CNY")
    assert seen is not None
    assert seen.contagion is not None
    assert (seen.risk_class, seen.contagion.currency) == ("substandard", "USD")
    assert (seen.contagion.non_performing_minor, seen.contagion.total_minor) == (800, 1000)
