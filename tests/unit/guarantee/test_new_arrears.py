"""What was said of arrears that were cured serves no later ones (GUA-08, GUA-09, GUA-12)."""

from __future__ import annotations

from typing import Any

from contracts import collection
from tests.unit.guarantee.story import DEMAND, Story, in_arrears, notified
from tests.unit.guarantee.told import (
    IDS,
    ZHAO,
    borrower_notice,
    cny,
    contact_due,
    contacted,
    on,
    owed,
    stated,
)

CALL: dict[str, Any] = {"method": "phone"}
ASKED: dict[str, Any] = {**DEMAND, "amount": cny("100.00")}
AGAIN = "2024-09-21"


def cured(story: Story) -> Story:
    """Paid on 10 April 2024."""
    left = (owed(number) for number in range(13, 25))
    story.tell(stated("2024-04-10", *left, since=None), "2024-04-10")
    return story


def overdue_again(story: Story) -> Story:
    """Instalment 18 of 20 September is unpaid, nothing before it."""
    left = (owed(number) for number in range(19, 25))
    story.tell(stated(AGAIN, owed(18, "100.00"), *left, since="2024-09-20"), AGAIN)
    return story


def test_a_contact_that_was_due_in_earlier_arrears_is_not_due_in_new_ones() -> None:
    """Rules: GUA-08. Neither while nothing is overdue nor before the new D4."""
    story = cured(in_arrears())
    story.refused("contact_not_due", "NotifyGuarantor", "2024-08-01", **CALL)
    assert "notify_guarantor" not in {what for what, _, _ in story.due("2024-08-01")}
    overdue_again(story).refused("contact_not_due", "NotifyGuarantor", "2024-09-24", **CALL)
    story.tell(contact_due("2024-09-25", 12), "2024-09-25")
    assert ("notify_guarantor", ZHAO, "2024-09-25") in story.due("2024-09-25")
    story.act("NotifyGuarantor", "2024-09-25", **CALL)


def test_the_borrowers_notice_of_earlier_arrears_asks_for_nothing_in_new_ones() -> None:
    """Rules: GUA-09. He is asked first, and again in each case."""
    story = overdue_again(cured(notified()))
    assert "demand_from_guarantor" not in {what for what, _, _ in story.due(AGAIN)}
    story.refused("borrower_not_notified", "ServeGuarantorDemand", AGAIN, **ASKED)
    story.tell(borrower_notice("2024-09-27"), "2024-09-27")
    assert ("demand_from_guarantor", ZHAO, None) in story.due("2024-09-27")
    story.act("ServeGuarantorDemand", "2024-09-28", **ASKED)


def test_a_request_of_earlier_arrears_dates_no_duty_of_new_ones() -> None:
    """Rules: COL-12, GUA-09."""
    story = notified()
    asks = collection.GuarantorDemandRequested(
        **IDS, effective_on=on("2024-03-27"), case_id="COL-1", notice_id="N-1"
    )
    story.tell(asks, "2024-03-27")
    overdue_again(cured(story)).tell(borrower_notice("2024-09-27"), "2024-09-27")
    assert ("demand_from_guarantor", ZHAO, None) in story.due("2024-09-27")


def test_a_contact_of_earlier_arrears_serves_no_act_in_new_ones() -> None:
    """Rules: GUA-12."""
    story = in_arrears()
    story.tell(contacted("2024-03-26", "CT-OLD"), "2024-03-26")
    overdue_again(cured(story)).tell(contact_due("2024-09-25", 12), "2024-09-25")
    old = {**CALL, "contact_id": "CT-OLD"}
    story.refused("contact_unknown", "NotifyGuarantor", "2024-09-25", **old)


def test_arrears_of_which_the_oldest_claim_is_paid_are_the_same_arrears() -> None:
    """Rules: GUA-08, GUA-09. Since when the loan is overdue moves on, and nothing was cured."""
    story = in_arrears()
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    left = [owed(number) for number in range(14, 25)]
    story.tell(stated("2024-04-25", owed(13, "100.00"), *left, since="2024-04-20"), "2024-04-25")
    story.act("NotifyGuarantor", "2024-04-26", **CALL)
    story.act("ServeGuarantorDemand", "2024-04-27", **ASKED)
