"""What is due for people to do on a post-loan file, worked out when somebody asks.

A reminder or a review that is due is a line here and no event, so a loan that nobody touches costs
nothing (MON-12, POL-27).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from services.kit.days import add_months
from services.monitoring.domain.file import CLOSED, File
from services.monitoring.domain.file_events import (
    FileEvent,
    InspectionCompleted,
    ReminderRecorded,
    RiskDisposalOpinionIssued,
)
from services.monitoring.domain.file_timers import planned_inspections
from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.state import Loan


class Duty(NamedTuple):
    """Something to do by ``on``; ``about`` names what it is about."""

    on: date
    what: str
    rule: str
    about: str = ""


def duties(loan: Loan, file: File, ledger: Ledger, as_of: date) -> list[Duty]:
    """All that is to do on the file of an opened loan."""
    assert loan.opened is not None
    if file.state in CLOSED:
        owes_care = file.state == "closed" and file.ever_overdue and not file.cared_for
        return [Duty(file.since, "post_recovery_care", "MON-61")] if owes_care else []
    terms, found = loan.opened.terms, list[Duty]()
    if file.state == "review_due" and terms.review_days is not None:
        review_by = loan.opened.effective_on + timedelta(days=terms.review_days)
        found.append(Duty(review_by, "post_loan_review", "MON-07"))
    for signal in file.signals:
        if signal.state == "raised":
            duty = Duty(signal.raised_on, "signal_acknowledgement", "MON-50", signal.signal_id)
            found.append(duty)
        if signal.signal_id in file.open_signals:
            duty = Duty(signal.raised_on, "risk_disposal_opinion", "MON-53", signal.signal_id)
            found.append(duty)
    found += [
        Duty(each.rectify_by, "rectification", "MON-54, MON-56", each.opinion_id)
        for each in file.opinions
        if each.rectify_by
    ]
    found += [
        Duty(each.due_on, "inspection", "MON-27", each.inspection_id)
        for each in planned_inspections(loan.file)
    ]
    return [*found, *_next_inspection(loan.file), *_reminder(loan, ledger, as_of)]


def _next_inspection(notes: Sequence[FileEvent]) -> list[Duty]:
    """The next one at the interval of the latest opinion that set one (MON-54)."""
    months, start = None, date.min
    for note in notes:
        if isinstance(note, RiskDisposalOpinionIssued) and note.inspect_every_months:
            months, start = note.inspect_every_months, note.effective_on
        elif isinstance(note, InspectionCompleted):
            start = max(start, note.effective_on)
    return [] if months is None else [Duty(add_months(start, months), "next_inspection", "MON-54")]


def _reminder(loan: Loan, ledger: Ledger, as_of: date) -> list[Duty]:
    """The next due date, unless a reminder of it was delivered."""
    assert loan.opened is not None
    days = loan.opened.terms.reminder_days
    ahead = [c.due_on for c in ledger.unfinished if c.due_on > as_of and c.unpaid.owed]
    if days is None or not ahead:
        return []
    due_on = min(ahead)
    told = any(
        isinstance(note, ReminderRecorded) and note.due_on == due_on and note.delivered
        for note in loan.file
    )
    on = due_on - timedelta(days=days)
    return [] if told else [Duty(on, "payment_reminder", "MON-12, MON-13", due_on.isoformat())]
