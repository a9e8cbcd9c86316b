"""Loan L-4801 (domain catalogue, section C) as far as disposal hears and does it.

What section C leaves open is chosen here: the days of assessment and route, of the six rents, of
the stock-takes, of offer, bids and agreement.
"""

from __future__ import annotations

from typing import Any

from tests.unit.disposal.asked import SECOND, assessment, bid, in_kind, offer, proposal, routed
from tests.unit.disposal.story import Story
from tests.unit.disposal.told import (
    DEBTOR,
    GUARANTOR,
    balance,
    charged,
    classified,
    cny,
    guaranteed,
    opened,
    staged,
    stated,
)

RENTS = ("2025-04-20", "2025-05-20", "2025-06-20", "2025-07-20", "2025-08-20", "2025-09-20")


def until_npl() -> Story:
    """Lent, guaranteed, accelerated, sued: up to the failed second auction."""
    story = Story()
    story.tell(opened(), "2023-03-20")
    story.tell(guaranteed("2023-03-20"), "2023-03-20")
    story.tell(charged("2023-03-20", "pledged"), "2023-03-20")
    story.tell(classified("2023-03-20", "normal", 1), "2023-03-20")
    story.tell(balance("2024-02-20", 12, "260000.00", "R11", "21680.00", "borrower"), "2024-02-20")
    story.tell(classified("2024-06-19", "substandard", 5), "2024-06-19")
    story.tell(stated("2024-06-25", "260000.00", None, "5700.00", "1224.00"), "2024-06-25")
    story.tell(staged("2024-10-10", "enforcing"), "2024-10-10")
    court = balance("2024-11-20", 31, "243318.00", "COURT-1", "42300.00", "court", "7150.00")
    story.tell(court, "2024-11-20")
    story.tell(stated("2024-11-20", "243318.00"), "2024-11-20")
    zhao = balance("2024-12-10", 32, "184777.91", "ZHAO-1", "60000.00", "guarantor")
    story.tell(zhao, "2024-12-10")
    story.tell(stated("2024-12-10", "184777.91"), "2024-12-10")
    story.tell(classified("2024-12-16", "doubtful", 6), "2024-12-16")
    return story


def until_route() -> Story:
    """Assessed and on the way of payment in kind."""
    story = until_npl()
    story.act("AssessDisposal", "2025-02-24", **assessment("D-1"))
    story.act("SelectRoute", "2025-02-25", "manager", **routed("in_kind"))
    return story


def until_held() -> Story:
    """The shop is taken, monitoring has booked it, enforcement has ended."""
    story = until_route()
    story.act("AcceptPaymentInKind", "2025-03-05", "manager", **in_kind())
    taken = balance("2025-03-05", 33, "88689.75", "A-SHOP", "100800.00", "in_kind")
    story.tell(taken, "2025-03-05")
    story.tell(stated("2025-03-05", "88689.75"), "2025-03-05")
    story.tell(charged("2025-03-05", "received_in_satisfaction"), "2025-03-05")
    story.tell(classified("2025-03-16", "loss", 7), "2025-03-16")
    story.tell(staged("2025-03-20", "dormant"), "2025-03-20")
    return story


def rent(number: int) -> dict[str, Any]:
    return {
        "asset_id": "A-SHOP",
        "receipt_id": f"RENT-{number}",
        "gross": cny("750.00"),
        "cost": cny("0.00"),
    }


def until_proposed() -> Story:
    """Let, and proposed for write-off by applicant and reviewer."""
    story = until_held()
    lease: dict[str, Any] = {"asset_id": "A-SHOP", "tenant_id": "T-1", "rent": cny("750.00")}
    story.act("LeaseAsset", "2025-03-28", **lease)
    for number, day in enumerate(RENTS[:2], 1):
        story.act("RecordRent", day, **rent(number))
    story.act("AssessDisposal", "2025-06-10", **assessment("D-2", recoverable=cny("8000.00")))
    story.act("SelectRoute", "2025-06-11", "manager", **routed("write_off"))
    story.act("RecordRent", RENTS[2], **rent(3))
    story.act("ProposeWriteOff", "2025-06-20", **proposal())
    return story


def until_written_off() -> Story:
    """Written off on 30 June 2025."""
    story = until_proposed()
    story.act("TakeStock", "2025-06-27", asset_id="A-SHOP", report_id="STOCK-1")
    story.act("ApproveWriteOff", "2025-06-30", "committee")
    return story


def until_sold() -> Story:
    """The shop is sold on 30 September 2025."""
    story = until_written_off()
    for number, day in enumerate(RENTS[3:], 4):
        story.act("RecordRent", day, **rent(number))
    story.act("TakeStock", "2025-09-25", asset_id="A-SHOP", report_id="STOCK-2")
    sale: dict[str, Any] = {
        "asset_id": "A-SHOP",
        "buyer_id": "P-88",
        "method": "auction",
        "price": cny("95000.00"),
        "cost": cny("2300.00"),
    }
    story.act("SellAsset", "2025-09-30", "manager", **sale, **SECOND)
    return story


def until_blocked() -> Story:
    """Offered for sale, and bid for by a private person."""
    story = until_sold()
    story.act("OfferForTransfer", "2025-10-09", **offer())
    private = {"kind": "individual", "buyer_id": "P-1", "licence_id": None}
    story.act("RecordBid", "2025-10-16", **bid("B-0", "20000.00", **private))
    return story


def until_transferred() -> Story:
    """Sold to a licensed asset manager on 14 November 2025."""
    story = until_blocked()
    story.act("RecordBid", "2025-10-30", **bid())
    deal = {"bid_id": "B-1", "agreement_id": "AGR-1"}
    story.act("AgreeTransfer", "2025-11-10", "manager", **deal, **SECOND)
    story.act("TransferDebt", "2025-11-14", "manager", payment_id="PRICE-1", **SECOND)
    for party in (DEBTOR, GUARANTOR):
        notice = {"party_id": party, "method": "post", "proof_id": f"EMS-{party}"}
        story.act("ServeTransferNotice", "2025-11-14", **notice)
    return story
