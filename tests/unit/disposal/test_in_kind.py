"""Payment in kind and what becomes of the asset: guards, terms, the one count (POL-24)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal as published
from contracts.values import Money
from services.disposal.domain.events import (
    AssetReceivedInSatisfaction,
    DutyMissed,
    OwnUseApproved,
    RecoveryRecognised,
    RepossessedAssetSold,
)
from tests.unit.disposal.asked import SECOND, assessment, document, in_kind, routed
from tests.unit.disposal.l4801 import rent, until_held, until_route
from tests.unit.disposal.told import cny, on

TAKE = ("AcceptPaymentInKind", "2025-03-05", "manager")
LEASE: dict[str, Any] = {"asset_id": "A-SHOP", "tenant_id": "T-1", "rent": cny("750.00")}
SALE: dict[str, Any] = {
    "asset_id": "A-SHOP",
    "buyer_id": "P-88",
    "method": "auction",
    "price": cny("95000.00"),
    "cost": cny("2300.00"),
} | SECOND
KEEP: dict[str, Any] = {
    "asset_id": "A-SHOP",
    "fixed_asset_approval_id": "FIX-1",
    "booked_value": cny("90000.00"),
} | SECOND


# -- guards of taking ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title_id": None}, "title_missing"),
        ({"asset_kind": "sculpture"}, "asset_kind_unknown"),
        ({"value": Money(100_800, "JPY")}, "currency_mismatch"),
        ({"ground": "promise"}, "ground_not_lawful"),
        ({"owner_role": "neighbour"}, "owner_role_not_lawful"),
        ({"shortfall": ()}, "cash_shortfall_not_shown"),
        ({"shortfall": (document("newspaper"),)}, "cash_shortfall_not_shown"),
        ({"debt_reduced": cny("0.00")}, "more_than_owed"),
        ({"debt_reduced": cny("189489.76"), "value": cny("200000.00")}, "more_than_owed"),
        ({"value": cny("100799.99")}, "debt_above_value"),
        ({"approved_by": None}, "second_person_missing"),
        ({"approved_by": "Sun"}, "same_person"),
    ],
)
def test_an_asset_is_taken_by_title_for_what_cash_does_not_pay(
    changed: dict[str, Any], code: str
) -> None:
    """Rules: DIS-03, DIS-06, COL-112, FA-04."""
    until_route().refused(code, *TAKE, **(in_kind() | changed))


def test_the_whole_claim_may_be_paid_in_kind_to_the_cent() -> None:
    story = until_route()
    whole = in_kind(debt_reduced=cny("189489.75"), value=cny("189489.75"))
    assert story.act(*TAKE, **whole)


@pytest.mark.parametrize("owner", ["borrower", "guarantor", "third_person"])
@pytest.mark.parametrize("ground", ["agreement", "court_order"])
def test_whose_asset_and_by_which_ground(owner: str, ground: str) -> None:
    story = until_route()
    story.act(*TAKE, **in_kind(owner_role=owner, ground=ground))
    assert story.view("2025-03-05").state == "held"


def test_one_asset_is_taken_once() -> None:
    story = until_held()
    story.refused("wrong_state", "AcceptPaymentInKind", "2025-04-01", "manager", **in_kind())
    story.act("AssessDisposal", "2025-04-02", **assessment("D-2"))
    story.act("SelectRoute", "2025-04-02", "manager", **routed("in_kind"))
    again = in_kind(debt_reduced=cny("1.00"))
    story.refused("asset_known", "AcceptPaymentInKind", "2025-04-02", "manager", **again)
    renamed = again | {"asset_id": "A-SHOP-2"}
    story.refused("collateral_taken", "AcceptPaymentInKind", "2025-04-02", "manager", **renamed)


# -- FA-01, FA-02, FA-05: how long, how often ---------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "valid_until", "dispose_by"),
    [
        ("real_estate", None, "2027-03-05"),
        ("equity", None, "2027-03-05"),
        ("other_right", None, "2027-03-05"),
        ("other_right", "2026-01-31", "2026-01-31"),
        ("other_right", "2029-01-31", "2027-03-05"),
        ("movable", None, "2026-03-05"),
    ],
)
def test_the_last_day_to_be_rid_of_it(kind: str, valid_until: str | None, dispose_by: str) -> None:
    """Rules: FA-03."""
    story = until_route()
    ends = None if valid_until is None else on(valid_until)
    story.act(*TAKE, **in_kind(asset_kind=kind, valid_until=ends))
    (made,) = story.made(AssetReceivedInSatisfaction)
    assert made.dispose_by == on(dispose_by)


def test_the_term_runs_from_the_day_of_title_not_from_the_booking() -> None:
    story = until_route()
    booked_late = in_kind(done_on=on("2025-02-28"))
    story.act("AcceptPaymentInKind", "2025-03-10", "manager", **booked_late)
    (made,) = story.made(AssetReceivedInSatisfaction)
    assert (made.effective_on, made.dispose_by) == (on("2025-02-28"), on("2027-02-28"))


def test_an_asset_kept_too_long_is_a_breach_that_stays_visible() -> None:
    story = until_route()
    story.act(*TAKE, **in_kind(asset_kind="movable"))
    story.pass_days("2026-03-04")
    assert not [each for each in story.made(DutyMissed) if each.duty == "dispose_of_asset"]
    story.pass_days("2026-03-05")
    (missed,) = [each for each in story.made(DutyMissed) if each.duty == "dispose_of_asset"]
    assert (missed.due_on, missed.rule, missed.subject) == (on("2026-03-05"), "FA-02", "A-SHOP")
    story.pass_days("2026-12-31")
    assert len([each for each in story.made(DutyMissed) if each.duty == "dispose_of_asset"]) == 1
    for day, late in (("2026-03-04", False), ("2026-03-05", True), ("2026-12-31", True)):
        (due,) = [each for each in story.view(day).due if each.what == "dispose_of_asset"]
        assert due.missed is late
    story.act("SellAsset", "2027-01-05", "manager", **SALE)
    assert not [each for each in story.view("2027-01-05").due if each.what == "dispose_of_asset"]


def test_stock_is_taken_once_in_each_quarter() -> None:
    story = until_held()
    story.pass_days("2025-06-29")
    assert not story.made(DutyMissed)
    story.act("TakeStock", "2025-06-30", asset_id="A-SHOP", report_id="S-1")
    story.pass_days("2025-09-29")
    assert not story.made(DutyMissed)
    story.pass_days("2025-12-31")
    assert [(each.due_on, each.next_by) for each in story.made(DutyMissed)] == [
        (on("2025-09-30"), on("2025-12-31")),
        (on("2025-12-31"), on("2026-03-31")),
    ]
    shown = [each.on for each in story.view("2025-12-31").due if each.missed]
    assert shown == [on("2025-09-30"), on("2025-12-31")]


def test_a_stock_take_that_is_told_late_was_no_miss() -> None:
    story = until_held()
    story.pass_days("2025-07-02")
    assert len(story.made(DutyMissed)) == 1
    told_late: dict[str, Any] = {
        "asset_id": "A-SHOP",
        "report_id": "S-1",
        "done_on": on("2025-06-20"),
    }
    story.act("TakeStock", "2025-07-03", **told_late)
    assert not [each for each in story.view("2025-07-03").due if each.missed]
    assert [each for each in story.view("2025-07-03", "2025-07-02").due if each.missed]


# -- HELD, LEASED, MONETISED, OWN_USE -----------------------------------------------------------


def test_rents_are_income_beside_the_asset_and_count_with_its_sale() -> None:
    """Rules: DIS-05."""
    story = until_held()
    story.act("LeaseAsset", "2025-03-28", **LEASE)
    assert story.view("2025-03-28").state == "leased"
    story.act("RecordRent", "2025-04-20", **rent(1))
    seen = story.view("2025-04-20")
    assert (seen.in_kind, seen.recovered_net) == (cny("100800.00"), cny("95150.00"))
    assert seen.assets[0].income == cny("750.00")
    story.refused("receipt_known", "RecordRent", "2025-05-20", **rent(1))


def test_a_held_asset_can_be_sold_without_a_lease_and_only_once() -> None:
    story = until_held()
    story.act("SellAsset", "2025-04-01", "manager", **SALE)
    (sold,) = story.made(RepossessedAssetSold)
    assert (sold.net, sold.holding_loss) == (cny("92700.00"), cny("8100.00"))
    assert story.view("2025-04-01").state == "monetised"
    story.refused("wrong_state", "SellAsset", "2025-04-02", "manager", **SALE)
    story.refused("wrong_state", "LeaseAsset", "2025-04-02", **LEASE)
    story.refused("wrong_state", "TakeStock", "2025-04-02", asset_id="A-SHOP", report_id="S")


def test_a_gain_on_holding_is_a_loss_below_zero() -> None:
    story = until_held()
    story.act("SellAsset", "2025-04-01", "manager", **(SALE | {"price": cny("110000.00")}))
    assert story.made(RepossessedAssetSold)[0].holding_loss.amount == "-6900.00"


def test_a_sale_needs_two_persons() -> None:
    alone = SALE | {"approved_by": None}
    until_held().refused("second_person_missing", "SellAsset", "2025-04-01", "manager", **alone)


def test_own_use_by_approval_as_a_fixed_asset_is_way_4() -> None:
    """Rules: DIS-04."""
    story = until_held()
    story.act("ApproveOwnUse", "2025-04-01", "manager", **KEEP)
    assert story.made(OwnUseApproved)
    last = story.made(RecoveryRecognised)[-1]
    assert (last.way, last.gross, last.recovery_id) == ("own_use", cny("90000.00"), "A-SHOP")
    seen = story.view("2025-04-01")
    assert (seen.state, seen.in_kind, seen.assets[0].form) == ("own_use", cny("0.00"), "recovery")
    told = [m for m in story.published() if isinstance(m, published.AssetMonetised)]
    assert [(m.how, m.gross) for m in told] == [("own_use", cny("90000.00"))]
    assert not [each for each in seen.due if each.what == "dispose_of_asset"]


def test_own_use_needs_the_committee_a_held_asset_and_a_discount() -> None:
    story = until_held()
    above = KEEP | {"booked_value": cny("100800.01")}
    story.refused("booked_above_debt", "ApproveOwnUse", "2025-04-01", "manager", **above)
    reviewer = KEEP | {"approver_role": "risk_reviewer"}
    code = "approver_role_not_allowed"
    story.refused(code, "ApproveOwnUse", "2025-04-01", "manager", **reviewer)
    story.act("LeaseAsset", "2025-04-01", **LEASE)
    story.refused("wrong_state", "ApproveOwnUse", "2025-04-02", "manager", **KEEP)


def test_acts_on_an_unknown_asset_or_before_its_last_step_are_refused() -> None:
    story = until_held()
    story.refused("asset_unknown", "LeaseAsset", "2025-04-01", **(LEASE | {"asset_id": "A-2"}))
    early = LEASE | {"done_on": on("2025-03-04")}
    story.refused("done_before_last_step", "LeaseAsset", "2025-04-01", **early)
    story.refused("wrong_state", "RecordRent", "2025-04-01", **rent(1))
