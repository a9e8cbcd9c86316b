"""What officers may not do, with its code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.done import Contacted
from tests.unit.collection.life import Life, in_case, on, refusal, spoken

CONTACTS: list[tuple[dict[str, Any], str]] = [
    ({"recording_id": None}, "recording_missing"),
    ({"channel": "ai_voice"}, "machine_not_disclosed"),
    ({"channel": "sms", "template_id": "SMS-REMINDER"}, "channel_not_allowed"),
    ({"contact_source": "bought"}, "contact_source_unlawful"),
    ({"purposes": ("frighten",)}, "purpose_not_allowed"),
    ({"purposes": ()}, "purpose_missing"),
    ({"statements": ("all_is_lost",)}, "statement_not_approved"),
    ({"statements": ("suit_possible",)}, "statement_not_approved"),
    ({"staff_ids": ()}, "staff_missing"),
    ({"at": "2024-03-22T10:00+08:00"}, "done_in_future"),
    ({"done_on": date(2024, 3, 20)}, "at_not_on_day"),
    ({"role": "teller"}, "role_not_allowed"),
    ({"loan_id": "L-9"}, "loan_unknown"),
]


@pytest.mark.parametrize(("fields", "code"), CONTACTS, ids=lambda each: str(each)[:40])
def test_an_improper_call_is_refused(fields: dict[str, Any], code: str) -> None:
    """Rules: COL-53, COL-62, COL-44, CC-08, COL-85, COL-70, POL-18, CC-09."""
    life = in_case()
    assert refusal(lambda: life.call(**fields)) == code
    assert not life.of(Contacted)


def test_a_contact_has_its_own_id() -> None:
    life = in_case()
    life.call(contact_id="CT-X")
    assert refusal(lambda: life.call("11:00", contact_id="CT-X")) == "contact_known"


@pytest.mark.parametrize("hour", ["10:00", "10:05", "23:00"])
def test_a_contact_that_is_told_again_is_no_blocked_act(hour: str) -> None:
    """Rules: CC-03, XCT-57. As after a lost reply, within the pause of two calls or at night."""
    life = in_case()
    life.call("10:00", contact_id="CT-X")
    assert refusal(lambda: life.call(hour, contact_id="CT-X")) == "contact_known"


def test_a_blocked_act_that_is_sent_again_as_it_was_is_counted_once() -> None:
    """Rules: section 9, XCT-57."""
    life = in_case()
    life.call("22:40", contact_id="CT-X")
    assert refusal(lambda: life.call("22:40", contact_id="CT-X")) == "already_blocked"
    life.call("22:41", contact_id="CT-X")
    assert len(life.state.blocked) == 2


def test_the_suit_may_be_named_once_a_referral_exists() -> None:
    """Rules: POL-18."""
    life = spoken()
    life.refer()
    assert isinstance(life.call("12:00", statements=("suit_possible",))[0], Contacted)


def test_a_contact_recorded_late_counts_on_its_own_day() -> None:
    life = in_case().to("2024-03-25")
    life.call(day="2024-03-22")
    assert life.of(Contacted)[0].effective_on == on("2024-03-22")
    assert life.case("2024-03-22") == "FIRST_CONTACT_DONE"


def test_no_contact_without_a_case() -> None:
    assert refusal(lambda: Life().lent().call()) == "case_unknown"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"identity_shown": False}, "identity_not_shown"),
        ({"place": "home"}, "entry_consent_missing"),
        ({"place": "workplace"}, "entry_consent_missing"),
        ({"place": "bank", "appointment": False}, "appointment_missing"),
    ],
)
def test_an_improper_visit_is_refused(fields: dict[str, Any], code: str) -> None:
    """Rules: CC-11, COL-92."""
    assert refusal(lambda: in_case().visit(**fields)) == code


def test_only_the_first_look_at_a_business_needs_no_appointment() -> None:
    """Rules: COL-92."""
    life = in_case()
    life.visit("09:00", appointment=False)
    assert refusal(lambda: life.visit("15:00", appointment=False)) == "appointment_missing"
    assert isinstance(life.visit("15:00", place="home", entry_consent=True)[0], Contacted)


def test_the_debtor_may_agree_to_visits_at_work() -> None:
    life = in_case()
    life.act(
        acts.RecordConsent,
        consent_id="K-1",
        kind="workplace_visit",
        party_id=None,
        document_id="D-1",
    )
    assert isinstance(life.visit(place="workplace")[0], Contacted)
    life.act(acts.RevokeConsent, consent_id="K-1")
    assert refusal(lambda: life.visit("15:00", place="workplace")) == "entry_consent_missing"
    assert refusal(lambda: life.act(acts.RevokeConsent, consent_id="K-1")) == "consent_unknown"


def test_a_notice_needs_proof_a_claim_and_its_own_id() -> None:
    """Rules: COL-10, XCT-51, XCT-55."""
    life = in_case()
    assert refusal(lambda: life.notice(proof_id=None)) == "proof_missing"
    life.notice()
    assert refusal(lambda: life.notice("15:00")) == "notice_known"
    bare = Life().lent()
    bare.overdue("2024-03-19")
    assert refusal(bare.notice) == "claim_unknown"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"summary": " "}, "summary_missing"),
        ({"team": ("chen",)}, "team_size"),
        ({"team": ("chen", "liu", "wu", "ma")}, "team_size"),
        ({"anchor": "wu"}, "anchor_missing"),
        ({}, "hand_over_too_early"),
    ],
)
def test_a_hand_over_needs_summary_team_and_respite(fields: dict[str, Any], code: str) -> None:
    """Rules: COL-16, COL-57, XCT-11, POL-23."""
    life = spoken()
    life.promise("2024-03-21", "1.00")
    life.close()
    assert refusal(lambda: life.hand_over(**fields)) == code


def test_a_hand_over_needs_a_final_call() -> None:
    assert refusal(spoken().hand_over) == "hand_over_too_early"
