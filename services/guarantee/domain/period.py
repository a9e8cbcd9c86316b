"""The guarantee period: pure dates, interrupted by nothing (GU-08, GU-09, GU-49, GU-51).

It runs from the due date of the last instalment; when the loan is accelerated, also from that day:
both ends are worked out and people are warned by the earlier one (regulations 3.4). A change of the
due date without the guarantor's written consent leaves his period as it was (GU-11).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.guarantee.domain.entries import ClockSet
from services.guarantee.domain.guarantor_events import GuarantorConsented, GuarantorDemandServed
from services.guarantee.domain.legal_facts import SuitNoted
from services.guarantee.domain.liability import consented, needs_consent
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.policy import (
    GuaranteeBook,
    GuaranteePolicy,
    edition_of_contract,
    unit_of,
)
from services.kit.days import next_working_day, period_end
from services.kit.domain import changed
from services.kit.holidays import CalendarUnpublished, is_working_day

UNNUMBERED = 0
ONE_DAY = timedelta(days=1)


class Required(NamedTuple):
    """The act that keeps the guarantee alive (GU-09): on which day, by what."""

    on: date
    why: str


class Course(NamedTuple):
    """A guarantor's period over the days: its readings, the act that kept it, or its end."""

    readings: tuple[ClockSet, ...]
    secured: Required | None
    expired_on: date | None


def course(file: SecurityFile, one: Guarantor, policies: GuaranteeBook, last: date) -> Course:
    """The period from registration to ``last``."""
    edition = edition_of_contract(policies, one.registered.signed_on)
    days = [day for day in _change_days(file, one) if day <= last]
    acts = sorted(_required_acts(file, one, last))
    readings: list[ClockSet] = []
    for place, day in enumerate(days):
        reading = period_on(file, one, edition, day)
        if (
            not readings
            or changed(reading, effective_on=readings[-1].effective_on) != readings[-1]
        ):
            readings.append(reading)
        following = days[place + 1] if place + 1 < len(days) else None
        until = last if following is None else following - ONE_DAY
        final = reading.final_end or date.max
        act = next((each for each in acts if day <= each.on <= min(until, final)), None)
        if act is not None:
            kept = changed(
                reading, effective_on=act.on, state="secured", why=act.why, rule="GU-09"
            )
            return Course((*readings, kept), act, None)
        if final < (last if following is None else following) or final < day:
            return Course(tuple(readings), None, max(final + ONE_DAY, day))
    return Course(tuple(readings), None, None)


def period_on(file: SecurityFile, one: Guarantor, edition: GuaranteePolicy, day: date) -> ClockSet:
    """The period as it is read on ``day``."""
    due = due_date(file, one, day)
    stated = file.stated_on(day)
    called = None if stated is None else stated.accelerated_on
    ends = [_end(one, edition, due, due)]
    if called is not None and called < due:
        ends.append(_end(one, edition, due, called))
    earliest = min(ends, key=lambda each: each.end)
    ordered = sorted(each.end for each in ends)
    final = ordered[-1] if edition.period.release_after.value == "later" else ordered[0]
    return ClockSet(
        loan_id=one.registered.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        guarantor_id=one.registered.guarantor_id,
        clock="period",
        state="running",
        started_on=earliest.start,
        ends_on=earliest.end,
        final_end=final,
        unrolled=earliest.unrolled,
        calendar_known=all(each.known for each in ends),
        why=earliest.why if len(ends) == 1 else f"{earliest.why}_accelerated",
        rule="GU-49" if earliest.why == "unclear" else "GU-08",
        article=edition.period.article,
        policy_id=edition.policy_id,
        alarm_days=tuple(sorted((each.value for each in edition.alarms), reverse=True)),
    )


def due_date(file: SecurityFile, one: Guarantor, day: date) -> date:
    """The due date that counts for him: the last instalment's, as he has agreed to it (GU-11)."""
    if file.taken is None:
        raise ValueError(f"guarantor {one.registered.guarantor_id}: the loan is not known")
    parts = file.taken.installments
    due = max((each.due_on for each in parts), default=file.taken.matures_on)
    for plan in file.plans:
        if plan.effective_on > day or not plan.installments or plan.reason == "acceleration":
            continue
        agreed = plan.effective_on <= one.registered.effective_on or not needs_consent(plan.reason)
        if agreed or consented(one, plan.change_id, day):
            due = max(each.due_on for each in plan.installments)
    return due


class _End(NamedTuple):
    start: date
    end: date
    unrolled: date | None
    known: bool
    why: str


def _end(one: Guarantor, edition: GuaranteePolicy, due: date, start: date) -> _End:
    """The last day of the period that runs from ``start``, ``due`` being the debt's due date."""
    terms = one.registered
    if terms.period_ends_on is not None and terms.period_ends_on > due:
        return _End(start, terms.period_ends_on, None, True, "agreed_end")
    if terms.period_months:
        return _rolled(start, period_end(start, terms.period_months, "month"), "agreed_months")
    length = edition.period.unclear if terms.period_unclear else edition.period.none_agreed
    why = "unclear" if terms.period_unclear else "none_agreed"
    return _rolled(start, period_end(start, length.value, unit_of(length)), why)


def _rolled(start: date, end: date, why: str) -> _End:
    """Moved to the next working day where it is a holiday (T-3); unmoved beyond the calendar."""
    try:
        moved = next_working_day(end, is_working_day)
    except CalendarUnpublished:
        return _End(start, end, None, False, why)
    return _End(start, moved, None if moved == end else end, True, why)


def _change_days(file: SecurityFile, one: Guarantor) -> list[date]:
    """The days on which the period may read otherwise, from registration on."""
    first = one.registered.effective_on
    days = {first}
    days.update(each.effective_on for each in file.plans)
    days.update(each.effective_on for each in file.claims if each.accelerated_on is not None)
    days.update(each.effective_on for each in one.all_of(GuarantorConsented, date.max))
    return sorted(day for day in days if day >= first)


def _required_acts(file: SecurityFile, one: Guarantor, last: date) -> Iterator[Required]:
    """Joint: a claim on him. General: a suit or arbitration against the debtor (GU-09)."""
    name = one.registered.guarantor_id
    joint = one.registered.kind == "joint"
    for suit in file.of_law(SuitNoted, last):
        if (name if joint else file.obligor_id) in suit.defendants:
            yield Required(suit.effective_on, "suit")
    if joint:
        for demand in one.all_of(GuarantorDemandServed, last):
            yield Required(demand.effective_on, "demand")
