"""Deeds that moved a case and lost their ground to a late fact: they move it no more (CL-13, LIT-24)."""

from __future__ import annotations

from services.litigation.domain.court import JudgmentEffective
from services.litigation.domain.effect import binds
from services.litigation.domain.facts import Fact
from services.litigation.domain.kept import is_kept, running
from services.litigation.domain.outcomes import SettlementBroken
from services.litigation.domain.state import Case


def lost_its_ground(case: Case, fact: Fact) -> bool:
    """An appeal was pending on the day of the effect; what was said to be broken was kept by then."""
    match fact:
        case JudgmentEffective():
            return not binds(case, fact)
        case SettlementBroken(effective_on=day):
            agreed = running(case, day)
            return agreed is not None and is_kept(case, agreed, day)
    return False
