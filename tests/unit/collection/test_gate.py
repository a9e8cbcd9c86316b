"""The conduct gate: every code of the catalogue's section 9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.collection.domain import touches
from services.collection.domain.done import Contacted, MeasureRequested
from services.collection.domain.steps import (
    ProhibitedActionBlocked,
)
from services.kit.conduct.asked import Citation
from services.kit.conduct.words import INSTEAD, said
from tests.unit.collection.life import CONDUCT, Life, in_case, on

SECTION_9 = {
    "RELATIVE_PRESSURE",
    "THIRD_PARTY_PRESSURE",
    "DEBT_DISCLOSURE",
    "CALL_DETAIL_USE",
    "PRETEXT_CALL",
    "IMPERSONATION",
    "CALL_BOMBING",
    "QUIET_HOURS",
    "GUARANTOR_LIFE_DISRUPTION",
    "SURVEILLANCE",
    "STAKE_OUT",
    "ROLLOVER_BORROWING_ADVICE",
    "UNAUTHORISED_THIRD_PARTY",
    "PROFILE_TEMPER",
    "PROFILE_RELATIVES",
    "INTIMIDATING_TONE",
    "EMPLOYER_PRESSURE",
    "ACCOUNT_RESTRICTION_NO_ORDER",
    "SELF_HELP_SEIZURE",
    "DETENTION_THREAT",
    "PROSECUTION_THREAT",
    "FALSE_LEGAL_BASIS",
    "UNAPPROVED_LETTER",
    "PRIVATE_NUMBER",
    "SOLO_VISIT",
    "UNLICENSED_AGENCY",
    "INELIGIBLE_TRANSFEREE",
    "CHAT_LEAK",
    "UNFAIR_SEGMENT",
}


def measure(life: Life, what: str, **fields: Any) -> list[Any]:
    more: dict[str, Any] = {
        "target_role": "borrower",
        "order_id": None,
        "clause_id": None,
        "counterparty": None,
    }
    return life.act(touches.RequestMeasure, measure=what, **(more | fields))


def segment(life: Life, *criteria: str, use: str = "offer_and_effort") -> list[Any]:
    return life.act(touches.AssignSegment, segment="S2", criteria=criteria, use=use)


def placed(life: Life, **fields: Any) -> list[Any]:
    more: dict[str, Any] = {
        "agency_id": "A-1",
        "licence_id": "LIC-1",
        "licence_ends_on": on("2025-12-31"),
        "agreement_id": "AG-1",
        "data_fields": ("name", "phone"),
        "role": "specialist",
        "approved_by": "wang",
        "approver_role": "branch_manager",
    }
    return life.act(touches.PlaceWithAgency, **(more | fields))


BLOCKED: list[tuple[str, Callable[[Life], Any]]] = [
    ("RELATIVE_PRESSURE", lambda life: life.call(target_role="relative", target_id="W")),
    ("THIRD_PARTY_PRESSURE", lambda life: life.call(target_role="contact_person", target_id="F")),
    (
        "THIRD_PARTY_PRESSURE",
        lambda life: life.call(target_role="contact_person", target_id="F", purposes=("locate",)),
    ),
    ("THIRD_PARTY_PRESSURE", lambda life: life.call(target_role="guarantor", target_id="G-NO")),
    ("DEBT_DISCLOSURE", lambda life: life.call(identity_verified=False, data_fields=("amount",))),
    ("CALL_DETAIL_USE", lambda life: life.call(contact_source="call_detail")),
    ("PRETEXT_CALL", lambda life: life.call(purposes=("pretext",))),
    ("IMPERSONATION", lambda life: life.call(speaks_as="court")),
    ("IMPERSONATION", lambda life: life.call(speaks_as="other_person")),
    ("QUIET_HOURS", lambda life: life.call("22:00")),
    ("QUIET_HOURS", lambda life: life.message("07:59")),
    ("QUIET_HOURS", lambda life: life.visit("23:10")),
    ("GUARANTOR_LIFE_DISRUPTION", lambda life: life.call(purposes=("life_disruption",))),
    ("SURVEILLANCE", lambda life: life.call(data_fields=("movements",))),
    ("SURVEILLANCE", lambda life: measure(life, "surveillance")),
    ("STAKE_OUT", lambda life: life.visit(purposes=("stake_out",))),
    ("ROLLOVER_BORROWING_ADVICE", lambda life: life.call(statements=("borrow_elsewhere",))),
    ("UNAUTHORISED_THIRD_PARTY", lambda life: life.call(target_role="delegate", target_id="B")),
    ("UNAUTHORISED_THIRD_PARTY", lambda life: life.call(statements=("offer_to_contact_family",))),
    ("PROFILE_TEMPER", lambda life: life.call(data_fields=("temper",))),
    ("PROFILE_RELATIVES", lambda life: life.call(data_fields=("relatives_able_to_pay",))),
    ("INTIMIDATING_TONE", lambda life: life.call(tone="angry")),
    ("EMPLOYER_PRESSURE", lambda life: life.message(target_role="employer", target_id="E")),
    ("EMPLOYER_PRESSURE", lambda life: measure(life, "pay_stop")),
    ("ACCOUNT_RESTRICTION_NO_ORDER", lambda life: measure(life, "restrict_account")),
    ("SELF_HELP_SEIZURE", lambda life: measure(life, "seize_asset", clause_id="C-1")),
    ("DETENTION_THREAT", lambda life: life.call(statements=("detention_threat",))),
    ("PROSECUTION_THREAT", lambda life: life.message(statements=("prosecution_threat",))),
    (
        "FALSE_LEGAL_BASIS",
        lambda life: life.message(legal_bases=(Citation("civil_code_545", "penalty"),)),
    ),
    (
        "FALSE_LEGAL_BASIS",
        lambda life: life.message(legal_bases=(Citation("contract_law_107", "breach"),)),
    ),
    ("UNAPPROVED_LETTER", lambda life: life.message(template_id="MINE")),
    ("UNAPPROVED_LETTER", lambda life: life.message(template_id=None)),
    ("UNAPPROVED_LETTER", lambda life: life.message(template_id="NOTICE-2010")),
    ("UNAPPROVED_LETTER", lambda life: life.message(template_id="SMS-REMINDER")),
    ("PRIVATE_NUMBER", lambda life: life.call(from_line="private")),
    ("SOLO_VISIT", lambda life: life.visit(staff_ids=("chen",))),
    ("SOLO_VISIT", lambda life: life.visit(staff_ids=("chen", "Chen "))),
    ("UNLICENSED_AGENCY", lambda life: life.call(agency_id="A-9")),
    ("UNLICENSED_AGENCY", lambda life: placed(life, licence_id=None)),
    ("UNLICENSED_AGENCY", lambda life: placed(life, licence_ends_on=on("2024-03-20"))),
    ("UNLICENSED_AGENCY", lambda life: placed(life, agreement_id=None)),
    ("INELIGIBLE_TRANSFEREE", lambda life: measure(life, "sell_claim", counterparty="individual")),
    (
        "CHAT_LEAK",
        lambda life: life.act(touches.PostUpdate, channel="chat_group", data_fields=("name",)),
    ),
    ("UNFAIR_SEGMENT", lambda life: segment(life, "temper")),
    ("UNFAIR_SEGMENT", lambda life: segment(life, "days_past_due", use="harshness")),
]


@pytest.mark.parametrize(("code", "does"), BLOCKED, ids=[code for code, _ in BLOCKED])
def test_a_blocked_practice_is_an_event_and_never_a_contact(
    code: str, does: Callable[[Life], Any]
) -> None:
    """Rules: COL-46, COL-60, COL-61, COL-69, COL-71, COL-72, COL-73, COL-74, COL-75, COL-77,
    COL-78, COL-79, COL-80, COL-81, COL-82, COL-84, COL-86, COL-87, COL-96, COL-132, CC-01,
    CC-11, DIS-08, LIT-06, LIT-17, LIT-32, XCT-15, XCT-58, CLS-14, CLS-31, GUA-14.
    """
    life = in_case()
    events = does(life)
    blocked = [each for each in events if isinstance(each, ProhibitedActionBlocked)]
    assert [each.code for each in blocked] == [code]
    assert not life.of(Contacted)
    assert not life.of(MeasureRequested)
    assert life.case() == "OPEN"
    event = blocked[0]
    assert event.policy_id == "cn/2011-01-13"
    assert event.attempted_by == "chen"
    assert event.rule
    assert len(event.content_hash) == 64
    assert event.alternative in INSTEAD


def test_all_codes_of_section_9_are_data_with_a_test_each() -> None:
    assert set(CONDUCT.blocked) == SECTION_9
    assert {each.row for each in CONDUCT.blocked.values()} == {str(n) for n in range(1, 23)}
    tested = {code for code, _ in BLOCKED} | {"CALL_BOMBING"}
    assert tested == SECTION_9


def test_every_alternative_has_words_in_both_languages() -> None:
    for practice in CONDUCT.blocked.values():
        english, chinese = INSTEAD[practice.alternative]
        assert english.isascii() and not chinese.isascii()
    assert said("within_cap").count(" / ") == 1
    assert said("no such word") == "no such word"
