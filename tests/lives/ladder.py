"""The rungs that officers climb in a random life, from the first call to the transfer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.lives.telling import cny
from tests.lives.whole_life_end import BARS, PILOT, document

ZHAO = "G-ZHAO"
Acts = Iterable[tuple[str, str, dict[str, Any]]]


class Rung(NamedTuple):
    """``acts`` (today, principal left, luck): service, act and fields. ``waits``: days before it."""

    acts: Callable[[date, int, Random], Acts]
    waits: tuple[int, ...] = ()


def _in(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _call(day: date, left: int, luck: Random) -> Acts:
    first = {"recording_id": "REC-1", "phone_stage": "first_contact"}
    yield "collection", "make-call", {"contact_id": f"CT-{day}", **first}
    yield "collection", "record-arrears-cause", {"cause": luck.choice(("technical", "other"))}


def _promise(day: date, left: int, luck: Random) -> Acts:
    fields = {
        "promise_id": f"PR-{day}",
        "due_on": _in(day, luck.choice((0, 1, 5))),
        "half_day": "morning",
        "hour": "10:00",
        "amount": cny(max(1, luck.choice((1, left // 4, left)))),
    }
    yield "collection", "record-promise", fields


def _notice(day: date, left: int, luck: Random) -> Acts:
    visit = {"channel": "visit", "place": "business", "appointment": True, "identity_shown": True}
    yield "collection", "hold-visit", {"contact_id": f"CV-{day}", **visit}
    served = {
        "contact_id": f"CN-{day}",
        **visit,
        "template_id": "NOTICE-OVERDUE",
        "purposes": ["service_of_notice"],
        "notice_id": f"N-{day}",
        "method": "personal",
        "proof": "signed",
        "proof_id": "P-1",
    }
    yield "collection", "serve-demand-notice", served


def _guarantor(day: date, left: int, luck: Random) -> Acts:
    zhao = {"guarantor_id": ZHAO}
    called = {"contact_id": f"CG-{day}", "target_role": "guarantor", "target_id": ZHAO}
    where = {"channel": "meeting", "place": "bank", "appointment": True, "identity_shown": True}
    yield "collection", "hold-visit", {**called, **where}
    zhao |= {"contact_id": f"CG-{day}"}
    yield "guarantee", "notify-guarantor", {**zhao, "method": "personal"}
    yield (
        "guarantee",
        "serve-guarantor-demand",
        {
            **zhao,
            "document_id": f"GD-{day}",
            "method": "personal",
            "proof": "signed",
            "amount": cny(max(1, left)),
        },
    )


def agree_plan(day: date, left: int, luck: Random) -> Acts:
    half = max(1, left // 4)
    parts = [
        {"due_on": _in(day, luck.choice((1, 3))), "amount": cny(half)},
        {"due_on": _in(day, 20), "amount": cny(half)},
    ]
    plan = {"plan_id": f"PL-{day}"}
    yield "collection", "propose-plan", {**plan, "total": cny(2 * half), "parts": parts}
    papers = ["identity_card", "income_proof", "ability_proof"]
    yield "collection", "agree-plan", {**plan, "documents": papers, "signed": luck.random() < 0.5}


def _law(day: date, left: int, luck: Random) -> Acts:
    event = luck.choice(("over_indebted", "disappeared", "serious_illness"))
    role = {"role": "collector"}
    if luck.random() < 0.5:
        yield "monitoring", "report-life-event", {**role, "life_event": event}
    called = {"effective_on": day.isoformat()}
    if luck.random() < 0.6:
        yield "monitoring", "accelerate-loan", called
    cost = {"expected_cost": cny("100.00"), "expected_recovery": cny("90000.00")}
    yield "collection", "refer-to-law", {"ground": "over_indebted", **cost}
    yield "litigation", "decide-litigation", {"able": True, "willing": False, **cost}


def _preserve(day: date, left: int, luck: Random) -> Acts:
    measure = {"measure_id": f"PM-{day}"}
    court = {"court": "COURT-1", "asset_id": "ACCOUNT", "asset_kind": "deposit"}
    at = {"at": f"{day}T10:00:00+08:00"}
    more = {"amount": cny(max(1, left // 3)), "security_waived": True}
    yield "litigation", "apply-preservation", {**measure, **court, **at, **more}
    ruling = {"ruling_id": f"RULING-{day}", "granted": luck.random() < 0.9}
    yield "litigation", "record-preservation-ruling", {**measure, **at, **ruling}
    yield "litigation", "execute-preservation", measure


def send_letter(day: date, left: int, luck: Random) -> Acts:
    letter = {"letter_id": f"LL-{day}", "deadline": _in(day, 3)}
    yield "litigation", "send-lawyers-letter", letter


def _sue(day: date, left: int, luck: Random) -> Acts:
    suit = {"suit_id": "SUIT-1", "court": "COURT-1", "claim_day": day.isoformat()}
    if luck.random() < 0.7:
        yield "litigation", "file-suit", {**suit, "defendants": ["C-1", ZHAO]}
    yield "litigation", "file-suit", {**suit, "defendants": ["C-1"]}  # where that was refused
    yield "litigation", "record-acceptance", {"suit_id": "SUIT-1", "procedure": "ordinary"}


def _judge(day: date, left: int, luck: Random) -> Acts:
    suit = {"suit_id": "SUIT-1"}
    yield "litigation", "record-hearing", suit
    award = {"awarded": cny(max(1, left)), "liable": ["C-1"], "served_on": day.isoformat()}
    yield "litigation", "record-judgment", {**suit, **award}


def _effect(day: date, left: int, luck: Random) -> Acts:
    effect = {"suit_id": "SUIT-1", "perform_by": day.isoformat()}
    yield "litigation", "record-judgment-effect", effect


def _enforce(day: date, left: int, luck: Random) -> Acts:
    clue = {"clue_id": "CLUE-1"}
    yield "litigation", "record-asset-clue", {**clue, "kind": "asset", "verified": True}
    apply = {"enforcement_id": "ENF-1", "court": "COURT-1", "clues": ["CLUE-1"]}
    yield "litigation", "apply-enforcement", apply


def _settle(day: date, left: int, luck: Random) -> Acts:
    fields = {"settlement_id": f"SET-{day}", "parties": [ZHAO], "pay_by": _in(day, 3)}
    if luck.random() < 0.4:
        yield "litigation", "agree-settlement", {**fields, "amount": cny(max(1, left // 5))}


def _in_kind(day: date, left: int, luck: Random) -> Acts:
    yield from _assessed(day, "in_kind")
    worth = cny(max(1, luck.choice((left // 3, left // 2, left))))
    taken = {
        "asset_id": "A-1",
        "asset_kind": "movable",
        "owner_id": "C-1",
        "owner_role": "borrower",
        "ground": "court_order",
        "ground_id": "ORDER-1",
        "title_id": "TITLE-1",
        "valuation_id": "VAL-1",
        "value": worth,
        "debt_reduced": worth,
        "shortfall": [document("failed_auction")],
        "custodian_id": "branch-2",
    }
    yield "disposal", "accept-payment-in-kind", taken


def _assessed(day: date, route: str) -> Acts:
    case = {"case_id": f"D-{route}-{day}", "report_id": "REP", "recoverable": cny("10.00")}
    yield "disposal", "assess-disposal", {**case, "expected_cost": cny("5.00")}
    yield "disposal", "select-route", _chosen(route)


def _chosen(route: str) -> dict[str, Any]:
    other = "transfer" if route != "transfer" else "write_off"
    return {
        "route": route,
        "alternatives": [{"route": other, "reason": "brings less"}],
        "rungs": [{"rung": "collection", "document_id": "RUNG-1"}],
    }


def _end(day: date, left: int, luck: Random) -> Acts:
    exhausted = ["accounts", "real_estate", "vehicles", "securities"]
    fields = {"ruling_id": f"END-{day}", "parties": ["C-1"], "exhausted": exhausted}
    yield "litigation", "end-enforcement", fields


def _write_off(day: date, left: int, luck: Random) -> Acts:
    yield from _assessed(day, "write_off")
    proposal = {
        "approved_by": "liu",
        "approver_role": "risk_reviewer",
        "debtor_balance": cny(left * 2),
        "provision": cny(left),
        "provision_top_up": cny(left),  # whatever its class sets aside by then
        "evidence": [document("court_ruling"), document("in_kind_agreement_or_order")],
        "measures": [
            {"target_id": who, "measure": "sued", "document_id": f"M-{who}"}
            for who in ("C-1", ZHAO, "SHOP")
        ],
        "examined": [{"block": bar, "applies": False, "document_id": "EX"} for bar in BARS],
        "accountability_id": "ACC-1",
    }
    for criterion in luck.sample(("WC-08", "WC-11", "WC-17"), 3):  # until one is proven
        yield "disposal", "propose-write-off", {**proposal, "criterion": criterion}
    committee = {"requested_by": "gao", "role": "head_office_committee"}
    yield "disposal", "approve-write-off", committee


def _sell_asset(day: date, left: int, luck: Random) -> Acts:
    sale = {"buyer_id": "P-88", "method": "auction", "cost": cny("1.00")}
    if luck.random() < 0.6:
        yield "disposal", "lease-asset", {"asset_id": "A-1", "tenant_id": "T", "rent": cny(5_00)}
        rent = {"receipt_id": f"RENT-{day}", "gross": cny(5_00), "cost": cny(1)}
        yield "disposal", "record-rent", {"asset_id": "A-1", **rent}
    if luck.random() < 0.5:
        sale["receipt_id"] = f"SALE-{day}"
    yield "disposal", "sell-asset", {"asset_id": "A-1", **sale, "price": cny("90.00")}


def _offered(offer: dict[str, Any]) -> Acts:
    """A company's claim alone, or a person's in a pool: the other one is refused."""
    yield "disposal", "offer-for-transfer", {**offer, "channel": "single"}
    pool = {"channel": "personal_batch", "batch_id": "POOL-1", "batch_size": 3}
    yield "disposal", "offer-for-transfer", {**offer, **pool}


def _transfer(day: date, left: int, luck: Random) -> Acts:
    offer = {"offer_id": f"O-{day}", "valuation_id": "VAL-9", "screened": list(PILOT)}
    buyer = {
        "buyer_id": "AMC-1",
        "kind": "amc",
        "licence_id": "LIC",
        "experience_years": 20,
        "capital": cny("10000000000.00"),
    }
    if luck.random() < 0.2:
        yield "disposal", "remit-debt", {"approval_id": "APP-1"}
    yield from _assessed(day, "transfer")
    yield from _offered(offer)
    bid = {"bid_id": f"B-{day}"}
    yield "disposal", "record-bid", {**bid, "buyer": buyer, "price": cny("8.00")}
    yield "disposal", "agree-transfer", {**bid, "agreement_id": "AGR-1"}
    if day.day % 3 == 0:  # the buyer does not pay; the claim is offered anew
        ended = {"agreement_id": "AGR-1", "document_id": "END"}
        yield "disposal", "call-off-transfer", ended
        yield "disposal", "select-route", _chosen("transfer")
        yield from _offered(offer)
        yield "disposal", "record-bid", {**bid, "buyer": buyer, "price": cny("7.00")}
        yield "disposal", "agree-transfer", {**bid, "agreement_id": "AGR-2"}
    yield "disposal", "transfer-debt", {"payment_id": f"PRICE-{day}"}
    for party in ("C-1", ZHAO):
        notice = {"party_id": party, "method": "post", "proof_id": f"EMS-{party}"}
        yield "disposal", "serve-transfer-notice", notice


LADDER: tuple[Rung, ...] = (
    Rung(_call),
    Rung(_promise),
    Rung(_notice, (0, 4, 7)),
    Rung(_guarantor),
    Rung(agree_plan, (0, 1, 10)),
    Rung(_law, (30, 95)),
    Rung(_preserve),
    Rung(send_letter),
    Rung(_sue, (1, 5, 5, 5)),
    Rung(_judge, (40,)),
    Rung(_effect, (1, 18, 18, 18)),
    Rung(_enforce, (0, 3, 12, 12)),
    Rung(_settle),
    Rung(_in_kind, (1, 10)),
    Rung(_end, (3, 95)),
    Rung(_write_off, (95, 120)),
    Rung(_sell_asset, (10,)),
    Rung(_transfer, (10,)),
)
