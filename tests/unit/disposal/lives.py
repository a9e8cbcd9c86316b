"""Other lives than L-4801's, so that every event happens somewhere: shares, remission, own use."""

from __future__ import annotations

from typing import Any

from contracts import classification, litigation, monitoring
from tests.unit.disposal.asked import SECOND, assessment, bid, offer, routed
from tests.unit.disposal.l4801 import until_held, until_npl, until_proposed, until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.told import IDS, balance, cny, contacted, declared, on


def kept_for_own_use() -> Story:
    story = until_held()
    keep: dict[str, Any] = {
        "asset_id": "A-SHOP",
        "fixed_asset_approval_id": "FIX-1",
        "booked_value": cny("90000.00"),
    }
    story.act("ApproveOwnUse", "2025-07-05", "manager", **keep, **SECOND)
    return story


def became_shares() -> Story:
    story = until_npl()
    story.act("AssessDisposal", "2025-02-24", **assessment("D-1"))
    story.act("SelectRoute", "2025-02-25", "manager", **routed("debt_equity"))
    shares: dict[str, Any] = {
        "equity_id": "E-1",
        "regulator_approval_id": "NFRA-7",
        "amount": cny("100000.00"),
    }
    story.act("ConvertToEquity", "2025-03-05", "manager", **shares, **SECOND)
    told = monitoring.BorrowerLifeEventReported(
        **IDS, effective_on=on("2025-03-06"), life_event="death"
    )
    story.tell(told, "2025-03-06")
    ended = {
        "effective_on": on("2025-03-07"),
        "filed_on": on("2024-07-08"),
        "outcome": "dismissed",
    }
    story.tell(litigation.SuitEnded(**IDS, **ended), "2025-03-07")
    story.tell(declared("2025-03-08"), "2025-03-08")
    return story


def rejected_and_remitted() -> Story:
    story = until_proposed()
    story.act("RejectWriteOff", "2025-06-30", "committee")
    story.act("RemitDebt", "2025-07-02", "manager", approval_id="REM-1", **SECOND)
    return story


def reviewed_and_undone() -> Story:
    story = until_written_off()
    audit = {"review": "special_audit", "report_id": "AUD-1", "role": "auditor"}
    story.act("RecordWriteOffReview", "2026-03-01", **audit)
    story.tell(balance("2024-11-20", 70, "260000.00", corrects=(31,)), "2026-03-02")
    unpaid = monitoring.EntriesWithdrawn(
        **IDS, entry=71, corrects=(32,), effective_on=on("2024-12-10")
    )
    story.tell(unpaid, "2026-03-03")
    settled = monitoring.LoanSettled(**IDS, entry=72, effective_on=on("2026-03-04"))
    story.tell(settled, "2026-03-04")
    withdrawn = classification.ClassesWithdrawn(
        **IDS, entry=20, corrects=(7,), effective_on=on("2025-03-16")
    )
    story.tell(withdrawn, "2026-03-05")
    limit = litigation.LimitationChanged(
        **IDS, effective_on=on("2026-03-06"), state="running", article="LM-01"
    )
    story.tell(limit, "2026-03-06")
    gone = litigation.EntriesWithdrawn(
        **IDS, entry=5, corrects=(4,), effective_on=on("2026-03-06")
    )
    story.tell(gone, "2026-03-07")
    story.tell(contacted("2026-03-08", "K-1"), "2026-03-08")
    return story


def not_paid_by_the_buyer() -> Story:
    story = until_written_off()
    story.act("OfferForTransfer", "2025-07-09", **offer())
    story.act("RecordBid", "2025-07-10", **bid())
    deal = {"bid_id": "B-1", "agreement_id": "AGR-1"}
    story.act("AgreeTransfer", "2025-07-11", "manager", **deal, **SECOND)
    off = {"agreement_id": "AGR-1", "document_id": "RESCISSION-1"}
    story.act("CallOffTransfer", "2025-09-01", "manager", **off, **SECOND)
    return story


def lives() -> tuple[Story, ...]:
    others = (kept_for_own_use(), became_shares(), rejected_and_remitted())
    return (*others, reviewed_and_undone(), not_paid_by_the_buyer())
