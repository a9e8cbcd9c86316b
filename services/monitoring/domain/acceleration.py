"""The whole claim as one debt (提前到期), by an officer or by core banking's schedule change.

The debt is paid cost, fee, interest, penalty, principal over the whole of it, and it is overdue
since the oldest claim that was past due on the day of acceleration, until all of it is paid; when
nothing was past due it falls due on that day. Instalments and charges close with what was paid on
them. Ordinary interest stops; penalty runs on all principal from the day of acceleration, unless
a court accepted the borrower's bankruptcy: then nothing accrues any more, and no later plan or call
changes what is due.
"""

from __future__ import annotations

from datetime import date

import msgspec

from contracts.debts import NEVER, accrue
from services.monitoring.domain.amounts import NOTHING, Amounts
from services.monitoring.domain.claims import Claim, ceased, claim, penalty_accrued
from services.monitoring.domain.facts import BANKRUPTCY, LoanOpened
from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.schedule import Plan, present

ACCELERATION = "acceleration"
"""The reason of a schedule change that accelerates (contract.md section 3)."""


def accelerate_by_officer(opened: LoanOpened, ledger: Ledger, key: str, day: date) -> Plan:
    """What is due, interest accrued since the last due date, penalty accrued, all principal.

    Penalty that a plan moved to an instalment to come had run up before (ADR 0032): none is forgiven.
    """
    due = Amounts()
    for each in ledger.unfinished:
        is_due = each.due_on <= day
        due = due.plus(each.unpaid if is_due else Amounts(penalty=each.unpaid.penalty))
    interest = due.interest + _accrued_interest(opened, ledger, day)
    return _one_debt(
        opened, ledger, ledger.claims, key, msgspec.structs.replace(due, interest=interest), day
    )


def stop_interest(opened: LoanOpened, ledger: Ledger, key: str, day: date) -> Plan:
    """All is due with what accrued until the court's acceptance, and no more accrues (BK-02)."""
    if not ledger.unfinished and not ledger.principal:
        return Plan(ledger.claims)
    called = accelerate_by_officer(opened, ledger, key, day)
    return Plan(
        tuple(
            msgspec.structs.replace(each, penalty_from=NEVER) if each.key == key else each
            for each in called.claims
        )
    )


def is_stopped(ledger: Ledger) -> bool:
    """All fell due with the borrower's bankruptcy: whatever a plan says, it stays due (BK-02)."""
    return any(
        each.key == BANKRUPTCY and each.ceased_on is None
        for each in (*ledger.unfinished, *ledger.finished)
    )


def accelerate_by_plan(
    opened: LoanOpened, ledger: Ledger, plan: Plan, key: str, day: date
) -> Plan:
    """Everything that core banking's plan asks for, whenever it would have been due."""
    due = Amounts()
    for each in plan.claims:
        due = due.plus(each.unpaid)
    return _one_debt(opened, ledger, plan.claims, key, due, day)


def _one_debt(
    opened: LoanOpened,
    ledger: Ledger,
    claims: tuple[Claim, ...],
    key: str,
    due: Amounts,
    day: date,
) -> Plan:
    accrued = sum(
        penalty_accrued(each, opened.terms, opened.penalty_daily, day) or 0 for each in claims
    )
    due = msgspec.structs.replace(
        due,
        penalty=due.penalty + accrued,
        principal=max(ledger.principal, Plan(claims).principal),
    )
    debt = msgspec.structs.replace(
        claim(key, "accelerated", _overdue_since(opened, ledger, day), due), penalty_from=day
    )
    old = present(ceased(each, day) if each.unpaid != NOTHING else each for each in claims)
    return Plan((*old, debt))


def _overdue_since(opened: LoanOpened, ledger: Ledger, day: date) -> date:
    past_due = (
        each.due_on
        for each in ledger.unfinished
        if each.unpaid.owed and opened.terms.days_past_due(each.due_on, day)
    )
    return min(past_due, default=day)


def _interest_paid(closed: Claim) -> bool:
    """Money that reaches principal has paid the interest before it."""
    return closed.paid_on is not None or closed.paid.principal > 0


def _accrued_interest(opened: LoanOpened, ledger: Ledger, day: date) -> int:
    """Interest at ``interest_daily`` since the last due date, on the principal not yet due.

    The principal already due bears penalty instead: 180.00 from 20 to 25 Jun 2024 in catalogue C
    is 0.02 % a day for 5 days on 180,000.00, not on the 260,000.00 outstanding. An instalment that a new
    plan closed counts as one that fell due if its interest was paid: that is not asked for again, nor is a
    part of it that was paid, on one that the plan closed or moved.
    """
    numbered = [each for each in ledger.claims if each.number]
    plan = [each for each in numbered if each.ceased_on is None]
    dues = [each.due_on for each in numbered if each.ceased_on is None or _interest_paid(each)]
    last = max((due_on for due_on in dues if due_on <= day), default=opened.effective_on)
    balance = sum(each.unpaid.principal for each in plan if each.due_on > day)
    paid = sum(each.paid.interest for each in numbered if each.due_on > last)
    return max(0, accrue(balance, (day - last).days, opened.interest_daily) - paid)
