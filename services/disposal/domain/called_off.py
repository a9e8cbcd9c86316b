"""An agreed sale that fails: the buyer does not pay, or steps back (B.6).

The case is assessed as it was and takes a route anew; what is written off stays so and may be offered
again. Also of a loan that was paid meanwhile: the agreement must not stay open for ever.
"""

from __future__ import annotations

from services.disposal.domain.checks import case_in, check_claim_is_ours, done, refuse
from services.disposal.domain.state import LoanFile
from services.disposal.domain.transfer_acts import CallOffTransfer
from services.disposal.domain.transfer_events import TransferCalledOff
from services.disposal.policy import DisposalPolicy


def call_off(
    act: CallOffTransfer, file: LoanFile, edition: DisposalPolicy
) -> tuple[TransferCalledOff, ...]:
    """The agreement that is named is over."""
    check_claim_is_ours(act, file, paid=True)
    case = case_in(act, file, "agreed", "written_off")
    if case.agreed is None:
        refuse(
            "not_agreed",
            f"no sale of loan {act.loan_id} is agreed in case {case.case_id} (DIS-07)",
        )
    if act.agreement_id != case.agreed.agreement_id:
        refuse(
            "agreement_unknown",
            f"agreement_id {act.agreement_id!r} is not {case.agreed.agreement_id!r}, the sale agreed"
            f" in case {case.case_id} (DIS-07)",
        )
    return (
        TransferCalledOff(
            **done(act, case.case_id, edition),
            agreement_id=act.agreement_id,
            document_id=act.document_id,
            buyer_id=case.agreed.buyer.buyer_id,
        ),
    )
