"""What is unpaid of a loan in trouble, told whole: the other services' one source of sums.

A loan that is or was in arrears, or is accelerated, states all its unpaid claims whenever they or
its standing change. A statement is a picture, not an entry: the last one told stands, nothing is
withdrawn, and the ledger does not come from it. Loans that never were in arrears have none, so
ordinary repayments cost nothing; once one was told, each change asks for the next, also when the
arrears turn out never to have been. From the day on which the claim was given up nothing is owed
(DIS-19); before it the claim is what it was.

A late fact changes days that are past: each of them on which the ledger turned is stated anew from
that day on, so that a sum "as of" any day is the ledger's. Since the last statement told stands, the
end of a claim given up is stated again behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.debts import Debt
from contracts.values import Money
from services.kit.domain import changed
from services.monitoring.domain.entries import ArrearsChanged, ClaimStated, PlanChanged
from services.monitoring.domain.news_events import RemissionNoted
from services.monitoring.domain.state import Loan, LoanEvent, ledger_of


def in_trouble(before: Loan, entries: Sequence[object]) -> bool:
    """Whether these entries, decided on ``before``, ask for a statement."""
    if not entries:
        return False
    if (
        before.stated
        or before.arrears
        or (before.ledger is not None and before.ledger.accelerated_on)
    ):
        return True
    return any(
        type(each) is ArrearsChanged or (type(each) is PlanChanged and each.accelerated_on)
        for each in entries
    )


def restated(loan: Loan, changes: Sequence[LoanEvent], as_of: date) -> Iterator[ClaimStated]:
    """What is unpaid from each day on that these ``changes``, in ``loan`` already, touched."""
    assert loan.opened is not None
    first = min(each.effective_on for each in changes)
    ends = (each for each in loan.file if isinstance(each, RemissionNoted))
    turned = (each.effective_on for each in (*loan.entries, *loan.arrears, *ends))
    days = sorted({first, *(day for day in turned if day > first)})
    for day in days[:-1]:
        entries = tuple(each for each in loan.entries if each.effective_on <= day)
        arrears = tuple(each for each in loan.arrears if each.effective_on <= day)
        yield stated(changed(loan, entries=entries, arrears=arrears, ledger=None), day)
    yield stated(loan, min(days[-1], as_of))


def stated(loan: Loan, as_of: date) -> ClaimStated:
    """All unpaid claims of an opened loan from ``as_of`` on."""
    assert loan.opened is not None
    opened, ledger = loan.opened, ledger_of(loan, loan.opened)
    currency = opened.principal.currency
    given_up = any(
        isinstance(note, RemissionNoted) and note.effective_on <= as_of for note in loan.file
    )
    return ClaimStated(
        loan_id=opened.loan_id,
        effective_on=as_of,
        debts=tuple(
            Debt(
                each.key,
                each.kind,
                each.due_on,
                opened.terms.first_day_past_due(each.due_on),
                each.unpaid.in_order,
                each.penalty_from,
            )
            for each in (() if given_up else ledger.unfinished)
        ),
        principal_outstanding=Money(0 if given_up else ledger.principal, currency),
        unapplied=Money(ledger.unapplied, currency),
        overdue_since=None if given_up else loan.kept.overdue_since,
        accelerated_on=ledger.accelerated_on,
        interest_daily=opened.interest_daily,
        penalty_daily=opened.penalty_daily,
    )
