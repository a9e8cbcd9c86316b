"""The way back from a non-performing class: observation, its ends, its breaks, the approval."""

from __future__ import annotations

import pytest

from services.classification.domain.officers import ApproveUpgrade
from services.kit.domain import Rejected
from tests.unit.classification.story import Story, arrears, lent, on, paid, replanned, settled

MONTHLY = (*(f"2024-{month:02d}-20" for month in range(2, 13)), "2025-01-20", "2025-02-20")
HALF_YEARLY = ("2024-03-20", "2024-08-20", "2025-02-20", "2025-08-20")


def cured(kind: str = "corporate", due: tuple[str, ...] = MONTHLY) -> Story:
    """Overdue since 2024-03-20, substandard on 2024-06-19, paid up on 2024-07-01."""
    story = Story()
    story.take(lent(kind=kind, due=due))  # type: ignore[arg-type]
    story.take(arrears("2024-03-21", "2024-03-20", 1), arrears("2024-07-01", None, 2))
    return story


def pays(story: Story, due: tuple[str, ...], until: str, first_entry: int = 10) -> None:
    """Each instalment due after the cure is paid on its due day."""
    for number, day in enumerate(due, 1):
        if "2024-07-01" < day <= until:
            story.take(paid(number, day, day, first_entry + number))
    story.pass_days(until)


def approve(story: Story, day: str, loan: str = "L-1") -> None:
    story.pass_days(story.day)
    story.put(
        ApproveUpgrade(
            as_of=on(day),
            loan_id=loan,
            requested_by="chen",
            role="post_loan_officer",
            approved_by="liu",
            approver_role="risk_reviewer",
            reason="orders and cash flow carry the remaining plan",
        )
    )


def marks(story: Story, loan: str = "L-1") -> list[tuple[str, str, str]]:
    return [
        (str(mark.effective_on), mark.kind, mark.reason) for mark in story.state.loans[loan].marks
    ]


@pytest.mark.parametrize("kind", ["personal", "small_micro"])
def test_retail_rises_on_the_day_nothing_is_overdue_any_more(kind: str) -> None:
    story = cured(kind)
    assert story.class_on("2024-06-30") == "substandard"
    assert story.class_on("2024-07-01") == "normal"
    assert marks(story) == []
    assert story.state.loans["L-1"].classes[-1].rules == ("RC-04", "RC-71")


@pytest.mark.parametrize("kind", ["personal", "corporate"])
def test_fewer_days_past_due_alone_never_make_a_bad_loan_perform(kind: str) -> None:
    story = cured(kind)
    story = Story()
    story.take(lent(kind=kind))  # type: ignore[arg-type]
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    story.pass_days("2024-12-25")
    assert story.class_on("2024-12-25") == "doubtful"
    story.take(arrears("2024-12-26", "2024-10-27", 2))
    seen = story.seen("2024-12-26")
    assert seen is not None
    assert (seen.risk_class, seen.reasons) == ("substandard", ("upgrade_conditions_not_met",))


def test_special_mention_becomes_normal_at_once() -> None:
    story = Story()
    story.take(lent(), arrears("2024-03-21", "2024-03-20", 1), arrears("2024-05-01", None, 2))
    assert story.class_on("2024-04-30") == "special_mention"
    assert story.class_on("2024-05-01") == "normal"
    assert marks(story) == []


def test_a_corporate_loan_is_observed_for_six_months_when_two_periods_are_shorter() -> None:
    story = cured()
    assert marks(story) == [("2024-07-01", "started", "arrears_paid")]
    pays(story, MONTHLY, "2024-12-31")
    assert len(marks(story)) == 1
    story.pass_days("2025-01-01")
    assert marks(story)[1:] == [("2025-01-01", "completed", "payments_regular")]


def test_and_for_two_periods_when_six_months_are_shorter() -> None:
    story = cured(due=HALF_YEARLY)
    pays(story, HALF_YEARLY, "2025-02-19")
    assert len(marks(story)) == 1
    pays(story, HALF_YEARLY, "2025-02-20", first_entry=30)
    assert marks(story)[1:] == [("2025-02-20", "completed", "payments_regular")]


