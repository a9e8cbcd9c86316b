"""Zhao's guarantee and the debtor's shop in each state of B.4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from contracts import disposal, monitoring
from tests.states import Standing
from tests.unit.guarantee.story import DEMAND, SECOND, Story, demanded, in_arrears, notified
from tests.unit.guarantee.told import (
    IDS,
    ZHAO,
    auction,
    balance,
    cny,
    contacted,
    in_kind,
    numbered,
    on,
    opened,
    owed,
    sold,
    stated,
    suit,
    transfer_notice,
)

GENERAL = {"kind": "general"}
CHECK = {"guarantor_kind": "state_organ", "document_id": "CHK-1"}
QIAN: dict[str, Any] = {"guarantor_id": "G-QIAN", "signed_on": on("2023-03-20")}
CHARGE: dict[str, Any] = {"kind": "shop", "owner_id": "C-0007", "rank": 1, "document_id": "M-1"}
LOSS: dict[str, Any] = {"cause": "fire", "value": cny("90000.00"), "document_id": "I-1"}


def unknown() -> Story:
    """In arrears, and nobody stands for it."""
    story = Story()
    story.tell(opened(guarantees=()), "2023-03-20")
    story.tell(stated("2024-03-21", owed(12, "1560.00")), "2024-03-21")
    return story


def calm() -> Story:
    """Nothing is in arrears, and nobody stands for it."""
    story = Story()
    story.tell(opened(guarantees=()), "2023-03-20")
    return story


def warned() -> Story:
    story = in_arrears(**GENERAL)
    story.act("SendRiskWarning", "2024-03-25", document_id="W-1", method="personal")
    return story


def part_paid() -> Story:
    story = demanded(**GENERAL)
    story.tell(balance("2024-04-02", 20, "250000.00", "Z-1", "10000.00"), "2024-04-02")
    return story


def refused() -> Story:
    story = demanded(**GENERAL)
    story.act("RecordRefusal", "2024-04-15", ground="refused", search_record_id="S-1")
    return story


def sued() -> Story:
    """Sued before anybody asked him."""
    story = in_arrears(**GENERAL)
    story.tell(suit("2024-04-01"), "2024-04-01")
    return story


def discharged() -> Story:
    """He paid all that was owed, and the loan is settled by it."""
    story = demanded(**GENERAL)
    story.tell(balance("2024-07-01", 40, "0.00", "Z-1", "283000.00"), "2024-07-01")
    story.tell(stated("2024-07-01", since=None), "2024-07-01")
    story.tell(numbered(monitoring.LoanSettled, "2024-07-01", 41), "2024-07-01")
    return story


def invalid() -> Story:
    story = in_arrears(**GENERAL)
    story.act("CheckEligibility", "2024-03-26", "reviewer", **CHECK)
    story.act("RegisterGuarantee", "2024-03-27", **QIAN, kind="joint", document_id="G-9")
    return story


def paid_his_cap() -> Story:
    """He paid all that he stood for; the loan goes on."""
    story = notified(**GENERAL, cap=cny("10000.00").to_wire())
    story.act("ServeGuarantorDemand", "2024-03-28", **DEMAND, amount=cny("10000.00"))
    story.tell(balance("2024-04-02", 20, "250000.00", "Z-1", "10000.00"), "2024-04-02")
    return story


def expired() -> Story:
    story = in_arrears(**GENERAL)
    story.pass_days("2028-06-01")
    return story


def settled() -> Story:
    story = notified(**GENERAL)
    story.tell(stated("2024-07-01", since=None), "2024-07-01")
    story.tell(numbered(monitoring.LoanSettled, "2024-07-01", 41), "2024-07-01")
    return story


def remitted() -> Story:
    story = notified(**GENERAL)
    gone = disposal.DebtRemitted(**IDS, effective_on=on("2024-07-01"), amount=cny("260000.00"))
    story.tell(gone, "2024-07-01")
    return story


def transferred() -> Story:
    story = demanded(**GENERAL)
    story.tell(sold("2024-07-01"), "2024-07-01")
    story.tell(transfer_notice("2024-07-02"), "2024-07-02")
    return story


GUARANTORS: dict[str, Callable[[], Story]] = {
    "none": unknown,
    "registered": lambda: in_arrears(**GENERAL),
    "warned": warned,
    "notified": lambda: notified(**GENERAL),
    "demanded": lambda: demanded(**GENERAL),
    "part_paid": part_paid,
    "in_litigation": refused,
    "in_litigation: sued": sued,
    "discharged_by_payment": discharged,
    "discharged_by_payment: of his cap": paid_his_cap,
    "invalid": invalid,
    "expired": expired,
    "released": settled,
    "released: remitted": remitted,
    "transferred": transferred,
}
"""His state of B.4 and, after a colon, what led to it."""


def charged() -> Story:
    """And another guarantor stands, in whose favour it may be replaced."""
    story = in_arrears()
    story.act("RegisterCollateral", "2024-04-01", **CHARGE)
    return story


def valued() -> Story:
    story = charged()
    value = {"value": cny("180000.00"), "report_id": "V-1"}
    story.act("RecordValuation", "2024-04-02", "valuer", **value)
    return story


def impaired() -> Story:
    story = valued()
    story.act("ReportImpairment", "2024-04-03", **LOSS)
    return story


def requested() -> Story:
    story = impaired()
    story.act("RequestAdditionalSecurity", "2024-04-04", due_on="2024-05-01", document_id="AS-1")
    return story


def supplemented() -> Story:
    story = requested()
    given = {"provided": True, "security_id": ZHAO, "document_id": "AS-2"}
    story.act("RecordAdditionalSecurity", "2024-04-05", **given)
    return story


def replaced() -> Story:
    """Other security took its place, and it is not given back yet."""
    story = valued()
    deal = {"old_id": "SHOP-1", "new_id": ZHAO, "document_id": "R-1"}
    story.act("ReplaceSecurity", "2024-04-05", **deal, **SECOND)
    return story


def given_back() -> Story:
    story = replaced()
    back = {"ground": "replaced", "document_id": "R-2"}
    story.act("ReleaseCollateral", "2024-04-06", "manager", **back, **SECOND)
    return story


def realising() -> Story:
    story = valued()
    story.act("RealiseSecurity", "2024-04-08", "lawyer", document_id="RO-1")
    return story


def auctioned() -> Story:
    story = realising()
    story.tell(auction("2024-06-10", 1, "126000.00", sold=True), "2024-06-10")
    return story


def received() -> Story:
    story = realising()
    story.tell(in_kind("2024-06-10"), "2024-06-10")
    return story


def freed() -> Story:
    story = valued()
    story.tell(stated("2024-07-01", since=None), "2024-07-01")
    story.tell(numbered(monitoring.LoanSettled, "2024-07-01", 41), "2024-07-01")
    return story


def gone() -> Story:
    story = valued()
    story.tell(sold("2024-07-01"), "2024-07-01")
    return story


COLLATERAL: dict[str, Callable[[], Story]] = {
    "none": in_arrears,
    "pledged": charged,
    "valued": valued,
    "valued: replaced": replaced,
    "impaired": impaired,
    "impaired: security requested": requested,
    "supplemented": supplemented,
    "in_realisation": realising,
    "auctioned": auctioned,
    "received_in_satisfaction": received,
    "released": given_back,
    "released: settled": freed,
    "transferred": gone,
}


def standing(make: Callable[[], Story]) -> Callable[[], Standing]:
    """On the day after the last thing that happened; he was met on that day, without any use yet."""

    def stands() -> Standing:
        story = make()
        day = (story.today + timedelta(days=1)).isoformat()
        story.tell(contacted(day, "CT-99", channel="meeting"), day)
        return Standing(story.state, on(day))

    return stands
