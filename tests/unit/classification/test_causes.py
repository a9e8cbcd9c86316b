"""Technical arrears (CLS-24, RC-10) and the cause shown; recovery scope (CLS-04)."""

from __future__ import annotations

from tests.unit.classification.beside import caused
from tests.unit.classification.story import Story, arrears, lent


def late() -> Story:
    """Overdue since 2024-02-01."""
    story = Story()
    story.take(lent(), arrears("2024-02-02", "2024-02-01", 1))
    return story


def test_a_technical_cause_excuses_seven_days_and_not_the_eighth() -> None:
    story = late()
    assert story.class_on("2024-02-02") == "special_mention"
    story.take(caused("2024-02-03", "technical"))
    story.pass_days("2024-02-20")
    assert [story.class_on(f"2024-02-{day:02}") for day in (2, 3, 8, 9)] == [
        "special_mention",
        "normal",
        "normal",
        "special_mention",
    ]
    seen = story.seen("2024-02-08")
    assert seen is not None
    assert (seen.reasons, seen.rules) == (("technical_arrears",), ("RC-10",))


def test_another_cause_excuses_nothing() -> None:
    story = late()
    story.take(caused("2024-02-03", "goods_sold_not_paid"))
    assert story.timeline() == [("2024-01-10", "normal"), ("2024-02-02", "special_mention")]


def test_a_cause_recorded_later_takes_the_technical_one_back() -> None:
    story = late()
    story.take(caused("2024-02-03", "technical"), caused("2024-02-05", "unwilling"))
    assert story.class_on("2024-02-04") == "normal"
    assert story.class_on("2024-02-05") == "special_mention"


def test_the_cause_of_former_arrears_says_nothing_about_these() -> None:
    story = Story()
    story.take(
        lent(),
        arrears("2024-02-02", "2024-02-01", 1),
        caused("2024-02-03", "technical"),
        arrears("2024-02-04", None, 2),
        arrears("2024-03-02", "2024-03-01", 3),
    )
    assert story.class_on("2024-03-02") == "special_mention"
    seen = story.seen("2024-03-02")
    assert seen is not None
    assert seen.arrears_cause is None


def test_a_cause_known_before_monitoring_tells_of_the_arrears_counts_once_they_come() -> None:
    story = Story()
    story.take(
        lent(),
        caused("2024-02-02", "technical"),
        arrears("2024-02-02", "2024-02-01", 1, taken="2024-02-05"),
    )
    assert story.class_on("2024-02-05") == "normal"
    assert [row for row in story.timeline() if row[1] != "normal"] == []


def test_the_edition_of_2007_knows_no_technical_exception() -> None:
    story = Story()
    story.take(
        lent(day="2020-01-10"),
        arrears("2020-02-02", "2020-02-01", 1),
        caused("2020-02-02", "technical"),
    )
    assert story.class_on("2020-02-03") == "special_mention"


def test_the_cause_is_shown_with_the_class_from_its_day_on() -> None:
    story = late()
    story.take(caused("2024-02-03", "policy_closure"))
    before, since = story.seen("2024-02-02"), story.seen("2024-02-03")
    assert before is not None
    assert since is not None
    assert before.arrears_cause is None
    assert since.arrears_cause is not None
    assert since.arrears_cause.cause == "policy_closure"


def test_overdue_is_in_recovery_scope_from_the_first_day_to_the_cure() -> None:
    story = late()
    story.take(arrears("2024-02-10", None, 2))
    days = ("2024-02-01", "2024-02-02", "2024-02-09", "2024-02-10")
    seen = [story.seen(day) for day in days]
    assert [each.in_recovery_scope for each in seen if each] == [False, True, True, False]


def test_non_performing_stays_in_scope_while_it_is_observed() -> None:
    story = late()
    story.take(arrears("2024-06-01", None, 2))
    seen = story.seen("2024-06-02")
    assert seen is not None
    assert seen.in_recovery_scope
    assert seen.observation is not None
    assert str(seen.observation.started_on) == "2024-06-01"
