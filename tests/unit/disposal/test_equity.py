"""Claim for shares: named once, by a name that a receipt has room for."""

from __future__ import annotations

from tests.unit.disposal.asked import assessment, routed
from tests.unit.disposal.test_route import EQUITY, on_route


def test_shares_are_taken_once_under_a_name_that_a_receipt_has_room_for() -> None:
    """128 characters are an identifier, of which ``equity:`` takes seven."""
    story = on_route("debt_equity")
    for name, code in (("E" * 122, "equity_id_too_long"), ("E" * 121, None)):
        named = EQUITY | {"equity_id": name}
        if code is None:
            story.act("ConvertToEquity", "2025-03-05", "manager", **named)
        else:
            story.refused(code, "ConvertToEquity", "2025-03-05", "manager", **named)
    again = on_route("debt_equity")
    again.act("ConvertToEquity", "2025-03-05", "manager", **EQUITY)
    again.act("AssessDisposal", "2025-03-06", "officer", **assessment("D-9"))
    again.act("SelectRoute", "2025-03-06", "manager", **routed("debt_equity", ("collection",)))
    again.refused("equity_known", "ConvertToEquity", "2025-03-06", "manager", **EQUITY)
