"""A plan whose numbers begin anew (ADR 0008, ADR 0032) takes none of the instalments that were paid before
it, or missed, out of an observation: they fell due, whatever number the new ones have."""

from __future__ import annotations

import pytest

from tests.unit.classification.story import lent, paid, replanned
from tests.unit.classification.test_observation import HALF_YEARLY, cured, marks
from tests.unit.classification.test_restructuring import changed_plan, observed, pays

ANEW = {1: "2025-02-20", 2: "2025-08-20", 3: "2026-02-20"}


@pytest.mark.parametrize("day", ["2024-08-20", "2024-08-21", "2024-10-01"])
def test_an_instalment_paid_in_the_observation_counts_under_a_new_plan_too(day: str) -> None:
    """The second repayment period ends on 20 Feb 2025, not half a year later; the plan may be of the very day
    on which the first one was due and paid. Rules: RC-70."""
    story = cured(due=HALF_YEARLY)
    story.take(paid(2, "2024-08-20", "2024-08-20", 20))
    story.take(replanned(day, "CH-1", ANEW))
    story.take(paid(1, "2025-02-20", "2025-02-20", 21))
    story.pass_days("2025-03-31")
    assert marks(story)[1:] == [("2025-02-20", "completed", "payments_regular")]


def test_one_missed_before_a_new_plan_starts_the_observation_of_a_restructured_loan_anew() -> None:
    """Due on 10 Aug, paid on 20 Aug 2024; from 1 Sep on the numbers begin anew. Rules: RC-83."""
    story = changed_plan()
    pays(story, "2024-07-31")
    story.take(paid(2, "2024-08-10", "2024-08-20", 50))
    assert observed(story, "2024-08-31")[0] == "2024-08-11"
    anew = {number: f"2024-{8 + number:02d}-10" for number in range(1, 5)}
    story.take(replanned("2024-09-01", "CH-2", anew))
    story.pass_days("2024-09-09")
    assert observed(story, "2024-09-09")[0] == "2024-08-11"


def test_one_that_a_new_plan_ended_unpaid_was_missed_as_well() -> None:
    """Due on 10 Aug 2024 and never paid: from 1 Sep on it is part of the new plan. Rules: RC-83."""
    story = changed_plan()
    pays(story, "2024-07-31")
    anew = {number: f"2024-{8 + number:02d}-10" for number in range(1, 5)}
    story.take(replanned("2024-09-01", "CH-2", anew))
    story.pass_days("2024-09-09")
    assert observed(story, "2024-09-09")[0] == "2024-08-11"


def test_a_matched_plan_moves_what_is_unpaid_and_leaves_what_was_paid() -> None:
    story = cured(due=HALF_YEARLY)
    story.take(paid(2, "2024-08-20", "2024-08-20", 20))
    story.take(
        replanned("2024-10-01", "CH-1", {2: "2024-08-20", 3: "2025-04-30", 4: "2025-10-30"})
    )
    file = story.state.loans["L-1"]
    found = [(each.number, str(each.due_on)) for each in file.installments_on(story.day)]
    kept = [(1, "2024-03-20"), (2, "2024-08-20")]
    assert found == [*kept, (3, "2025-04-30"), (4, "2025-10-30")]
    assert lent(due=HALF_YEARLY).installments[2].number == 3
