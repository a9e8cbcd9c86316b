"""What the passing of time does to a file: a measure not carried out, an inspection not held.

Only officers' own deeds set these clocks, so a loan that nobody touched has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.kit.domain import Due
from services.monitoring.domain.file import CLOSED, File, standing_breaches
from services.monitoring.domain.file_events import (
    ControlBreachRecorded,
    ControlBreachWithdrawn,
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
    opinions: tuple[RiskDisposalOpinionIssued, ...] = ()


def file_of(loan: Loan) -> File:
    """The file as it stands after everything known."""
    opened_on = date.min if loan.opened is None else loan.opened.effective_on
    return file_after(loan.file, turns_of(loan.entries, loan.arrears), opened_on)


def open_timers(loan: Loan) -> Timers:
    """The clocks that run."""
    file = file_of(loan)
    if file.state in CLOSED:
        return Timers()
    waiting = tuple(each for each in file.opinions if each.opinion_id not in file.breached)
    return Timers(planned_inspections(loan.file), waiting)


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
    inspections, opinions = open_timers(loan)
    return (
        *(Due(each.due_on, "inspection_due") for each in inspections),
        *(Due(each.rectify_by, "rectification_due") for each in opinions if each.rectify_by),
    )


def run_out(loan: Loan, as_of: date) -> tuple[InspectionMissed | ControlBreachRecorded, ...]:
    """What was not done by the end of ``as_of``, each on the day it should have been.

    Measures whose day passed while the file was closed are owed again when it is not any more.
    """
    if not loan.file or loan.opened is None:
        return ()
    inspections, opinions = open_timers(loan)
    events: list[InspectionMissed | ControlBreachRecorded] = [
        InspectionMissed(
            loan_id=each.loan_id, effective_on=each.due_on, inspection_id=each.inspection_id
        )
        for each in inspections
        if each.due_on <= as_of
    ]
    events += [
        ControlBreachRecorded(
            loan_id=each.loan_id,
            effective_on=as_of if _closed_on(loan, each.rectify_by) else each.rectify_by,
            opinion_id=each.opinion_id,
            grade=each.grade,
            unit=each.unit,
            post=each.post,
            policy_id=each.policy_id,
        )
        for each in opinions
        if each.rectify_by and each.rectify_by <= as_of
    ]
    return tuple(events)


def breaches_undone(loan: Loan) -> tuple[ControlBreachWithdrawn, ...]:
    """Breaches of days on which, as is known now, the file was closed: nothing was owed (MON-56, B.1)."""
    return tuple(
        ControlBreachWithdrawn(
            loan_id=each.loan_id, effective_on=each.effective_on, opinion_id=each.opinion_id
        )
        for each in standing_breaches(loan.file)
        if _closed_on(loan, each.effective_on)
    )


def _closed_on(loan: Loan, day: date) -> bool:
    """The file was closed at the end of ``day``."""
    opened_on = date.min if loan.opened is None else loan.opened.effective_on
    turns = (turn for turn in turns_of(loan.entries, loan.arrears) if turn.on <= day)
    notes = (note for note in loan.file if note.effective_on <= day)
    return file_after(notes, turns, opened_on).state in CLOSED
