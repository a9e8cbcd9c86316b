"""The sale itself: agreement, transfer with all that belongs to it, notices, price."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal as published
from contracts import litigation, monitoring
from services.disposal.domain.events import (
    DebtTransferAgreed,
    DebtTransferred,
    RecoveryRecognised,
    TransferCalledOff,
)
from tests.unit.disposal.asked import SECOND, assessment, bid, offer, routed
from tests.unit.disposal.l4801 import until_held, until_transferred, until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_transfer import DAY, DEAL, for_sale, offered
from tests.unit.disposal.told import (
    DEBTOR,
    GUARANTOR,
    IDS,
    charged,
    cny,
    freed,
    guaranteed,
    on,
)

# -- agreement, transfer, notices ---------------------------------------------------------------


def agreed() -> Story:
    story = for_sale(security="guarantee", obligor_kind="corporate")
    for name in (GUARANTOR, "G-WANG", "G-FREE"):
        story.tell(guaranteed(DAY, name), DAY)
    story.tell(freed(DAY, "G-FREE"), DAY)
    story.tell(charged(DAY, "pledged", "TRUCK-1"), DAY)
    story.tell(charged(DAY, "released", "TRUCK-2"), DAY)
    told = litigation.LimitationChanged(
        **IDS, effective_on=on(DAY), state="running", ends_on=on("2028-07-10"), article="LM-01"
    )
    story.tell(told, DAY)
    story.act("OfferForTransfer", DAY, **offer())
    story.act("RecordBid", DAY, **bid())
    story.act("RecordBid", DAY, **bid("B-2", "9000.00", buyer_id="AMC-2"))
    story.act("AgreeTransfer", "2025-07-11", "manager", **(DEAL | {"bid_id": "B-2"}))
    return story


def test_an_agreement_names_one_bid_and_ends_the_bidding() -> None:
    """Rules: DIS-07."""
    story = agreed()
    (made,) = story.made(DebtTransferAgreed)
    assert (made.buyer.buyer_id, made.price) == ("AMC-2", cny("9000.00"))
    assert story.view("2025-07-11").state == "agreed"
    assert [each.what for each in story.view("2025-07-11").due] == ["carry_out_sale"]
    story.refused("wrong_state", "RecordBid", "2025-07-12", **bid("B-3"))


def test_a_written_off_claim_on_sale_stays_written_off_until_it_is_sold() -> None:
    story = until_written_off()
    story.refused("not_agreed", "TransferDebt", "2025-07-10", "manager", payment_id="P", **SECOND)
    story.act("OfferForTransfer", DAY, **offer())
    story.act("RecordBid", DAY, **bid())
    story.act("AgreeTransfer", DAY, "manager", **DEAL)
    assert story.view(DAY).state == "written_off"
    story.refused("sale_agreed", "RecordBid", DAY, **bid("B-3"))
    story.act("TransferDebt", DAY, "manager", payment_id="P", **SECOND)
    assert story.view(DAY).state == "transferred"
    assert story.view(DAY).accounting_state == "written_off"


CALL_OFF: dict[str, Any] = {"agreement_id": "AGR-1", "document_id": "RESCISSION-1"} | SECOND


def test_a_sale_whose_buyer_does_not_pay_leads_back_to_assessed() -> None:
    """Rules: DIS-07, B.6."""
    story = agreed()
    other = CALL_OFF | {"agreement_id": "AGR-2"}
    story.refused("agreement_unknown", "CallOffTransfer", "2025-09-01", "manager", **other)
    story.act("CallOffTransfer", "2025-09-01", "manager", **CALL_OFF)
    (made,) = story.made(TransferCalledOff)
    assert (made.agreement_id, made.buyer_id) == ("AGR-1", "AMC-2")
    seen = story.view("2025-09-01")
    assert (seen.state, seen.route, seen.bids) == ("assessed", None, 0)
    assert [each.what for each in seen.due] == ["select_route"]
    code = "wrong_state"
    story.refused(code, "TransferDebt", "2025-09-02", "manager", payment_id="P", **SECOND)
    story.refused(code, "CallOffTransfer", "2025-09-02", "manager", **CALL_OFF)
    story.act("SelectRoute", "2025-09-02", "manager", **routed("transfer"))
    story.act("OfferForTransfer", "2025-09-02", **offer(offer_id="O-2"))
    story.act("RecordBid", "2025-09-02", **bid())
    story.act("AgreeTransfer", "2025-09-02", "manager", **DEAL)
    story.act("TransferDebt", "2025-09-03", "manager", payment_id="P", **SECOND)
    assert story.made(DebtTransferred)[0].buyer_id == "AMC-1"


def test_a_written_off_claim_whose_buyer_does_not_pay_stays_written_off_and_is_offered_anew() -> (
    None
):
    story = until_written_off()
    story.act("OfferForTransfer", DAY, **offer())
    story.act("RecordBid", DAY, **bid())
    story.refused("not_agreed", "CallOffTransfer", DAY, "manager", **CALL_OFF)
    story.act("AgreeTransfer", DAY, "manager", **DEAL)
    assert "carry_out_sale" in [each.what for each in story.view(DAY).due]
    story.act("CallOffTransfer", "2025-09-01", "manager", **CALL_OFF)
    seen = story.view("2025-09-01")
    assert (seen.state, seen.route) == ("written_off", "write_off")
    assert "carry_out_sale" not in [each.what for each in seen.due]
    story.act("OfferForTransfer", "2025-09-02", **offer())
    story.refused("bid_unknown", "AgreeTransfer", "2025-09-02", "manager", **DEAL)


def test_a_sale_that_is_done_is_not_called_off() -> None:
    story = agreed()
    story.act("TransferDebt", "2025-07-14", "manager", payment_id="P", **SECOND)
    story.refused("claim_transferred", "CallOffTransfer", "2025-07-15", "manager", **CALL_OFF)


def test_a_sale_of_what_the_debtor_paid_himself_can_be_called_off() -> None:
    story = agreed()
    gone = monitoring.LoanSettled(**IDS, entry=90, effective_on=on("2025-08-01"))
    story.tell(gone, "2025-08-01")
    story.refused(
        "loan_settled", "TransferDebt", "2025-08-02", "manager", payment_id="P", **SECOND
    )
    story.act("CallOffTransfer", "2025-08-02", "manager", **CALL_OFF)
    assert not story.view("2025-08-02").due  # of a loan that is paid no route is chosen
    story.refused("loan_settled", "SelectRoute", "2025-08-03", "manager", **routed("transfer"))
    again = monitoring.LoanReopened(**IDS, entry=91, effective_on=on("2025-08-03"))
    story.tell(again, "2025-08-03")
    assert [each.what for each in story.view("2025-08-03").due] == ["select_route"]


@pytest.mark.parametrize("name", ["AgreeTransfer", "TransferDebt", "CallOffTransfer"])
def test_a_sale_needs_two_persons(name: str) -> None:
    story = offered() if name == "AgreeTransfer" else agreed()
    told = {
        "AgreeTransfer": DEAL,
        "TransferDebt": {"payment_id": "P"},
        "CallOffTransfer": CALL_OFF,
    }
    fields: dict[str, Any] = dict(told[name])
    fields |= {"approved_by": "sun", "approver_role": "head_office_committee"}
    story.refused("same_person", name, "2025-07-12", "manager", **fields)
    story.refused(
        "second_person_missing", name, "2025-07-12", "manager", **(fields | {"approved_by": None})
    )


def test_the_claim_goes_with_all_that_belongs_to_it_and_who_stands_for_it_is_told() -> None:
    """Rules: DIS-07, TA-03."""
    story = agreed()
    story.act("TransferDebt", "2025-07-14", "manager", payment_id="P", **SECOND)
    (sold,) = story.made(DebtTransferred)
    assert sold.guarantors == ("G-WANG", GUARANTOR)
    assert sold.collateral == ("TRUCK-1",)
    assert sold.limitation_ends_on == on("2028-07-10")
    assert sold.resale
    seen = story.view("2025-07-14")
    assert (seen.state, seen.legal_state) == ("agreed", "transferred")  # B.6: with the notices
    waiting = [(each.subject, each.rule, each.article) for each in seen.due]
    guarantors = [(each, "TA-06", "民法典 art. 696") for each in ("G-WANG", GUARANTOR)]
    assert waiting == [(DEBTOR, "TA-02", "民法典 art. 546"), *guarantors]
    (told,) = [m for m in story.published() if isinstance(m, published.DebtTransferred)]
    assert (told.guarantors, told.collateral) == (("G-WANG", GUARANTOR), ("TRUCK-1",))


def test_the_case_is_transferred_when_debtor_and_every_guarantor_are_told() -> None:
    story = agreed()
    notice = {"method": "post", "proof_id": "EMS-1"}
    code = "not_transferred"
    story.refused(code, "ServeTransferNotice", "2025-07-12", party_id=DEBTOR, **notice)
    story.act("TransferDebt", "2025-07-14", "manager", payment_id="P", **SECOND)
    for party, state in ((DEBTOR, "agreed"), (GUARANTOR, "agreed"), ("G-WANG", "transferred")):
        story.act("ServeTransferNotice", "2025-07-15", party_id=party, **notice)
        assert story.view("2025-07-15").state == state
    assert not story.view("2025-07-15").due
    code = "notice_served"
    story.refused(code, "ServeTransferNotice", "2025-07-16", party_id=DEBTOR, **notice)
    code = "party_not_concerned"
    story.refused(code, "ServeTransferNotice", "2025-07-16", party_id="G-FREE", **notice)
    roles = [
        (m.party_id, m.party_role)
        for m in story.published()
        if isinstance(m, published.TransferNoticeServed)
    ]
    assert roles == [(DEBTOR, "debtor"), (GUARANTOR, "guarantor"), ("G-WANG", "guarantor")]


def test_a_buyer_of_a_personal_batch_may_not_sell_on() -> None:
    """Rules: TP-06."""
    story = offered("personal_batch", "personal")
    story.act("RecordBid", DAY, **bid())
    story.act("AgreeTransfer", DAY, "manager", **DEAL)
    story.act("TransferDebt", DAY, "manager", payment_id="P", **SECOND)
    assert not story.made(DebtTransferred)[0].resale


def test_the_price_is_a_recovery_of_the_book_when_nothing_was_written_off() -> None:
    story = agreed()
    story.act("TransferDebt", "2025-07-14", "manager", payment_id="P-1", **SECOND)
    (made,) = story.made(RecoveryRecognised)
    assert (made.way, made.gross, made.after_write_off) == (
        "transfer_price",
        cny("9000.00"),
        False,
    )
    assert story.view("2025-07-14").accounting_state == "removed"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("AssessDisposal", assessment("D-9")),
        ("OfferForTransfer", offer()),
        ("RecordBid", bid()),
    ],
)
def test_a_sold_claim_is_no_longer_ours(name: str, fields: dict[str, Any]) -> None:
    until_transferred().refused("claim_transferred", name, "2025-11-20", **fields)


def test_offers_need_the_route() -> None:
    until_held().refused("wrong_state", "OfferForTransfer", DAY, **offer())
