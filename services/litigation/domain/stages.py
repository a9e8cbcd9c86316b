"""The case's stages of B.5, walked through its log: what happened, in order, and what time did."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.kit.domain import changed
from services.litigation.domain.arrears import cures
from services.litigation.domain.court import JudgmentEffective
from services.litigation.domain.deeds import MeasureRuled
from services.litigation.domain.effect import binds
from services.litigation.domain.ended import goes_on
from services.litigation.domain.facts import (
    Fact,
    LifeEventNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
)
from services.litigation.domain.kept import is_paid
from services.litigation.domain.moves import (
    CURE,
    CURED,
    FILED,
    GROUND,
    KEPT,
    REFERRED,
    REMITTED,
    SETTLED,
    SOLD,
    Place,
    moved,
    settled_from,
)
from services.litigation.domain.neighbours import RemissionNoted
from services.litigation.domain.outcomes import EnforcementEnded, SettlementAgreed
from services.litigation.domain.state import Case
from services.litigation.domain.timed import run_out

PRE_SUIT = frozenset(
    {"assessment", "protective", "preserved", "lapsed", "letter", "ready_to_sue", "mediation"}
)
OPEN = PRE_SUIT | {"filed", "judged", "enforcing", "settlement_running", "dormant"}


class Step(NamedTuple):
    """From ``day`` on the case is in ``stage`` by ``rule``.

    ``ended_for``: parties against whom enforcement ended that day. Where it goes on against others the
    case stays in its stage, which is ``previous`` too.
    """

    day: date
    stage: str
    previous: str | None
    rule: str
    ended_for: tuple[str, ...] = ()


def walk(case: Case, until: date) -> list[Step]:
    """Every change of stage up to ``until``, time's own included.

    From the day of its sale on a claim opens no case, and a case that is left is the buyer's.
    """
    steps: list[Step] = []
    place = Place()
    paid = cures(case, until)
    for fact in case.log:
        if fact.effective_on > until:
            break
        while paid and paid[0] < fact.effective_on:
            place = _cured(case, place, paid.pop(0), steps)
        place = _paid(_timed(case, place, fact.effective_on, steps), fact)
        place = _kept(case, _led(case, place, fact, steps), fact.effective_on, steps)
    for day in paid:
        place = _cured(case, place, day, steps)
    _timed(case, place, until, steps)
    return steps


def _led(case: Case, place: Place, fact: Fact, steps: list[Step]) -> Place:
    """Where one fact leads to, and whether the case is over with it."""
    if isinstance(fact, JudgmentEffective) and not binds(case, fact):
        return place
    led = moved(place, fact)
    if isinstance(fact, EnforcementEnded) and goes_on(case, fact):
        if led is not None and case.sale_by(fact.effective_on) is None:
            stays = (place.stage or "", place.stage, led[1])
            steps.append(Step(fact.effective_on, *stays, fact.parties))
        return place
    if led is not None and case.sale_by(fact.effective_on) is not None:
        led = None if place.stage is None else (SOLD, "DIS-07")
    if led is not None:
        place = _entered(place, *led, fact.effective_on, steps)
        _name_parties(fact, steps)
    elif place.stage == "closed":
        place = _behind(place, fact)
    if place.to_close is not None:
        place = _entered(place, "closed", place.to_close, fact.effective_on, steps)
    return place


def _cured(case: Case, place: Place, day: date, steps: list[Step]) -> Place:
    """At the end of ``day`` nothing is late any more: what stood on a referral ends, behind a pause
    too, and an agreement that mediation led to before suit is kept."""
    place = _timed(case, place, day, steps)
    if place.stage in REFERRED or settled_from(place) == "mediation":
        return _entered(place, _protected(case, day), CURE, day, steps)
    behind = {pause: _protected(case, day) for pause, stage in place.back if _is_led(pause, stage)}
    return place._replace(back=tuple((dict(place.back) | behind).items()))


def _kept(case: Case, place: Place, day: date, steps: list[Step]) -> Place:
    """A settlement in enforcement that is paid: it goes on against those who remain liable (LIT-13)."""
    if settled_from(place) != "enforcing":
        return place
    settled = case.last_of(SettlementAgreed, day)
    if settled is None or not settled.remain_liable or not is_paid(case, settled, day):
        return place
    return _entered(place, "enforcing", KEPT, day, steps)


def _is_led(pause: str, stage: str | None) -> bool:
    return pause in ("mediation", "closed") and stage in REFERRED


def _protected(case: Case, day: date) -> str:
    """Where life events and the court's measures by themselves lead to: they do not end with arrears."""
    kept = tuple(each for each in case.log if isinstance(each, LifeEventNoted | MeasureRuled))
    return stage_on(changed(case, log=kept, claims=()), day) or CURED


def _name_parties(fact: Fact, steps: list[Step]) -> None:
    """At rest, against whom it ended: unsaid by a ruling that was recorded before that was asked."""
    if isinstance(fact, EnforcementEnded) and fact.liable and steps[-1].stage == "dormant":
        steps[-1] = steps[-1]._replace(ended_for=fact.parties)


def entered(steps: list[Step]) -> date | None:
    """Since when the case has been in its last stage; None without a case."""
    first = [step.day for step in steps if step.stage != step.previous]
    return first[-1] if first else None


def stage_on(case: Case, day: date) -> str | None:
    """The stage on a day; None without a case."""
    steps = walk(case, day)
    return steps[-1].stage if steps else None


def _paid(place: Place, fact: Fact) -> Place:
    """Whether the loan is settled: known before there is a case, too, since money comes late.

    A claim that was given up never owes again (DIS-19).
    """
    match fact:
        case RemissionNoted():
            return place._replace(over=REMITTED)
        case LoanSettledNoted():
            return place._replace(over=place.over or SETTLED)
        case LoanReopenedNoted() if place.over == SETTLED:
            return place._replace(over=None)
    return place


def _behind(place: Place, fact: Fact) -> Place:
    """A closed case, with the stage behind it led on: a late settlement undoes no act of the court."""
    before = place.back_from("closed")
    led = moved(Place(before, place.since, place.back), fact)
    if led is None or led[0] == "closed":
        return place
    back = dict(place.back) | {led[0]: before, "closed": led[0]}
    return place._replace(back=tuple(back.items()))


def sued_without_ground(case: Case, day: date) -> bool:
    """A suit is pending on ``day`` whose day, as it is known now, allowed none (B.5)."""
    steps = walk(case, day)
    if not steps or steps[-1].stage != "filed":
        return False
    came = [step.previous for step in steps if step.rule == FILED and step.stage == "filed"]
    if came and came[-1] == "mediation":
        came = [step.previous for step in steps if step.stage == "mediation"]
    return not came or came[-1] not in GROUND


def _entered(place: Place, stage: str, rule: str, day: date, steps: list[Step]) -> Place:
    if stage == place.stage:
        return place
    steps.append(Step(day, stage, place.stage, rule))
    back = dict(place.back)
    if place.stage != "closed":  # a case that is opened again has behind it what it had before
        back[stage] = place.stage
    return place._replace(stage=stage, since=day, back=tuple(back.items()))


def _timed(case: Case, place: Place, day: date, steps: list[Step]) -> Place:
    """What the passing of time alone did by ``day``."""
    over = run_out(case, place, day)
    return place if over is None else _entered(place, *over, steps)
