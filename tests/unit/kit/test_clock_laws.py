"""What holds for every statutory clock, whatever happens to it and in whatever order it is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.clocks import (
    Kind,
    Mark,
    Reading,
    Term,
    foreseen,
    read_clock,
    readings,
    touches,
)
from services.kit.days import add_months, period_end
from services.kit.holidays import is_working_day, published

DAY = timedelta(days=1)
FIRST, LAST = date(2020, 1, 1), date(2034, 12, 31)
HORIZON = published()[1]
MONTHS, TAIL = 36, 6
LAW = settings(deadline=None)
"""The holiday libraries are loaded by the first example that asks for a day."""
DAYS = st.dates(FIRST, LAST)
KINDS = st.sampled_from(get_args(Kind))
OTHERS = st.sampled_from([kind for kind in get_args(Kind) if kind != "start"])


def mark(kind: Kind, on: date, about: str = "") -> Mark:
    """Two of one kind and day are one and the same, but for what they are about."""
    return Mark(kind, on, f"by {kind}", about if kind in ("suspend", "resume") else "")


def marks(kinds: st.SearchStrategy[Kind] = KINDS, least: date = FIRST) -> st.SearchStrategy[Mark]:
    return st.builds(mark, kinds, st.dates(least, LAST), st.sampled_from("AB"))


def term(**said: object) -> Term:
    base: dict[str, object] = {"length": MONTHS, "unit": "month", "article": "art. 1"}
    return Term(**(base | said))  # type: ignore[arg-type]


TERMS = st.builds(
    Term,
    length=st.integers(1, 40),
    unit=st.sampled_from(["calendar_day", "month"]),
    article=st.just("art. 1"),
    interruptible=st.booleans(),
    suspension_months=st.none() | st.integers(1, 12),
    absolute_years=st.none() | st.integers(1, 8),
    rolls=st.booleans(),
)
INTERRUPTIBLE = term(interruptible=True)
SUSPENDED = term(suspension_months=TAIL)


def ran(start: date, *others: Mark, by: Term, on: date = LAST) -> Reading:
    return read_clock(by, (Mark("start", start, "due"), *others), on)


@LAW
@given(st.data(), TERMS, st.lists(marks(), max_size=9), DAYS)
def test_the_order_in_which_marks_are_told_does_not_matter(
    data: st.DataObject, by: Term, told: list[Mark], on: date
) -> None:
    other = data.draw(st.permutations(told))
    assert read_clock(by, told, on) == read_clock(by, other, on)
    assert list(readings(by, told, on)) == list(readings(by, other, on))


@LAW
@given(TERMS, st.lists(marks(), max_size=9))
def test_one_walk_over_all_marks_reads_each_day_like_a_look_at_that_day(
    by: Term, told: list[Mark]
) -> None:
    walked = list(touches(by, told))
    assert [each.day for each in walked] == sorted({each.on for each in told})
    for day, before, untouched, after in walked:
        earlier = [each for each in told if each.on < day]
        assert before == read_clock(by, told, day - DAY)
        assert untouched == read_clock(by, earlier, day)
        assert after == read_clock(by, told, day)


@LAW
@given(TERMS, st.lists(marks(), max_size=9), DAYS, DAYS)
def test_what_comes_later_changes_no_reading_of_an_earlier_day(
    by: Term, told: list[Mark], on: date, cut: date
) -> None:
    known = [each for each in told if each.on <= max(on, cut)]
    assert read_clock(by, told, on) == read_clock(by, known, on)


@LAW
@given(DAYS, st.integers(0, 1200))
def test_an_interruption_starts_it_anew_up_to_its_last_day_and_never_after(
    start: date, after: int
) -> None:
    end, day = add_months(start, MONTHS), start + after * DAY
    reading = ran(start, mark("interrupt", day), by=INTERRUPTIBLE, on=max(day, end))
    if day <= end:
        assert (reading.state, reading.started_on) == ("running", day)
        assert reading.ends_on == add_months(day, MONTHS)
    else:
        assert (reading.state, reading.started_on, reading.ends_on) == ("expired", start, end)


@LAW
@given(DAYS, st.lists(marks(OTHERS), max_size=9))
def test_one_that_allows_neither_is_neither_interrupted_nor_suspended(
    start: date, told: list[Mark]
) -> None:
    """GU-08: marks of kinds that its term does not allow read as if nobody had told them."""
    touching = [each for each in told if each.kind not in ("interrupt", "suspend", "resume")]
    fixed = term()
    assert list(readings(fixed, (Mark("start", start, "due"), *told), LAST)) == list(
        readings(fixed, (Mark("start", start, "due"), *touching), LAST)
    )


@LAW
@given(st.dates(FIRST, date(2028, 12, 31)), st.integers(0, 1500), st.integers(0, 500))
def test_an_obstacle_moves_the_end_to_so_many_months_after_it_went(
    start: date, came: int, lasted: int
) -> None:
    """LM-04: the law adds no days. What lasts into the last months leaves all of them from its end on."""
    end = add_months(start, MONTHS)
    begun, gone = start + came * DAY, start + (came + lasted) * DAY
    obstacle = mark("suspend", begun, "A"), mark("resume", gone, "A")
    reading = ran(start, *obstacle, by=SUSPENDED, on=gone)
    foot = add_months(gone, TAIL)
    if begun > end:
        assert (reading.state, reading.ends_on) == ("expired", end)
    else:
        assert (reading.state, reading.ends_on) == ("running", max(foot, end))


@LAW
@given(
    st.dates(FIRST, date(2028, 12, 31)),
    st.lists(st.tuples(st.integers(0, 1090), st.integers(0, 500)), min_size=1, max_size=4),
)
def test_obstacles_that_overlap_count_once(start: date, spans: list[tuple[int, int]]) -> None:
    """LM-04: they read as the obstacles that they make up together."""
    apart: list[Mark] = []
    for name, (came, lasted) in enumerate(spans):
        days = start + came * DAY, start + (came + lasted) * DAY
        apart += [mark("suspend", days[0], f"{name}"), mark("resume", days[1], f"{name}")]
    joined: list[tuple[int, int]] = []
    for came, lasted in sorted(spans):
        if joined and came <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], came + lasted)
        else:
            joined.append((came, came + lasted))
    once = [
        each
        for came, went in joined
        for each in (
            mark("suspend", start + came * DAY, f"{came}"),
            mark("resume", start + went * DAY, f"{came}"),
        )
    ]
    for day in (add_months(start, MONTHS - TAIL), add_months(start, MONTHS), LAST):
        one, two = (
            ran(start, *apart, by=SUSPENDED, on=day),
            ran(start, *once, by=SUSPENDED, on=day),
        )
        assert (one.state, one.end, one.held_from) == (two.state, two.end, two.held_from)


@LAW
@given(TERMS, st.lists(marks(), max_size=8), marks())
def test_after_its_end_nothing_touches_it_but_a_new_start_or_a_revival(
    by: Term, told: list[Mark], late: Mark
) -> None:
    before = read_clock(by, told, late.on)
    if before.state != "expired" or late.kind in ("start", "revive"):
        return
    after = read_clock(by, [*told, late], late.on)
    assert after._replace(obstacles=()) == before._replace(obstacles=())


@LAW
@given(TERMS, st.lists(marks(), max_size=8))
def test_it_never_leads_beyond_the_absolute_end(by: Term, told: list[Mark]) -> None:
    for _, reading in readings(by, told, LAST):
        if reading.end is not None and reading.final is not None:
            assert reading.end.counted <= reading.final


@LAW
@given(TERMS, st.lists(marks(), max_size=6), DAYS)
def test_the_readings_are_every_day_on_which_it_reads_otherwise(
    by: Term, told: list[Mark], last: date
) -> None:
    found = list(readings(by, told, last))
    days = [day for day, _ in found]
    assert days == sorted(set(days))
    for day, reading in found:
        assert reading == read_clock(by, told, day) != read_clock(by, told, day - DAY)
    for (_, reading), until in zip(found, [*days[1:], last + DAY], strict=False):
        assert read_clock(by, told, until - DAY) == reading


@LAW
@given(TERMS, DAYS, DAYS)
def test_a_clock_that_starts_later_is_foreseen_as_it_will_read_on_that_day(
    by: Term, start: date, on: date
) -> None:
    begin = [Mark("start", start, "due")]
    assert foreseen(by, begin, on) == read_clock(by, begin, max(start, on))
    assert foreseen(by, [], on).state == "not_started"


@LAW
@given(st.dates(published()[0], date(2034, 12, 31)), st.integers(0, 400))
def test_a_last_day_is_moved_by_known_holidays_only_and_never_by_a_guess(
    start: date, length: int
) -> None:
    """T-3: behind the horizon of the holiday libraries it stays, and says that it is not known."""
    by = term(length=length, unit="calendar_day", rolls=True)
    end = ran(start, by=by, on=start).end
    assert end is not None
    assert end.counted == period_end(start, length, "calendar_day")
    if end.counted > HORIZON:
        assert (end.known, end.on, end.unrolled) == (False, end.counted, None)
    elif end.known:
        assert is_working_day(end.on)
        between = (end.on - end.counted).days
        assert not any(is_working_day(end.counted + each * DAY) for each in range(between))


@pytest.mark.parametrize(("on", "state"), [("2024-10-08", "running"), ("2024-10-09", "expired")])
def test_one_whose_last_day_is_a_holiday_expires_behind_the_next_working_day(
    on: str, state: str
) -> None:
    """T-3: 1 October 2024 lies in the holidays up to the 7th."""
    by = term(length=1, unit="month", rolls=True)
    reading = ran(date(2024, 9, 1), by=by, on=date.fromisoformat(on))
    assert reading.state == state
    assert reading.end is not None
    assert reading.end.unrolled == date(2024, 10, 1)


def test_the_last_months_are_counted_before_any_holiday_moves_the_end() -> None:
    """LM-04, T-3: six months before 1 October 2024, not before 8 October."""
    by = term(length=12, rolls=True, suspension_months=TAIL)
    held = ran(
        date(2023, 10, 1), mark("suspend", date(2023, 12, 1), "A"), by=by, on=FIRST + 1_500 * DAY
    )
    assert held.held_from == date(2024, 4, 2)
