"""From outputs to one class: the worst wins and gives the reasons, the others are kept beside."""

from __future__ import annotations

from typing import NamedTuple

from contracts.values import RiskClass
from services.classification.domain.contagion import Pulled
from services.classification.domain.decisions import Contagion, LoanClassified, Overridden
from services.classification.domain.merit import Merit, Output, is_milder


class Outcome(NamedTuple):
    """A loan's class on one day and everything that explains it."""

    risk_class: RiskClass
    own_merit: RiskClass
    contagion: Contagion | None
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    overridden: Overridden


def outcome_of(merit: Merit, pull: Pulled | None) -> Outcome:
    """Own merit, and contagion where it is stricter: else it changes nothing and is only noted."""
    own = merit.risk_class
    effective = pull if pull is not None and is_milder(own, pull.output.risk_class) else None
    final = own if effective is None else effective.output.risk_class
    outputs = merit.outputs if effective is None else (effective.output,)
    winners = [each for each in outputs if each.risk_class == final]

    def lost(output: Output | None) -> RiskClass | None:
        return None if output is None or output.risk_class == final else output.risk_class

    return Outcome(
        risk_class=final,
        own_merit=own,
        contagion=None if effective is None else effective.contagion,
        reasons=tuple(dict.fromkeys(each.reason for each in winners)),
        rules=tuple(dict.fromkeys(each.rule for each in winners)),
        overridden=Overridden(
            day_floor=lost(merit.day_floor),
            own_merit=None if own == final else own,
            contagion=lost(pull.output if pull is not None else None),
            expert=lost(merit.expert),
        ),
    )


def same_outcome(concluded: LoanClassified, outcome: Outcome, percent: int) -> bool:
    """Nothing is new: class, own merit, the loans that pull, the reasons, the percent of provision.

    A share that moved without changing any of these is no news; neither is another edition whose
    rules say the same.
    """
    return (
        concluded.risk_class == outcome.risk_class
        and concluded.provision_percent in (None, percent)
        and concluded.own_merit == outcome.own_merit
        and concluded.reasons == outcome.reasons
        and _pullers(concluded.contagion) == _pullers(outcome.contagion)
    )


def says(concluded: LoanClassified) -> tuple[object, ...]:
    """What an entry says of its day, apart from when and from which figures it was concluded.

    The classes that did not win on that day are among it: own merit and contagion are kept apart (RC-50),
    so what is learned late about the day puts them right. That another day's are others is no news. The
    percent of provision follows from class and edition, so it need not be said again. The edition is that
    of the day, and another one only when it came after the day was judged.
    """
    return (
        concluded.effective_on,
        concluded.policy_id,
        concluded.risk_class,
        concluded.previous_class,
        concluded.own_merit,
        concluded.reasons,
        concluded.overridden,
        _pullers(concluded.contagion),
    )


def _pullers(contagion: Contagion | None) -> tuple[str, ...]:
    return () if contagion is None else contagion.from_loans
