"""Deciding to sue and the lawyer's letter (LIT-10, LIT-11, LIT-14, LIT-20), and proof of debt."""

from __future__ import annotations

from services.kit.conduct.asked import kept
from services.kit.conduct.own_party import other_party
from services.kit.domain import Rejected, changed
from services.litigation.domain.arrears import standing
from services.litigation.domain.deeds import (
    AssetClueRecorded,
    DebtAcknowledged,
    LetterSent,
    LitigationDecided,
    ObstacleRecorded,
)
from services.litigation.domain.facts import LifeEventNoted
from services.litigation.domain.state import Case
from services.litigation.policy import LitigationPolicy

RESTORED = "LIT-04"
OBSTACLE = "LM-04"


def decide_to_sue(
    deed: LitigationDecided, case: Case, edition: LitigationPolicy
) -> LitigationDecided:
    """Able and unwilling, or fraud (LIT-11); referred after an attempt to talk (POL-25, COL-143); and it
    must be worth it (LIT-14).

    A case that a life event opened asks for the same. A protective suit needs no decision: it follows
    the preservation that the court granted (LIT-06; B.5: PROTECTIVE leads to PRESERVED).
    """
    if not (deed.fraud_evidence or (deed.able and not deed.willing)):
        raise Rejected(
            "position_not_met",
            f"able {deed.able} and willing {deed.willing} without fraud_evidence: a suit is for"
            " those who are able and unwilling, or for fraud (LIT-11)",
        )
    _check_attempts(deed, case, edition)
    if not deed.expected_cost < deed.expected_recovery:
        raise Rejected(
            "cost_exceeds_recovery",
            f"expected_cost {deed.expected_cost.amount} is not below expected_recovery"
            f" {deed.expected_recovery.amount} (LIT-14)",
        )
    return deed


def _check_attempts(deed: LitigationDecided, case: Case, edition: LitigationPolicy) -> None:
    """Death, disappearance and asset flight need no attempt, whether the referral tells them or monitoring
    did; the referral itself is needed in any case."""
    referrals = standing(case, deed.effective_on)
    if not referrals:
        raise Rejected(
            "referral_missing",
            f"loan {deed.loan_id}: no referral to law of arrears that are unpaid stands on"
            f" {deed.effective_on}: until then assets are protected, and a suit follows their"
            " preservation (POL-25, LIT-06)",
        )
    needless = edition.lists["needs_no_attempt"].members
    told = case.all_of(LifeEventNoted, deed.effective_on)
    if any(each.attempted for each in referrals) or any(e.life_event in needless for e in told):
        return
    raise Rejected(
        "attempts_missing",
        "attempts: the referral names no attempt to talk, and its ground asks for one (POL-25)",
    )


def send_letter(deed: LetterSent, case: Case, edition: LitigationPolicy) -> LetterSent:
    """Its deadline lies ahead; with proof of arrival at the debtor it is a demand (LM-07)."""
    deed = changed(deed, conduct=kept(deed.conduct))
    if deed.deadline <= deed.effective_on:
        raise Rejected(
            "deadline_past",
            f"deadline {deed.deadline} does not lie after {deed.effective_on}, the day of the"
            " letter (LIT-20)",
        )
    if any(each.letter_id == deed.letter_id for each in case.all_of(LetterSent)):
        raise Rejected("already_known", f"letter_id {deed.letter_id!r} is on file (LIT-20)")
    if deed.served_on is None:
        return deed
    if not deed.effective_on <= deed.served_on <= deed.processed_on:
        raise Rejected(
            "served_day_wrong",
            f"served_on {deed.served_on} must lie between {deed.effective_on} and today",
        )
    if deed.proof is None or not _to_debtor(deed, case, edition):
        return deed
    rules = edition.conduct_on(deed.effective_on)
    return changed(deed, interrupts=rules.proven("personal", deed.proof))


def _to_debtor(deed: LetterSent, case: Case, edition: LitigationPolicy) -> bool:
    """A letter to a guarantor demands nothing of the debtor (LM-07)."""
    debtor = None if case.taken is None else case.taken.obligor_id
    rules = edition.conduct_on(deed.effective_on)
    return other_party(deed.conduct, rules, "debtor", debtor) is None


def acknowledge(deed: DebtAcknowledged, case: Case, edition: LitigationPolicy) -> DebtAcknowledged:
    """Only the debtor's own signature counts; a notice that he never signed does not (LIT-04)."""
    debtor = case.taken.obligor_id if case.taken is not None else None
    if not deed.signed:
        raise Rejected(
            "acknowledgement_not_signed",
            f"signed is false on document {deed.document_id!r}: only the debtor's signed"
            " acknowledgement counts (LIT-04)",
        )
    if deed.signed_by != debtor:
        raise Rejected(
            "not_the_debtor",
            f"signed_by {deed.signed_by!r} is not the debtor {debtor!r} (LIT-04)",
        )
    for each in case.all_of(DebtAcknowledged):
        if each.document_id == deed.document_id:
            raise Rejected(
                "already_known",
                f"document_id {deed.document_id!r} is on file since {each.effective_on}: it counts"
                " once (LIT-04)",
            )
    return changed(deed, article=RESTORED)


def note_obstacle(
    deed: ObstacleRecorded, case: Case, edition: LitigationPolicy
) -> ObstacleRecorded:
    """An obstacle must have begun before it can end, and ends no earlier than it began."""
    began = [
        each for each in case.all_of(ObstacleRecorded) if each.obstacle_id == deed.obstacle_id
    ]
    if any(each.ended == deed.ended for each in began):
        raise Rejected(
            "already_known",
            f"obstacle_id {deed.obstacle_id!r} with ended {deed.ended} is on file (LM-04)",
        )
    if deed.ended and not began:
        raise Rejected(
            "obstacle_unknown", f"ended: obstacle_id {deed.obstacle_id!r} never began (LM-04)"
        )
    if deed.ended and deed.effective_on < began[0].effective_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {deed.effective_on} lies before {began[0].effective_on}, the day on which"
            f" obstacle_id {deed.obstacle_id!r} began (LM-04)",
        )
    return changed(deed, article=OBSTACLE)


def note_clue(deed: AssetClueRecorded, case: Case, edition: LitigationPolicy) -> AssetClueRecorded:
    """A clue is on file once, and once more when it is verified (LIT-05)."""
    for each in case.all_of(AssetClueRecorded):
        if each.clue_id == deed.clue_id and (each.verified or not deed.verified):
            raise Rejected(
                "already_known",
                f"clue_id {deed.clue_id!r} is on file since {each.effective_on} (LIT-05)",
            )
    return deed


def is_protective(fact: LifeEventNoted, edition: LitigationPolicy) -> bool:
    """Whether assets must be protected at once after such an event (LIT-06)."""
    return fact.life_event in edition.lists["protective"].members
