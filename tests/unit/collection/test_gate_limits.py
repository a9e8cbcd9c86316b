"""The conduct gate's numbers, both sides of each: hours, calls, attempts, persons, licences."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.done import Contacted, MeasureRequested
from services.collection.domain.evolution import CustomerEvent
from services.collection.domain.steps import (
    ComplianceCaseOpened,
)
from services.kit.conduct.asked import Citation
from tests.unit.collection.life import Life, in_case, refusal, spoken
from tests.unit.collection.test_gate import measure, placed


def with_agency() -> Life:
    """The case was handed over and an agency has it, until its licence ends on 31 December 2025."""
    life = spoken()
    life.promise("2024-03-21", "100.00")
    life.close()
    life.hand_over(hard_case="repeated_breach")
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    placed(life)
    return life


@pytest.mark.parametrize("hour", ["08:00", "21:59"])
def test_the_hours_between_are_free(hour: str) -> None:  # CC-01, COL-77
    assert isinstance(in_case().call(hour)[0], Contacted)


def test_hours_are_the_debtors_whatever_the_offset_of_the_instant() -> None:
    life = in_case()
    assert life.call(at="2024-03-21T14:40:00Z")[0].code == "QUIET_HOURS"
    assert isinstance(life.call(at="2024-03-21T13:59:00Z")[0], Contacted)


def test_a_consent_opens_the_quiet_hours_until_it_is_revoked() -> None:
    life = in_case()
    life.consent("quiet_hours")
    assert isinstance(life.call("22:10")[0], Contacted)
    life.act(acts.RevokeConsent, consent_id="K-1")
    assert life.call("22:30")[0].code == "QUIET_HOURS"


def test_three_effective_calls_a_day_over_all_loans_and_agencies() -> None:  # CC-02, POL-27
    life = in_case()
    life.lent("L-2")
    life.overdue("2024-03-20", loan="L-2")
    for minute, loan in ((10, "L-4801"), (11, "L-2"), (12, "L-4801")):
        assert isinstance(life.call(f"{minute}:00", loan_id=loan)[0], Contacted)
    fourth = life.call("13:00", loan_id="L-2")[0]
    assert (fourth.code, fourth.rule) == ("CALL_BOMBING", "CC-02")
    machine = life.call("13:30", channel="ai_voice", machine_disclosed=True)[0]
    assert machine.code == "CALL_BOMBING"
    assert isinstance(life.message("14:00")[0], Contacted)
    life.close()
    assert isinstance(life.call("10:00")[0], Contacted)


def test_calls_that_were_not_effective_do_not_count_for_the_three() -> None:
    life = in_case()
    for hour in (9, 10, 11):
        life.call(f"{hour:02}:00", identity_verified=False)
    assert isinstance(life.call("12:00")[0], Contacted)


def test_the_guarantor_has_the_same_cap_of_his_own() -> None:  # GUA-12, COL-78
    life = in_case().guarantor()
    for hour in (9, 10, 11):
        life.call(f"{hour:02}:00", target_role="guarantor", target_id="G-ZHAO")
    assert life.call("12:00", target_role="guarantor", target_id="G-ZHAO")[0].code == (
        "CALL_BOMBING"
    )
    assert isinstance(life.call("12:00")[0], Contacted)


def test_six_unanswered_attempts_at_a_number_a_day() -> None:
    life = in_case()
    for hour in range(9, 15):
        tried = life.call(f"{hour:02}:00", result="no_answer", identity_verified=False)
        assert isinstance(tried[0], Contacted)
    seventh = life.call("15:00", result="no_answer", identity_verified=False)[0]
    assert (seventh.code, seventh.rule) == ("CALL_BOMBING", "CC-03")
    assert isinstance(life.call("15:00", contact_point="13900000009")[0], Contacted)
    life.consent("attempts")
    assert isinstance(life.call("16:00")[0], Contacted)


def test_no_two_calls_at_once() -> None:
    life = in_case()
    life.call("10:00", result="no_answer", identity_verified=False)
    second = life.call("10:00", contact_point="13900000002")[0]
    assert (second.code, second.rule) == ("CALL_BOMBING", "COL-76")
    assert isinstance(life.call("10:01", contact_point="13900000002")[0], Contacted)


def test_blocked_calls_do_not_use_up_the_cap() -> None:
    life = in_case()
    for _ in range(4):
        life.call("22:30")
    assert isinstance(life.call("10:00")[0], Contacted)


def locate(life: Life, hour: str = "10:00", **fields: Any) -> list[Any]:
    words = {"target_role": "contact_person", "target_id": "F", "purposes": ("locate",)}
    return life.call(hour, **(words | fields))


def unreached() -> Life:
    life = in_case()
    for hour in ("09:00", "11:00", "13:00"):
        life.call(hour, result="no_answer", identity_verified=False)
    return life


def test_three_failed_calls_make_contact_lost_from_the_next_day() -> None:
    """Rules: CC-05, CC-06, COL-72, POL-14."""
    life = unreached()
    assert locate(life)[0].code == "THIRD_PARTY_PRESSURE"
    life.close()
    assert isinstance(locate(life)[0], Contacted)
    assert locate(life, "12:00")[0].rule == "CC-05"


def test_two_failed_calls_are_not_enough() -> None:  # CC-06
    life = in_case()
    for hour in ("09:00", "11:00"):
        life.call(hour, result="no_answer", identity_verified=False)
    life.close()
    assert locate(life)[0].code == "THIRD_PARTY_PRESSURE"


def test_three_days_in_a_row_without_contact_are_enough_and_two_are_not() -> None:  # CC-06
    life = in_case()
    for day in ("2024-03-21", "2024-03-22"):
        life.to(day)
        life.visit(result="no_answer", identity_verified=False)
    assert locate(life, "15:00")[0].code == "THIRD_PARTY_PRESSURE"
    life.to("2024-03-23")
    life.visit(result="no_answer", identity_verified=False)
    assert isinstance(locate(life, "15:00")[0], Contacted)


def test_an_invalid_number_or_a_death_is_enough() -> None:  # CC-06
    life = in_case()
    life.call(result="invalid_number", identity_verified=False)
    assert isinstance(locate(life, "15:00")[0], Contacted)
    dead = in_case().happens("death")
    assert isinstance(locate(dead, "15:00")[0], Contacted)


def test_who_asks_to_stop_is_left_alone_for_good_and_never_told_of_the_debt() -> None:
    """Rules: CC-07, COL-72."""
    life = unreached().close()
    assert locate(life, data_fields=("amount",))[0].code == "DEBT_DISCLOSURE"
    life.call("09:00", result="no_answer", identity_verified=False)
    locate(life, "10:00", result="asked_to_stop", purposes=("locate",))
    life.close()
    assert locate(life)[0].code == "THIRD_PARTY_PRESSURE"


def test_a_delegate_needs_the_debtors_authorisation() -> None:  # COL-82, CC-07, COL-118
    life = in_case()
    life.consent("third_party_payer", "B")
    fields: dict[str, Any] = {
        "target_role": "delegate",
        "target_id": "B",
        "data_fields": ("amount",),
    }
    assert isinstance(life.call(**fields)[0], Contacted)


def test_a_released_guarantor_owes_nothing_and_is_not_called() -> None:  # CC-04
    life = in_case().guarantor()
    fields = {"target_role": "guarantor", "target_id": "G-ZHAO"}
    assert isinstance(life.call("10:00", **fields)[0], Contacted)
    life.close().guarantor(stands=False)
    assert life.call("11:00", **fields)[0].rule == "CC-04"


def test_written_debt_data_may_go_to_the_debtor_but_not_to_others() -> None:  # COL-47
    life = in_case()
    assert isinstance(life.message(data_fields=("amount",))[0], Contacted)
    assert life.call(data_fields=("amount",), identity_verified=True)[0].effective


@pytest.mark.parametrize(
    ("basis", "subject", "good"),
    [
        ("civil_code_676", "penalty", True),
        ("civil_code_545", "assignment", True),
        ("civil_code_545", "penalty", False),
        ("no_such_law", "penalty", False),
    ],
)
def test_an_article_is_cited_for_what_it_is_about(basis: str, subject: str, good: bool) -> None:
    """Rules: XCT-58."""
    events = in_case().message(legal_bases=(Citation(basis, subject),))
    assert isinstance(events[0], Contacted) == good


@pytest.mark.parametrize(("day", "good"), [("2020-12-31", True), ("2021-01-01", False)])
def test_an_article_is_cited_while_it_is_in_force(day: str, good: bool) -> None:
    """Rules: XCT-58."""
    life, cited = in_case(day, lent="2020-01-20"), (Citation("contract_law_207", "penalty"),)
    assert isinstance(life.message(legal_bases=cited)[0], Contacted) == good


def test_an_account_and_a_thing_are_taken_by_order_only_and_set_off_by_clause() -> None:
    """Rules: COL-87, COL-59, GUA-26."""
    life = in_case()
    assert isinstance(measure(life, "restrict_account", order_id="O-1")[0], MeasureRequested)
    assert isinstance(measure(life, "set_off", clause_id="C-1")[0], MeasureRequested)
    assert isinstance(measure(life, "seize_asset", order_id="O-1")[0], MeasureRequested)
    assert refusal(lambda: measure(life, "curse")) == "measure_unknown"


def test_an_agency_acts_while_its_licence_runs_and_not_as_the_bank() -> None:
    """Rules: COL-135, COL-132."""
    life = with_agency()
    assert life.case() == "WITH_AGENCY"
    mine = {"agency_id": "A-1", "role": "agency_collector", "speaks_as": "agency"}
    assert isinstance(life.call("11:00", **mine)[0], Contacted)
    assert life.call("12:00", **(mine | {"speaks_as": "bank"}))[0].code == "IMPERSONATION"
    life.to("2025-12-31")
    assert isinstance(life.call("11:00", **mine)[0], Contacted)
    life.to("2026-01-01")
    assert life.call("11:00", **mine)[0].code == "UNLICENSED_AGENCY"


def test_the_agencys_calls_use_up_the_same_cap() -> None:
    life = with_agency()
    mine = {"agency_id": "A-1", "role": "agency_collector"}
    for hour in (10, 11, 12):
        life.call(f"{hour}:00", **mine)
    assert life.call("13:00")[0].code == "CALL_BOMBING"


@pytest.mark.parametrize(
    ("leave_out", "code"),
    [("notice", "outsource_notice_missing"), ("hand_over", "wrong_state"), ("own", "wrong_state")],
)
def test_an_agency_comes_after_own_collection_hand_over_and_notice(
    leave_out: str, code: str
) -> None:
    """Rules: CC-13."""
    life = spoken()
    if leave_out != "hand_over":
        life.promise("2024-03-21", "100.00")
        life.close()
    if leave_out == "notice":
        life.hand_over(hard_case="repeated_breach")
    assert refusal(lambda: placed(life)) == code


def test_an_agency_gets_no_more_data_than_it_needs() -> None:
    """Rules: COL-136."""
    life = spoken()
    life.promise("2024-03-21", "100.00")
    life.close()
    life.hand_over(hard_case="repeated_breach")
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    assert refusal(lambda: placed(life, data_fields=("income",))) == "data_not_minimal"


def test_repeated_blocked_acts_open_a_compliance_case() -> None:
    life = in_case()
    seen: list[CustomerEvent] = []
    for _ in range(3):
        seen = life.call("22:30")
    opened = [each for each in seen if isinstance(each, ComplianceCaseOpened)]
    assert [(e.person_id, e.ground, e.blocked_acts) for e in opened] == [
        ("chen", "repeated_blocked_acts", 3)
    ]
    assert len(life.of(ComplianceCaseOpened)) == 1


def test_other_persons_blocked_acts_do_not_count() -> None:
    life = in_case()
    life.call("22:30")
    life.call("22:31")
    life.call("22:32", requested_by="liu")
    assert not life.of(ComplianceCaseOpened)
    life.call("22:33", requested_by=" CHEN")
    assert len(life.of(ComplianceCaseOpened)) == 1
