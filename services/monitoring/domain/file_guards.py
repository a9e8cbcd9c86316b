"""In which state of the file a deed is done, and what the rules add to it (catalogue B.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.kit.domain import Rejected, changed
from services.monitoring.domain.file import CLOSED, RECOVERED, File
from services.monitoring.domain.file_checks import (
    check_clean,
    check_due_amount,
    check_inspection_held,
    check_measures,
    check_no_repeat,
    check_other_preference,
    check_rectified,
    known_codes,
    unused,
)
from services.monitoring.domain.file_events import (
    AnyDeed,
    BorrowerLifeEventReported,
    CounsellingHeld,
    InspectionCompleted,
    InspectionMissed,
    InspectionScheduled,
    PostLoanReviewCompleted,
    RectificationCompleted,
    ReminderPreferenceSet,
    ReminderRecorded,
    RiskDisposalOpinionIssued,
    RiskSignalRaised,
    SignalAcknowledged,
    SignalDismissed,
)
from services.monitoring.domain.state import Loan
from services.monitoring.policy import FileRules


def completed(deed: AnyDeed, loan: Loan, file: File, rules: FileRules) -> AnyDeed:
    """The deed with what the rules add to it; ``Rejected`` when ``file`` does not allow it."""
    if file.state in CLOSED and type(deed) is not CounsellingHeld:
        raise _wrong_state(deed, file, "a loan that is not closed", "catalogue B.1")
    done: AnyDeed = GUARDS[type(deed)](deed, loan, file, rules)
    return done


def _review(deed: PostLoanReviewCompleted, loan: Loan, file: File, rules: FileRules) -> AnyDeed:
    _need(deed, file, "review_due", "MON-07")
    security = "" if loan.opened is None else loan.opened.security
    missing = [each for each in rules.documents_of(security) if each not in deed.documents]
    if missing:
        raise Rejected(
            "documents_missing",
            f"documents lack {', '.join(missing)}: they must be on file first (MON-08)",
        )
    return deed


def _signal(deed: RiskSignalRaised, loan: Loan, file: File, rules: FileRules) -> RiskSignalRaised:
    if file.state not in ("regular", "enhanced", "signal_assessment"):
        raise _wrong_state(deed, file, "regular, enhanced or signal_assessment", "catalogue B.1")
    unused(deed.signal_id, "signal_id", loan.file)
    check_inspection_held(deed, loan.file)
    known_codes("codes", deed.codes, rules.signals, "MON-38 to MON-51")
    return deed


def _answer(
    deed: SignalAcknowledged | SignalDismissed, loan: Loan, file: File, rules: FileRules
) -> AnyDeed:
    _need_signal(deed, file, "catalogue B.1")
    states = {each.signal_id: each.state for each in file.signals}
    wanted = ("raised",) if isinstance(deed, SignalAcknowledged) else ("raised", "acknowledged")
    if states.get(deed.signal_id) not in wanted:
        raise Rejected(
            "signal_not_open",
            f"signal_id {deed.signal_id!r} is {states.get(deed.signal_id, 'unknown')} and not"
            f" {' or '.join(wanted)} (catalogue B.1)",
        )
    return deed


def _opinion(
    deed: RiskDisposalOpinionIssued, loan: Loan, file: File, rules: FileRules
) -> RiskDisposalOpinionIssued:
    _need_signal(deed, file, "MON-53")
    unused(deed.opinion_id, "opinion_id", loan.file)
    known_codes("measures", deed.measures, rules.measures, "MON-54, MON-55")
    latest = deed.effective_on + timedelta(days=rules.rectification.value)
    check_measures(deed, latest)
    return changed(
        deed,
        rectify_by=deed.rectify_by or latest,
        signals=file.open_signals,
        grade=rules.control.grade,
        unit=rules.control.department,
        post=rules.control.post,
    )


def _inspection(
    deed: InspectionScheduled | InspectionCompleted, loan: Loan, file: File, rules: FileRules
) -> AnyDeed:
    same = [each for each in loan.file if getattr(each, "inspection_id", "") == deed.inspection_id]
    if isinstance(deed, InspectionScheduled):
        unused(deed.inspection_id, "inspection_id", loan.file)
        if deed.due_on <= deed.effective_on:
            raise Rejected(
                "due_in_past", f"due_on {deed.due_on} is not after {deed.effective_on} (MON-29)"
            )
        return deed
    check_clean(deed)
    for each in same:
        if isinstance(each, InspectionCompleted):
            raise Rejected(
                "id_taken",
                f"inspection_id {deed.inspection_id!r} is completed already (catalogue B.1)",
            )
        if isinstance(each, InspectionMissed) and deed.effective_on > each.effective_on:
            raise Rejected(
                "inspection_missed",
                f"inspection_id {deed.inspection_id!r} was missed on {each.effective_on}: hold"
                " another one (catalogue B.1)",
            )
    return changed(deed, clean_needed=rules.clean_inspections.value)


def _rectification(
    deed: RectificationCompleted, loan: Loan, file: File, rules: FileRules
) -> AnyDeed:
    """Also while overdue or cured again: what was asked for is still to be done (MON-56)."""
    if not file.opinions:
        raise _wrong_state(deed, file, "an opinion being carried out", "MON-54")
    check_rectified(deed, file.opinions)
    return deed


def _life_event(
    deed: BorrowerLifeEventReported, loan: Loan, file: File, rules: FileRules
) -> AnyDeed:
    known_codes("life_event", (deed.life_event,), rules.life_events, "MON-52")
    if deed.life_event == RECOVERED and "life_event" not in file.above:
        raise _wrong_state(deed, file, "a life event reported before", "MON-52")
    check_no_repeat(deed, loan.file)
    return deed


def _reminder(deed: ReminderRecorded, loan: Loan, file: File, rules: FileRules) -> AnyDeed:
    unused(deed.reminder_id, "reminder_id", loan.file)
    check_due_amount(deed, loan)
    return deed


def _preference(deed: ReminderPreferenceSet, loan: Loan, file: File, rules: FileRules) -> AnyDeed:
    check_other_preference(deed, loan.file)
    return deed


def _care(deed: CounsellingHeld, loan: Loan, file: File, rules: FileRules) -> AnyDeed:
    if file.state != "closed" or not file.ever_overdue:
        raise _wrong_state(deed, file, "a settled loan that once was overdue", "MON-61")
    return deed


def _need(deed: AnyDeed, file: File, state: str, rule: str) -> None:
    if file.state != state:
        raise _wrong_state(deed, file, state, rule)


def _need_signal(deed: AnyDeed, file: File, rule: str) -> None:
    """Also below a life event or acceleration: what is open is still to be answered (MON-50)."""
    if not file.open_signals:
        raise _wrong_state(deed, file, "signal_assessment", rule)


def _wrong_state(deed: AnyDeed, file: File, wanted: str, rule: str) -> Rejected:
    return Rejected(
        "wrong_state",
        f"the file is {file.state} on {deed.effective_on}, this needs {wanted} ({rule})",
    )


GUARDS: dict[type[AnyDeed], Callable[[Any, Loan, File, FileRules], AnyDeed]] = {
    PostLoanReviewCompleted: _review,
    RiskSignalRaised: _signal,
    SignalAcknowledged: _answer,
    SignalDismissed: _answer,
    RiskDisposalOpinionIssued: _opinion,
    RectificationCompleted: _rectification,
    InspectionScheduled: _inspection,
    InspectionCompleted: _inspection,
    BorrowerLifeEventReported: _life_event,
    ReminderRecorded: _reminder,
    ReminderPreferenceSet: _preference,
    CounsellingHeld: _care,
}
