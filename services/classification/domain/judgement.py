"""The walk: the classes of all loans of one obligor over a span of days, from facts alone.

One rule for everything: whether a fact of today is judged or a year is re-derived after a late
one, the same walk runs over the days that matter, from the stand at the end of the day before. Its
drafts carry no entry numbers yet; ``differences`` compares them with what is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import heapify, heappop, heappush

from services.classification.domain.changes import change_days
from services.classification.domain.contagion import pulled
from services.classification.domain.cures import Cure, cure_before, step_cure
from services.classification.domain.decisions import LoanClassified
from services.classification.domain.drafts import (
    Cause,
    Draft,
    classified,
    cured,
    inputs_of,
    observed,
    tiered,
)
from services.classification.domain.four_tier import MILDEST, places_on, tier_before
from services.classification.domain.merit import Merit, Output, bare_merit, is_non_performing
from services.classification.domain.observation import (
    Note,
    Stand,
    may_complete_on,
    stand_before,
    step,
)
from services.classification.domain.outcome import outcome_of, same_outcome
from services.classification.domain.state import LoanFile, Obligor, kind
from services.classification.domain.tier_events import FourTierChanged
from services.classification.policy import (
    HELD_AT,
    RISEN_TO,
    ClassificationBook,
    ClassificationPolicy,
    edition_on,
)


@dataclass
class _Course:
    """One loan on its way through the days; local to one walk."""

    file: LoanFile
    stand: Stand
    last: LoanClassified | None
    cure: Cure
    tier: FourTierChanged | None = None
    lifted_by: str | None = None
    liquidated_on: date | None = None


def judge(
    obligor: Obligor, policies: ClassificationBook, first: date, last: date, cause: Cause
) -> list[Draft]:
    """Every conclusion of ``first``..``last``, in order of days and loan numbers."""
    courses = [
        _Course(
            file,
            stand_before(file, first),
            file.class_before(first),
            cure_before(file, first),
            tier_before(file, first),
            liquidated_on=obligor.liquidated_on,
        )
        for file in obligor.files()
    ]
    days = list(change_days(obligor, policies, first, last))
    for each in courses:
        completion = _completion(each, first)
        if completion is not None:
            days.append(max(completion, first))
    heapify(days)
    drafts: list[Draft] = []
    done: date | None = None
    while days:
        day = heappop(days)
        if day == done or not first <= day <= last:
            continue
        done = day
        edition = edition_on(policies, day)
        drafts.extend(_judge_day(courses, day, edition, cause))
        for each in courses:
            drafts.extend(_tiers(each, day, edition, cause))
            completion = _completion(each, day)
            if completion is not None and completion > day:
                heappush(days, completion)
    return drafts


def _judge_day(
    courses: list[_Course], day: date, edition: ClassificationPolicy, cause: Cause
) -> Iterable[Draft]:
    merits: dict[str, Merit] = {}
    for each in courses:
        if each.file.in_book_on(day):
            merits[each.file.loan_id], notes = _own_merit(each, day, edition)
            for note in notes:
                yield observed(each.file, day, note, edition, cause)
            own = merits[each.file.loan_id].risk_class
            each.cure, fate = step_cure(each.file, day, own, each.cure)
            if fate is not None:
                yield cured(each.file, day, fate, edition, cause)
    claims = {
        each.file.loan_id: each.file
        for each in courses
        if each.file.open_on(day) and edition.segment(kind(each.file)).contagion
    }
    bad = tuple(loan for loan in claims if is_non_performing(merits[loan].risk_class))
    for each in courses:
        loan_id = each.file.loan_id
        if loan_id not in merits:
            continue
        pull = pulled(loan_id, claims, bad, day, edition) if loan_id in claims and bad else None
        outcome = outcome_of(merits[loan_id], pull)
        percent = edition.provision_percent(outcome.risk_class)
        if each.last is None or not same_outcome(each.last, outcome, percent):
            used = claims if outcome.contagion else {}
            inputs = inputs_of(each.file, day, merits[loan_id], used)
            if each.lifted_by is not None:
                outcome = outcome._replace(rules=(*outcome.rules, each.lifted_by))
            each.last = classified(each.file, day, each.last, outcome, inputs, edition, cause)
            yield each.last


def _tiers(
    course: _Course, day: date, edition: ClassificationPolicy, cause: Cause
) -> Iterable[Draft]:
    if not course.file.disbursed_by(day):
        return
    before = MILDEST if course.tier is None else course.tier.tier
    for place in places_on(course.file, day, edition.four_tier, before):
        known = course.tier
        if known is None and place.tier == MILDEST:
            continue
        if known is None or (known.tier, known.reason) != (place.tier, place.reason):
            course.tier = tiered(course.file, day, before, place, edition, cause)
            before = place.tier
            yield course.tier


def _own_merit(
    course: _Course, day: date, edition: ClassificationPolicy
) -> tuple[Merit, tuple[Note, ...]]:
    upgrade = edition.segment(kind(course.file)).upgrade
    bare = bare_merit(course.file, day, edition, course.liquidated_on)
    stepped = step(course.file, day, bare, course.stand, upgrade)
    course.lifted_by = upgrade.rule if course.stand.held and not stepped.stand.held else None
    course.stand = stepped.stand
    if course.stand.held and not is_non_performing(bare.risk_class):
        hold = Output(HELD_AT, upgrade.rule, upgrade.reason)
        return bare._replace(hold=hold), stepped.notes
    withheld = upgrade.until_revitalised
    if course.stand.risen and withheld is not None:
        hold = Output(RISEN_TO, withheld.rule, withheld.reason)
        return bare._replace(hold=hold), stepped.notes
    return bare, stepped.notes


def _completion(course: _Course, day: date) -> date | None:
    """The day on which the running observation will be complete as far as is known on ``day``."""
    watch = course.stand.watch
    if watch is None or watch.completed_on is not None:
        return None
    return may_complete_on(course.file, day, watch)
