"""Dates of a campaign as written down, checked: real, in order, inside; days left out (COL-24)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Final, NamedTuple

from contracts.debts import NEVER
from services.collection.domain.campaign import Gap, Phase, PhaseDates
from services.kit.domain import Rejected

ONE_DAY = timedelta(days=1)
PHASES: Final = ("preparation", "collection", "recovery", "fourth")
"""The phases of B.3 in their order."""


class Dates(NamedTuple):
    """Checked dates of a campaign."""

    starts_on: date
    ends_on: date
    phases: tuple[Phase, ...]
    uncovered: tuple[Gap, ...]


def checked(starts_on: str, ends_on: str, phases: tuple[PhaseDates, ...]) -> Dates:
    """Real days, phases in order, apart and inside, else ``Rejected``; with gaps (COL-24)."""
    first, last = _real("starts_on", starts_on), _real("ends_on", ends_on)
    real = tuple(
        Phase(
            each.phase,
            _real(f"{each.phase} starts_on", each.starts_on),
            _real(f"{each.phase} ends_on", each.ends_on),
        )
        for each in phases
    )
    if last < first or not real:
        raise Rejected(
            "campaign_dates", f"{starts_on} to {ends_on} with {len(real)} phases (COL-24)"
        )
    if len({each.phase for each in real}) < len(real):
        raise Rejected("campaign_phase_twice", "phases: every phase stands once (COL-24)")
    gaps, free = [], first
    for each in real:
        if each.ends_on < each.starts_on or each.starts_on < free or each.ends_on > last:
            raise Rejected(
                "campaign_phase_dates",
                f"phase {each.phase} from {each.starts_on} to {each.ends_on} overlaps, runs"
                f" backwards or leaves {first} to {last} (COL-24)",
            )
        if each.starts_on > free:
            gaps.append(Gap(free, each.starts_on - ONE_DAY))
        free = each.ends_on + ONE_DAY
    if free <= last:
        gaps.append(Gap(free, last))
    _in_order([each.phase for each in real])
    return Dates(first, last, real, tuple(gaps))


def _in_order(names: list[str]) -> None:
    """A phase may be left out; those there are follow each other as in B.3."""
    if names != [each for each in PHASES if each in names]:
        raise Rejected(
            "campaign_phase_order",
            f"phases {', '.join(names)} are not in the order {', '.join(PHASES)} (B.3, COL-22)",
        )


def _real(field: str, written: str) -> date:
    found = NEVER
    with suppress(ValueError):
        found = date.fromisoformat(written)
    if found.isoformat() != written or found >= NEVER:
        raise Rejected("campaign_date_unreal", f"{field} {written!r} is no real day (COL-24)")
    return found
