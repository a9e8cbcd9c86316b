"""Late, repeated and withdrawn facts: what is re-derived, what is named, what stays."""

from __future__ import annotations

from services.classification.domain.decisions import ClassesWithdrawn, ReviewPlanned
from services.classification.domain.facts import ArrearsNoted
from services.classification.domain.obligor import TakeFact, TimeReached, decider
from services.classification.domain.tier_events import FourTierWithdrawn
from tests.unit.classification.story import (
    POLICIES,
    Story,
    arrears,
    balance,
    classes,
    lent,
    on,
    paid,
    reopened,
    replanned,
    settled,
    withdrawn,
)


def overdue() -> Story:
    story = Story()
    story.take(lent(), arrears("2024-03-21", "2024-03-20", 1))
    return story


def test_taking_a_loan_makes_it_normal_from_its_first_day() -> None:
    made = Story().take(lent(taken="2024-01-15"))
    assert [type(event).__name__ for event in made] == ["LoanTaken", "LoanClassified"]
    first = classes(made)[0]
    assert (first.effective_on, first.processed_on) == (on("2024-01-10"), on("2024-01-15"))
    assert (first.risk_class, first.previous_class, first.entry) == ("normal", None, 1)
    assert (first.reasons, first.rules) == (("not_overdue",), ("RC-04",))


def test_the_same_fact_twice_is_no_event() -> None:
    story = overdue()
    for fact in (lent(taken="2024-03-22"), arrears("2024-03-21", "2024-03-20", 1)):
        assert story.take(fact) == []
    story.take(replanned("2024-03-25", "ch-1", {1: "2024-05-20"}))
    assert story.take(replanned("2024-03-25", "ch-1", {1: "2024-05-20"})) == []


def test_an_entry_that_is_already_withdrawn_is_no_event_when_it_comes_at_last() -> None:
    story = overdue()
    story.take(arrears("2024-03-21", None, 3, corrects=(1, 2), taken="2024-03-25"))
    assert story.take(arrears("2024-03-22", "2024-03-20", 2, taken="2024-03-26")) == []


def test_a_payment_booked_late_moves_the_day_of_the_class_and_names_what_it_corrects() -> None:
    """Known on 2024-04-10: arrears began on 2024-03-31 only, since the instalment was paid."""
    story = overdue()
    made = story.take(arrears("2024-03-31", "2024-03-30", 2, corrects=(1,), taken="2024-04-10"))
    assert [type(event).__name__ for event in made] == [
        "ArrearsNoted",
        "LoanClassified",
        "FourTierChanged",
        "ReviewPlanned",
    ]
    corrected = classes(made)[0]
    assert corrected.corrects == (2,)
    assert (corrected.effective_on, corrected.processed_on) == (on("2024-03-31"), on("2024-04-10"))
    assert corrected.cause_recorded_on == on("2024-04-10")
    assert story.class_on("2024-03-25", known_on="2024-04-09") == "special_mention"
    assert story.class_on("2024-03-25", known_on="2024-04-10") == "normal"


def test_a_class_that_never_was_is_withdrawn_by_name_when_nothing_takes_its_place() -> None:
    story = overdue()
    made = story.take(withdrawn("2024-03-21", 2, (1,), taken="2024-03-23"))
    gone = [event for event in made if isinstance(event, ClassesWithdrawn)]
    assert [(event.corrects, event.effective_on) for event in gone] == [((2,), on("2024-03-21"))]
    assert story.timeline() == [("2024-01-10", "normal")]
    assert story.class_on("2024-03-22", known_on="2024-03-22") == "special_mention"
    assert story.class_on("2024-03-22", known_on="2024-03-23") == "normal"


def test_what_still_holds_after_a_late_fact_is_not_repeated() -> None:
    """A stage change corrected to the same beginning of arrears changes no class."""
    story = overdue()
    story.pass_days("2024-07-01")
    made = story.take(arrears("2024-04-20", "2024-03-20", 3, corrects=(2,), taken="2024-07-02"))
    assert [type(event) for event in made] == [ArrearsNoted]


def test_a_reversal_re_opens_arrears_from_their_first_day_with_all_classes_since() -> None:
    story = overdue()
    story.take(arrears("2024-03-25", None, 2))
    made = story.take(arrears("2024-04-21", "2024-03-20", 4, corrects=(2,), taken="2024-07-01"))
    assert [(row.risk_class, str(row.effective_on)) for row in classes(made)] == [
        ("substandard", "2024-06-19")
    ]
    withdrawn_rows = [event for event in made if isinstance(event, FourTierWithdrawn)]
    assert [str(event.effective_on) for event in withdrawn_rows] == ["2024-03-25"]
    assert story.timeline() == [
        ("2024-01-10", "normal"),
        ("2024-03-21", "special_mention"),
        ("2024-06-19", "substandard"),
    ]
    assert story.class_on("2024-06-19", known_on="2024-06-30") == "normal"


