"""Own events out, in the published language."""

from __future__ import annotations

import json

import pytest

from contracts import classification as published
from contracts.catalogue import parse
from services.classification.domain.decisions import ClassesWithdrawn, ObservationStarted
from services.classification.domain.obligor import decider
from services.classification.publications import publish, share_percent
from services.kit import events as stored
from tests.unit.classification.lives import Teller
from tests.unit.classification.story import on
from tests.unit.classification.test_acceptance_loan import lived
from tests.unit.classification.test_contagion import two_loans
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
    }


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
    }
    assert not told & silent


def test_every_event_is_read_back_from_its_stored_bytes_unchanged() -> None:
    stored.register(decider.events)
    for seed in range(20):
        for _, event in Teller(seed).live().events:
            assert stored.decode(event.NAME, event.VERSION, stored.encode(event)) == event
