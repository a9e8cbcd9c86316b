"""What was agreed to be paid on a holiday is due on the next working day: shown as it is judged (T-3)."""

from __future__ import annotations

import pytest

from tests.unit.litigation.cases import enforcing
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, ZHAO, cny


def settled(pay_by: str) -> Story:
    story = enforcing()
    parties = {"parties": (LIANG, ZHAO), "remain_liable": (ZHAO,)}
    fields = {"settlement_id": "SE-1", "amount": cny("1000.00"), "pay_by": pay_by}
    story.act("2024-11-01", "agree-settlement", **parties, **fields)
    return story


@pytest.mark.parametrize(
    ("pay_by", "last", "broken"),
    [
        ("2024-11-22", "2024-11-22", "2024-11-23"),
        ("2024-11-23", "2024-11-25", "2024-11-26"),  # a Saturday
    ],
)
def test_the_day_that_is_shown_is_the_day_that_is_judged_by(
    pay_by: str, last: str, broken: str
) -> None:
    """Rules: LIT-24, T-3."""
    story = settled(pay_by)
    assert story.due_on("2024-11-02")["settlement_payment"] == last
    story.refuse("settlement_not_due", last, "break-settlement")
    story.act(broken, "break-settlement")
