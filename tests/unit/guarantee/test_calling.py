"""B.4 row by row: how a guarantor is warned, notified, asked, heard."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import collection, guarantee
from services.guarantee.domain.guarantor_events import (
    GuarantorDemandServed,
)
from tests.unit.guarantee.story import (
    DEMAND,
    Story,
    demanded,
    in_arrears,
    notified,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    JOINT,
    SHOP,
    ZHAO,
    balance,
    borrower_notice,
    cny,
    contact_due,
    on,
    opened,
    owed,
    stated,
    suit,
)

NEW: dict[str, Any] = {"signed_on": "2024-01-10", "document_id": "G-77"}
CALL: dict[str, Any] = {"method": "phone"}
ASKED: dict[str, Any] = {**DEMAND, "amount": cny("21560.00")}
HELD: dict[str, Any] = {"record_id": "INT-1", "signed": True, "address_confirmed": True}


def lent(**guarantee_sent: object) -> Story:
    story = Story()
    sent = (JOINT | guarantee_sent,) if guarantee_sent else None
    story.tell(opened(guarantees=sent), "2023-03-20")
    return story


def test_no_more_of_the_debtor_is_told_than_is_needed() -> None:
    """Rules: GUA-17."""
    story = in_arrears()
    story.refused(
        "data_not_needed",
        "SendRiskWarning",
        "2024-03-25",
        document_id="W-1",
        method="post",
        data_fields=("amount_due", "income"),
    )
    story.refused(
        "data_not_needed", "NotifyGuarantor", "2024-03-25", **CALL, data_fields=("health",)
    )
    story.act("NotifyGuarantor", "2024-03-25", **CALL, data_fields=("amount_due", "due_on"))


# -- REGISTERED, WARNED -> NOTIFIED ---------------------------------------------------------------


def test_he_is_notified_once_the_timeline_calls_for_it() -> None:
    """Rules: GUA-08."""
    story = lent(kind="joint")
    story.refused("contact_not_due", "NotifyGuarantor", "2024-03-24", **CALL)
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    assert story.due("2024-03-25")[0] == ("notify_guarantor", ZHAO, "2024-03-25")
    story.act("NotifyGuarantor", "2024-03-25", **CALL)
    assert story.guarantor("2024-03-25").state == "notified"
    assert "notify_guarantor" not in {what for what, _, _ in story.due("2024-03-25")}
    story.refused("wrong_state", "NotifyGuarantor", "2024-03-26", **CALL)


def test_a_warned_one_is_notified_too() -> None:
    story = in_arrears()
    story.act("SendRiskWarning", "2024-03-25", document_id="W-1", method="post")
    story.act("NotifyGuarantor", "2024-03-26", **CALL)
    assert story.guarantor("2024-03-26").state == "notified"


def test_a_timeline_that_was_taken_back_calls_for_nobody() -> None:
    story = in_arrears()
    gone = collection.EntriesWithdrawn(
        **IDS, effective_on=on("2024-03-25"), entry=9, corrects=(4,)
    )
    story.tell(gone, "2024-03-26")
    story.refused("contact_not_due", "NotifyGuarantor", "2024-03-26", **CALL)
    assert story.tell(contact_due("2024-03-25"), "2024-03-26") == ()


# -- NOTIFIED -> DEMANDED -------------------------------------------------------------------------


def test_he_is_asked_after_the_borrower() -> None:
    """Rules: GUA-09, GU-09, COL-12."""
    story = in_arrears()
    story.act("NotifyGuarantor", "2024-03-25", **CALL)
    story.refused("borrower_not_notified", "ServeGuarantorDemand", "2024-03-26", **ASKED)
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    assert ("demand_from_guarantor", ZHAO, None) in story.due("2024-03-27")
    asks = collection.GuarantorDemandRequested(
        **IDS, effective_on=on("2024-03-27"), case_id="COL-1", notice_id="N-1"
    )
    story.tell(asks, "2024-03-27")
    assert ("demand_from_guarantor", ZHAO, "2024-03-27") in story.due("2024-03-27")
    story.act("ServeGuarantorDemand", "2024-03-27", **ASKED)
    assert story.guarantor("2024-03-27").state == "demanded"


def test_a_notice_without_proof_is_none() -> None:
    """Rules: GUA-09. Collection tells of none any more; earlier releases did."""
    story = in_arrears()
    story.act("NotifyGuarantor", "2024-03-25", **CALL)
    unproven = borrower_notice("2024-03-27").model_copy(update={"proof": "none"})
    assert story.tell(unproven, "2024-03-27") == ()
    story.refused("borrower_not_notified", "ServeGuarantorDemand", "2024-03-28", **ASKED)


def test_a_demand_before_the_notice_is_refused() -> None:
    story = in_arrears()
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    story.refused("wrong_state", "ServeGuarantorDemand", "2024-03-27", **ASKED)


def test_a_demand_needs_proof_of_service() -> None:
    """Rules: LM-07."""
    story = notified()
    story.refused(
        "proof_missing", "ServeGuarantorDemand", "2024-03-28", **{**ASKED, "proof": "none"}
    )


@pytest.mark.parametrize(
    ("amount", "code"),
    [("21608.00", None), ("21608.01", "amount_above_liability"), ("0.00", "amount_missing")],
)
def test_he_is_asked_for_what_is_due_with_penalty_and_no_more(
    amount: str, code: str | None
) -> None:
    """20,000 + 1,560 and 8 days of 6.00 on 28 March 2024: 21,608.00."""
    story, asked = notified(), {**DEMAND, "amount": cny(amount)}
    if code is None:
        story.act("ServeGuarantorDemand", "2024-03-28", **asked)
    else:
        story.refused(code, "ServeGuarantorDemand", "2024-03-28", **asked)


def test_a_demand_on_one_is_none_on_the_others() -> None:
    """Rules: GU-46."""
    story = Story()
    other = JOINT | {"guarantor_id": "G-QIAN"}
    story.tell(opened(guarantees=(JOINT, other)), "2023-03-20")
    story.tell(stated("2024-03-21", owed(12, "1560.00")), "2024-03-21")
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    for name in (ZHAO, "G-QIAN"):
        story.act("NotifyGuarantor", "2024-03-27", guarantor_id=name, **CALL)
    story.act("ServeGuarantorDemand", "2024-03-28", **ASKED)
    assert story.guarantor("2024-03-28").state == "demanded"
    assert story.guarantor("2024-03-28", name="G-QIAN").state == "notified"
    assert story.guarantor("2024-03-28", name="G-QIAN").limitation is None


@pytest.mark.parametrize(
    ("owner", "agreed", "first"),
    [(DEBTOR, False, (SHOP,)), (DEBTOR, True, ()), ("P-3", False, ())],
)
def test_the_debtors_own_collateral_comes_first_where_no_order_was_agreed(
    owner: str, agreed: bool, first: tuple[str, ...]
) -> None:
    """Rules: GU-19."""
    story = notified(order_agreed=agreed)
    charge: dict[str, Any] = {"kind": "shop", "owner_id": owner, "document_id": "M-1"}
    story.act("RegisterCollateral", "2024-03-27", **charge)
    story.act("ServeGuarantorDemand", "2024-03-28", **ASKED)
    assert story.made(GuarantorDemandServed)[0].debtor_collateral == first


def test_a_general_guarantor_may_refuse_still() -> None:
    """Rules: GU-05."""
    story = demanded(kind="general")
    assert story.made(GuarantorDemandServed)[0].defence_open
    assert story.guarantor("2024-03-28").defence_open
    assert not demanded().guarantor("2024-03-28").defence_open


# -- DEMANDED: interview, refusal, payments --------------------------------------------------------


@pytest.mark.parametrize("missing", ["signed", "address_confirmed"])
def test_an_interview_counts_with_his_signature_on_record_and_address(missing: str) -> None:
    """Rules: GUA-14."""
    story = demanded()
    story.refused(
        "address_confirmation_unsigned",
        "RecordInterview",
        "2024-03-28",
        **{**HELD, missing: False},
    )
    assert ("verify_address", ZHAO, None) in story.due("2024-03-28")
    story.act("RecordInterview", "2024-03-28", **HELD)
    shown = story.guarantor("2024-03-28")
    assert (shown.state, shown.contact_verified) == ("demanded", True)


def test_an_interview_before_the_demand_is_refused() -> None:
    notified().refused("wrong_state", "RecordInterview", "2024-03-28", **HELD)


def test_who_refuses_goes_to_law_with_an_address_or_a_search() -> None:
    """Rules: GUA-13."""
    story = demanded()
    story.refused("address_not_verified", "RecordRefusal", "2024-04-01", ground="refused")
    story.refused(
        "source_not_lawful", "VerifyAddress", "2024-04-01", source="neighbour", document_id="A-1"
    )
    story.act("VerifyAddress", "2024-04-01", source="register", document_id="A-1")
    story.act("RecordRefusal", "2024-04-01", ground="refused")
    assert story.guarantor("2024-04-01").state == "in_litigation"
    lost = demanded()
    lost.act("RecordRefusal", "2024-04-01", ground="not_found", search_record_id="SR-1")
    assert lost.guarantor("2024-04-01").state == "in_litigation"
    notified().refused("wrong_state", "RecordRefusal", "2024-04-01", ground="refused")


def test_a_suit_against_the_debtor_alone_moves_nobody() -> None:
    story = demanded()
    story.tell(suit("2024-07-08", DEBTOR), "2024-07-08")
    assert story.guarantor("2024-07-08").state == "demanded"


def test_part_paid_then_to_law_then_paid_in_full() -> None:
    story = demanded()
    story.tell(balance("2024-04-02", 20, "250000.00", "Z-1", "10000.00"), "2024-04-02")
    assert story.guarantor("2024-04-02").state == "part_paid"
    story.act("RecordRefusal", "2024-04-05", ground="not_found", search_record_id="SR-1")
    assert story.guarantor("2024-04-05").state == "in_litigation"
    story.tell(balance("2024-06-03", 21, "0.00", "Z-2", "250000.00"), "2024-06-03")
    story.tell(stated("2024-06-03", since=None), "2024-06-03")
    shown = story.guarantor("2024-06-03")
    assert (shown.state, shown.paid, shown.recourse) == (
        "discharged_by_payment",
        cny("260000.00"),
        cny("260000.00"),
    )
    told = [m for m in story.published() if isinstance(m, guarantee.GuaranteeReleased)]
    assert told[-1].reason == "paid_in_full"


def test_a_payment_before_any_demand_is_on_record_and_moves_no_state() -> None:
    story = in_arrears()
    story.tell(balance("2024-03-26", 20, "250000.00", "Z-1", "10000.00"), "2024-03-26")
    shown = story.guarantor("2024-03-26")
    assert (shown.state, shown.paid) == ("registered", cny("10000.00"))


def test_a_cap_paid_in_full_discharges_him() -> None:
    story = demanded(cap={"amount": "30000.00", "currency": "CNY"})
    story.tell(balance("2024-04-02", 20, "240000.01", "Z-1", "29999.99"), "2024-04-02")
    assert story.guarantor("2024-04-02").state == "part_paid"
    story.tell(balance("2024-04-03", 21, "240000.00", "Z-2", "0.01"), "2024-04-03")
    assert story.guarantor("2024-04-03").state == "discharged_by_payment"
