"""What our own services told monitoring about a loan, in the words of the arrears oracle.

The oracle reads raw messages of core banking. Disposal speaks about the same money: what was taken for
debt pays like a receipt of its day (DIS-03), and a claim sold or given up ends the ledger (DIS-07, DIS-19).
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from contracts.catalogue import topics_of
from tests.simulation.checks import Found

IN_KIND = {
    "postloan.disposal.asset-received.v1": ("asset", "asset_id", "debt_reduced"),
    "postloan.disposal.debt-converted-to-equity.v1": ("equity", "equity_id", "amount"),
}
ENDS = ("postloan.disposal.debt-transferred.v1", "postloan.disposal.debt-remitted.v1")


def told_back(found: Found) -> dict[str, dict[str, Any]]:
    """Messages by id, as they lie in disposal's topic."""
    told: dict[str, dict[str, Any]] = {}
    for partition in range(found.world.feed.partitions):
        for record in found.topic(topics_of("disposal").events, partition):
            headers = dict(record.headers)
            raw = _raw(headers["ce_type"].decode(), record.value)
            if raw is not None:
                told[headers["ce_id"].decode()] = raw
    return told


def _raw(ce_type: str, value: bytes | None) -> dict[str, Any] | None:
    said = json.loads(value or b"{}")
    if ce_type in IN_KIND:
        thing, name, amount = IN_KIND[ce_type]
        return {
            "type": "repayment-received",
            "receipt_id": f"{thing}:{said[name]}",
            "amount": said[amount],
            "value_date": said["effective_on"],
        }
    return {"type": "ended", "on": said["effective_on"]} if ce_type in ENDS else None


def ended_on(messages: list[dict[str, Any]], known: date) -> date:
    """The last day on which anything moves the ledger, as far as was known."""
    ends = [each["on"] for each in messages if each["type"] == "ended" and each["known"] <= known]
    return min(map(date.fromisoformat, ends), default=date.max)
