"""How far a restructured loan may rise: special mention, substandard when again (RC-84 to RC-86)."""

from __future__ import annotations

import pytest

from tests.unit.classification.beside import cure_test, left, restructured, review
from tests.unit.classification.story import Story, arrears, lent, replanned
from tests.unit.classification.test_restructuring import (
    MONTHLY,
    changed_plan,
    observed,
    override,
    pays,
    refused,
    shown,
)


def test_restructured_again_within_the_observation_is_substandard_and_observed_anew() -> None:
    """RC-86, and after the observation is over it would be the first time."""
    story = changed_plan()
    pays(story, "2024-09-30")
    story.put(restructured("2024-10-01", concession_evidence=("CONTRACT-3",)))
    assert [story.class_on(day) for day in ("2024-09-30", "2024-10-01")] == [
        *("special_mention", "substandard")
    ]
    assert observed(story, "2024-10-01") == ("2024-10-10", "2025-10-10")
    other = changed_plan()
    pays(other, "2025-06-10")
    other.put(review("2025-06-11"))
    other.put(restructured("2025-06-12", concession_evidence=("CONTRACT-3",)))
    assert other.class_on("2025-06-12") == "special_mention"


@pytest.mark.parametrize(
    ("papers", "again"),
    [
        (("CONTRACT-2",), False),
        (("CONTRACT-2", "CONTRACT-3"), True),
        (("CONTRACT-3",), True),
    ],
)
def test_one_changed_contract_is_restructured_once_however_often_it_is_recorded(
    papers: tuple[str, ...], again: bool
) -> None:
    """Rules: RC-86. Without the number of a change its papers tell, beside a numbered one too."""
    for first in ({}, {"change_id": "CH-1"}):
        story = Story()
        story.take(lent(due=("2024-02-10",)), replanned("2024-05-20", "CH-1", MONTHLY))
        story.put(restructured("2024-05-20", **first))
        second = restructured("2024-05-21", concession_evidence=papers)
        if again:
            story.put(second)
        else:
            assert refused(story, second) == "change_recorded"
        found = story.seen("2024-05-21").restructuring
        assert found is not None and found.times == 1 + again


def test_non_performing_before_it_stays_so_until_its_own_conditions_are_met() -> None:
    """RC-85: a company's loan rises by RC-70 only, and to special mention at most."""
    story = Story()
    story.take(lent(due=("2024-02-10",)), arrears("2024-02-11", "2024-02-10", 1))
    story.pass_days("2024-05-19")
    story.take(replanned("2024-05-20", "CH-1", MONTHLY), arrears("2024-05-20", None, 2))
    story.put(restructured("2024-05-20", change_id="CH-1"))
    assert story.class_on("2024-05-20") == "substandard"
    pays(story, "2024-11-20")
    test = cure_test("2024-11-21", "REVIVE-5")
    story.put(test)
    assert story.class_on("2024-11-21") == "substandard", (
        "condition 5: it would be special mention"
    )


def test_a_retail_loan_rises_by_days_to_special_mention_and_no_further() -> None:
    story = Story()
    story.take(lent(kind="personal", due=("2024-02-10",)), arrears("2024-02-11", "2024-02-10", 1))
    story.pass_days("2024-05-19")
    assert story.class_on("2024-05-19") == "substandard"
    story.take(replanned("2024-05-20", "CH-1", MONTHLY), arrears("2024-05-20", None, 2))
    story.put(restructured("2024-05-20", change_id="CH-1"))
    assert story.class_on("2024-05-20") == "special_mention"


def test_days_past_due_of_a_restructured_loan_are_judged_as_ever() -> None:
    story = changed_plan()
    story.take(arrears("2024-06-11", "2024-06-10", 2))
    story.pass_days("2024-09-30")
    assert [story.class_on(day) for day in ("2024-09-08", "2024-09-09")] == [
        *("special_mention", "substandard")
    ]


def test_judgement_makes_no_restructured_loan_milder() -> None:
    assert (
        refused(changed_plan(), override("2024-05-21", "normal")) == "override_milder_than_floor"
    )


def test_before_the_measures_it_was_substandard_and_observed_for_six_months() -> None:
    """LG-04: at least substandard; observation of six months. RC-83 keeps the length of its first day."""
    story = Story()
    due = {number: f"2023-{4 + number:02d}-10" for number in range(9)}
    story.take(lent(day="2023-01-10", due=("2023-02-10",)))
    story.take(replanned("2023-03-20", "CH-1", due))
    story.put(restructured("2023-03-20", change_id="CH-1"))
    assert story.class_on("2023-03-20") == "substandard"
    assert observed(story, "2023-03-20") == ("2023-04-10", "2023-10-10")


def test_what_is_written_off_shows_no_restructuring() -> None:
    story = changed_plan()
    story.take(left("2024-06-01", "written_off", 1))
    assert shown(story, "2024-06-01") is None
    assert refused(story, restructured("2024-06-02")) == "loan_out"
