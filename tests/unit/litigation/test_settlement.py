"""What a settlement in enforcement must name (LIT-24), and that money is the loan's own."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.values import Money
from tests.unit.litigation.cases import enforcing
from tests.unit.litigation.told import LIANG, cny


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
