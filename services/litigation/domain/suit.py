"""Suit, arbitration, judgment, appeal, effect: what may be done and until when."""

from __future__ import annotations

from datetime import date

from services.kit.domain import Rejected, changed
from services.litigation.domain.claim import claim_on
from services.litigation.domain.court import (
    AppealFiled,
    ComplaintServed,
    HearingHeld,
    JudgmentEffective,
    JudgmentRendered,
    SuitAccepted,
    SuitFiled,
)
from services.litigation.domain.facts import Fact
from services.litigation.domain.neighbours import GuaranteeEndedNoted, GuaranteeNoted
from services.litigation.domain.state import Case
from services.litigation.domain.terms import last_day
from services.litigation.policy import LitigationPolicy

PROCEDURES = ("ordinary", "simple", "small")


def file_suit(deed: SuitFiled, case: Case, edition: LitigationPolicy) -> SuitFiled:
    """Against parties that are liable, for what was owed on ``claim_day``.

    Expired limitation is no reason to refuse: it is the debtor's defence (LM-03).
    """
    _check_forum(deed)
    _check_defendants(deed, case)
    if deed.claim_day > deed.effective_on:
        raise Rejected(
            "claim_day_ahead", f"claim_day {deed.claim_day} lies after {deed.effective_on}"
        )
    claim = claim_on(case, deed.claim_day)
    if not claim.total:
        raise Rejected("nothing_owed", f"nothing is due and unpaid on {deed.claim_day}")
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


def _check_defendants(deed: SuitFiled, case: Case) -> None:
    borrower = case.taken.obligor_id if case.taken is not None else ""
    day = deed.effective_on
    kinds = _guarantors(case, day)
    if not deed.defendants:
        raise Rejected("defendants_missing", "defendants is empty: a suit names whom it sues")
    for party in deed.defendants:
        if party != borrower and party not in kinds:
            raise Rejected(
                "defendant_not_liable",
                f"defendants names {party!r}, neither the borrower {borrower!r} nor a guarantor"
                f" on {day}",
            )
    if borrower not in deed.defendants and any(kinds[p] == "general" for p in deed.defendants):
        raise Rejected(
            "general_guarantor_alone",
            "defendants names a general guarantor without the borrower: that suit is dismissed,"
            " both may be sued together (GU-43)",
        )


def _guarantors(case: Case, day: date) -> dict[str, str]:
    """Those who stand for the loan on a day, and how; one may be freed and bound again."""
    kinds: dict[str, str] = {}
    for fact in case.all_of(Fact, day):
        match fact:
            case GuaranteeNoted():
                kinds[fact.guarantor_id] = fact.kind
            case GuaranteeEndedNoted():
                kinds.pop(fact.guarantor_id, None)
    return kinds


def suit_of(suit_id: str, case: Case) -> SuitFiled:
    """The case's suit, or ``suit_unknown``."""
    suit = case.last_of(SuitFiled)
    if suit is None or suit.suit_id != suit_id:
        raise Rejected("suit_unknown", f"suit_id {suit_id!r} is not the suit of this loan")
    return suit


def accepted(deed: SuitAccepted, case: Case, edition: LitigationPolicy) -> SuitAccepted:
    """The court's own terms run from its acceptance (CL-10, CL-11)."""
    suit = suit_of(deed.suit_id, case)
    if case.last_of(SuitAccepted) is not None:
        raise Rejected("already_known", f"suit_id {deed.suit_id!r} was accepted before")
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


def served(deed: ComplaintServed, case: Case, edition: LitigationPolicy) -> ComplaintServed:
    """The defendant's time to answer runs from service (CL-10)."""
    suit = suit_of(deed.suit_id, case)
    _check_accepted(deed.suit_id, case)
    if deed.party_id not in suit.defendants:
        raise Rejected("defendant_unknown", f"party_id {deed.party_id!r} is no defendant")
    return changed(deed, answer_by=last_day(deed.effective_on, edition.terms["answer"]))


def heard(deed: HearingHeld, case: Case, edition: LitigationPolicy) -> HearingHeld:
    """Only an accepted suit is heard."""
    suit_of(deed.suit_id, case)
    _check_accepted(deed.suit_id, case)
    return deed


def judged(deed: JudgmentRendered, case: Case, edition: LitigationPolicy) -> JudgmentRendered:
    """Appeal runs from service (CL-13); small claims and awards know none (CL-12)."""
    suit = suit_of(deed.suit_id, case)
    taken = _check_accepted(deed.suit_id, case)
    second = deed.instance == "second"
    if second and case.last_of(AppealFiled) is None:
        raise Rejected("no_appeal", "instance is second, but no appeal was filed")
    strangers = [party for party in deed.liable if party not in suit.defendants]
    if strangers:
        raise Rejected("defendant_unknown", f"liable names {strangers[0]!r}, no defendant")
    final = taken.procedure in edition.lists["without_appeal"].members
    if second or final or suit.forum == "arbitration":
        return deed
    name = "appeal_foreign" if deed.foreign else f"appeal_{deed.form}"
    if name not in edition.terms:
        raise Rejected("form_unknown", f"form {deed.form!r} is neither judgment nor ruling")
    served_on = deed.served_on or deed.effective_on
    return changed(deed, appeal_by=last_day(served_on, edition.terms[name]))


def appealed(deed: AppealFiled, case: Case, edition: LitigationPolicy) -> AppealFiled:
    """In time only (CL-13); the second instance has its own term (CL-14)."""
    judgment = _judgment(deed.suit_id, case)
    if judgment.appeal_by is None or deed.effective_on > judgment.appeal_by.on:
        until = "never" if judgment.appeal_by is None else f"until {judgment.appeal_by.on}"
        raise Rejected("appeal_too_late", f"an appeal was possible {until} (CL-13)")
    term = edition.terms[f"second_{judgment.form}"]
    return changed(deed, decide_by=last_day(deed.effective_on, term))


def effective(deed: JudgmentEffective, case: Case, edition: LitigationPolicy) -> JudgmentEffective:
    """When the time to appeal is over, or the second instance has decided."""
    judgment = _judgment(deed.suit_id, case)
    if judgment.instance != "second" and case.last_of(AppealFiled) is not None:
        raise Rejected("appeal_pending", "an appeal is filed and not decided (CL-14)")
    if judgment.appeal_by is not None and deed.effective_on <= judgment.appeal_by.on:
        raise Rejected(
            "appeal_running",
            f"done_on {deed.effective_on}: an appeal is possible until {judgment.appeal_by.on}"
            " (CL-13)",
        )
    if deed.perform_by < deed.effective_on:
        raise Rejected("perform_by_past", f"perform_by {deed.perform_by} lies before the effect")
    return deed


def _judgment(suit_id: str, case: Case) -> JudgmentRendered:
    suit_of(suit_id, case)
    judgment = case.last_of(JudgmentRendered)
    if judgment is None:
        raise Rejected("no_judgment", f"suit_id {suit_id!r} has no judgment")
    return judgment


def _check_accepted(suit_id: str, case: Case) -> SuitAccepted:
    taken = case.last_of(SuitAccepted)
    if taken is None:
        raise Rejected("not_accepted", f"suit_id {suit_id!r} was not accepted by the court")
    return taken
