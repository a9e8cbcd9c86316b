"""What single acts of officers say: data such that the rules mostly allow them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.oracle.lives import wire

GUARANTORS, PLEDGE = ("G-1", "G-2"), "P-1"


class Desk(NamedTuple):
    """Who asks: his dice, the day, the loan's obligor and what the loan has cost, in cents."""

    random: Random
    day: date
    obligor: str
    principal: int
    number: int

    def later(self, *days: int) -> str:
        """One of some days from today."""
        return (self.day + timedelta(self.random.choice(days))).isoformat()

    def at(self, hour: str = "10:00:00") -> str:
        """A moment of today."""
        return f"{self.day}T{hour}+08:00"

    def part(self) -> dict[str, str]:
        """A part of the loan, or all of it."""
        return wire(max(1, self.principal // self.random.choice((1, 2, 3))))


Data = Callable[[Desk], dict[str, Any]]


def contact(desk: Desk, **changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "contact_id": f"CT-{desk.number}",
        "at": desk.at(desk.random.choice(("10:00:00", "15:30:00", "22:40:00"))),
        "channel": "phone",
        "contact_point": "13900000001",
        "contact_source": "contract",
        "target_role": "borrower",
        "staff_ids": ["chen"],
        "identity_verified": True,
        "purposes": ["recovery"],
        "result": "reached",
    }
    return fields | changed


def notice(desk: Desk) -> dict[str, Any]:
    service = {"channel": "visit", "staff_ids": ["chen", "liu"], "template_id": "NOTICE-OVERDUE"}
    proof = {"notice_id": f"N-{desk.number}", "method": "personal", "proof": "signed"}
    purposes = {"purposes": ["service_of_notice"], "proof_id": "PR-1", "at": desk.at()}
    there = {"place": "business", "appointment": True, "identity_shown": True}
    return contact(desk, **service, **proof, **purposes, **there)


def evidence(kind: str) -> list[dict[str, Any]]:
    return [{"evidence_id": f"E-{kind}", "kind": kind, "origin": "external"}]


def route(way: str) -> Data:
    def said(_: Desk) -> dict[str, Any]:
        other = "transfer" if way != "transfer" else "write_off"
        return {
            "route": way,
            "alternatives": [{"route": other, "reason": "brings less"}],
            "rungs": [{"rung": "collection", "document_id": "RUNG-1"}],
        }

    return said


def assessed(desk: Desk) -> dict[str, Any]:
    number = {"case_id": f"D-{desk.number}", "report_id": f"REP-{desk.number}"}
    return {**number, "recoverable": wire(80_00), "expected_cost": wire(10_00)}


def in_kind(desk: Desk) -> dict[str, Any]:
    part = desk.part()
    return {
        "asset_id": f"A-{desk.number}",
        "asset_kind": "real_estate",
        "collateral_id": desk.random.choice((PLEDGE, None)),
        "owner_id": desk.obligor,
        "owner_role": "borrower",
        "ground": "court_order",
        "ground_id": "ORDER-1",
        "title_id": "TITLE-1",
        "valuation_id": "VAL-1",
        "value": part,
        "debt_reduced": part,
        "shortfall": evidence("failed_auction"),
        "custodian_id": "branch-2",
    }


BARS = (
    *("obligor_able_to_pay", "evasion_not_pursued"),
    *("administrative_interference", "barred_by_law"),
)
SCREENED = [
    *("state_organ_party", "policy_bankruptcy", "defence_or_security", "policy_loan"),
    *("crime_or_false_loan", "student_loan", "insider_loan"),
]


def proposal(desk: Desk) -> dict[str, Any]:
    return {
        "criterion": "WC-05",
        "provision": wire(desk.principal),
        "provision_top_up": wire(desk.principal),  # whatever its class sets aside by then
        "evidence": evidence("licence_revocation"),
        "measures": [
            {"target_id": each, "measure": "sued_and_enforced", "document_id": "M-1"}
            for each in (desk.obligor, *GUARANTORS, PLEDGE)
        ],
        "examined": [{"block": bar, "applies": False, "document_id": "EX-1"} for bar in BARS],
        "accountability_id": "ACC-1",
    }


def buyer(_: Desk) -> dict[str, Any]:
    buyer = {"buyer_id": "AMC-1", "kind": "amc", "licence_id": "LIC-1", "experience_years": 20}
    buyer["capital"] = wire(10_000_000_000_00)
    return {"bid_id": "B-1", "buyer": buyer, "price": wire(80_00)}


def suit(desk: Desk) -> dict[str, Any]:
    guarantors = GUARANTORS[: desk.random.choice((0, 0, 1))]
    who = {"defendants": [desk.obligor, *guarantors], "claim_day": desk.day.isoformat()}
    return {"suit_id": "SUIT-1", "court": "COURT-1", **who}


def guarantor(desk: Desk) -> dict[str, Any]:
    return {"guarantor_id": desk.random.choice((*GUARANTORS[:1] * 4, *GUARANTORS))}
