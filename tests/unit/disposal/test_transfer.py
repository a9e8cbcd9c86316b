"""Sale of the claim: channels by date, eligible buyers, two persons, notices, what goes with it."""

from __future__ import annotations

from typing import Any

import pytest

from services.disposal.domain.events import (
    BidReceived,
    ProhibitedActionBlocked,
)
from tests.unit.disposal.asked import PILOT, SECOND, assessment, bid, offer, routed
from tests.unit.disposal.l4801 import until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.told import (
    classified,
    cny,
    on,
    opened,
)

DAY = "2025-07-10"
BATCH = ("state_organ_party", "policy_bankruptcy", "defence_or_security", "transfer_limited")
DEAL: dict[str, Any] = {"bid_id": "B-1", "agreement_id": "AGR-1"} | SECOND


def for_sale(day: str = DAY, risk_class: str = "loss", **changed: Any) -> Story:
    """A loan on the route of transfer."""
    story = Story()
    story.today = on("2017-10-01")
    story.tell(opened(**{"security": "credit"} | changed), "2017-10-02")
    story.tell(classified("2023-03-20" if day > "2023-03-20" else day, risk_class, 1), day)
    story.act("AssessDisposal", day, **assessment("D-1"))
    story.act("SelectRoute", day, "manager", **routed("transfer"))
    return story


def early(day: str, kind: str = "corporate", **changed: Any) -> Story:
    return for_sale(day, disbursed_on=on("2017-10-01"), obligor_kind=kind, **changed)


# -- offer: channel, kind, size, what is excluded, class ----------------------------------------


def test_an_offer_is_recorded_and_must_screen_every_exclusion() -> None:
    """Rules: TR-05, TR-06."""
    story = for_sale()
    for code in PILOT:
        rest = tuple(each for each in PILOT if each != code)
        said = story.refused(
            "exclusion_not_screened", "OfferForTransfer", DAY, **offer(screened=rest)
        )
        assert code in said
    story.act("OfferForTransfer", DAY, **offer())
    assert story.view(DAY).state == "transfer"


@pytest.mark.parametrize("size", [None, 0, 2])
def test_a_pool_has_three_debtors_or_more(size: int | None) -> None:
    """Rules: TR-02."""
    story = for_sale(obligor_kind="corporate")
    pool = offer(channel="batch", batch_id="POOL-1", batch_size=size, screened=BATCH)
    story.refused("batch_too_small", "OfferForTransfer", DAY, **pool)
    unnamed = pool | {"batch_id": None, "batch_size": 3}
    story.refused("batch_too_small", "OfferForTransfer", DAY, **unnamed)
    assert story.act("OfferForTransfer", DAY, **(pool | {"batch_size": 3}))


@pytest.mark.parametrize(
    ("kind", "channel", "code"),
    [
        ("personal", "single", "channel_not_for_kind"),
        ("personal", "batch", "channel_not_for_kind"),
        ("personal", "personal_batch", None),
        ("corporate", "single", None),
        ("corporate", "batch", None),
        ("corporate", "personal_batch", "channel_not_for_kind"),
        ("small_micro", "single", None),
        ("small_micro", "personal_batch", "channel_not_for_kind"),
        ("corporate", "market_stall", "channel_not_open"),
    ],
)
def test_personal_loans_are_sold_in_batches_only(
    kind: str, channel: str, code: str | None
) -> None:
    """Rules: TP-03."""
    story = for_sale(obligor_kind=kind)
    pool = offer(channel=channel, batch_id="P", batch_size=3, screened=(*PILOT, *BATCH))
    if code is None:
        assert story.act("OfferForTransfer", DAY, **pool)
    else:
        story.refused(code, "OfferForTransfer", DAY, **pool)


@pytest.mark.parametrize("security", ["mortgage", "pledge"])
def test_secured_personal_loans_are_not_sold_in_batches(security: str) -> None:
    pool = offer(channel="personal_batch", batch_id="P", batch_size=3)
    story = for_sale(obligor_kind="personal", security=security)
    story.refused("secured_not_for_channel", "OfferForTransfer", DAY, **pool)
    guaranteed_loan = for_sale(obligor_kind="personal", security="guarantee")
    assert guaranteed_loan.act("OfferForTransfer", DAY, **pool)


@pytest.mark.parametrize(
    ("day", "channel", "kind", "code"),
    [
        ("2021-01-06", "single", "corporate", "channel_not_open"),
        ("2021-01-07", "single", "corporate", None),
        ("2021-01-06", "personal_batch", "personal", "channel_not_open"),
        ("2021-01-07", "personal_batch", "personal", None),
        ("2022-12-30", "personal_batch", "personal", None),
        ("2025-12-28", "personal_batch", "personal", None),
        ("2025-12-31", "personal_batch", "personal", None),
        ("2026-12-31", "personal_batch", "personal", None),
        ("2027-01-01", "personal_batch", "personal", "pilot_ended"),
        ("2026-12-31", "single", "corporate", None),
        ("2027-01-01", "single", "corporate", "pilot_ended"),
        ("2017-10-03", "batch", "corporate", None),
        ("2027-01-01", "batch", "corporate", None),
    ],
)
def test_channels_open_and_end_on_their_days(
    day: str, channel: str, kind: str, code: str | None
) -> None:
    """Rules: TP-11."""
    story = early(day, kind)
    pool = offer(channel=channel, batch_id="P", batch_size=3, screened=(*PILOT, *BATCH))
    if code is None:
        assert story.act("OfferForTransfer", day, **pool)
    else:
        story.refused(code, "OfferForTransfer", day, **pool)


