"""Enforcement: application, actions on site, end for lack of assets, revival."""

from __future__ import annotations

from datetime import date

from services.kit.days import period_end
from services.kit.domain import Rejected, changed
from services.litigation.domain.claim import is_owing
from services.litigation.domain.court import (
    CoordinationAgreed,
    EnforcementApplied,
    JudgmentEffective,
    OnSiteHeld,
)
from services.litigation.domain.deeds import AssetClueRecorded, LastDay
from services.litigation.domain.effect import (
    effect_by,
    is_enforceable,
    judgment_of,
    performed_by,
)
from services.litigation.domain.ended import ended_for
from services.litigation.domain.facts import Fact
from services.litigation.domain.limitation import reading_on
from services.litigation.domain.outcomes import (
    AssetSearchDone,
    EnforcementEnded,
    EnforcementRevived,
)
from services.litigation.domain.state import Case
from services.litigation.domain.suit import check_parties
from services.litigation.domain.terms import last_day
from services.litigation.policy import LitigationPolicy


def apply_for(
    deed: EnforcementApplied, case: Case, edition: LitigationPolicy
) -> EnforcementApplied:
    """Something is awarded, not performed in time, within two years (LM-09), with a target (LIT-31)."""
    effect = effect_by(case)
    _check_award(effect, case)
    last = None if effect is None else performed_by(effect).on
    if last is None or deed.effective_on <= last:
        until = "" if last is None else f" until {last}"
        raise Rejected("performance_not_due", f"the judgment may be performed{until} (LM-09, T-3)")
    if not is_owing(case, deed.effective_on):
        raise Rejected("nothing_owed", f"nothing is due and unpaid on {deed.effective_on}")
    reading = reading_on(case, "enforcement", deed.effective_on)
    if reading is not None and reading.state == "expired":
        raise Rejected(
            "enforcement_too_late",
            f"enforcement had to be applied for by {reading.ends_on} (LM-09)",
        )
    _check_clues(deed.clues, case, deed.effective_on)
    return deed


def _check_award(effect: JudgmentEffective | None, case: Case) -> None:
    judgment = None if effect is None else judgment_of(case, effect)
    if judgment is not None and not is_enforceable(judgment):
        raise Rejected(
            "nothing_awarded",
            f"the judgment of {judgment.effective_on} holds {', '.join(judgment.liable) or 'nobody'}"
            f" liable for {judgment.awarded.amount}: there is nothing to enforce (LIT-13)",
        )


def _check_clues(clues: tuple[str, ...], case: Case, day: date) -> None:
    known = {each.clue_id for each in case.all_of(AssetClueRecorded, day) if each.verified}
    if not known.intersection(clues):
        raise Rejected(
            "not_ready",
            f"clues {list(clues)} names no verified address or asset on file: enforcement would have"
            " no target (LIT-31)",
        )


def coordinate(
    deed: CoordinationAgreed, case: Case, edition: LitigationPolicy
) -> CoordinationAgreed:
    """All three parties agree, or it is no agreement (LIT-29)."""
    missing = [each for each in edition.lists["coordination"].members if each not in deed.parties]
    if missing:
        raise Rejected("agreement_incomplete", f"parties lacks {', '.join(missing)} (LIT-29)")
    if any(each.agreement_id == deed.agreement_id for each in case.all_of(CoordinationAgreed)):
        raise Rejected("already_known", f"agreement_id {deed.agreement_id!r} is on file (LIT-29)")
    return deed


def hold_on_site(deed: OnSiteHeld, case: Case, edition: LitigationPolicy) -> OnSiteHeld:
    """Agreed by three, with a target, and not more than the year's number (LIT-30)."""
    day = deed.effective_on
    agreed = {each.agreement_id for each in case.all_of(CoordinationAgreed, day)}
    if deed.agreement_id not in agreed:
        raise Rejected(
            "agreement_missing",
            f"agreement_id {deed.agreement_id!r} is not on file: three parties must agree (LIT-29)",
        )
    _check_clues(deed.clues, case, day)
    if any(each.action_id == deed.action_id for each in case.all_of(OnSiteHeld)):
        raise Rejected(
            "already_known", f"action_id {deed.action_id!r} was held: it counts once (LIT-30)"
        )
    held = [each for each in case.all_of(OnSiteHeld) if each.effective_on.year == day.year]
    limit = edition.counts["onsite_a_year"].value
    if len(held) >= limit:
        raise Rejected(
            "onsite_limit_reached",
            f"{len(held)} actions on site were held in {day.year}, {limit} are allowed (LIT-30)",
        )
    return changed(deed, number=len(held) + 1, limit=limit)


def end(deed: EnforcementEnded, case: Case, edition: LitigationPolicy) -> EnforcementEnded:
    """Measures exhausted and open for more than three months, revived or not (EX-08).

    It ends against the parties of the ruling; against others who are liable it goes on.
    """
    if not deed.exhausted:
        raise Rejected(
            "measures_not_exhausted",
            "exhausted is empty: the file must name what was tried (EX-08)",
        )
    check_parties("parties", deed.parties, case)
    _check_goes_on(deed, case)
    opened = case.last_of(EnforcementRevived, deed.effective_on) or case.last_of(
        EnforcementApplied
    )
    least = edition.terms["open_before_end"]
    if opened is not None:
        until = last_day(opened.effective_on, least).on
        if deed.effective_on <= until:
            raise Rejected(
                "open_too_short",
                f"enforcement was last applied for on {opened.effective_on}: it is open for more"
                f" than {least.value} {least.unit} only after {until} (EX-08)",
            )
    effect = effect_by(case)
    judgment = None if effect is None else judgment_of(case, effect)
    liable = () if judgment is None else judgment.liable
    return changed(deed, liable=liable, query_by=_queries(deed.effective_on, edition))


def _check_goes_on(deed: EnforcementEnded, case: Case) -> None:
    """It ends against somebody against whom it had not ended before."""
    gone = ended_for(case.all_of(Fact, deed.effective_on))
    if all(each in gone for each in deed.parties):
        one = deed.parties[0]
        raise Rejected(
            "already_known",
            f"parties: enforcement against {one!r} ended on {gone[one].effective_on} already (EX-08)",
        )


def _queries(start: date, edition: LitigationPolicy) -> tuple[LastDay, ...]:
    """The court asks for assets again so often, for so long (EX-08)."""
    step, span = edition.terms["query"], edition.terms["query_span"]
    over = period_end(start, span.value, span.unit)
    found: list[LastDay] = []
    months = step.value
    while period_end(start, months, step.unit) <= over:
        found.append(last_day(start, changed(step, value=months)))
        months += step.value
    return tuple(found)


def searched(deed: AssetSearchDone, case: Case, edition: LitigationPolicy) -> AssetSearchDone:
    """The stage is all it needs."""
    return deed


def revive(deed: EnforcementRevived, case: Case, edition: LitigationPolicy) -> EnforcementRevived:
    """On a verified clue that came after the end (B.5); two years bar it not (EX-08)."""
    ended = case.last_of(EnforcementEnded, deed.effective_on)
    fresh = {
        each.clue_id
        for each in case.all_of(AssetClueRecorded, deed.effective_on)
        if each.verified and ended is not None and each.effective_on >= ended.effective_on
    }
    if deed.clue_id not in fresh:
        raise Rejected(
            "clue_not_new",
            f"clue_id {deed.clue_id!r} is no verified clue on {deed.effective_on} since enforcement"
            " ended (EX-08)",
        )
    return deed
