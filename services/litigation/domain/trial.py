"""From service to the judgment's effect: what may be done and until when (CL-10 to CL-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from services.kit.domain import Rejected, changed
from services.litigation.domain.court import (
    AppealFiled,
    ComplaintServed,
    EnforcementApplied,
    HearingHeld,
    JudgmentEffective,
    JudgmentRendered,
    SuitAccepted,
)
from services.litigation.domain.deeds import Deed
from services.litigation.domain.neighbours import CollateralNoted
from services.litigation.domain.state import Case
from services.litigation.domain.suit import InSuit, check_parties, suit_of
from services.litigation.domain.suits import steps_of
from services.litigation.domain.terms import last_day
from services.litigation.policy import LitigationPolicy

D = TypeVar("D", bound=Deed)


def served(deed: ComplaintServed, case: Case, edition: LitigationPolicy) -> ComplaintServed:
    """The defendant's time to answer runs from service (CL-10)."""
    suit = suit_of(deed, case)
    _acceptance(deed, case)
    if deed.party_id not in suit.defendants:
        raise Rejected("defendant_unknown", f"party_id {deed.party_id!r} is no defendant")
    _check_once(deed.party_id, steps_of(case, deed.suit_id, ComplaintServed), "was served")
    return changed(deed, answer_by=last_day(deed.effective_on, edition.terms["answer"]))


def heard(deed: HearingHeld, case: Case, edition: LitigationPolicy) -> HearingHeld:
    """Only an accepted suit is heard."""
    suit_of(deed, case)
    _acceptance(deed, case)
    return deed


def judged(deed: JudgmentRendered, case: Case, edition: LitigationPolicy) -> JudgmentRendered:
    """Appeal runs from service (CL-13); small claims and awards know none (CL-12).

    What is awarded, somebody is liable for. A suit that is dismissed awards nothing and names nobody:
    it is judged like any other (B.5), and there is nothing to enforce.
    """
    suit = suit_of(deed, case)
    taken = _acceptance(deed, case)
    second = deed.instance == "second"
    if second and _until(deed, case, AppealFiled, "appeal") is None:
        raise Rejected("no_appeal", "instance is second, but no appeal was filed")
    if deed.liable or deed.awarded:
        check_parties("liable", deed.liable, case)
    _check_judgment(deed, case)
    final = taken.procedure in edition.lists["without_appeal"].members
    if second or final or suit.forum == "arbitration":
        return deed
    name = "appeal_foreign" if deed.foreign else f"appeal_{deed.form}"
    if name not in edition.terms:
        raise Rejected("form_unknown", f"form {deed.form!r} is neither judgment nor ruling")
    served_on = deed.served_on or deed.effective_on
    return changed(deed, appeal_by=last_day(served_on, edition.terms[name]))


def _check_judgment(deed: JudgmentRendered, case: Case) -> None:
    """Once in each instance; its days fit, and priority is on what is charged (民法典 art. 410)."""
    for each in steps_of(case, deed.suit_id, JudgmentRendered):
        if each.instance == deed.instance:
            raise Rejected(
                "already_known",
                f"instance {deed.instance!r} has decided on {each.effective_on} already (B.5)",
            )
    if deed.served_on and not deed.effective_on <= deed.served_on <= deed.processed_on:
        raise Rejected(
            "served_day_wrong",
            f"served_on {deed.served_on} must lie between {deed.effective_on} and today (CL-13)",
        )
    lent_on = deed.effective_on if case.taken is None else case.taken.effective_on
    if deed.penalty_from is not None and deed.penalty_from < lent_on:
        raise Rejected(
            "before_disbursement",
            f"penalty_from {deed.penalty_from} lies before the disbursement on {lent_on}",
        )
    charged = {each.collateral_id for each in case.all_of(CollateralNoted)}
    for each_id in deed.priority_on:
        if each_id not in charged:
            raise Rejected(
                "collateral_unknown",
                f"priority_on names {each_id!r}, which is not charged for the loan (GUA-23)",
            )


def _check_once(party_id: str, done: Sequence[ComplaintServed | AppealFiled], what: str) -> None:
    for each in done:
        if each.party_id == party_id:
            raise Rejected(
                "already_known",
                f"party_id {party_id!r} {what} on {each.effective_on} already (B.5)",
            )


def appealed(deed: AppealFiled, case: Case, edition: LitigationPolicy) -> AppealFiled:
    """In time only (CL-13); the second instance has its own term (CL-14).

    Told late it takes the judgment's effect away; where the court enforces already, it is refused.
    """
    judgment = _judgment(deed, case)
    enforced = case.last_of(EnforcementApplied)
    if enforced is not None:
        raise Rejected(
            "enforcement_applied",
            f"done_on {deed.effective_on}: enforcement of the judgment is applied for since"
            f" {enforced.effective_on}; ask that court to stay it (CL-13)",
        )
    if judgment.appeal_by is None or deed.effective_on > judgment.appeal_by.on:
        until = "never" if judgment.appeal_by is None else f"until {judgment.appeal_by.on}"
        raise Rejected(
            "appeal_too_late",
            f"done_on {deed.effective_on}: an appeal was possible {until} (CL-13)",
        )
    _check_once(deed.party_id, steps_of(case, deed.suit_id, AppealFiled), "appealed")
    term = edition.terms[f"second_{judgment.form}"]
    return changed(deed, decide_by=last_day(deed.effective_on, term))


def effective(deed: JudgmentEffective, case: Case, edition: LitigationPolicy) -> JudgmentEffective:
    """When the time to appeal is over, or the second instance has decided."""
    judgment = _judgment(deed, case)
    if judgment.instance != "second" and steps_of(case, deed.suit_id, AppealFiled):
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


def _judgment(deed: InSuit, case: Case) -> JudgmentRendered:
    suit_of(deed, case)
    judgment = _until(deed, case, JudgmentRendered, "judgment")
    if judgment is None:
        raise Rejected("no_judgment", f"suit_id {deed.suit_id!r} has no judgment (B.5)")
    return judgment


def _acceptance(deed: InSuit, case: Case) -> SuitAccepted:
    taken = _until(deed, case, SuitAccepted, "acceptance")
    if taken is None:
        raise Rejected(
            "not_accepted", f"suit_id {deed.suit_id!r} was not accepted by the court (B.5)"
        )
    return taken


def _until(deed: InSuit, case: Case, kind: type[D], what: str) -> D | None:
    """The last step of a kind by the deed's day; refused where the first one is of a later day."""
    done = steps_of(case, deed.suit_id, kind)
    if done and deed.effective_on < done[0].effective_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {deed.effective_on} lies before {done[0].effective_on}, the day of the {what}"
            " it stands on (B.5)",
        )
    return next((each for each in reversed(done) if each.effective_on <= deed.effective_on), None)