def test_a_late_fact_about_one_loan_re_derives_what_it_did_to_the_others() -> None:
    story = Story()
    story.take(lent("L-BAD"), lent("L-GOOD"), arrears("2024-03-21", "2024-03-20", 1, "L-BAD"))
    story.pass_days("2024-06-30")
    assert story.class_on("2024-06-19", "L-GOOD") == "substandard"
    story.take(arrears("2024-03-21", None, 2, "L-BAD", corrects=(1,), taken="2024-07-01"))
    assert story.timeline("L-GOOD") == [("2024-01-10", "normal")]
    assert story.class_on("2024-06-30", "L-GOOD", known_on="2024-06-30") == "substandard"
    assert story.class_on("2024-06-30", "L-GOOD", known_on="2024-07-01") == "normal"


def test_a_later_word_of_the_same_day_replaces_the_earlier_one() -> None:
    """In the morning an instalment is missing, in the afternoon the money is there."""
    story = overdue()
    made = story.take(arrears("2024-03-21", None, 2))
    assert [type(event).__name__ for event in made] == [
        "ArrearsNoted",
        "ClassesWithdrawn",
        "FourTierWithdrawn",
        "ReviewPlanned",
    ]
    assert story.timeline() == [("2024-01-10", "normal")]


def test_facts_of_a_loan_that_is_not_known_yet_are_kept_and_count_once_it_is() -> None:
    story = Story()
    kept = story.take(arrears("2024-03-21", "2024-03-20", 1))
    assert [type(event) for event in kept] == [ArrearsNoted]
    story.take(lent(taken="2024-03-22"))
    assert story.timeline() == [("2024-01-10", "normal"), ("2024-03-21", "special_mention")]


def test_a_settled_loan_that_is_reopened_is_judged_as_if_it_had_never_been_settled() -> None:
    story = overdue()
    story.take(arrears("2024-05-01", None, 2), settled("2024-05-01", 3))
    story.take(
        arrears("2024-05-01", "2024-03-20", 4, corrects=(2,), taken="2024-06-25"),
        reopened("2024-05-01", 5, (3,), taken="2024-06-25"),
    )
    assert story.timeline()[-1] == ("2024-06-19", "substandard")


def test_payments_of_a_performing_single_loan_cost_one_event_each() -> None:
    story = Story()
    story.take(lent(due=("2024-02-10", "2024-03-10")))
    assert len(story.take(balance("2024-02-10", "90.00", 1))) == 1
    assert len(story.take(paid(1, "2024-02-10", "2024-02-10", 2))) == 1


def test_the_agenda_names_the_next_floor_and_is_empty_without_arrears() -> None:
    story = Story()
    story.take(lent())
    assert decider.agenda(story.state) == ()
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    assert decider.agenda(story.state) == ((on("2024-06-19"), "day_floor"),)
    story.pass_days("2024-06-19")
    assert decider.agenda(story.state) == ((on("2024-12-16"), "day_floor"),)
    story.take(arrears("2024-07-01", None, 2))
    assert decider.agenda(story.state) == ()


def test_a_tick_without_anything_due_is_no_event() -> None:
    story = overdue()
    tick = TimeReached(as_of=on("2024-04-01"))
    assert decider.decide(tick, story.state, POLICIES) == ()


def test_a_tick_that_finds_nothing_new_moves_the_agenda_on() -> None:
    """Arrears announced for later are taken back before their day: the tick only re-plans."""
    story = overdue()
    review = ReviewPlanned(
        loan_id="L-1",
        effective_on=on("2024-03-25"),
        processed_on=on("2024-03-25"),
        review_on=on("2024-04-01"),
        reason="day_floor",
    )
    state = decider.evolve(story.state, review)
    made = decider.decide(TimeReached(as_of=on("2024-04-01")), state, POLICIES)
    assert [type(event) for event in made] == [ReviewPlanned]
    assert decider.agenda(decider.fold(made, state)) == ((on("2024-06-19"), "day_floor"),)


def test_a_late_tick_dates_each_class_on_the_day_it_became_true() -> None:
    story = overdue()
    made = list(decider.decide(TimeReached(as_of=on("2024-12-20")), story.state, POLICIES))
    assert [(str(row.effective_on), str(row.processed_on)) for row in classes(list(made))] == [
        ("2024-06-19", "2024-12-20"),
        ("2024-12-16", "2024-12-20"),
    ]


def test_a_day_judged_ahead_of_its_time_is_judged_again_when_earlier_news_comes_after_it() -> None:
    """Core banking booked ahead: days up to 06-25 are judged, then news of 06-19 comes in."""
    story = overdue()
    story.take(balance("2024-06-25", "90.00", 2))
    assert story.timeline()[-1] == ("2024-06-19", "substandard")
    cured = arrears("2024-06-19", None, 3, taken="2024-06-20")
    again = arrears("2024-06-21", "2024-03-20", 4, taken="2024-06-20")
    story.put(TakeFact(as_of=on("2024-06-20"), fact=again))
    story.put(TakeFact(as_of=on("2024-06-20"), fact=cured))
    assert story.timeline()[-2:] == [("2024-06-19", "normal"), ("2024-06-21", "substandard")]
