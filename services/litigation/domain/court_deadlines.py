"""What is due in court: in a suit, in enforcement and settlements, at rest, in bankruptcy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.kit.holidays import rolled
from services.litigation.domain.auction import rounds_of
from services.litigation.domain.court import (
    AppealFiled,
    AuctionOrdered,
    ComplaintServed,
    JudgmentRendered,
    SuitAccepted,
)
from services.litigation.domain.duties import Deadline, until
from services.litigation.domain.kept import is_kept, running
from services.litigation.domain.neighbours import AssetTakenInKindNoted
from services.litigation.domain.outcomes import (
    AssetSearchDone,
    BankruptcyRecorded,
    ClaimDeclared,
    ConfirmationRequested,
    EnforcementEnded,
    MediationClosed,
    SettlementAgreed,
)
from services.litigation.domain.stages import sued_without_ground
from services.litigation.domain.state import Case
from services.litigation.domain.stayed import is_asset_stayed
from services.litigation.domain.suit import guarantors_on
from services.litigation.domain.suits import steps_of, suit_on


def in_suit(case: Case, day: date) -> Iterator[Deadline]:
    """The court's terms and the parties'; and a look at a suit whose ground a late word took."""
    suit = suit_on(case, day)
    if suit is None:
        return
    name = suit.suit_id
    taken = next(iter(steps_of(case, name, SuitAccepted, day)), None)
    if sued_without_ground(case, day):
        filed, what = suit.effective_on, "suit_without_ground"
        yield Deadline(on=filed, what=what, rule="LIT-20", about=suit.suit_id)
    if taken is None:
        yield from until(suit.accept_by, "court_accepts_suit", suit.suit_id)
        return
    served = {each.party_id: each for each in steps_of(case, name, ComplaintServed, day)}
    judgment = next(reversed(steps_of(case, name, JudgmentRendered, day)), None)
    if judgment is None:
        for party in suit.defendants:
            if party in served:
                yield from until(served[party].answer_by, "defendant_answers", party)
            else:
                yield from until(taken.serve_by, "court_serves_complaint", party)
        yield from until(taken.judge_by, "court_judges", suit.suit_id)
    else:
        appeal = next(reversed(steps_of(case, name, AppealFiled, day)), None)
        if appeal is not None and judgment.instance != "second":
            yield from until(appeal.decide_by, "second_instance_decides", suit.suit_id)
        elif appeal is None:
            yield from until(judgment.appeal_by, "appeal", suit.suit_id)


def in_enforcement(case: Case, day: date) -> Iterator[Deadline]:
    """Auctions and sales of what was not taken in kind, and whose owner's bankruptcy stays none (BK-03)."""
    in_kind = {
        name
        for each in case.all_of(AssetTakenInKindNoted, day)
        for name in (each.asset_id, each.collateral_id)
    }
    ordered = dict.fromkeys(each.asset_id for each in case.all_of(AuctionOrdered, day))
    for asset_id in ordered:
        rounds = rounds_of(case, asset_id, day)
        if asset_id in in_kind or is_asset_stayed(case, asset_id, day):
            continue
        if rounds.open is None:
            yield from until(rounds.held[-1].next_by, "next_auction_round", asset_id)
        elif rounds.open.sale_until is not None:
            yield from until(rounds.open.sale_until, "sale_ends", asset_id)
        else:
            yield Deadline(on=rounds.open.auction_on, what="auction", rule="EX-01", about=asset_id)


def in_settlement(case: Case, day: date) -> Iterator[Deadline]:
    """What the agreement that runs asks for: to be paid, and confirmed while that can be asked for."""
    agreed = running(case, day)
    match agreed:
        case SettlementAgreed(settlement_id=name, pay_by=by) if not is_kept(case, agreed, day):
            yield _payment(by, "LIT-24", name)
        case MediationClosed(mediation_id=name, pay_by=paid_by, confirm_by=confirm_by):
            if paid_by is not None and not is_kept(case, agreed, day):
                yield _payment(paid_by, "LIT-16", name)
            asked = case.all_of(ConfirmationRequested, day)
            over = confirm_by is not None and confirm_by.on < day
            if not over and all(each.mediation_id != name for each in asked):
                yield from until(confirm_by, "confirm_mediation", name)


def _payment(agreed: date, rule: str, name: str) -> Deadline:
    """What was agreed is to be paid by that day or, where it is a holiday, by the next working day; only
    after that it is broken (T-3)."""
    last = rolled(agreed)
    return Deadline(
        on=last.on, what="settlement_payment", rule=rule, about=name, unrolled=not last.known
    )


def at_rest(case: Case, day: date) -> Iterator[Deadline]:
    """The next search for assets (EX-08)."""
    ended = case.last_of(EnforcementEnded, day)
    if ended is None:
        return
    done = [e for e in case.all_of(AssetSearchDone, day) if e.effective_on >= ended.effective_on]
    for last in ended.query_by[len(done) :][:1]:
        yield from until(last, "search_for_assets", ended.ruling_id)


def in_bankruptcy(case: Case, day: date) -> Iterator[Deadline]:
    """Filing the claim by the court's day or, where it is a holiday, by the next working day; only after that
    it is late (BK-01, T-3). Of a guarantor who is free nothing can be claimed (GU-09)."""
    declared = {each.party_id for each in case.all_of(ClaimDeclared, day)}
    liable = guarantors_on(case, day)
    for each in case.all_of(BankruptcyRecorded, day):
        stands = each.of_borrower or each.party_id in liable
        if each.file_claim_by is not None and stands and each.party_id not in declared:
            last = rolled(each.file_claim_by)
            yield Deadline(
                on=last.on,
                what="file_claim_in_bankruptcy",
                rule="BK-01",
                article=each.article or None,
                about=each.party_id,
                unrolled=not last.known,
            )
