"""Small lives about security, law and disposal, for commands which the told lives leave out."""

from __future__ import annotations

from typing import Any

from tests.lives.lending import COST, SHOP, TANG, ZHAO, called, lend
from tests.lives.telling import Told, cny
from tests.lives.whole_life_end import BARS, assess, document


def _security(life: Told, act: str, day: str | None = None, /, **fields: Any) -> None:
    life.act("guarantee", act, day, **({"role": "preservation_manager"} | fields))


def secured(life: Told) -> None:
    """Guarantors and collateral, all that can be done about them."""
    lend(life)
    signed = {"signed_on": "2024-01-12", "document_id": "G-2"}
    terms = {"guarantor_kind": "company", "cap": cny("30000.00"), "share_percent": "50"}
    period = {"period_months": 24, "scope": ["principal", "interest"]}
    qian = {"guarantor_id": "G-QIAN"}
    _security(
        life, "register-guarantee", "2024-01-15", **qian, kind="joint", **signed, **terms, **period
    )
    bureau = {"guarantor_id": "G-BUREAU"}
    _security(life, "register-guarantee", **bureau, **signed, period_ends_on="2025-12-31")
    checked = {"role": "risk_reviewer", "document_id": "CHK-1"}
    _security(life, "check-eligibility", **checked, **bureau, guarantor_kind="state_organ")
    _security(life, "replace-security", old_id="G-BUREAU", new_id="G-QIAN", document_id="RPL-1")
    _security(life, "record-consent", **qian, subject="CH-1", document_id="CON-1")
    truck = {"collateral_id": "TRUCK", "document_id": "PL-2"}
    _security(life, "register-collateral", **truck, kind="vehicle", owner_id="C-1", rank=1)
    _security(
        life, "record-valuation", collateral_id="TRUCK", value=cny("20000.00"), report_id="V-1"
    )
    _security(life, "report-impairment", **truck, cause="accident", value=cny("5000.00"))
    _security(life, "request-additional-security", **truck, due_on="2024-02-15")
    _security(life, "record-additional-security", **truck, provided=True, security_id="G-QIAN")
    _security(life, "replace-security", old_id="TRUCK", new_id=SHOP, document_id="RPL-2")
    _security(life, "release-collateral", **truck, ground="replaced")
    zhao, tang = {"guarantor_id": ZHAO}, {"guarantor_id": TANG}
    warned = {"document_id": "W-1", "method": "personal", "data_fields": ["loan_number"]}
    life.to("2024-02-15")
    warned |= {"contact_id": life.met(ZHAO), "data_fields": []}
    _security(life, "send-risk-warning", **zhao, **warned)
    _security(life, "record-defence-removed", **tang, ground="waived", document_id="DEF-1")
    told = life.reached(ZHAO, "2024-02-20")
    _security(life, "notify-guarantor", **zhao, contact_id=told, method="phone")
    _noticed(life)
    demand = {"document_id": "GD-1", "method": "personal", "proof": "signed"}
    zhao |= {"contact_id": life.met(ZHAO, "2024-02-22")}
    _security(life, "serve-guarantor-demand", **zhao, **demand, amount=cny("10000.00"))
    _security(
        life, "record-interview", **zhao, record_id="INT-1", signed=True, address_confirmed=True
    )
    del zhao["contact_id"]
    _security(life, "verify-address", **zhao, source="register", document_id="ADR-1")
    _security(life, "record-refusal", "2024-02-25", **zhao, ground="refused")
    _security(life, "realise-security", collateral_id=SHOP, document_id="REAL-1")


def _noticed(life: Told) -> None:
    served = {"notice_id": "N-1", "method": "personal", "proof": "signed", "proof_id": "P-1"}
    form = {"channel": "visit", "template_id": "NOTICE-OVERDUE", "purposes": ["service_of_notice"]}
    there = {"place": "business", "appointment": True, "identity_shown": True}
    life.contact("serve-demand-notice", "2024-02-21", **form, **served, **there)


