"""Loan L-4801 (domain catalogue, section C): every row that names guarantee, by date and amount."""

from __future__ import annotations

from functools import cache

from contracts import guarantee as published
from services.guarantee.domain.entries import GuarantorPaid, RecourseRightRecorded
from services.guarantee.domain.security import decider
from services.kit.domain import effective_order
from tests.unit.guarantee.story import (
    DEMAND,
    Story,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    JOINT,
    SHOP,
    ZHAO,
    accelerated,
    auction,
    balance,
    bankrupt,
    borrower_notice,
    cny,
    contact_due,
    in_kind,
    on,
    opened,
    owed,
    sold,
    staged,
    stated,
    suit,
    transfer_notice,
)

MORTGAGE = {
    "collateral_id": SHOP,
    "kind": "shop",
    "owner_id": DEBTOR,
    "rank": 1,
    "value": {"amount": "180000.00", "currency": "CNY"},
    "valued_on": "2023-03-20",
}


@cache
def lived() -> Story:
    """The whole life as far as guarantee hears and does it."""
    story = Story()
    story.tell(opened(guarantees=(JOINT,), collateral=(MORTGAGE,)), "2023-03-20")
    story.tell(
        balance("2024-02-20", 12, "260000.00", "R11", "21680.00", "borrower", DEBTOR), "2024-02-20"
    )
    left = [owed(number) for number in range(13, 25)]
    story.tell(stated("2024-03-21", owed(12, "1560.00"), *left), "2024-03-21")
    story.tell(contact_due("2024-03-24"), "2024-03-25")
    story.act("NotifyGuarantor", "2024-03-25", method="phone")
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    story.act("ServeGuarantorDemand", "2024-03-28", **DEMAND, amount=cny("21560.00"))
    story.act(
        "RecordInterview", "2024-03-28", record_id="INT-1", signed=True, address_confirmed=True
    )
    whole = accelerated("2024-06-25", "260000.00", "5700.00", "1224.00")
    story.tell(stated("2024-06-25", whole, called="2024-06-25"), "2024-06-25")
    story.tell(suit("2024-07-08"), "2024-07-08")
    story.tell(staged("2024-10-10", "enforcing"), "2024-10-10")
    paid = accelerated("2024-11-20", "243318.00")
    story.tell(stated("2024-11-20", paid, called="2024-06-25"), "2024-11-20")
    story.tell(balance("2024-12-10", 32, "184777.91", "ZHAO-1", "60000.00"), "2024-12-10")
    paid = accelerated("2024-12-10", "184777.91")
    story.tell(stated("2024-12-10", paid, called="2024-06-25"), "2024-12-10")
    story.tell(auction("2025-01-15", 1, "126000.00"), "2025-01-15")
    story.tell(auction("2025-02-20", 2, "100800.00"), "2025-02-20")
    story.tell(in_kind("2025-03-05"), "2025-03-05")
    paid = accelerated("2025-03-05", "88689.75")
    story.tell(stated("2025-03-05", paid, called="2024-06-25"), "2025-03-05")
    story.tell(staged("2025-03-20", "dormant"), "2025-03-20")
    story.tell(sold("2025-11-14"), "2025-11-14")
    story.tell(transfer_notice("2025-11-14", DEBTOR), "2025-11-14")
    story.tell(transfer_notice("2025-11-14"), "2025-11-14")
    return story


def test_20_march_2023_registered_and_valued() -> None:
    zhao, shop = lived().guarantor("2023-03-20"), lived().collateral("2023-03-20")
    assert (zhao.state, zhao.kind, zhao.kind_agreed) == ("registered", "joint", True)
    assert zhao.liable == cny("480000.00")
    assert (shop.state, shop.value, shop.valued_on) == (
        "valued",
        cny("180000.00"),
        on("2023-03-20"),
    )
    assert zhao.period is not None
    assert (zhao.period.started_on, zhao.period.ends_on) == (on("2025-03-20"), on("2028-03-20"))
    assert zhao.period.article == "民法典 art. 692"


def test_nothing_secures_a_loan_before_its_first_day() -> None:
    assert lived().seen("2023-03-19") is None


def test_25_march_2024_notified() -> None:
    assert lived().guarantor("2024-03-24").state == "registered"
    zhao = lived().guarantor("2024-03-25")
    assert (zhao.state, zhao.notified_on) == ("notified", on("2024-03-25"))


def test_interest_that_is_not_due_yet_is_not_owed_by_him() -> None:
    """L-4801 on 27 March 2024: principal 260,000 and, of 13 instalments, the interest of one."""
    story = Story()
    story.tell(opened(guarantees=(JOINT,)), "2023-03-20")
    later = (owed(number, "1440.00") for number in range(13, 25))
    story.tell(stated("2024-03-21", owed(12, "1560.00"), *later), "2024-03-21")
    assert (
        story.guarantor("2024-03-27").liable.amount == "261602.00"
    )  # 260,000 + 1,560 + 7 days of 6.00
    story.tell(bankrupt("2024-03-28"), "2024-03-28")
    assert story.guarantor("2024-06-28").liable.amount == "261608.00"


