"""One way to a person is one way whatever command tells it: calls count, visits are two persons'."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.contacts import attempts, calls_to, party
from services.collection.domain.done import (
    Contacted,
    DemandNoticeAttempted,
    DemandNoticeServed,
    SiteVisitCompleted,
)
from services.kit.domain import changed
from tests.unit.collection.life import CONDUCT, EDITION, Life, in_case, refusal, spoken
from tests.unit.collection.test_notices import on_d7

POST: dict[str, Any] = {"channel": "letter", "method": "post", "result": "delivered"}
PHONE: dict[str, Any] = {"channel": "phone", "template_id": "SCRIPT-D1"}


def code(events: list[Any]) -> str:
    """The code of what was blocked, or the event's name."""
    return str(getattr(events[0], "code", type(events[0]).__name__))


# -- by telephone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["phone", "ai_voice"])
@pytest.mark.parametrize("template", ["SCRIPT-D1", "SCRIPT-FINAL", "NOTICE-OVERDUE"])
def test_a_call_is_no_service_of_a_notice(channel: str, template: str) -> None:
    """Rules: COL-60, LM-07."""
    life = on_d7()
    made = life.notice(channel=channel, template_id=template)
    assert code(made) == "UNAPPROVED_LETTER"
    assert life.case() == "FIRST_CONTACT_DONE"


@pytest.mark.parametrize(
    ("template", "good"),
    [("NOTICE-OVERDUE", True), ("NOTICE-GUARANTEED", True), ("LETTER-REMINDER", False)],
)
def test_a_notice_goes_by_the_text_of_a_notice(template: str, good: bool) -> None:
    """Rules: COL-60, XCT-49."""
    made = on_d7().notice(**POST, template_id=template)
    assert code(made) == ("DemandNoticeServed" if good else "UNAPPROVED_LETTER")


def told_by_notices(life: Life, number: int, **fields: Any) -> Life:
    """So many calls of today stand in the log as attempts at a notice, as they were taken once."""
    for minute in range(number):
        (made,) = life.notice(f"09:{minute:02}", **POST, proof="none", proof_id=None)
        call = changed(made, channel="phone", template_id="SCRIPT-D1", **fields)
        life.state = changed(life.state, done=(*life.state.done[:-1], call))
    return life


@pytest.mark.parametrize(("number", "blocked"), [(2, False), (3, True)])
def test_a_call_that_a_notice_told_counts_for_the_three(number: int, blocked: bool) -> None:
    """Rules: CC-02."""
    life = told_by_notices(in_case(), number, result="reached")
    gate, day = EDITION.gate, life.today
    assert len(calls_to(life.state, party(True, None), gate, day)) == number
    assert code(life.call("10:00")) == ("CALL_BOMBING" if blocked else "CollectionCallMade")


@pytest.mark.parametrize(("number", "blocked"), [(5, False), (6, True)])
def test_and_for_the_six_when_nobody_answered(number: int, blocked: bool) -> None:
    """Rules: CC-03."""
    life = told_by_notices(in_case(), number, result="no_answer")
    assert attempts(life.state, "13900000001", EDITION.gate, life.today) == number
    made = life.call("10:00")
    assert code(made) == ("CALL_BOMBING" if blocked else "CollectionCallMade")


@pytest.mark.parametrize(("hour", "blocked"), [("09:00", True), ("09:01", False)])
def test_and_for_the_lock_of_a_minute(hour: str, blocked: bool) -> None:
    """Rules: COL-76."""
    life = told_by_notices(in_case(), 1, result="no_answer")
    made = life.call(hour, contact_point="13900000002")
    assert code(made) == ("CALL_BOMBING" if blocked else "CollectionCallMade")


