"""Who must be told of the sale of the claim is told, once each (TA-02, TA-06).

A notice passes the shared conduct gate: it is a formal notice, so nobody counts it (CC-02 and CC-03 count
calls), but its text, its articles, its hour and to whom it goes are looked at where they are said.
"""

from __future__ import annotations

from services.disposal.domain.checks import case_in, done, refuse
from services.disposal.domain.state import LoanFile
from services.disposal.domain.transfer_acts import ServeTransferNotice
from services.disposal.domain.transfer_events import (
    ProhibitedActionBlocked,
    TransferNoticeServed,
)
from services.disposal.policy import DisposalPolicy
from services.kit.conduct.asked import Asked, check_hour, kept
from services.kit.conduct.blocked import written_down
from services.kit.conduct.own_party import check_party
from services.kit.conduct.rules import check


def notice(
    act: ServeTransferNotice, file: LoanFile, edition: DisposalPolicy
) -> tuple[TransferNoticeServed, ...]:
    """One who must be told is told (TA-02, TA-06)."""
    case = case_in(act, file, "agreed", "transferred")
    sold = file.transferred
    if sold is None:
        refuse("not_transferred", f"loan {act.loan_id} is not transferred: nothing to tell (B.6)")
    party = next((each for each in sold.to_notify if each.party_id == act.party_id), None)
    if party is None:
        refuse(
            "party_not_concerned",
            f"party_id {act.party_id!r} is neither debtor nor guarantor of loan {act.loan_id}",
        )
    rules = edition.conduct_on(act.day)
    check_party(act.conduct, rules, party.role, party.party_id, "TA-02")
    if act.party_id in {each.party_id for each in file.notices}:
        refuse("notice_served", f"party_id {act.party_id!r} was told before (TA-02)")
    return (
        TransferNoticeServed(
            **done(act, case.case_id, edition),
            party_id=party.party_id,
            party_role=party.role,
            method=act.method,
            proof_id=act.proof_id,
            conduct=kept(act.conduct),
        ),
    )


def blocked(
    act: ServeTransferNotice, file: LoanFile, edition: DisposalPolicy
) -> ProhibitedActionBlocked | None:
    """The blocked act that this notice would be, of a sold claim; None when it is none."""
    case, sold = file.case, file.transferred
    if case is None or sold is None:
        return None
    party = next((each for each in sold.to_notify if each.party_id == act.party_id), None)
    asked = Asked(
        act=act.RULE,
        day=act.day,
        rules=edition.conduct_on(act.day),
        said=(act.conduct,),
        known={
            "channel": act.method,
            "target_role": None if party is None else party.role,
            "target_id": act.party_id,
            "purposes": ("service_of_notice",),
            "data_fields": ("loan_number",),
        },
    )
    check_hour(act.conduct, asked.day, asked.rules)
    block = check(asked, sold.guarantors)
    if block is None:
        return None
    own = {"case_id": case.case_id, "policy_id": edition.policy_id}
    return written_down(ProhibitedActionBlocked, act, asked, block, **own)
