"""An officer's acceleration of a loan: role, four eyes and a reason, or a refusal with its code."""

from __future__ import annotations

from services.kit.acts import check_act
from services.kit.domain import Rejected
from services.monitoring.domain.commands import AccelerateLoan
from services.monitoring.domain.facts import LoanAccelerated
from services.monitoring.domain.state import Loan, closed_on, ledger_of
from services.monitoring.policy import MonitoringBook


def called(command: AccelerateLoan, loan: Loan, policies: MonitoringBook) -> LoanAccelerated:
    """The decision as a fact; ``Rejected`` when policy, loan or command does not allow it."""
    edition = policies.in_force(command.as_of)
    if command.RULE not in edition.acts:
        raise Rejected("act_unknown", f"{edition.policy_id} says nobody who may {command.RULE}")
    check_act(command, edition.acts[command.RULE])
    _refuse(command, loan)
    return LoanAccelerated(
        loan_id=command.loan_id,
        effective_on=command.effective_on,
        booked_on=command.as_of,
        reason=command.reason,
        requested_by=command.requested_by,
        role=command.role,
        approved_by=command.approved_by or "",
        approver_role=command.approver_role or "",
    )


def _refuse(command: AccelerateLoan, loan: Loan) -> None:
    """A loan that is there, owes, and is not accelerated; a day that came.

    No rule lets a claim be called ahead: it falls due on the day of the decision (B.1), and a wrong
    day ahead could not be taken back. Core banking's own schedule change may lie ahead: a fact.
    """
    if loan.opened is None:
        raise Rejected("loan_unknown", f"loan {command.loan_id} is not open here (B.1)")
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
            "claim_closed", f"loan {command.loan_id} was transferred or remitted on {ended} (B.1)"
        )
    ledger = ledger_of(loan, loan.opened)
    if ledger.accelerated_on or any(isinstance(fact, LoanAccelerated) for fact in loan.facts):
        raise Rejected(
            "already_accelerated", f"loan {command.loan_id} is accelerated already (B.1)"
        )
    if ledger.settled:
        raise Rejected("loan_settled", f"loan {command.loan_id} owes nothing (B.1)")
