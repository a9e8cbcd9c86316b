"""A small life about a sale of the claim that fails, for a command which the told lives leave out."""

from __future__ import annotations

from tests.lives.lending import lend
from tests.lives.telling import Told, cny
from tests.lives.whole_life_end import PILOT, assess


def called_off(life: Told) -> None:
    """Offered, bid for and agreed; the buyer does not pay, and the agreement is ended."""
    lend(life)
    life.to("2024-06-01")
    assess(life, "2024-06-01", "D-1", "transfer")
    channel = {"channel": "single", "valuation_id": "VAL-1"}
    life.act("disposal", "offer-for-transfer", offer_id="O-1", **channel, screened=list(PILOT))
    buyer = {
        "buyer_id": "AMC-1",
        "kind": "amc",
        "licence_id": "LIC-1",
        "experience_years": 20,
        "capital": cny("10000000000.00"),
    }
    life.act("disposal", "record-bid", bid_id="B-1", buyer=buyer, price=cny("8000.00"))
    life.act("disposal", "agree-transfer", "2024-06-05", bid_id="B-1", agreement_id="AGR-1")
    ended = {"agreement_id": "AGR-1", "document_id": "RESCISSION-1"}
    life.act("disposal", "call-off-transfer", "2024-07-05", **ended)
