"""By which stages acts and duties of a day are judged, in bankruptcy by what it came upon too.

Until the court accepts the borrower's petition nothing is stayed: all goes on that the stage underneath
allows (BK-03). From then on only what is aimed at guarantors does, who may be sued throughout (GU-40): a
suit against them needs neither referral nor letter to the debtor, and of steps in court and in enforcement
those of a suit that names him not. A suit that names him and a guarantor stands still for both, and may
be ended.
"""

from __future__ import annotations

from datetime import date

from services.litigation.domain.claim import interest_stopped_on
from services.litigation.domain.court import (
    AuctionHeld,
    AuctionOrdered,
    CoordinationAgreed,
    EnforcementApplied,
    OnSiteHeld,
    SuitEnded,
    SuitFiled,
)
from services.litigation.domain.deeds import Deed, MeasureApplied
from services.litigation.domain.moves import BANKRUPT, CURED
from services.litigation.domain.outcomes import EnforcementEnded
from services.litigation.domain.stages import OPEN, PRE_SUIT, place_on
from services.litigation.domain.state import Case
from services.litigation.domain.suits import suit_on

IN_ENFORCEMENT = (
    EnforcementApplied,
    CoordinationAgreed,
    OnSiteHeld,
    AuctionOrdered,
    AuctionHeld,
    EnforcementEnded,
)
AGAINST_OTHERS = "ready_to_sue"
"""Against guarantors of a bankrupt debtor one may act as from here."""


def stages_on(case: Case, day: date) -> tuple[str | None, ...]:
    """The stages by which duties of ``day`` are judged: the case's, and one underneath that goes on."""
    place = place_on(case, day)
    if place.stage != BANKRUPT:
        return (place.stage,)
    if interest_stopped_on(case, day) is None or _is_others(suit_on(case, day), case):
        return BANKRUPT, place.back_from(BANKRUPT)
    return (BANKRUPT,)


def stages_for(deed: Deed, case: Case) -> tuple[str | None, ...]:
    """The stages by which a deed is judged."""
    day = deed.effective_on
    place = place_on(case, day)
    if place.stage != BANKRUPT:
        return (place.stage,)
    under = place.back_from(BANKRUPT)
    if interest_stopped_on(case, day) is None or isinstance(deed, SuitEnded):
        return BANKRUPT, under
    if isinstance(deed, SuitFiled):
        free = under in PRE_SUIT | {None, CURED}
        return (BANKRUPT, AGAINST_OTHERS) if free and _is_others(deed, case) else (BANKRUPT,)
    if isinstance(deed, MeasureApplied):
        others = deed.party_id not in (None, _debtor(case))
        return (BANKRUPT, under if under in OPEN else AGAINST_OTHERS) if others else (BANKRUPT,)
    of_suit = isinstance(deed, IN_ENFORCEMENT) or hasattr(deed, "suit_id")
    if of_suit and _is_others(suit_on(case, day), case):
        return BANKRUPT, under
    return (BANKRUPT,)


def _is_others(suit: SuitFiled | None, case: Case) -> bool:
    """A suit that does not name the debtor."""
    return suit is not None and _debtor(case) not in suit.defendants


def _debtor(case: Case) -> str | None:
    return None if case.taken is None else case.taken.obligor_id
