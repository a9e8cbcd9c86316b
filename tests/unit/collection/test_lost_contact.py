"""Third persons are asked only while the debtor himself cannot be reached (CC-05, CC-06)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.collection.domain.contacts import lost_contact
from services.collection.domain.done import MessageSent
from tests.unit.collection.life import EDITION, Life, in_case, spoken

WIFE: dict[str, Any] = {
    "channel": "sms",
    "template_id": "SMS-LOCATE",
    "purposes": ("locate",),
    "target_role": "relative",
    "target_id": "WIFE",
}


def lost(life: Life) -> bool:
    """Whether his wife may be asked; and the log has its evidence just then."""
    evidence = lost_contact(life.state, EDITION.gate, life.today)
    may = isinstance(life.message("20:00", **WIFE)[0], MessageSent)
    assert may == bool(evidence)
    return may


def unanswered(life: Life, *hours: str) -> Life:
    for hour in hours or ("09:00", "10:00", "11:00"):
        life.call(hour, result="no_answer", identity_verified=False)
    return life


MEETS: list[tuple[str, Callable[[Life], Any]]] = [
    ("visit", lambda life: life.visit("15:00")),
    ("visit, told to stop", lambda life: life.visit("15:00", result="asked_to_stop")),
    ("call", lambda life: life.call("15:00")),
    ("call, somebody", lambda life: life.call("15:00", identity_verified=False)),
    ("call, told to stop", lambda life: life.call("15:00", result="asked_to_stop")),
    ("machine", lambda life: life.call("15:00", channel="ai_voice", machine_disclosed=True)),
    ("meeting", lambda life: life.visit("15:00", channel="meeting", place="bank")),
    ("message that he answered", lambda life: life.message("15:00", result="reached")),
    ("message, told to stop", lambda life: life.message("15:00", result="asked_to_stop")),
    ("notice", lambda life: life.notice("15:00")),
    ("by another word", lambda life: life.visit("15:00", target_role="debtor")),
    ("his co-borrower", lambda life: life.visit("15:00", target_role="co_borrower")),
    ("promise", lambda life: life.promise("2024-03-28", "100.00")),
    ("plan", lambda life: life.plan(("2024-03-28", "21560.00"), signed=False)),
]


@pytest.mark.parametrize(("how", "meets"), MEETS, ids=[how for how, _ in MEETS])
def test_whatever_reaches_him_ends_the_row_of_failed_calls(
    how: str, meets: Callable[[Life], Any]
) -> None:
    """Rules: CC-05, CC-06. Given three calls in vain, when he is met, then nobody else is asked."""
    life = unanswered(spoken().close()).close()
    meets(life)
    assert not lost(life.close()), how
    unanswered(life)
    assert lost(life.close())


MISSES: list[tuple[str, Callable[[Life], Any]]] = [
    ("nothing", lambda life: None),
    ("letter that arrived", lambda life: life.message("15:00")),
    ("nobody at home", lambda life: life.visit("15:00", result="no_answer")),
    (
        "guarantor",
        lambda life: life.visit("15:00", target_role="guarantor", target_id="G-ZHAO"),
    ),
]


@pytest.mark.parametrize(("how", "misses"), MISSES, ids=[how for how, _ in MISSES])
def test_what_does_not_reach_him_does_not(how: str, misses: Callable[[Life], Any]) -> None:
    """Rules: CC-05, CC-06."""
    life = unanswered(spoken().close().guarantor()).close()
    misses(life)
    assert lost(life.close()), how


@pytest.mark.parametrize(("calls", "gone"), [(2, False), (3, True)])
def test_the_row_begins_after_he_was_met(calls: int, gone: bool) -> None:
    """Rules: CC-06. Two calls before the visit are in no row with those after it."""
    life = unanswered(spoken().close(), "09:00", "10:00")
    life.visit("12:00")
    unanswered(life, *("13:00", "14:00", "15:00")[:calls])
    assert lost(life.close()) == gone


def test_calls_are_in_a_row_by_their_hours_not_by_when_they_are_told() -> None:
    """Rules: CC-06. A visit of the afternoon that is told first comes after the calls of the morning."""
    life = spoken().close()
    life.visit("15:00")
    assert not lost(unanswered(life).close())


def test_the_day_on_which_he_was_met_is_no_day_without_contact() -> None:
    """Rules: CC-06. Two days after it are not enough, the third is."""
    life = spoken().close()
    life.visit("10:00")
    life.visit("15:00", result="no_answer", identity_verified=False)
    for day, gone in (("2024-03-23", False), ("2024-03-24", False), ("2024-03-25", True)):
        life.to(day)
        life.visit("15:00", result="no_answer", identity_verified=False)
        assert lost(life) == gone, day


def test_a_number_that_is_invalid_says_nothing_once_he_was_met() -> None:
    """Rules: CC-06."""
    life = spoken().close()
    life.call("09:00", result="invalid_number", identity_verified=False)
    assert lost_contact(life.state, EDITION.gate, life.today)
    life.visit("10:00")
    assert not lost(life)


def test_who_asked_to_stop_is_not_lost() -> None:
    """Rules: CC-05, CC-06. He took three calls of a day, and asked to stop."""
    life = in_case()
    for hour in ("09:00", "10:00", "11:00"):
        life.call(hour, result="asked_to_stop")
    assert not lost(life.close())
