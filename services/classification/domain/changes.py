"""The days on which something may change: the only ones that are judged, and the next one to come.

Between two of them every input says the same, so the class of the first holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from services.classification.domain.annex import EMPTY
from services.classification.domain.cures import cure_days, lapse_due
from services.classification.domain.four_tier import next_turns
from services.classification.domain.four_tier import turning_days as tier_turns
from services.classification.domain.merit import is_non_performing, technical_end, turning_days
from services.classification.domain.observation import ends_on, stand_before
from services.classification.domain.state import LoanFile, Obligor, kind, terms
from services.classification.policy import CLASSES, ClassificationBook, edition_on
from services.kit.domain import Due

ONE_DAY = timedelta(days=1)


def change_days(
    obligor: Obligor, policies: ClassificationBook, first: date, last: date
) -> set[date]:
    """Days in ``first``..``last`` on which an input of any loan changes.

    The ends of observations are not among them: those are found on the way, since they depend on
    the day on which an observation starts.
    """
    days = {edition.effective_from for edition in policies.editions}
    if obligor.liquidated_on is not None:
        days.add(obligor.liquidated_on)
    claims = [file for file in obligor.files() if takes_part(file, policies, last)]
    for file in obligor.files():
        days.update(_fact_days(file, first))
        days.update(_arrears_days(file, policies, first, last))
        days.update(tier_turns(file, policies, first))
        if file.annex is not EMPTY:
            days.update(_annex_days(file, policies))
    for file in claims if len(claims) > 1 else ():
        days.update(_since((row.effective_on for row in reversed(file.balances)), first))
    return {day for day in days if first <= day <= last}


def next_review(obligor: Obligor, policies: ClassificationBook, judged_to: date) -> Due | None:
    """The next day after ``judged_to`` on which time alone may change something, and why."""
    starts = [each.effective_from for each in policies.editions if each.effective_from > judged_to]
    dues: list[Due] = []
    if obligor.liquidated_on is not None:
        dues.extend(Due(start, "policy_edition") for start in starts)
        if obligor.liquidated_on > judged_to:
            dues.append(Due(obligor.liquidated_on, "known_fact"))
    for file in obligor.files():
        found = _dues(file, policies, judged_to)
        dues.extend(found if file.annex is EMPTY else _in_book(file, found, policies, judged_to))
    claims = [
        file
        for file in obligor.files()
        if takes_part(file, policies, judged_to) and not file.annex.left_by(judged_to)
    ]
    if len(claims) > 1 and any(_pulls(file, judged_to) for file in claims):
        dues.extend(Due(start, "policy_edition") for start in starts)
    return min(dues, default=None)


def _annex_days(file: LoanFile, policies: ClassificationBook) -> Iterator[date]:
    annex = file.annex
    yield from (each.effective_on for each in annex.leavings)
    rows = (*annex.causes, *annex.interest, *annex.grounds, *annex.restructurings)
    yield from (each.effective_on for each in rows)
    if annex.causes:
        for noted in file.arrears:
            for edition in policies.editions:
                end = technical_end(noted, edition)
                if end is not None:
                    yield end
    yield from cure_days(file)


def _in_book(
    file: LoanFile, dues: Iterable[Due], policies: ClassificationBook, judged_to: date
) -> Iterator[Due]:
    """What is due as long as the loan is in the book, and what its annex makes due."""
    left = file.annex.left
    for each in (*dues, *_annex_dues(file, policies, judged_to)):
        if left is None or each.on < left.effective_on:
            yield each
    if left is not None and left.effective_on > judged_to:
        yield Due(left.effective_on, "known_fact")


def _annex_dues(file: LoanFile, policies: ClassificationBook, judged_to: date) -> Iterator[Due]:
    arrears = file.arrears_on(judged_to)
    if arrears is not None and file.annex.is_technical(judged_to, arrears.overdue_since):
        end = technical_end(arrears, edition_on(policies, judged_to))
        if end is not None and end > judged_to:
            yield Due(end, "day_floor")
    lapse = lapse_due(file, judged_to)
    if lapse is not None and lapse > judged_to:
        yield Due(lapse, "cure_observation")


def takes_part(file: LoanFile, policies: ClassificationBook, day: date) -> bool:
    """The loan belongs to a segment with contagion by the edition of ``day``."""
    return edition_on(policies, day).segment(kind(file)).contagion


def _fact_days(file: LoanFile, first: date) -> Iterator[date]:
    yield terms(file).effective_on
    yield from _since((row.effective_on for row in reversed(file.standings)), first)
    yield from _since((row.effective_on for row in reversed(file.grades)), first)
    yield from _since((row.effective_on for row in reversed(file.plans)), first)
    yield from _since(reversed(file.approvals), first)


def _arrears_days(
    file: LoanFile, policies: ClassificationBook, first: date, last: date
) -> Iterator[date]:
    until = last
    for noted in reversed(file.arrears):
        if noted.effective_on <= until:
            yield noted.effective_on
            yield from turning_days(noted, policies, max(first, noted.effective_on), until)
            until = noted.effective_on - ONE_DAY
        if until < first:
            return


def _dues(file: LoanFile, policies: ClassificationBook, judged_to: date) -> Iterator[Due]:
    for day in _to_come(file, judged_to):
        yield Due(day, "known_fact")
    arrears = file.arrears_on(judged_to)
    if arrears is not None:
        for day in turning_days(arrears, policies, judged_to + ONE_DAY, date.max):
            yield Due(day, "day_floor")
    yield from (Due(day, "four_tier") for day in next_turns(file, policies, judged_to))
    for start in rate_changes(policies):
        if start > judged_to:
            yield Due(start, "policy_edition")
    watch = stand_before(file, judged_to + ONE_DAY).watch
    if watch is not None and watch.completed_on is None:
        end = ends_on(file, judged_to, watch)
        if end is not None and end > judged_to:
            yield Due(end, "observation_end")


@cache
def rate_changes(policies: ClassificationBook) -> tuple[date, ...]:
    """First days of editions that set aside other percents than the edition before."""
    return tuple(
        later.effective_from
        for before, later in pairwise(policies.editions)
        if any(before.provision_percent(each) != later.provision_percent(each) for each in CLASSES)
    )


def _to_come(file: LoanFile, judged_to: date) -> Iterator[date]:
    """Days of facts known ahead of their time."""
    after = judged_to + ONE_DAY
    if terms(file).effective_on > judged_to:
        yield terms(file).effective_on
    yield from _since((row.effective_on for row in reversed(file.arrears)), after)
    yield from _since((row.effective_on for row in reversed(file.balances)), after)
    yield from _since((row.effective_on for row in reversed(file.standings)), after)
    yield from _since((row.effective_on for row in reversed(file.plans)), after)


def _pulls(file: LoanFile, day: date) -> bool:
    concluded = file.class_on(day)
    return concluded is not None and is_non_performing(concluded.own_merit)


def _since(falling_days: Iterable[date], first: date) -> Iterator[date]:
    """The days from ``first`` on, of days given from the last one backwards."""
    for day in falling_days:
        if day < first:
            return
        yield day