def test_28_march_2024_demand_of_21_560_and_interview() -> None:
    before, zhao = lived().guarantor("2024-03-27"), lived().guarantor("2024-03-28")
    assert (before.state, before.demanded, before.contact_verified) == ("notified", None, False)
    assert (zhao.state, zhao.demanded) == ("demanded", cny("21560.00"))
    assert (zhao.demanded_on, zhao.contact_verified) == (on("2024-03-28"), True)
    assert zhao.period is not None and zhao.limitation is not None
    assert (zhao.period.state, zhao.period.why) == ("secured", "demand")
    assert (zhao.limitation.started_on, zhao.limitation.ends_on) == (
        on("2024-03-28"),
        on("2027-03-28"),
    )
    told = [m for m in lived().published() if isinstance(m, published.GuarantorDemandServed)]
    assert [(m.served_on, m.amount, m.proof) for m in told] == [
        (on("2024-03-28"), cny("21560.00"), "signed")
    ]


def test_8_july_2024_in_litigation() -> None:
    assert lived().guarantor("2024-07-07").state == "demanded"
    zhao = lived().guarantor("2024-07-08")
    assert zhao.state == "in_litigation"
    assert zhao.limitation is not None
    assert (zhao.limitation.state, zhao.limitation.why) == ("stopped", "suit")


def test_10_december_2024_paid_60_000_and_remains_liable() -> None:
    assert lived().guarantor("2024-12-09").paid == cny("0.00")
    zhao = lived().guarantor("2024-12-10")
    assert (zhao.state, zhao.paid, zhao.recourse) == (
        "part_paid",
        cny("60000.00"),
        cny("60000.00"),
    )
    assert zhao.liable == cny("184777.91")
    told = [m for m in lived().published() if isinstance(m, published.GuarantorPaid)]
    assert [(m.effective_on, m.amount, m.in_full, m.recourse_total) for m in told] == [
        (on("2024-12-10"), cny("60000.00"), False, cny("60000.00"))
    ]
    rights = [m for m in lived().published() if isinstance(m, published.RecourseRightRecorded)]
    assert [(m.amount, m.total, m.contributions) for m in rights] == [
        (cny("60000.00"), cny("60000.00"), ())
    ]


def test_auctions_of_15_january_and_20_february_2025_fail() -> None:
    shop = lived().collateral("2025-02-20")
    assert (shop.state, shop.auction_rounds, shop.realised) == ("in_realisation", 2, None)
    assert lived().collateral("2025-01-14").state == "valued"


def test_5_march_2025_received_in_satisfaction_at_100_800() -> None:
    shop = lived().collateral("2025-03-05")
    assert (shop.state, shop.realised) == ("received_in_satisfaction", cny("100800.00"))
    assert lived().guarantor("2025-03-05").liable == cny("88689.75")
    told = [m for m in lived().published() if isinstance(m, published.CollateralChanged)]
    assert (told[-1].state, told[-1].value) == ("received_in_satisfaction", cny("100800.00"))


def test_14_november_2025_transferred_with_recourse_still_on_record() -> None:
    """Rules: TA-03."""
    assert lived().guarantor("2025-11-13").state == "part_paid"
    shown, zhao = lived().view("2025-11-14"), lived().guarantor("2025-11-14")
    assert (zhao.state, zhao.release_reason) == ("transferred", "transferred")
    assert (zhao.paid, zhao.recourse) == (cny("60000.00"), cny("60000.00"))
    assert (shown.held_by, shown.recourse, shown.due) == ("AMC-1", cny("60000.00"), ())
    released = [m for m in lived().published() if isinstance(m, published.GuaranteeReleased)]
    assert [(m.guarantor_id, m.reason, m.effective_on) for m in released] == [
        (ZHAO, "transferred", on("2025-11-14"))
    ]


def test_payment_and_recourse_were_judged_once() -> None:
    assert len(lived().made(GuarantorPaid)) == len(lived().made(RecourseRightRecorded)) == 1


def test_what_was_known_then_is_still_answered() -> None:
    assert lived().guarantor("2024-12-10", known_on="2024-12-09").paid == cny("0.00")
    assert lived().guarantor("2024-12-10", known_on="2024-12-10").paid == cny("60000.00")


def test_the_life_in_effective_order_is_the_life_as_it_was_told() -> None:
    story = lived()
    known = [(version, event) for version, (_, event) in enumerate(story.events, 1)]
    assert decider.fold(effective_order(known, on("2030-01-01"))) == story.state
