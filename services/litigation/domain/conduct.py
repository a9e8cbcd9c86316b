"""Acts that may not be (catalogue section 9): blocked and written down, never done.

A letter of counsel passes all that the shared gate asks (LIT-17). Self-help seizure: an asset taken
without a court's order that covers it (LIT-06). An action on site is the court's act: of it the aims are
looked at, and detention is none (LIT-32). The gate comes before every other check: an attempt is written
down whoever made it.
"""

from __future__ import annotations

from typing import Any

from services.kit.acts import Act
from services.kit.conduct import rules
from services.kit.conduct.asked import Asked, Block, check_hour
from services.kit.conduct.blocked import written_down
from services.litigation.domain.conclusions import ProhibitedActionBlocked
from services.litigation.domain.court import EnforcementApplied, OnSiteHeld
from services.litigation.domain.deeds import (
    AssetTakenUnderOrder,
    Deed,
    LetterSent,
    MeasureRuled,
)
from services.litigation.domain.measures import SEIZED, measures_on
from services.litigation.domain.state import Case
from services.litigation.domain.suit import guarantors_on
from services.litigation.domain.underneath import stages_on
from services.litigation.policy import LitigationPolicy

SEIZURE = "SELF_HELP_SEIZURE"
TOUCHING: dict[type[Deed], dict[str, Any]] = {
    AssetTakenUnderOrder: {"channel": "on_site", "target_role": "debtor"},
    LetterSent: {
        "channel": "letter",
        "target_role": "debtor",
        "purposes": ("recovery",),
        "data_fields": ("amount",),
    },
    OnSiteHeld: {"channel": "on_site", "target_role": "debtor"},
}
"""Deeds that touch a person, and what is known of them without a word."""


def blocked(
    act: Act, deed: Deed, text: str, case: Case, edition: LitigationPolicy
) -> ProhibitedActionBlocked | None:
    """The blocked act that this deed would be; None when it is none."""
    known = TOUCHING.get(type(deed))
    if known is None:
        return None
    conduct = deed.conduct if isinstance(deed, LetterSent) else None
    asked = Asked(
        act=deed.COMMAND,
        day=deed.effective_on,
        rules=edition.conduct_on(deed.effective_on),
        said=(conduct, deed),
        known=known | {"text": text},
    )
    check_hour(conduct, asked.day, asked.rules)
    block = _block(deed, asked, case)
    if block is None:
        return None
    return written_down(
        ProhibitedActionBlocked,
        act,
        asked,
        block,
        policy_id=edition.policy_id,
        processed_on=deed.processed_on,
        command=deed.COMMAND,
    )


def _block(deed: Deed, asked: Asked, case: Case) -> Block | None:
    if isinstance(deed, AssetTakenUnderOrder):
        return None if _is_ordered(deed, case) else asked.block(SEIZURE)
    if isinstance(deed, OnSiteHeld):
        return rules.practices(asked)
    return rules.check(asked, guarantors_on(case, asked.day))


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
    if "enforcing" in stages_on(case, day):
        rulings |= {each.enforcement_id for each in case.all_of(EnforcementApplied, day)}
    return deed.court_order in rulings
