"""The conventions a loan lives by: fixed at disbursement, kept in its stream, valid for life.

A later policy edition changes the terms of later loans only. So a question about any day needs no
policy, and replay can't re-judge.
"""

from __future__ import annotations

from datetime import date, timedelta

from contracts.values import Component
from services.kit.domain import Frozen
from services.monitoring.policy import CURRENT, DayCount, MonitoringPolicy


class StageStart(Frozen, frozen=True):
    """An arrears stage and the first day past due that belongs to it (CLS-07)."""

    name: str
    from_day: int


class Terms(Frozen, frozen=True, kw_only=True):
    """Day count, grace, order of allocation and stage boundaries of one loan.

    ``grace_days``: up to this day past due an unpaid instalment is not past due at all; after it,
    days count from the due date. ``allocation``: order of the components inside one instalment.
    ``review_days`` and ``reminder_days``: how soon after disbursement the review is due, and how long
    before a due date the reminder; None for loans taken on before there were such terms.
    """

    day_count: DayCount
    grace_days: int
    allocation: tuple[Component, ...]
    stages: tuple[StageStart, ...]
    review_days: int | None = None
    reminder_days: int | None = None

    @property
    def due_day(self) -> int:
        """The number of the due day itself: 0 or 1 (POL-02)."""
        return 1 if self.day_count == "due_day_one" else 0

    def days_past_due(self, due_on: date, day: date) -> int:
        """Calendar days (T-5) of a claim unpaid on ``day``; 0 until grace has passed."""
        days = (day - due_on).days + self.due_day
        return days if days > self.grace_days else 0

    def first_day_past_due(self, due_on: date) -> date:
        """The first day on which a claim due on ``due_on`` and still unpaid is past due."""
        return self.day_number(due_on, self.grace_days + 1)

    def day_number(self, due_on: date, days_past_due: int) -> date:
        """The day on which a claim reaches this number of days past due."""
        return due_on + timedelta(days=days_past_due - self.due_day)

    def stage(self, days_past_due: int) -> str:
        """The stage of this many days past due."""
        name = CURRENT
        for stage in self.stages:
            if stage.from_day > days_past_due:
                break
            name = stage.name
        return name

    def next_boundary(self, days_past_due: int) -> int | None:
        """The first day past due of the stage after this one; None in the last stage."""
        later = (each.from_day for each in self.stages if each.from_day > days_past_due)
        return min(later, default=None)


def terms_of(policy: MonitoringPolicy, product: str) -> Terms:
    """The terms of a loan of this product that is disbursed under this edition."""
    chosen = policy.product(product)
    return Terms(
        day_count=chosen.day_count.value,
        grace_days=chosen.grace.value,
        allocation=chosen.allocation.components,
        stages=tuple(StageStart(each.name, each.from_day.value) for each in policy.stages),
        review_days=None if policy.file is None else policy.file.review.value,
        reminder_days=None if policy.file is None else policy.file.reminder.value,
    )
