"""The end of the whole life: judgment, settlement, payment in kind, write-off, transfer."""

from __future__ import annotations

from tests.lives.telling import Told, cny

LIANG, ZHAO, SHOP = "C-0007", "G-ZHAO", "SHOP-1"
COSTS = "7150.00"
"""Of the court, by the judgment."""


def awarded(life: Told) -> None:
    """Judgment of 12 September for the claim of 25 June; an appeal is still possible."""
    life.act("litigation", "record-hearing", "2024-08-20", suit_id="SUIT-1")
    life.act(
        "litigation",
        "record-judgment",
        "2024-09-12",
        suit_id="SUIT-1",
        awarded=cny("266924.00"),
        penalty_from="2024-06-26",
        costs=cny(COSTS),
        liable=[LIANG, ZHAO],
        priority_on=[SHOP],
    )


def judged(life: Told) -> None:
    """Judgment of 12 September, in force on the 28th, enforced from 10 October on."""
    awarded(life)
    effect = {"suit_id": "SUIT-1", "perform_by": "2024-10-08"}
    life.act("litigation", "record-judgment-effect", "2024-09-28", **effect)
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


def until_agreed(life: Told, price: str = "8000.00") -> None:
    """The shop brings 95,000 on 30 September; a sale of the claim is agreed."""
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
    life.act("disposal", "record-bid", "2025-10-30", **bid, buyer=buyer, price=cny(price))
    life.act("disposal", "agree-transfer", "2025-11-10", **bid, agreement_id="AGR-1")


def sold(life: Told) -> None:
    """The claim is sold for 8,000 on 14 November 2025."""
    until_agreed(life)
    life.act("disposal", "transfer-debt", "2025-11-14", payment_id="PRICE-1")
    for party in (LIANG, ZHAO):
        life.act(
            "disposal",
            "serve-transfer-notice",
            party_id=party,
            method="post",
            proof_id=f"EMS-{party}",
        )
