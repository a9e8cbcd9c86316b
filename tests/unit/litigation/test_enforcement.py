"""Enforcement: readiness, actions on site, auction rounds, end for lack of assets."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal
from services.litigation.domain.court import AuctionHeld, AuctionOrdered, OnSiteHeld
from services.litigation.domain.outcomes import EnforcementEnded
from tests.unit.litigation.cases import END, ENFORCE, enforcing, judged
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import ABOUT, LIANG, claim, cny, on

THREE_WAY = ("preservation_department", "court_enforcement", "front_line")
VISIT: dict[str, Any] = {"agreement_id": "AG-1", "clues": ("CL-1",)}


def agreed() -> Story:
    story = enforcing()
    story.act("2024-10-11", "agree-coordination", agreement_id="AG-1", parties=THREE_WAY)
    return story


def auction(story: Story, day: str, **changed: Any) -> AuctionOrdered:
    given = {
        "asset_id": "SHOP-1",
        "asset_kind": "real_estate",
        "valuation": cny("180000.00"),
        "starting_price": cny("126000.00"),
        "published_on": day,
        "auction_on": "2025-01-15",
    }
    story.act(day, "order-auction", **given | changed)
    ordered = story.state.last_of(AuctionOrdered)
    assert ordered is not None
    return ordered


def failed_once() -> Story:
    story = enforcing()
    auction(story, "2024-12-12")
    story.act("2025-01-15", "record-auction", asset_id="SHOP-1", sold=False)
    return story


SECOND: dict[str, Any] = {"starting_price": cny("100800.00"), "auction_on": "2025-02-14"}


def failed_twice() -> Story:
    story = failed_once()
    auction(story, "2025-01-20", **SECOND)
    story.act("2025-02-14", "record-auction", asset_id="SHOP-1", sold=False)
    return story


@pytest.mark.parametrize(
    ("day", "code"), [("2024-10-08", "performance_not_due"), ("2024-10-09", None)]
)
def test_enforcement_waits_for_the_last_day_to_perform(day: str, code: str | None) -> None:
    story = judged()
    if code is not None:
        story.refuse(code, day, "apply-enforcement", **ENFORCE)
    else:
        story.act(day, "apply-enforcement", **ENFORCE)


@pytest.mark.parametrize("clues", [(), ("CL-0",), ("CL-9",)])
def test_enforcement_needs_a_verified_address_or_asset(clues: tuple[str, ...]) -> None:
    story = judged()
    detail = story.refuse(
        "not_ready", "2024-10-10", "apply-enforcement", **ENFORCE | {"clues": clues}
    )
    assert "LIT-31" in detail


def test_what_is_paid_is_not_enforced() -> None:
    story = judged()
    story.tell("2024-10-08", claim("2024-10-08", accelerated="2024-06-25"))
    story.refuse("nothing_owed", "2024-10-10", "apply-enforcement", **ENFORCE)


@pytest.mark.parametrize("missing", THREE_WAY)
def test_an_agreement_has_three_parties(missing: str) -> None:  # LIT-29
    parties = tuple(each for each in THREE_WAY if each != missing)
    detail = enforcing().refuse(
        "agreement_incomplete",
        "2024-10-11",
        "agree-coordination",
        agreement_id="AG-1",
        parties=parties,
    )
    assert missing in detail


def test_on_site_needs_the_agreement_and_a_target() -> None:
    """Rules: LIT-29, LIT-31."""
    story = agreed()
    visit = VISIT | {"action_id": "S-1", "agreement_id": "AG-9"}
    story.refuse("agreement_missing", "2024-10-12", "hold-onsite-enforcement", **visit)
    visit = VISIT | {"action_id": "S-1", "clues": ("CL-0",)}
    story.refuse("not_ready", "2024-10-12", "hold-onsite-enforcement", **visit)


def test_two_actions_on_site_a_year_and_not_a_third() -> None:
    story = agreed()
    for number, day in enumerate(("2024-10-12", "2024-12-31"), 1):
        story.act(day, "hold-onsite-enforcement", **VISIT, action_id=f"S-{number}")
        held = story.state.last_of(OnSiteHeld)
        assert held is not None
        assert (held.number, held.limit) == (number, 2)
    detail = story.refuse(
        "onsite_limit_reached",
        "2025-01-02",
        "hold-onsite-enforcement",
        **VISIT,
        action_id="S-3",
        done_on="2024-12-31",
    )
    assert "LIT-30" in detail
    story.act("2025-01-02", "hold-onsite-enforcement", **VISIT, action_id="S-3")
    held = story.state.last_of(OnSiteHeld)
    assert held is not None
    assert held.number == 1


@pytest.mark.parametrize(("price", "code"), [("126000.00", None), ("125999.99", "start_too_low")])
def test_the_first_round_starts_at_70_percent_of_the_valuation(
    price: str, code: str | None
) -> None:
    """Rules: EX-01."""
    story = enforcing()
    if code is None:
        assert auction(story, "2024-12-12", starting_price=cny(price)).round == 1
        return
    with pytest.raises(Exception, match=code):
        auction(story, "2024-12-12", starting_price=cny(price))


@pytest.mark.parametrize(("price", "code"), [("100800.00", None), ("100799.99", "cut_too_deep")])
def test_the_second_round_is_cut_by_20_percent_at_most(price: str, code: str | None) -> None:
    """Rules: EX-02."""
    story = failed_once()
    fields = SECOND | {"starting_price": cny(price)}
    if code is None:
        assert auction(story, "2025-01-20", **fields).round == 2
        return
    with pytest.raises(Exception, match=code):
        auction(story, "2025-01-20", **fields)


@pytest.mark.parametrize(("day", "in_time"), [("2025-02-14", True), ("2025-02-15", False)])
def test_the_second_round_comes_within_30_days(day: str, in_time: bool) -> None:
    """Rules: EX-02."""
    story = failed_once()
    assert story.due_on("2025-01-16")["next_auction_round"] == "2025-02-14"
    assert auction(story, "2025-01-20", **SECOND | {"auction_on": day}).in_time is in_time


@pytest.mark.parametrize(
    ("kind", "days_first", "days_second"),
    [("movable", 15, 7), ("real_estate", 30, 15), ("right", 30, 15)],
)
def test_each_round_is_announced_so_many_days_before(
    kind: str, days_first: int, days_second: int
) -> None:
    """Rules: EX-04."""
    from datetime import timedelta

    story = enforcing()
    first = on("2025-01-15")
    base = {"asset_kind": kind, "auction_on": first.isoformat()}
    late = (first - timedelta(days=days_first - 1)).isoformat()
    with pytest.raises(Exception, match="notice_too_short"):
        auction(story, "2024-12-01", **base, published_on=late)
    just = (first - timedelta(days=days_first)).isoformat()
    auction(story, "2024-12-01", **base, published_on=just)
    story.act("2025-01-15", "record-auction", asset_id="SHOP-1", sold=False)
    second = on("2025-02-10")
    base = SECOND | {"asset_kind": kind, "auction_on": second.isoformat()}
    late = (second - timedelta(days=days_second - 1)).isoformat()
    with pytest.raises(Exception, match="notice_too_short"):
        auction(story, "2025-01-16", **base, published_on=late)
    just = (second - timedelta(days=days_second)).isoformat()
    assert auction(story, "2025-01-16", **base, published_on=just).round == 2


def test_after_two_failures_it_is_for_sale_60_days_at_the_last_price_and_then_no_more() -> None:
    """Rules: EX-03."""
    story = failed_twice()
    held = story.state.last_of(AuctionHeld)
    assert held is not None
    assert (held.round, held.next_by) == (2, None)
    with pytest.raises(Exception, match="sale_price_wrong"):
        auction(story, "2025-02-20", starting_price=cny("100799.00"), auction_on="2025-02-20")
    sale = auction(story, "2025-02-20", starting_price=cny("100800.00"), auction_on="2025-02-20")
    assert (sale.round, sale.form) == (3, "sale")
    assert story.due_on("2025-02-20")["sale_ends"] == "2025-04-21"
    failed = {"asset_id": "SHOP-1", "sold": False}
    bought = {"asset_id": "SHOP-1", "sold": True, "price": cny("100800.00")}
    assert "2025-04-21" in story.refuse("sale_running", "2025-04-20", "record-auction", **failed)
    assert "2025-04-21" in story.refuse("sale_over", "2025-04-22", "record-auction", **bought)
    story.act("2025-04-22", "record-auction", **failed)
    with pytest.raises(Exception, match="rounds_exhausted"):
        auction(story, "2025-04-23", starting_price=cny("100800.00"))


@pytest.mark.parametrize(
    ("price", "code"),
    [("126000.00", None), ("125999.99", "price_below_start"), (None, "price_below_start")],
)
def test_sold_means_at_least_the_starting_price(price: str | None, code: str | None) -> None:
    story = enforcing()
    auction(story, "2024-12-12")
    result = {"asset_id": "SHOP-1", "sold": True, "price": None if price is None else cny(price)}
    story.refuse("held_too_early", "2025-01-14", "record-auction", **result)
    if code is not None:
        story.refuse(code, "2025-01-15", "record-auction", **result)
        return
    story.act("2025-01-15", "record-auction", **result)
    assert story.stages[-1][1] == "enforcing"
    with pytest.raises(Exception, match="already_sold"):
        auction(story, "2025-01-16")


def test_rounds_follow_one_another_and_an_asset_taken_in_kind_is_gone() -> None:
    """Rules: EX-06."""
    story = enforcing()
    story.refuse("no_round_open", "2024-12-01", "record-auction", asset_id="SHOP-1", sold=False)
    auction(story, "2024-12-12")
    assert story.due_on("2024-12-12")["auction"] == "2025-01-15"
    with pytest.raises(Exception, match="round_open"):
        auction(story, "2024-12-13")
    story.tell(
        "2025-03-05",
        disposal.AssetReceivedInSatisfaction(
            **ABOUT,
            effective_on=on("2025-03-05"),
            asset_id="A-7",
            collateral_id="SHOP-1",
            debt_reduced=cny("100800.00"),
            ground="agreement",
        ),
    )
    with pytest.raises(Exception, match="asset_gone"):
        auction(story, "2025-03-06")
    assert "auction" not in story.due_on("2025-03-06")


@pytest.mark.parametrize(("day", "code"), [("2025-01-10", "open_too_short"), ("2025-01-11", None)])
def test_the_end_for_lack_of_assets_comes_after_more_than_three_months(
    day: str, code: str | None
) -> None:
    """Rules: EX-08."""
    story = enforcing()
    if code is not None:
        story.refuse(code, day, "end-enforcement", **END)
        return
    story.refuse("measures_not_exhausted", day, "end-enforcement", **END | {"exhausted": ()})
    story.act(day, "end-enforcement", **END)
    assert story.stages[-1] == (day, "dormant")


def test_assets_are_asked_for_every_six_months_for_five_years() -> None:
    """Rules: EX-08."""
    story = enforcing()
    story.act("2025-03-20", "end-enforcement", **END)
    ended = story.state.last_of(EnforcementEnded)
    assert ended is not None
    assert len(ended.query_by) == 10
    assert ended.query_by[-1].on == on("2030-03-20")
    assert story.due_on("2025-03-20")["search_for_assets"] == "2025-09-22"
    story.act("2025-09-20", "record-asset-search", found=False)
    assert story.due_on("2025-09-20")["search_for_assets"] == "2026-03-20"


def test_an_auction_after_a_settlement_means_enforcement_goes_on() -> None:
    story = enforcing()
    story.act(
        "2024-11-01",
        "agree-settlement",
        settlement_id="S-1",
        parties=(LIANG,),
        amount=cny("1.00"),
        pay_by="2024-12-31",
    )
    auction(story, "2024-12-12")
    assert story.stages[-1] == ("2024-12-12", "enforcing")
