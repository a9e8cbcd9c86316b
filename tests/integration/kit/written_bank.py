"""Monitoring's decider on the demo feed, its events written to a real store by the kit's draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from contracts.feed import examine_feed
from contracts.message import Message
from services.kit import events
from services.kit.batch import ShardState
from services.kit.domain import Command
from services.kit.draft import Cause, Draft
from services.kit.sharding import SHARDS, shard_of
from services.kit.store import PostgresStore
from services.monitoring.domain.loan import decider
from services.monitoring.domain.state import LoanEvent
from tests.unit.monitoring.bank import Bank

FEED = Path(__file__).parents[3] / "services" / "console" / "demo" / "book-101.jsonl.gz"
TOPIC = "corebank.loan.v1"
EVENTS_PER_BATCH = 200
events.register(decider.events)


@dataclass
class WrittenBank(Bank):
    """A bank that drafts what it decides; `flush` writes it."""

    draft: Draft | None = None
    keys: dict[str, str] = field(default_factory=dict)
    cause: Cause | None = None

    def put(self, stream: str, command: Command) -> list[LoanEvent]:
        decided = super().put(stream, command)
        assert self.draft is not None
        assert self.cause is not None
        key = self.keys.setdefault(stream, self.cause.key)
        cause = Cause(
            id=self.cause.id,
            source=self.cause.source,
            correlation_id=self.cause.id,
            key=key,
            actor=self.cause.source,
        )
        for event in decided:
            self.draft.append_kit(shard_of(key), stream, event, cause, command.as_of)
        return decided


async def write_demo_book(store: PostgresStore, obligors: int) -> WrittenBank:
    """Run the feed of that many obligors through the rules and into the store."""
    shards = dict((await store.claim([TOPIC], 0, range(SHARDS))).shards)
    heads: dict[str, tuple[int, bytes]] = {}
    bank, offset = WrittenBank(), 0
    bank.draft = _draft(offset, shards, heads)
    for message, envelope in _messages(obligors):
        bank.cause = Cause(
            id=envelope.id,
            source=envelope.source,
            correlation_id=envelope.id,
            key=envelope.key or "",
            actor=envelope.source,
        )
        bank.take(message, envelope)
        if bank.draft.size >= EVENTS_PER_BATCH:
            offset = await _flush(store, bank.draft, offset)
            shards, heads = bank.draft.shards, bank.draft.heads
            bank.draft = _draft(offset, shards, heads)
    await _flush(store, bank.draft, offset)
    return bank


async def _flush(store: PostgresStore, draft: Draft, offset: int) -> int:
    await store.append(draft.finish(offset + 1, {}))
    return offset + 1


def _draft(
    offset: int, shards: dict[int, ShardState], heads: dict[str, tuple[int, bytes]]
) -> Draft:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=offset)
    return Draft("monitoring", TOPIC, 0, offset, shards, heads, now)


def _messages(obligors: int) -> list[tuple[Message, Envelope]]:
    """The feed's messages of the first obligors, foreign duplicates left out, and every tick."""
    chosen: set[str] = set()
    taken: set[tuple[str, str]] = set()
    found = []
    for seen in examine_feed(FEED):
        message, envelope = seen.message, seen.envelope
        if message is None or envelope is None or (envelope.source, envelope.id) in taken:
            continue
        taken.add((envelope.source, envelope.id))
        if not isinstance(message, BusinessDayClosed):
            if len(chosen) < obligors:
                chosen.add(envelope.key or "")
            if envelope.key not in chosen:
                continue
        found.append((message, envelope))
    return found
