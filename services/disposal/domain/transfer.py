"""Sale of the claim: offer, bids, agreement, transfer (DIS-07, TA-03).

Only licensed institutions may buy (POL-29): the bid of anybody else is blocked and never recorded.
Channels and buyers are those of the day: of the offer, of the bid, and of the agreement again.
"""

from __future__ import annotations

from services.disposal.domain.checks import (
    case_in,
    check_claim_is_ours,
    check_money,
    check_some,
    done,
    refuse,
)
from services.disposal.domain.eligibility import (
    blocked,
    check_channel,
    check_open,
    check_ties,
    ineligible_by,
)
from services.disposal.domain.price import booked, check_price, claim_sold
from services.disposal.domain.state import Case, LoanFile
from services.disposal.domain.transfer_acts import (
    AgreeTransfer,
    OfferForTransfer,
    RecordBid,
    TransferDebt,
)
from services.disposal.domain.transfer_events import (
    BidReceived,
    DebtTransferAgreed,
    DebtTransferred,
    OfferedForTransfer,
    ProhibitedActionBlocked,
)
from services.disposal.domain.values import Party
from services.disposal.policy import DisposalPolicy


def offer(
    act: OfferForTransfer, file: LoanFile, edition: DisposalPolicy
) -> tuple[OfferedForTransfer, ...]:
    """The claim is offered through a channel that is open to it on the day."""
    check_claim_is_ours(act, file)
    case = _for_sale(act, file)
    if case.offer is not None and case.offer.offer_id == act.offer_id:
        refuse("offer_known", f"offer_id {act.offer_id!r} was made before (DIS-07)")
    channel = check_channel(act.channel, act.day, file, edition)
    if channel.batch_min is not None and (
        act.batch_id is None or (act.batch_size or 0) < channel.batch_min.value
    ):
        refuse(
            "batch_too_small",
            f"batch_size {act.batch_size} is below {channel.batch_min.value}, the least of channel"
            f" {act.channel!r} ({channel.rule})",
        )
    missing = [code for code in channel.exclusions if code not in act.screened]
    if missing:
        refuse(
            "exclusion_not_screened",
            f"screened lacks {', '.join(missing)}: such claims may not be sold ({channel.rule})",
        )
    return (
        OfferedForTransfer(
            **done(act, case.case_id, edition),
            offer_id=act.offer_id,
            channel=act.channel,
            batch_id=act.batch_id,
            batch_size=act.batch_size,
            valuation_id=act.valuation_id,
            screened=act.screened,
        ),
    )


def _for_sale(act: OfferForTransfer | RecordBid | AgreeTransfer, file: LoanFile) -> Case:
    case = case_in(act, file, "transfer", "written_off")
    if case.agreed is not None:
        refuse(
            "sale_agreed",
            f"the sale of loan {act.loan_id} to {case.agreed.buyer.buyer_id} is agreed: it must be"
            " done (DIS-07)",
        )
    return case


def _offer_of(act: RecordBid | AgreeTransfer, case: Case) -> OfferedForTransfer:
    if case.offer is None:
        refuse(
            "no_offer",
            f"loan {act.loan_id} is not offered for sale in case {case.case_id} (DIS-07)",
        )
    return case.offer


def bid(
    act: RecordBid, file: LoanFile, edition: DisposalPolicy
) -> tuple[BidReceived | ProhibitedActionBlocked, ...]:
    """An eligible buyer bids while the channel is open; anybody else's bid is a blocked act (DIS-08)."""
    check_claim_is_ours(act, file)
    check_money(file, price=act.price)
    check_some("DIS-07", price=act.price)
    case = _for_sale(act, file)
    offered = _offer_of(act, case)
    check_open(offered.channel, act.day, edition)
    if act.bid_id in {each.bid_id for each in case.bids}:
        refuse("bid_known", f"bid_id {act.bid_id!r} was recorded before (DIS-07)")
    check_ties(act.buyer, edition)
    rule = ineligible_by(act.buyer, offered.channel, edition)
    if rule is not None:
        return (blocked(act, case.case_id, rule, offered.channel, edition),)
    return (
        BidReceived(
            **done(act, case.case_id, edition),
            offer_id=offered.offer_id,
            bid_id=act.bid_id,
            buyer=act.buyer,
            price=act.price,
        ),
    )


def agree(
    act: AgreeTransfer, file: LoanFile, edition: DisposalPolicy
) -> tuple[DebtTransferAgreed | ProhibitedActionBlocked, ...]:
    """The sale is agreed while the channel is open and the buyer eligible."""
    check_claim_is_ours(act, file)
    case = _for_sale(act, file)
    offered = _offer_of(act, case)
    check_channel(offered.channel, act.day, file, edition)
    taken = next((each for each in case.bids if each.bid_id == act.bid_id), None)
    if taken is None:
        refuse(
            "bid_unknown", f"bid_id {act.bid_id!r} is no bid for offer {offered.offer_id} (DIS-07)"
        )
    rule = ineligible_by(taken.buyer, offered.channel, edition)
    if rule is not None:
        return (blocked(act, case.case_id, rule, offered.channel, edition),)
    return (
        DebtTransferAgreed(
            **done(act, case.case_id, edition),
            offer_id=offered.offer_id,
            bid_id=taken.bid_id,
            agreement_id=act.agreement_id,
            buyer=taken.buyer,
            price=taken.price,
        ),
    )


def transfer(
    act: TransferDebt, file: LoanFile, edition: DisposalPolicy
) -> tuple[DebtTransferred, ...]:
    """The claim goes with its accessory rights; debtor and guarantors must be told.

    What core banking may have booked the price as paid nothing of it: it is owed as before.
    """
    check_claim_is_ours(act, file, paid=any(booked(act, file)))
    case = case_in(act, file, "agreed", "written_off")
    agreed, taken = case.agreed, file.taken
    if agreed is None or taken is None or case.offer is None:
        refuse(
            "not_agreed",
            f"no sale of loan {act.loan_id} is agreed in case {case.case_id} (DIS-07)",
        )
    check_channel(case.offer.channel, agreed.effective_on, file, edition)
    check_price(act, file, agreed.price)
    owed = claim_sold(act, file)
    guarantors, by = file.guarantors_on(act.day), edition.article("notice_guarantor", act.day)
    stage, limitation = file.stage_on(act.day), file.limitation_on(act.day)
    return (
        DebtTransferred(
            **done(act, case.case_id, edition),
            payment_id=act.payment_id,
            buyer_id=agreed.buyer.buyer_id,
            price=agreed.price,
            claim=file.money(owed.total),
            owed=owed,
            guarantors=guarantors,
            collateral=file.collateral_there(),
            legal_stage=None if stage is None else stage.stage,
            limitation_ends_on=None if limitation is None else limitation.ends_on,
            to_notify=(
                Party(taken.obligor_id, "debtor", edition.article("notice_debtor", act.day)),
                *(Party(each, "guarantor", by) for each in guarantors),
            ),
            resale=edition.transfer.channels[case.offer.channel].resale,
        ),
    )
