"""Monitoring's statements of the claim: from which day one holds, and which says nothing new."""

from __future__ import annotations

import pytest

from services.disposal.domain.facts import ClaimNoted
from tests.unit.disposal.l4801 import until_written_off
from tests.unit.disposal.told import cny, stated


@pytest.mark.parametrize(("day", "memo"), [("2025-06-30", "91727.19"), ("2025-07-01", "91802.76")])
def test_a_statement_holds_from_its_own_day_whatever_was_paid_before(day: str, memo: str) -> None:
    """Not from the last payment, of 5 March: 117 days at 0.03 % are 3,113.01, on 86,536.69 3,037.44."""
    story = until_written_off()
    story.tell(stated(day, "86536.69", "2025-03-05"), "2025-07-10")
    out = story.state.written_off
    assert out is not None
    assert out.memo_claim == cny(memo)
    assert story.view("2025-06-30", "2025-07-09").memo_claim == cny("91802.76")


@pytest.mark.parametrize(
    ("day", "since", "noted"),
    [
        ("2025-07-09", "2025-03-05", 0),
        ("2025-07-01", "2025-03-05", 0),
        ("2025-06-30", "2025-03-05", 1),
        ("2025-07-09", "2025-03-06", 1),
    ],
)
def test_a_statement_that_says_the_same_of_a_later_day_is_not_kept_again(
    day: str, since: str, noted: int
) -> None:
    """Monitoring states a claim whenever its standing changes, mostly because a day has passed."""
    story = until_written_off()
    story.tell(stated("2025-07-01", "86536.69", "2025-03-05"), "2025-07-09")
    before = len(story.made(ClaimNoted))
    story.tell(stated(day, "86536.69", since), "2025-07-10")
    assert len(story.made(ClaimNoted)) == before + noted
