"""The case's stages of B.5, walked through its log: what happened, in order, and what time did."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.kit.domain import changed
from services.litigation.domain.arrears import cures
from services.litigation.domain.behind import led_behind, ran_out_behind
from services.litigation.domain.deeds import MeasureRuled
from services.litigation.domain.ended import goes_on
from services.litigation.domain.facts import (
    Fact,
    LifeEventNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
)
from services.litigation.domain.kept import is_paid
from services.litigation.domain.log import Log, between
from services.litigation.domain.moves import (
    BANKRUPT,
    CURE,
    CURED,
    GROUND,
    KEPT,
    REFERRED,
    REMITTED,
    SETTLED,
    SOLD,
    UNSUED,
    Place,
    moved,
    settled_from,
)
from services.litigation.domain.neighbours import RemissionNoted
from services.litigation.domain.outcomes import EnforcementEnded, SettlementAgreed
from services.litigation.domain.state import Case
from services.litigation.domain.timed import run_out
from services.litigation.domain.undone import lost_its_ground

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
    return _walked(case, until)[0]


def place_on(case: Case, day: date) -> Place:
    """Where the case is on a day, with what lies behind its pauses."""
    return _walked(case, day)[1]


def _walked(case: Case, until: date) -> tuple[list[Step], Place]:
    steps: list[Step] = []
    place = Place()
    paid = cures(case, until)
    settled = case.last_of(SettlementAgreed)  # a payment moves nothing but what may be kept by it
    facts = case.log.moving if settled is None else case.log.facts
    for fact in between(facts, date.min, until):
        while paid and paid[0] < fact.effective_on:
            place = _cured(case, place, paid.pop(0), steps)
        place = _paid(_timed(case, place, fact.effective_on, steps), fact)
        place = _kept(case, _led(case, place, fact, steps), fact.effective_on, steps)
    for day in paid:
        place = _cured(case, place, day, steps)
    return steps, _timed(case, place, until, steps)


def _led(case: Case, place: Place, fact: Fact, steps: list[Step]) -> Place:
    """Where one fact leads to, and whether the case is over with it."""
    if lost_its_ground(case, fact):
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
    else:
        place = led_behind(place, fact)
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
    return pause in ("mediation", "closed", BANKRUPT, UNSUED) and stage in REFERRED


def _protected(case: Case, day: date) -> str:
    """Where life events and the court's measures by themselves lead to: they do not end with arrears."""
    kept = Log.of(
        each for each in case.log.moving if isinstance(each, LifeEventNoted | MeasureRuled)
    )
    return stage_on(changed(case, log=kept, claims=(), quiet=()), day) or CURED


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


def sued_without_ground(case: Case, day: date) -> bool:
    """A suit is pending on ``day`` whose day, as it is known now, allowed none (B.5)."""
    place = place_on(case, day)
    if place.stage != "filed":
        return False
    came = place.back_from("filed")
    return (place.back_from(came) if came == "mediation" else came) not in GROUND


def _entered(place: Place, stage: str, rule: str, day: date, steps: list[Step]) -> Place:
    if stage == place.stage:
        return place
    steps.append(Step(day, stage, place.stage, rule))
    return place.entered(stage, day)


def _timed(case: Case, place: Place, day: date, steps: list[Step]) -> Place:
    """What the passing of time alone did by ``day``."""
    over = run_out(case, place, day)
    if over is None:
        return ran_out_behind(case, place, day)
    return _entered(place, *over, steps)
