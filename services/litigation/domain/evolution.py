"""How each event changes what is known. Judges nothing, refuses nothing.

Works in recorded order and in the order of effective days, with the same result.
"""

from __future__ import annotations

from bisect import bisect_right

from services.kit.domain import DomainEvent, changed
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
            return changed(case, log=_placed(case.log, event))
        case Conclusion():
            return _concluded(case, event)
        case ProhibitedActionBlocked():
            kept = sorted((*case.blocked, event), key=lambda each: each.effective_on)
            return changed(case, blocked=tuple(kept))
    raise ValueError(f"{type(event).__name__} is no event of litigation")


def _placed(log: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    if not log or log[-1].effective_on <= fact.effective_on:
        return (*log, fact)
    at = bisect_right(log, fact.effective_on, key=lambda each: each.effective_on)
    return (*log[:at], fact, *log[at:])


def _claim_told(case: Case, told: ClaimNoted) -> Case:
    """The last word stands from its day on, whatever had been said of that day and later."""
    highest = max(case.told, told.number)
    if any(
        each.number > told.number and each.effective_on <= told.effective_on
        for each in case.claims
    ):
        return changed(case, told=highest)
    kept = [each for each in case.claims if each.effective_on < told.effective_on]
    return changed(case, told=highest, claims=(*kept, told))


def _mirror(case: Case, fact: MirroredFact) -> Case:
    if fact.corrects_there:
        gone = tuple(sorted({*case.gone, *fact.withdraws}))
        kept = tuple(
            each
            for each in case.log
            if not isinstance(each, MirroredFact) or each.number not in gone
        )
        case = changed(case, gone=gone, log=kept)
    if isinstance(fact, EntriesWithdrawnNoted) or fact.number in case.gone:
        return case
    return changed(case, log=_placed(case.log, fact))


def _concluded(case: Case, event: Conclusion) -> Case:
    kept = [each for each in case.concluded if each.entry not in event.corrects]
    if not isinstance(event, ConclusionsWithdrawn):
        kept = sorted([*kept, event], key=lambda each: (each.effective_on, each.entry))
    return changed(case, concluded=tuple(kept), entries=max(case.entries, event.entry))
