"""What the document shows beside the class: the older scheme, and a restructuring."""

from __future__ import annotations

from datetime import date

from services.classification.domain.decisions import LoanClassified
from services.classification.domain.four_tier import MILDEST
from services.classification.domain.restructuring import restructured_on
from services.classification.domain.shown import FourTierView, RestructuringView
from services.classification.domain.state import LoanFile


def four_tier_view(file: LoanFile, day: date, first: LoanClassified) -> FourTierView:
    """The tier of ``day``; before any entry a loan is normal since its ``first`` class."""
    grounds = tuple(
        name
        for name in dict.fromkeys(each.ground for each in file.annex.grounds)
        if file.annex.ground_on(name, day)
    )
    rows = [row for row in file.tiers if row.effective_on <= day]
    if not rows:
        return FourTierView(
            tier=MILDEST,
            since=first.effective_on,
            reason=None,
            rule=None,
            policy_id=first.policy_id,
            grounds=grounds,
        )
    latest = since = rows[-1]
    for row in reversed(rows):
        if row.tier != latest.tier:
            break
        since = row
    return FourTierView(
        tier=latest.tier,
        since=since.effective_on,
        reason=latest.reason,
        rule=latest.rule,
        policy_id=latest.policy_id,
        counted_from=latest.counted_from,
        grounds=grounds,
    )


def restructuring_view(file: LoanFile, day: date) -> RestructuringView | None:
    """How a restructured loan stands on ``day``; None for any other."""
    stands = restructured_on(file, day)
    if stands is None:
        return None
    return RestructuringView(
        since=stands.since,
        times=stands.times,
        difficulties=stands.last.difficulties,
        concessions=stands.last.concessions,
        observed_from=stands.observed_from,
        ends_on=stands.ends_on,
        complete=stands.complete,
        policy_id=stands.last.policy_id,
    )
