"""Preservation measures of B.5, one by one: applied, granted or refused, in force, renewed, gone.

A waiting measure has no period of its own until the earlier one ends and it is executed again as
the first. A pre-suit measure lapses when nobody sued in time; any lapses after its last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from contracts.values import Money
from services.kit.domain import Frozen, changed
from services.litigation.domain.claim import ACCEPTED
from services.litigation.domain.deeds import (
    Deed,
    LastDay,
    MeasureApplied,
    MeasureExecuted,
    MeasureLifted,
    MeasureRenewed,
    MeasureRuled,
)
from services.litigation.domain.facts import Fact
from services.litigation.domain.outcomes import BankruptcyRecorded
from services.litigation.domain.state import Case
from services.litigation.domain.suits import suit_on

ONE_DAY = timedelta(days=1)
LIVE = frozenset({"applied", "granted", "in_force", "renewed"})
SEIZED = frozenset({"in_force", "renewed"})


class Measure(Frozen, frozen=True, kw_only=True):
    """A measure as it stands: ``since`` its state, ``executed_on`` its first day in force."""

    applied: MeasureApplied
    state: str
    since: date
    amount: Money
    article: str
    waiting: bool = False
    executed_on: date | None = None
    ends_on: LastDay | None = None
    renew_by: LastDay | None = None
    sue_by: LastDay | None = None
    lapses_after: LastDay | None = None
    warn: tuple[int, ...] = ()


class Alarm(NamedTuple):
    """So many days are left on ``day``."""

    day: date
    measure: Measure
    days_left: int


def measures_on(case: Case, day: date) -> list[Measure]:
    """All measures as they stand on ``day``, in the order of their applications."""
    return [history[-1] for history in histories(case, day)]


def measure_on(case: Case, measure_id: str, day: date) -> Measure | None:
    """One of them."""
    return next(
        (each for each in measures_on(case, day) if each.applied.measure_id == measure_id), None
    )


def histories(case: Case, until: date) -> list[list[Measure]]:
    """For each measure every state it was in, up to ``until``."""
    return [_history(case, applied, until) for applied in case.all_of(MeasureApplied, until)]


def _history(case: Case, applied: MeasureApplied, until: date) -> list[Measure]:
    now = Measure(
        applied=applied,
        state="applied",
        since=applied.effective_on,
        amount=applied.amount,
        article="LIT-09",
    )
    states = [now]
    for fact in case.all_of(Deed, until):
        now = _timed(case, now, fact.effective_on - ONE_DAY, states)
        after = _touched(now, fact)
        if after is not None:
            now = after
            states.append(now)
    _timed(case, now, until, states)
    return states


def _timed(case: Case, measure: Measure, day: date, states: list[Measure]) -> Measure:
    """The lapse that came by the end of ``day``, if one did."""
    lapses = [(last, by) for last, by in _ends(case, measure) if last < day]
    if not lapses:
        return measure
    last, by = min(lapses)
    gone = changed(measure, state="lapsed", since=last + ONE_DAY, article=by)
    states.append(gone)
    return gone


def _ends(case: Case, measure: Measure) -> Iterator[tuple[date, str]]:
    """Last days after which it lapses: its own, and that of suing."""
    if measure.state not in LIVE:
        return
    if measure.ends_on is not None:
        yield measure.ends_on.on, measure.ends_on.rule
    if measure.lapses_after is not None and suit_on(case, measure.lapses_after.on) is None:
        yield measure.lapses_after.on, measure.lapses_after.rule


def _touched(measure: Measure, fact: Fact) -> Measure | None:
    """The measure after a fact about it; None when the fact leaves it as it is."""
    if measure.state not in LIVE:
        return None
    if isinstance(fact, BankruptcyRecorded):
        return _bankrupt(measure, fact)
    if getattr(fact, "measure_id", None) != measure.applied.measure_id:
        return None
    day = fact.effective_on
    match fact:
        case MeasureRuled() if measure.state == "applied":
            return changed(
                measure,
                state="granted" if fact.granted else "refused",
                since=day,
                amount=fact.amount or measure.amount,
                article=measure.applied.rule_article,
                sue_by=fact.sue_by,
                lapses_after=fact.lapses_after,
            )
        case MeasureExecuted(waiting=True) if measure.state == "granted":
            return changed(measure, waiting=True, since=day)
        case MeasureExecuted() if measure.state == "granted":
            seized = changed(measure, state="in_force", since=day, executed_on=day, waiting=False)
            return _until(seized, fact)
        case MeasureRenewed() if measure.state in SEIZED:
            return _until(changed(measure, state="renewed", since=day), fact)
        case MeasureLifted():
            return changed(measure, state="lifted", since=day, article="CL-03")
    return None


def _until(measure: Measure, fact: MeasureExecuted | MeasureRenewed) -> Measure:
    article = fact.ends_on.rule if fact.ends_on is not None else measure.article
    return changed(
        measure, ends_on=fact.ends_on, renew_by=fact.renew_by, warn=fact.warn, article=article
    )


def _bankrupt(measure: Measure, fact: BankruptcyRecorded) -> Measure | None:
    """On the acceptance of its owner's bankruptcy a measure is lifted (BK-03)."""
    owner = measure.applied.party_id
    if fact.phase not in ACCEPTED or (
        owner != fact.party_id and not (owner is None and fact.of_borrower)
    ):
        return None
    return changed(measure, state="lifted", since=fact.effective_on, article="BK-03")


def renewal_warnings(lives: list[list[Measure]], until: date) -> list[Alarm]:
    """Warnings of every measure before its last day, as long as it was not renewed or gone."""
    warned: list[Alarm] = []
    for states in lives:
        for place, state in enumerate(states):
            if state.state not in SEIZED or state.ends_on is None:
                continue
            last = states[place + 1].since - ONE_DAY if place + 1 < len(states) else until
            for days in state.warn:
                day = state.ends_on.on - timedelta(days=days)
                if state.since < day <= last:
                    warned.append(Alarm(day, state, days))
    return warned
