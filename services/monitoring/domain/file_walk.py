"""How sheets and the ledger's turns lead a file from state to state (catalogue B.1, row by row).

Both are walked together, day by day, the turns of a day before its sheets and these before what its
end found omitted. So arrears cost no event
here, and a payment that comes late or goes back changes what the file was on the days between.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.kit.domain import changed
from services.monitoring.domain.file import (
    CAN_BE_OVERDUE,
    RECOVERED,
    Above,
    File,
    Signal,
    SignalState,
    standing_breaches,
)
from services.monitoring.domain.file_events import (
    BorrowerLifeEventReported,
    ControlBreachRecorded,
    CounsellingHeld,
    FileEvent,
    InspectionCompleted,
    PostLoanReviewCompleted,
    RectificationCompleted,
    RiskDisposalOpinionIssued,
    RiskSignalRaised,
    SignalAcknowledged,
    SignalDismissed,
)
from services.monitoring.domain.news_events import DebtTransferNoted, RemissionNoted
from services.monitoring.domain.turns import Turn

EARLY_REPAYMENT = "early_repayment"


def file_after(notes: Iterable[FileEvent], turns: Iterable[Turn], opened_on: date) -> File:
    """The file after these sheets and turns; ``notes`` stand in the order of their days."""
    notes = tuple(notes)
    breaches = standing_breaches(notes)
    steps: list[tuple[date, int, Turn | FileEvent]] = [
        *((turn.on, 0, turn) for turn in turns),
        *(
            (note.effective_on, 1, note)
            for note in notes
            if not isinstance(note, ControlBreachRecorded)
        ),
        *((note.effective_on, 2, note) for note in breaches),
    ]
    steps.sort(key=lambda step: step[:2])
    file = File(since=opened_on)
    for day, _, step in steps:
        after = _turned(file, step) if isinstance(step, Turn) else _noted(file, step)
        file = changed(after, since=day) if after.state != file.state else after
    return file


def _turned(file: File, turn: Turn) -> File:
    match turn.what:
        case "overdue":
            return changed(file, overdue=True, ever_overdue=True)
        case "cured":
            if file.work in CAN_BE_OVERDUE:
                return changed(_watched(file), overdue=False)
            return changed(file, overdue=False)
        case "accelerated":
            return changed(file, above=_on_top(file, "accelerated"))
        case "eased":
            return changed(file, above=_without(file, "accelerated"))
        case _:
            return changed(file, settled=turn.what == "settled")


def _noted(file: File, note: FileEvent) -> File:
    match note:
        case PostLoanReviewCompleted():
            if file.work != "review_due":
                return file
            return _watched(file) if note.discrepancies else changed(file, work="regular")
        case RiskSignalRaised() | SignalAcknowledged() | SignalDismissed():
            return _signalled(file, note)
        case RiskDisposalOpinionIssued():
            answered = _marked(file, note.signals, "assessed")
            opinions = (*_others(file, note.opinion_id), note)
            return changed(answered, work="rectification", opinions=opinions)
        case RectificationCompleted():
            return _rectified(file, note)
        case ControlBreachRecorded():
            return _breached(file, note)
        case InspectionCompleted():
            return _inspected(file, note)
        case BorrowerLifeEventReported():
            over = note.life_event == RECOVERED
            above = _without(file, "life_event") if over else _on_top(file, "life_event")
            return changed(file, above=above)
        case _:
            return _flagged(file, note)


def _flagged(file: File, note: FileEvent) -> File:
    match note:
        case DebtTransferNoted():
            return changed(file, transferred=True)
        case RemissionNoted():
            return changed(file, remitted=True)
        case CounsellingHeld():
            return changed(file, cared_for=True)
        case _:
            return file


def _signalled(file: File, note: RiskSignalRaised | SignalAcknowledged | SignalDismissed) -> File:
    if isinstance(note, SignalAcknowledged):
        return _marked(file, (note.signal_id,), "acknowledged")
    if isinstance(note, SignalDismissed):
        after = _marked(file, (note.signal_id,), "cleared")
        if after.open_signals or file.work != "signal_assessment":
            return after
        return changed(after, work=file.before_signal)
    signal = Signal(signal_id=note.signal_id, codes=note.codes, raised_on=note.effective_on)
    after = changed(file, signals=(*file.signals, signal))
    if file.work not in ("regular", "enhanced"):
        return after
    return changed(after, work="signal_assessment", before_signal=file.work)


def _rectified(file: File, note: RectificationCompleted) -> File:
    above = file.above
    if EARLY_REPAYMENT in note.measures:
        above = _on_top(file, "accelerated")
    after = changed(
        _marked(file, _answered(file, note.opinion_id), "actioned"),
        above=above,
        opinions=_others(file, note.opinion_id),
        breached=tuple(each for each in file.breached if each != note.opinion_id),
    )
    return after if after.opinions or file.work != "rectification" else _watched(after)


def _breached(file: File, note: ControlBreachRecorded) -> File:
    """Nothing when the measures were carried out on a day before."""
    if file.opinion(note.opinion_id) is None:
        return file
    escalated = _marked(file, _answered(file, note.opinion_id), "escalated")
    return changed(escalated, breached=(*file.breached, note.opinion_id))


def _inspected(file: File, note: InspectionCompleted) -> File:
    if file.state != "enhanced":
        return file
    if not note.clean:
        return changed(file, clean=0)
    if file.clean + 1 < note.clean_needed:
        return changed(file, clean=file.clean + 1)
    done = tuple(each.signal_id for each in file.signals if each.state == "actioned")
    return changed(_marked(file, done, "cleared"), work="regular")


def _watched(file: File) -> File:
    return changed(file, work="enhanced", clean=0)


def _answered(file: File, opinion_id: str) -> tuple[str, ...]:
    """Signals that the opinion being carried out answers, not escalated yet."""
    opinion = file.opinion(opinion_id)
    named = () if opinion is None else opinion.signals
    return tuple(
        s.signal_id for s in file.signals if s.signal_id in named and s.state == "assessed"
    )


def _others(file: File, opinion_id: str) -> tuple[RiskDisposalOpinionIssued, ...]:
    """Opinions being carried out but for this one."""
    return tuple(each for each in file.opinions if each.opinion_id != opinion_id)


def _marked(file: File, signal_ids: tuple[str, ...], state: SignalState) -> File:
    signals = tuple(
        changed(each, state=state) if each.signal_id in signal_ids else each
        for each in file.signals
    )
    return changed(file, signals=signals)


def _on_top(file: File, what: Above) -> tuple[Above, ...]:
    return (*_without(file, what), what)


def _without(file: File, what: Above) -> tuple[Above, ...]:
    return tuple(each for each in file.above if each != what)
