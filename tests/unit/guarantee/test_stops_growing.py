"""When what a guarantor is liable for stops growing: bankruptcy, the debtor's and his own, and sale."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from tests.unit.guarantee.story import DEMAND, Story
from tests.unit.guarantee.test_liability import QIAN, called, liable
from tests.unit.guarantee.told import (
    DEBTOR,
    JOINT,
    ZHAO,
    accelerated,
    balance,
    bankrupt,
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


def since(day: str, *amounts: str) -> monitoring.Owed:
    """What was called on 1 July, with its penalty claimed up to a day."""
    return accelerated("2024-07-01", *amounts).model_copy(update={"penalty_from": on(day)})


# -- his own bankruptcy -------------------------------------------------------------------------


def bankrupt_on(day: str = "2024-07-11", *guarantees: dict[str, Any]) -> Story:
    """103,500.00 on 1 July 2024, 30.00 a day."""
    story = called(*guarantees)
    story.tell(bankrupt(day, ZHAO), day)
    return story


@pytest.mark.parametrize(
    ("as_of", "amount"),
    [("2024-07-10", "103770.00"), ("2024-07-11", "103800.00"), ("2024-12-31", "103800.00")],
)
def test_a_bankrupt_guarantor_owes_what_he_owed_on_that_day(as_of: str, amount: str) -> None:
    """Rules: BK-02."""
    assert liable(bankrupt_on(), as_of) == amount


def test_another_guarantor_is_liable_for_what_accrues() -> None:
    """Rules: BK-02."""
    story = bankrupt_on("2024-07-11", JOINT, JOINT | {"guarantor_id": QIAN})
    assert liable(story, "2024-07-12") == "103800.00"
    assert liable(story, "2024-07-12", QIAN) == "103830.00"


def test_the_earlier_of_two_bankruptcies_stops_it() -> None:
    """Rules: BK-02, GU-39."""
    first = bankrupt_on("2024-07-11")
    first.tell(bankrupt("2024-07-21", DEBTOR), "2024-07-21")
    other = called()
    other.tell(bankrupt("2024-07-11", DEBTOR), "2024-07-11")
    other.tell(bankrupt("2024-07-21", ZHAO), "2024-07-21")
    assert liable(first, "2024-08-01") == liable(other, "2024-08-01") == "103800.00"


def test_the_claim_that_is_stated_anew_brings_no_growth_back() -> None:
    """The debtor pays 1,000.00 on 1 August, 930.00 of it on penalty; the debt grows from there."""
    # Rules: BK-02.
    story = bankrupt_on()
    rest = since("2024-08-01", "100000.00", "3000.00", "0.00", "430.00")
    story.tell(balance("2024-08-01", 40, "100000.00", "D-1", "1000.00", "borrower"), "2024-08-01")
    story.tell(stated("2024-08-01", rest, called="2024-07-01"), "2024-08-01")
    assert liable(story, "2024-08-01") == "103430.00"
    more = since("2024-10-01", "100000.00", "3000.00", "1830.00", "429.00")
    story.tell(balance("2024-10-01", 41, "100000.00", "D-2", "1.00", "borrower"), "2024-10-01")
    story.tell(stated("2024-10-01", more, called="2024-07-01"), "2024-10-01")
    assert liable(story, "2024-12-31") == "103430.00"
    assert liable(story, "2024-07-31") == "103800.00"


def test_what_he_pays_himself_counts_in_full() -> None:
    """10,000.00 of 103,800.00, though the ledger puts some of it against what accrued since."""
    # Rules: BK-02, GU-16.
    story = bankrupt_on()
    story.tell(balance("2024-08-01", 40, "94430.00", "Z-1", "10000.00"), "2024-08-01")
    rest = since("2024-08-01", "94430.00")
    story.tell(stated("2024-08-01", rest, called="2024-07-01"), "2024-08-01")
    assert liable(story, "2024-09-01") == "93800.00"


def test_all_of_it_fell_due_towards_him() -> None:
    """One instalment late since 20 March 2024, the next one not due: its principal. Rules: BK-02."""
    story = Story()
    story.tell(opened(guarantees=(JOINT,)), "2023-03-20")
    story.tell(stated("2024-03-21", owed(12), owed(13, "500.00")), "2024-03-21")
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    story.act("NotifyGuarantor", "2024-03-25", method="phone")
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    asked = DEMAND | {"amount": cny("40048.00")}
    story.refused("amount_above_liability", "ServeGuarantorDemand", "2024-03-28", **asked)
    story.tell(bankrupt("2024-03-28", ZHAO), "2024-03-28")
    more = DEMAND | {"amount": cny("40048.01")}
    story.refused("amount_above_liability", "ServeGuarantorDemand", "2024-04-15", **more)
    story.act("ServeGuarantorDemand", "2024-04-15", **asked)


def test_a_bankruptcy_that_is_told_late_stops_it_from_its_own_day() -> None:
    """What was known before stays answerable. Rules: BK-02."""
    story = called()
    story.tell(bankrupt("2024-07-11", ZHAO), "2024-08-20")
    assert liable(story, "2024-08-19") == "103800.00"
    before = story.view("2024-08-19", "2024-08-19").guarantors[0].liable
    assert before is not None and before.amount == "104970.00"  # 49 days


# -- sale ---------------------------------------------------------------------------------------


def test_between_sale_and_notice_he_is_liable_for_what_went_to_the_buyer() -> None:
    """What accrues after that day is the buyer's. Rules: GU-12, TA-03."""
    story = called()
    story.tell(sold("2024-07-11"), "2024-07-11")
    assert liable(story, "2024-07-10") == "103770.00"
    for day in ("2024-07-11", "2024-07-12", "2024-09-30"):
        assert liable(story, day) == "103800.00"
    story.tell(transfer_notice("2024-10-01"), "2024-10-01")
    assert story.guarantor("2024-09-30").state != "transferred"
    assert liable(story, "2024-10-01") == "0.00"


def test_a_sale_that_is_told_late_is_known_late() -> None:
    story = called()
    story.tell(sold("2024-07-11"), "2024-08-20")
    assert liable(story, "2024-08-19") == "103800.00"
    before = story.view("2024-08-19", "2024-08-19").guarantors[0].liable
    assert before is not None and before.amount == "104970.00"
