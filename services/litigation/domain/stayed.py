"""Enforcement stands still against a party from the acceptance of his bankruptcy on (BK-03).

Of the borrower's the stage tells it (``underneath``). A guarantor's stays what is aimed at him alone:
all of it where nobody else is liable any more, else what his clues and his assets are the target of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.kit.domain import Rejected
from services.litigation.domain.claim import stopped_for
from services.litigation.domain.court import (
    AuctionHeld,
    AuctionOrdered,
    CoordinationAgreed,
    EnforcementApplied,
    OnSiteHeld,
)
from services.litigation.domain.deeds import AssetClueRecorded, Deed, MeasureApplied
from services.litigation.domain.effect import effect_by, judgment_of
from services.litigation.domain.ended import ended_for
from services.litigation.domain.facts import Fact
from services.litigation.domain.outcomes import EnforcementRevived
from services.litigation.domain.state import Case

ANEW = (EnforcementApplied, EnforcementRevived)
"""With these enforcement begins against all who are liable."""


def check_not_stayed(deed: Deed, case: Case) -> None:
    """``party_bankrupt``: the act is aimed at nobody but parties whose bankruptcy a court accepted."""
    if not isinstance(deed, (*ANEW, CoordinationAgreed, OnSiteHeld, AuctionOrdered, AuctionHeld)):
        return
    day = deed.effective_on
    against = _liable(case, day) if isinstance(deed, ANEW) else _enforced(case, day)
    for aimed_at in (against, tuple(_aims(deed, case))):
        stops = [None if each is None else stopped_for(case, each, day) for each in aimed_at]
        if stops and all(stops):
            names = ", ".join(dict.fromkeys(each for each in aimed_at if each is not None))
            raise Rejected(
                "party_bankrupt",
                f"{deed.asked} is aimed at {names} alone: a court accepted the bankruptcy by"
                f" {max(each for each in stops if each)}, enforcement is stayed and the claim is"
                " declared (BK-03)",
            )


def is_stayed(case: Case, day: date) -> bool:
    """Whoever it goes on against on ``day`` is in bankruptcy."""
    against = _enforced(case, day)
    return bool(against) and all(stopped_for(case, each, day) for each in against)


def is_asset_stayed(case: Case, asset_id: str, day: date) -> bool:
    """What was seized is of parties in bankruptcy alone: it is not auctioned, whoever else is liable."""
    owners = _owners(case, asset_id, day)
    return bool(owners) and all(each and stopped_for(case, each, day) for each in owners)


def _owners(case: Case, asset_id: str, day: date) -> list[str | None]:
    seized = case.all_of(MeasureApplied, day)
    return [each.party_id for each in seized if each.asset_id == asset_id]


def _liable(case: Case, day: date) -> tuple[str, ...]:
    """Who has to pay by the judgment that binds."""
    effect = effect_by(case, day)
    judgment = None if effect is None else judgment_of(case, effect)
    return () if judgment is None else judgment.liable


def _enforced(case: Case, day: date) -> tuple[str, ...]:
    """Those of them against whom no ruling has ended it (EX-08)."""
    gone = ended_for(case.all_of(Fact, day))
    return tuple(each for each in _liable(case, day) if each not in gone)


def _aims(deed: Deed, case: Case) -> Iterator[str | None]:
    """Whose clues and assets an act is aimed at; None of one whose owner is not on file."""
    match deed:
        case EnforcementApplied(clues=clues) | OnSiteHeld(clues=clues):
            named = set(clues)
        case EnforcementRevived(clue_id=clue):
            named = {clue}
        case AuctionOrdered(asset_id=asset_id) | AuctionHeld(asset_id=asset_id):
            yield from _owners(case, asset_id, deed.effective_on)
            return
        case _:
            return
    for each in case.all_of(AssetClueRecorded, deed.effective_on):
        if each.verified and each.clue_id in named:
            yield each.party_id
