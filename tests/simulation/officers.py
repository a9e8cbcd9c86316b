"""What officers of all services ask, as short flows: act after act on one loan, on one day or over several.

What the rules refuse has its reply, which is checked like everything else. Roles and second persons
are those of the services' own policies.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.oracle.lives import wire
from tests.simulation.acts import (
    GUARANTORS,
    PLEDGE,
    SCREENED,
    Data,
    Desk,
    assessed,
    buyer,
    contact,
    guarantor,
    in_kind,
    notice,
    proposal,
    route,
    suit,
)

SERVICES = Path(__file__).parents[2] / "services"
DOCUMENT = {"document_id": "DOC-1"}
MEETING: dict[str, Any] = {
    "channel": "meeting",
    "staff_ids": ["chen", "liu"],
    "place": "bank",
    "appointment": True,
    "identity_shown": True,
}


class Ask(NamedTuple):
    """One command: the service it goes to, its name, what it says."""

    service: str
    kind: str
    data: Data


def _asks(service: str, **acts: Data) -> tuple[Ask, ...]:
    return tuple(Ask(service, kind.replace("_", "-"), data) for kind, data in acts.items())


def _told(desk: Desk) -> dict[str, Any]:
    """The contact of the day with the guarantor: he is told and asked by the same one."""
    return {"contact_id": f"CG-{desk.obligor}-{desk.day}"}


BAD = _asks(
    "classification",
    override_class=lambda d: {
        "class": d.random.choice(("substandard", "doubtful")),
        "reason": "cash flow",
    },
)
REFERRED = _asks(
    "collection",
    make_call=lambda d: contact(d, recording_id="REC-1", at=d.at()),
    refer_to_law=lambda d: {
        "ground": d.random.choice(("refusal", "over_indebted")),
        "expected_cost": wire(10_00),
        "expected_recovery": wire(90_00),
    },
)
ILL = _asks(
    "monitoring",
    report_life_event=lambda d: {
        "life_event": d.random.choice(("serious_illness", "over_indebted", "recovered"))
    },
)

FLOWS: Mapping[str, tuple[Ask, ...]] = {
    "override": BAD
    + _asks("classification", withdraw_override=lambda d: {"reason": "it is back"}),
    "call": _asks(
        "collection",
        make_call=lambda d: contact(d, recording_id="REC-1"),
        record_arrears_cause=lambda d: {"cause": "goods_sold_not_paid"},
        record_promise=lambda d: {
            "promise_id": f"PR-{d.number}",
            "due_on": d.later(0, 1, 3, 10),
            "half_day": "morning",
            "hour": "10:00",
            "amount": d.part(),
        },
    ),
    "notice": _asks("collection", make_call=contact, serve_demand_notice=notice),
    "pause": _asks(
        "collection",
        pause_case=lambda d: {"ground": "dispute"},
        resume_case=lambda d: {"answer": "it is owed"},
    ),
    "guarantor": _asks(
        "guarantee",
        register_guarantee=lambda d: {
            **guarantor(d),
            **DOCUMENT,
            "kind": "joint",
            "guarantor_kind": "company",
            "signed_on": d.day.isoformat(),
            "period_months": d.random.choice((1, 6, 36)),
        },
        check_eligibility=lambda d: {
            **guarantor(d),
            **DOCUMENT,
            "guarantor_kind": d.random.choice(("company", "company", "state_organ")),
        },
        send_risk_warning=lambda d: {**guarantor(d), **DOCUMENT, "method": "post"},
    ),
    "demand": _asks(
        "collection",
        hold_visit=lambda d: contact(
            d,
            **_told(d),
            **MEETING,
            target_role="guarantor",
            target_id=GUARANTORS[0],
        ),
    )
    + _asks(
        "guarantee",
        notify_guarantor=lambda d: {**guarantor(d), **_told(d), "method": "personal"},
        serve_guarantor_demand=lambda d: {
            **guarantor(d),
            **_told(d),
            **DOCUMENT,
            "method": "personal",
            "proof": "signed",
            "amount": d.part(),
        },
        record_refusal=lambda d: {**guarantor(d), "ground": "refused"},
    ),
    "pledge": _asks(
        "guarantee",
        register_collateral=lambda d: {"collateral_id": PLEDGE, "kind": "shop", **DOCUMENT},
        record_valuation=lambda d: {
            "collateral_id": PLEDGE,
            "value": d.part(),
            "report_id": f"V-{d.number}",
        },
        report_impairment=lambda d: {
            "collateral_id": PLEDGE,
            "cause": "fire",
            "value": wire(1_00),
            **DOCUMENT,
        },
        request_additional_security=lambda d: {
            "collateral_id": PLEDGE,
            "due_on": d.later(1, 10),
            **DOCUMENT,
        },
    ),
    "preserve": REFERRED
    + _asks(
        "litigation",
        apply_preservation=lambda d: {
            "measure_id": "PM-1",
            "at": d.at(),
            "court": "COURT-1",
            "asset_id": "A-1",
            "asset_kind": "deposit",
            "amount": wire(50_00),
            "security_waived": True,
            "urgent": d.random.random() < 0.5,
        },
        record_preservation_ruling=lambda d: {
            "measure_id": "PM-1",
            "at": d.at("16:00:00"),
            "ruling_id": "RU-1",
            "granted": d.random.random() < 0.8,
        },
        execute_preservation=lambda d: {"measure_id": "PM-1"},
    ),
    "sue": REFERRED
    + _asks(
        "litigation",
        decide_litigation=lambda d: {
            "able": True,
            "willing": False,
            "expected_recovery": wire(90_00),
            "expected_cost": wire(10_00),
        },
        send_lawyers_letter=lambda d: {"letter_id": "LT-1", "deadline": d.later(0, 1, 5)},
        file_suit=suit,
        record_acceptance=lambda d: {"suit_id": "SUIT-1", "procedure": "simple"},
        record_judgment=lambda d: {
            "suit_id": "SUIT-1",
            "awarded": d.part(),
            "liable": [d.obligor],
        },
        record_judgment_effect=lambda d: {"suit_id": "SUIT-1", "perform_by": d.later(1, 5)},
    ),
    "in kind": BAD
    + _asks(
        "disposal",
        assess_disposal=assessed,
        select_route=route("in_kind"),
        accept_payment_in_kind=in_kind,
    ),
    "write off": BAD
    + _asks(
        "disposal",
        assess_disposal=assessed,
        select_route=route("write_off"),
        propose_write_off=proposal,
        approve_write_off=lambda d: {},
    ),
    "sell": BAD
    + _asks(
        "disposal",
        assess_disposal=assessed,
        select_route=route("transfer"),
        offer_for_transfer=lambda d: {
            "offer_id": "O-1",
            "channel": "single",
            "valuation_id": "VAL-9",
            "screened": SCREENED,
        },
        record_bid=buyer,
        agree_transfer=lambda d: {"bid_id": "B-1", "agreement_id": "AGR-1"},
        transfer_debt=lambda d: {"payment_id": "PRICE-1"},
        serve_transfer_notice=lambda d: {
            "party_id": d.random.choice((d.obligor, *GUARANTORS)),
            "method": "post",
            "proof_id": "EMS-1",
        },
    ),
    "remit": BAD + _asks("disposal", remit_debt=lambda d: {"approval_id": "APP-1"}),
    "signal": ILL
    + _asks(
        "monitoring",
        raise_signal=lambda d: {"signal_id": f"S-{d.number}", "codes": ["turnover_drop"]},
    ),
}
"""Flows by name; their acts in the order in which they are asked."""


def flows_of(services: tuple[str, ...]) -> dict[str, tuple[Ask, ...]]:
    """What the officers of these services ask; a flow belongs to the service of its last act."""
    return {
        name: tuple(ask for ask in flow if ask.service in services)
        for name, flow in FLOWS.items()
        if flow[-1].service in services
    }


LONG = 5
"""Acts of a flow that goes on long after the first answer."""


def cases_of(flows: Mapping[str, tuple[Ask, ...]]) -> list[str]:
    """Names of flows to take a loan through, the long ones more often."""
    return [name for name, flow in flows.items() for _ in range(3 if len(flow) >= LONG else 1)]


@cache
def _acts(service: str) -> dict[str, Any]:
    """Roles of a service's latest policy, act by act."""
    latest = max((SERVICES / service / "policies" / "cn").glob("*.toml"))
    acts: dict[str, Any] = tomllib.loads(latest.read_text()).get("acts", {})
    return acts


def people(ask: Ask, random: Random) -> dict[str, Any]:
    """Who asks and who agrees; one time in ten the same person."""
    rule = _acts(ask.service).get(ask.kind)
    if rule is None:
        return {"requested_by": "li", "approved_by": random.choice(("wang",) * 9 + ("li",))}
    said = {"requested_by": "li", "role": random.choice(rule["roles"]), "reason": "recovery"}
    if "approvers" in rule:
        said["approved_by"] = "li" if random.random() < 0.1 else "wang"
        said["approver_role"] = random.choice(rule["approvers"])
    elif ask.kind.startswith("approve-"):
        said["requested_by"] = "gao"  # a third person
    return said
