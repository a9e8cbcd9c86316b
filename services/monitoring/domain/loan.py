"""One loan's stream (贷后台账): what is due, what was paid, since when it is overdue.

Facts of core banking are taken as they come, never refused; a fact known already by its business id
gives no event. An officer's acceleration may be refused. What follows from the facts are entries; a
late or reversed fact leads to new entries that name those they correct. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from services.kit.domain import Decider, Due, Rejected
from services.kit.policy import PolicyBook
from services.monitoring.domain.arrears import StageKept, next_change, standing
from services.monitoring.domain.commands import (
    AccelerateLoan,
    LoanCommand,
    OpenLoan,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeFact,
    TakeReceipt,
    TimeReached,
)
from services.monitoring.domain.conclusion import conclude
from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.entries import (
    ArrearsChanged,
    ChargeClaimed,
    EntriesWithdrawn,
    InstallmentPaid,
    LoanReopened,
    LoanSettled,
    MoneyAllocated,
    PlanChanged,
)
from services.monitoring.domain.facts import (
    ChargeTaken,
    FactSetAside,
    LoanAccelerated,
    LoanOpened,
    MessageGapNoted,
    ReceiptReversed,
    ReceiptTaken,
    ScheduleReplaced,
    currency_of,
    name_of,
)
from services.monitoring.domain.state import Loan, LoanEvent, evolve, ledger_of
from services.monitoring.policy import MonitoringPolicy, edition_for

EVENTS: tuple[type[LoanEvent], ...] = (
    LoanOpened,
    ReceiptTaken,
    ReceiptReversed,
    ChargeTaken,
    ScheduleReplaced,
    LoanAccelerated,
    MessageGapNoted,
    FactSetAside,
    MoneyAllocated,
    ChargeClaimed,
    PlanChanged,
    InstallmentPaid,
    LoanSettled,
    LoanReopened,
    ArrearsChanged,
    EntriesWithdrawn,
)


def decide(
    command: LoanCommand, loan: Loan, policies: PolicyBook[MonitoringPolicy]
) -> tuple[LoanEvent, ...]:
    """The events that follow from one command; ``Rejected`` only for an officer's."""
    match command:
        case TimeReached():
            return conclude(
                loan, command.as_of, day_is_over=True, cause_recorded_on=command.as_of
            )
        case AccelerateLoan():
            return _accelerate(command, loan)
        case _ if _is_known(command, loan):
            return ()
        case _:
            return _take(command, loan, policies)


def _is_known(command: TakeFact, loan: Loan) -> bool:
    """The same fact was taken before, under the same business id."""
    match command:
        case OpenLoan():
            return loan.opened is not None
        case ReverseReceipt():
            return command.reversal_id in loan.reversals
        case TakeReceipt():
            name = f"receipt:{command.receipt_id}"
        case TakeCharge():
            name = f"charge:{command.charge_id}"
        case ReplaceSchedule():
            name = f"change:{command.change_id}"
        case _:
            raise TypeError(f"{type(command).__name__} is no fact that monitoring takes")
    return any(name_of(fact) == name for fact in loan.facts)
