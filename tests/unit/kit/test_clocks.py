"""Clocks set by statute: start, interruption, suspension, end, and the reasons."""

from __future__ import annotations

from datetime import date

import pytest

from services.kit.clocks import Mark, Reading, Term, earliest_end, read_clock
from services.kit.holidays import Rolled

THREE_YEARS = Term(
    length=3,
    unit="year",
    article="LM-01",
    interruptible=True,
    suspension_months=6,
    absolute_years=20,
)
SIX_MONTHS = Term(length=6, unit="month", article="GU-08")
DUE = date(2024, 3, 20)


def at(on: date, *marks: Mark, term: Term = THREE_YEARS) -> Reading:
    return read_clock(term, marks, on)


def _on(end: Rolled | None) -> date | None:
    return None if end is None else end.on


def started(on: date = DUE) -> Mark:
    return Mark("start", on, "due")


def test_a_clock_without_a_start_says_so() -> None:
    assert at(date(2030, 1, 1)) == Reading("not_started", None, None, ())


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2024, 3, 19), "not_started"),
        (DUE, "running"),
        (date(2027, 3, 20), "running"),
        (date(2027, 3, 21), "expired"),
    ],
)
def test_it_runs_to_the_end_of_its_last_day(on: date, state: str) -> None:
    assert at(on, started()).state == state


def test_an_interruption_starts_it_anew_with_its_proof() -> None:
    demand = Mark("interrupt", date(2024, 3, 27), "LM-05: demand signed for")
    reading = at(date(2024, 4, 1), started(), demand)
    assert (reading.ends_on, reading.marks) == (date(2027, 3, 27), (started(), demand))


def test_marks_count_from_their_day_in_whatever_order_they_are_given() -> None:
    first = Mark("interrupt", date(2024, 5, 1), "a")
    second = Mark("interrupt", date(2025, 6, 1), "b")
    assert at(date(2026, 1, 1), second, started(), first).ends_on == date(2028, 6, 1)
    assert at(date(2025, 5, 31), second, started(), first).ends_on == date(2027, 5, 1)


def test_what_comes_after_the_end_revives_nothing() -> None:
    late = Mark("interrupt", date(2027, 3, 21), "one day late")
    assert at(date(2027, 4, 1), started(), late).state == "expired"
    in_time = Mark("interrupt", date(2027, 3, 20), "on the last day")
    assert at(date(2027, 4, 1), started(), in_time).ends_on == date(2030, 3, 20)


def test_a_new_start_after_the_end_begins_again() -> None:
    reading = at(date(2028, 1, 1), started(), Mark("start", date(2027, 5, 1), "acknowledged"))
    assert (reading.state, reading.ends_on) == ("running", date(2030, 5, 1))


def test_nothing_interrupts_a_clock_that_can_not_be_interrupted() -> None:
    demand = Mark("interrupt", date(2024, 6, 1), "demand")
    assert at(date(2024, 6, 2), started(), demand, term=SIX_MONTHS).ends_on == date(2024, 9, 20)
    held = Mark("suspend", date(2024, 9, 1), "flood")
    assert at(date(2024, 9, 21), started(), held, term=SIX_MONTHS).state == "expired"


@pytest.mark.parametrize(
    ("gone", "ends"),
    [
        (date(2026, 9, 20), date(2027, 3, 20)),  # over when the last six months begin
        (date(2026, 9, 21), date(2027, 3, 21)),  # a day inside them
        (date(2027, 3, 1), date(2027, 9, 1)),
        (date(2027, 12, 1), date(2028, 6, 1)),
    ],
)
def test_an_obstacle_in_the_last_months_holds_it(gone: date, ends: date) -> None:
    held = Mark("suspend", date(2026, 6, 1), "LM-04: no legal representative")
    over = Mark("resume", gone, "LM-04: representative appointed")
    assert at(date(2027, 12, 2), started(), held).state == "suspended"
    assert at(gone, started(), held, over).ends_on == ends


def test_the_absolute_end_bounds_every_interruption() -> None:
    marks = [Mark("interrupt", date(year, 3, 1), "demand") for year in range(2026, 2044, 2)]
    reading = at(date(2043, 1, 1), started(), *marks)
    assert reading.ends_on == date(2044, 3, 20)
    assert at(date(2044, 3, 21), started(), *marks).state == "expired"


