"""What is due, until when, and by which article: open deadlines of a case on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.kit.domain import Frozen
from services.litigation.domain.auction import rounds_of
from services.litigation.domain.court import (
    AppealFiled,
    AuctionOrdered,
    ComplaintServed,
    EnforcementApplied,
    JudgmentEffective,
    JudgmentRendered,
    SuitAccepted,
    SuitFiled,
)
from services.litigation.domain.deeds import LastDay, LetterSent, MeasureApplied
from services.litigation.domain.facts import LifeEventNoted
from services.litigation.domain.limitation import ends_on, reading_on
from services.litigation.domain.measures import SEIZED, measures_on
from services.litigation.domain.moves import FINAL
from services.litigation.domain.neighbours import AssetTakenInKindNoted
from services.litigation.domain.outcomes import (
    AssetSearchDone,
    BankruptcyRecorded,
    ClaimDeclared,
    EnforcementEnded,
    MediationClosed,
    SettlementAgreed,
)
from services.litigation.domain.settlement import is_paid
from services.litigation.domain.stages import PRE_SUIT, stage_on
from services.litigation.domain.state import Case


class Deadline(Frozen, frozen=True, kw_only=True):
    """``what`` (a code, words in ``words.DUE``) is due until ``on`` by ``article``."""

    on: date
    what: str
    article: str
    about: str = ""
    unrolled: bool = False


def deadlines(case: Case, day: date) -> list[Deadline]:
    """All that is open on ``day``, the nearest first; those that passed stay until they are done."""
    stage = stage_on(case, day)
    if stage in FINAL or case.sale_by(day) is not None:
        return []
    found = [*_limits(case, day), *_bankrupt(case, day)]
    if stage in PRE_SUIT:
        found += _pre_suit(case, day, stage)
    if stage not in (None, "bankruptcy"):
        found += _measures(case, day)
    if stage == "filed":
        found += _court(case, day)
    if stage in ("enforcing", "settlement_running"):
        found += _enforcing(case, day)
    if stage == "dormant":
        found += _queries(case, day)
    return sorted(found, key=lambda each: (each.on, each.what, each.about))


def _by(last: LastDay | None, what: str, about: str = "") -> Iterator[Deadline]:
    if last is not None:
        yield Deadline(
            on=last.on, what=what, article=last.article, about=about, unrolled=last.unrolled
        )


def _limits(case: Case, day: date) -> Iterator[Deadline]:
    clocks = case.taken.clocks if case.taken is not None else None
    if clocks is None:
        return
    for clock, what, article in (
        ("claim", "limitation_of_claim", clocks.claim.article),
        ("enforcement", "apply_for_enforcement", clocks.enforcement.article),
    ):
        reading, end = reading_on(case, clock, day), ends_on(case, clock, day)
        known = clock == "claim" or case.last_of(JudgmentEffective, day) is not None
        if known and reading is not None and reading.live and end is not None:
            yield Deadline(on=end, what=what, article=article)


def _pre_suit(case: Case, day: date, stage: str) -> Iterator[Deadline]:
    for event in case.all_of(LifeEventNoted, day):
        applied = case.last_of(MeasureApplied, day)
        late = applied is None or applied.effective_on < event.effective_on
        if stage == "protective" and event.act_by is not None and late:
            what = "protect_assets_at_first_moment"
            yield Deadline(on=event.act_by, what=what, article="LIT-06", about=event.life_event)
    letter = case.last_of(LetterSent, day)
    if stage == "letter" and letter is not None:
        yield Deadline(
            on=letter.deadline, what="letter_deadline", article="LIT-20", about=letter.letter_id
        )


def _measures(case: Case, day: date) -> Iterator[Deadline]:
    sued = case.last_of(SuitFiled, day) is not None
    for each in measures_on(case, day):
        applied = each.applied
        if each.state == "applied" and applied.rule_by is not None:
            yield Deadline(
                on=applied.rule_by.date(),
                what="court_rules_on_preservation",
                article=applied.rule_article,
                about=applied.measure_id,
            )
        if each.state in SEIZED | {"granted"} and not sued:
            yield from _by(each.sue_by, "sue_after_preservation", applied.measure_id)
        if each.state in SEIZED:
            yield from _by(each.renew_by, "renew_preservation", applied.measure_id)


def _court(case: Case, day: date) -> Iterator[Deadline]:
    suit, taken = case.last_of(SuitFiled, day), case.last_of(SuitAccepted, day)
    if suit is None:
        return
    if taken is None:
        yield from _by(suit.accept_by, "court_accepts_suit", suit.suit_id)
        return
    served = {each.party_id: each for each in case.all_of(ComplaintServed, day)}
    judgment = case.last_of(JudgmentRendered, day)
    if judgment is None:
        for party in suit.defendants:
            if party in served:
                yield from _by(served[party].answer_by, "defendant_answers", party)
            else:
                yield from _by(taken.serve_by, "court_serves_complaint", party)
        yield from _by(taken.judge_by, "court_judges", suit.suit_id)
    else:
        appeal = case.last_of(AppealFiled, day)
        if appeal is not None and judgment.instance != "second":
            yield from _by(appeal.decide_by, "second_instance_decides", suit.suit_id)
        elif appeal is None:
            yield from _by(judgment.appeal_by, "appeal", suit.suit_id)


def _enforcing(case: Case, day: date) -> Iterator[Deadline]:
    in_kind = {
        name
        for each in case.all_of(AssetTakenInKindNoted, day)
        for name in (each.asset_id, each.collateral_id)
    }
    ordered = dict.fromkeys(each.asset_id for each in case.all_of(AuctionOrdered, day))
    for asset_id in ordered:
        rounds = rounds_of(case, asset_id, day)
        if asset_id in in_kind:
            continue
        if rounds.open is None:
            yield from _by(rounds.held[-1].next_by, "next_auction_round", asset_id)
        elif rounds.open.sale_until is not None:
            yield from _by(rounds.open.sale_until, "sale_ends", asset_id)
        else:
            yield Deadline(
                on=rounds.open.auction_on, what="auction", article="EX-01", about=asset_id
            )
    settled = case.last_of(SettlementAgreed, day)
    running = settled is not None and stage_on(case, day) == "settlement_running"
    if settled is not None and running and not is_paid(case, settled, day):
        yield Deadline(
            on=settled.pay_by,
            what="settlement_payment",
            article="LIT-24",
            about=settled.settlement_id,
        )
    mediated = case.last_of(MediationClosed, day)
    if mediated is not None and case.last_of(EnforcementApplied, day) is None:
        yield from _by(mediated.confirm_by, "confirm_mediation", mediated.mediation_id)


def _queries(case: Case, day: date) -> Iterator[Deadline]:
    ended = case.last_of(EnforcementEnded, day)
    if ended is None:
        return
    done = [e for e in case.all_of(AssetSearchDone, day) if e.effective_on >= ended.effective_on]
    for last in ended.query_by[len(done) :][:1]:
        yield from _by(last, "search_for_assets", ended.ruling_id)


def _bankrupt(case: Case, day: date) -> Iterator[Deadline]:
    declared = {each.party_id for each in case.all_of(ClaimDeclared, day)}
    for each in case.all_of(BankruptcyRecorded, day):
        if each.file_claim_by is not None and each.party_id not in declared:
            yield Deadline(
                on=each.file_claim_by,
                what="file_claim_in_bankruptcy",
                article="BK-01",
                about=each.party_id,
            )
