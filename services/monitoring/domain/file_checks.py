"""Checks of what a deed says, apart from the file's state: ids, codes, measures, amounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from contracts.debts import NEVER
from contracts.values import Money
from services.kit.days import MONTHS_PER_YEAR
from services.kit.domain import Rejected
from services.monitoring.domain.file import RECOVERED
from services.monitoring.domain.file_events import (
    BorrowerLifeEventReported,
    FileEvent,
    InspectionCompleted,
    RectificationCompleted,
    ReminderPreferenceSet,
    ReminderRecorded,
    RiskDisposalOpinionIssued,
    RiskSignalRaised,
)
from services.monitoring.domain.state import Loan, ledger_on

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
            raise Rejected(
                "id_taken",
                f"{field} {given!r} is on file since {note.effective_on} (catalogue B.1)",
            )


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
            f"inspect_every_months {deed.inspect_every_months} and {_MONTHS_FOR!r} in measures go"
            " together (MON-54)",
        )
    years = (deed.inspect_every_months or 0) // MONTHS_PER_YEAR
    if deed.effective_on.year + years >= NEVER.year:
        raise Rejected(
            "term_not_allowed",
            f"inspect_every_months {deed.inspect_every_months}: the next inspection would lie behind"
            f" {NEVER} (MON-54)",
        )
    if deed.rectify_by is not None and not deed.effective_on < deed.rectify_by <= latest:
        raise Rejected(
            "term_not_allowed",
            f"rectify_by {deed.rectify_by} must lie after {deed.effective_on} and not after"
            f" {latest} (MON-54, POL-27)",
        )


def check_rectified(
    deed: RectificationCompleted, opinions: Sequence[RiskDisposalOpinionIssued]
) -> None:
    """Every measure of an opinion being carried out is recorded, and no other."""
    named = {each.opinion_id: each for each in opinions}
    opinion = named.get(deed.opinion_id)
    if opinion is None:
        raise Rejected(
            "opinion_unknown",
            f"opinion_id {deed.opinion_id!r}: {', '.join(named)} is being carried out (MON-54)",
        )
    if set(deed.measures) != set(opinion.measures):
        raise Rejected(
            "measures_differ",
            f"measures {', '.join(sorted(deed.measures))} are not those of the opinion,"
            f" {', '.join(sorted(opinion.measures))} (MON-54, MON-55)",
        )


def check_inspection_held(deed: RiskSignalRaised, notes: Iterable[FileEvent]) -> None:
    """A signal that was seen at an inspection names one that was held."""
    held = {each.inspection_id for each in notes if isinstance(each, InspectionCompleted)}
    if deed.inspection_id is not None and deed.inspection_id not in held:
        raise Rejected(
            "inspection_unknown",
            f"inspection_id {deed.inspection_id!r} was not held: nothing was seen at it (MON-51)",
        )


def check_clean(deed: InspectionCompleted) -> None:
    """Nothing was found at a clean one."""
    if deed.clean and deed.findings:
        raise Rejected(
            "findings_and_clean_differ",
            f"clean is true and findings names {deed.findings[0]!r}: one of them is wrong (MON-27)",
        )


def check_no_repeat(deed: BorrowerLifeEventReported, notes: Sequence[FileEvent]) -> None:
    """What was reported, and is not over, is not reported again."""
    for each in reversed(notes):
        if isinstance(each, BorrowerLifeEventReported) and each.effective_on <= deed.effective_on:
            if each.life_event == RECOVERED:
                return
            if each.life_event == deed.life_event:
                raise Rejected(
                    "nothing_changes",
                    f"life_event {deed.life_event!r} is reported since {each.effective_on} and not"
                    " over (MON-52)",
                )


def check_other_preference(deed: ReminderPreferenceSet, notes: Sequence[FileEvent]) -> None:
    """Another way than the one that holds."""
    for each in reversed(notes):
        if isinstance(each, ReminderPreferenceSet) and each.effective_on <= deed.effective_on:
            if (each.channel, each.automatic) == (deed.channel, deed.automatic):
                raise Rejected(
                    "nothing_changes",
                    f"channel {deed.channel!r} with automatic {deed.automatic} holds since"
                    f" {each.effective_on} already (MON-14)",
                )
            return


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
    ledger = ledger_on(loan, loan.opened, deed.effective_on)
    owed = sum(each.unpaid.owed for each in ledger.unfinished if each.due_on == deed.due_on)
    due = Money(owed, loan.opened.principal.currency)
    if deed.amount != due:
        raise Rejected(
            "amount_differs",
            f"amount {deed.amount.amount} {deed.amount.currency} is not the {due.amount}"
            f" {due.currency} that fall due on {deed.due_on} (MON-13)",
        )
