"""Own events out, in the published language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from contracts import guarantee, guarantee_acts
from contracts.message import Message
from services.guarantee.domain.security import decider
from services.guarantee.publications import publish
from services.guarantee.reactions import COMMANDS
from services.kit import events as stored
from tests.unit.guarantee.story import Story, in_arrears
from tests.unit.guarantee.tellers import SEEDS
from tests.unit.guarantee.tellers import lived as told_by
from tests.unit.guarantee.test_l4801 import lived
from tests.unit.guarantee.told import (
    DEBTOR,
    on,
)

CORPUS = Path(__file__).parents[3] / "contracts" / "corpus"
MESSAGES = (*guarantee.PUBLISHED, *guarantee_acts.ACTS)


@cache
def lives() -> tuple[Story, ...]:
    warned = in_arrears()
    angry = {"document_id": "W-1", "method": "post", "conduct": {"tone": "angry"}}
    warned.act("SendRiskWarning", "2024-03-25", **angry)
    return (lived(), warned, *map(told_by, SEEDS))


def test_all_that_is_published_is_in_the_contract_and_readable() -> None:
    told: set[type[Message]] = set()
    for story in lives():
        for message in story.published():
            told.add(type(message))
            assert type(message).model_validate_json(message.to_payload()) == message
            assert message.obligor_id == DEBTOR  # type: ignore[attr-defined]
    assert told == set(guarantee.PUBLISHED)


def test_facts_of_others_and_inner_matters_are_not_repeated() -> None:
    silent = {
        event.NAME
        for story in lives()
        for _, event in story.events
        if publish(event, DEBTOR) is None
    }
    assert {"guarantee.LoanTaken", "guarantee.BalanceNoted", "guarantee.ClockSet"} <= silent
    assert not {"guarantee.GuarantorPaid", "guarantee.GuaranteeReleased"} & silent


def test_every_event_is_read_back_from_its_stored_bytes_unchanged() -> None:
    stored.register(decider.events)
    for story in lives():
        for _, event in story.events:
            assert stored.decode(event.NAME, event.VERSION, stored.encode(event)) == event


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: each.TYPE)
def test_every_message_has_an_example(message: type[Message]) -> None:
    payload = (CORPUS / message.TYPE / "1.json").read_bytes()
    assert message.model_validate_json(payload).TYPE == message.TYPE


def test_every_example_of_a_command_can_be_put_to_the_rules() -> None:
    from contracts.envelope import Envelope
    from services.guarantee.reactions import react

    for asked in COMMANDS:
        payload = (CORPUS / asked.TYPE / "1.json").read_bytes()
        day = on("2024-06-20")
        ((stream, _),) = react(
            asked.model_validate_json(payload), Envelope("1", "/console", "any", day), day
        )
        assert stream == "security-L-4801"
