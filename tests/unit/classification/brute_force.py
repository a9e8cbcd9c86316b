"""A second opinion: the class of every loan on every single day, day by day, by plain loops.

Shares no code with the service: its numbers stand here once more, as the regulations give them,
and it knows no change days, no entries and no corrections. It is slow and short on purpose.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ORDER = ["normal", "special_mention", "substandard", "doubtful", "loss"]
MEASURES = date(2023, 7, 1)
ONE = timedelta(days=1)


@dataclass
class Told:
    """Everything told about one loan; entries that were withdrawn are already gone."""

    kind: str
    disbursed_on: date
    principal: int
    plans: list[tuple[date, list[tuple[int, date]]]]
    arrears: list[tuple[date, int, date | None, bool]] = field(default_factory=list)
    balances: list[tuple[date, int, int]] = field(default_factory=list)
    paid: dict[tuple[int, date], date] = field(default_factory=dict)
    standings: list[tuple[date, int, bool]] = field(default_factory=list)
    experts: list[tuple[date, str | None]] = field(default_factory=list)
    approvals: set[date] = field(default_factory=set)
    revivals: set[date] = field(default_factory=set)


@dataclass
class Life:
    """What a loan carries from one day to the next."""

    held: bool = False
    risen: bool = False
    started: date | None = None
    months_end: date | None = None
    completed: date | None = None


@dataclass(frozen=True)
class Answer:
    """A loan on one day."""

    risk_class: str
    own_merit: str
    pulled_by: tuple[str, ...]
    held: bool
    started: date | None
    completed: date | None


def answers(loans: dict[str, Told], last: date) -> dict[tuple[str, date], Answer]:
    """(loan, day) -> answer, for every day from the first disbursement to ``last``."""
    lives = {loan: Life() for loan in loans}
    found: dict[tuple[str, date], Answer] = {}
    day = min((told.disbursed_on for told in loans.values()), default=last)
    while day <= last:
        own = {
            loan: own_merit(told, lives[loan], day)
            for loan, told in loans.items()
            if told.disbursed_on <= day
        }
        for loan, merit in own.items():
            final, pullers = pulled(loan, merit, own, loans, day)
            life = lives[loan]
            found[loan, day] = Answer(
                final, merit, pullers, life.held, life.started, life.completed
            )
        day += ONE
    return found


def own_merit(told: Told, life: Life, day: date) -> str:
    days = days_late(told, day)
    bare = floor(days, day)
    expert = latest(told.experts, day)
    if expert is not None and expert[1] is not None:
        bare = max(bare, expert[1], key=ORDER.index)
    bad = ORDER.index(bare) >= 2
    retail = told.kind != "corporate"
    at_once = retail or day < MEASURES
    revived = day in told.revivals
    if bad:
        life.held, life.risen, life.started, life.completed = True, False, None, None
        return bare
    if not life.held:
        life.risen = life.risen and not revived
        return max(bare, "special_mention", key=ORDER.index) if life.risen else bare
    if days > 0:
        life.started = life.completed = None
        return "substandard"
    if at_once:
        life.held, life.started, life.completed = False, None, None
        return bare
    if is_settled(told, day):
        life.started = life.completed = None
        return "substandard"
    if life.started is None:
        life.started, life.months_end = day, half_a_year_after(day)
    if life.completed is None and is_kept(told, life, day):
        life.completed = day
    if life.completed is not None and (revived or day in told.approvals):
        life.held, life.started, life.completed = False, None, None
        life.risen = not revived
        return max(bare, "special_mention", key=ORDER.index) if life.risen else bare
    return "substandard"


def is_kept(told: Told, life: Life, day: date) -> bool:
    assert life.started is not None
    assert life.months_end is not None
    due = sorted((on, number) for number, on in plan(told, day) if on > life.started)
    if len(due) < 2:
        return False
    end = max(due[1][0], life.months_end)
    if day < end:
        return False
    inside = [(number, on) for on, number in due if on <= end]
    return all(each in told.paid and told.paid[each] <= day for each in inside)


def plan(told: Told, day: date) -> list[tuple[int, date]]:
    current: list[tuple[int, date]] = []
    for since, listed in sorted(told.plans, key=lambda row: row[0]):
        if since <= day:
            again = [number for number, _ in listed]
            old = [row for row in current if row[1] <= since and row not in listed]
            paid = [row for row in old if row in told.paid]
            left = [row for row in old if row[1] < since and row[0] not in again]
            current = [*paid, *(row for row in left if row not in paid), *listed]
    return current


def pulled(
    loan: str, merit: str, own: dict[str, str], loans: dict[str, Told], day: date
) -> tuple[str, tuple[str, ...]]:
    claims = [
        each
        for each in own
        if loans[each].kind == "corporate" and not is_settled(loans[each], day)
    ]
    if loan not in claims:
        return merit, ()
    bad = [each for each in claims if ORDER.index(own[each]) >= 2]
    others = tuple(sorted(each for each in bad if each != loan))
    if not others:
        return merit, ()
    pull = "special_mention"
    if day >= MEASURES:
        whole = sum(owed(loans[each], day) for each in claims)
        part = sum(owed(loans[each], day) for each in bad)
        if 10 * part > whole:
            pull = "substandard"
    return (pull, others) if ORDER.index(pull) > ORDER.index(merit) else (merit, ())


def days_late(told: Told, day: date) -> int:
    now = latest([(on, entry, since, one) for on, entry, since, one in told.arrears], day)
    if now is None or now[2] is None:
        return 0
    return max(0, (day - now[2]).days + (1 if now[3] else 0))


def floor(days: int, day: date) -> str:
    if days == 0:
        return "normal"
    if days <= 90:
        return "special_mention"
    if days <= 270 or day < MEASURES:
        return "substandard"
    return "doubtful" if days <= 360 else "loss"


def owed(told: Told, day: date) -> int:
    now = latest(told.balances, day)
    return told.principal if now is None else int(now[2])


def is_settled(told: Told, day: date) -> bool:
    now = latest(told.standings, day)
    return now is not None and bool(now[2])


def latest(rows: list[Any], day: date) -> Any:
    """The last row that counts on ``day``: by day, then by entry, then by order of telling."""
    counting = [row for row in rows if row[0] <= day]
    if not counting:
        return None
    if isinstance(counting[0][1], int):
        return max(counting, key=lambda row: (row[0], row[1]))
    newest = max(row[0] for row in counting)
    return [row for row in counting if row[0] == newest][-1]


def half_a_year_after(day: date) -> date:
    month = day.month + 6
    year = day.year + (month > 12)
    month = month - 12 if month > 12 else month
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
