"""Of whom something may be preserved: the claim must be on him, or the asset charged for it (CL-03), and his
bankruptcy not accepted (BK-03).
"""

from __future__ import annotations

from contracts.values import CHARGED_NO_MORE
from services.kit.domain import Rejected
from services.litigation.domain.claim import stopped_for
from services.litigation.domain.deeds import MeasureApplied
from services.litigation.domain.neighbours import CollateralNoted
from services.litigation.domain.state import Case
from services.litigation.domain.suit import guarantors_on


def check_party(deed: MeasureApplied, case: Case) -> None:
    """``party_unknown`` or ``party_bankrupt``. Of an asset whose owner is not named nothing is asked."""
    _check_liable(deed, case)
    party, day = deed.party_id, deed.effective_on
    since = None if party is None else stopped_for(case, party, day)
    if since is not None:
        raise Rejected(
            "party_bankrupt",
            f"party_id {party!r}: a court accepted the bankruptcy on {since}; nothing is preserved"
            " there any more, the claim is declared (BK-03)",
        )


def _check_liable(deed: MeasureApplied, case: Case) -> None:
    """The borrower's, a guarantor's by then, or charged for the loan, whoever owns it."""
    borrower = "" if case.taken is None else case.taken.obligor_id
    if deed.party_id in (None, borrower, *guarantors_on(case, deed.effective_on)):
        return
    told = case.all_of(CollateralNoted, deed.effective_on)
    states = [each.state for each in told if each.collateral_id == deed.asset_id]
    if states and states[-1] not in CHARGED_NO_MORE:
        return
    raise Rejected(
        "party_unknown",
        f"party_id {deed.party_id!r} is neither the borrower {borrower!r} nor a guarantor on"
        f" {deed.effective_on}, and asset_id {deed.asset_id!r} is not charged for the loan on that day:"
        " preservation is limited to the claim (CL-03)",
    )
