"""The worked example of section C as collection lives it, day by day."""

from __future__ import annotations

from functools import cache

from services.collection.domain import acts
from services.kit.conduct.asked import Citation
from tests.unit.collection.life import Life, debt, on

D12 = debt(12, "2024-03-20", "20000.00", "1560.00", "2024-03-21", "2024-03-20")
D13 = debt(13, "2024-04-20", "20000.00", "1440.00", "2024-04-21", "2024-04-20")
D14 = debt(14, "2024-05-20", "20000.00", "1320.00", "2024-05-21", "2024-05-20")


def march(life: Life) -> Life:
    life.lent().guarantor().to("2024-03-21")
    life.overdue("2024-03-20", amount="21560.00")
    life.claim(D12)
    life.call(
        "09:30", phone_stage="first_contact", statements=("credit_report", "interest_waiver_lost")
    )
    life.act(acts.RecordArrearsCause, cause="goods_sold_not_paid")
    life.act(acts.SendCreditNotice, notice_id="CN-1")
    life.promise("2024-03-22", "21560.00")
    life.to("2024-03-22")
    life.call("22:40")
    life.to("2024-03-23")
    life.call("10:00")
    life.call(
        "10:05",
        target_role="relative",
        target_id="WIFE",
        contact_source="call_detail",
        contact_point="13900000002",
    )
    life.to("2024-03-25")
    life.visit("09:00", staff_ids=("chen",), appointment=False)
    life.visit("14:00", appointment=False)
    life.promise("2024-03-29", "21560.00", name="PR-2")
    life.to("2024-03-27")
    life.notice("11:00")
    return life


@cache
def lived() -> Life:
    life = march(Life())
    life.to("2024-04-01")
    life.message("09:00", legal_bases=(Citation("civil_code_545", "penalty"),))
    life.act(acts.SubmitCreditReport, report_id="CR-1")
    life.call("15:00", phone_stage="final")
    life.to("2024-04-03")
    life.hand_over()
    life.to("2024-04-21").claim(D12, D13)
    life.to("2024-05-13")
    days = ("2024-05-20", "2024-06-20", "2024-07-20", "2024-08-20")
    life.plan(*((day, "10750.00") for day in days))
    life.to("2024-05-21").claim(D12, D13, D14)
    life.to("2024-06-25").happens("over_indebted")
    life.refer()
    life.to("2024-11-20").paid("42300.00", cost="7150.00")
    life.to("2024-12-10").paid("60000.00", payer_kind="guarantor")
    life.to("2025-03-05").paid("100800.00", payer_kind="in_kind")
    life.to("2025-06-30").disposed("written_off", number=1)
    life.to("2025-09-30").paid("97200.00")
    life.to("2025-11-14").disposed("transferred")
    life.act(
        acts.AddBlacklistEntry,
        entry_id="BL-1",
        ground="separate_decision",
        scope="no_lending",
        review_on=on("2027-11-14"),
        notice_id="BN-1",
        approved_by="wang",
        approver_role="branch_manager",
    )
    return life.close()
