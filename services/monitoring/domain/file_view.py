"""The post-loan file on a day, and what is due for people to do on it.

Worked out when it is asked for, from the sheets, the ledger and the loan's terms. A reminder or a
review due is a line here and no event: a loan that nobody touches costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from services.kit.domain import Frozen
from services.monitoring.domain.file import FileState, Signal
from services.monitoring.domain.file_duties import Duty, duties
from services.monitoring.domain.file_events import (
    BorrowerLifeEventReported,
    FileEvent,
    InspectionCompleted,
    InspectionMissed,
    InspectionScheduled,
    PostLoanReviewCompleted,
    ReminderPreferenceSet,
    ReminderRecorded,
    RiskDisposalOpinionIssued,
)
from services.monitoring.domain.file_walk import file_after
from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.news_events import (
    DebtTransferNoted,
    WriteOffNoted,
    WriteOffWithdrawn,
)
from services.monitoring.domain.state import Loan
from services.monitoring.domain.turns import Turn

N = TypeVar("N", bound=FileEvent)


class InspectionView(Frozen, frozen=True, kw_only=True):
    """An inspection: ``scheduled``, ``completed`` or ``missed``."""

    inspection_id: str
    state: str
    mode: str
    due_on: date | None = None
    held_on: date | None = None
    clean: bool | None = None
    findings: tuple[str, ...] = ()


class FileView(Frozen, frozen=True, kw_only=True):
    """What a reader of the file sees. ``given_up``: it is closed and was not paid (DIS-19)."""

    state: FileState
    since: date
    given_up: bool
    review: PostLoanReviewCompleted | None
    signals: tuple[Signal, ...]
    opinions: tuple[RiskDisposalOpinionIssued, ...]
    breached: bool
    inspections: tuple[InspectionView, ...]
    reminders: tuple[ReminderRecorded, ...]
    preference: ReminderPreferenceSet | None
    written_off: WriteOffNoted | None
    transferred: DebtTransferNoted | None
    life_events: tuple[BorrowerLifeEventReported, ...]
    due: tuple[Duty, ...]


def file_view(loan: Loan, ledger: Ledger, turns: Sequence[Turn], as_of: date) -> FileView:
    """The file at the end of ``as_of``; ``loan`` is opened and folded up to that day."""
    assert loan.opened is not None
    notes = loan.file
    file = file_after(notes, turns, loan.opened.effective_on)
    return FileView(
        state=file.state,
        since=file.since,
        given_up=file.remitted and not file.settled and not file.transferred,
        review=_last(notes, PostLoanReviewCompleted),
        signals=file.signals,
        opinions=tuple(n for n in notes if isinstance(n, RiskDisposalOpinionIssued)),
        breached=bool(file.breached),
        inspections=_inspections(notes),
        reminders=tuple(n for n in notes if isinstance(n, ReminderRecorded)),
        preference=_last(notes, ReminderPreferenceSet),
        written_off=_written_off(notes),
        transferred=_last(notes, DebtTransferNoted),
        life_events=tuple(n for n in notes if isinstance(n, BorrowerLifeEventReported)),
        due=tuple(sorted(duties(loan, file, ledger, as_of))),
    )


def _last(notes: Sequence[FileEvent], kind: type[N]) -> N | None:
    found = [note for note in notes if isinstance(note, kind)]
    return found[-1] if found else None


def _inspections(notes: Sequence[FileEvent]) -> tuple[InspectionView, ...]:
    planned = {n.inspection_id: n for n in notes if isinstance(n, InspectionScheduled)}
    held = {n.inspection_id: n for n in notes if isinstance(n, InspectionCompleted)}
    missed = {n.inspection_id for n in notes if isinstance(n, InspectionMissed)}
    return tuple(
        _inspection(name, planned.get(name), held.get(name), name in missed)
        for name in dict.fromkeys((*planned, *held))
    )


def _inspection(
    name: str, plan: InspectionScheduled | None, held: InspectionCompleted | None, missed: bool
) -> InspectionView:
    due_on = None if plan is None else plan.due_on
    if held is not None:
        return InspectionView(
            inspection_id=name,
            state="completed",
            mode=held.mode,
            due_on=due_on,
            held_on=held.effective_on,
            clean=held.clean,
            findings=held.findings,
        )
    return InspectionView(
        inspection_id=name,
        state="missed" if missed else "scheduled",
        mode="" if plan is None else plan.mode,
        due_on=due_on,
    )


def _written_off(notes: Sequence[FileEvent]) -> WriteOffNoted | None:
    gone: set[int] = set()
    for note in notes:
        if isinstance(note, WriteOffWithdrawn):
            gone.update(note.numbers)
        elif isinstance(note, WriteOffNoted):
            gone.update(note.replaces)
    return _last(
        [n for n in notes if not (isinstance(n, WriteOffNoted) and n.number in gone)],
        WriteOffNoted,
    )
