"""An officer's acceleration of a loan: four eyes and a reason, or a refusal with its code."""

from __future__ import annotations

from services.kit.domain import Rejected, same_person
from services.monitoring.domain.commands import AccelerateLoan
from services.monitoring.domain.facts import LoanAccelerated
from services.monitoring.domain.state import Loan, closed_on, ledger_of


def called(command: AccelerateLoan, loan: Loan) -> LoanAccelerated:
    """The decision as a fact; ``Rejected`` when the loan or the command does not allow it."""
    _refuse(command, loan)
    return LoanAccelerated(
        loan_id=command.loan_id,
        effective_on=command.effective_on,
        booked_on=command.as_of,
        reason=command.reason,
        requested_by=command.requested_by,
        approved_by=command.approved_by,
    )


def _refuse(command: AccelerateLoan, loan: Loan) -> None:
    """Four eyes and a reason; a loan that is there, owes, and is not accelerated; a day that came.

    No rule lets a claim be called ahead: it falls due on the day of the decision (B.1), and a wrong
    day ahead could not be taken back. Core banking's own schedule change may lie ahead: a fact.
    """
    if loan.opened is None:
        raise Rejected("loan_unknown", f"loan {command.loan_id} is not open here")
    if not command.reason.strip():
        raise Rejected("reason_missing", "an acceleration needs a reason")
    if same_person(command.requested_by, command.approved_by):
        raise Rejected("same_person", f"{command.requested_by} can't approve an own request")
    if command.effective_on < loan.opened.effective_on:
        raise Rejected(
            "before_disbursement",
            f"effective_on {command.effective_on} is before {loan.opened.effective_on}",
        )
    if command.effective_on > command.as_of:
        raise Rejected(
            "effective_in_future",
            f"effective_on {command.effective_on} lies after the business day {command.as_of}: a"
            " claim is called on the day of the decision, not ahead (B.1)",
        )
    ended = closed_on(loan)
    if ended is not None:
        raise Rejected(
            "claim_closed", f"loan {command.loan_id} was transferred or remitted on {ended}"
        )
    ledger = ledger_of(loan, loan.opened)
    if ledger.accelerated_on or any(isinstance(fact, LoanAccelerated) for fact in loan.facts):
        raise Rejected("already_accelerated", f"loan {command.loan_id} is accelerated already")
    if ledger.settled:
        raise Rejected("loan_settled", f"loan {command.loan_id} owes nothing")
