"""Limitation of the claim and of enforcement as clocks (LM-01 to LM-09): marks, states, warnings.

The clock of the claim starts on the due date of the last instalment, or on the day of acceleration
(LM-02); proven demands, acknowledgements and his own payments start it anew (LM-05, LM-07); a suit
holds it, and so does an obstacle in its last months (LM-04). Expiry gives the debtor a defence and
ends nothing (LM-03); only his own signature restores it (LIT-04), no payment does.
The clock of enforcement starts on the last day for performance; the same acts and obstacles
interrupt and suspend it, and nothing restores it (LM-09).
A last day that is a holiday moves to the next working day, and only then has either clock expired
(T-3, T-4): the day that is shown, warned of and judged by is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.kit.clocks import (
    Mark,
    Reading,
    Term,
    absolute_end,
    earliest_end,
    foreseen,
    read_clock,
    touches,
)
from services.kit.days import DAY
from services.kit.holidays import Rolled
from services.litigation.domain.duties import Deadline
from services.litigation.domain.facts import Clocks
from services.litigation.domain.marks import SUIT, beginnings, marks
from services.litigation.domain.state import Case

DEFENCE = "LM-03"
ENDS = {
    "claim": ("limitation_of_claim", "limitation_suspended"),
    "enforcement": ("apply_for_enforcement", "time_to_enforce_suspended"),
}
"""What is due by each clock: while it runs, and while it stands still."""


class Move(NamedTuple):
    """What a clock did on a day."""

    day: date
    clock: str
    state: str
    ends_on: date | None
    article: str
    why: str


def clock_moves(case: Case, until: date) -> list[Move]:
    """Everything that both clocks did up to ``until``."""
    clocks = case.taken.clocks if case.taken is not None else None
    if clocks is None:
        return []
    claim = _moves(case, "claim", clocks.claim, clocks.claim_warn, until)
    bound = _moves(case, "enforcement", clocks.enforcement, clocks.enforcement_warn, until)
    return sorted([*claim, *bound], key=lambda move: move.day)


def reading_on(case: Case, clock: str, day: date) -> Reading | None:
    """A clock as it stands on ``day``; None while its terms are not known."""
    clocks = case.taken.clocks if case.taken is not None else None
    if clocks is None:
        return None
    return read_clock(_term(clocks, clock), marks(case, clock, day), day)


def ends_on(case: Case, clock: str, day: date) -> date | None:
    """Its last day as of ``day``: of one that has not started yet, the day it would end on."""
    reading = reading_on(case, clock, day)
    if reading is None or reading.state != "not_started":
        return None if reading is None else reading.ends_on
    return _day(_foreseen(case, clock, day))


def limits(case: Case, day: date) -> Iterator[Deadline]:
    """What is known on ``day`` of the clocks' ends. Of one that an obstacle holds it is the earliest
    end, as if all obstacles, which ``about`` names, went away that day (LM-04)."""
    clocks = case.taken.clocks if case.taken is not None else None
    if clocks is None:
        return
    for clock, (ends, suspended) in ENDS.items():
        reading, term = reading_on(case, clock, day), _term(clocks, clock)
        if reading is None or not reading.live:
            continue
        foreseen = reading.state == "not_started"
        end = _foreseen(case, clock, day) if foreseen else earliest_end(term, reading, day)
        if end is not None:
            yield Deadline(
                on=end.on,
                what=suspended if reading.state == "suspended" else ends,
                rule=term.rule or term.article,  # one that was fixed before terms had both
                article=term.article if term.rule else None,
                about=", ".join(each.about for each in reading.obstacles),
                unrolled=term.rolls and not end.known,
            )


def _term(clocks: Clocks, clock: str) -> Term:
    return clocks.claim if clock == "claim" else clocks.enforcement


def _foreseen(case: Case, clock: str, day: date) -> Rolled | None:
    """The end of a clock of the claim that starts later, if nothing happens."""
    if clock != "claim" or case.taken is None or case.taken.clocks is None:
        return None
    return foreseen(case.taken.clocks.claim, beginnings(case, day), day).end


def _day(end: Rolled | None) -> date | None:
    return None if end is None else end.on


def _moves(case: Case, clock: str, term: Term, warn: tuple[int, ...], until: date) -> list[Move]:
    made: dict[date, list[Mark]] = {}
    for mark in marks(case, clock, until):
        if mark.on <= until:
            made.setdefault(mark.on, []).append(mark)
    days = sorted(made)
    moves: list[Move] = []
    touched = touches(term, (mark for came in made.values() for mark in came))
    for place, (day, before, lapsed, after) in enumerate(touched):
        if lapsed.state == "expired" and before.state in ("running", "suspended"):
            moves.append(
                _over(clock, term, day, lapsed.ends_on)
            )  # what the day brings came too late
            before = lapsed
        move = _on_mark(case, clock, before, after, made[day])
        if move is not None:
            moves.append(move)
        last = min(until, days[place + 1] - DAY) if place + 1 < len(days) else until
        moves.extend(_by_time(clock, term, after, warn, day, last))
    return moves


def _on_mark(
    case: Case, clock: str, before: Reading, after: Reading, touched: list[Mark]
) -> Move | None:
    """What the marks of one day did to the clock."""
    day, why = touched[0].on, touched[-1].why
    article = why.partition(":")[0]
    kinds = {mark.kind for mark in touched}
    if "stop" in kinds:
        held = clock == "claim" and SUIT in why and before.live
        return Move(day, clock, "interrupted", None, article, why) if held else None
    if after.state == "not_started":
        if clock != "claim" or not kinds & {"interrupt", "revive", "clear"}:
            return None
        end = _day(_foreseen(case, clock, day))
        return Move(day, clock, "interrupted", end, article, why)
    if after.state == "suspended" and before.state != "suspended":
        return Move(day, clock, "suspended", None, article, why)
    if after.state != "running":
        return None
    untouched = before.state == "running" and after.started_on == before.started_on
    if (
        untouched and after.ends_on == before.ends_on
    ):  # an obstacle came or went that holds nothing
        return None
    if before.state == "expired":
        return Move(day, clock, "restored", after.ends_on, article, why)
    anew = before.state in ("running", "suspended") and after.started_on == day
    return Move(day, clock, "interrupted" if anew else "running", after.ends_on, article, why)


def _by_time(
    clock: str, term: Term, reading: Reading, warn: tuple[int, ...], first: date, last: date
) -> Iterator[Move]:
    """Warnings, the standstill and the end that come between two marks."""
    held, end = reading.held_from, reading.ends_on
    rule = term.rule or term.article  # as in `limits`
    if reading.state == "running" and end is not None:
        for days in warn:
            day = end - timedelta(days=days)
            if first < day <= last and (held is None or day < held):
                yield Move(day, clock, "warned", end, rule, f"{days} days left")
        if held is not None and first < held <= last:
            why = reading.obstacles[0].why
            yield Move(held, clock, "suspended", None, why.partition(":")[0], why)
    end = end if held is None else _day(absolute_end(term, reading))
    if reading.state in ("running", "suspended") and end is not None and end + DAY <= last:
        yield _over(clock, term, end + DAY, end)


def _over(clock: str, term: Term, day: date, end: date | None) -> Move:
    """It has expired with the day before ``day``."""
    article = DEFENCE if clock == "claim" else term.rule or term.article  # as in `limits`
    return Move(day, clock, "expired", end, article, "")
