"""B.4: what frees a guarantor, and what undoes it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal, guarantee, monitoring
from services.guarantee.domain.entries import GuaranteeReinstated, GuaranteeReleased, StandsAgain
from tests.unit.guarantee.story import (
    DEMAND,
    Story,
    demanded,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    JOINT,
    balance,
    cny,
    numbered,
    on,
    opened,
    sold,
    transfer_notice,
)

NEW: dict[str, Any] = {"signed_on": "2024-01-10", "document_id": "G-77"}
CALL: dict[str, Any] = {"method": "phone"}
ASKED: dict[str, Any] = {**DEMAND, "amount": cny("21560.00")}
HELD: dict[str, Any] = {"record_id": "INT-1", "signed": True, "address_confirmed": True}


def lent(**guarantee_sent: object) -> Story:
    story = Story()
    sent = (JOINT | guarantee_sent,) if guarantee_sent else None
    story.tell(opened(guarantees=sent), "2023-03-20")
    return story


# -- any -> RELEASED, TRANSFERRED -----------------------------------------------------------------


def test_a_settled_loan_releases_him_and_a_reopened_one_takes_him_back() -> None:
    story = demanded()
    story.tell(numbered(monitoring.LoanSettled, "2024-04-10", 30), "2024-04-10")
    assert story.guarantor("2024-04-10").state == "released"
    story.refused("loan_settled", "SendRiskWarning", "2024-04-11", document_id="W", method="post")
    story.tell(numbered(monitoring.LoanReopened, "2024-05-06", 31), "2024-05-06")
    assert story.guarantor("2024-05-05").state == "released"
    assert story.guarantor("2024-05-06").state == "demanded"
    assert len(story.made(GuaranteeReinstated)) == 1
    told = [m for m in story.published() if isinstance(m, guarantee.GuaranteeRegistered)]
    assert [m.effective_on for m in told] == [on("2023-03-20"), on("2024-05-06")]


def test_a_settlement_that_is_withdrawn_was_none() -> None:
    story = demanded()
    story.tell(numbered(monitoring.LoanSettled, "2024-04-10", 30), "2024-04-10")
    story.tell(numbered(monitoring.EntriesWithdrawn, "2024-04-10", 31, 30), "2024-04-15")
    assert story.guarantor("2024-04-12").state == "demanded"
    assert story.guarantor("2024-04-12", known_on="2024-04-14").state == "released"
    assert [e.effective_on for e in story.made(StandsAgain)] == [on("2024-04-15")]


def test_a_remitted_claim_releases_him() -> None:
    story = demanded()
    gone = disposal.DebtRemitted(**IDS, effective_on=on("2024-05-06"), amount=cny("1.00"))
    story.tell(gone, "2024-05-06")
    shown = story.guarantor("2024-05-06")
    assert (shown.state, shown.release_reason) == ("released", "debt_remitted")
    story.refused("claim_extinguished", "RecordInterview", "2024-05-07", **HELD)


def test_a_sale_has_effect_on_him_once_he_is_told() -> None:
    """Rules: GU-12, TA-06."""
    story = demanded()
    story.tell(sold("2024-05-06"), "2024-05-06")
    story.tell(transfer_notice("2024-05-06", DEBTOR), "2024-05-06")
    assert story.guarantor("2024-05-06").state == "demanded"
    story.refused("claim_transferred", "RecordInterview", "2024-05-07", **HELD)
    story.tell(transfer_notice("2024-05-10"), "2024-05-10")
    assert story.guarantor("2024-05-09").state == "demanded"
    assert story.guarantor("2024-05-10").state == "transferred"


@pytest.mark.parametrize("agreed", [True, False])
def test_a_barred_assignment_frees_who_did_not_consent(agreed: bool) -> None:
    """Rules: GU-12."""
    story = demanded(assignment_barred=True)
    if agreed:
        story.act("RecordConsent", "2024-05-05", subject="assignment", document_id="C-1")
    story.tell(sold("2024-05-06"), "2024-05-06")
    story.tell(transfer_notice("2024-05-06"), "2024-05-06")
    shown = story.guarantor("2024-05-06")
    assert (shown.state, shown.release_reason) == (
        ("transferred", "transferred") if agreed else ("released", "assignment_without_consent")
    )


def test_who_was_free_before_stays_free() -> None:
    story = demanded(cap={"amount": "30000.00", "currency": "CNY"})
    story.tell(balance("2024-04-03", 21, "240000.00", "Z-2", "30000.00"), "2024-04-03")
    story.tell(numbered(monitoring.LoanSettled, "2024-05-10", 30), "2024-05-10")
    assert story.guarantor("2024-05-10").state == "discharged_by_payment"
    assert [e.reason for e in story.made(GuaranteeReleased)] == ["paid_in_full"]
