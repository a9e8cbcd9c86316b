"""What no letter could carry whole is kept cut, with its size, its hash and its place, and says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from contracts.commands import AccelerateLoan
from services.kit import dead_letters, events, kept
from services.kit.domain import FAILURE_LENGTH
from services.kit.kit_events import (
    CommandAccepted,
    CommandRejected,
    MessageDeadLettered,
    MessageParked,
    RawMessage,
)
from services.kit.memory_store import MemoryStore
from services.kit.outgoing import Outgoing, outgoing
from services.kit.sending import MESSAGE_BYTES_MAX
from tests.integration.kit.toy import DECIDER, FAILS, REPAIRED
from tests.unit.kit.test_failing_agenda import TOPIC, about, tick
from tests.unit.kit.test_orders import DISCARD, Desk, Record
from tests.unit.kit.test_refused_of_ours import amounts, ours, owner_of, paid, redriven, stored

MIB = 1024 * 1024
KAFKA_BYTES = 1_024  # of one record's batch, its lengths and numbers


ACCELERATION = {
    "loan_id": "L-3",
    "obligor_id": "C-1",
    "role": "post_loan_officer",
    "approver_role": "risk_reviewer",
    "effective_on": "2024-03-20",
}


def size(record: Outgoing) -> int:
    parts = [part for name, data in record.headers for part in (name.encode(), data)]
    around = sum(
        1 if len(part) < 64 else 5 for part in parts
    )  # a part's length, as Kafka writes it
    parts += [record.key or b"", record.value or b""]
    return sum(map(len, parts)) + around + KAFKA_BYTES


async def sent(store: MemoryStore) -> list[Outgoing]:
    """Everything that the relay would send, all of it small enough for its topic."""
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    records = [record for row in rows for record in outgoing(ours(), row, {})]
    assert max(size(each) for each in records) <= MESSAGE_BYTES_MAX
    return records


async def letters_of(store: MemoryStore) -> list[Any]:
    return [
        each
        for each in await stored(store)
        if isinstance(each, MessageDeadLettered | MessageParked)
    ]


def with_headers(record: Record, more: Iterable[tuple[str, bytes | None]]) -> Record:
    return record._replace(headers=(*record.headers, *more))


GOOD = paid(0, 1, 0)
BAD = GOOD._replace(value=b"\xff no json")
HOSTILE: dict[str, Record] = {
    "value": GOOD._replace(value=b"\xff" * (16 * MIB)),
    "value of a record without envelope": GOOD._replace(value=b"x" * (17 * MIB), headers=()),
    "one header": with_headers(BAD, [("x", b"\xff" * (16 * MIB))]),
    "one name": with_headers(BAD, [("\x01" * (4 * MIB), b"")]),
    "many headers": with_headers(BAD, [("", None)] * 200_000),
    "many escapes": with_headers(BAD, [("\x01" * 100, b"x")] * 40_000),
    "key": BAD._replace(key=b"C" * (16 * MIB)),
    "everything": with_headers(
        BAD._replace(key=b"\0" * (6 * MIB), value=b"v" * (6 * MIB)), [("x", b"x" * (6 * MIB))]
    ),
    "correlation": with_headers(BAD, [("ce_correlationid", b"x" * (10 * MIB))]),
    "actor": with_headers(BAD, [("postloan-actor", b"x" * (10 * MIB))]),
    "trace": with_headers(BAD, [("traceparent", b"x" * (10 * MIB))]),
}


@pytest.mark.parametrize("way", HOSTILE)
@pytest.mark.parametrize("topic", [TOPIC, ours().commands_topic])
async def test_a_letter_about_whatever_comes_can_be_sent(way: str, topic: str) -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    await owner.take(topic, [HOSTILE[way]._replace(topic=topic)])
    assert len(await letters_of(store)) == 1
    records = await sent(store)
    assert {each.topic for each in records} >= {"journal", "dlq"}


async def test_a_cut_letter_keeps_place_size_hash_and_as_many_first_bytes_as_fit() -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    value = b"\xffwrong" + b"\0" * (12 * MIB)
    record = GOOD._replace(value=value, offset=0)
    await owner.take(TOPIC, [record])
    (letter,) = await letters_of(store)
    raw, cut = letter.message, letter.message.cut
    assert (raw.topic, raw.partition, raw.offset) == (TOPIC, record.partition, 0)
    assert raw.key_bytes() == b"C-1"
    assert raw.header_bytes() == list(record.headers)
    first = raw.value_bytes()
    assert value.startswith(first)
    assert 10 * MIB < len(first) < len(value)
    assert (cut.value_size, cut.value_sha256) == (len(value), sha256(value).hexdigest())
    others = len(b"C-1") + sum(len(name) + len(data) for name, data in record.headers)
    assert (cut.size, cut.headers) == (len(value) + others, len(record.headers))
    assert len(cut.sha256) == 64
    (copy,) = [each for each in await sent(store) if each.topic == "dlq"]
    told = {name: data for name, data in copy.headers if name.startswith(dead_letters.PREFIX)}
    assert told["_dlq.errors.cut"] == b"true"
    assert told["_dlq.errors.original.size"] == b"%d" % cut.size
    assert told["_dlq.errors.original.sha256"] == cut.sha256.encode()


def test_other_bytes_have_another_hash_wherever_they_lie() -> None:
    large = b"x" * (12 * MIB)
    ways = [
        GOOD._replace(value=large),
        GOOD._replace(value=large + b"y"),
        GOOD._replace(value=large, key=b"C-2"),
        GOOD._replace(value=large, key=None),
        GOOD._replace(value=large, key=b""),
        with_headers(GOOD._replace(value=large), [("a", b"bc")]),
        with_headers(GOOD._replace(value=large), [("ab", b"c")]),
        with_headers(GOOD._replace(value=large), [("ab", None)]),
        with_headers(GOOD._replace(value=large), [("ab", b"")]),
    ]
    found = [kept.keep(each).cut for each in ways]
    assert len({cut.sha256 for cut in found if cut is not None}) == len(ways)


def test_the_first_headers_are_kept_beside_a_large_value_and_behind_a_large_header() -> None:
    large = ("x", b"\xff" * (16 * MIB))
    raw = kept.keep(
        with_headers(GOOD._replace(value=b"v" * (16 * MIB), headers=(large,)), [*GOOD.headers])
    )
    names = [name for name, _ in raw.headers]
    assert names == ["x", *(name for name, _ in GOOD.headers)]
    assert raw.header_bytes()[0][1] == b"\xff" * kept.HEADER_BYTES_KEPT
    assert raw.header_bytes()[1:] == list(GOOD.headers)
    assert len(raw.value_bytes() or b"") > 10 * MIB


def test_of_very_many_headers_the_first_are_kept() -> None:
    bare = GOOD._replace(headers=())
    raw = kept.keep(with_headers(bare, [("a", b"")] * kept.HEADERS_KEPT))
    assert (raw.cut, len(raw.headers)) == (None, kept.HEADERS_KEPT)
    raw = kept.keep(with_headers(bare, [("a", b"")] * (kept.HEADERS_KEPT + 1)))
    assert raw.cut is not None
    assert (raw.cut.headers, len(raw.headers)) == (kept.HEADERS_KEPT + 1, kept.HEADERS_KEPT)
    assert raw.value_bytes() == bare.value


def _encoded(raw: RawMessage) -> int:
    told = {"loan_id": "", "effective_on": date(2024, 3, 1), "rule": "", "detail": ""}
    without = RawMessage.of("", 0, 0, 0, None, [], None)
    frame = len(events.encode(MessageDeadLettered(message=without, **told)))
    return len(events.encode(MessageDeadLettered(message=raw, **told))) - frame


def test_what_is_cut_and_what_is_whole_meet_at_the_bound() -> None:
    bare = GOOD._replace(headers=(), key=None)
    largest = (kept.KEPT_BYTES_MAX - kept.size_of(None, [], b"")) // 4 * 3
    whole = kept.keep(bare._replace(value=b"x" * largest))
    assert whole.cut is None
    assert whole.value_bytes() == b"x" * largest
    cut = kept.keep(bare._replace(value=b"x" * (largest + 1)))
    assert cut.cut is not None
    for raw in (whole, cut):
        assert kept.KEPT_BYTES_MAX - 1_000 < _encoded(raw) <= kept.KEPT_BYTES_MAX + 1_000


def test_a_whole_letter_is_stored_as_ever() -> None:
    """Older code, which runs beside newer, knows no other field."""
    told = {"loan_id": "", "effective_on": date(2024, 3, 1), "rule": "not_json", "detail": ""}
    assert b"cut" not in events.encode(MessageDeadLettered(message=kept.keep(GOOD), **told))


async def test_a_cut_letter_is_never_redriven_and_its_discard_frees_the_followers() -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    padded = paid(0, FAILS, 0)
    padded = padded._replace(value=(padded.value or b"") + b" " * (12 * MIB))
    await owner.take(TOPIC, [padded, paid(1, 2_000, FAILS)])
    first, _ = letters = list(store.database.tables.letters)
    REPAIRED.append(True)
    for name, what in ((first, "dead_letter"), ("loan-L-1", "stream")):
        refused = await redriven(owner, store, name, what)
        assert refused.code == "letter_cut"
        assert f"{first}" in refused.detail
        assert f"{TOPIC}, partition {padded.partition}, offset 0" in refused.detail
        assert "sent again" in refused.detail
    assert await amounts(store) == []
    desk = Desk(store)
    desk.service, desk.owner = owner.service, owner
    assert isinstance(await desk.order(DISCARD, dead_letter=str(first)), CommandAccepted)
    assert isinstance(await redriven(owner, store, "loan-L-1", "stream"), CommandAccepted)
    assert await amounts(store) == [2_000]
    assert store.database.tables.closed == set(letters)


def _failing(*_: Any) -> Any:
    raise KeyError("x" * (12 * MIB))


async def test_a_long_word_of_our_own_failure_is_cut_too() -> None:
    """A fact, an officer's command and a day, each parked with the failure's text."""
    store = MemoryStore()
    await (await owner_of(store, ours())).take(TOPIC, [about("L-2", paid(0, 1, 0))])
    owner = await owner_of(store, replace(ours(), decider=replace(DECIDER, decide=_failing)))
    await owner.take(TOPIC, [paid(1, 2, 1), tick(2, 3, 2, days=4)])
    desk = Desk(store)
    desk.service, desk.owner = owner.service, owner
    await desk.order(AccelerateLoan, **ACCELERATION)
    found = await letters_of(store)
    (reply,) = await desk.stored(CommandRejected)
    assert [each.stream for each in found] == ["loan-L-1", "loan-L-2", "loan-L-3"]
    for each in (*found, reply):
        assert each.detail.startswith("KeyError: 'xxx")
        assert len(each.detail) == FAILURE_LENGTH
    assert (await redriven(owner, store, "loan-L-2", "stream")).detail.startswith("KeyError")
    await sent(store)