def _referred(life: Told) -> None:
    called(life)
    life.act("collection", "refer-to-law", "2024-02-20", ground="unwilling", **COST)
    life.act("litigation", "decide-litigation", able=True, willing=False, **COST)
    life.act(
        "litigation",
        "send-lawyers-letter",
        letter_id="LL-1",
        deadline="2024-02-23",
        aims=["performance"],
        text="please pay",
    )
    life.act(
        "litigation",
        "record-acknowledgement",
        document_id="ACK-1",
        signed_by="C-1",
        signed=True,
    )
    obstacle = {"obstacle_id": "OB-1", "kind": "force_majeure"}
    life.act("litigation", "record-obstacle", **obstacle)
    life.act("litigation", "record-obstacle", "2024-02-22", **obstacle, ended=True)
    life.to("2024-02-26")


def sued(life: Told) -> None:
    """Preserved, sued, appealed, settled, broken, ended, revived."""
    _referred(life)
    measure = {"measure_id": "PM-1"}
    court = {"court": "COURT-1", "asset_id": "ACC-1", "asset_kind": "deposit"}
    life.act(
        "litigation",
        "apply-preservation",
        **measure,
        **court,
        at="2024-02-26T10:00:00+08:00",
        amount=cny("10000.00"),
        security=cny("10000.00"),
    )
    life.act(
        "litigation",
        "record-preservation-ruling",
        "2024-02-27",
        **measure,
        at="2024-02-27T10:00:00+08:00",
        ruling_id="RUL-1",
        granted=True,
        amount=cny("9000.00"),
    )
    life.act("litigation", "execute-preservation", **measure, until="2024-12-31")
    life.act("litigation", "take-asset", asset_id="ACC-1", court_order="RUL-1")
    suit = {"suit_id": "SUIT-1"}
    life.act(
        "litigation",
        "file-suit",
        **suit,
        court="COURT-1",
        defendants=["C-1", ZHAO],
        claim_day="2024-02-26",
    )
    life.act("litigation", "record-acceptance", **suit, procedure="ordinary", costs=cny("200.00"))
    life.act("litigation", "record-service", **suit, party_id="C-1")
    life.act("litigation", "record-hearing", "2024-03-20", **suit)
    award = {"awarded": cny("10300.00"), "penalty_from": "2024-02-27", "liable": ["C-1", ZHAO]}
    life.act(
        "litigation", "record-judgment", "2024-04-01", **suit, **award, served_on="2024-04-01"
    )
    life.act("litigation", "record-appeal", "2024-04-10", **suit, party_id="C-1")
    second = {**award, "instance": "second", "priority_on": [SHOP]}
    life.act("litigation", "record-judgment", "2024-06-03", **suit, **second)
    life.act("litigation", "record-judgment-effect", "2024-06-04", **suit, perform_by="2024-06-20")
    clue = {"kind": "asset", "verified": True, "party_id": "C-1"}
    life.act("litigation", "record-asset-clue", **clue, clue_id="CLUE-1")
    life.act(
        "litigation",
        "apply-enforcement",
        "2024-06-21",
        enforcement_id="ENF-1",
        court="COURT-1",
        clues=["CLUE-1"],
    )
    settled = {"settlement_id": "SET-1", "parties": ["C-1"], "remain_liable": [ZHAO]}
    life.act(
        "litigation",
        "agree-settlement",
        "2024-07-01",
        **settled,
        amount=cny("5000.00"),
        pay_by="2024-08-01",
    )
    life.act("litigation", "break-settlement", "2024-08-05")
    life.act("litigation", "renew-preservation", "2024-11-20", **measure)
    exhausted = ["accounts", "real_estate", "vehicles", "securities"]
    life.act(
        "litigation",
        "end-enforcement",
        "2024-12-02",
        ruling_id="END-1",
        parties=["C-1", ZHAO],
        exhausted=exhausted,
    )
    life.act("litigation", "record-asset-search", "2025-01-06", found=True)
    life.act("litigation", "record-asset-clue", **clue, clue_id="CLUE-2")
    life.act("litigation", "revive-enforcement", clue_id="CLUE-2")


