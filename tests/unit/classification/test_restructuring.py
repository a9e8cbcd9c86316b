"""Restructured loans: two facts, floors, the observation and what starts it anew (RC-80 to RC-87)."""

from __future__ import annotations

import pytest

from services.classification.domain.done import RestructuringRecorded
from services.classification.domain.officers import OverrideClass
from services.classification.domain.shown import RestructuringView
from services.kit.domain import Rejected
from tests.unit.classification.beside import restructured, review
from tests.unit.classification.story import Story, lent, on, paid, replanned

MONTHLY = {
    number: f"{2024 + (5 + number) // 12}-{(5 + number) % 12 + 1:02d}-10" for number in range(24)
}
"""Due on the 10th from June 2024 on; the first is number 0."""


def changed_plan(due: dict[int, str] | None = None, kind: str = "corporate") -> Story:
    """Lent on 10 Jan 2024; on 20 May 2024 the plan is stretched and recorded as a restructuring."""
    story = Story()
    story.take(lent(kind=kind, due=("2024-02-10",)))  # type: ignore[arg-type]
    story.take(paid(1, "2024-02-10", "2024-02-10", 1))
    story.take(replanned("2024-05-20", "CH-1", due or MONTHLY))
    story.put(restructured("2024-05-20", change_id="CH-1"))
    return story


def pays(story: Story, until: str, due: dict[int, str] | None = None, since: str = "") -> None:
    """Each instalment due after ``since`` and by ``until`` is paid on its day."""
    for number, day in (due or MONTHLY).items():
        if since < day <= until:
            story.take(paid(number, day, day, 100 + number))
    story.pass_days(until)


def shown(story: Story, day: str, known_on: str | None = None) -> RestructuringView | None:
    seen = story.seen(day, known_on=known_on)
    assert seen is not None
    return seen.restructuring


def observed(story: Story, day: str) -> tuple[str, str | None]:
    found = shown(story, day)
    assert found is not None
    return str(found.observed_from), None if found.ends_on is None else str(found.ends_on)


def refused(story: Story, act: object) -> str:
    with pytest.raises(Rejected) as refusal:
        story.put(act)  # type: ignore[arg-type]
    return refusal.value.code


# -- two facts -----------------------------------------------------------------------------------


def test_difficulty_and_concession_make_a_loan_restructured_from_that_day() -> None:
    """RC-80: both facts; RC-84: performing before, at least special mention from then on."""
    story = changed_plan()
    assert story.class_on("2024-05-19") == "normal"
    seen = story.seen("2024-05-20")
    assert seen is not None
    assert (seen.risk_class, seen.reasons, seen.rules) == (
        "special_mention",
        ("restructured",),
        ("RC-84",),
    )
    assert seen.restructuring is not None
    assert (str(seen.restructuring.since), seen.restructuring.times) == ("2024-05-20", 1)
    assert shown(story, "2024-05-19") is None


def test_a_change_without_difficulty_is_none_and_the_finding_is_kept_with_its_signer() -> None:
    """RC-87."""
    story = Story()
    story.take(lent(), replanned("2024-05-20", "CH-1", MONTHLY))
    act = restructured("2024-05-20", change_id="CH-1", difficulties=(), difficulty_evidence=())
    (made,) = [each for each in story.put(act) if isinstance(each, RestructuringRecorded)]
    assert (made.restructured, made.requested_by, made.approved_by) == (False, "he", "sun")
    assert story.class_on("2024-05-20") == "normal"
    assert shown(story, "2024-05-20") is None


def test_a_change_of_the_plan_alone_restructures_nothing() -> None:
    story = Story()
    story.take(lent(), replanned("2024-05-20", "CH-1", MONTHLY))
    assert story.class_on("2024-05-20") == "normal"


@pytest.mark.parametrize("change", ["new_for_old", "additional_financing", "contractual_option"])
def test_refinancing_and_a_used_option_count_like_a_concession(change: str) -> None:
    """RC-80; no change of the plan is named."""
    story = Story()
    story.take(lent(due=("2024-06-10",)))
    story.put(restructured("2024-05-20", concessions=(change,)))
    assert story.class_on("2024-05-20") == "special_mention"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"concessions": ()}, "concession_missing"),
        ({"concessions": ("discount",)}, "concession_unknown"),
        ({"difficulties": ("bad_mood",)}, "difficulty_unknown"),
        ({"difficulty_evidence": ()}, "evidence_missing"),
        ({"concession_evidence": ()}, "evidence_missing"),
        ({"change_id": "CH-9"}, "change_unknown"),
        ({"change_id": "CH-1"}, "change_recorded"),
        ({"approved_by": None}, "second_person_missing"),
        ({"approved_by": "he"}, "same_person"),
        ({"role": "collector"}, "role_not_allowed"),
        ({"loan": "L-9"}, "loan_unknown"),
    ],
)
def test_a_record_is_refused(fields: dict[str, object], code: str) -> None:
    assert refused(changed_plan(), restructured("2024-05-21", **fields)) == code  # type: ignore[arg-type]


def test_a_finding_of_none_may_turn_out_to_be_one() -> None:
    story = Story()
    story.take(lent(), replanned("2024-05-20", "CH-1", MONTHLY))
    none = {"difficulties": (), "difficulty_evidence": ()}
    story.put(restructured("2024-05-20", change_id="CH-1", **none))
    assert (
        refused(story, restructured("2024-06-01", change_id="CH-1", **none)) == "change_recorded"
    )
    story.put(restructured("2024-06-02", change_id="CH-1"))
    assert [story.class_on(day) for day in ("2024-06-01", "2024-06-02")] == [
        *("normal", "special_mention")
    ]


