"""Amounts, days, names and repetitions that make no sense in a disposal are refused by code."""

from __future__ import annotations

from typing import Any

import pytest

from services.disposal.domain.events import RecoveryRecognised, RepossessedAssetSold
from tests.unit.disposal.asked import assessment, bid, in_kind, offer, proposal, routed
from tests.unit.disposal.l4801 import rent, until_held, until_route, until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_in_kind import KEEP, LEASE, SALE, TAKE
from tests.unit.disposal.told import SHOP, charged, cny, on


def leased() -> Story:
    story = until_held()
    story.act("LeaseAsset", "2025-03-28", **LEASE)
    return story


# -- rents and sales (DIS-05, POL-24) -----------------------------------------------------------


def test_a_rent_may_cost_what_it_brings_and_no_more() -> None:
    story = leased()
    costly = rent(1) | {"gross": cny("750.00"), "cost": cny("750.01")}
    said = story.refused("cost_above_gross", "RecordRent", "2025-04-20", **costly)
    assert "cost 750.01 is above gross 750.00" in said
    assert story.act("RecordRent", "2025-04-20", **(costly | {"cost": cny("750.00")}))


def test_a_sale_may_cost_what_it_and_the_rents_bring_and_no_more() -> None:
    """One rent of 750 less 50 leaves 700; a price of 1,000 bears costs of 1,700."""
    story = leased()
    story.act(
        "RecordRent", "2025-04-20", **(rent(1) | {"gross": cny("750.00"), "cost": cny("50.00")})
    )
    sale = SALE | {"price": cny("1000.00"), "cost": cny("1700.01")}
    said = story.refused("cost_above_proceeds", "SellAsset", "2025-05-01", "manager", **sale)
    assert "cost 1700.01 is above price 1000.00 and the net rents of 700.00" in said
    story.act("SellAsset", "2025-05-01", "manager", **(sale | {"cost": cny("1700.00")}))
    assert story.made(RepossessedAssetSold)[0].net == cny("0.00")
    last = story.made(RecoveryRecognised)[-1]
    assert last.gross.minor - last.cost.minor == 0


@pytest.mark.parametrize(
    ("name", "field", "fields", "who"),
    [
        ("LeaseAsset", "rent", LEASE, "officer"),
        ("SellAsset", "price", SALE | {"cost": cny("0.00")}, "manager"),
        ("ApproveOwnUse", "booked_value", KEEP, "manager"),
    ],
)
def test_nothing_is_let_sold_or_kept_for_nothing(
    name: str, field: str, fields: dict[str, Any], who: str
) -> None:
    nought = fields | {field: cny("0.00")}
    said = until_held().refused(f"{field}_zero", name, "2025-04-01", who, **nought)
    assert f"{field} 0.00 must be above 0" in said
    assert until_held().act(name, "2025-04-01", who, **(fields | {field: cny("0.01")}))


def test_no_rent_of_nothing_and_no_bid_of_nothing() -> None:
    nought = rent(1) | {"gross": cny("0.00"), "cost": cny("0.00")}
    leased().refused("gross_zero", "RecordRent", "2025-04-20", **nought)
    story = until_written_off()
    story.act("OfferForTransfer", "2025-10-09", **offer())
    story.refused("price_zero", "RecordBid", "2025-10-30", **(bid() | {"price": cny("0.00")}))
    assert story.act("RecordBid", "2025-10-30", **bid())


# -- payment in kind (DIS-03) -------------------------------------------------------------------


def test_what_is_called_collateral_is_charged_for_the_loan() -> None:
    story = until_route()
    strange = in_kind(collateral_id="SHOP-9")
    said = story.refused("collateral_unknown", *TAKE, **strange)
    assert f"'SHOP-9' is not charged for loan L-4801: {SHOP} is (GUA-23)" in said
    assert story.act(*TAKE, **in_kind(collateral_id=None))


def test_what_is_no_longer_charged_is_no_collateral() -> None:
    story = until_route()
    story.tell(charged("2025-03-04", "released"), "2025-03-04")
    said = story.refused("collateral_gone", *TAKE, **in_kind())
    assert "is released" in said
    story.tell(charged("2025-03-05", "pledged"), "2025-03-05")
    assert story.act(*TAKE, **in_kind())


def test_a_right_that_is_over_pays_nothing() -> None:
    """The asset is taken on 5 March 2025."""
    over = in_kind(valid_until=on("2025-03-04"))
    until_route().refused("right_expired", *TAKE, **over)
    assert until_route().act(*TAKE, **in_kind(valid_until=on("2025-03-05")))


# -- repetitions and days -----------------------------------------------------------------------


def test_an_asset_is_looked_over_once_a_day() -> None:
    story = until_held()
    looked: dict[str, Any] = {"asset_id": "A-SHOP", "report_id": "S-1"}
    story.act("TakeStock", "2025-06-30", **looked)
    story.refused(
        "already_recorded", "TakeStock", "2025-07-01", **looked, done_on=on("2025-06-30")
    )
    assert story.act("TakeStock", "2025-07-01", **looked)


def test_each_review_after_a_write_off_is_made_once() -> None:
    story = until_written_off()
    auditor: dict[str, Any] = {"requested_by": "kong", "role": "auditor"}
    audit: dict[str, Any] = {"review": "special_audit", "report_id": "AU-1", **auditor}
    story.act("RecordWriteOffReview", "2026-02-01", **audit)
    story.refused("already_recorded", "RecordWriteOffReview", "2026-02-02", **audit)
    unknown = audit | {"review": "audit"}
    said = story.refused("review_unknown", "RecordWriteOffReview", "2026-02-02", **unknown)
    assert "review 'audit' is none of special_audit, finance_report" in said
    other = audit | {"review": "finance_report"}
    assert story.act("RecordWriteOffReview", "2026-02-02", **other)


def test_an_offer_is_made_once() -> None:
    story = until_written_off()
    story.act("OfferForTransfer", "2025-10-09", **offer())
    story.refused("offer_known", "OfferForTransfer", "2025-10-10", **offer())
    assert story.act("OfferForTransfer", "2025-10-10", **offer(offer_id="O-2"))


def test_the_condition_of_a_write_off_does_not_lie_ahead() -> None:
    story = until_held()
    story.act("AssessDisposal", "2025-06-10", **assessment("D-2"))
    story.act("SelectRoute", "2025-06-11", "manager", **routed("write_off"))
    ahead = proposal(condition_since=on("2025-06-21"))
    said = story.refused("day_in_future", "ProposeWriteOff", "2025-06-20", **ahead)
    assert "condition_since 2025-06-21 lies after 2025-06-20" in said
    assert story.act("ProposeWriteOff", "2025-06-20", **proposal(condition_since=on("2025-06-20")))


def test_a_document_is_from_outside_or_from_inside() -> None:
    story = until_held()
    story.act("AssessDisposal", "2025-06-10", **assessment("D-2"))
    story.act("SelectRoute", "2025-06-11", "manager", **routed("write_off"))
    strange = proposal()
    first = strange["evidence"][0].model_copy(update={"origin": "outside"})
    strange["evidence"] = (first, *strange["evidence"][1:])
    said = story.refused("origin_unknown", "ProposeWriteOff", "2025-06-20", **strange)
    assert "evidence[0].origin 'outside'" in said
