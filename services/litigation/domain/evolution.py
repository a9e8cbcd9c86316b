"""How each event changes what is known. Judges nothing, refuses nothing.

Works in recorded order and in the order of effective days, with the same result.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from services.kit.domain import DomainEvent, changed
from services.litigation.domain.arrears import ended_with
from services.litigation.domain.conclusions import (
    Conclusion,
    ConclusionsWithdrawn,
    ProhibitedActionBlocked,
)
from services.litigation.domain.facts import (
    ClaimNoted,
    EntriesWithdrawnNoted,
    Fact,
    LoanTaken,
    MirroredFact,
)
from services.litigation.domain.state import Case


def evolve(case: Case, event: DomainEvent) -> Case:
    """The case after ``event``."""
    match event:
        case LoanTaken():
            return changed(case, taken=event)
        case ClaimNoted():
            return _claim_told(case, event)
        case MirroredFact():
            return _mirror(case, event)
        case Fact():
            return changed(case, log=case.log.placed(event))
        case Conclusion():
            return _concluded(case, event)
        case ProhibitedActionBlocked():
            kept = sorted((*case.blocked, event), key=lambda each: each.effective_on)
            return changed(case, blocked=tuple(kept))
    raise ValueError(f"{type(event).__name__} is no event of litigation")


def _claim_told(case: Case, told: ClaimNoted) -> Case:
    """The last word stands from its day on, whatever had been said of that day and later."""
    highest = max(case.told, told.number)
    if told.number <= case.told and any(
        each.number > told.number and each.effective_on <= told.effective_on
        for each in case.claims
    ):
        return changed(case, told=highest)
    day = told.effective_on
    kept = case.claims[: bisect_left(case.claims, day, key=lambda each: each.effective_on)]
    quiet = case.quiet[: bisect_left(case.quiet, day)]
    if kept and ended_with(kept[-1], told):
        quiet = (*quiet, day)
    return changed(case, told=highest, claims=(*kept, told), quiet=quiet)


def _mirror(case: Case, fact: MirroredFact) -> Case:
    if fact.corrects_there:
        gone = tuple(sorted({*case.gone, *fact.withdraws}))
        case = changed(case, gone=gone, log=case.log.without(gone))
    if isinstance(fact, EntriesWithdrawnNoted) or fact.number in case.gone:
        return case
    return changed(case, log=case.log.placed(fact))


def _concluded(case: Case, event: Conclusion) -> Case:
    kept = list(case.concluded)
    if event.corrects:
        kept = [each for each in kept if each.entry not in event.corrects]
    if not isinstance(event, ConclusionsWithdrawn):
        insort(kept, event, key=lambda each: (each.effective_on, each.entry))
    return changed(case, concluded=tuple(kept), entries=max(case.entries, event.entry))
