"""Terms set by statute as clocks: start, interruption, suspension, end, and why. Pure.

A ``Term`` says how long a clock runs and what can touch it; ``Mark`` values say what happened. The
reading is worked out from both each time and never stored, so a mark that comes late, or goes away
because its cause was undone, simply gives another reading. Articles and lengths are policy data.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from services.kit.days import MONTHS_PER_YEAR, Unit, add_months, period_end
from services.kit.domain import Frozen, Packed

Kind = Literal["start", "interrupt", "revive", "suspend", "resume", "stop"]
State = Literal["not_started", "running", "suspended", "stopped", "expired"]
_ORDER = {"start": 0, "resume": 1, "interrupt": 2, "revive": 3, "suspend": 4, "stop": 5}


class Term(Frozen, frozen=True, kw_only=True):
    """How a clock runs: ``length`` in ``unit`` from its start, by ``article``.

    ``interruptible``: an interruption starts it anew. ``suspension_months``: an obstacle that lies
    within so many months before the end holds it, and it ends so many months after the obstacle is
    gone, if that is later; None when nothing suspends it. ``absolute_years``: no interruption or
    suspension leads beyond so many years from the first start; None without such a bound.
    """

    length: int
    unit: Unit
    article: str
    interruptible: bool = False
    suspension_months: int | None = None
    absolute_years: int | None = None


class Mark(Packed, frozen=True):
    """Something that touches a clock on a day, ``why`` with its article or proof.

    ``revive`` interrupts a running clock like ``interrupt`` and starts an expired one again, which
    ``interrupt`` never does; one that has not started stays so.
    """

    kind: Kind
    on: date
    why: str


class Reading(NamedTuple):
    """A clock as it stands on a day. ``ends_on`` is its last day, None while that is open.

    ``marks``: those that made the reading, the first one being the start that counts.
    """

    state: State
    started_on: date | None
    ends_on: date | None
    marks: tuple[Mark, ...]

    @property
    def live(self) -> bool:
        """Whether the right it guards is still there."""
        return self.state != "expired"


def read_clock(term: Term, marks: Iterable[Mark], on: date) -> Reading:
    """The clock on ``on``, from the marks up to that day; later ones are not known yet.

    A mark that comes when the clock has expired no longer touches it; a new ``start`` begins again.
    """
    reading = Reading("not_started", None, None, ())
    first: date | None = None
    for mark in sorted((m for m in marks if m.on <= on), key=lambda m: (m.on, _ORDER[m.kind])):
        reading = _as_on(reading, mark.on)
        if mark.kind == "start" and reading.state in ("not_started", "expired", "stopped"):
            first = mark.on
        if mark.kind == "revive" and reading.state == "expired":
            first = mark.on
        reading = _touched(term, reading, mark, first)
    return _as_on(reading, on)


def _as_on(reading: Reading, on: date) -> Reading:
    """It expires when its last day is over."""
    if reading.state == "running" and reading.ends_on is not None and reading.ends_on < on:
        return reading._replace(state="expired")
    return reading


def _touched(term: Term, reading: Reading, mark: Mark, first: date | None) -> Reading:
    state = reading.state
    if mark.kind == "start":
        if state in ("running", "suspended"):
            return reading
        return Reading("running", mark.on, _end(term, mark.on, first), (mark,))
    if mark.kind == "revive" and state == "expired":
        return Reading("running", mark.on, _end(term, mark.on, first), (mark,))
    if state in ("not_started", "expired", "stopped"):
        return reading
    marks = (*reading.marks, mark)
    if mark.kind == "stop":
        return reading._replace(state="stopped", ends_on=None, marks=marks)
    if mark.kind in ("interrupt", "revive") and term.interruptible:
        return Reading("running", mark.on, _end(term, mark.on, first), marks)
    if term.suspension_months is None or reading.started_on is None:
        return reading
    if mark.kind == "suspend" and state == "running":
        return reading._replace(state="suspended", ends_on=None, marks=marks)
    if mark.kind == "resume" and state == "suspended":
        return reading._replace(state="running", ends_on=_held(term, marks, first), marks=marks)
    return reading


def _held(term: Term, marks: tuple[Mark, ...], first: date | None) -> date:
    """The end after an obstacle that is gone: as before, or the tail after it when it came late."""
    months = term.suspension_months or 0
    restart = max(i for i, m in enumerate(marks) if m.kind in ("start", "interrupt", "revive"))
    end = _end(term, marks[restart].on, first)
    for mark in marks[restart + 1 :]:
        if mark.kind == "resume" and mark.on > _months_before(end, months):
            end = max(end, add_months(mark.on, months))
    return _bounded(term, end, first)


def _months_before(end: date, months: int) -> date:
    """The day ``months`` before ``end``, the month's last day where there is none."""
    years, month = divmod(end.year * MONTHS_PER_YEAR + end.month - 1 - months, MONTHS_PER_YEAR)
    return date(years, month + 1, min(end.day, monthrange(years, month + 1)[1]))


def _end(term: Term, start: date, first: date | None) -> date:
    return _bounded(term, period_end(start, term.length, term.unit), first)


def _bounded(term: Term, end: date, first: date | None) -> date:
    if term.absolute_years is None or first is None:
        return end
    return min(end, period_end(first, term.absolute_years, "year"))
