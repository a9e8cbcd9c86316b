"""The gate and persons: to whom an act goes, whose agency does it, who tried it (catalogue section 9)."""

from __future__ import annotations

from typing import Any

import pytest

from services.kit.domain import Rejected
from tests.lives.gate_probes import PROBES, credit_notice
from tests.lives.test_one_gate import blocks
from tests.unit.collection.life import in_case
from tests.unit.collection.standing import unit
from tests.unit.collection.test_gate import placed


def test_a_letter_to_a_guarantor_is_sent_and_interrupts_nothing_against_the_debtor() -> None:
    """Rules: LM-07."""
    probe, _, _ = PROBES["send-lawyers-letter"]
    served = {"served_on": "2024-06-28", "proof": "signed"}
    [sent, *_] = probe({"target_role": "guarantor", "target_id": "G-ZHAO"}, **served)
    assert (sent.conduct.target_id, sent.interrupts) == ("G-ZHAO", None)
    for conduct in (None, {"target_role": "co_borrower"}):
        assert probe(conduct, **served)[0].interrupts == "LM-07"


@pytest.mark.parametrize(
    ("command", "conduct"),
    [
        ("serve-transfer-notice", {"target_role": "guarantor", "target_id": "G-ZHAO"}),
        ("serve-transfer-notice", {"target_id": "C-OTHER"}),
        ("send-risk-warning", {"target_role": "borrower"}),
    ],
)
def test_what_counts_for_one_person_goes_to_no_other(
    command: str, conduct: dict[str, Any]
) -> None:
    """Rules: TA-02, GUA-07."""
    with pytest.raises(Rejected, match=r"recipient_differs: conduct.target_"):
        PROBES[command][0](conduct)


def test_a_credit_notice_to_a_guarantor_tells_the_debtor_nothing() -> None:
    """Rules: XCT-57."""
    life = in_case()
    life.guarantor()
    with pytest.raises(Rejected, match=r"recipient_differs: conduct.target_role 'guarantor'"):
        credit_notice({"target_role": "guarantor", "target_id": "G-ZHAO"}, life)
    assert not blocks(credit_notice({"target_role": "co_borrower"}, life))


@pytest.mark.parametrize("command", ["record-reminder", "hold-counselling"])
def test_monitoring_addresses_no_guarantor(command: str) -> None:
    """Rules: CC-04."""
    [event] = blocks(PROBES[command][0]({"target_role": "guarantor", "target_id": "G-ZHAO"}))
    assert (event.code, event.rule) == ("THIRD_PARTY_PRESSURE", "CC-04")


def test_a_placed_agency_may_send_the_notice_before_a_credit_report() -> None:
    """Rules: COL-132, XCT-57."""
    life = unit()
    placed(life)
    agency = {"agency_id": "A-1", "speaks_as": "agency"}
    assert not blocks(credit_notice(agency, life))
    [event] = blocks(credit_notice({"agency_id": "A-2"}, life))
    assert (event.code, event.agency_id) == ("UNLICENSED_AGENCY", "A-2")


@pytest.mark.parametrize("command", sorted(set(PROBES) - {"send-lawyers-letter"}))
def test_a_threat_is_written_down_whoever_made_it(command: str) -> None:
    """Rules: LIT-17."""
    [event] = blocks(PROBES[command][0]({"tone": "angry"}, role="auditor"))
    assert (event.code, event.role) == ("INTIMIDATING_TONE", "auditor")
