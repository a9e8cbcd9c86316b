"""The second visit with the guarantor's side, in time or late, and of loans that were paid (COL-09)."""

from __future__ import annotations

import pytest

from services.collection.domain.conclusions import GuarantorContactDue
from tests.unit.collection.life import on, spoken
from tests.unit.collection.test_two_loans import two


@pytest.mark.parametrize("guarantor", [True, False])
@pytest.mark.parametrize(
    ("day", "joint"),
    [("2024-03-23", False), ("2024-03-24", True), ("2024-03-25", True), ("2024-03-26", True)],
)
def test_a_visit_from_the_fourth_day_on_is_joint_collection(
    day: str, joint: bool, guarantor: bool
) -> None:
    """Rules: COL-09. Also after the day of the timer, which has told the guarantor's side by then."""
    life = spoken()
    if guarantor:
        life.guarantor()
    life.to(day).visit()
    assert (life.case() == "JOINT_COLLECTION") == joint
    assert len(life.of(GuarantorContactDue)) == (joint and guarantor)


def test_a_visit_after_the_second_one_leads_nowhere_back() -> None:
    life = spoken().guarantor()
    life.to("2024-03-26").visit()
    life.promise("2024-03-27", "100.00")
    life.to("2024-03-28").visit()
    assert life.case() == "FOLLOW_UP"


def test_the_guarantors_of_a_loan_that_was_paid_are_left_alone() -> None:
    """Rules: GUA-08. The other loan's arrears go on, and its case with them."""
    life = two().guarantor("G-1").guarantor("G-2", loan="L-2")
    life.close().overdue(None)
    life.to("2024-03-24").visit()
    life.to("2024-03-28")
    assert [each.loan_id for each in life.of(GuarantorContactDue)] == ["L-2"]


def test_its_new_arrears_have_a_visit_of_their_own() -> None:
    """Rules: COL-09, GUA-08. Due 20 April 2024: D4 is a Wednesday."""
    life = two().guarantor("G-1")
    life.close().overdue(None)
    life.to("2024-04-21").overdue("2024-04-20")
    life.to("2024-04-26")
    told = [each.effective_on for each in life.of(GuarantorContactDue)]
    assert told == [on("2024-04-24")]