def test_a_deal_may_not_be_agreed_after_the_pilots_end() -> None:
    """Rules: TP-08, TP-11."""
    story = early("2026-12-30")
    story.act("OfferForTransfer", "2026-12-30", **offer())
    story.act("RecordBid", "2026-12-31", **bid())
    story.refused("pilot_ended", "AgreeTransfer", "2027-01-01", "manager", **DEAL)
    on_time = early("2026-12-30")
    on_time.act("OfferForTransfer", "2026-12-30", **offer())
    on_time.act("RecordBid", "2026-12-31", **bid())
    on_time.act("AgreeTransfer", "2026-12-31", "manager", **DEAL)
    assert on_time.act("TransferDebt", "2027-01-05", "manager", payment_id="P", **SECOND)


@pytest.mark.parametrize(("day", "code"), [("2026-12-31", None), ("2027-01-01", "pilot_ended")])
def test_nobody_bids_on_an_offer_whose_pilot_has_ended(day: str, code: str | None) -> None:
    """Rules: TP-08, TP-11."""
    story = early("2026-12-30")
    story.act("OfferForTransfer", "2026-12-30", **offer())
    if code is None:
        assert story.act("RecordBid", day, **bid())
    else:
        story.refused(code, "RecordBid", day, **bid())


def test_only_bad_or_written_off_claims_are_sold() -> None:
    """Rules: TR-04."""
    story = for_sale()
    story.tell(classified(DAY, "special_mention", 2), DAY)
    story.refused("class_not_transferable", "OfferForTransfer", DAY, **offer())
    out = until_written_off()
    out.tell(classified("2025-07-05", "special_mention", 9), "2025-07-05")
    assert out.act("OfferForTransfer", DAY, **offer())


# -- bids: who may buy --------------------------------------------------------------------------


def offered(channel: str = "single", kind: str = "small_micro") -> Story:
    story = for_sale(obligor_kind=kind)
    pool = offer(channel=channel, batch_id="P", batch_size=3, screened=(*PILOT, *BATCH))
    story.act("OfferForTransfer", DAY, **pool)
    return story


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        ({"kind": "individual"}, "DIS-08"),
        ({"kind": "individual", "licence_id": None}, "DIS-08"),
        ({"kind": "company"}, "DIS-08"),
        ({"kind": "fund"}, "DIS-08"),
        ({"licence_id": None}, "TP-01"),
        ({"experience_years": 4}, "TP-01"),
        ({"experience_years": None}, "TP-01"),
        ({"experience_years": 5}, None),
        ({"capital": cny("9999999999.99")}, "TP-01"),
        ({"capital": None}, "TP-01"),
        ({"insider_ties": ("state_official",)}, "TR-08"),
        ({"insider_ties": ("court_staff",)}, "TR-08"),
        ({"insider_ties": ("bank_staff",)}, "TR-08"),
        ({"insider_ties": ("intermediary_of_this_sale",)}, "TR-08"),
        ({"kind": "local_amc", "same_province": True}, None),
        ({"kind": "local_amc", "same_province": False}, "TP-02"),
        ({"kind": "aic", "experience_years": None, "capital": None}, None),
        ({}, None),
    ],
)
def test_who_may_buy_a_single_claim(who: dict[str, Any], rule: str | None) -> None:
    """Rules: POL-29."""
    story = offered()
    made = story.act("RecordBid", DAY, **bid(**who))
    if rule is None:
        assert isinstance(made[0], BidReceived)
        return
    assert isinstance(made[0], ProhibitedActionBlocked)
    assert (made[0].code, made[0].rule) == ("INELIGIBLE_TRANSFEREE", rule)
    assert story.view(DAY).bids == 0
    story.refused("bid_unknown", "AgreeTransfer", DAY, "manager", **DEAL)


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        ({"kind": "local_amc", "regulator_consent": True}, None),
        ({"kind": "local_amc", "regulator_consent": False, "same_province": True}, "TP-02"),
        ({"kind": "aic"}, None),
        ({"kind": "amc"}, None),
    ],
)
def test_who_may_buy_a_personal_batch(who: dict[str, Any], rule: str | None) -> None:
    made = offered("personal_batch", "personal").act("RecordBid", DAY, **bid(**who))
    assert getattr(made[0], "rule", None) == rule


@pytest.mark.parametrize(
    ("who", "rule"),
    [({"kind": "aic"}, "TP-01"), ({"kind": "local_amc"}, "TP-02"), ({"kind": "amc"}, None)],
)
def test_who_may_buy_a_pool(who: dict[str, Any], rule: str | None) -> None:
    """Rules: TR-03."""
    made = offered("batch").act("RecordBid", DAY, **bid(**who))
    assert getattr(made[0], "rule", None) == rule


def test_a_bid_needs_an_offer_a_new_number_and_known_ties() -> None:
    story = for_sale()
    story.refused("no_offer", "RecordBid", DAY, **bid())
    story.act("OfferForTransfer", DAY, **offer())
    story.act("RecordBid", DAY, **bid())
    story.refused("bid_known", "RecordBid", DAY, **bid())
    story.refused("tie_unknown", "RecordBid", DAY, **bid("B-2", insider_ties=("cousin",)))
