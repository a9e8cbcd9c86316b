"""One gate for every act that touches a person: each code, each act, both ways (catalogue section 9)."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from contracts.catalogue import CATALOGUE
from contracts.conduct import Conduct
from services.disposal.domain import transfer_events as disposal
from services.kit.conduct.asked import Conduct as Read
from services.kit.conduct.blocked import BlockedAct
from services.kit.conduct.words import INSTEAD
from services.kit.domain import Rejected
from services.litigation.domain import conclusions as litigation
from tests.lives.gate_probes import ELSEWHERE, PROBES, notice, reminder, warning

ALIKE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("QUIET_HOURS", {"at": "22:00"}, {"at": "21:59"}),
    ("QUIET_HOURS", {"at": "07:59"}, {"at": "08:00"}),
    ("UNAPPROVED_LETTER", {"template_id": "MINE"}, {"template_id": "released"}),
    ("UNAPPROVED_LETTER", {"template_id": "NOTICE-2010"}, {"template_id": "released"}),
    (
        "FALSE_LEGAL_BASIS",
        {"legal_bases": [{"basis": "contract_law_107", "subject": "breach"}]},
        {"legal_bases": [{"basis": "civil_code_577", "subject": "breach"}]},
    ),
    (
        "FALSE_LEGAL_BASIS",
        {"legal_bases": [{"basis": "civil_code_545", "subject": "penalty"}]},
        {"legal_bases": [{"basis": "civil_code_545", "subject": "assignment"}]},
    ),
    ("DETENTION_THREAT", {"text": "不还款就等着被拘留"}, {"text": "逾期将依法起诉"}),
    ("DETENTION_THREAT", {"statements": ["detention_threat"]}, {"statements": ["plan_offered"]}),
    ("PROSECUTION_THREAT", {"text": "将追究刑事责任"}, {"text": "请按期还款"}),
    ("INTIMIDATING_TONE", {"tone": "angry"}, {"tone": "courteous"}),
    ("INTIMIDATING_TONE", {"text": "You will REGRET this."}, {"text": "Thank you."}),
    ("RELATIVE_PRESSURE", {"text": "让你家人还"}, {"text": "可申请分期"}),
    ("EMPLOYER_PRESSURE", {"target_role": "employer"}, {"target_role": "borrower"}),
    ("THIRD_PARTY_PRESSURE", {"target_role": "contact_person"}, {"target_role": "co_borrower"}),
    (
        "THIRD_PARTY_PRESSURE",
        {"target_role": "related_person", "target_id": "W"},
        {"target_role": "debtor"},
    ),
    ("UNAUTHORISED_THIRD_PARTY", {"target_role": "delegate"}, {"target_role": "borrower"}),
    ("ROLLOVER_BORROWING_ADVICE", {"statements": ["borrow_elsewhere"]}, {"statements": []}),
    ("IMPERSONATION", {"speaks_as": "court"}, {"speaks_as": "bank"}),
    ("PRIVATE_NUMBER", {"from_line": "private"}, {"from_line": "pool"}),
    ("CALL_DETAIL_USE", {"contact_source": "call_detail"}, {"contact_source": "contract"}),
    ("PRETEXT_CALL", {"purposes": ["pretext"]}, {"purposes": ["information"]}),
    ("SURVEILLANCE", {"data_fields": ["movements"]}, {"data_fields": ["amount"]}),
    ("STAKE_OUT", {"purposes": ["stake_out"]}, {"purposes": []}),
    ("GUARANTOR_LIFE_DISRUPTION", {"purposes": ["life_disruption"]}, {"purposes": []}),
    ("PROFILE_TEMPER", {"data_fields": ["temper"]}, {"data_fields": ["phone"]}),
    ("PROFILE_RELATIVES", {"data_fields": ["relatives_able_to_pay"]}, {"data_fields": []}),
    ("UNLICENSED_AGENCY", {"agency_id": "A-1"}, {"agency_id": None}),
]
"""Code, conduct that is blocked, conduct that is not."""

MARKS = frozenset(
    {"conduct", "channel", "method", "target_role", "target_id", "contact_id"}
    | {"text", "aims", "agency_id", "staff_ids", "criteria", "measure", "court_order"}
)
"""Fields by which a command shows that it does something to a person or his things."""
APART = {
    "offer-for-transfer": "its channel is a way to sell the claim; buyers are judged (DIS-08)",
    "sell-asset": "its method is a way to sell the bank's own asset",
    "set-reminder-preference": "what the borrower wishes himself",
    "notify-guarantor": "names a contact that collection's gate let through (ADR 0026)",
    "serve-guarantor-demand": "names such a contact, or is a publication",
    "record-interview": "names such a contact",
    "evaluate-agency": "the agency itself is judged, nobody is addressed (CO-01)",
}
"""Commands with a mark that the gate need not see, and why."""


def dated(conduct: dict[str, Any], day: str, released: str) -> dict[str, Any]:
    """Hours on the act's day, and the act's released text."""
    given = dict(conduct)
    if "at" in given:
        given["at"] = f"{day}T{given['at']}+08:00"
    if given.get("template_id") == "released":
        given["template_id"] = released
    return given


def blocks(made: list[Any]) -> list[Any]:
    return [each for each in made if isinstance(each, BlockedAct)]


@pytest.mark.parametrize("command", PROBES)
@pytest.mark.parametrize(("code", "wrong", "right"), ALIKE)
def test_each_code_blocks_each_act_and_lets_the_proper_one_pass(
    command: str, code: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    """Rules: CC-01, CC-04, CC-05, COL-46, COL-60, COL-61, COL-71, COL-73, COL-74, COL-75, COL-77,
    COL-78, COL-79, COL-80, COL-81, COL-82, COL-84, COL-86, COL-132, LIT-17, LIT-32, XCT-58, GUA-12.
    """
    probe, day, released = PROBES[command]
    [event] = blocks(probe(dated(wrong, day, released)))
    assert event.code == code
    if "target_role" in right and command == "send-risk-warning":
        right = right | {"target_role": "guarantor"}
    made = probe(dated(right, day, released))
    assert made and not blocks(made)


@pytest.mark.parametrize("command", PROBES)
def test_an_act_without_these_words_is_taken_as_before(command: str) -> None:
    probe, _, _ = PROBES[command]
    made = probe(None)
    assert made and not blocks(made)


@pytest.mark.parametrize("command", [*PROBES, *ELSEWHERE])
def test_every_blocked_act_has_the_whole_shape(command: str) -> None:
    """Code, rule, policy, person, role, agency, target, channel, hour, hash, alternative."""
    if command in PROBES:
        probe, day, released = PROBES[command]
        conduct = {"tone": "angry", "at": "10:00"}
        [event] = blocks(probe(dated(conduct, day, released)))
        assert event.at == f"{day}T10:00+08:00"
    else:
        event = blocks(ELSEWHERE[command]())[0]
    assert event.rule and event.attempted_by and event.role and event.target_role
    assert event.channel and event.policy_id.startswith("cn/")
    assert event.conduct_id == "cn/2011-01-13"
    assert re.fullmatch(r"[0-9a-f]{64}", event.content_hash or "")
    assert event.agency_id == ("A-1" if command == "place-with-agency" else None)
    english, chinese = INSTEAD[event.alternative]
    assert english.isascii() and not chinese.isascii()


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (
            litigation.ProhibitedActionBlocked,
            {"processed_on": "2024-07-05", "command": "take-asset"},
        ),
        (disposal.ProhibitedActionBlocked, {"case_id": "D-1"}),
    ],
)
def test_blocked_acts_of_earlier_releases_are_still_read(
    kind: type[BlockedAct], own: dict[str, str]
) -> None:
    stored = {
        "loan_id": "L-1",
        "effective_on": "2024-07-05",
        "code": "SELF_HELP_SEIZURE",
        "rule": "LIT-06",
        "policy_id": "cn/2024-01-01",
        "attempted_by": "chen",
        "role": "collector",
        "target_role": "debtor",
        "channel": "on_site",
        "alternative": "court_preservation",
    }
    read = msgspec.json.decode(msgspec.json.encode(stored | own), type=kind)
    assert (read.code, read.content_hash, read.agency_id, read.at) == (
        stored["code"],
        None,
        None,
        None,
    )


def test_an_agency_stands_in_the_event() -> None:
    [event] = blocks(reminder({"agency_id": "A-1"}))
    assert (event.code, event.agency_id) == ("UNLICENSED_AGENCY", "A-1")


def test_other_words_give_another_hash_and_the_text_itself_is_not_kept() -> None:
    one, two = (blocks(reminder({"text": f"{who} 坐牢"}))[0] for who in ("a", "b"))
    assert one.content_hash != two.content_hash
    [kept] = reminder({"text": "Please pay on 20 January.", "tone": "calm"})
    assert (kept.conduct.tone, kept.conduct.text) == ("calm", "")


@pytest.mark.parametrize("probe", [notice, warning])
def test_who_goes_in_person_does_not_go_alone(probe: Any) -> None:
    """Rules: COL-96, CC-11."""
    alone, same = {"staff_ids": ["chen"]}, {"staff_ids": ["chen", "CHEN"]}
    for conduct in (alone, same):
        [event] = blocks(probe(conduct, method="personal"))
        assert event.code == "SOLO_VISIT"
        assert not blocks(probe(conduct, method="post"))
    assert not blocks(probe({"staff_ids": ["chen", "liu"]}, method="personal"))


def test_the_debt_is_told_to_nobody_who_did_not_say_who_he_is() -> None:
    """Rules: COL-47."""
    unknown, known = {"identity_verified": False}, {"identity_verified": True}
    for made in (reminder(unknown, "phone"), notice(unknown, "personal")):
        assert [each.code for each in blocks(made)] == ["DEBT_DISCLOSURE"]
    assert not blocks(reminder(known, "phone"))
    assert not blocks(reminder(unknown, "sms"))
    assert not blocks(reminder(None, "phone"))


def test_a_publication_has_no_quiet_hours() -> None:
    at = {"at": "2025-07-15T23:00+08:00"}
    assert [each.code for each in blocks(notice(at))] == ["QUIET_HOURS"]
    assert not blocks(notice(at, "publication"))


def test_a_guarantor_is_addressed_while_he_stands() -> None:
    """Rules: CC-04."""
    probe, _, _ = PROBES["send-lawyers-letter"]
    assert not blocks(probe({"target_role": "guarantor", "target_id": "G-ZHAO"}))
    [event] = blocks(probe({"target_role": "guarantor", "target_id": "G-NOBODY"}))
    assert (event.code, event.rule) == ("THIRD_PARTY_PRESSURE", "CC-04")


def test_counsel_writes_in_the_firms_name_and_nobody_else_does() -> None:
    """Rules: COL-75."""
    firm = {"speaks_as": "law_firm"}
    assert not blocks(PROBES["send-lawyers-letter"][0](firm))
    assert [each.code for each in blocks(reminder(firm))] == ["IMPERSONATION"]


@pytest.mark.parametrize("command", ["send-lawyers-letter", "record-reminder"])
def test_an_hour_of_another_day_is_refused(command: str) -> None:
    with pytest.raises(Rejected, match="at_not_on_day"):
        PROBES[command][0]({"at": "2024-01-18T10:00+08:00"})


def test_every_command_that_touches_a_person_passes_the_gate() -> None:
    marked = {
        row.message.TYPE.split(".")[2]
        for row in CATALOGUE
        if row.publisher == "console" and MARKS & set(row.message.model_fields)
    }
    gated = {*PROBES, *ELSEWHERE}
    assert marked == gated | set(APART)
    assert not gated & set(APART)
    for does in ELSEWHERE.values():
        assert blocks(does())


def test_the_words_of_the_contract_are_those_that_the_rules_read() -> None:
    assert set(Conduct.model_fields) == set(Read.__struct_fields__)
