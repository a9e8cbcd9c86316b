"""A prepayment whose plan came before its money, on the same day: which plan the money is for."""

from __future__ import annotations

from collections.abc import Sequence

from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.facts import (
    CountedFact,
    LoanOpened,
    ReceiptTaken,
    ScheduleReplaced,
)
from services.monitoring.domain.ledger import Ledger
from services.monitoring.domain.schedule import PREPAYMENT
from services.monitoring.domain.state import Loan


def prepaid_by(
    loan: Loan, opened: LoanOpened, ledger: Ledger, facts: Sequence[CountedFact]
) -> ScheduleReplaced | None:
    """The plan of a prepayment on the ledger's last day, when ``facts`` bring money of that day.

    ``facts`` do not stand in the ledger yet, the plan does.
    """
    day = ledger.day
    if not any(isinstance(each, ReceiptTaken) and day_of(opened, each) == day for each in facts):
        return None
    plans = [
        each
        for each in loan.facts
        if isinstance(each, ScheduleReplaced)
        and each.reason == PREPAYMENT
        and day_of(opened, each) == day
        and each not in facts
    ]
    return plans[-1] if plans else None