def test_a_stopped_clock_has_no_end_and_may_be_started_again() -> None:
    marks = started(), Mark("stop", date(2024, 7, 8), "suit filed")
    stopped = at(date(2040, 1, 1), *marks)
    assert (stopped.state, stopped.ends_on, stopped.live) == ("stopped", None, True)
    again = at(date(2040, 1, 1), *marks, Mark("start", date(2039, 1, 1), "ruling"))
    assert again.ends_on == date(2042, 1, 1)


def test_days_without_a_counterpart_end_with_the_month() -> None:
    reading = at(date(2024, 9, 1), started(date(2024, 8, 31)), term=SIX_MONTHS)
    assert reading.ends_on == date(2025, 2, 28)


def test_a_revival_starts_an_expired_clock_again() -> None:
    signed = Mark("revive", date(2027, 5, 1), "LIT-04: signed by the debtor")
    before = at(date(2027, 4, 30), started(), signed)
    assert before.state == "expired"
    reading = at(date(2028, 1, 1), started(), signed)
    assert (reading.state, reading.ends_on, reading.marks) == (
        "running",
        date(2030, 5, 1),
        (signed,),
    )


def test_a_revival_interrupts_a_clock_that_runs_and_leaves_one_alone_that_does_not() -> None:
    signed = Mark("revive", date(2025, 5, 1), "signed")
    assert at(date(2026, 1, 1), started(), signed).ends_on == date(2028, 5, 1)
    early = Mark("revive", date(2024, 1, 1), "signed")
    assert at(date(2024, 2, 1), early) == Reading("not_started", None, None, ())
    assert at(date(2024, 4, 1), early, started()).ends_on == date(2027, 3, 20)
    held = started(), Mark("stop", date(2024, 7, 8), "suit filed"), signed
    assert at(date(2026, 1, 1), *held).state == "stopped"
    assert (
        at(
            date(2024, 9, 21), started(), Mark("revive", date(2024, 6, 1), "x"), term=SIX_MONTHS
        ).state
        == "expired"
    )


def began(on: date, about: str = "A") -> Mark:
    return Mark("suspend", on, f"LM-04: {about}", about)


def gone(on: date, about: str = "A") -> Mark:
    return Mark("resume", on, f"LM-04: {about}", about)


def test_it_stands_still_in_the_last_months_only_however_long_the_obstacle_lasts() -> None:
    """Rules: LM-04."""
    held = started(), began(date(2024, 5, 1))
    before, inside = at(date(2026, 9, 20), *held), at(date(2026, 9, 21), *held)
    assert (before.state, before.ends_on) == ("running", date(2027, 3, 20))
    assert (inside.state, inside.ends_on) == ("suspended", None)
    assert before.obstacles == inside.obstacles == (held[1],)
    assert _on(earliest_end(THREE_YEARS, before, date(2026, 9, 20))) == date(2027, 3, 20)
    assert _on(earliest_end(THREE_YEARS, inside, date(2026, 9, 21))) == date(2027, 3, 21)
    assert _on(earliest_end(THREE_YEARS, inside, date(2027, 3, 21))) == date(2027, 9, 21)


@pytest.mark.parametrize(
    ("first_gone", "second_gone"),
    [(date(2026, 10, 20), date(2027, 3, 1)), (date(2027, 3, 1), date(2026, 10, 20))],
)
def test_of_two_obstacles_the_last_one_that_goes_counts(
    first_gone: date, second_gone: date
) -> None:
    """Rules: LM-04."""
    marks = (
        started(),
        began(date(2026, 10, 1), "A"),
        began(date(2026, 10, 5), "B"),
        gone(first_gone, "A"),
        gone(second_gone, "B"),
    )
    between = at(date(2026, 12, 1), *marks)
    assert (between.state, len(between.obstacles)) == ("suspended", 1)
    over = at(date(2027, 3, 1), *marks)
    assert (over.state, over.ends_on, over.obstacles) == ("running", date(2027, 9, 1), ())


def test_a_demand_while_an_obstacle_lasts_starts_it_anew_and_the_obstacle_goes_on() -> None:
    """Rules: LM-04, LM-05."""
    demand = Mark("interrupt", date(2024, 6, 1), "LM-05: demand")
    marks = started(), began(date(2024, 5, 1)), demand
    assert at(date(2024, 6, 1), *marks).ends_on == date(2027, 6, 1)
    assert at(date(2026, 12, 2), *marks).state == "suspended"
    assert at(date(2027, 5, 20), *marks, gone(date(2027, 5, 20))).ends_on == date(2027, 11, 20)
    early = at(date(2026, 12, 1), *marks, gone(date(2026, 12, 1)))
    assert early.ends_on == date(2027, 6, 1)
    again = Mark("interrupt", date(2027, 1, 15), "LM-05: demand while it stands still")
    assert at(date(2027, 1, 15), *marks, again).ends_on == date(2030, 1, 15)


