"""Own events out, in the published language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from contracts import classification as published
from contracts.catalogue import parse
from services.classification.domain.decisions import (
    ClassesWithdrawn,
    CureLapsed,
    LoanRevitalised,
    ObservationStarted,
)
from services.classification.domain.obligor import decider
from services.classification.publications import publish, share_percent
from services.kit import events as stored
from tests.unit.classification.beside import preserved
from tests.unit.classification.lives import Teller
from tests.unit.classification.story import on
from tests.unit.classification.test_acceptance_loan import lived
from tests.unit.classification.test_contagion import two_loans
from tests.unit.classification.test_cures import bad
from tests.unit.classification.test_observation import cured


def test_a_class_change_is_told_with_everything_that_explains_it() -> None:
    concluded = two_loans("10.01", "89.99").state.loans["L-GOOD"].classes[-1]
    message = publish(concluded, "C-7")
    assert message is not None
    assert json.loads(message.to_payload()) == {
        "loan_id": "L-GOOD",
        "obligor_id": "C-7",
        "entry": concluded.entry,
        "corrects": [],
        "effective_on": "2024-06-19",
        "processed_on": "2024-06-19",
        "cause_recorded_on": "2024-06-19",
        "class": "substandard",
        "previous_class": "normal",
        "own_merit": "normal",
        "non_performing": True,
        "contagion": {"rule": "RC-50", "from_loans": ["L-BAD"], "share_percent": "10.01"},
        "reasons": ["contagion_share_above_10_percent"],
        "rules": ["RC-50"],
        "policy_id": "cn/2023-07-01",
        "overridden": {"day_floor": "normal", "own_merit": "normal"},
        "provision_percent": 25,
        "provision": {"amount": "22.50", "currency": "CNY"},  # 22.4975, half up
    }


def test_an_entry_from_before_provisions_were_kept_tells_none() -> None:
    concluded = lived().state.loans["L-4801"].classes[0]
    message = publish(replace(concluded, provision_percent=None, principal=None), "C-7")
    assert message is not None
    assert "provision" not in json.loads(message.to_payload())


def test_a_class_that_nothing_speaks_against_has_no_overridden_part() -> None:
    concluded = lived().state.loans["L-4801"].classes[0]
    message = publish(concluded, "C-7")
    assert isinstance(message, published.LoanClassified)
    assert message.overridden is None
    assert message.contagion is None


@pytest.mark.parametrize(
    ("part", "total", "percent"),
    [
        (1, 10, "10"),
        (1001, 10000, "10.01"),
        (1, 3, "33.3333333333"),
        (2, 3, "66.6666666667"),
        (1, 1, "100"),
        (10000000001, 100000000000, "10.000000001"),
        (0, 7, "0"),
    ],
)
def test_a_share_is_shown_in_percent_without_trailing_noughts(
    part: int, total: int, percent: str
) -> None:
    assert share_percent(part, total) == percent


def test_an_observation_is_told_with_its_expected_end() -> None:
    events = (event for _, event in cured().events)
    started = next(event for event in events if isinstance(event, ObservationStarted))
    message = publish(started, "C-7")
    assert isinstance(message, published.ObservationStarted)
    assert message.observation_ends_on == on("2025-01-01")
    assert message.reason == "arrears_paid"
    assert message.entry == started.entry


def test_withdrawn_classes_are_told_by_number() -> None:
    gone = ClassesWithdrawn(
        loan_id="L-1",
        effective_on=on("2024-03-21"),
        entry=5,
        corrects=(3, 4),
        processed_on=on("2024-03-23"),
        cause_recorded_on=on("2024-03-23"),
    )
    message = publish(gone, "C-7")
    assert isinstance(message, published.ClassesWithdrawn)
    assert (message.corrects, message.effective_on) == ((3, 4), on("2024-03-21"))


def test_what_random_lives_publish_is_readable_by_the_contract_and_facts_are_not_repeated() -> (
    None
):
    told: set[str] = set()
    silent: set[str] = set()
    for seed in range(40):
        for _, event in Teller(seed).live().events:
            message = publish(event, "C-7")  # type: ignore[arg-type]
            if message is None:
                silent.add(type(event).__name__)
                continue
            told.add(type(event).__name__)
            assert parse(message.TYPE, message.to_payload()) == message
    assert told == {
        "LoanClassified",
        "ClassesWithdrawn",
        "ObservationStarted",
        "ObservationBroken",
        "ObservationCompleted",
        "CureTested",
        "LoanRevitalised",
    }
    assert not told & silent


def test_every_event_is_read_back_from_its_stored_bytes_unchanged() -> None:
    stored.register(decider.events)
    for seed in range(20):
        for _, event in Teller(seed).live().events:
            assert stored.decode(event.NAME, event.VERSION, stored.encode(event)) == event


def test_cure_tests_triage_and_preservation_are_told() -> None:
    told = [publish(event, "C-7") for _, event in lived().events]  # type: ignore[arg-type]
    rest = [each for each in told if isinstance(each, published.CureTested)]
    assert [(each.test, each.passed, each.failed) for each in rest] == [
        ("REVIVE-5", False, (2, 3, 5)),
        ("CONVERT-4", False, (2, 3)),
    ]
    ranks = [each for each in told if isinstance(each, published.TriageCompleted)]
    assert [(each.effective_on, each.group, each.name) for each in ranks] == [
        (on("2024-05-06"), 2, "ordinary"),
        (on("2024-06-25"), 1, "judicial"),
    ]


def test_what_became_of_a_cure_is_told_with_what_it_withdraws() -> None:
    made: dict[str, Any] = {
        "loan_id": "L-1",
        "effective_on": on("2024-12-02"),
        "entry": 7,
        "corrects": (3,),
        "processed_on": on("2024-12-02"),
        "cause_recorded_on": on("2024-12-02"),
        "tested_on": on("2024-12-02"),
        "reason": "why",
        "rule": "CLS-41",
        "policy_id": "cn/2023-07-01",
    }
    for event, shape in (
        (LoanRevitalised(**made), published.LoanRevitalised),
        (CureLapsed(**made), published.CureLapsed),
    ):
        message = publish(event, "C-7")
        assert isinstance(message, shape)
        assert (message.entry, message.corrects, message.obligor_id) == (7, (3,), "C-7")


def test_preservation_is_told_by_its_ground() -> None:
    story = bad()
    (made,) = story.put(preserved("2024-06-03"))
    message = publish(made, "C-7")  # type: ignore[arg-type]
    assert isinstance(message, published.PreservationRecognised)
    assert message.ground == "applied_for_at_court"
