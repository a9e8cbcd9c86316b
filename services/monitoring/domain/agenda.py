"""The days on which a loan must be asked again although nothing is heard of it."""

from __future__ import annotations

from datetime import date, timedelta

from services.kit.domain import Due
from services.monitoring.domain.arrears import StageKept, next_change, standing
from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.file_timers import file_agenda
from services.monitoring.domain.state import Loan, closed_on, ledger_of

DAY = timedelta(days=1)


def agenda(loan: Loan) -> tuple[Due, ...]:
    """The next days on which time alone changes something."""
    opened = loan.opened
    if opened is None:
        return ()
    dues = [Due(day_of(opened, fact), "fact_counts") for fact in loan.waiting]
    ledger = ledger_of(loan, opened)
    if ledger.unapplied and ledger.unfinished:
        dues.append(Due(max(ledger.unfinished[0].due_on, ledger.day), "unapplied_money_used"))
    start = max([ledger.day] + [entry.effective_on + DAY for entry in loan.arrears[-1:]])
    day: date | None = start
    if StageKept(*standing(ledger, opened.terms, start)[:2]) == loan.kept:
        day = next_change(ledger, opened.terms, start)
    if day is not None:
        dues.append(Due(day, "arrears_change"))
    if loan.file:
        ended = closed_on(loan)
        dues = [due for due in dues if ended is None or due.on <= ended]
        dues += file_agenda(loan)
    return tuple(sorted(set(dues)))
