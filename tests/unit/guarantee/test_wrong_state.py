"""Every command of guarantee in every state of B.4: taken, or refused with its code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.guarantee.domain.phase import collateral_phase_on, phase_on
from tests.states import Answer, Codes, Table
from tests.unit.guarantee.standing import COLLATERAL, GUARANTORS, standing
from tests.unit.guarantee.told import IDS, SHOP, ZHAO

MONEY = {"amount": "1000.00", "currency": "CNY"}
MET = {"guarantor_id": ZHAO, "contact_id": "CT-99"}
SECOND = {"approved_by": "zhou", "approver_role": "legal_officer"}
HIM, IT = {"guarantor_id": ZHAO}, {"collateral_id": SHOP}
FIELDS: dict[str, dict[str, Any]] = {
    "register-guarantee": HIM | {"kind": "joint", "signed_on": "2023-03-20", "document_id": "G-9"},
    "check-eligibility": HIM
    | {"guarantor_kind": "natural_person", "document_id": "CHK-9"}
    | SECOND,
    "send-risk-warning": MET | {"document_id": "W-9", "method": "personal"},
    "notify-guarantor": MET | {"method": "personal"},
    "serve-guarantor-demand": MET
    | {"document_id": "GD-9", "method": "personal", "proof": "signed", "amount": MONEY},
    "record-interview": MET | {"record_id": "INT-9", "signed": True, "address_confirmed": True},
    "verify-address": HIM | {"source": "register", "document_id": "ADR-9"},
    "record-refusal": HIM | {"ground": "refused", "search_record_id": "S-9"},
    "record-consent": HIM | {"subject": "CH-9", "document_id": "CON-9"},
    "record-defence-removed": HIM | {"ground": "debtor_missing", "document_id": "DEF-9"},
    "replace-security": {"old_id": ZHAO, "new_id": "G-QIAN", "document_id": "R-9"},
}
OF_COLLATERAL_FIELDS: dict[str, dict[str, Any]] = {
    "register-collateral": IT
    | {"kind": "shop", "owner_id": "C-0007", "rank": 1, "document_id": "M-9"},
    "record-valuation": IT
    | {"value": {"amount": "180000.00", "currency": "CNY"}, "report_id": "V-9"},
    "report-impairment": IT | {"cause": "fire", "value": MONEY, "document_id": "I-9"},
    "request-additional-security": IT | {"due_on": timedelta(days=9), "document_id": "AS-9"},
    "record-additional-security": IT
    | {"provided": True, "security_id": ZHAO, "document_id": "AS-9"},
    "realise-security": IT | {"document_id": "RO-9"},
    "release-collateral": IT | {"ground": "replaced", "document_id": "R-9"},
    "replace-security": {"old_id": SHOP, "new_id": ZHAO, "document_id": "R-9"},
}
UNCALLED = ("registered", "warned", "notified")
CALLED = ("demanded", "part_paid", "in_litigation", "in_litigation: sued")
STANDING = (*UNCALLED, *CALLED)
NOT_OURS = {
    "discharged_by_payment": "loan_settled",
    "released": "loan_settled",
    "released: remitted": "claim_extinguished",
    "transferred": "claim_transferred",
}
NO_GUARANTOR = {"none": "guarantor_unknown", "expired": "guarantee_expired"} | NOT_OURS
REGISTERED: Codes = {
    "already_registered": (*STANDING, "discharged_by_payment: of his cap", "invalid", "expired")
}
ANSWERS: dict[str, Answer] = {
    "register-guarantee": Answer(("none",), REGISTERED),
    "check-eligibility": Answer((*STANDING, "invalid")),
    "send-risk-warning": Answer(("registered",)),
    "notify-guarantor": Answer(("registered", "warned")),
    "serve-guarantor-demand": Answer(
        ("notified", *CALLED[:3]), {"borrower_not_notified": ("in_litigation: sued",)}
    ),
    "record-interview": Answer(("demanded",)),
    "verify-address": Answer(STANDING),
    "record-refusal": Answer(("demanded", "part_paid")),
    "record-consent": Answer(STANDING),
    "record-defence-removed": Answer(STANDING),
    "replace-security": Answer(
        ("invalid",), {"security_unknown": ("none",), "wrong_state": ("expired",)}
    ),
}
OVER = ("auctioned", "received_in_satisfaction", "released")
CHARGED_NOW = (
    *("pledged", "valued", "valued: replaced", "impaired", "impaired: security requested"),
    "supplemented",
)
NO_COLLATERAL = {
    "none": "collateral_unknown",
    "released: settled": "loan_settled",
    "transferred": "claim_transferred",
}
OF_COLLATERAL: dict[str, Answer] = {
    "register-collateral": Answer(
        ("none",), {"already_registered": (*CHARGED_NOW, "in_realisation", *OVER)}
    ),
    "record-valuation": Answer((*CHARGED_NOW, "in_realisation")),
    "report-impairment": Answer(("valued", "valued: replaced")),
    "request-additional-security": Answer(
        ("impaired",), {"already_requested": ("impaired: security requested",)}
    ),
    "record-additional-security": Answer(
        ("impaired: security requested",), {"not_requested": ("impaired",)}
    ),
    "realise-security": Answer(CHARGED_NOW),
    "release-collateral": Answer(
        ("valued: replaced",),
        {"not_replaced": tuple(each for each in CHARGED_NOW if each != "valued: replaced")},
    ),
    "replace-security": Answer(
        (*(each for each in CHARGED_NOW if each != "valued: replaced"), "in_realisation"),
        {"security_unknown": ("none",), "already_recorded": ("valued: replaced",)},
    ),
}
TABLE = Table(
    "guarantee",
    IDS,
    {name: standing(make) for name, make in GUARANTORS.items()},
    FIELDS,
    ANSWERS,
    NO_GUARANTOR,
)
CHARGED = Table(
    "guarantee",
    IDS,
    {name: standing(make) for name, make in COLLATERAL.items()},
    OF_COLLATERAL_FIELDS,
    OF_COLLATERAL,
    NO_COLLATERAL,
)
TABLES = (TABLE, CHARGED)


@pytest.mark.parametrize("state", GUARANTORS)
def test_the_guarantor_stands_where_the_table_says(state: str) -> None:
    file, day = TABLE.standing(state)
    one = file.guarantors.get(ZHAO)
    assert ("none" if one is None else phase_on(file, one, day)) == state.partition(":")[0]


@pytest.mark.parametrize("state", COLLATERAL)
def test_the_collateral_stands_where_the_table_says(state: str) -> None:
    file, day = CHARGED.standing(state)
    one = file.collateral.get(SHOP)
    found = "none" if one is None else collateral_phase_on(file, one, day)
    assert found == state.partition(":")[0]


@pytest.mark.parametrize("command", ANSWERS)
def test_what_b4_does_not_list_is_refused_with_its_code(command: str) -> None:
    TABLE.check(command)


@pytest.mark.parametrize("command", OF_COLLATERAL)
def test_collateral_is_moved_only_from_the_states_of_b4(command: str) -> None:
    CHARGED.check(command)
