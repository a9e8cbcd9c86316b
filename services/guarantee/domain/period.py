"""The guarantee period: a statutory clock that nothing interrupts or suspends (GU-08, GU-49, GU-51).

Here is what is the guarantee's own: which due date starts it, what was agreed, and which act keeps
the guarantee alive. When the loan is accelerated a second clock runs from that day: people are
warned by the earlier end (regulations 3.4). A change of the due date without the guarantor's written
consent leaves his period as it was (GU-11).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.guarantee.domain.entries import ClockSet
from services.guarantee.domain.guarantor_events import GuarantorConsented
from services.guarantee.domain.plan_changes import consented, needs_consent
from services.guarantee.domain.required import Required, lost_acts, required_acts
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.policy import GuaranteeBook, GuaranteePolicy, edition_of_contract
from services.kit.clocks import Mark, Term, read_clock
from services.kit.days import DAY, Unit
from services.kit.domain import changed
from services.kit.holidays import Rolled
from services.kit.quantities import unit_of

UNNUMBERED = 0
AGREED_END, UNCLEAR = "agreed_end", "unclear"


class Course(NamedTuple):
    """A guarantor's period over the days: its readings, the act that kept it, or its end."""

    readings: tuple[ClockSet, ...]
    secured: Required | None
    expired_on: date | None


class _Period(NamedTuple):
    """One of the clocks of a period: its only start, and its end as nothing but an act can stop it."""

    term: Term
    start: Mark
    end: Rolled

    def kept_by(self, act: Required) -> bool:
        """Whether the act came in time: one before the start does."""
        stop = Mark("stop", act.on, act.why)
        return read_clock(self.term, (self.start, stop), act.on).state == "stopped"

    def over_on(self, day: date) -> bool:
        return not read_clock(self.term, (self.start,), day).live


def course(file: SecurityFile, one: Guarantor, policies: GuaranteeBook, last: date) -> Course:
    """The period from registration to ``last``, on each day by what counts on it."""
    edition = edition_of_contract(policies, one.registered.signed_on)
    days = [day for day in _change_days(file, one) if day <= last]
    acts = sorted(required_acts(file, one, last))
    found: list[ClockSet] = []
    for day, following in zip(days, [*days[1:], None], strict=False):
        periods = _periods(file, one, edition, day)
        reading = _set(one, edition, periods, day)
        if not found or changed(reading, effective_on=found[-1].effective_on) != found[-1]:
            found.append(reading)
        until = last if following is None else following - DAY
        frees = _frees(edition, periods)
        act = next((a for a in acts if day <= a.on <= until and frees.kept_by(a)), None)
        if act is not None:
            kept = changed(
                reading, effective_on=act.on, state="secured", why=act.why, rule="GU-09"
            )
            return Course((*found, kept), act, None)
        if frees.over_on(following or last):
            kept_until = (on for act, on in lost_acts(file, one, last) if frees.kept_by(act))
            return Course(tuple(found), None, max(frees.end.on + DAY, day, *kept_until))
    return Course(tuple(found), None, None)


def _periods(
    file: SecurityFile, one: Guarantor, edition: GuaranteePolicy, day: date
) -> tuple[_Period, ...]:
    """His clocks as they are known on ``day``: from the due date, and from the day of the call."""
    due = due_date(file, one, day)
    stated = file.stated_on(day)
    called = None if stated is None else stated.accelerated_on
    starts = (due,) if called is None or called >= due else (due, called)
    return tuple(_period(one, edition, due, start) for start in starts)


def _period(one: Guarantor, edition: GuaranteePolicy, due: date, start: date) -> _Period:
    """The clock that runs from ``start``, ``due`` being the debt's due date.

    An agreed last day not later than ``due`` was not agreed (GU-08); no holiday moves one.
    """
    terms = one.registered
    if terms.period_ends_on is not None and terms.period_ends_on > due:
        days = (terms.period_ends_on - start).days
        return _clock(edition, start, days, "calendar_day", AGREED_END)
    if terms.period_months:
        return _clock(edition, start, terms.period_months, "month", "agreed_months")
    length = edition.period.unclear if terms.period_unclear else edition.period.none_agreed
    why = UNCLEAR if terms.period_unclear else "none_agreed"
    return _clock(edition, start, length.value, unit_of(length), why)


def _clock(edition: GuaranteePolicy, start: date, length: int, unit: Unit, why: str) -> _Period:
    rolls = why != AGREED_END
    term = Term(length=length, unit=unit, article=edition.period.article, rolls=rolls)
    mark = Mark("start", start, why)
    end = read_clock(term, (mark,), start).end
    assert end is not None  # it runs
    return _Period(term, mark, end)


def _frees(edition: GuaranteePolicy, periods: tuple[_Period, ...]) -> _Period:
    """The clock after whose end he is released."""
    choose = max if edition.period.release_after.value == "later" else min
    return choose(periods, key=lambda each: each.end.on)


def _set(
    one: Guarantor, edition: GuaranteePolicy, periods: tuple[_Period, ...], day: date
) -> ClockSet:
    """The period as it is read on ``day``."""
    earliest = min(periods, key=lambda each: each.end.on)
    why = earliest.start.why
    return ClockSet(
        loan_id=one.registered.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        guarantor_id=one.registered.guarantor_id,
        clock="period",
        state="running",
        started_on=earliest.start.on,
        ends_on=earliest.end.on,
        final_end=_frees(edition, periods).end.on,
        unrolled=earliest.end.unrolled,
        calendar_known=all(each.end.known for each in periods),
        why=why if len(periods) == 1 else f"{why}_accelerated",
        rule="GU-49" if why == UNCLEAR else "GU-08",
        article=earliest.term.article,
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


def _change_days(file: SecurityFile, one: Guarantor) -> list[date]:
    """The days on which the period may read otherwise, from registration on."""
    first = one.registered.effective_on
    days = {first}
    days.update(each.effective_on for each in file.plans)
    days.update(each.effective_on for each in file.claims if each.accelerated_on is not None)
    days.update(each.effective_on for each in one.all_of(GuarantorConsented, date.max))
    return sorted(day for day in days if day >= first)
