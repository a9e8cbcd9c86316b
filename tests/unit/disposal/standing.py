"""L-4801's disposal in each state of B.6, and an asset taken for it in each of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts import monitoring
from tests.states import Standing
from tests.unit.disposal.asked import SECOND, assessment, bid, offer, routed
from tests.unit.disposal.l4801 import (
    until_held,
    until_npl,
    until_proposed,
    until_transferred,
    until_written_off,
)
from tests.unit.disposal.lives import became_shares, kept_for_own_use, rejected_and_remitted
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_route import assessed, on_route
from tests.unit.disposal.told import IDS, cny, on

DEAL: dict[str, Any] = {"bid_id": "B-1", "agreement_id": "AGR-1"} | SECOND
LEASE: dict[str, Any] = {"asset_id": "A-SHOP", "tenant_id": "T-1", "rent": cny("750.00")}
SALE: dict[str, Any] = {
    "asset_id": "A-SHOP",
    "buyer_id": "P-88",
    "method": "auction",
    "price": cny("95000.00"),
    "cost": cny("2300.00"),
}


def leased() -> Story:
    story = until_held()
    story.act("LeaseAsset", "2025-03-28", **LEASE)
    return story


def sold_asset() -> Story:
    story = leased()
    story.act("SellAsset", "2025-06-30", "manager", **SALE, **SECOND)
    return story


def offered(story: Story) -> Story:
    story.act("OfferForTransfer", "2025-07-09", **offer())
    return story


def bid_for(story: Story) -> Story:
    offered(story).act("RecordBid", "2025-07-10", **bid())
    return story


def agreed(story: Story) -> Story:
    bid_for(story).act("AgreeTransfer", "2025-07-11", "manager", **DEAL)
    return story


def sold() -> Story:
    """The claim is the buyer's, and neither debtor nor guarantor was told."""
    story = agreed(on_route("transfer"))
    story.act("TransferDebt", "2025-07-14", "manager", payment_id="PRICE-1", **SECOND)
    return story


def to_be_written_off() -> Story:
    """Nothing more is found, and the next rung is chosen."""
    story = leased()
    story.act("AssessDisposal", "2025-06-10", **assessment("D-2", recoverable=cny("8000.00")))
    story.act("SelectRoute", "2025-06-11", "manager", **routed("write_off"))
    return story


def settled() -> Story:
    story = assessed()
    gone = monitoring.LoanSettled(**IDS, entry=90, effective_on=on("2025-03-01"))
    story.tell(gone, "2025-03-01")
    return story


CASES: dict[str, Callable[[], Story]] = {
    "none": until_npl,
    "assessed": assessed,
    "in_kind": lambda: on_route("in_kind"),
    "held": until_held,
    "leased": leased,
    "monetised": sold_asset,
    "own_use": kept_for_own_use,
    "transfer": lambda: on_route("transfer"),
    "transfer: offered": lambda: offered(on_route("transfer")),
    "transfer: bid": lambda: bid_for(on_route("transfer")),
    "agreed": lambda: agreed(on_route("transfer")),
    "transferred": until_transferred,
    "agreed: claim sold": sold,
    "write_off": to_be_written_off,
    "write_off: proposed": until_proposed,
    "written_off": until_written_off,
    "written_off: offered": lambda: offered(until_written_off()),
    "written_off: bid": lambda: bid_for(until_written_off()),
    "written_off: agreed": lambda: agreed(until_written_off()),
    "debt_equity": lambda: on_route("debt_equity"),
    "equity_held": became_shares,
    "bankruptcy": lambda: on_route("bankruptcy"),
    "extinguished": rejected_and_remitted,
    "assessed: settled": settled,
}
"""The state of B.6 and, after a colon, how far it has come in it."""
ASSETS: dict[str, Callable[[], Story]] = {
    "none": until_npl,
    "held": until_held,
    "leased": leased,
    "monetised": sold_asset,
    "own_use": kept_for_own_use,
}


def standing(make: Callable[[], Story]) -> Callable[[], Standing]:
    """On the day after the last thing that happened."""

    def stands() -> Standing:
        story = make()
        story.pass_days(story.today.isoformat())
        return Standing(story.state, story.today)

    return stands
