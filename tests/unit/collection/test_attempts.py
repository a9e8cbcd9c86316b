"""Every call is in one of two counts: effective ones per person, all others per number (CC-02, CC-03)."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.done import CollectionCallMade
from services.collection.domain.lines import line
from tests.unit.collection.life import EDITION, Life, in_case

HOURS = tuple(f"{hour:02}:{minute}" for hour in range(9, 21) for minute in ("00", "30"))
MOBILE = (
    "13900000001",
    "139-0000-0001",
    "139 0000 0001",
    "+8613900000001",
    "+86 (139) 0000-0001",
    "0086 13900000001",
    "8613900000001",
    "013900000001",
    "１３９０００００００１",
    "tel 139.0000.0001",
    "tel (+86) 139.0000.0001",
    "139_0000_0001 ext 5",
)
LANDLINE = ("010-12345678", "(010) 12345678", "+86 10 12345678", "861012345678", "10 12345678")


def taken(life: Life, **fields: Any) -> int:
    """How many calls of a day's 24 are let through."""
    made = [life.call(hour, **fields)[0] for hour in HOURS]
    return sum(isinstance(each, CollectionCallMade) for each in made)


@pytest.mark.parametrize("result", ["reached", "asked_to_stop", "delivered"])
def test_three_calls_a_day_that_he_took_whatever_he_said_then(result: str) -> None:
    """Rules: CC-02. Given his identity verified, when he is called all day, then three calls are made."""
    life = in_case()
    assert taken(life, result=result) == 3
    assert all(each.effective for each in life.of(CollectionCallMade))
    blocked = life.call("20:45", result=result)[0]
    assert (blocked.code, blocked.rule) == ("CALL_BOMBING", "CC-02")


@pytest.mark.parametrize(
    ("result", "verified"),
    [
        ("reached", False),
        ("asked_to_stop", False),
        ("no_answer", False),
        ("invalid_number", False),
        ("returned", False),
        ("no_answer", True),
    ],
)
def test_six_calls_a_day_to_a_number_that_were_not_effective(result: str, verified: bool) -> None:
    """Rules: CC-03. Given no effective call, when a number is called all day, then six calls are made."""
    life = in_case()
    assert taken(life, result=result, identity_verified=verified) == 6
    assert not any(each.effective for each in life.of(CollectionCallMade))
    blocked = life.call("20:45", result=result)[0]
    assert (blocked.code, blocked.rule) == ("CALL_BOMBING", "CC-03")


def test_attempts_of_all_kinds_count_together_and_effective_calls_apart() -> None:
    """Rules: CC-02, CC-03. Six that failed beside two that were effective; the seventh is blocked."""
    life = in_case()
    failed = ("no_answer", "reached", "invalid_number", "asked_to_stop", "no_answer", "reached")
    for hour, result in zip(HOURS[:6], failed, strict=True):
        tried = life.call(hour, result=result, identity_verified=False)
        assert isinstance(tried[0], CollectionCallMade)
    for hour in ("09:15", "10:15"):
        assert life.call(hour, contact_point="13900000009")[0].effective
    assert life.call("15:00")[0].rule == "CC-03"
    assert life.call("15:00", contact_point="13900000009")[0].effective


def test_the_number_counts_whoever_is_called_on_it_and_the_next_day_is_free() -> None:
    """Rules: CC-03, GUA-12."""
    life = in_case().guarantor()
    zhao: dict[str, Any] = {"target_role": "guarantor", "target_id": "G-ZHAO"}
    for hour in HOURS[:6]:
        life.call(hour, identity_verified=False, **zhao)
    assert life.call("15:00")[0].rule == "CC-03"
    life.close()
    assert isinstance(life.call("15:00")[0], CollectionCallMade)


def test_attempts_that_were_agreed_to_are_not_capped() -> None:
    """Rules: CC-03."""
    life = in_case()
    life.consent("attempts")
    assert taken(life, identity_verified=False) == len(HOURS)


def test_a_number_counts_however_it_is_written() -> None:
    """Rules: CC-03. Given six attempts, each written otherwise, when it is called again, then no."""
    life = in_case()
    for hour, written in zip(HOURS, MOBILE[:6], strict=False):
        tried = life.call(hour, result="no_answer", identity_verified=False, contact_point=written)
        assert isinstance(tried[0], CollectionCallMade)
    for written in MOBILE:
        assert life.call("15:00", contact_point=written)[0].rule == "CC-03"
    assert isinstance(life.call("15:00", contact_point="13900000002")[0], CollectionCallMade)


@pytest.mark.parametrize("ways", [MOBILE, LANDLINE], ids=["mobile", "landline"])
def test_one_number_is_one_line(ways: tuple[str, ...]) -> None:
    """Rules: CC-03."""
    assert len({line(each, EDITION.gate) for each in ways}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("13900000001", "13900000002"),
        ("010-12345678", "020-12345678"),
        ("12345678", "010-12345678"),
        ("+1 390 000 0001", "1390 000 0001"),
        ("tel +1 390 000 0001", "1390 000 0001"),
        ("86123456", "123456"),
        ("the plant", "the bank"),
    ],
)
def test_two_numbers_are_two_lines(one: str, other: str) -> None:
    """Rules: CC-03. A foreign code, a local number that begins like the country's code, names."""
    assert line(one, EDITION.gate) != line(other, EDITION.gate)


def test_what_has_no_digit_is_compared_as_a_name() -> None:
    assert line("The  Plant", EDITION.gate) == line("the plant", EDITION.gate)


def test_asking_to_stop_is_a_contact_that_was_had() -> None:
    """Rules: CC-02, COL-08, B.3. Known to be meant it moves the case, and not otherwise."""
    known, unknown = in_case(), in_case()
    known.call(result="asked_to_stop")
    assert known.case() == "FIRST_CONTACT_DONE"
    unknown.call(result="asked_to_stop", identity_verified=False)
    assert unknown.case() == "OPEN"


@pytest.mark.parametrize(
    ("result", "verified", "state"),
    [
        ("reached", True, "FIRST_CONTACT_DONE"),
        ("asked_to_stop", True, "FIRST_CONTACT_DONE"),
        ("reached", False, "OPEN"),
        ("no_answer", False, "OPEN"),
    ],
)
def test_a_visit_moves_the_case_by_the_same_measure(
    result: str, verified: bool, state: str
) -> None:
    """Rules: B.3."""
    life = in_case()
    life.visit(result=result, identity_verified=verified)
    assert life.case() == state
