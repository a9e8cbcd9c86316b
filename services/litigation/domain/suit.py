"""Suit and arbitration until the court takes it: against whom, for what, until when."""

from __future__ import annotations

from datetime import date

from services.kit.domain import Rejected, changed
from services.litigation.domain.claim import claim_against, interest_stopped_on, is_owing
from services.litigation.domain.court import (
    AppealFiled,
    ComplaintServed,
    HearingHeld,
    JudgmentEffective,
    JudgmentRendered,
    SuitAccepted,
    SuitEnded,
    SuitFiled,
)
from services.litigation.domain.facts import Fact
from services.litigation.domain.neighbours import (
    GuaranteeEndedNoted,
    GuaranteeNoted,
)
from services.litigation.domain.state import Case
from services.litigation.domain.suits import end_of, steps_of
from services.litigation.domain.terms import last_day
from services.litigation.policy import LitigationPolicy

InSuit = (
    SuitAccepted
    | ComplaintServed
    | HearingHeld
    | JudgmentRendered
    | AppealFiled
    | JudgmentEffective
    | SuitEnded
)
PROCEDURES = ("ordinary", "simple", "small")


def file_suit(deed: SuitFiled, case: Case, edition: LitigationPolicy) -> SuitFiled:
    """Against parties that are liable, for what was owed on ``claim_day``.

    Expired limitation is no reason to refuse: it is the debtor's defence (LM-03).
    """
    _check_forum(deed)
    _check_id(deed, case)
    _check_defendants(deed, case)
    if deed.claim_day > deed.effective_on:
        raise Rejected(
            "claim_day_ahead", f"claim_day {deed.claim_day} lies after {deed.effective_on}"
        )
    claim = claim_against(case, deed.defendants, deed.claim_day)
    for day in (deed.claim_day, deed.effective_on):  # what was paid meanwhile is not sued for
        if not is_owing(case, day):
            raise Rejected("nothing_owed", f"nothing is due and unpaid on {day}")
    court = deed.forum == "court"
    return changed(
        deed,
        claim=claim,
        currency=case.taken.currency if case.taken is not None else "",
        accept_by=last_day(deed.effective_on, edition.terms["accept"]) if court else None,
    )


def _check_forum(deed: SuitFiled) -> None:
    if deed.forum == "arbitration" and not deed.arbitration_clause:
        raise Rejected(
            "arbitration_clause_missing",
            "arbitration_clause is missing: there is arbitration only with a clause (LIT-15)",
        )


def _check_id(deed: SuitFiled, case: Case) -> None:
    for each in case.all_of(SuitFiled):
        if each.suit_id == deed.suit_id:
            raise Rejected(
                "already_known",
                f"suit_id {deed.suit_id!r} was filed on {each.effective_on} already: another suit has"
                " a number of its own (B.5)",
            )


def _check_defendants(deed: SuitFiled, case: Case) -> None:
    borrower = case.taken.obligor_id if case.taken is not None else ""
    day = deed.effective_on
    kinds = guarantors_on(case, day)
    if not deed.defendants:
        raise Rejected("defendants_missing", "defendants is empty: a suit names whom it sues")
    for party in deed.defendants:
        if party != borrower and party not in kinds:
            raise Rejected(
                "defendant_not_liable",
                f"defendants names {party!r}, neither the borrower {borrower!r} nor a guarantor"
                f" on {day}",
            )
    stands_alone = interest_stopped_on(case, day) is not None  # GU-05: he may refuse no longer
    general = any(kinds.get(party) == "general" for party in deed.defendants)
    if borrower not in deed.defendants and general and not stands_alone:
        raise Rejected(
            "general_guarantor_alone",
            "defendants names a general guarantor without the borrower: that suit is dismissed,"
            " both may be sued together (GU-43)",
        )


def guarantors_on(case: Case, day: date) -> dict[str, str]:
    """Those who stand for the loan on a day, and how; one may be freed and bound again."""
    kinds: dict[str, str] = {}
    for fact in case.all_of(Fact, day):
        match fact:
            case GuaranteeNoted():
                kinds[fact.guarantor_id] = fact.kind
            case GuaranteeEndedNoted():
                kinds.pop(fact.guarantor_id, None)
    return kinds


def suit_of(deed: InSuit, case: Case) -> SuitFiled:
    """The suit that a step names: ``suit_unknown``, or ``suit_ended`` by its day."""
    suit = next(iter(steps_of(case, deed.suit_id, SuitFiled)), None)
    if suit is None:
        raise Rejected(
            "suit_unknown", f"suit_id {deed.suit_id!r} is not the suit of this loan (B.5)"
        )
    ended = end_of(case, deed.suit_id, deed.effective_on)
    if ended is not None:
        raise Rejected(
            "suit_ended",
            f"suit_id {deed.suit_id!r} came to nothing on {ended.effective_on} (B.5)",
        )
    return suit


def check_parties(field: str, parties: tuple[str, ...], case: Case) -> None:
    """Somebody is named, and only defendants of the suit are."""
    if not parties:
        raise Rejected(f"{field}_missing", f"{field} is empty: it names who is concerned")
    suit = case.last_of(SuitFiled)
    strangers = [each for each in parties if suit is None or each not in suit.defendants]
    if strangers:
        raise Rejected(
            "defendant_unknown", f"{field} names {strangers[0]!r}, no defendant of the suit"
        )


def accepted(deed: SuitAccepted, case: Case, edition: LitigationPolicy) -> SuitAccepted:
    """The court's own terms run from its acceptance (CL-10, CL-11)."""
    suit = suit_of(deed, case)
    if steps_of(case, deed.suit_id, SuitAccepted):
        raise Rejected("already_known", f"suit_id {deed.suit_id!r} was accepted before (B.5)")
    if suit.forum == "arbitration":
        return deed
    if deed.procedure not in PROCEDURES:
        names = ", ".join(PROCEDURES)
        raise Rejected("procedure_unknown", f"procedure {deed.procedure!r} is none of {names}")
    day, most = deed.effective_on, edition.terms[deed.procedure]
    longest = changed(most, value=most.value + edition.terms[f"{deed.procedure}_more"].value)
    return changed(
        deed,
        serve_by=last_day(day, edition.terms["serve"]),
        judge_by=last_day(day, most),
        extended_to=last_day(day, longest),
    )
