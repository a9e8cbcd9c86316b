"""Against whom this enforcement has ended, and against whom it goes on (EX-08; B.5: both debtors).

A ruling names its parties; the case is at rest when all who are liable by the judgment were named,
in one ruling or several. Applying for enforcement, or reviving it, begins anew against all.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from services.litigation.domain.court import EnforcementApplied
from services.litigation.domain.deeds import Deed
from services.litigation.domain.facts import Fact
from services.litigation.domain.outcomes import EnforcementEnded, EnforcementRevived
from services.litigation.domain.state import Case


def ended_for(facts: Iterable[Fact]) -> dict[str, EnforcementEnded]:
    """The parties against whom it has ended by these facts, each with its ruling."""
    gone: dict[str, EnforcementEnded] = {}
    for fact in facts:
        match fact:
            case EnforcementApplied() | EnforcementRevived():
                gone.clear()
            case EnforcementEnded():
                gone = dict.fromkeys(fact.parties, fact) | gone
    return gone


def goes_on(case: Case, ruling: EnforcementEnded) -> tuple[str, ...]:
    """The liable parties against whom it goes on after ``ruling``, which is in the log.

    None after a ruling that was recorded without them: such a one ended it for all.
    """
    before = takewhile(lambda fact: fact is not ruling, case.all_of(Deed))
    gone = ended_for([*before, ruling])
    return tuple(each for each in ruling.liable if each not in gone)
