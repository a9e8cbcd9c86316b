"""The loan as it stands on a day: the ``monitoring`` object of the loan document.

Shape: contract.md section 5. ``charges`` (claims outside the plan of repayment), ``accelerated_on``
and ``file``, the post-loan file, stand there besides. Needs no policy: the loan's terms are in its
state.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.values import Money
from services.kit.domain import Frozen
from services.monitoring.domain.amounts import COMPONENTS, Amounts
from services.monitoring.domain.arrears import Standing, overdue, standing
from services.monitoring.domain.claims import Claim, penalty_accrued, with_penalty
from services.monitoring.domain.derivation import Derived, derive
from services.monitoring.domain.facts import LoanOpened
from services.monitoring.domain.file_document import file_document
from services.monitoring.domain.file_view import FileView, file_view
from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.prepaid import prepaid_by
from services.monitoring.domain.state import Loan, counted_until, ledger_of, uncounted
from services.monitoring.domain.turns import Turn, turns_of


class ClaimView(Frozen, frozen=True, kw_only=True):
    """One claim: what was or is due and what is paid, component by component.

    ``number`` is an instalment's, ``name`` a charge's or other claim's. ``ceased_on``: the day on
    which a new plan or acceleration took its place; then ``due`` is what had been paid on it.
    """

    number: int | None = None
    name: str | None = None
    due_on: date
    due: dict[str, Money]
    paid: dict[str, Money]
    paid_on: date | None
    ceased_on: date | None


class MonitoringView(Frozen, frozen=True, kw_only=True):
    """What monitoring knows about a loan on a day."""

    days_past_due: int
    overdue_since: date | None
    stage: str
    overdue: Money
    principal_outstanding: Money
    unapplied: Money
    penalty: Money
    installments: tuple[ClaimView, ...]
    charges: tuple[ClaimView, ...]
    accelerated_on: date | None
    file: FileView


def view(loan: Loan, as_of: date) -> MonitoringView | None:
    """The loan at the end of ``as_of``; None when it was not yet disbursed or is not known.

    ``loan`` is folded in effective order up to ``as_of``. What has not been decided yet (a fact
    that counts later than the last closed day, unapplied money on a due date to come) is added by
    the same walk, so the answer does not wait for the tick. Once the claim is sold or given up, all of
    it is as it was at the end of that day: nothing falls due, is late or accrues any more.
    """
    opened = loan.opened
    if opened is None or opened.effective_on > as_of:
        return None
    last = counted_until(loan, as_of)
    ledger, facts = ledger_of(loan, opened), uncounted(loan, opened, last)
    derived = derive(opened, ledger, facts, last, prepaid_by(loan, opened, ledger, facts))
    ledger = derived.ledgers[-1]
    stands = standing(ledger, opened.terms, last)
    claims = _with_penalty(opened, ledger, last)
    currency = opened.principal.currency
    return MonitoringView(
        days_past_due=stands.days_past_due,
        overdue_since=stands.overdue_since,
        stage=stands.stage,
        overdue=Money(overdue(ledger, opened.terms, last), currency),
        principal_outstanding=Money(ledger.principal, currency),
        unapplied=Money(ledger.unapplied, currency),
        penalty=Money(sum(each.unpaid.penalty for each in claims), currency),
        installments=tuple(_shown(each, currency) for each in claims if each.number),
        charges=tuple(_shown(each, currency) for each in claims if not each.number),
        accelerated_on=ledger.accelerated_on,
        file=file_view(loan, ledger, _turns(loan, derived, stands, last), as_of),
    )


def _turns(loan: Loan, derived: Derived, stands: Standing, as_of: date) -> list[Turn]:
    """The ledger's turns, with those of days that no tick has closed yet."""
    turns = turns_of((*loan.entries, *derived.entries), loan.arrears)
    if (stands.overdue_since is None) is not (loan.kept.overdue_since is None):
        turns.append(Turn(as_of, "cured" if stands.overdue_since is None else "overdue"))
    return turns


def _with_penalty(opened: LoanOpened, ledger: Ledger, day: date) -> tuple[Claim, ...]:
    """Claims with the penalty that a payment on ``day`` would meet."""
    shown = []
    for each in ledger.claims:
        accrued = penalty_accrued(each, opened.terms, opened.penalty_daily, day)
        shown.append(each if accrued is None else with_penalty(each, accrued, day))
    return tuple(shown)


def _shown(each: Claim, currency: str) -> ClaimView:
    return ClaimView(
        number=each.number or None,
        name=None if each.number else each.key,
        due_on=each.due_on,
        due=_money(each.due, currency),
        paid=_money(each.paid, currency),
        paid_on=each.paid_on,
        ceased_on=each.ceased_on,
    )


def _money(amounts: Amounts, currency: str) -> dict[str, Money]:
    return {
        component: Money(amount, currency)
        for component, amount in zip(COMPONENTS, amounts.in_order, strict=True)
    }


def document(shown: MonitoringView) -> dict[str, object]:
    """The view as plain JSON values: money as decimal strings, days as ``YYYY-MM-DD``."""
    return {
        "days_past_due": shown.days_past_due,
        "overdue_since": _day(shown.overdue_since),
        "stage": shown.stage,
        "overdue": shown.overdue.to_wire(),
        "principal_outstanding": shown.principal_outstanding.to_wire(),
        "unapplied": shown.unapplied.to_wire(),
        "penalty": shown.penalty.to_wire(),
        "installments": _rows(shown.installments),
        "charges": _rows(shown.charges),
        "accelerated_on": _day(shown.accelerated_on),
        "file": file_document(shown.file),
    }


def _rows(claims: Iterable[ClaimView]) -> list[dict[str, object]]:
    return [
        {
            **({"number": each.number} if each.number else {"name": each.name}),
            "due_on": each.due_on.isoformat(),
            "due": {component: money.to_wire() for component, money in each.due.items()},
            "paid": {component: money.to_wire() for component, money in each.paid.items()},
            "paid_on": _day(each.paid_on),
            "ceased_on": _day(each.ceased_on),
        }
        for each in claims
    ]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
