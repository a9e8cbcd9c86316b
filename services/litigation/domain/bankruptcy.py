"""Bankruptcy as a state: petition, its end or acceptance, the term to file the claim (LIT-33, BK-01 to
BK-07).

A petition ends without acceptance; another may follow it. That a court turns down a petition which it
had accepted is not provided for: the rules at hand are silent on what becomes of the claim then.
"""

from __future__ import annotations

from contracts.debts import Sums
from services.kit.domain import Rejected, changed
from services.kit.holidays import rolled
from services.litigation.domain.claim import (
    ACCEPTED,
    claim_in_bankruptcy,
    is_called_due,
)
from services.litigation.domain.neighbours import GuaranteeNoted
from services.litigation.domain.outcomes import (
    PETITION_ENDED,
    BankruptcyRecorded,
    ClaimDeclared,
)
from services.litigation.domain.state import Case
from services.litigation.domain.suit import guarantors_on
from services.litigation.domain.terms import last_day
from services.litigation.policy import LitigationPolicy

PHASES = ("petition_filed", "accepted", "reorganisation", "declared", *sorted(PETITION_ENDED))


def record(deed: BankruptcyRecorded, case: Case, edition: LitigationPolicy) -> BankruptcyRecorded:
    """A step in the bankruptcy of the borrower or a guarantor, in its order (BK-07)."""
    borrower = case.taken.obligor_id if case.taken is not None else ""
    parties = {borrower, *(each.guarantor_id for each in case.all_of(GuaranteeNoted))}
    if deed.party_id not in parties:
        raise Rejected("party_unknown", f"party_id {deed.party_id!r} owes nothing on this loan")
    if deed.phase not in PHASES:
        raise Rejected("phase_unknown", f"phase {deed.phase!r} is none of {', '.join(PHASES)}")
    steps = _steps(case, deed.party_id)
    known = _pending(steps)
    _check_end(deed, known)
    if deed.phase in known or (deed.phase == "petition_filed" and known):
        raise Rejected(
            "already_known", f"phase {deed.phase!r} of {deed.party_id} is on file (BK-07)"
        )
    if deed.phase in ("reorganisation", "declared") and "accepted" not in known:
        raise Rejected("not_accepted", f"phase {deed.phase!r} comes after acceptance (BK-07)")
    if deed.phase == "reorganisation" and "declared" in known:
        raise Rejected(
            "declared_already",
            f"phase 'reorganisation': {deed.party_id} is declared bankrupt, so there is liquidation"
            " and no reorganisation (BK-07)",
        )
    if steps and deed.effective_on < steps[-1].effective_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {deed.effective_on} lies before {steps[-1].effective_on}, the last step in"
            f" the bankruptcy of {deed.party_id} (BK-07)",
        )
    if deed.phase == "petition_filed":
        _check_own_petition(deed)
    if deed.phase == "accepted":
        _check_term(deed, edition)
    elif deed.announced_on is not None or deed.file_claim_by is not None:
        raise Rejected(
            "term_not_asked",
            f"announced_on {deed.announced_on} and file_claim_by {deed.file_claim_by} come with the"
            f" acceptance, not with phase {deed.phase!r} (BK-01)",
        )
    return changed(
        deed,
        of_borrower=deed.party_id == borrower,
        article=edition.terms["declare_most"].article if deed.file_claim_by is not None else "",
    )


def _steps(case: Case, party_id: str) -> list[BankruptcyRecorded]:
    return [each for each in case.all_of(BankruptcyRecorded) if each.party_id == party_id]


def _pending(steps: list[BankruptcyRecorded]) -> list[str]:
    """The phases since the last petition that came to nothing."""
    known: list[str] = []
    for each in steps:
        known = [] if each.phase in PETITION_ENDED else [*known, each.phase]
    return known


