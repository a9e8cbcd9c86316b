"""L-4801 of catalogue C, day by day: each function is the life up to a row of its table."""

from __future__ import annotations

from typing import Any

from contracts import disposal
from contracts.monitoring import Owed
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import (
    ABOUT,
    FOUR,
    LIANG,
    THREE,
    WHOLE,
    ZHAO,
    charged,
    claim,
    cny,
    demand,
    guarantor,
    life_event,
    on,
    opened,
    owed,
    payment,
    referral,
)

COSTS = owed("charge-COURT", "charge", "2024-07-10", "0.00", cost="7150.00")


def left(principal: str, penalty_from: str) -> tuple[Owed, ...]:
    return (
        owed("accelerated", "accelerated", "2024-03-20", principal, penalty_from=penalty_from),
    )


def demanded_only() -> Story:
    story = Story()
    story.tell("2023-03-20", opened(), guarantor("2023-03-20"), charged("2023-03-20"))
    story.tell("2024-03-21", claim("2024-03-21", *THREE[:1], outstanding="260000.00"))
    story.tell("2024-03-27", demand("2024-03-27"))
    return story


def demanded() -> Story:
    story = demanded_only()
    story.tell("2024-05-20", claim("2024-05-20", *THREE, outstanding="260000.00"))
    story.tell("2024-06-20", claim("2024-06-20", *FOUR, outstanding="260000.00"))
    return story


def referred() -> Story:
    story = demanded()
    whole = claim("2024-06-25", WHOLE, outstanding="260000.00", accelerated="2024-06-25")
    story.tell("2024-06-25", whole, life_event("2024-06-25"), referral("2024-06-25"))
    return story


def measures(story: Story) -> None:
    for number, asset, kind, amount in (
        ("PM-1", "ACCOUNT-1", "deposit", "42300.00"),
        ("PM-2", "SHOP-1", "real_estate", "180000.00"),
    ):
        story.act(
            "2024-06-26",
            "apply-preservation",
            measure_id=number,
            at="2024-06-26T10:00:00+08:00",
            court="COURT-1",
            asset_id=asset,
            asset_kind=kind,
            amount=cny(amount),
            security_waived=True,
        )


def preserved() -> Story:
    story = referred()
    measures(story)
    for number in ("PM-1", "PM-2"):
        ruling = {"measure_id": number, "ruling_id": f"RULING-{number}", "granted": True}
        story.act(
            "2024-06-28", "record-preservation-ruling", at="2024-06-28T09:30:00+08:00", **ruling
        )
        story.act("2024-06-28", "execute-preservation", measure_id=number)
    return story


def sued() -> Story:
    story = preserved()
    story.act(
        "2024-07-05", "take-asset", asset_id="TRUCK-1", requested_by="chen", role="collector"
    )
    story.act("2024-07-08", "open-mediation", mediation_id="MED-1")
    story.act("2024-07-08", "close-mediation", mediation_id="MED-1", agreed=False)
    story.act(
        "2024-07-08",
        "file-suit",
        suit_id="SUIT-1",
        court="COURT-1",
        defendants=(LIANG, ZHAO),
        claim_day="2024-06-25",
    )
    story.act(
        "2024-07-10",
        "record-acceptance",
        suit_id="SUIT-1",
        procedure="ordinary",
        costs=cny("7150.00"),
    )
    costs = claim("2024-07-10", WHOLE, COSTS, outstanding="260000.00", accelerated="2024-06-25")
    story.tell("2024-07-10", costs)
    return story


def judged() -> Story:
    story = sued()
    story.act("2024-08-20", "record-hearing", suit_id="SUIT-1")
    story.act(
        "2024-09-12",
        "record-judgment",
        suit_id="SUIT-1",
        awarded=cny("266924.00"),
        penalty_from="2024-06-26",
        costs=cny("7150.00"),
        liable=(LIANG, ZHAO),
        priority_on=("SHOP-1",),
    )
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    return story


def enforcing() -> Story:
    story = judged()
    story.act("2024-10-09", "record-asset-clue", clue_id="CLUE-1", kind="asset", verified=True)
    story.act(
        "2024-10-10",
        "apply-enforcement",
        enforcement_id="ENF-1",
        court="COURT-1",
        clues=("CLUE-1",),
    )
    story.act(
        "2024-11-14",
        "agree-coordination",
        agreement_id="AGR-1",
        parties=("preservation_department", "court_enforcement", "front_line"),
    )
    story.act(
        "2024-11-15",
        "hold-onsite-enforcement",
        action_id="SITE-1",
        agreement_id="AGR-1",
        clues=("CLUE-1",),
    )
    return story


def collected() -> Story:
    story = enforcing()
    paid: dict[str, Any] = {"cost": "7150.00", "interest": "5700.00", "penalty": "12768.00"}
    story.tell(
        "2024-11-20",
        payment("2024-11-20", 31, "42300.00", "243318.00", "court", principal="16682.00", **paid),
        claim(
            "2024-11-20",
            *left("243318.00", "2024-11-20"),
            outstanding="243318.00",
            accelerated="2024-06-25",
        ),
    )
    return story


def realised() -> Story:
    story = collected()
    story.act(
        "2024-12-10",
        "agree-settlement",
        settlement_id="SET-1",
        parties=(ZHAO,),
        amount=cny("60000.00"),
        pay_by="2024-12-10",
        remain_liable=(ZHAO,),
    )
    story.tell(
        "2024-12-10",
        payment("2024-12-10", 32, "60000.00", "184777.91", "guarantor"),
        claim(
            "2024-12-10",
            *left("184777.91", "2024-12-10"),
            outstanding="184777.91",
            accelerated="2024-06-25",
        ),
    )
    for ordered, start, held in (
        ("2024-12-12", "126000.00", "2025-01-15"),
        ("2025-01-20", "100800.00", "2025-02-20"),
    ):
        story.act(
            ordered,
            "order-auction",
            asset_id="SHOP-1",
            asset_kind="real_estate",
            valuation=cny("180000.00"),
            starting_price=cny(start),
            published_on=ordered,
            auction_on=held,
        )
        story.act(held, "record-auction", asset_id="SHOP-1", sold=False)
    story.tell(
        "2025-03-05",
        disposal.AssetReceivedInSatisfaction(
            **ABOUT,
            effective_on=on("2025-03-05"),
            asset_id="SHOP-1",
            collateral_id="SHOP-1",
            debt_reduced=cny("100800.00"),
            ground="court_order",
        ),
        claim(
            "2025-03-05",
            *left("88689.75", "2025-03-05"),
            outstanding="88689.75",
            accelerated="2024-06-25",
        ),
    )
    return story


def ended() -> Story:
    story = realised()
    story.act(
        "2025-03-20",
        "end-enforcement",
        ruling_id="END-1",
        parties=(LIANG, ZHAO),
        exhausted=("accounts", "real_estate", "vehicles", "securities"),
    )
    return story


def sold() -> Story:
    story = ended()
    story.tell(
        "2025-11-14",
        disposal.DebtTransferred(
            **ABOUT,
            effective_on=on("2025-11-14"),
            buyer_id="AMC-1",
            price=cny("8000.00"),
            claim=cny("95447.91"),
        ),
        disposal.TransferNoticeServed(
            **ABOUT, effective_on=on("2025-11-14"), party_id=LIANG, party_role="debtor"
        ),
    )
    return story
