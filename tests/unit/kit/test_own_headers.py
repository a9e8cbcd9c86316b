"""What a topic of ours may say of itself: numbers and links that no relay of ours sends are letters."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from eventsourcing.persistence import RecordConflictError

from services.kit.batch import Batch
from services.kit.halt_notes import HaltNotes
from services.kit.halts import Halt
from services.kit.inbox import Inbox
from services.kit.kit_events import PartitionReleased
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.releases import _given_up
from services.kit.sharding import SHARDS
from services.kit.store_arguments import meaning
from tests.integration.kit.toy import toy
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import (
    DAY,
    PARTITION,
    SHARD,
    amounts,
    ours,
    owner_of,
    paid,
    rules,
)

BEYOND = b"%d" % 2**63
WRONG = [
    ("postloan-link", b"zz"),
    ("postloan-link", b"ab" * 31),
    ("postloan-link", b"ab" * 33),
    ("postloan-link", b"ab " * 21 + b"a"),
    ("postloan-shard", b"%d" % SHARDS),
    ("postloan-shard", b"40000"),
    ("postloan-position", BEYOND),
    ("postloan-position", b"0"),
    ("postloan-previous", BEYOND),
    ("postloan-hlc", BEYOND),
    ("postloan-hlc", b"9" * 19),
]


def told(record: Record, name: str, value: bytes) -> Record:
    headers = {**dict(record.headers), name: value}
    return record._replace(headers=tuple(headers.items()))


def inbox_of(owner: Owner, notes: HaltNotes | None = None) -> Inbox:
    relay: Any = SimpleNamespace(
        stopped={}, stopped_at={}, drop=lambda partition: None, sent=lambda shard: 0
    )
    topics = owner.service.all_topics
    made = Inbox(
        lambda partition: owner, relay, topics, backlog_max=1_000, batch_records=100, notes=notes
    )
    made.owners = {PARTITION: owner}
    return made


@pytest.mark.parametrize(("name", "value"), WRONG)
async def test_a_header_that_no_relay_sends_is_a_letter_and_ends_nothing(
    name: str, value: bytes
) -> None:
    store, service = MemoryStore(), ours()
    inbox = inbox_of(await owner_of(store, service))
    await inbox.take((told(paid(0, 1, 0), name, value),))
    assert inbox.failure is None
    assert await rules(store) == ["attribute_format"]
    assert inbox.owners[PARTITION].sources == {}, "a position is not believed beside such a header"
    assert inbox.owners[PARTITION].next_offsets[service.topics[0]] == 1


@pytest.mark.parametrize(("name", "value"), WRONG)
async def test_what_follows_it_halts_until_two_persons_have_looked(
    name: str, value: bytes
) -> None:
    store, service = MemoryStore(), ours()
    inbox = inbox_of(await owner_of(store, service))
    await inbox.take((told(paid(0, 1, 0), name, value), paid(1, 2, 1)))
    assert inbox.failure is None
    assert "position 2 follows 1" in inbox.halted[PARTITION]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("postloan-link", b"aB" * 32),
        ("postloan-position", b"%d" % (2**63 - 1)),
        ("postloan-hlc", b"0"),
    ],
)
async def test_what_a_relay_may_send_is_taken(name: str, value: bytes) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    await owner.take(service.topics[0], [told(paid(0, 1, 0), name, value)])
    assert await amounts(store) == [1]


@pytest.mark.parametrize("shard", [n for n in range(SHARDS) if n % 4 != PARTITION][:3])
async def test_a_shard_of_another_partition_is_a_letter_and_its_number_is_nobodys(
    shard: int,
) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    await owner.take(service.topics[0], [paid(0, 9, 8, shard=shard), paid(1, 1, 0)])
    assert await rules(store) == ["wrong_partition"]
    assert await amounts(store) == [1]
    assert owner.sources == {(service.topics[0], SHARD): 1}


async def test_on_core_bankings_topic_a_shard_is_nobodys() -> None:
    store, service = MemoryStore(), toy("")
    owner = await owner_of(store, service)
    await owner.take(service.topics[0], [paid(0, 1, 0, shard=(SHARD + 1) % SHARDS)])
    assert await amounts(store) == [1]


REFUSALS = [
    asyncpg.NumericValueOutOfRangeError("value out of int64 range"),
    asyncpg.exceptions._base.DataError("invalid input for query argument $15"),
    asyncpg.ProgramLimitExceededError("index row size exceeds the maximum"),
]


class Refusing(MemoryStore):
    """A store that refuses the values of one message, as PostgreSQL and its driver do."""

    refusal: Exception | None = None

    async def append(self, batch: Batch) -> None:
        if self.refusal is not None and self._is_in(batch):
            raise meaning(self.refusal) from self.refusal
        await super().append(batch)

    @staticmethod
    def _is_in(batch: Batch) -> bool:
        return any(row.causation_id == "m-2" for row in batch.events)


def four() -> Sequence[Record]:
    return [paid(n, n + 1, n) for n in range(4)]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: type(each).__name__)
async def test_what_cant_be_stored_halts_at_its_own_record_and_ends_nothing(
    refusal: Exception,
) -> None:
    store, service = Refusing(), ours()
    store.refusal = refusal
    inbox = inbox_of(await owner_of(store, service))
    await inbox.take(tuple(four()))
    assert inbox.failure is None
    found = inbox.owners[PARTITION].stops.found[service.topics[0]]
    assert (found.rule, found.waits_at) == ("not_storable", 1)
    assert str(refusal) in found.detail
    assert await amounts(store) == [1], "what came before it is taken"


async def test_mended_it_goes_on_by_itself() -> None:
    store, service = Refusing(), ours()
    store.refusal = REFUSALS[0]
    inbox = inbox_of(await owner_of(store, service))
    await inbox.take(tuple(four()))
    store.refusal = None
    stops = inbox.owners[PARTITION].stops
    stops.tried_at[service.topics[0]] = 0.0
    assert [halt.rule for halt in stops.due(31.0)] == ["not_storable"]
    stops.try_again(service.topics[0])
    await inbox.take(tuple(four()[1:]))
    assert await amounts(store) == [1, 2, 3, 4]
    assert inbox.halted == {}


class Unnoted(HaltNotes):
    """The database refuses a note, too."""

    async def note(self, owner: Owner, halt: Halt) -> None:
        raise meaning(REFUSALS[0]) from REFUSALS[0]


async def test_a_note_that_cant_be_stored_does_not_end_the_upkeep() -> None:
    store, service = Refusing(), ours()
    store.refusal = REFUSALS[0]
    inbox = inbox_of(await owner_of(store, service), Unnoted())
    await inbox.take(tuple(four()))
    await inbox._look_after()
    assert "can't be stored" in inbox.halted[PARTITION]


async def test_two_persons_give_it_up_and_it_is_a_letter_and_counts_as_taken() -> None:
    store, service = Refusing(), ours()
    store.refusal = REFUSALS[0]
    topic = service.topics[0]
    owner = await owner_of(store, service)
    inbox = inbox_of(owner)
    await inbox.take(tuple(four()))
    halt = owner.stops.found[topic]
    people = {"reason": "r", "requested_by": "li", "approved_by": "wang"}
    named = {"topic": topic, "partition": PARTITION, "rule": halt.rule, "waits_at": halt.waits_at}
    told = {**people, **named, "since": halt.since, **_given_up(halt, "beginning")}
    owner.stops.learn([PartitionReleased(loan_id="", effective_on=DAY, **told)])
    owner.stops.try_again(topic)
    await inbox.take(tuple(four()[1:]))
    assert inbox.failure is None
    assert await amounts(store) == [1, 3, 4]
    assert await rules(store) == ["not_storable"]
    assert owner.sources == {(topic, SHARD): 4}
    assert inbox.halted == {}


def test_other_refusals_keep_their_meaning() -> None:
    lost = asyncpg.InterfaceError("the connection is closed")
    assert meaning(lost) is lost, "waited for"
    assert isinstance(meaning(asyncpg.UniqueViolationError("twice")), RecordConflictError)
    wrong = asyncpg.InsufficientPrivilegeError("no")
    assert meaning(wrong) is wrong
