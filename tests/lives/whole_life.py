"""One loan's whole life in steps, for payments that come late or are undone at each of them.

Figures are those of L-4801 (catalogue C) where it has any: 480,000 in 24 instalments of 20,000,
0.02 % a day, penalty 0.03 % a day, a joint guarantor, a mortgage on a shop.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from tests.lives.telling import Told, cny, on
from tests.lives.whole_life_end import (
    LIANG,
    SHOP,
    ZHAO,
    collected,
    guarantor_paid,
    in_kind,
    judged,
    sold,
    written_off,
)

LOAN = "L-4801"
LENT = date(2023, 3, 20)


def due(number: int) -> date:
    month = LENT.month - 1 + number
    return date(LENT.year + month // 12, month % 12 + 1, 20)


def interest(number: int) -> int:
    """Yuan: 0.6 % a month on the balance."""
    return (480_000 - 20_000 * (number - 1)) * 6 // 1000


SCHEDULE = [
    {
        "number": number,
        "due_on": due(number).isoformat(),
        "principal": cny(20_000_00),
        "interest": cny(interest(number) * 100),
        "fee": cny(0),
    }
    for number in range(1, 25)
]


def lend(life: Told) -> None:
    life.say(
        "corebank.loan-disbursed.v1",
        LENT,
        obligor_kind="small_micro",
        product="feed_trade",
        principal=cny("480000.00"),
        disbursed_on=str(LENT),
        matures_on="2025-03-20",
        security="mortgage",
        schedule=SCHEDULE,
        rates={"interest_daily": "0.0002", "penalty_daily": "0.0003"},
        guarantees=[
            {
                "guarantor_id": ZHAO,
                "kind": "joint",
                "guarantor_kind": "natural_person",
                "period_months": 36,
                "signed_on": str(LENT),
                "document_id": "G-1",
            }
        ],
        collateral=[
            {
                "collateral_id": SHOP,
                "kind": "shop",
                "owner_id": LIANG,
                "rank": 1,
                "value": cny("180000.00"),
                "valued_on": str(LENT),
            }
        ],
    )
    for number in range(1, 12):
        life.pay(f"R{number}", (20_000 + interest(number)) * 100, due(number))
    life.to("2024-03-15")


def overdue(life: Told) -> None:
    """Instalment 12 of 21,560 falls due on 20 March 2024; the case opens as 21 March ends."""
    life.contact("make-call", "2024-03-22", recording_id="REC-1", phone_stage="first_contact")
    life.act("collection", "record-arrears-cause", cause="goods_sold_not_paid")


def promises(life: Told, amount: str = "21560.00") -> None:
    """So much promised for 25 March."""
    life.act(
        "collection",
        "record-promise",
        promise_id="PR-1",
        due_on="2024-03-25",
        half_day="morning",
        hour="10:00",
        amount=cny(amount),
    )


def promised(life: Told) -> None:
    """21,560 promised for 25 March; the day passes."""
    promises(life)
    life.to("2024-03-26")


def noticed(life: Told) -> None:
    """Two officers visit on 26 March; the notice of 27 March names 21,602."""
    visit = {"channel": "visit", "place": "business", "appointment": True, "identity_shown": True}
    life.contact("hold-visit", "2024-03-26", **visit)
    life.contact(
        "serve-demand-notice",
        "2024-03-27",
        **visit,
        template_id="NOTICE-OVERDUE",
        purposes=["service_of_notice"],
        notice_id="N-1",
        method="personal",
        proof="signed",
        proof_id="P-1",
    )


def guarantor_called(life: Told) -> None:
    """The guarantor is told on 27 March and asked on 28 March."""
    asked = {"guarantor_id": ZHAO}
    told = life.reached(ZHAO)
    life.act("guarantee", "notify-guarantor", **asked, contact_id=told, method="phone")
    life.act(
        "guarantee",
        "serve-guarantor-demand",
        **asked,
        contact_id=life.met(ZHAO, "2024-03-28"),
        document_id="GD-1",
        method="personal",
        proof="signed",
        amount=cny("21560.00"),
    )


def planned(life: Told) -> None:
    """43,000 in four parts from 20 May on."""
    parts = [
        {"due_on": day, "amount": cny("10750.00")}
        for day in ("2024-05-20", "2024-06-20", "2024-07-20", "2024-08-20")
    ]
    life.act(
        "collection",
        "propose-plan",
        "2024-05-13",
        plan_id="PL-1",
        total=cny("43000.00"),
        parts=parts,
    )
    papers = ["identity_card", "income_proof", "ability_proof"]
    life.act("collection", "agree-plan", plan_id="PL-1", documents=papers, signed=True)


def plan_failed(life: Told) -> None:
    """The first part of 20 May is not paid."""
    life.to("2024-05-25")


def called(life: Told) -> None:
    """25 June: the whole claim falls due, 266,924.00, and the case goes to law."""
    life.say(
        "postloan.monitoring.accelerate-loan.v1",
        "2024-06-25",
        effective_on="2024-06-25",
        reason="another creditor is taking stock away",
        requested_by="chen",
        role="post_loan_officer",
        approved_by="liu",
        approver_role="risk_reviewer",
    )
    life.act("monitoring", "report-life-event", role="collector", life_event="over_indebted")
    life.act(
        "collection",
        "refer-to-law",
        ground="over_indebted",
        expected_cost=cny("7150.00"),
        expected_recovery=cny("150000.00"),
    )


def preserved(life: Told) -> None:
    """Account frozen and shop sealed on 28 June; to sue by 28 July."""
    for number, asset, kind, amount in (
        ("PM-1", "ACCOUNT-1", "deposit", "42300.00"),
        ("PM-2", SHOP, "real_estate", "180000.00"),
    ):
        life.act(
            "litigation",
            "apply-preservation",
            "2024-06-26",
            measure_id=number,
            at="2024-06-26T10:00:00+08:00",
            court="COURT-1",
            asset_id=asset,
            asset_kind=kind,
            amount=cny(amount),
            security_waived=True,
        )
    for number in ("PM-1", "PM-2"):
        ruling = {"ruling_id": f"RULING-{number}", "at": "2024-06-28T09:30:00+08:00"}
        life.act(
            "litigation",
            "record-preservation-ruling",
            "2024-06-28",
            measure_id=number,
            granted=True,
            **ruling,
        )
        life.act("litigation", "execute-preservation", measure_id=number)


def sued(life: Told) -> None:
    """The suit of 8 July for the claim of 25 June; costs of 7,150 are charged with it."""
    life.act("litigation", "open-mediation", "2024-07-08", mediation_id="MED-1")
    life.act("litigation", "close-mediation", mediation_id="MED-1", agreed=False)
    life.act(
        "litigation",
        "file-suit",
        suit_id="SUIT-1",
        court="COURT-1",
        defendants=[LIANG, ZHAO],
        claim_day="2024-06-25",
    )
    life.charge("COURT", "cost", "7150.00", "2024-07-08")
    life.act(
        "litigation",
        "record-acceptance",
        "2024-07-10",
        suit_id="SUIT-1",
        procedure="ordinary",
        costs=cny("7150.00"),
    )


STEPS: tuple[Callable[[Told], None], ...] = (
    *(
        lend,
        overdue,
        promised,
        noticed,
        guarantor_called,
        planned,
        plan_failed,
        called,
        preserved,
        sued,
    ),
    *(judged, collected, guarantor_paid, in_kind, written_off, sold),
)


@cache
def _until(place: int) -> Told:
    if place < 0:
        return Told({"loan_id": LOAN, "obligor_id": LIANG}, on(LENT))
    life = _until(place - 1).fork()
    STEPS[place](life)
    return life


def until(step: Callable[[Told], None]) -> Told:
    """The life with this step done: a town of one's own."""
    return _until(STEPS.index(step)).fork()
