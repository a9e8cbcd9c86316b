"""Grounds of the older scheme of four (四级分类) as officers record them."""

from __future__ import annotations

from services.classification.domain.acts import RecogniseFourTier
from services.classification.domain.annex import Annex
from services.classification.domain.tier_rules import FourTier
from services.kit.domain import Rejected


def refuse_ground(act: RecogniseFourTier, annex: Annex, rules: FourTier) -> None:
    """Refuse with ``Rejected`` a ground that nobody knows or proves, or that changes nothing."""
    known = rules.recorded
    if act.ground not in known:
        raise Rejected(
            "ground_unknown",
            f"ground {act.ground!r} is no ground of the scheme of four, use {' or '.join(known)}"
            " (LG-11)",
        )
    if not act.evidence:
        raise Rejected(
            "evidence_missing", f"evidence is empty: {act.ground} must be documented (LG-11)"
        )
    stands = annex.ground_on(act.ground, act.day)
    if stands is act.holds:
        code = "ground_stands" if stands else "ground_not_standing"
        said = "stands already" if stands else "does not stand"
        raise Rejected(
            code,
            f"ground {act.ground} {said} for loan {act.loan_id} on {act.day}: holds"
            f" {act.holds} changes nothing (LG-11)",
        )
