"""What officers and mistakes of ours put into words is stored so that it can be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from contracts.catalogue import parse
from contracts.commands import AccelerateLoan
from contracts.envelope import Envelope, write_headers
from contracts.message import TEXT_LENGTH
from services.kit.domain import FAILURE_LENGTH, Rejected
from services.kit.fitting import fitting
from services.kit.memory_store import MemoryStore
from services.kit.outgoing import outgoing
from services.kit.row import EventRow
from services.kit.turn import Turn
from tests.integration.kit.toy import DECIDER, ToyService, toy
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import SHARD, owner_of, paid

SERVICE = toy("")
DAY = date(2024, 3, 20)
LONG = "codes " + "x" * TEXT_LENGTH
UNFIT = {"long": LONG, "U+0000": "a\0b", "a lone surrogate": "a\ud800b"}


def asked(partition: int, offset: int = 0) -> Record:
    """An officer's command that breaks no contract."""
    said = {"reason": "late", "role": "post_loan_officer", "approver_role": "risk_reviewer"}
    command = AccelerateLoan.model_validate(
        {"loan_id": "L-1", "obligor_id": "C-1", "effective_on": str(DAY), **said}
        | {"requested_by": "li", "approved_by": "wang"}
    )
    envelope = Envelope("c-1", "/console", command.TYPE, DAY, subject="L-1", key="C-1")
    headers = tuple(write_headers(envelope))
    value = command.to_payload()
    return Record(SERVICE.commands_topic, partition, offset, 0, b"C-1", value, headers)


def failing(failure: Exception) -> ToyService:
    def decide(command: Any, state: Any, policies: object) -> Sequence[Any]:
        raise failure

    return replace(SERVICE, decider=replace(DECIDER, decide=decide))


async def rows(store: MemoryStore) -> list[EventRow]:
    return [row for n in range(16) for row in await store.page(n, 0, 100)]


def replies(service: ToyService, found: list[EventRow]) -> list[Any]:
    """All that is sent of these events to the officers, as they read it."""
    sent = [each for row in found for each in outgoing(service, row, {})]
    return [
        parse(dict(each.headers)["ce_type"].decode(), each.value or b"")
        for each in sent
        if each.topic == service.replies_topic
    ]


@pytest.mark.parametrize("words", UNFIT.values(), ids=UNFIT)
async def test_a_refusal_is_published_whatever_it_quotes(words: str) -> None:
    """A list of an officer's, quoted: the relay of the partition stood still for good."""
    store, service = MemoryStore(), failing(Rejected("codes_unknown", words))
    owner = await owner_of(store, service)
    await owner.take(service.commands_topic, [asked(owner.partition)])
    (told,) = replies(service, await rows(store))
    assert (told.code, told.detail) == ("codes_unknown", fitting(words))


@pytest.mark.parametrize("words", UNFIT.values(), ids=UNFIT)
async def test_a_mistake_of_ours_is_kept_and_answered_whatever_it_says(words: str) -> None:
    """A text with U+0000 does not go into a column of the database either."""
    store, service = MemoryStore(), failing(AssertionError(words))
    owner = await owner_of(store, service)
    await owner.take(service.commands_topic, [asked(owner.partition)])
    await owner.take(service.topics[0], [paid(0, 1, 0)])
    (told,) = replies(service, await rows(store))
    assert told.detail == fitting(f"AssertionError: {words}", FAILURE_LENGTH)
    letters = [each.detail for each in store.database.tables.letters.values()]
    assert letters == [told.detail, "loan-L-1 waits behind a failure"]


async def test_a_stored_refusal_that_is_too_long_is_published_cut() -> None:
    """By older code: what is stored stays as it is, and what comes behind it is sent."""
    store, service = MemoryStore(), failing(Rejected("codes_unknown", "codes"))
    owner = await owner_of(store, service)
    await owner.take(service.commands_topic, [asked(owner.partition)])
    (row,) = await rows(store)
    older = row.payload.replace(b'"codes"', b'"%s"' % LONG.encode())
    (told,) = replies(service, [msgspec.structs.replace(row, payload=older)])
    assert told.detail == fitting(LONG)


async def test_a_cut_refusal_still_says_how_many_were_taken_before_it() -> None:
    owner = await owner_of(MemoryStore(), SERVICE)
    turn = Turn(owner, SERVICE.commands_topic, [asked(owner.partition)], set())
    envelope = Envelope("c-1", "/console", AccelerateLoan.TYPE, DAY, subject="L-1", key="C-1")
    turn.letters.reply(SHARD, envelope, DAY, Rejected("failed", LONG), redriven=[uuid4()])
    (told,) = replies(SERVICE, turn.draft.batch.events)
    assert len(told.detail) == TEXT_LENGTH
    assert told.detail.endswith(f"(cut, {len(LONG)} characters in all) (1 taken before it)")


def test_what_fits_stays() -> None:
    assert fitting("为什么 é\n") == "为什么 é\n"
    assert fitting("x" * TEXT_LENGTH) == "x" * TEXT_LENGTH


def test_what_is_cut_says_so_and_how_long_it_was() -> None:
    cut = fitting("x" * (TEXT_LENGTH + 1))
    assert len(cut) == TEXT_LENGTH
    assert cut.endswith(f"x ... (cut, {TEXT_LENGTH + 1} characters in all)")
