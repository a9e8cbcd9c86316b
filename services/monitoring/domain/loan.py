"""One loan's stream (贷后台账): what is due, what was paid, since when it is overdue; and its file.

Facts of core banking and of disposal are taken as they come, never refused; one known already by
its business id counts once. An officer's command may be refused. What follows from the facts are
entries; a late or reversed fact leads to new entries that name those they correct. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import get_args

from services.kit.domain import Decider
from services.monitoring.domain.agenda import agenda
from services.monitoring.domain.calling import called
from services.monitoring.domain.commands import (
    AccelerateLoan,
    LoanCommand,
    NoteBankruptcy,
    Perform,
    ReverseReceipt,
    TakeFact,
    TakeNews,
    TimeReached,
)
from services.monitoring.domain.conclusion import conclude
from services.monitoring.domain.entries import MoneyAllocated
from services.monitoring.domain.evolution import evolve
from services.monitoring.domain.facts import ReceiptReversed, WentBankrupt, currency_of, name_of
from services.monitoring.domain.file import standing_breaches
from services.monitoring.domain.file_rules import performed
from services.monitoring.domain.file_timers import breaches_undone, run_out
from services.monitoring.domain.intake import fact_of
from services.monitoring.domain.known import repeated, standing_of
from services.monitoring.domain.misnamed import misnamed
from services.monitoring.domain.news import set_aside_late, taken_back, told
from services.monitoring.domain.state import Loan, LoanEvent
from services.monitoring.domain.statement import in_trouble, restated
from services.monitoring.domain.work_items import FactSetAside, MessageGapNoted
from services.monitoring.policy import MonitoringBook

EVENTS: tuple[type[LoanEvent], ...] = get_args(LoanEvent)


def decide(command: LoanCommand, loan: Loan, policies: MonitoringBook) -> tuple[LoanEvent, ...]:
    """The events that follow from one command; ``Rejected`` only for an officer's."""
    match command:
        case TimeReached():
            entries = conclude(
                loan, command.as_of, day_is_over=True, cause_recorded_on=command.as_of
            )
            statement = _statement(loan, loan, entries, command.as_of)
            if not loan.file:
                return (*entries, *statement)
            return (*entries, *statement, *run_out(_after(loan, entries), command.as_of))
        case AccelerateLoan():
            return _accelerate(command, loan, policies)
        case NoteBankruptcy():
            return _bankrupt(command, loan)
        case Perform():
            return performed(command, loan, policies)
        case TakeNews():
            return told(command, loan)
        case _:
            standing = standing_of(command, loan, policies)
            if standing == "new":
                return _take(command, loan, policies)
            return (*_gap(command, loan), *repeated(command, loan, standing))


def _take(command: TakeFact, loan: Loan, policies: MonitoringBook) -> tuple[LoanEvent, ...]:
    """The fact as an event, and what follows from it."""
    fact = fact_of(command, loan, policies)
    events: list[LoanEvent] = [*_gap(command, loan), fact]
    after = evolve(loan, fact)
    gone_back = taken_back(fact, after) if isinstance(fact, ReceiptReversed) else ()
    others = misnamed(
        after, after.facts if loan.opened is None else after.facts[len(loan.facts) :]
    )
    for aside in (*_set_aside(after), *others, *gone_back):
        events.append(aside)
        after = evolve(after, aside)
    undone_on = _undone_on(command, loan) if isinstance(command, ReverseReceipt) else None
    entries = conclude(
        after,
        command.as_of,
        day_is_over=False,
        cause_recorded_on=command.booked_on,
        undone_on=undone_on,
    )
    statement = _statement(loan, after, entries, command.as_of)
    # Hardly a loan has a breach, and folding its entries once more would cost every payment.
    undone = breaches_undone(_after(after, entries)) if standing_breaches(after.file) else ()
    return (*events, *entries, *statement, *undone)


def _gap(command: TakeFact, loan: Loan) -> tuple[LoanEvent, ...]:
    after, received = loan.sequence, command.sequence
    if after is None or received is None or received <= after + 1:
        return ()
    return (
        MessageGapNoted(
            loan_id=command.loan_id,
            effective_on=command.as_of,
            after=after,
            received=received,
        ),
    )


def _set_aside(loan: Loan) -> tuple[FactSetAside, ...]:
    """Waiting facts in another currency than the loan's: no rate of exchange is ours to choose."""
    if loan.opened is None:
        return ()
    currency = loan.opened.principal.currency
    foreign = tuple(
        FactSetAside(
            loan_id=loan.opened.loan_id,
            effective_on=fact.effective_on,
            fact=name_of(fact),
            reason="currency_differs",
        )
        for fact in loan.waiting
        if currency_of(fact) not in (None, currency)
    )
    return (*foreign, *set_aside_late(loan)) if loan.file else foreign


def _undone_on(command: ReverseReceipt, loan: Loan) -> date | None:
    """The day of the reversed receipt's entry, when it has one."""
    for entry in loan.entries:
        if isinstance(entry, MoneyAllocated) and entry.receipt_id == command.receipt_id:
            return entry.effective_on
    return None


def _accelerate(
    command: AccelerateLoan, loan: Loan, policies: MonitoringBook
) -> tuple[LoanEvent, ...]:
    fact = called(command, loan, policies)
    after = evolve(loan, fact)
    entries = conclude(after, command.as_of, day_is_over=False, cause_recorded_on=command.as_of)
    return (fact, *entries, *_statement(loan, after, entries, command.as_of))


def _bankrupt(command: NoteBankruptcy, loan: Loan) -> tuple[LoanEvent, ...]:
    """The first acceptance counts. What is stated holds since the ledger last moved, so whoever
    asks for the claim on the day of acceptance finds it, however late it became known.
    """
    if any(isinstance(fact, WentBankrupt) for fact in loan.facts):
        return ()
    fact = WentBankrupt(
        loan_id=command.loan_id, effective_on=command.effective_on, booked_on=command.as_of
    )
    after = evolve(loan, fact)
    entries = conclude(after, command.as_of, day_is_over=False, cause_recorded_on=command.as_of)
    return (fact, *entries, *_statement(loan, after, entries, command.as_of))


def _statement(
    before: Loan, after: Loan, entries: Sequence[LoanEvent], as_of: date
) -> tuple[LoanEvent, ...]:
    """The claims as they stand when ``entries`` are put to ``after``, if the loan is in trouble."""
    if not in_trouble(before, entries):
        return ()
    return tuple(restated(_after(after, entries), entries, as_of))


def _after(loan: Loan, entries: Sequence[LoanEvent]) -> Loan:
    for entry in entries:
        loan = evolve(loan, entry)
    return loan


decider = Decider(initial=Loan(), decide=decide, evolve=evolve, agenda=agenda, events=EVENTS)
