"""Every message that litigation listens to, with the fact that it becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts import (
    collection,
    disposal,
    guarantee,
    monitoring,
)
from contracts.debts import Debt
from contracts.message import Message
from contracts.values import Money
from services.litigation.domain import facts, neighbours
from tests.unit.litigation.told import (
    ABOUT,
    LOAN,
    claim,
    demand,
    entry,
    guarantor,
    life_event,
    on,
    opened,
    owed,
    payment,
    referral,
    settled,
)

TODAY = date(2024, 6, 28)


WHEN: dict[str, Any] = {"loan_id": LOAN, "effective_on": on("2024-06-25"), "processed_on": TODAY}


MIRROR: dict[str, Any] = WHEN | {"entry_there": 4, "corrects_there": (2, 3)}


ENTRY = entry("2024-06-25", 4, (2, 3))


CASES: list[tuple[Message, facts.Fact | None]] = [
    (
        opened(),
        facts.LoanTaken(
            **WHEN | {"effective_on": on("2023-03-20")},
            obligor_id="C-0007",
            obligor_kind="small_micro",
            currency="CNY",
            last_due_on=on("2025-03-20"),
        ),
    ),
    (
        monitoring.ScheduleReplaced(
            **ABOUT,
            change_id="CH-1",
            reason="extension",
            financial_difficulty=True,
            schedule=opened("2026-03-20").schedule,
            effective_on=on("2024-06-25"),
        ),
        facts.PlanNoted(**WHEN, change_id="CH-1", last_due_on=on("2026-03-20")),
    ),
    (
        claim(
            "2024-06-25",
            owed("k", "charge", "2024-06-01", "1.00", "2.00", "3.00", "4.00"),
            outstanding="5.00",
            accelerated="2024-06-25",
        ),
        facts.ClaimNoted(
            **WHEN,
            debts=(
                Debt(
                    "k",
                    "charge",
                    on("2024-06-01"),
                    on("2024-06-02"),
                    (400, 0, 200, 300, 100),
                    on("2024-06-01"),
                ),
            ),
            principal_outstanding=Money(500),
            accelerated_on=on("2024-06-25"),
            penalty_daily="0.0003",
        ),
    ),
    (
        payment("2024-06-25", 4, "7.00", "5.00", "court", (2, 3), cost="7.00"),
        facts.PaymentNoted(
            **MIRROR,
            receipt_id="R-4",
            received=Money(700),
            payer_kind="court",
            payer_id=None,
            paid=(("cost", Money(700)),),
            principal=Money(500),
        ),
    ),
    (settled("2024-06-25", 4, (2, 3)), facts.LoanSettledNoted(**MIRROR)),
    (monitoring.LoanReopened(**ENTRY), facts.LoanReopenedNoted(**MIRROR)),
    (monitoring.EntriesWithdrawn(**ENTRY), facts.EntriesWithdrawnNoted(**MIRROR)),
    (
        monitoring.InstallmentPaid(
            **ENTRY, number=1, due_on=on("2024-06-25"), paid_on=on("2024-06-25")
        ),
        facts.EntriesWithdrawnNoted(**MIRROR),
    ),
    (
        monitoring.InstallmentPaid(
            **ENTRY | {"corrects": ()},
            number=1,
            due_on=on("2024-06-25"),
            paid_on=on("2024-06-25"),
        ),
        None,
    ),
    (
        monitoring.ArrearsChanged(
            **ENTRY,
            processed_on=TODAY,
            cause_recorded_on=TODAY,
            stage="M1",
            previous_stage="current",
            days_past_due=1,
            overdue_since=None,
            overdue=Money(1),
            day_count="due_day_zero",
        ),
        facts.EntriesWithdrawnNoted(**MIRROR),
    ),
    (
        monitoring.BalanceChanged(**ENTRY, principal_outstanding=Money(1), unapplied=Money(0)),
        facts.EntriesWithdrawnNoted(**MIRROR),
    ),
    (life_event("2024-06-25"), facts.LifeEventNoted(**WHEN, life_event="over_indebted")),
    (
        referral("2024-06-25"),
        neighbours.ReferralNoted(
            **WHEN, case_id="CASE-1", ground="unwilling", attempts=("CALL-1",)
        ),
    ),
    (
        demand("2024-06-25"),
        neighbours.DemandNoted(
            **WHEN,
            notice_id="N-1",
            method="personal",
            proof="signed",
            amount=Money(21_602_00),
        ),
    ),
    (
        collection.PlanJudged(**ENTRY, plan_id="P-1", outcome="agreed", signed=True),
        neighbours.AgreementNoted(**MIRROR, source="collection", plan_id="P-1"),
    ),
    (
        collection.PlanJudged(**ENTRY, plan_id="P-1", outcome="broken", signed=True),
        facts.EntriesWithdrawnNoted(**MIRROR, source="collection"),
    ),
    (
        collection.PlanJudged(
            **ENTRY | {"corrects": ()}, plan_id="P-1", outcome="agreed", signed=False
        ),
        None,
    ),
    (
        collection.EntriesWithdrawn(**ENTRY),
        facts.EntriesWithdrawnNoted(**MIRROR, source="collection"),
    ),
    (
        guarantor("2024-06-25"),
        neighbours.GuaranteeNoted(**WHEN, guarantor_id="G-ZHAO", kind="joint"),
    ),
    (
        guarantee.GuaranteeReleased(
            **ABOUT, effective_on=on("2024-06-25"), guarantor_id="G-ZHAO", reason="period_expired"
        ),
        neighbours.GuaranteeEndedNoted(**WHEN, guarantor_id="G-ZHAO", reason="period_expired"),
    ),
    (
        guarantee.CollateralChanged(
            **ABOUT, effective_on=on("2024-06-25"), collateral_id="SHOP-1", state="valued"
        ),
        neighbours.CollateralNoted(**WHEN, collateral_id="SHOP-1", state="valued", value=None),
    ),
    (
        disposal.DebtTransferred(
            **ABOUT,
            effective_on=on("2024-06-25"),
            buyer_id="AMC-1",
            price=Money(1),
            claim=Money(2),
        ),
        neighbours.TransferNoted(**WHEN, buyer_id="AMC-1"),
    ),
    (
        disposal.TransferNoticeServed(
            **ABOUT, effective_on=on("2024-06-25"), party_id="C-0007", party_role="debtor"
        ),
        neighbours.TransferNoticeNoted(**WHEN, party_id="C-0007", party_role="debtor"),
    ),
    (
        disposal.DebtRemitted(**ABOUT, effective_on=on("2024-06-25"), amount=Money(2)),
        neighbours.RemissionNoted(**WHEN),
    ),
    (
        disposal.AssetReceivedInSatisfaction(
            **ABOUT,
            effective_on=on("2024-06-25"),
            asset_id="A-1",
            debt_reduced=Money(1),
            ground="agreement",
        ),
        neighbours.AssetTakenInKindNoted(**WHEN, asset_id="A-1", collateral_id=None),
    ),
]
