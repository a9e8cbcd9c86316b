"""Terms set by statute as clocks: start, interruption, suspension, end, and why. Pure.

A ``Term`` says how long a clock runs and what can touch it; ``Mark`` values say what happened. The
reading is worked out from both each time and never stored, so a mark that comes late, or goes away
because its cause was undone, simply gives another reading. Articles and lengths are policy data.
A clock that nothing interrupts or suspends is one whose term allows neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

from services.kit.days import DAY, Unit, add_months, months_before, period_end
from services.kit.domain import Frozen, Packed
from services.kit.holidays import Rolled, rolled

Kind = Literal["clear", "start", "interrupt", "revive", "suspend", "resume", "stop", "anew"]
State = Literal["not_started", "running", "suspended", "stopped", "expired"]
_ORDER: dict[Kind, int] = {
    "clear": 0,
    "start": 1,
    "interrupt": 2,
    "revive": 3,
    "suspend": 4,
    "resume": 5,
    "stop": 6,
    "anew": 7,
}


class Term(Frozen, frozen=True, kw_only=True):
    """How a clock runs: ``length`` in ``unit`` from its start, by ``article`` (and ``rule``).

    ``interruptible``: an interruption starts it anew. ``suspension_months``: while an obstacle lasts
    within so many months before the end it stands still, and it ends so many months after the last
    obstacle is gone; None when nothing suspends it. ``absolute_years``: no interruption or
    suspension leads beyond so many years from the first start; None without such a bound.
    ``rolls``: its last day moves behind holidays (T-3).
    """

    length: int
    unit: Unit
    article: str
    rule: str = ""
    interruptible: bool = False
    suspension_months: int | None = None
    absolute_years: int | None = None
    rolls: bool = False


class Mark(Packed, frozen=True):
    """Something that touches a clock on a day, ``why`` with its article or proof.

    ``revive`` interrupts a running clock like ``interrupt`` and starts an expired one again, which
    ``interrupt`` never does; one that has not started stays so. ``stop`` stops one that has not
    started, too: only a later ``start`` begins it, or ``anew``, which touches no other clock than one
    that was stopped and leaves its absolute end. ``clear`` takes the start of a clock that runs
    away, as if it had not started yet. ``about`` tells obstacles apart: ``resume`` ends
    the one of its name.
    """

    kind: Kind
    on: date
    why: str
    about: str = ""


class Reading(NamedTuple):
    """A clock as it stands on a day. ``end`` is its last day, None while that is open.

    ``marks``: those that made the reading, the first one being the start that counts.
    ``obstacles``: those that last, whatever the clock does. ``held_from``: from that day on they
    hold it, unless they go before; None when there are none. ``final``: its absolute end, before
    any holiday moves it.
    """

    state: State
    started_on: date | None
    end: Rolled | None
    marks: tuple[Mark, ...]
    obstacles: tuple[Mark, ...] = ()
    held_from: date | None = None
    final: date | None = None

    @property
    def ends_on(self) -> date | None:
        """Its last day; None while that is open."""
        return None if self.end is None else self.end.on

    @property
    def live(self) -> bool:
        """Whether the right it guards is still there."""
        return self.state != "expired"


NOT_STARTED = Reading("not_started", None, None, ())


def read_clock(term: Term, marks: Iterable[Mark], on: date) -> Reading:
    """The clock on ``on``, from the marks up to that day; later ones are not known yet.

    A mark that comes when the clock has expired no longer touches it; a new ``start`` begins again.
    The order in which marks are told makes no difference, but that of two of one kind and day the
    first told is taken first.
    """
    reading = NOT_STARTED
    known = (mark for mark in marks if mark.on <= on)
    for mark in sorted(known, key=_in_order):
        reading = _touched(term, _as_on(term, reading, mark.on), mark)
    return _as_on(term, reading, on)


class Touch(NamedTuple):
    """A day with marks: the clock the day before, on the day as if it had none, and with them."""

    day: date
    before: Reading
    untouched: Reading
    after: Reading


def touches(term: Term, marks: Iterable[Mark]) -> Iterator[Touch]:
    """Every day with marks, in one walk; each reading is what ``read_clock`` says of its day."""
    reading = NOT_STARTED
    for day, came in groupby(sorted(marks, key=_in_order), key=lambda each: each.on):
        before, untouched = _as_on(term, reading, day - DAY), _as_on(term, reading, day)
        for mark in came:
            reading = _touched(term, _as_on(term, reading, day), mark)
        yield Touch(day, before, untouched, _as_on(term, reading, day))


def readings(term: Term, marks: Iterable[Mark], last: date) -> Iterator[tuple[date, Reading]]:
    """Every day up to ``last`` on which the clock reads otherwise than the day before, and how."""
    known = tuple(mark for mark in marks if mark.on <= last)
    days = sorted({mark.on for mark in known})
    before = NOT_STARTED
    for day, until in zip(
        days, [*(following - DAY for following in days[1:]), last], strict=False
    ):
        reading = read_clock(term, known, day)
        if reading != before:
            yield day, reading
        while (turn := _by_itself(term, reading)) is not None and turn <= until:
            reading = read_clock(term, known, turn)
            yield turn, reading
        before = reading


def foreseen(term: Term, marks: Iterable[Mark], on: date) -> Reading:
    """The clock on ``on``; one that starts later as it reads on that day, if nothing else happens.

    Marks after ``on`` are those that are known to come.
    """
    marks = tuple(marks)
    reading = read_clock(term, marks, on)
    later = min((mark.on for mark in marks if mark.kind == "start" and mark.on > on), default=None)
    if later is None or reading.state != "not_started":
        return reading
    return read_clock(term, marks, later)


def earliest_end(term: Term, reading: Reading, on: date) -> Rolled | None:
    """Its last day if every obstacle went away on ``on``, the day of the reading."""
    if reading.state != "suspended":
        return reading.end
    return _after_obstacle(term, reading, on).end


def absolute_end(term: Term, reading: Reading) -> Rolled | None:
    """The last day beyond which no obstacle holds it, behind holidays like any other (T-3)."""
    return None if reading.final is None else _moved(term, reading.final)


def _in_order(mark: Mark) -> tuple[date, int, str]:
    return mark.on, _ORDER[mark.kind], mark.about


def _as_on(term: Term, reading: Reading, on: date) -> Reading:
    """Obstacles hold it from their day on; it expires when its last day is over."""
    if reading.state == "running" and reading.held_from is not None and reading.held_from <= on:
        reading = reading._replace(state="suspended", end=None)
    last = _last_day(term, reading)
    if last is not None and last.on < on:
        return reading._replace(state="expired", end=last, held_from=None)
    return reading


def _last_day(term: Term, reading: Reading) -> Rolled | None:
    """The day with whose end time alone ends it: of one that stands still its absolute end."""
    if reading.state == "running":
        return reading.end
    return absolute_end(term, reading) if reading.state == "suspended" else None


def _by_itself(term: Term, reading: Reading) -> date | None:
    """The next day on which it reads otherwise by time alone."""
    if reading.state == "running" and reading.held_from is not None:
        return reading.held_from
    last = _last_day(term, reading)
    return None if last is None or last.on == date.max else last.on + DAY


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
    if mark.kind == "anew":
        return _running(term, reading, mark.on, marks) if state == "stopped" else reading
    if mark.kind == "stop" and state not in ("expired", "stopped"):
        return reading._replace(state="stopped", end=None, held_from=None, marks=marks)
    if mark.kind == "clear" or state in ("not_started", "expired", "stopped"):
        return reading
    return _running(term, reading, mark.on, marks) if term.interruptible else reading


def _begun(term: Term, reading: Reading, mark: Mark) -> Reading:
    """A first start, or a new one: the absolute end counts from here."""
    years = term.absolute_years
    final = None if years is None else period_end(mark.on, years, "year")
    return _running(term, reading._replace(final=final), mark.on, (mark, *reading.obstacles))


def _running(term: Term, reading: Reading, start: date, marks: tuple[Mark, ...]) -> Reading:
    begun = reading._replace(state="running", started_on=start, marks=marks)
    return _held(term, _ending(term, begun, period_end(start, term.length, term.unit)))


def _ending(term: Term, reading: Reading, end: date) -> Reading:
    """With its last day, never behind the absolute end."""
    return reading._replace(end=_moved(term, min(end, reading.final or date.max)))


def _moved(term: Term, end: date) -> Rolled:
    return rolled(end) if term.rolls else Rolled(end, end)


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
        reading = _after_obstacle(term, reading._replace(state="running"), mark.on)
    return _held(term, reading) if reading.state == "running" else reading


def _held(term: Term, reading: Reading) -> Reading:
    """With the day from which the obstacles that last hold a running clock."""
    if not reading.obstacles or term.suspension_months is None or reading.end is None:
        return reading._replace(held_from=None)
    first = months_before(reading.end.counted, term.suspension_months) + DAY
    return reading._replace(held_from=first)


def _after_obstacle(term: Term, reading: Reading, gone: date) -> Reading:
    """The tail after the last obstacle; never before the end as it was, since it went in the last months."""
    try:
        end = add_months(gone, term.suspension_months or 0)
    except ValueError:  # beyond the last year that a date can have
        end = date.max
    return _ending(term, reading, end)
