"""One loan's whole life in steps, for payments that come late or are undone at each of them.

Figures are those of L-4801 (catalogue C) where it has any: 480,000 in 24 instalments of 20,000,
0.02 % a day, penalty 0.03 % a day, a joint guarantor, a mortgage on a shop.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from tests.lives.telling import Told, cny, on

LOAN, LIANG, ZHAO, SHOP = "L-4801", "C-0007", "G-ZHAO", "SHOP-1"
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


def promised(life: Told) -> None:
    """21,560 promised for 25 March; the day passes."""
    life.act(
        "collection",
        "record-promise",
        promise_id="PR-1",
        due_on="2024-03-25",
        half_day="morning",
        hour="10:00",
        amount=cny("21560.00"),
    )
    life.to("2024-03-26")


def noticed(life: Told) -> None:
    """Two officers visit on 26 March; the notice of 27 March names 21,602."""
    visit = {"channel": "visit", "contact_source": "contract", "place": "business"}
    life.contact("hold-visit", "2024-03-26", **visit, appointment=True, identity_shown=True)
    life.contact(
        "serve-demand-notice",
        "2024-03-27",
        channel="visit",
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
    life.act("guarantee", "notify-guarantor", **asked, contact_id="CT-9", method="phone")
    life.act(
        "guarantee",
        "serve-guarantor-demand",
        "2024-03-28",
        **asked,
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
        approved_by="liu",
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


def judged(life: Told) -> None:
    """Judgment of 12 September, in force on the 28th, enforced from 10 October on."""
    suit: dict[str, Any] = {"suit_id": "SUIT-1"}
    life.act("litigation", "record-hearing", "2024-08-20", **suit)
    life.act(
        "litigation",
        "record-judgment",
        "2024-09-12",
        **suit,
        awarded=cny("266924.00"),
        penalty_from="2024-06-26",
        costs=cny("7150.00"),
        liable=[LIANG, ZHAO],
        priority_on=[SHOP],
    )
    life.act("litigation", "record-judgment-effect", "2024-09-28", **suit, perform_by="2024-10-08")
    clue = {"clue_id": "CLUE-1"}
    life.act("litigation", "record-asset-clue", "2024-10-09", **clue, kind="asset", verified=True)
    life.act(
        "litigation",
        "apply-enforcement",
        "2024-10-10",
        enforcement_id="ENF-1",
        court="COURT-1",
        clues=["CLUE-1"],
    )


def collected(life: Told) -> None:
    """The frozen account brings 42,300 on 20 November."""
    life.pay("COURT-1", "42300.00", "2024-11-20", payer="court")
    life.to("2024-12-01")


def guarantor_paid(life: Told) -> None:
    """60,000 of Zhao on 10 December in a settlement; he remains liable."""
    life.act(
        "litigation",
        "agree-settlement",
        "2024-12-10",
        settlement_id="SET-1",
        parties=[ZHAO],
        amount=cny("60000.00"),
        pay_by="2024-12-10",
        remain_liable=[ZHAO],
    )
    life.pay("ZHAO-1", "60000.00", "2024-12-10", payer="guarantor", payer_id=ZHAO)


def in_kind(life: Told) -> None:
    """Two auctions fail; the shop is taken for 100,800 on 5 March 2025; enforcement ends."""
    for ordered, start, held in (
        ("2024-12-12", "126000.00", "2025-01-15"),
        ("2025-01-20", "100800.00", "2025-02-20"),
    ):
        life.act(
            "litigation",
            "order-auction",
            ordered,
            asset_id=SHOP,
            asset_kind="real_estate",
            valuation=cny("180000.00"),
            starting_price=cny(start),
            published_on=ordered,
            auction_on=held,
        )
        life.act("litigation", "record-auction", held, asset_id=SHOP, sold=False)
    assess(life, "2025-02-24", "D-1", "in_kind")
    life.act(
        "disposal",
        "accept-payment-in-kind",
        "2025-03-05",
        asset_id="A-SHOP",
        asset_kind="real_estate",
        collateral_id=SHOP,
        owner_id=LIANG,
        owner_role="borrower",
        ground="court_order",
        ground_id="ORDER-88",
        title_id="TITLE-771",
        valuation_id="VAL-3",
        value=cny("100800.00"),
        debt_reduced=cny("100800.00"),
        shortfall=[document("failed_auction")],
        custodian_id="branch-2",
    )
    life.act(
        "litigation",
        "end-enforcement",
        "2025-03-20",
        ruling_id="END-1",
        parties=[LIANG, ZHAO],
        exhausted=["accounts", "real_estate", "vehicles", "securities"],
    )


def assess(life: Told, day: str, case: str, route: str) -> None:
    """A disposal case, assessed and put on its route."""
    life.act(
        "disposal",
        "assess-disposal",
        day,
        case_id=case,
        report_id=f"REP-{case}",
        recoverable=cny("100000.00"),
        expected_cost=cny("5000.00"),
    )
    other = "transfer" if route != "transfer" else "write_off"
    life.act(
        "disposal",
        "select-route",
        route=route,
        alternatives=[{"route": other, "reason": "brings less"}],
        rungs=[{"rung": "collection", "document_id": "RUNG-1"}],
    )


def document(kind: str) -> dict[str, str]:
    return {"evidence_id": f"DOC-{kind}", "kind": kind, "origin": "external"}


BARS = (
    *("obligor_able_to_pay", "evasion_not_pursued"),
    *("administrative_interference", "barred_by_law"),
)


def written_off(life: Told) -> None:
    """Written off on 30 June 2025: principal 88,689.75, memo claim 91,802.76."""
    assess(life, "2025-06-10", "D-2", "write_off")
    life.act(
        "disposal",
        "propose-write-off",
        "2025-06-20",
        approved_by="liu",
        approver_role="risk_reviewer",
        criterion="WC-08",
        provision=cny("300000.00"),
        evidence=[document("court_ruling")],
        measures=[
            {"target_id": who, "measure": "sued_and_enforced", "document_id": f"M-{who}"}
            for who in (LIANG, ZHAO)
        ],
        examined=[{"block": bar, "applies": False, "document_id": f"EX-{bar}"} for bar in BARS],
        accountability_id="ACC-1",
    )
    life.act(
        "disposal",
        "approve-write-off",
        "2025-06-30",
        requested_by="gao",
        role="head_office_committee",
    )


PILOT = (
    *("state_organ_party", "policy_bankruptcy", "defence_or_security", "policy_loan"),
    *("crime_or_false_loan", "student_loan", "insider_loan"),
)


def sold(life: Told) -> None:
    """The shop brings 95,000 on 30 September; the claim is sold for 8,000 on 14 November 2025."""
    life.act(
        "disposal",
        "sell-asset",
        "2025-09-30",
        asset_id="A-SHOP",
        buyer_id="P-88",
        method="auction",
        price=cny("95000.00"),
        cost=cny("2300.00"),
    )
    life.act(
        "disposal",
        "offer-for-transfer",
        "2025-10-09",
        offer_id="O-1",
        channel="single",
        valuation_id="VAL-9",
        screened=list(PILOT),
    )
    buyer = {
        "buyer_id": "AMC-1",
        "kind": "amc",
        "licence_id": "LIC-AMC-1",
        "experience_years": 20,
        "capital": cny("10000000000.00"),
    }
    bid = {"bid_id": "B-1"}
    life.act("disposal", "record-bid", "2025-10-30", **bid, buyer=buyer, price=cny("8000.00"))
    life.act("disposal", "agree-transfer", "2025-11-10", **bid, agreement_id="AGR-1")
    life.act("disposal", "transfer-debt", "2025-11-14", payment_id="PRICE-1")
    for party in (LIANG, ZHAO):
        life.act(
            "disposal",
            "serve-transfer-notice",
            party_id=party,
            method="post",
            proof_id=f"EMS-{party}",
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
