"""Who must be told of the sale of the claim is told, once each (TA-02, TA-06)."""

from __future__ import annotations

from services.disposal.domain.checks import case_in, done, refuse
from services.disposal.domain.state import LoanFile
from services.disposal.domain.transfer_acts import ServeTransferNotice
from services.disposal.domain.transfer_events import TransferNoticeServed
from services.disposal.policy import DisposalPolicy


def notice(
    act: ServeTransferNotice, file: LoanFile, edition: DisposalPolicy
) -> tuple[TransferNoticeServed, ...]:
    """One who must be told is told (TA-02, TA-06)."""
    case = case_in(act, file, "agreed", "transferred")
    sold = file.transferred
    if sold is None:
        refuse("not_transferred", f"loan {act.loan_id} is not transferred: nothing to tell")
    party = next((each for each in sold.to_notify if each.party_id == act.party_id), None)
    if party is None:
        refuse(
            "party_not_concerned",
            f"party_id {act.party_id!r} is neither debtor nor guarantor of loan {act.loan_id}",
        )
    if act.party_id in {each.party_id for each in file.notices}:
        refuse("notice_served", f"party_id {act.party_id!r} was told before (TA-02)")
    return (
        TransferNoticeServed(
            **done(act, case.case_id, edition),
            party_id=party.party_id,
            party_role=party.role,
            method=act.method,
            proof_id=act.proof_id,
        ),
    )
