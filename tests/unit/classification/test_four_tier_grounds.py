"""The older scheme of four: what officers record, and leaving the book (LG-11, B.2, DIS-17)."""

from __future__ import annotations

import pytest

from services.kit.domain import Rejected
from tests.unit.classification.beside import back, ground, left
from tests.unit.classification.story import Story, arrears, lent, on, reopened, settled
from tests.unit.classification.test_four_tier import changes, four, tiers, unpaid

# -- grounds that officers record ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["production_stopped", "project_abandoned"])
def test_not_so_long_overdue_but_stopped_or_abandoned_is_sluggish_while_the_ground_stands(
    name: str,
) -> None:
    story = unpaid()
    story.put(ground("2022-05-01", name))
    story.put(ground("2022-07-01", name, holds=False))
    assert tiers(story, "2022-04-30", "2022-05-01", "2022-06-30", "2022-07-01") == [
        *("overdue", "sluggish", "sluggish", "overdue")
    ]
    shown = four(story, "2022-05-01")
    assert (shown.reason, shown.rule, shown.grounds) == (name, "LG-11", (name,))
    assert four(story, "2022-07-01").grounds == ()


def test_a_ground_stands_on_when_the_arrears_are_paid() -> None:
    story = unpaid()
    story.put(ground("2022-05-01", "production_stopped"))
    story.take(arrears("2022-06-01", None, 2))
    assert tiers(story, "2022-06-01") == ["sluggish"]


def test_listed_as_bad_is_bad_and_wins_over_time() -> None:
    story = unpaid()
    story.put(ground("2023-05-01", "listed_as_bad"))
    story.pass_days("2024-12-31")
    assert tiers(story, "2023-04-30", "2023-05-01", "2024-12-31") == ["overdue", "bad", "bad"]
    story.put(ground("2025-01-02", "listed_as_bad", holds=False))
    assert tiers(story, "2025-01-02") == ["sluggish"]


def test_a_ground_found_days_ago_counts_from_its_day() -> None:
    story = unpaid()
    story.pass_days("2022-06-09")
    story.put(ground("2022-06-10", "project_abandoned", done_on=on("2022-06-01")))
    assert tiers(story, "2022-05-31", "2022-06-01") == ["overdue", "sluggish"]
    assert four(story, "2022-06-05", known_on="2022-06-09").tier == "overdue"


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("strike", {}, "ground_unknown"),
        ("written_off", {}, "ground_unknown"),
        ("production_stopped", {"evidence": ()}, "evidence_missing"),
        ("project_abandoned", {"holds": False}, "ground_not_standing"),
        ("listed_as_bad", {}, "ground_stands"),
        ("production_stopped", {"approved_by": None}, "second_person_missing"),
        ("production_stopped", {"approved_by": "he"}, "same_person"),
        ("production_stopped", {"role": "collector"}, "role_not_allowed"),
        ("production_stopped", {"loan": "L-9"}, "loan_unknown"),
        ("production_stopped", {"done_on": on("2022-06-02")}, "done_in_future"),
    ],
)
def test_a_ground_is_refused(name: str, changed: dict[str, object], code: str) -> None:
    story = unpaid()
    story.put(ground("2022-05-01", "listed_as_bad"))
    with pytest.raises(Rejected) as refused:
        story.put(ground("2022-06-01", name, **changed))  # type: ignore[arg-type]
    assert refused.value.code == code


# -- out of the book -----------------------------------------------------------------------------


def test_what_is_written_off_was_listed_as_bad_that_day_and_leaves() -> None:
    """B.2: bad comes before out; DIS-17: a write-off takes a criterion of those rules."""
    story = unpaid()
    story.take(left("2023-06-01", "written_off", 1))
    assert changes(story)[1:] == [
        ("2023-06-01", "overdue", "bad"),
        ("2023-06-01", "bad", "out"),
    ]
    assert tiers(story, "2023-05-31", "2023-06-01") == ["overdue", "out"]
    assert four(story, "2023-06-01").reason == "written_off"


def test_one_listed_before_goes_from_bad_to_out() -> None:
    story = unpaid()
    story.put(ground("2023-05-01", "listed_as_bad"))
    story.take(left("2023-06-01", "written_off", 1))
    assert changes(story)[1:] == [
        ("2023-05-01", "overdue", "bad"),
        ("2023-06-01", "bad", "out"),
    ]


def test_a_withdrawn_write_off_brings_the_tier_back_as_if_it_had_never_been() -> None:
    story = unpaid()
    story.take(left("2023-06-01", "written_off", 1))
    story.pass_days("2024-04-30")
    story.take(back("2023-06-01", 2, (1,), taken="2024-05-01"))
    assert changes(story) == [
        ("2022-03-21", "normal", "overdue"),
        ("2024-03-21", "overdue", "sluggish"),
    ]
    assert four(story, "2024-04-30", known_on="2024-04-30").tier == "out"


@pytest.mark.parametrize("how", ["transferred", "remitted"])
def test_what_is_sold_or_given_up_is_out_and_was_not_bad(how: str) -> None:
    story = unpaid()
    story.take(left("2023-06-01", how))  # type: ignore[arg-type]
    story.pass_days("2024-12-31")
    assert changes(story)[1:] == [("2023-06-01", "overdue", "out")]


def test_a_settled_loan_is_out_and_in_again_when_it_owes_again() -> None:
    story = Story()
    story.take(lent(day="2022-01-10"), settled("2022-06-01", 1))
    assert tiers(story, "2022-05-31", "2022-06-01") == ["normal", "out"]
    story.take(reopened("2022-06-01", 2, (1,), taken="2022-06-10"))
    assert tiers(story, "2022-06-10") == ["normal"]
    assert changes(story) == []
