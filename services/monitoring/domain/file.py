"""A loan's post-loan file (贷后管理档案) as it stands (MON-01): its one state of B.1 and its signals.

What the file is worked on (``work``: review, regular, closer watching, signal, rectification) goes
on below what lies above it: closed, then a life event or acceleration, the later one first, then
being overdue, which only a regular, watched or rectified file can be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Literal

from services.kit.domain import Frozen
from services.monitoring.domain.file_events import (
    ControlBreachRecorded,
    ControlBreachWithdrawn,
    FileEvent,
    RiskDisposalOpinionIssued,
)

Work = Literal["review_due", "regular", "enhanced", "signal_assessment", "rectification"]
Above = Literal["life_event", "accelerated"]
FileState = Work | Above | Literal["overdue", "closed", "closed_transferred"]
SignalState = Literal["raised", "acknowledged", "assessed", "actioned", "cleared", "escalated"]

CLOSED: tuple[FileState, ...] = ("closed", "closed_transferred")
CAN_BE_OVERDUE: tuple[Work, ...] = ("regular", "enhanced", "rectification")
RECOVERED = "recovered"
"""The life event that says that the others are over."""
OPEN: tuple[SignalState, ...] = ("raised", "acknowledged")


class Signal(Frozen, frozen=True, kw_only=True):
    """A risk signal: raised, acknowledged, assessed by an opinion, actioned, cleared or escalated."""

    signal_id: str
    codes: tuple[str, ...]
    raised_on: date
    state: SignalState = "raised"


class File(Frozen, frozen=True, kw_only=True):
    """``since``: the day on which the state became what it is.

    ``opinions`` are those being carried out, whatever the state is meanwhile: neither arrears nor
    their cure carries a measure out (MON-56). ``breached`` names those whose day passed. ``clean``:
    clean inspections in a row while watched closely. ``before_signal``: where a dismissed signal
    leads back to.
    """

    work: Work = "review_due"
    before_signal: Work = "regular"
    above: tuple[Above, ...] = ()
    overdue: bool = False
    ever_overdue: bool = False
    settled: bool = False
    transferred: bool = False
    remitted: bool = False
    cared_for: bool = False
    signals: tuple[Signal, ...] = ()
    opinions: tuple[RiskDisposalOpinionIssued, ...] = ()
    breached: tuple[str, ...] = ()
    clean: int = 0
    since: date = date.min

    @property
    def state(self) -> FileState:
        """The one state of catalogue B.1."""
        if self.transferred:
            return "closed_transferred"
        if self.settled or self.remitted:
            return "closed"
        if self.above:
            return self.above[-1]
        return "overdue" if self.overdue and self.work in CAN_BE_OVERDUE else self.work

    @property
    def open_signals(self) -> tuple[str, ...]:
        """Neither dismissed nor answered by an opinion."""
        return tuple(each.signal_id for each in self.signals if each.state in OPEN)

    def opinion(self, opinion_id: str) -> RiskDisposalOpinionIssued | None:
        """The opinion of that name if it is being carried out."""
        return next((each for each in self.opinions if each.opinion_id == opinion_id), None)


def standing_breaches(notes: Iterable[FileEvent]) -> tuple[ControlBreachRecorded, ...]:
    """Breaches of control that were not withdrawn since, of each opinion the last one recorded."""
    found: dict[str, ControlBreachRecorded] = {}
    for note in notes:
        if isinstance(note, ControlBreachRecorded):
            found[note.opinion_id] = note
        elif isinstance(note, ControlBreachWithdrawn):
            found.pop(note.opinion_id, None)
    return tuple(found.values())


def filed(file: tuple[FileEvent, ...], note: FileEvent) -> tuple[FileEvent, ...]:
    """The sheets with one more, behind those of its own day and before those of later days."""
    if not file or file[-1].effective_on <= note.effective_on:
        return (*file, note)
    at = bisect_right(file, note.effective_on, key=lambda each: each.effective_on)
    return (*file[:at], note, *file[at:])
