"""What guarantee shows of a loan that never was in arrears: repayments of such leave no event here."""

from __future__ import annotations

from contracts import monitoring
from contracts.values import Money
from tests.unit.guarantee.story import Story
from tests.unit.guarantee.told import JOINT, cny, numbered, opened, owed, stated


def liable(story: Story, as_of: str) -> Money | None:
    return story.guarantor(as_of).liable


def test_of_a_loan_that_never_was_in_arrears_the_debt_is_not_known_here() -> None:
    """11 of 24 instalments are paid, which leaves no event here: 480,000.00 would be wrong."""
    story = Story()
    story.tell(opened(guarantees=(JOINT,)), "2023-03-20")
    assert liable(story, "2023-03-20") == cny("480000.00")
    for day in ("2023-03-21", "2024-02-20"):
        shown = story.guarantor(day)
        assert (shown.liable, shown.liable_unknown) == (None, "never_in_arrears")
    left = (owed(number) for number in range(13, 25))
    story.tell(stated("2024-03-21", owed(12, "1560.00"), *left), "2024-03-21")
    assert liable(story, "2024-03-20") is None
    assert liable(story, "2024-03-21") == cny(
        "261566.00"
    )  # 260,000 + 1,560 + a day's penalty of 6
    assert story.guarantor("2024-03-21").liable_unknown is None


def test_who_is_free_is_liable_for_nothing_of_a_calm_loan() -> None:
    story = Story()
    story.tell(opened(guarantees=(JOINT,)), "2023-03-20")
    story.tell(numbered(monitoring.LoanSettled, "2024-02-20", 12), "2024-02-20")
    assert liable(story, "2024-02-20") == cny("0.00")