# -- in person --------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["visit", "meeting", "letter"])
@pytest.mark.parametrize(
    ("staff", "alone"), [(("chen",), True), (("chen", "Chen "), True), (("chen", "liu"), False)]
)
def test_nobody_serves_in_person_alone(channel: str, staff: tuple[str, ...], alone: bool) -> None:
    """Rules: CC-11, COL-96. So says the channel, and so says the method."""
    life = on_d7()
    if alone:
        assert code(life.notice(channel=channel, staff_ids=staff)) == "SOLO_VISIT"
    elif channel == "letter":
        assert refusal(lambda: life.notice(channel=channel)) == "channel_not_of_method"
    else:
        assert code(life.notice(channel=channel, staff_ids=staff)) == "DemandNoticeServed"


VISITED: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"place": "home", "entry_consent": True}, None),
    ({"channel": "meeting", "place": "bank"}, None),
    ({"place": None}, "place_missing"),
    ({"identity_shown": False}, "identity_not_shown"),
    ({"place": "home"}, "entry_consent_missing"),
    ({"place": "workplace"}, "entry_consent_missing"),
    ({"place": "home", "entry_consent": True, "appointment": False}, "appointment_missing"),
]


@pytest.mark.parametrize(("fields", "refused"), VISITED, ids=str)
def test_who_serves_in_person_visits(fields: dict[str, Any], refused: str | None) -> None:
    """Rules: CC-11, COL-92. As of any visit: who they are, where they may go in, when they are expected."""
    life = on_d7()
    if refused is None:
        assert isinstance(life.notice(**fields)[0], DemandNoticeServed)
    else:
        assert refusal(lambda: life.notice(**fields)) == refused
        assert not life.of(DemandNoticeServed)


def test_only_the_first_look_at_a_business_needs_no_appointment() -> None:
    """Rules: COL-92, COL-95. The notice of a visit goes with it; after either they are expected."""
    life = spoken()
    assert isinstance(life.visit("10:00", appointment=False)[0], SiteVisitCompleted)
    assert isinstance(life.notice("10:30", appointment=False)[0], DemandNoticeServed)
    again = {"notice_id": "N-2", "appointment": False}
    assert refusal(lambda: life.notice("11:00", **again)) == "appointment_missing"
    assert refusal(lambda: life.close().notice("10:00", **again)) == "appointment_missing"
    served = spoken()
    served.notice("10:00", appointment=False)
    assert refusal(lambda: served.visit("11:00", appointment=False)) == "appointment_missing"


# -- the way of a notice ------------------------------------------------------------------------------

CHANNELS = ("visit", "meeting", "letter", "email", "sms")
METHODS = ("personal", "post", "electronic", "account_debit")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("method", METHODS)
def test_a_notice_goes_by_a_channel_of_its_method(method: str, channel: str) -> None:
    """Rules: LM-07. A text that is not released for the channel is blocked before (COL-60)."""
    fits = channel in CONDUCT.demands[method].channels
    life, fields = on_d7(), {"method": method, "channel": channel}
    if method == "account_debit":
        fields["proof_id"] = f"R-{life.paid('1.00')}"
    if channel not in CONDUCT.templates["NOTICE-OVERDUE"].channels:
        assert code(life.notice(**fields)) == "UNAPPROVED_LETTER"
    elif fits:
        assert isinstance(life.notice(**fields)[0], DemandNoticeServed)
    else:
        assert refusal(lambda: life.notice(**fields)) == "channel_not_of_method"


def test_no_demand_is_served_by_telephone() -> None:
    """Rules: COL-60, LM-07."""
    ways = {each for row in CONDUCT.demands.values() for each in row.channels}
    assert ways and ways.isdisjoint(EDITION.gate.voice.codes)
    assert set(EDITION.gate.notice_texts.codes) <= set(CONDUCT.templates)


def test_an_attempt_in_person_is_a_contact_of_two_persons_too() -> None:
    """Rules: CC-11, COL-10."""
    made = on_d7().notice(result="no_answer")
    assert isinstance(made[0], DemandNoticeAttempted) and isinstance(made[0], Contacted)
    assert code(on_d7().notice(result="no_answer", staff_ids=("chen",))) == "SOLO_VISIT"
