"""The older scheme of four (四级分类, 一逾两呆) as a label beside the five classes (CLS-02, POL-03).

normal -> overdue -> sluggish -> bad -> out. Time puts a loan into overdue and sluggish, by the
variant that the edition chose; officers record production stopped, a project abandoned, a listing
as bad debt. What is written off was listed as bad, so it passes through bad on its way out. A tier
says nothing about the class, and no neighbour asks for it: it stands in history and document only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from services.classification.domain.interest import interest_since
from services.classification.domain.merit import day_nought
from services.classification.domain.state import LoanFile
from services.classification.domain.tier_events import FourTierChanged
from services.classification.domain.tier_rules import (
    WRITTEN_OFF,
    CountedFrom,
    FourTier,
    Tier,
    severity,
)
from services.classification.policy import ClassificationBook, edition_on

ONE_DAY = timedelta(days=1)
MILDEST: Tier = "normal"


class Placed(NamedTuple):
    """A tier, why and by which rule; ``counted_from`` is the due day that time ran from."""

    tier: Tier
    reason: str
    rule: str
    counted_from: date | None = None


class Base(NamedTuple):
    """What time runs from: the due day, and the day that counts as day 0."""

    counted_from: CountedFrom
    since: date
    nought: date


def places_on(file: LoanFile, day: date, rules: FourTier, before: Tier) -> tuple[Placed, ...]:
    """Where the loan stands on ``day``: one place, or two when it is written off that day."""
    left = file.annex.left
    if left is not None and left.effective_on <= day:
        out = Placed("out", left.how, rules.rule)
        if left.how != WRITTEN_OFF or before in ("bad", "out"):
            return (out,)
        listed = rules.grounds[WRITTEN_OFF]
        return Placed(listed.tier, WRITTEN_OFF, listed.rule), out
    if file.settled_on(day):
        return (Placed("out", "settled", rules.rule),)
    found = [Placed(MILDEST, rules.reason, rules.rule)]
    found += (_by_time(base, day, rules) for base in _bases(file, day))
    found += _by_ground(file, day, rules)
    return (max(found, key=lambda each: severity(each.tier)),)


def tier_before(file: LoanFile, day: date) -> FourTierChanged | None:
    """The entry that counts at the end of the day before ``day``."""
    for placed in reversed(file.tiers):
        if placed.effective_on < day:
            return placed
    return None


def turning_days(file: LoanFile, policies: ClassificationBook, first: date) -> Iterator[date]:
    """Days from ``first`` on, on which time may change the tier, by every word ever told."""
    last = None
    for arrears in reversed(file.arrears):
        if arrears.overdue_since is not None:
            base = Base("due_day", arrears.overdue_since, day_nought(arrears))
            yield from _from(base, policies, first)
            yield from _from(_interest(arrears.overdue_since), policies, first)
        last = arrears.effective_on
        if last < first:
            break
    for noted in file.annex.interest:
        if noted.due_on is not None:
            yield from _from(_interest(noted.due_on), policies, first)


def next_turns(file: LoanFile, policies: ClassificationBook, judged_to: date) -> Iterator[date]:
    """Days after ``judged_to`` on which time alone may change the tier."""
    for base in _bases(file, judged_to):
        yield from _from(base, policies, judged_to + ONE_DAY)


def _bases(file: LoanFile, day: date) -> Iterator[Base]:
    arrears = file.arrears_on(day)
    if arrears is not None and arrears.overdue_since is not None:
        yield Base("due_day", arrears.overdue_since, day_nought(arrears))
    since = interest_since(file, day)
    if since is not None:
        yield _interest(since)


def _interest(since: date) -> Base:
    return Base("interest_due_day", since, since)


def _by_time(base: Base, day: date, rules: FourTier) -> Placed:
    found = Placed(MILDEST, rules.reason, rules.rule)
    for line in rules.lines:
        if line.counted_from.value == base.counted_from and day >= line.first_day(*base[1:]):
            found = Placed(line.tier, line.reason, line.rule, base.since)
    return found


def _by_ground(file: LoanFile, day: date, rules: FourTier) -> Iterator[Placed]:
    for name in rules.recorded:
        if file.annex.ground_on(name, day):
            ground = rules.grounds[name]
            yield Placed(ground.tier, name, ground.rule)


def _from(base: Base, policies: ClassificationBook, first: date) -> Iterator[date]:
    return (day for day in _turns(base, policies) if day >= first)


@cache  # as many answers as there are due days, whatever the size of the book
def _turns(base: Base, policies: ClassificationBook) -> tuple[date, ...]:
    candidates = {edition.effective_from for edition in policies.editions}
    for edition in policies.editions:
        candidates.update(line.first_day(*base[1:]) for line in edition.four_tier.lines)

    def place(day: date) -> Placed:
        return _by_time(base, day, edition_on(policies, day).four_tier)

    return tuple(day for day in sorted(candidates) if place(day) != place(day - ONE_DAY))
