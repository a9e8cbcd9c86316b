"""Whose consent, whose contact: the debtor's are his own; and the gate stands before any case."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.done import CollectionCallMade, Contacted, SiteVisitCompleted
from services.collection.domain.steps import ProhibitedActionBlocked
from tests.unit.collection.life import Life, in_case, on, refusal, spoken
from tests.unit.collection.test_gate import measure

ZHAO: dict[str, Any] = {"target_role": "guarantor", "target_id": "G-ZHAO"}
FRIEND: dict[str, Any] = {
    "target_role": "contact_person",
    "target_id": "F",
    "purposes": ("locate",),
}


def agrees(life: Life, kind: str, party: str | None) -> Life:
    life.consent(kind, party)
    return life


def whats(life: Life) -> set[str]:
    seen = life.seen(life.today.isoformat())
    assert seen is not None
    return {each.what for each in seen.due}


# -- consents: a dated, revocable record of the person who gave it -------------------------------


@pytest.mark.parametrize(
    ("party", "debtor", "guarantor"),
    [(None, True, False), ("G-ZHAO", False, True), ("G-QIAN", False, False)],
)
def test_who_agreed_to_quiet_hours_is_called_in_them_and_nobody_else(
    party: str | None, debtor: bool, guarantor: bool
) -> None:
    """Rules: CC-01."""
    life = agrees(in_case().guarantor(), "quiet_hours", party)
    assert isinstance(life.call("22:10")[0], Contacted) == debtor
    assert isinstance(life.call("22:20", **ZHAO)[0], Contacted) == guarantor


@pytest.mark.parametrize(("party", "good"), [("B-1", True), ("B-2", False), (None, True)])
def test_a_debtor_may_be_named_in_his_consent(party: str | None, good: bool) -> None:
    """Rules: CC-01."""
    life = agrees(in_case(), "quiet_hours", party)
    assert isinstance(life.call("22:10", target_id="B-1")[0], Contacted) == good


@pytest.mark.parametrize(("party", "good"), [(None, False), ("G-ZHAO", True)])
def test_more_attempts_are_agreed_to_by_the_person_called(party: str | None, good: bool) -> None:
    """Rules: CC-03."""
    life = in_case().guarantor()
    for hour in range(9, 15):
        life.call(f"{hour:02}:00", result="no_answer", identity_verified=False, **ZHAO)
    agrees(life, "attempts", party)
    assert isinstance(life.call("15:00", **ZHAO)[0], Contacted) == good


@pytest.mark.parametrize(("party", "good"), [(None, True), ("G-ZHAO", False)])
def test_a_visit_at_work_is_agreed_to_by_who_is_visited(party: str | None, good: bool) -> None:
    """Rules: CC-11."""
    life = agrees(in_case().guarantor(), "workplace_visit", party)
    if good:
        assert isinstance(life.visit(place="workplace")[0], SiteVisitCompleted)
    else:
        assert refusal(lambda: life.visit(place="workplace")) == "entry_consent_missing"


# -- the debtor's own contacts (B.3) -------------------------------------------------------------


def test_a_call_to_the_guarantor_is_no_contact_with_the_debtor() -> None:
    """Rules: COL-07, COL-08."""
    life = in_case().guarantor()
    assert life.call(**ZHAO)[0].effective
    assert life.case() == "OPEN"
    assert {"first_contact"} <= whats(life)
    assert refusal(lambda: life.promise("2024-03-22", "100.00")) == "wrong_state"
    life.call("11:00", target_role="co_borrower", target_id="B-2")
    assert life.case() == "FIRST_CONTACT_DONE"
    assert "first_contact" not in whats(life)


def test_who_is_asked_where_the_debtor_is_has_not_been_the_debtor() -> None:
    """Rules: CC-05."""
    life = in_case().happens("disappeared")
    assert life.call(**FRIEND)[0].effective
    assert life.case() == "OPEN"


def test_the_second_visit_is_to_the_debtor() -> None:
    """Rules: COL-09."""
    life = spoken().guarantor().to("2024-03-25")
    life.visit(**ZHAO)
    assert life.case() == "FIRST_CONTACT_DONE"
    assert "second_visit" in whats(life)
    life.visit("11:00")
    assert life.case() == "JOINT_COLLECTION"


def test_the_final_call_is_to_the_debtor() -> None:
    """Rules: COL-16."""
    life = spoken().guarantor()
    assert life.call("10:30", phone_stage="final", **ZHAO)[0].hand_over_on is None
    assert life.call("11:00", phone_stage="final")[0].hand_over_on == on("2024-03-23")


# -- the gate before and after a case (section 9: every command that touches a person) -----------


def test_a_blocked_act_is_an_event_before_a_case_and_after_it() -> None:
    """Rules: CC-01, XCT-40."""
    calm = Life(today=on("2024-03-20")).lent()
    event = calm.call("22:30")[0]
    assert isinstance(event, ProhibitedActionBlocked)
    assert (event.code, event.case_id) == ("QUIET_HOURS", "")
    assert calm.case() is None
    sold = in_case()
    sold.close().disposed("transferred")
    assert measure(sold, "sell_claim", counterparty="individual")[0].code == (
        "INELIGIBLE_TRANSFEREE"
    )
    assert refusal(sold.call) == "claim_gone"
    assert refusal(calm.call) == "case_unknown"


def test_repeated_blocked_acts_count_without_a_case_too() -> None:
    life = Life(today=on("2024-03-20")).lent()
    for _ in range(2):
        life.call("22:30")
    assert [each.person_id for each in life.call("22:31")[1:2]] == ["chen"]
    assert not life.of(CollectionCallMade)