def test_the_expected_end_is_told_when_the_observation_starts() -> None:
    for due, end in (
        (MONTHLY, "2025-01-01"),
        (HALF_YEARLY, "2025-02-20"),
        (("2024-03-20",), None),
    ):
        story = cured(due=due)
        started = [
            event for _, event in story.events if type(event).__name__ == "ObservationStarted"
        ]
        assert [event.observation_ends_on for event in started] == [  # type: ignore[attr-defined]
            None if end is None else on(end)
        ]


def test_an_instalment_that_is_due_on_the_last_day_must_be_paid_first() -> None:
    """Two half-yearly periods end on 2025-02-20; the money comes on that day or not at all."""
    story = cured(due=HALF_YEARLY)
    pays(story, HALF_YEARLY, "2024-12-31")
    story.pass_days("2025-02-20")
    assert len(marks(story)) == 1
    story.take(paid(3, "2025-02-20", "2025-02-20", 40, taken="2025-02-21"))
    assert marks(story)[1:] == [("2025-02-20", "completed", "payments_regular")]


def test_a_missed_payment_breaks_the_observation_and_the_next_one_starts_from_nothing() -> None:
    """Rules: CLS-43."""
    story = cured()
    pays(story, MONTHLY, "2024-08-31")
    story.take(arrears("2024-09-21", "2024-09-20", 3), arrears("2024-09-25", None, 4))
    story.pass_days("2025-01-31")
    assert marks(story) == [
        ("2024-07-01", "started", "arrears_paid"),
        ("2024-09-21", "broken", "payment_missed"),
        ("2024-09-25", "started", "arrears_paid"),
    ]
    assert story.class_on("2024-09-21") == "substandard"


def test_a_payment_missed_after_the_last_day_breaks_it_as_long_as_nobody_has_approved() -> None:
    story = cured()
    pays(story, MONTHLY, "2025-01-10")
    story.take(arrears("2025-01-21", "2025-01-20", 3))
    assert marks(story)[-1] == ("2025-01-21", "broken", "payment_missed")
    with pytest.raises(Rejected, match="upgrade_not_waiting"):
        approve(story, "2025-01-21")


def test_a_kept_observation_alone_does_not_lift_the_class() -> None:
    story = cured()
    pays(story, MONTHLY, "2025-01-19")
    assert story.class_on("2025-01-19") == "substandard"


def test_the_class_rises_on_the_day_of_the_approval() -> None:
    story = cured()
    pays(story, MONTHLY, "2025-01-09")
    approve(story, "2025-01-10")
    assert story.class_on("2025-01-09") == "substandard"
    seen = story.seen("2025-01-10")
    assert seen is not None
    assert (seen.risk_class, seen.rules) == ("special_mention", ("POL-05", "RC-70"))
    assert story.state.review is None


def test_an_approval_on_the_very_last_day_lifts_the_class() -> None:
    story = cured()
    pays(story, MONTHLY, "2024-12-31")
    approve(story, "2025-01-01")
    assert marks(story)[1:] == [("2025-01-01", "completed", "payments_regular")]
    assert story.class_on("2025-01-01") == "special_mention"


def test_a_loan_that_went_bad_again_starts_a_new_hold() -> None:
    story = cured()
    pays(story, MONTHLY, "2025-01-09")
    approve(story, "2025-01-10")
    story.take(arrears("2025-01-21", "2025-01-20", 3), arrears("2025-06-01", None, 4))
    assert story.class_on("2025-06-01") == "substandard"
    assert marks(story)[-1] == ("2025-06-01", "started", "arrears_paid")
    with pytest.raises(Rejected, match="upgrade_not_waiting"):
        approve(story, "2025-06-02")


def test_a_late_reversal_shows_that_an_approval_rested_on_nothing() -> None:
    """The instalment of 2024-09-20 turns out unpaid: broken then, so approved in vain."""
    story = cured()
    pays(story, MONTHLY, "2025-01-09")
    approve(story, "2025-01-10")
    story.take(
        arrears("2024-09-21", "2024-09-20", 50, taken="2025-02-03"),
        arrears("2024-10-01", None, 51, taken="2025-02-03"),
    )
    assert story.class_on("2025-01-10", known_on="2025-02-02") == "special_mention"
    assert story.class_on("2025-01-10", known_on="2025-02-03") == "substandard"
    assert story.class_on("2025-02-03") == "substandard"


