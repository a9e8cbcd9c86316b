"""Which deed the case's stage allows (B.5); everything not listed is refused."""

from __future__ import annotations

from services.kit.domain import Rejected
from services.litigation.domain.court import (
    AppealFiled,
    AuctionHeld,
    AuctionOrdered,
    ComplaintServed,
    CoordinationAgreed,
    EnforcementApplied,
    HearingHeld,
    JudgmentEffective,
    JudgmentRendered,
    OnSiteHeld,
    SuitAccepted,
    SuitEnded,
    SuitFiled,
)
from services.litigation.domain.deeds import (
    AssetClueRecorded,
    AssetTakenUnderOrder,
    DebtAcknowledged,
    Deed,
    LetterSent,
    LitigationDecided,
    MeasureApplied,
    MeasureExecuted,
    MeasureLifted,
    MeasureRenewed,
    MeasureRuled,
    ObstacleRecorded,
)
from services.litigation.domain.moves import CURED, GROUND, SUED
from services.litigation.domain.outcomes import (
    AssetSearchDone,
    BankruptcyRecorded,
    ClaimDeclared,
    ConfirmationRequested,
    EnforcementEnded,
    EnforcementRevived,
    MediationClosed,
    MediationOpened,
    SettlementAgreed,
    SettlementBroken,
)
from services.litigation.domain.stages import OPEN
from services.litigation.domain.state import Case
from services.litigation.domain.underneath import stages_for

Stages = frozenset[str | None]
UNDER_WAY: Stages = frozenset(OPEN)
WITH_MEASURES: Stages = UNDER_WAY | {"bankruptcy", CURED}
"""The borrower's bankruptcy lifts the measures on his own assets, those on others' go on (BK-03); what
was preserved for arrears that are paid is held until it is lifted or lapses."""
WITH_OR_WITHOUT_CASE: Stages = WITH_MEASURES | {None}
IN_ENFORCEMENT: Stages = frozenset({"enforcing", "settlement_running"})

ALLOWED: dict[type[Deed], Stages] = {
    LitigationDecided: frozenset({"assessment", "protective", "lapsed"}),
    LetterSent: frozenset({"letter"}),
    MeasureApplied: UNDER_WAY,
    MeasureRuled: WITH_MEASURES,
    MeasureExecuted: WITH_MEASURES,
    MeasureRenewed: WITH_MEASURES,
    MeasureLifted: WITH_MEASURES | {"closed"},
    DebtAcknowledged: WITH_OR_WITHOUT_CASE,
    ObstacleRecorded: WITH_OR_WITHOUT_CASE,
    AssetClueRecorded: WITH_OR_WITHOUT_CASE,
    AssetTakenUnderOrder: UNDER_WAY,
    MediationOpened: GROUND | {"filed"},
    MediationClosed: frozenset({"mediation", "filed"}),
    ConfirmationRequested: frozenset({"settlement_running"}),
    SuitFiled: GROUND,
    SuitAccepted: frozenset({"filed"}),
    ComplaintServed: frozenset({"filed"}),
    HearingHeld: frozenset({"filed"}),
    JudgmentRendered: frozenset({"filed"}),
    AppealFiled: frozenset({"filed"}),
    JudgmentEffective: frozenset({"filed"}),
    SuitEnded: SUED,
    EnforcementApplied: frozenset({"judged"}),
    CoordinationAgreed: frozenset({"judged"}) | IN_ENFORCEMENT,
    OnSiteHeld: frozenset({"enforcing"}),
    AuctionOrdered: IN_ENFORCEMENT,
    AuctionHeld: IN_ENFORCEMENT,
    SettlementAgreed: frozenset({"enforcing"}),
    SettlementBroken: frozenset({"settlement_running"}),
    EnforcementEnded: IN_ENFORCEMENT,
    AssetSearchDone: frozenset({"dormant"}),
    EnforcementRevived: frozenset({"dormant"}),
    BankruptcyRecorded: WITH_OR_WITHOUT_CASE,
    ClaimDeclared: WITH_OR_WITHOUT_CASE,
}

OF_ENFORCEMENT = frozenset({CoordinationAgreed, AuctionOrdered, AuctionHeld, EnforcementEnded})
"""Possible in a settlement only where it is one in enforcement, not in one that mediation led to."""


def check_stage(deed: Deed, case: Case) -> None:
    """Refuse what the stage of the deed's day does not allow, and all acts on a claim that is sold
    or given up; what was seized for the latter may be lifted.

    Codes: ``wrong_state``, ``claim_transferred``, ``claim_extinguished``.
    """
    sale = case.sale_by(deed.effective_on)
    if sale is not None:
        raise Rejected(
            "claim_transferred",
            f"loan {deed.loan_id} was sold to {sale.buyer_id} on {sale.effective_on}: the claim is"
            " no longer ours (TA-03)",
        )
    remitted = case.remission_by(deed.effective_on)
    if remitted is not None and not isinstance(deed, MeasureLifted):
        raise Rejected(
            "claim_extinguished",
            f"loan {deed.loan_id} was remitted on {remitted.effective_on}: nothing is owed (DIS-19)",
        )
    stages = stages_for(deed, case)
    allowed = ALLOWED[type(deed)]
    enforced = case.last_of(EnforcementApplied, deed.effective_on) is not None
    too_early = type(deed) in OF_ENFORCEMENT and "settlement_running" in stages and not enforced
    if allowed.isdisjoint(stages) or too_early:
        names = ", ".join(sorted(each for each in allowed if each is not None))
        raise Rejected(
            "wrong_state",
            f"{deed.asked}: loan {deed.loan_id} is in {stages[0] or 'no legal case'} on"
            f" {deed.effective_on}; it needs {names} (B.5)",
        )
