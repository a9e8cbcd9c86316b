"""How an event changes a loan's annex. Judges nothing, refuses nothing (see ``evolution``)."""

from __future__ import annotations

from msgspec.structs import replace

from services.classification.domain.annex import Annex, CureMark
from services.classification.domain.decisions import AnyCure
from services.classification.domain.done import (
    AnyDone,
    CureTested,
    FourTierGroundRecorded,
    PreservationRecognised,
    RestructuringRecorded,
    RestructuringReviewed,
    TriageCompleted,
)
from services.classification.domain.facts import (
    CauseNoted,
    InterestNoted,
    LeavingGoneNoted,
    LeavingNoted,
    SignalNoted,
)
from services.classification.domain.orders import Fact
from services.classification.domain.placing import by_day, placed

ROWS: dict[type[Fact], str] = {
    CauseNoted: "causes",
    SignalNoted: "signals",
    LeavingNoted: "leavings",
    CureTested: "tests",
    TriageCompleted: "triages",
    PreservationRecognised: "preservations",
    FourTierGroundRecorded: "grounds",
    RestructuringRecorded: "restructurings",
    RestructuringReviewed: "restructurings",
}
"""Where a fact has its place among its like."""

AnyNote = CauseNoted | SignalNoted | InterestNoted | LeavingNoted | LeavingGoneNoted | AnyDone


def informed(annex: Annex, fact: AnyNote) -> Annex:
    """The annex after a fact."""
    match fact:
        case InterestNoted():
            return _interest_told(annex, fact)
        case LeavingGoneNoted():
            return _gone(annex, (*fact.disposal_corrects, fact.disposal_entry))
        case LeavingNoted():
            annex = _gone(annex, fact.disposal_corrects)
            if fact.disposal_entry in annex.gone:
                return annex
    name = ROWS[type(fact)]
    return replace(annex, **{name: placed(getattr(annex, name), fact, by_day)})


def _interest_told(annex: Annex, told: InterestNoted) -> Annex:
    """In whatever order they are folded, a later word rules out earlier ones of its day and later."""
    rows = annex.interest
    highest = max(annex.told, told.told)
    if any(each.told > told.told and each.effective_on <= told.effective_on for each in rows):
        return replace(annex, told=highest)
    kept = tuple(
        each for each in rows if each.told > told.told or each.effective_on < told.effective_on
    )
    return replace(annex, told=highest, interest=placed(kept, told, by_day))


def marked(annex: Annex, event: AnyCure) -> Annex:
    """The annex with what became of a cure."""
    mark = CureMark(
        event.effective_on,
        event.entry,
        event.policy_id,
        event.KIND,
        event.tested_on,
        event.reason,
    )
    return replace(annex, cures=placed(annex.cures, mark, by_day))


def withdrawn(annex: Annex, entries: tuple[int, ...]) -> Annex:
    """The annex without the cures of these entries."""
    if not annex.cures:
        return annex
    return replace(annex, cures=tuple(each for each in annex.cures if each.entry not in entries))


def _gone(annex: Annex, numbers: tuple[int, ...]) -> Annex:
    if not numbers:
        return annex
    return replace(
        annex,
        gone=(*annex.gone, *(each for each in numbers if each not in annex.gone)),
        leavings=tuple(each for each in annex.leavings if each.disposal_entry not in numbers),
    )
