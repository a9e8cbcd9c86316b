"""A claim that was sold goes with what secures it: nothing of it is ours to do or to watch (B.4, B.6)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.guarantee import CollateralChanged
from services.guarantee.domain.entries import AlarmRaised, CollateralFreed, GuaranteeReleased
from services.guarantee.domain.security import decider
from services.guarantee.publications import publish
from tests.unit.guarantee.story import DEMAND, Story
from tests.unit.guarantee.told import (
    DEBTOR,
    JOINT,
    SHOP,
    auction,
    borrower_notice,
    cny,
    contact_due,
    on,
    opened,
    owed,
    sold,
    stated,
    transfer_notice,
)

LENT = "2023-03-20"
VALUE: dict[str, Any] = {"amount": "180000.00", "currency": "CNY"}


def secured() -> Story:
    story = Story()
    charged = {"collateral_id": SHOP, "kind": "shop", "value": VALUE, "valued_on": LENT}
    story.tell(opened(LENT, guarantees=(JOINT,), collateral=(charged,)), LENT)
    story.tell(stated("2024-03-21", owed(12)), "2024-03-21")
    return story


def of_kind(story: Story, kind: type[Any]) -> list[Any]:
    return [event for _, event in story.events if isinstance(event, kind)]


@pytest.mark.parametrize("told", [True, False])
def test_no_alarm_and_no_expiry_come_after_the_sale(told: bool) -> None:
    """Rules: GU-08, GU-09."""
    story = secured()
    before = story.guarantor("2024-05-31").state
    story.tell(sold("2024-06-01"), "2024-06-01")
    if told:
        story.tell(transfer_notice("2024-06-03"), "2024-06-03")
    assert decider.agenda(story.state) == ()
    story.pass_days("2032-01-01")
    assert of_kind(story, AlarmRaised) == []
    expired = [e for e in of_kind(story, GuaranteeReleased) if e.reason == "period_expired"]
    assert expired == []
    one = story.guarantor("2032-01-01")
    assert one.state == ("transferred" if told else before)
    assert one.alarms == 0
    assert story.view("2032-01-01").due == ()


@pytest.mark.parametrize(("day", "expired"), [("2028-03-21", True), ("2028-03-20", False)])
def test_an_expiry_counts_that_came_no_later_than_the_sale(day: str, expired: bool) -> None:
    """The period of three years ends on 20 March 2028. Rules: GU-09."""
    story = secured()
    story.tell(sold(day), day)
    story.pass_days("2032-01-01")
    assert (story.guarantor("2032-01-01").state == "expired") is expired


def test_limitation_that_ran_is_watched_no_more() -> None:
    """Rules: GU-10."""
    story = secured()
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    story.act("NotifyGuarantor", "2024-03-25", method="phone")
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    story.act("ServeGuarantorDemand", "2024-03-28", **DEMAND, amount=cny("20000.00"))
    story.tell(sold("2024-06-01"), "2024-06-01")
    story.pass_days("2032-01-01")
    assert of_kind(story, AlarmRaised) == []
    limitation = story.guarantor("2032-01-01").limitation
    assert limitation is not None and limitation.state == "running"


def test_collateral_goes_with_the_claim() -> None:
    """Rules: DIS-07."""
    story = secured()
    made = story.tell(sold("2024-06-01"), "2024-06-01")
    assert story.collateral("2024-05-31").state == "valued"
    assert story.collateral("2024-06-01").state == "transferred"
    freed = [each for each in made if isinstance(each, CollateralFreed)]
    message = publish(freed[0], DEBTOR)
    assert isinstance(message, CollateralChanged) and message.state == "transferred"


def test_what_could_not_be_read_is_the_buyers_to_clear_up() -> None:
    story = Story()
    story.tell(opened(LENT, guarantees=({"kind": "joint"},)), LENT)
    assert [each.what for each in story.view("2024-05-31").due] == ["read_security"]
    story.tell(sold("2024-06-01"), "2024-06-01")
    assert story.view("2024-06-01").due == ()


def test_collateral_that_was_sold_before_stays_so() -> None:
    story = secured()
    story.tell(auction("2024-05-10", 1, "126000.00", sold=True), "2024-05-10")
    story.tell(sold("2024-06-01"), "2024-06-01")
    assert story.collateral("2024-06-02").state == "auctioned"


def test_a_sale_that_is_told_late_takes_back_the_expiry() -> None:
    story = secured()
    story.pass_days("2028-04-01")
    assert story.guarantor("2028-04-01").state == "expired"
    story.tell(sold("2028-03-01"), "2028-04-02")
    assert story.guarantor("2028-04-02").state != "expired"
    assert on("2028-04-02") <= story.today
