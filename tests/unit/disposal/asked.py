"""What officers hand in: assessments, routes, assets, proposals, offers, bids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contracts import disposal_acts
from tests.unit.disposal.told import DEBTOR, GUARANTOR, SHOP, cny, on

BARS = (
    "obligor_able_to_pay",
    "evasion_not_pursued",
    "administrative_interference",
    "barred_by_law",
)
PILOT = (
    *("state_organ_party", "policy_bankruptcy", "defence_or_security", "policy_loan"),
    *("crime_or_false_loan", "student_loan", "insider_loan"),
)
SECOND: dict[str, Any] = {"approved_by": "gao", "approver_role": "head_office_committee"}
REVIEWER: dict[str, Any] = {"approved_by": "liu", "approver_role": "risk_reviewer"}


def document(kind: str, origin: str = "external", signed_by: str | None = None) -> Any:
    return disposal_acts.Evidence(
        evidence_id=f"DOC-{kind}", kind=kind, origin=origin, signed_by=signed_by
    )


def examined(*applies: str) -> tuple[Any, ...]:
    return tuple(
        disposal_acts.Examined(block=bar, applies=bar in applies, document_id=f"EX-{bar}")
        for bar in BARS
    )


def measures(*targets: str) -> tuple[Any, ...]:
    return tuple(
        disposal_acts.Measure(target_id=each, measure="sued_and_enforced", document_id=f"M-{each}")
        for each in targets
    )


def contacts(*days: str) -> tuple[Any, ...]:
    return tuple(
        disposal_acts.Contact(contact_id=f"K-{number}", held_on=on(day))
        for number, day in enumerate(days, 1)
    )


def assessment(case_id: str, **changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "case_id": case_id,
        "report_id": f"REP-{case_id}",
        "recoverable": cny("100000.00"),
        "expected_cost": cny("5000.00"),
    }
    return fields | changed


def routed(route: str, rungs: Iterable[str] = ("collection",), **changed: Any) -> dict[str, Any]:
    other = "transfer" if route != "transfer" else "write_off"
    fields: dict[str, Any] = {
        "route": route,
        "alternatives": (
            disposal_acts.Alternative(route=other, reason="brings less than the other way"),
        ),
        "rungs": tuple(
            disposal_acts.Rung(rung=rung, document_id=f"RUNG-{rung}") for rung in rungs
        ),
    }
    return fields | changed


def in_kind(**changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "asset_id": "A-SHOP",
        "asset_kind": "real_estate",
        "collateral_id": SHOP,
        "owner_id": DEBTOR,
        "owner_role": "borrower",
        "ground": "court_order",
        "ground_id": "ORDER-2025-88",
        "title_id": "TITLE-771",
        "valuation_id": "VAL-3",
        "value": cny("100800.00"),
        "debt_reduced": cny("100800.00"),
        "shortfall": (document("failed_auction"),),
        "custodian_id": "branch-2",
    }
    return fields | SECOND | changed


def proposal(**changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "criterion": "WC-08",
        "provision": cny("88689.75"),
        "evidence": (document("court_ruling"),),
        "measures": measures(DEBTOR, GUARANTOR),
        "examined": examined(),
        "accountability_id": "ACC-1",
    }
    return fields | REVIEWER | changed


def offer(**changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "offer_id": "O-1",
        "channel": "single",
        "valuation_id": "VAL-9",
        "screened": PILOT,
    }
    return fields | changed


def buyer(**changed: Any) -> Any:
    fields: dict[str, Any] = {
        "buyer_id": "AMC-1",
        "kind": "amc",
        "licence_id": "LIC-AMC-1",
        "experience_years": 20,
        "capital": cny("10000000000.00"),
    }
    return disposal_acts.Buyer(**(fields | changed))


def bid(bid_id: str = "B-1", price: str = "8000.00", **who: Any) -> dict[str, Any]:
    return {"bid_id": bid_id, "buyer": buyer(**who), "price": cny(price)}
