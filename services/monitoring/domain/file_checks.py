"""Checks of what a deed says, apart from the file's state: ids, codes, measures, amounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from contracts.values import Money
from services.kit.domain import Rejected
from services.monitoring.domain.file_events import (
    FileEvent,
    RectificationCompleted,
    ReminderRecorded,
    RiskDisposalOpinionIssued,
    RiskSignalRaised,
)
from services.monitoring.domain.state import Loan, ledger_of

_MONTHS_FOR = "inspection_frequency"
_NAMERS = {
    "signal_id": RiskSignalRaised,
    "opinion_id": RiskDisposalOpinionIssued,
    "reminder_id": ReminderRecorded,
}


def unused(given: str, field: str, notes: Iterable[FileEvent]) -> None:
    """Refuse a name that the file knows already."""
    kind = _NAMERS.get(field)
    for note in notes:
        if getattr(note, field, None) == given and (kind is None or isinstance(note, kind)):
            raise Rejected("id_taken", f"{field} {given!r} is on file since {note.effective_on}")


def known_codes(field: str, given: Collection[str], known: Collection[str], rule: str) -> None:
    """Refuse an empty list, and codes that the policy does not have."""
    if not given:
        raise Rejected(f"{field}_missing", f"{field} is empty: name at least one ({rule})")
    strange = sorted(set(given) - set(known))
    if strange:
        raise Rejected(
            f"{field}_unknown", f"{field} {', '.join(strange)}: not in the policy's list ({rule})"
        )


def check_measures(deed: RiskDisposalOpinionIssued, latest: date) -> None:
    """Months go with the measure that needs them, and the term is neither over nor too long."""
    if (_MONTHS_FOR in deed.measures) is not (deed.inspect_every_months is not None):
        raise Rejected(
            "months_and_measure_differ",
            f"inspect_every_months {deed.inspect_every_months} and the measure {_MONTHS_FOR!r} go"
            " together (MON-54)",
        )
    if deed.rectify_by is not None and not deed.effective_on < deed.rectify_by <= latest:
        raise Rejected(
            "term_not_allowed",
            f"rectify_by {deed.rectify_by} must lie after {deed.effective_on} and not after"
            f" {latest} (MON-54, POL-27)",
        )


def check_rectified(
    deed: RectificationCompleted, opinion: RiskDisposalOpinionIssued | None
) -> None:
    """Every measure of the opinion being carried out is recorded, and no other."""
    if opinion is None or deed.opinion_id != opinion.opinion_id:
        wanted = "none" if opinion is None else opinion.opinion_id
        raise Rejected(
            "opinion_unknown", f"opinion_id {deed.opinion_id!r}: {wanted} is being carried out"
        )
    if set(deed.measures) != set(opinion.measures):
        raise Rejected(
            "measures_differ",
            f"measures {', '.join(sorted(deed.measures))} are not those of the opinion,"
            f" {', '.join(sorted(opinion.measures))} (MON-54, MON-55)",
        )


def check_due_amount(deed: ReminderRecorded, loan: Loan) -> None:
    """A reminder comes before the due date and names what falls due on it; delivery has a proof."""
    assert loan.opened is not None
    if deed.effective_on >= deed.due_on:
        raise Rejected(
            "not_before_due", f"due_on {deed.due_on} is not after {deed.effective_on} (MON-12)"
        )
    if deed.delivered is not (deed.receipt is not None):
        raise Rejected(
            "receipt_and_delivery_differ",
            f"delivered is {deed.delivered} and receipt {deed.receipt!r}: a delivery is proven by"
            " its receipt (MON-16)",
        )
    ledger = ledger_of(loan, loan.opened)
    owed = sum(each.unpaid.owed for each in ledger.unfinished if each.due_on == deed.due_on)
    due = Money(owed, loan.opened.principal.currency)
    if deed.amount != due:
        raise Rejected(
            "amount_differs",
            f"amount {deed.amount.amount} {deed.amount.currency} is not the {due.amount}"
            f" {due.currency} that fall due on {deed.due_on} (MON-13)",
        )
