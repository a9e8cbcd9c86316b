"""What an officer's command may say of itself on Kafka, whoever can write to the commands topic."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from contracts.commands import kit_commands
from contracts.envelope import Envelope, write_headers
from contracts.message import LONGEST_MESSAGE
from services.kit.incoming import Incoming, Refused, read
from services.kit.memory_store import MemoryStore
from services.kit.sharding import partition_of, shard_of
from tests.integration.kit.toy import toy
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import owner_of

SERVICE = toy("")
LONGEST = "c" * 128


def record(**said: Any) -> Record:
    envelope = Envelope(
        id="c-1",
        source="/console",
        type=kit_commands("monitoring").redrive.TYPE,
        business_date=date(2024, 3, 20),
        time="2024-03-20T09:00:00+08:00",
        key="C-1",
        actor="liu",
    )
    headers = write_headers(msgspec.structs.replace(envelope, **said))
    place = partition_of(shard_of("C-1"), 4)
    value = b'{"letter_id":"L","approved_by":"wang","reason":"mended","redriven_by":"liu"}'
    return Record(SERVICE.commands_topic, place, 0, 0, b"C-1", value, tuple(headers))


def came(**said: Any) -> Incoming | Refused:
    return read(record(**said), SERVICE, 4)


def test_a_position_that_only_our_relays_set_is_not_believed() -> None:
    """It could have the command dropped as taken before, or stop the topic for a message before it."""
    found = came(shard=3, position=9, previous=8, hlc=7, link="ab" * 32)
    envelope = found.envelope
    assert envelope is not None
    assert (envelope.shard, envelope.position, envelope.previous) == (None, None, None)
    assert (envelope.hlc, envelope.link) == (None, None)
    assert envelope.actor == "liu"


@pytest.mark.parametrize("command_id", [LONGEST + "c", "c 1", "c\u30001"])
def test_an_id_that_no_reply_could_name_is_refused(command_id: str) -> None:
    """The reply could not be published, and its shard's relay would stand still."""
    found = came(id=command_id, shard=3, position=9, previous=8)
    assert isinstance(found, Refused)
    assert (found.error.rule, found.error.field) == ("identifier_format", "ce_id")
    assert found.envelope is not None
    assert found.envelope.position is None


@pytest.mark.parametrize("command_id", ["c", LONGEST])
def test_an_identifier_is_not(command_id: str) -> None:
    found = came(id=command_id)
    assert not (isinstance(found, Refused) and found.error.field == "ce_id")


@pytest.mark.parametrize(("command_id", "answered"), [("c 1", False), ("c-1", True)])
async def test_a_refused_command_is_answered_when_its_id_can_be_named(
    command_id: str, answered: bool
) -> None:
    """Seen in a fault run: the answer to the other kind stopped the relay of its partition."""
    store = MemoryStore()
    owner = await owner_of(store, SERVICE)
    refused = record(id=command_id)._replace(value=b"no json", partition=owner.partition)
    await owner.take(SERVICE.commands_topic, [refused])
    types = [row.type for n in range(16) for row in await store.page(n, 0, 100)]
    assert types.count("kit.MessageDeadLettered") == 1
    assert types.count("kit.CommandRejected") == answered


@pytest.mark.parametrize("topic", ["commands", "facts"])
@pytest.mark.parametrize(
    ("size", "kept_out"), [(LONGEST_MESSAGE, False), (LONGEST_MESSAGE + 1, True)]
)
def test_what_is_too_large_for_the_events_that_would_repeat_it_is_refused(
    topic: str, size: int, kept_out: bool
) -> None:
    """The batch may be compressed: the broker let it pass. The event could not be sent on."""
    one = record()
    at = one.topic if topic == "commands" else sorted(SERVICE.foreign_topics)[0]
    found = read(one._replace(topic=at, value=(one.value or b"").ljust(size)), SERVICE, 4)
    assert (isinstance(found, Refused) and found.error.rule == "message_size") is kept_out