def test_a_plan_with_too_few_instalments_left_never_completes_an_observation() -> None:
    story = cured(due=("2024-03-20", "2024-10-20"))
    pays(story, ("2024-03-20", "2024-10-20"), "2025-12-31")
    assert [kind for _, kind, _ in marks(story)] == ["started"]
    assert story.class_on("2025-12-31") == "substandard"


def test_an_instalment_due_on_the_day_of_the_cure_is_none_of_the_two_periods() -> None:
    due = ("2024-03-20", "2024-07-01", "2024-12-20", "2025-03-20")
    story = cured(due=due)
    story.take(paid(2, "2024-07-01", "2024-07-01", 9))
    pays(story, due, "2025-03-19")
    assert [kind for _, kind, _ in marks(story)] == ["started"]
    pays(story, due, "2025-03-20", first_entry=30)
    assert marks(story)[1:] == [("2025-03-20", "completed", "payments_regular")]


def test_a_payment_within_grace_completes_the_observation_on_the_day_it_came() -> None:
    """No arrears are told within the days of grace, but nothing is complete before the money."""
    story = cured(due=HALF_YEARLY)
    pays(story, HALF_YEARLY, "2025-02-19")
    story.pass_days("2025-02-22")
    story.take(paid(3, "2025-02-20", "2025-02-23", 40))
    assert marks(story)[1:] == [("2025-02-23", "completed", "payments_regular")]
    story.take(arrears("2025-02-19", None, 50, taken="2025-03-10"))
    assert marks(story)[1:] == [("2025-02-23", "completed", "payments_regular")]


def test_a_changed_plan_moves_the_end_of_a_running_observation() -> None:
    story = cured(due=HALF_YEARLY)
    story.take(replanned("2024-09-01", "ch-1", {3: "2025-04-30", 4: "2025-10-30"}))
    story.take(paid(2, "2024-08-20", "2024-08-20", 20, taken="2024-09-02"))
    story.take(paid(3, "2025-04-30", "2025-04-30", 21))
    story.pass_days("2025-05-31")
    assert marks(story)[1:] == [("2025-04-30", "completed", "payments_regular")]


def test_settlement_ends_the_observation_and_the_last_class_stays_on_file() -> None:
    story = cured()
    story.take(settled("2024-09-10", 3))
    assert marks(story)[-1] == ("2024-09-10", "broken", "loan_settled")
    assert story.class_on("2024-09-10") == "substandard"
    assert story.state.review is None


def test_before_the_measures_a_corporate_loan_rose_when_nothing_was_overdue() -> None:
    story = Story()
    story.take(lent(day="2022-01-10"), arrears("2022-09-02", "2022-09-01", 1))
    story.take(arrears("2023-06-30", None, 2))
    assert story.class_on("2023-06-29") == "substandard"
    assert story.class_on("2023-06-30") == "normal"


def test_from_the_first_day_of_the_measures_on_it_is_observed() -> None:
    story = Story()
    story.take(lent(day="2022-01-10"), arrears("2022-09-02", "2022-09-01", 1))
    story.take(arrears("2023-07-01", None, 2))
    assert story.class_on("2023-07-01") == "substandard"
    assert marks(story) == [("2023-07-01", "started", "arrears_paid")]


@pytest.mark.parametrize(
    ("cure", "end"), [("2024-08-31", "2025-02-28"), ("2024-06-30", "2024-12-30")]
)
def test_six_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    cure: str, end: str
) -> None:
    story = Story()
    story.take(lent(due=MONTHLY), arrears("2024-03-21", "2024-03-20", 1))
    story.take(arrears(cure, None, 2))
    watch = story.state.loans["L-1"].marks[-1].watch
    assert (watch.started_on, watch.months_end) == (on(cure), on(end))