# -- the observation -----------------------------------------------------------------------------


def test_it_runs_a_year_from_the_first_repayment_date_when_two_periods_are_shorter() -> None:
    """RC-83: first on 10 June 2024, second on 10 July: so until 10 June 2025, and not a day less."""
    story = changed_plan()
    assert observed(story, "2024-05-20") == ("2024-06-10", "2025-06-10")
    pays(story, "2025-06-09")
    assert refused(story, review("2025-06-09")) == "observation_running"
    assert refused(story, review("2025-06-10")) == "observation_running", (
        "that of the day is unpaid"
    )
    pays(story, "2025-06-10", since="2025-06-09")
    story.put(review("2025-06-10"))
    assert [story.class_on(day) for day in ("2025-06-09", "2025-06-10")] == [
        *("special_mention", "normal")
    ]
    assert shown(story, "2025-06-10") is None


def test_and_two_periods_when_a_year_is_shorter() -> None:
    """RC-83: 10 June 2024 and 10 December 2025: the second repayment date is later than the year."""
    due = {0: "2024-06-10", 1: "2025-12-10", 2: "2027-06-10"}
    story = changed_plan(due)
    assert observed(story, "2024-05-20") == ("2024-06-10", "2025-12-10")
    pays(story, "2025-12-09", due)
    assert refused(story, review("2025-12-09")) == "observation_running"
    pays(story, "2025-12-10", due, since="2025-12-09")
    story.put(review("2025-12-10"))
    assert story.class_on("2025-12-10") == "normal"


def test_a_plan_with_one_date_left_has_no_end_and_is_never_complete() -> None:
    story = changed_plan({0: "2024-06-10"})
    assert observed(story, "2024-05-20") == ("2024-06-10", None)
    pays(story, "2026-12-31", {0: "2024-06-10"})
    assert refused(story, review("2026-12-31")) == "observation_running"


def test_a_kept_observation_alone_ends_nothing() -> None:
    story = changed_plan()
    pays(story, "2025-12-31")
    found = shown(story, "2025-12-31")
    assert found is not None
    assert found.complete
    assert story.class_on("2025-12-31") == "special_mention"


def test_an_instalment_paid_on_its_day_is_none_missed_and_a_day_later_is() -> None:
    """RC-83: a missed payment starts it anew from the moment of non-performance, the day after it was due."""
    kept, missed = changed_plan(), changed_plan()
    for story, day in ((kept, "2024-09-10"), (missed, "2024-09-11")):
        pays(story, "2024-09-09")
        story.take(paid(3, "2024-09-10", day, 103))
        pays(story, "2024-12-31", since="2024-09-10")
    assert observed(kept, "2024-12-31") == ("2024-06-10", "2025-06-10")
    assert observed(missed, "2024-12-31") == ("2024-09-11", "2025-09-11")


def test_a_payment_booked_late_mends_what_was_missed_and_its_reversal_breaks_it_again() -> None:
    story = changed_plan()
    pays(story, "2024-09-09")
    story.pass_days("2024-09-14")
    assert observed(story, "2024-09-14") == ("2024-09-11", "2025-09-11")
    story.take(paid(3, "2024-09-10", "2024-09-10", 103, taken="2024-09-15"))
    assert observed(story, "2024-09-15") == ("2024-06-10", "2025-06-10")
    then = shown(story, "2024-09-14", known_on="2024-09-14")
    assert then is not None
    assert str(then.observed_from) == "2024-09-11"


def test_a_review_that_rested_on_money_that_went_back_ended_nothing() -> None:
    story = changed_plan()
    pays(story, "2025-06-10")
    story.put(review("2025-06-11"))
    assert story.class_on("2025-06-11") == "normal"
    gone = paid(12, "2025-06-10", "2025-07-20", 200, taken="2025-07-20", corrects=(112,))
    story.take(gone)
    assert story.class_on("2025-06-11") == "special_mention"
    assert story.class_on("2025-06-11", known_on="2025-07-19") == "normal"


def test_a_difficulty_that_is_not_solved_is_observed_for_another_period() -> None:
    """RC-83: from the day of the review, 12 June 2025, a year and two dates again."""
    story = changed_plan()
    pays(story, "2025-06-11")
    story.put(review("2025-06-12", solved=False))
    assert story.class_on("2025-06-12") == "special_mention"
    assert observed(story, "2025-06-12") == ("2025-06-12", "2026-06-12")


def test_an_experts_bad_class_starts_it_anew() -> None:
    """RC-84: non-performing within the observation: non-performing, and from the beginning."""
    story = changed_plan()
    pays(story, "2024-08-31")
    story.put(override("2024-09-01", "substandard"))
    assert observed(story, "2024-09-01") == ("2024-09-01", "2025-09-01")
    assert story.class_on("2024-09-01") == "substandard"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (review("2025-06-11", evidence=()), "evidence_missing"),
        (review("2025-06-11", approved_by="he"), "same_person"),
        (review("2025-06-11", role="collector"), "role_not_allowed"),
    ],
)
def test_a_review_is_refused(act: object, code: str) -> None:
    story = changed_plan()
    pays(story, "2025-06-10")
    assert refused(story, act) == code


def test_what_is_not_restructured_has_nothing_to_review() -> None:
    story = Story()
    story.take(lent())
    assert refused(story, review("2024-06-01")) == "not_restructured"


def override(day: str, risk_class: str) -> OverrideClass:
    return OverrideClass(
        as_of=on(day),
        loan_id="L-1",
        requested_by="chen",
        role="post_loan_officer",
        approved_by="liu",
        approver_role="risk_reviewer",
        risk_class=risk_class,  # type: ignore[arg-type]
        reason="as seen",
    )
