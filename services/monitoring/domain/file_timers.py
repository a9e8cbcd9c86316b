"""What the passing of time does to a file: a measure not carried out, an inspection not held.

Only officers' own deeds set these clocks, so a loan that nobody touched has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.kit.domain import Due
from services.monitoring.domain.file import CLOSED, File
from services.monitoring.domain.file_events import (
    ControlBreachRecorded,
    FileEvent,
    InspectionCompleted,
    InspectionMissed,
    InspectionScheduled,
    RiskDisposalOpinionIssued,
)
from services.monitoring.domain.file_walk import file_after
from services.monitoring.domain.state import Loan
from services.monitoring.domain.turns import turns_of


class Timers(NamedTuple):
    """What is still to be done by a day."""

    inspections: tuple[InspectionScheduled, ...] = ()
    opinion: RiskDisposalOpinionIssued | None = None


def file_of(loan: Loan) -> File:
    """The file as it stands after everything known."""
    opened_on = date.min if loan.opened is None else loan.opened.effective_on
    return file_after(loan.file, turns_of(loan.entries, loan.arrears), opened_on)


def open_timers(loan: Loan) -> Timers:
    """The clocks that run."""
    file = file_of(loan)
    if file.state in CLOSED:
        return Timers()
    rectifies = file.state == "rectification" and not file.breached
    return Timers(planned_inspections(loan.file), file.opinion if rectifies else None)


def planned_inspections(notes: Iterable[FileEvent]) -> tuple[InspectionScheduled, ...]:
    """Scheduled, neither held nor missed."""
    notes = tuple(notes)
    over = {
        each.inspection_id
        for each in notes
        if isinstance(each, InspectionCompleted | InspectionMissed)
    }
    return tuple(
        each
        for each in notes
        if isinstance(each, InspectionScheduled) and each.inspection_id not in over
    )


def file_agenda(loan: Loan) -> tuple[Due, ...]:
    """The days on which an open clock runs out."""
    inspections, opinion = open_timers(loan)
    dues = [Due(each.due_on, "inspection_due") for each in inspections]
    if opinion is not None and opinion.rectify_by is not None:
        dues.append(Due(opinion.rectify_by, "rectification_due"))
    return tuple(dues)


def run_out(loan: Loan, as_of: date) -> tuple[InspectionMissed | ControlBreachRecorded, ...]:
    """What was not done by the end of ``as_of``, each on the day it should have been."""
    if not loan.file or loan.opened is None:
        return ()
    inspections, opinion = open_timers(loan)
    events: list[InspectionMissed | ControlBreachRecorded] = [
        InspectionMissed(
            loan_id=each.loan_id, effective_on=each.due_on, inspection_id=each.inspection_id
        )
        for each in inspections
        if each.due_on <= as_of
    ]
    if opinion is not None and opinion.rectify_by is not None and opinion.rectify_by <= as_of:
        events.append(
            ControlBreachRecorded(
                loan_id=opinion.loan_id,
                effective_on=opinion.rectify_by,
                opinion_id=opinion.opinion_id,
                grade=opinion.grade,
                unit=opinion.unit,
                post=opinion.post,
                policy_id=opinion.policy_id,
            )
        )
    return tuple(events)
