"""Terms set by statute as clocks: start, interruption, suspension, end, and why. Pure.

A ``Term`` says how long a clock runs and what can touch it; ``Mark`` values say what happened. The
reading is worked out from both each time and never stored, so a mark that comes late, or goes away
because its cause was undone, simply gives another reading. Articles and lengths are policy data.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from services.kit.days import MONTHS_PER_YEAR, Unit, add_months, period_end
from services.kit.domain import Frozen, Packed

Kind = Literal["clear", "start", "interrupt", "revive", "suspend", "resume", "stop"]
State = Literal["not_started", "running", "suspended", "stopped", "expired"]
_ORDER: dict[Kind, int] = {
    "clear": 0,
    "start": 1,
    "interrupt": 2,
    "revive": 3,
    "suspend": 4,
    "resume": 5,
    "stop": 6,
}
ONE_DAY = timedelta(days=1)


class Term(Frozen, frozen=True, kw_only=True):
    """How a clock runs: ``length`` in ``unit`` from its start, by ``article`` (and ``rule``).

    ``interruptible``: an interruption starts it anew. ``suspension_months``: while an obstacle lasts
    within so many months before the end it stands still, and it ends so many months after the last
    obstacle is gone; None when nothing suspends it. ``absolute_years``: no interruption or
    suspension leads beyond so many years from the first start; None without such a bound.
    """

    length: int
    unit: Unit
    article: str
    rule: str = ""
    interruptible: bool = False
    suspension_months: int | None = None
    absolute_years: int | None = None


class Mark(Packed, frozen=True):
    """Something that touches a clock on a day, ``why`` with its article or proof.

    ``revive`` interrupts a running clock like ``interrupt`` and starts an expired one again, which
    ``interrupt`` never does; one that has not started stays so. ``stop`` stops one that has not
    started, too: only a later ``start`` begins it. ``clear`` takes the start of a clock that runs
    away, as if it had not started yet. ``about`` tells obstacles apart: ``resume`` ends
    the one of its name.
    """

    kind: Kind
    on: date
    why: str
    about: str = ""


class Reading(NamedTuple):
    """A clock as it stands on a day. ``ends_on`` is its last day, None while that is open.

    ``marks``: those that made the reading, the first one being the start that counts.
    ``obstacles``: those that last, whatever the clock does. ``held_from``: from that day on they
    hold it, unless they go before; None when there are none. ``final``: its absolute end.
    """

    state: State
    started_on: date | None
    ends_on: date | None
    marks: tuple[Mark, ...]
    obstacles: tuple[Mark, ...] = ()
    held_from: date | None = None
    final: date | None = None

    @property
    def live(self) -> bool:
        """Whether the right it guards is still there."""
        return self.state != "expired"


def read_clock(term: Term, marks: Iterable[Mark], on: date) -> Reading:
    """The clock on ``on``, from the marks up to that day; later ones are not known yet.

    A mark that comes when the clock has expired no longer touches it; a new ``start`` begins again.
    """
    reading = Reading("not_started", None, None, ())
    for mark in sorted((m for m in marks if m.on <= on), key=lambda m: (m.on, _ORDER[m.kind])):
        reading = _touched(term, _as_on(reading, mark.on), mark)
    return _as_on(reading, on)


def earliest_end(term: Term, reading: Reading, on: date) -> date | None:
    """Its last day if every obstacle went away on ``on``, the day of the reading."""
    if reading.state != "suspended":
        return reading.ends_on
    return _after_obstacle(term, on, reading.final)


def _as_on(reading: Reading, on: date) -> Reading:
    """Obstacles hold it from their day on; it expires when its last day is over."""
    if reading.state == "running" and reading.held_from is not None and reading.held_from <= on:
        reading = reading._replace(state="suspended", ends_on=None)
    last = reading.final if reading.state == "suspended" else reading.ends_on
    if reading.state in ("running", "suspended") and last is not None and last < on:
        return reading._replace(state="expired", ends_on=last, held_from=None)
    return reading


def _touched(term: Term, reading: Reading, mark: Mark) -> Reading:
    state = reading.state
    if mark.kind in ("suspend", "resume"):
        return _hindered(term, reading, mark)
    if mark.kind == "clear" and state in ("running", "suspended"):
        return Reading("not_started", None, None, (mark,), reading.obstacles)
    if mark.kind == "start":
        return reading if state in ("running", "suspended") else _begun(term, reading, mark)
    if mark.kind == "revive" and state == "expired":
        return _begun(term, reading, mark)
    marks = (*reading.marks, mark)
    if mark.kind == "stop" and state not in ("expired", "stopped"):
        return reading._replace(state="stopped", ends_on=None, held_from=None, marks=marks)
    if mark.kind == "clear" or state in ("not_started", "expired", "stopped"):
        return reading
    return _running(term, reading, mark.on, marks) if term.interruptible else reading


def _begun(term: Term, reading: Reading, mark: Mark) -> Reading:
    """A first start, or a new one: the absolute end counts from here."""
    years = term.absolute_years
    final = None if years is None else period_end(mark.on, years, "year")
    return _running(term, reading._replace(final=final), mark.on, (mark, *reading.obstacles))


def _running(term: Term, reading: Reading, start: date, marks: tuple[Mark, ...]) -> Reading:
    end = _bounded(period_end(start, term.length, term.unit), reading.final)
    return _held(
        term, reading._replace(state="running", started_on=start, ends_on=end, marks=marks)
    )


def _hindered(term: Term, reading: Reading, mark: Mark) -> Reading:
    """An obstacle came, or went: kept in mind in any state, for a clock that starts while it lasts."""
    if term.suspension_months is None:
        return reading
    others = tuple(each for each in reading.obstacles if each.about != mark.about)
    lasts = len(others) < len(reading.obstacles)
    if lasts == (mark.kind == "suspend"):
        return reading
    left = others if lasts else (*others, mark)
    reading = reading._replace(obstacles=left)
    if reading.state not in ("running", "suspended"):
        return reading
    reading = reading._replace(marks=(*reading.marks, mark))
    if reading.state == "suspended" and not left:
        end = _after_obstacle(term, mark.on, reading.final)
        reading = reading._replace(state="running", ends_on=end)
    return _held(term, reading) if reading.state == "running" else reading


def _held(term: Term, reading: Reading) -> Reading:
    """With the day from which the obstacles that last hold a running clock."""
    if not reading.obstacles or term.suspension_months is None or reading.ends_on is None:
        return reading._replace(held_from=None)
    first = _months_before(reading.ends_on, term.suspension_months) + ONE_DAY
    return reading._replace(held_from=first)


def _after_obstacle(term: Term, gone: date, final: date | None) -> date:
    """The tail after the last obstacle; never before the end as it was, since it went in the last months."""
    try:
        end = add_months(gone, term.suspension_months or 0)
    except ValueError:  # beyond the last year that a date can have
        end = date.max
    return _bounded(end, final)


def _months_before(end: date, months: int) -> date:
    """The day ``months`` before ``end``, the month's last day where there is none."""
    years, month = divmod(end.year * MONTHS_PER_YEAR + end.month - 1 - months, MONTHS_PER_YEAR)
    return date(years, month + 1, min(end.day, monthrange(years, month + 1)[1]))


def _bounded(end: date, final: date | None) -> date:
    return end if final is None else min(end, final)
