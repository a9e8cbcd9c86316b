"""Letters as they lie in a service's store: parked streams, dead letters, those taken after all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.console.cli import letters, redriving
from services.console.cli.errors import CommandError
from services.console.cli.target import Target
from services.kit import events
from services.kit.kit_events import MessageDeadLettered, MessageParked, RawMessage
from services.kit.migrations import migrate
from tests.servers import Databases
from tests.unit.console import lines

pytestmark = pytest.mark.servers

EVENT = """
insert into store.event (shard, stream, version, position, event_id, type, schema_version, loan_id,
    key, effective_on, known_on, recorded_at, hlc, correlation_id, causation_id, actor, payload, link)
values ($1, $2, $3, $3, $4, $5, 1, $6, $7, $8, $8, $9, $3, 'c', 'c', 'a', $10, '\\x00')
"""
LETTER = """
insert into store.dead_letter (event_id, shard, stream, rule, detail, loan_id, topic, partition,
    kafka_offset, taken_at, open) values ($1, $2, $3, $4, 'why', $5, 'corebank.loan.v1', $6, $7, $8, $9)
"""
REASON = {"reason": "mended", "requested_by": "wang", "approved_by": "li"}
SHARD = 6
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


class Store:
    """The store of monitoring, written by hand."""

    def __init__(self, owner: str, verifier: str) -> None:
        self._owner = owner
        self._version = 0
        self.target: Target = replace(lines.target(), verifiers={"monitoring": verifier})

    async def keep(self, stream: str | None, rule: str, key: str, *, is_open: bool = True) -> UUID:
        """A letter of this stream, or a dead letter without one."""
        self._version += 1
        raw = RawMessage.of(
            "corebank.loan.v1", 2, self._version, 0, key.encode(), [], b"{}"
        )  # fmt: skip
        told = {"loan_id": "L-1", "effective_on": date(2024, 1, 1), "rule": rule, "detail": "why"}
        event = (
            MessageDeadLettered(message=raw, **told)
            if stream is None
            else MessageParked(stream=stream, message=raw, **told)
        )
        identity, at = uuid4(), BEGAN + timedelta(minutes=self._version)
        kind = "dead" if stream is None else "parked"
        connection = await asyncpg.connect(self._owner)
        try:
            await connection.execute(
                EVENT, SHARD, f"{kind}-{SHARD}", self._version, identity, event.NAME, "L-1", key,
                date(2024, 1, 1), at, events.encode(event),
            )  # fmt: skip
            await connection.execute(
                LETTER, identity, SHARD, stream, rule, "L-1", 2, self._version, at, is_open
            )
        finally:
            await connection.close()
        return identity


@pytest.fixture
async def store(databases: Databases) -> Store:
    addresses = databases.fresh_addresses("monitoring")
    await migrate(addresses.owner)
    return Store(addresses.owner, addresses.verifier)


async def test_open_letters_come_first_and_closed_ones_only_on_request(store: Store) -> None:
    done = await store.keep(None, "not_json", "C-1", is_open=False)
    dead = await store.keep(None, "not_json", "C-1")
    parked = await store.keep("loan-L-1", "handler_failed", "C-1")
    behind = await store.keep("loan-L-1", "parked_behind", "C-1")
    found = await letters.listed(store.target, ["monitoring"], closed=False, limit=10)
    assert [each["event_id"] for each in found] == [str(dead), str(parked), str(behind)]
    assert [each["kind"] for each in found] == ["dead_letter", "parked", "parked"]
    every = await letters.listed(store.target, ["monitoring"], closed=True, limit=10)
    assert [each["event_id"] for each in every][-1] == str(done)
    assert len(await letters.listed(store.target, ["monitoring"], closed=True, limit=2)) == 2


async def test_one_letter_is_shown_whole(store: Store) -> None:
    parked = await store.keep("loan-L-1", "handler_failed", "C-1")
    found = await letters.shown(store.target, ["monitoring"], parked)
    assert (found["service"], found["stream"], found["rule"]) == (
        *("monitoring", "loan-L-1"),
        "handler_failed",
    )
    assert (found["message"]["key"], found["message"]["value"]) == ("C-1", "{}")
    assert "payload" not in found


async def test_a_redrive_names_the_stream_or_the_letter_and_goes_to_its_shard(
    store: Store,
) -> None:
    dead = await store.keep(None, "not_json", "")
    await store.keep("loan-L-1", "handler_failed", "C-1")
    asked = await redriving.prepare(store.target, "monitoring", "loan-L-1", REASON)
    assert (asked.shard, asked.key) == (SHARD, "C-1")
    assert asked.message.model_dump(exclude_none=True) == {
        **REASON,
        "stream": "loan-L-1",
        "obligor_id": "C-1",
    }
    asked = await redriving.prepare(store.target, "monitoring", str(dead), REASON)
    assert (asked.shard, asked.key) == (SHARD, None)
    assert asked.message.model_dump(exclude_none=True) == {**REASON, "dead_letter": str(dead)}


async def test_what_was_taken_after_all_cannot_be_redriven(store: Store) -> None:
    done = await store.keep("loan-L-1", "handler_failed", "C-1", is_open=False)
    for what in ("loan-L-1", str(done)):
        with pytest.raises(CommandError, match="no open letter"):
            await redriving.prepare(store.target, "monitoring", what, REASON)


async def test_a_service_without_tables_yet_has_no_letters(databases: Databases) -> None:
    addresses = databases.fresh_addresses("monitoring")
    fresh = replace(lines.target(), verifiers={"monitoring": addresses.verifier})
    assert await letters.listed(fresh, ["monitoring"], closed=True, limit=10) == []
