"""What follows from the log: stages, clocks, measures, warnings; and what changed against before.

Worked out anew each time. What was concluded and no longer follows is withdrawn by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from services.kit.domain import Due, changed
from services.litigation.domain.conclusions import (
    ClockMoved,
    Conclusion,
    ConclusionsWithdrawn,
    MeasureMoved,
    RenewalWarned,
    StageReached,
)
from services.litigation.domain.limitation import clock_moves
from services.litigation.domain.measures import Measure, histories, renewal_warnings
from services.litigation.domain.stages import Step, walk
from services.litigation.domain.state import Case

UNNUMBERED = 0


def follows(case: Case, until: date, processed_on: date) -> list[Conclusion]:
    """Everything that follows by ``until``, in the order of its days, without numbers."""
    if case.taken is None:
        return []
    loan_id = case.taken.loan_id
    steps = walk(case, until)
    sale = case.sale_by(until)
    last = until if sale is None else sale.effective_on  # then clocks and measures are the buyer's
    found = [
        *_stages(steps, loan_id, processed_on),
        *_clocks(case, last, loan_id, processed_on),
        *_measures(case, steps, last, loan_id, processed_on),
    ]
    found.sort(key=lambda each: each.effective_on)
    return found


def news(case: Case, processed_on: date) -> list[Conclusion]:
    """What ``processed_on`` must conclude: numbered, with what it withdraws."""
    drafts = {_words(each): each for each in follows(case, processed_on, processed_on)}
    known = {_words(each) for each in case.concluded}
    gone = [each for each in case.concluded if _words(each) not in drafts]
    fresh = [each for words, each in drafts.items() if words not in known]
    made: list[Conclusion] = []
    for kind in (StageReached, ClockMoved, MeasureMoved, RenewalWarned):
        gone_here = [each for each in gone if isinstance(each, kind)]
        fresh_here = [each for each in fresh if isinstance(each, kind)]
        made += _in_place_of(gone_here, fresh_here, processed_on)
    made.sort(key=lambda each: each.effective_on)
    return [
        changed(each, entry=number) for number, each in enumerate(made, start=case.entries + 1)
    ]


def _in_place_of(
    gone: Sequence[Conclusion], fresh: Sequence[Conclusion], processed_on: date
) -> Sequence[Conclusion]:
    """The fresh ones, the first of them naming what it withdraws.

    Where all of them are later than what goes, the withdrawal is an entry of its own, from the day on
    from which it holds: neighbours fold our words up to a day, and must not keep on the days between
    what never was.
    """
    numbers = tuple(sorted(each.entry for each in gone))
    if not gone:
        return fresh
    if fresh and fresh[0].effective_on <= min(each.effective_on for each in gone):
        return [changed(fresh[0], corrects=numbers), *fresh[1:]]
    return [_withdrawn(gone[0], numbers, gone, processed_on), *fresh]


def agenda(case: Case) -> tuple[Due, ...]:
    """The next day on which time alone changes something."""
    known = {_words(each) for each in case.concluded}
    for each in follows(case, date.max, date.max):
        if _words(each) not in known:
            return (Due(each.effective_on, _reason(each)),)
    return ()


def _reason(each: Conclusion) -> str:
    match each:
        case StageReached():
            return f"stage {each.stage}"
        case ClockMoved():
            return f"{each.clock} {each.state}"
        case MeasureMoved():
            return f"measure {each.state}"
    return "renewal of a measure"


def _withdrawn(
    one: Conclusion, numbers: tuple[int, ...], gone: Sequence[Conclusion], processed_on: date
) -> ConclusionsWithdrawn:
    return ConclusionsWithdrawn(
        loan_id=one.loan_id,
        effective_on=min(each.effective_on for each in gone),
        entry=UNNUMBERED,
        corrects=numbers,
        processed_on=processed_on,
    )


def _words(each: Conclusion) -> Conclusion:
    """A conclusion without number and day of concluding: what it says."""
    return changed(each, entry=UNNUMBERED, corrects=(), processed_on=date.min)


def _stages(steps: list[Step], loan_id: str, processed_on: date) -> Iterator[Conclusion]:
    for step in steps:
        yield StageReached(
            loan_id=loan_id,
            effective_on=step.day,
            entry=UNNUMBERED,
            processed_on=processed_on,
            stage=step.stage,
            previous=step.previous,
            rule=step.rule,
            ended_for=step.ended_for,
        )


def _clocks(case: Case, last: date, loan_id: str, processed_on: date) -> Iterator[Conclusion]:
    for move in clock_moves(case, last):
        yield ClockMoved(
            loan_id=loan_id,
            effective_on=move.day,
            entry=UNNUMBERED,
            processed_on=processed_on,
            clock=move.clock,
            state=move.state,
            ends_on=move.ends_on,
            article=move.article,
            why=move.why,
        )


def _measures(
    case: Case, steps: list[Step], last: date, loan_id: str, processed_on: date
) -> Iterator[Conclusion]:
    lives = histories(case, last)
    for states in lives:
        for state in states:
            if not (state.waiting and state.state == "granted"):
                yield _measure_moved(state, loan_id, processed_on)
    for alarm in renewal_warnings(lives, last):
        measure = alarm.measure
        if measure.ends_on is None or measure.renew_by is None:
            continue
        if [step.stage for step in steps if step.day <= alarm.day][-1:] == ["closed"]:
            continue
        yield RenewalWarned(
            loan_id=loan_id,
            effective_on=alarm.day,
            entry=UNNUMBERED,
            processed_on=processed_on,
            measure_id=measure.applied.measure_id,
            days_left=alarm.days_left,
            ends_on=measure.ends_on.on,
            renew_by=measure.renew_by.on,
        )


def _measure_moved(state: Measure, loan_id: str, processed_on: date) -> MeasureMoved:
    return MeasureMoved(
        loan_id=loan_id,
        effective_on=state.since,
        entry=UNNUMBERED,
        processed_on=processed_on,
        measure_id=state.applied.measure_id,
        state=state.state,
        asset_kind=state.applied.asset_kind,
        amount=state.amount,
        ends_on=None if state.ends_on is None else state.ends_on.on,
        sue_by=None if state.sue_by is None else state.sue_by.on,
        article=state.article,
    )
