"""What a settlement in enforcement must name (LIT-24), and that money is the loan's own."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from contracts.values import Money
from services.kit.domain import Entry
from tests.unit.litigation.cases import enforcing
from tests.unit.litigation.told import LIANG, cny, entry, settled


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parties": ()}, "parties_missing"),
        ({"parties": ("NOBODY",)}, "defendant_unknown"),
        ({"remain_liable": ("NOBODY",)}, "defendant_unknown"),
        ({"amount": cny("0.00")}, "amount_zero"),
        ({"amount": Money(100, "JPY")}, "currency_mismatch"),
        ({"pay_by": "2024-10-31"}, "pay_by_past"),
    ],
)
def test_a_settlement_names_parties_a_sum_and_a_day(changed: dict[str, Any], code: str) -> None:
    """Rules: LIT-24."""
    given = {
        "settlement_id": "S-1",
        "parties": (LIANG,),
        "amount": cny("1.00"),
        "pay_by": "2024-12-31",
    }
    enforcing().refuse(code, "2024-11-01", "agree-settlement", **given | changed)


def test_a_withdrawal_counts_from_the_first_day_of_what_it_withdraws() -> None:
    """Neighbours fold our words up to a day: "closed" must not stay on the days between."""
    story = enforcing()
    terms = {"settlement_id": "S-1", "parties": (LIANG,), "pay_by": "2024-12-31"}
    story.act("2024-12-10", "agree-settlement", **terms, amount=cny("1.00"))
    story.tell("2024-12-12", settled("2024-11-22", 40))
    assert story.stages[-1] == ("2024-11-22", "closed")
    story.tell("2024-12-13", monitoring.EntriesWithdrawn(**entry("2024-11-22", 41, (40,))))
    assert story.stages[-1] == ("2024-12-10", "settlement_running")
    entries = [each for _, each in story.events if isinstance(each, Entry)]
    days = {each.entry: each.effective_on for each in entries}
    late = [
        (each.entry, number)
        for each in entries
        for number in each.corrects
        if each.effective_on > days[number]
    ]
    assert late == []
