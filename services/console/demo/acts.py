"""The acts by which the demo's officers take a loan one stage further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

COURT: Final = "COURT-1"


class Trouble(NamedTuple):
    """A loan of the demo book that stays unpaid. ``stages``: how far it is taken."""

    loan_id: str
    obligor_id: str
    overdue_since: date
    lent_on: date
    principal: str
    guaranteed: bool
    stages: int


Row = dict[str, Any]


def _act(said: str, by: str, en: str, zh: str, data: Row, agreed: str = "", **more: str) -> Row:
    row = {"say": f"postloan.{said}.v1", "by": by, "en": en, "zh": zh, "data": data, **more}
    return row | ({"with": agreed} if agreed else {})


def _money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def _contact(it: Trouble, on: date, at: str, **more: Any) -> Row:
    return {
        "contact_id": f"{it.loan_id}-{on:%y%m%d}-{at[:2]}",
        "at": f"{on}T{at}+08:00",
        "channel": "phone",
        "contact_point": "13900000001",
        "contact_source": "contract",
        "target_role": "borrower",
        "staff_ids": ["chen"],
        "identity_verified": True,
        "purposes": ["recovery"],
        "result": "reached",
        "recording_id": f"REC-{it.loan_id}-{at[:2]}",
        **more,
    }


def _at(place: str) -> Row:
    return {"place": place, "appointment": True, "identity_shown": True}


def _collected(it: Trouble, on: date) -> Iterator[Row]:
    """Borrower's side and guarantor's; collection hears of him before he is told of anything."""
    if it.guaranteed:
        yield from _guarantor_on_file(it)
    yield from _borrower(it, on)
    if it.guaranteed:
        yield from _guarantor_asked(it, on)


def _borrower(it: Trouble, on: date) -> Iterator[Row]:
    """A call, the cause of the arrears, a promise, a notice that is signed for."""
    call = _contact(it, on, "10:00", phone_stage="first_contact", statements=["credit_report"])
    yield _act("collection.make-call", "chen", "A first call.", "首次电话催收。", call)
    cause = {"cause": "operating_loss"}
    yield _act("collection.record-arrears-cause", "chen", "Why.", "记录逾期原因。", cause)
    promise = {
        "promise_id": f"PR-{it.loan_id}",
        "due_on": str(on + timedelta(days=5)),
        "half_day": "morning",
        "hour": "10:00",
        "amount": _money("500.00"),
    }
    yield _act("collection.record-promise", "chen", "A promise.", "借款人承诺还款。", promise)
    late = _contact(it, on, "22:40")
    if it.guaranteed:
        yield _act(
            "collection.make-call", "chen", "Too late.", "夜间来电。", late, blocked="QUIET_HOURS"
        )
    notice = _contact(
        it,
        on,
        "15:00",
        channel="visit",
        staff_ids=["chen", "liu"],
        purposes=["service_of_notice"],
        template_id="NOTICE-OVERDUE",
        notice_id=f"N-{it.loan_id}",
        method="personal",
        proof="signed",
        proof_id=f"SIGN-{it.loan_id}",
        **_at("business"),
    )
    del notice["recording_id"]
    said = "collection.serve-demand-notice"
    yield _act(said, "chen", "A notice, signed for.", "送达催收通知书。", notice)


def _guarantor_on_file(it: Trouble) -> Iterator[Row]:
    """His contract, in force since the loan was paid out."""
    papers = {
        "guarantor_id": f"G-{it.loan_id}",
        "kind": "joint",
        "guarantor_kind": "company",
        "period_months": 36,
        "signed_on": str(it.lent_on),
        "done_on": str(it.lent_on),
        "document_id": f"GC-{it.loan_id}",
    }
    yield _act("guarantee.register-guarantee", "sun", "His contract.", "登记保证合同。", papers)


def _guarantor_asked(it: Trouble, on: date) -> Iterator[Row]:
    """Two officers meet him; he is told of the arrears and asked to pay."""
    who: Row = {"target_role": "guarantor", "target_id": f"G-{it.loan_id}"}
    who |= {"staff_ids": ["chen", "liu"], "purposes": ["service_of_notice"]}
    met = _contact(it, on, "16:00", **who, channel="meeting", **_at("bank"))
    del met["recording_id"]
    yield _act("collection.hold-visit", "chen", "He is met.", "与保证人会面。", met)
    him = {"guarantor_id": f"G-{it.loan_id}", "contact_id": met["contact_id"]}
    told = him | {"method": "personal"}
    yield _act("guarantee.notify-guarantor", "sun", "He is told.", "通知保证人。", told)
    asked = {
        "document_id": f"GD-{it.loan_id}",
        "method": "personal",
        "proof": "signed",
        "amount": _money("100.00"),
    }
    yield _act(
        "guarantee.serve-guarantor-demand", "sun", "He is asked.", "要求履行。", him | asked
    )


def _to_law(it: Trouble, on: date) -> Iterator[Row]:
    """What is overdue goes to law; the account is frozen and the suit filed.

    No loan is called in: what core banking's book says of it stays as it says.
    """
    event = {"life_event": "over_indebted"}
    yield _act("monitoring.report-life-event", "chen", "He owes others too.", "资不抵债。", event)
    ground = {
        "ground": "over_indebted",
        "expected_cost": _money("1000.00"),
        "expected_recovery": _money("9000.00"),
    }
    yield _act("collection.refer-to-law", "chen", "To law.", "移送法律程序。", ground)
    measure = {"measure_id": f"PM-{it.loan_id}"}
    wanted = {
        "at": f"{on}T10:00:00+08:00",
        "court": COURT,
        "asset_id": f"ACCOUNT-{it.loan_id}",
        "asset_kind": "deposit",
        "party_id": it.obligor_id,
        "amount": _money("1000.00"),
        "security_waived": True,
    }
    yield _act(
        "litigation.apply-preservation", "wang", "Applied for.", "申请保全。", measure | wanted
    )
    ruled = {"at": f"{on}T16:00:00+08:00", "ruling_id": f"RU-{it.loan_id}", "granted": True}
    yield _act(
        "litigation.record-preservation-ruling", "wang", "Granted.", "裁定准许。", measure | ruled
    )
    yield _act("litigation.execute-preservation", "wang", "Frozen.", "已冻结。", measure)
    guarantors = [f"G-{it.loan_id}"] if it.guaranteed else []
    suit = {
        "suit_id": f"SUIT-{it.loan_id}",
        "court": COURT,
        "defendants": [it.obligor_id, *guarantors],
        "claim_day": str(on),
    }
    yield _act("litigation.file-suit", "wang", "The suit.", "提起诉讼。", suit, "zhou")
    taken = {"suit_id": f"SUIT-{it.loan_id}", "procedure": "ordinary"}
    yield _act("litigation.record-acceptance", "wang", "Accepted.", "法院受理。", taken)


def _judged(it: Trouble, on: date) -> Iterator[Row]:
    """Heard and judged."""
    suit = {"suit_id": f"SUIT-{it.loan_id}"}
    yield _act("litigation.record-hearing", "wang", "Heard.", "开庭审理。", suit)
    guarantors = [f"G-{it.loan_id}"] if it.guaranteed else []
    won = {"awarded": _money(it.principal), "liable": [it.obligor_id, *guarantors]}
    yield _act("litigation.record-judgment", "wang", "Judged.", "判决胜诉。", suit | won)


def _enforced(it: Trouble, on: date) -> Iterator[Row]:
    """In effect and not performed: enforced."""
    judged = on - timedelta(days=60)
    effect = {
        "suit_id": f"SUIT-{it.loan_id}",
        "done_on": str(judged),
        "perform_by": str(judged + timedelta(days=10)),
    }
    yield _act("litigation.record-judgment-effect", "wang", "In effect.", "判决生效。", effect)
    applied_on = {"done_on": str(judged + timedelta(days=15))}
    clue = {"clue_id": f"CLUE-{it.loan_id}", "kind": "asset", "verified": True}
    yield _act("litigation.record-asset-clue", "wang", "A clue.", "财产线索。", clue | applied_on)
    applied = {"enforcement_id": f"ENF-{it.loan_id}", "court": COURT, "clues": [clue["clue_id"]]}
    yield _act(
        "litigation.apply-enforcement", "wang", "Enforcement.", "申请执行。", applied | applied_on
    )


def _written_off(it: Trouble, on: date) -> Iterator[Row]:
    """Enforcement ends, nothing is there; assessed, proposed by two, approved by who may."""
    guarantors = [f"G-{it.loan_id}"] if it.guaranteed else []
    ended = {
        "ruling_id": f"END-{it.loan_id}",
        "parties": [it.obligor_id, *guarantors],
        "exhausted": ["accounts", "real_estate", "vehicles", "securities"],
    }
    yield _act("litigation.end-enforcement", "wang", "No assets.", "终结本次执行。", ended)
    case = {
        "case_id": f"D-{it.loan_id}",
        "report_id": f"REP-{it.loan_id}",
        "recoverable": _money("100.00"),
        "expected_cost": _money("900.00"),
    }
    yield _act("disposal.assess-disposal", "sun", "Assessed.", "处置评估。", case)
    route = {
        "route": "write_off",
        "alternatives": [{"route": "transfer", "reason": "brings_less"}],
        "rungs": [{"rung": "collection", "document_id": f"RUNG-{it.loan_id}"}],
    }
    yield _act("disposal.select-route", "zheng", "To be written off.", "拟核销。", route)
    proposed = {
        "criterion": "WC-08",
        "provision": _money(it.principal),
        "evidence": [
            {"evidence_id": f"DOC-{it.loan_id}", "kind": "court_ruling", "origin": "external"}
        ],
        "measures": [
            {"target_id": who, "measure": "sued_and_enforced", "document_id": f"M-{who}"}
            for who in (it.obligor_id, *guarantors)
        ],
        "examined": [
            {"block": each, "applies": False, "document_id": f"EX-{each}"} for each in BLOCKS
        ],
        "accountability_id": f"ACC-{it.loan_id}",
    }
    yield _act("disposal.propose-write-off", "sun", "Proposed.", "提出核销。", proposed, "he")
    yield _act("disposal.approve-write-off", "gao", "Approved.", "批准核销。", {})


def _sold(it: Trouble, on: date) -> Iterator[Row]:
    """Offered, bid for by one who may not and one who may, sold; all are told."""
    offer = {
        "offer_id": f"O-{it.loan_id}",
        "channel": "single",
        "valuation_id": f"VAL-{it.loan_id}",
        "screened": list(SCREENED),
    }
    yield _act("disposal.offer-for-transfer", "sun", "Offered.", "挂牌转让。", offer)
    private = {"bid_id": "B-0", "buyer": {"buyer_id": "P-1", "kind": "individual"}}
    private |= {"price": _money("900.00")}
    yield _act(
        "disposal.record-bid",
        "sun",
        "A private bid.",
        "自然人出价。",
        private,
        blocked="INELIGIBLE_TRANSFEREE",
    )
    licensed: Row = {"buyer_id": "AMC-1", "kind": "amc", "licence_id": "LIC-AMC-1"}
    licensed |= {"experience_years": 20, "capital": _money("10000000000.00")}
    bid = {"bid_id": "B-1", "buyer": licensed, "price": _money("800.00")}
    yield _act("disposal.record-bid", "sun", "A licensed bid.", "持牌机构出价。", bid)
    agreed = {"bid_id": "B-1", "agreement_id": f"AGR-{it.loan_id}"}
    yield _act("disposal.agree-transfer", "zheng", "Agreed.", "签署转让协议。", agreed, "gao")
    paid = {"payment_id": f"PRICE-{it.loan_id}"}
    yield _act("disposal.transfer-debt", "zheng", "Sold.", "完成转让。", paid, "gao")
    guarantors = [f"G-{it.loan_id}"] if it.guaranteed else []
    for who in (it.obligor_id, *guarantors):
        notice = {"party_id": who, "method": "post", "proof_id": f"EMS-{who}"}
        yield _act("disposal.serve-transfer-notice", "sun", "Told.", "送达转让通知。", notice)


BLOCKS: Final = (
    *("obligor_able_to_pay", "evasion_not_pursued"),
    *("administrative_interference", "barred_by_law"),
)
SCREENED: Final = (
    *("state_organ_party", "policy_bankruptcy", "defence_or_security", "policy_loan"),
    *("crime_or_false_loan", "student_loan", "insider_loan"),
)
STAGES: Final[tuple[Callable[[Trouble, date], Iterator[Row]], ...]] = (
    _collected,
    _to_law,
    _judged,
    _enforced,
    _written_off,
    _sold,
)