def test_an_obstacle_that_was_there_before_the_start_holds_it_too() -> None:
    """Rules: LM-04."""
    marks = began(date(2024, 1, 1)), started()
    assert at(date(2024, 2, 1), *marks).state == "not_started"
    assert at(date(2027, 3, 21), *marks).state == "suspended"
    assert at(date(2027, 4, 1), *marks, gone(date(2027, 4, 1))).ends_on == date(2027, 10, 1)


def test_an_obstacle_of_one_day_is_gone_with_it() -> None:
    day = date(2027, 3, 1)
    reading = at(day, started(), gone(day), began(day))
    assert (reading.state, reading.ends_on) == ("running", date(2027, 9, 1))


def test_one_that_comes_on_the_last_day_holds_it_and_one_a_day_later_nothing() -> None:
    """Rules: LM-04."""
    assert at(date(2027, 4, 1), started(), began(date(2027, 3, 20))).state == "suspended"
    late = at(date(2027, 4, 1), started(), began(date(2027, 3, 21)))
    assert (late.state, late.ends_on) == ("expired", date(2027, 3, 20))
    signed = Mark("revive", date(2027, 5, 1), "LIT-04: signed")
    assert at(date(2029, 11, 2), started(), began(date(2027, 3, 21)), signed).state == "suspended"


def test_no_obstacle_leads_beyond_the_absolute_end() -> None:
    """Rules: LM-01."""
    marks = [Mark("interrupt", date(year, 3, 1), "demand") for year in range(2026, 2044, 2)]
    held = [started(), *marks, began(date(2043, 12, 1))]
    last = at(date(2044, 3, 20), *held)
    assert (last.state, last.final) == ("suspended", date(2044, 3, 20))
    assert _on(earliest_end(THREE_YEARS, last, date(2044, 3, 20))) == date(2044, 3, 20)
    over = at(date(2044, 3, 21), *held)
    assert (over.state, over.ends_on) == ("expired", date(2044, 3, 20))


def test_a_stop_before_the_start_holds_it_until_a_new_one() -> None:
    stop = Mark("stop", date(2024, 7, 8), "suit filed")
    assert at(date(2024, 7, 7), stop).state == "not_started"
    stopped = at(date(2024, 7, 8), stop, Mark("interrupt", date(2024, 7, 8), "demand"))
    assert (stopped.state, stopped.ends_on, stopped.marks) == ("stopped", None, (stop,))
    later = Mark("start", date(2024, 7, 9), "due")
    assert at(date(2024, 7, 9), stop, later).state == "running"


def test_a_clear_takes_a_running_start_away_and_no_other() -> None:
    clear = Mark("clear", date(2024, 7, 8), "plan")
    cleared = at(date(2024, 7, 8), started(), clear)
    assert (cleared.state, cleared.started_on, cleared.ends_on) == ("not_started", None, None)
    assert at(date(2024, 7, 9), started(), clear, Mark("start", date(2024, 7, 9), "due")).live
    held = started(), Mark("stop", date(2024, 7, 7), "suit filed"), clear
    assert at(date(2024, 7, 8), *held).state == "stopped"
    late = Mark("clear", date(2045, 1, 1), "plan")
    assert at(date(2045, 1, 1), started(), late).state == "expired"


def test_anew_begins_a_stopped_clock_and_touches_no_other() -> None:
    anew = Mark("anew", date(2025, 7, 8), "suit ended")
    held = started(), Mark("stop", date(2024, 7, 8), "suit filed")
    again = at(date(2025, 7, 8), *held, anew)
    assert (again.state, again.started_on, again.ends_on) == ("running", anew.on, date(2028, 7, 8))
    assert again.final == at(date(2024, 7, 7), *held).final
    assert at(date(2025, 7, 8), started(), anew) == at(date(2025, 7, 8), started())
    assert at(date(2025, 7, 8), anew).state == "not_started"
    late = Mark("anew", date(2045, 1, 1), "suit ended")
    assert at(date(2045, 1, 1), started(), late).state == "expired"