def arbitrated(life: Told) -> None:
    """The contract has a clause. Mediation was agreed before, and not kept; in the end it is withdrawn."""
    _referred(life)
    mediation = {"mediation_id": "MED-1"}
    life.act("litigation", "open-mediation", **mediation)
    life.act("litigation", "close-mediation", **mediation, agreed=True, pay_by="2024-02-28")
    life.act("litigation", "request-confirmation", **mediation)
    life.act("litigation", "break-settlement", "2024-02-29")
    life.act(
        "litigation",
        "request-arbitration",
        suit_id="ARB-1",
        court="ARBITRATION-1",
        defendants=["C-1"],
        claim_day="2024-02-26",
        arbitration_clause="CLAUSE-9",
    )
    life.act("litigation", "end-suit", "2024-03-11", suit_id="ARB-1", outcome="withdrawn")


def disposed(life: Told) -> None:
    """An asset kept for own use, a part turned into shares, the rest given up."""
    lend(life)
    life.to("2024-06-01")
    assess(life, "2024-06-01", "D-1", "in_kind")
    life.act(
        "disposal",
        "accept-payment-in-kind",
        asset_id="A-1",
        asset_kind="real_estate",
        collateral_id=SHOP,
        owner_id="C-1",
        owner_role="borrower",
        ground="agreement",
        ground_id="AGR-1",
        title_id="T-1",
        valuation_id="V-1",
        value=cny("20000.00"),
        debt_reduced=cny("18000.00"),
        shortfall=[document("failed_auction")],
        custodian_id="branch-2",
        valid_until="2025-12-31",
    )
    life.act("disposal", "take-stock", asset_id="A-1", report_id="ST-1")
    life.act(
        "disposal",
        "approve-own-use",
        "2024-06-10",
        asset_id="A-1",
        fixed_asset_approval_id="FA-1",
        booked_value=cny("17000.00"),
    )
    assess(life, "2024-06-12", "D-2", "debt_equity")
    life.act(
        "disposal",
        "convert-to-equity",
        equity_id="EQ-1",
        regulator_approval_id="REG-1",
        amount=cny("5000.00"),
    )
    life.act("disposal", "remit-debt", "2024-06-20", approval_id="REM-1")


CALLS = {"CT-1": "2024-05-20", "CT-2": "2024-12-01"}
NAMED = [{"contact_id": name, "held_on": day} for name, day in CALLS.items()]


def written_off(life: Told) -> None:
    """Called; proposed and rejected, proposed again by the calls named, approved and reviewed."""
    lend(life)
    for name, day in CALLS.items():
        life.contact("make-call", day, contact_id=name, recording_id=f"REC-{name}")
    life.to("2024-12-20")
    life.act(
        "litigation",
        "record-bankruptcy",
        party_id="C-1",
        phase="petition_filed",
        petitioner="bank",
        not_collectable="EV-1",
        not_transferable="EV-2",
    )
    committee = {"requested_by": "gao", "role": "head_office_committee"}
    assess(life, "2024-12-21", "D-1", "write_off")
    proposed(life, NAMED)
    life.act("disposal", "reject-write-off", **committee)
    route = {"route": "write_off", "rungs": [{"rung": "collection", "document_id": "RUNG-1"}]}
    other = [{"route": "transfer", "reason": "brings less"}]
    life.act("disposal", "select-route", "2024-12-22", **route, alternatives=other)
    proposed(life, NAMED)
    life.act("disposal", "approve-write-off", "2024-12-23", **committee)
    reviewed = {"requested_by": "kong", "role": "auditor"}
    life.act(
        "disposal",
        "record-write-off-review",
        "2025-03-03",
        **reviewed,
        review="special_audit",
        report_id="AU-1",
    )


def proposed(life: Told, contacts: list[dict[str, str]]) -> None:
    """By pursuit: a small claim on a small business (WC-16)."""
    life.act(
        "disposal",
        "propose-write-off",
        approved_by="liu",
        approver_role="risk_reviewer",
        criterion="WC-16",
        provision=cny("80000.00"),
        provision_top_up=cny("30000.00"),  # doubtful: half of 60,000 is set aside
        evidence=[document("recovery_record")],
        measures=[
            {"target_id": who, "measure": "sued", "document_id": f"M-{who}"}
            for who in ("C-1", ZHAO, TANG, SHOP)
        ],
        examined=[{"block": bar, "applies": False, "document_id": "EX"} for bar in BARS],
        contacts=contacts,
        debtor_balance=cny("80000.00"),
        condition_since="2024-06-01",
        accountability_id="ACC-1",
    )
