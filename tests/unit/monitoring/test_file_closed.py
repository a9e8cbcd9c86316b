"""A closed file says in words why: paid, or the rest given up (DIS-19)."""

from __future__ import annotations

from services.monitoring.domain.file_document import file_document
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import Story, remitted
from tests.unit.monitoring.loans import DISBURSED, JANUARY

ON = DISBURSED + 2 * DAY
PAID, GIVEN_UP = ["Closed", "已结清归档"], ["Closed, the rest given up", "余额豁免归档"]


def test_a_loan_whose_rest_was_given_up_is_not_called_paid() -> None:
    """Rules: DIS-19."""
    story = Story.reviewed()
    story.tell(ON, remitted(ON))
    shown = file_document(story.file(ON))
    assert (shown["state"], shown["state_words"]) == ("closed", GIVEN_UP)


def test_a_loan_that_was_paid_is_called_so() -> None:
    day = JANUARY + 90 * DAY
    story = Story.reviewed()
    story.pay("R-1", "3075.00", JANUARY)
    shown = file_document(story.file(day))
    assert (shown["state"], shown["state_words"]) == ("closed", PAID)
