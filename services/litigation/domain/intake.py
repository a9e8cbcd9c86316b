"""Facts as they come in: which are news, and what the policy of the day adds to them."""

from __future__ import annotations

from datetime import date

from services.kit.domain import changed
from services.litigation.domain.assessment import is_protective
from services.litigation.domain.facts import (
    ClaimNoted,
    Clocks,
    EntriesWithdrawnNoted,
    Fact,
    LifeEventNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
    LoanTaken,
    MirroredFact,
    PaymentNoted,
    PlanNoted,
)
from services.litigation.domain.kept import payer_of
from services.litigation.domain.marks import starts
from services.litigation.domain.neighbours import (
    AgreementNoted,
    AssetTakenInKindNoted,
    CollateralNoted,
    DemandNoted,
    GuaranteeEndedNoted,
    GuaranteeNoted,
    ReferralNoted,
    RemissionNoted,
    TransferNoted,
    TransferNoticeNoted,
)
from services.litigation.domain.stages import stage_on
from services.litigation.domain.state import Case
from services.litigation.domain.terms import days_of
from services.litigation.policy import LitigationPolicy

FACTS: tuple[type[Fact], ...] = (
    LoanTaken,
    AgreementNoted,
    PlanNoted,
    ClaimNoted,
    PaymentNoted,
    LoanSettledNoted,
    LoanReopenedNoted,
    EntriesWithdrawnNoted,
    LifeEventNoted,
    ReferralNoted,
    DemandNoted,
    GuaranteeNoted,
    GuaranteeEndedNoted,
    CollateralNoted,
    TransferNoted,
    TransferNoticeNoted,
    RemissionNoted,
    AssetTakenInKindNoted,
)


def is_news(fact: Fact, case: Case) -> bool:
    """Whether the fact is unknown and matters here."""
    match fact:
        case LoanTaken():
            return case.taken is None
        case ClaimNoted():
            return not case.claims or _bare(fact) != _bare(case.claims[-1])
        case EntriesWithdrawnNoted():
            return bool(case.mirrored() & fact.withdraws)
        case MirroredFact() if fact.number in case.mirrored() or fact.number in case.gone:
            return False
        case PaymentNoted() if not _matters(fact, case):
            return bool(case.mirrored() & fact.withdraws)
        case MirroredFact():
            return True
        case GuaranteeNoted() | GuaranteeEndedNoted():
            told = reversed(case.log.facts)
            last = next((e for e in told if _stands_for(e) == fact.guarantor_id), None)
            return last is None or _bare(last) != _bare(fact)
    day = fact.effective_on
    return all(_bare(fact) != _bare(each) for each in case.all_of(type(fact), day, day))


def _matters(paid: PaymentNoted, case: Case) -> bool:
    """There is a case, or a claim that one could come of, which may be heard of later than its payment; or
    the period of the claim had begun, which a payment interrupts (LM-05)."""
    if case.claims or stage_on(case, date.max) is not None:
        return True
    return any(start < paid.effective_on for start in starts(case, paid.effective_on))


def _stands_for(fact: Fact) -> str | None:
    """The guarantor that a word of guarantee is about."""
    match fact:
        case GuaranteeNoted() | GuaranteeEndedNoted():
            return fact.guarantor_id
    return None


def _bare(fact: Fact) -> Fact:
    """What a fact says, without what we add."""
    bare = changed(fact, processed_on=date.min, policy_id=None)
    match bare:
        case ClaimNoted():
            return changed(bare, number=0)
        case LifeEventNoted():
            return changed(bare, act_by=None)
        case ReferralNoted():
            return changed(bare, attempted=False, of_arrears=True)
        case DemandNoted() | PaymentNoted():
            return changed(bare, interrupts=None)
    return bare


def taken(fact: Fact, case: Case, edition: LitigationPolicy) -> Fact:
    """The fact with what the policy says of it."""
    by = edition.policy_id
    match fact:
        case LoanTaken():
            return changed(fact, clocks=_clocks(edition), policy_id=by)
        case ClaimNoted():
            return changed(fact, number=case.told + 1)
        case PaymentNoted():
            return changed(fact, interrupts=_interrupts(fact, case, edition), policy_id=by)
        case LifeEventNoted() if is_protective(fact, edition):
            act_by = days_of(edition.hours["first_moment"].value, fact.effective_on)
            return changed(fact, act_by=act_by, policy_id=by)
        case ReferralNoted():
            needless = fact.ground in edition.lists["needs_no_attempt"].members
            late = fact.ground not in edition.lists["needs_no_arrears"].members
            attempted = needless or bool(fact.attempts)
            return changed(fact, attempted=attempted, of_arrears=late, policy_id=by)
        case DemandNoted():
            rules = edition.conduct_on(fact.effective_on)
            return changed(fact, interrupts=rules.proven(fact.method, fact.proof), policy_id=by)
    return fact


def _interrupts(paid: PaymentNoted, case: Case, edition: LitigationPolicy) -> str | None:
    """The rule, where the debtor brought it himself, not somebody else in his name (LM-05)."""
    own = case.taken is not None and payer_of(case, paid) == case.taken.obligor_id
    law = edition.articles["part_payment"]
    counts = own and paid.payer_kind in edition.lists["performers"].members
    return law.rule if counts and law.on(paid.effective_on) else None


def _clocks(edition: LitigationPolicy) -> Clocks:
    return Clocks(
        policy_id=edition.policy_id,
        claim=edition.term("claim"),
        claim_warn=edition.warn("claim"),
        enforcement=edition.term("enforcement"),
        enforcement_warn=edition.warn("enforcement"),
    )