def _check_end(deed: BankruptcyRecorded, known: list[str]) -> None:
    """Only a petition that is pending comes to nothing."""
    if deed.phase not in PETITION_ENDED:
        return
    if not known:
        raise Rejected(
            "no_petition",
            f"phase {deed.phase!r}: no petition on {deed.party_id} is pending (BK-07)",
        )
    if known != ["petition_filed"]:
        raise Rejected(
            "accepted_already",
            f"phase {deed.phase!r}: the bankruptcy of {deed.party_id} is accepted, so the petition"
            " no longer ends (BK-07)",
        )


def _check_own_petition(deed: BankruptcyRecorded) -> None:
    """The bank petitions only where the debt can be neither collected nor transferred (LIT-33)."""
    if deed.petitioner == "bank" and not (deed.not_collectable and deed.not_transferable):
        raise Rejected(
            "grounds_missing",
            "not_collectable and not_transferable must both name their evidence: bankruptcy is for"
            " loans that can be neither collected nor transferred (LIT-33)",
        )


def _check_term(deed: BankruptcyRecorded, edition: LitigationPolicy) -> None:
    """The court's day: not before 30 counted days, not after three months as T-4 moves their end."""
    if deed.announced_on is None or deed.file_claim_by is None:
        raise Rejected(
            "term_missing", "announced_on and file_claim_by come with the acceptance (BK-01)"
        )
    if not deed.effective_on <= deed.announced_on <= deed.processed_on:
        raise Rejected(
            "announced_day_wrong",
            f"announced_on {deed.announced_on} must lie between {deed.effective_on}, the day of the"
            " acceptance, and today (BK-01)",
        )
    least = last_day(deed.announced_on, edition.terms["declare_least"]).on
    most = last_day(deed.announced_on, edition.terms["declare_most"]).on
    if not least <= deed.file_claim_by <= most:
        raise Rejected(
            "term_out_of_range",
            f"file_claim_by {deed.file_claim_by}: after announced_on {deed.announced_on} the court"
            f" sets a day from {least} to {most} (BK-01)",
        )


def declare(deed: ClaimDeclared, case: Case, edition: LitigationPolicy) -> ClaimDeclared:
    """The claim as of acceptance, whose interest has stopped (BK-02); late filing costs (BK-06).

    The court's day is kept as it was set; where it is a holiday, the last day that is shown, and after which
    it is late, is the next working day (T-3).
    """
    accepted = next((each for each in _steps(case, deed.party_id) if each.phase in ACCEPTED), None)
    if accepted is None or accepted.file_claim_by is None:
        raise Rejected(
            "not_accepted", f"no bankruptcy of party_id {deed.party_id!r} is accepted (BK-01)"
        )
    if deed.effective_on < accepted.effective_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {deed.effective_on} lies before {accepted.effective_on}, the day of the"
            " acceptance (BK-01)",
        )
    if any(each.party_id == deed.party_id for each in case.all_of(ClaimDeclared)):
        raise Rejected(
            "already_known", f"the claim on party_id {deed.party_id!r} is declared (BK-06)"
        )
    if accepted.of_borrower and not is_called_due(case, accepted.effective_on):
        raise Rejected(
            "claim_not_stated",
            f"the claim as of {accepted.effective_on} is not stated yet with all that fell due on"
            " acceptance and the interest until then: declare it when it is (BK-02)",
        )
    if not accepted.of_borrower and deed.party_id not in guarantors_on(case, deed.effective_on):
        raise Rejected(
            "nothing_owed",
            f"party_id {deed.party_id!r} stands for the loan no more on {deed.effective_on}: nothing"
            " of it can be claimed of him (GU-09, BK-01)",
        )
    claim = claim_in_bankruptcy(case, accepted.effective_on)
    if claim == Sums():
        raise Rejected("nothing_owed", f"nothing is owed on {accepted.effective_on}")
    return changed(
        deed,
        claim=claim,
        currency=case.taken.currency if case.taken is not None else "",
        late=deed.effective_on > rolled(accepted.file_claim_by).on,
    )
