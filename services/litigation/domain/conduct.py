"""Acts that may not be (catalogue section 9): blocked and written down, never done.

Self-help seizure: an asset taken without a court's order that covers it (LIT-06). Detention or
prosecution as an aim or in the text of a letter (LIT-32, LIT-17). The gate comes before every other
check: an attempt is written down whoever made it.
"""

from __future__ import annotations

from services.litigation.domain.conclusions import ProhibitedActionBlocked
from services.litigation.domain.court import EnforcementApplied, OnSiteHeld
from services.litigation.domain.deeds import (
    AssetTakenUnderOrder,
    Deed,
    LetterSent,
    MeasureRuled,
)
from services.litigation.domain.measures import SEIZED, measures_on
from services.litigation.domain.stages import stage_on
from services.litigation.domain.state import Case
from services.litigation.policy import LitigationPolicy

SEIZURE = "SELF_HELP_SEIZURE"
CHANNELS: dict[type[Deed], str] = {
    AssetTakenUnderOrder: "on_site",
    LetterSent: "letter",
    OnSiteHeld: "on_site",
}


def blocked(
    deed: Deed, text: str, case: Case, edition: LitigationPolicy
) -> ProhibitedActionBlocked | None:
    """The blocked act that this deed would be; None when it is none."""
    code = _code(deed, text, case, edition)
    if code is None:
        return None
    prohibition = edition.prohibited[code]
    return ProhibitedActionBlocked(
        loan_id=deed.loan_id,
        effective_on=deed.effective_on,
        processed_on=deed.processed_on,
        code=code,
        rule=prohibition.rule,
        policy_id=edition.policy_id,
        attempted_by=deed.by,
        role=deed.role,
        target_role="debtor",
        channel=CHANNELS.get(type(deed), "other"),
        alternative=prohibition.alternative,
        command=deed.COMMAND,
    )


def _code(deed: Deed, text: str, case: Case, edition: LitigationPolicy) -> str | None:
    if isinstance(deed, AssetTakenUnderOrder):
        return None if _is_ordered(deed, case) else SEIZURE
    said = " ".join((*getattr(deed, "aims", ()), text)).casefold()
    for code, prohibition in edition.prohibited.items():
        if any(word.casefold() in said for word in prohibition.words):
            return code
    return None


def _is_ordered(deed: AssetTakenUnderOrder, case: Case) -> bool:
    """A ruling in force on this very asset, or an enforcement under way, bears the order's number."""
    if deed.court_order is None:
        return False
    day = deed.effective_on
    seized = {
        each.applied.measure_id
        for each in measures_on(case, day)
        if each.state in SEIZED and each.applied.asset_id == deed.asset_id
    }
    rulings = {
        each.ruling_id
        for each in case.all_of(MeasureRuled, day)
        if each.granted and each.measure_id in seized
    }
    if stage_on(case, day) == "enforcing":
        rulings |= {each.enforcement_id for each in case.all_of(EnforcementApplied, day)}
    return deed.court_order in rulings
