"""One trace from core banking's message through the outbox to the next service, on real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind

from contracts.envelope import write_headers
from contracts.monitoring import BalanceChanged
from services.kit import edge
from services.kit.batch import StoreUnavailable
from services.kit.clock import utc_now
from services.kit.main import Process
from services.kit.sharding import partition_of, shard_of
from services.kit.trace_context import traceparent_of
from tests.integration.kit import toy
from tests.integration.kit.world import DAY, PARTITIONS, World
from tests.servers import TestKafka
from tests.unit.kit.observing import Observing, traceparent

AT = partition_of(shard_of("C-1"), PARTITIONS)


@dataclass
class Watched:
    """A running toy whose spans and numbers are kept."""

    world: World
    seen: Observing
    process: Process

    async def send(
        self, loan: str, amount: int, parent: str | None, value: bytes | None = None
    ) -> None:
        """A repayment of C-1 in a trace."""
        message = self.world.repayment(loan, amount)
        envelope = msgspec.structs.replace(self.world.envelope(message), traceparent=parent)
        payload = message.to_payload() if value is None else value
        await self.world.raw(payload, write_headers(envelope), AT, b"C-1")

    async def redrive(self, stream: str, parent: str | None) -> None:
        """The officers' command, in a trace of its own."""
        message = self.world.redrive(stream=stream)
        envelope = msgspec.structs.replace(self.world.envelope(message), traceparent=parent)
        await self.world.producer.send_and_wait(
            self.world.service.commands_topic,
            value=message.to_payload(),
            headers=write_headers(envelope),
            partition=AT,
        )

    async def until_spans(self, name: str, n: int = 1) -> list[ReadableSpan]:
        """Wait until so many spans have ended."""

        async def there() -> bool:
            return len(self.seen.spans(name)) >= n

        await self.world.until(there)
        return self.seen.spans(name)

    async def looked(self) -> dict[str, dict[str, Any]]:
        """All numbers after a look at the process."""
        assert self.seen.telemetry.gauges is not None
        await self.seen.telemetry.gauges.look()
        return self.seen.numbers()


@pytest.fixture
async def watched(world: World) -> AsyncIterator[Watched]:
    seen = Observing(clock=utc_now)
    process = world.process(seen.telemetry)
    await process.start()
    yield Watched(world, seen, process)
    await process.stop()
    assert process.inbox.failure is None


async def test_a_sampled_message_makes_a_tree_that_goes_through_the_outbox(
    watched: Watched,
) -> None:
    world = watched.world
    await watched.send("L-1", 500, traceparent(7))
    (row,) = await world.until_events("toy.Counted", 1)
    (send,) = await watched.until_spans(f"send {world.service.published_topic}")
    (page,) = await watched.until_spans("publish ")
    decision, batch = watched.seen.span("decide Count"), watched.seen.span("process ")

    assert (decision.context.trace_id, decision.parent.span_id) == (7, 7)
    assert [link.context for link in decision.links] == [batch.context]
    assert [(link.context.trace_id, link.context.span_id) for link in batch.links] == [(7, 7)]
    assert batch.attributes["messaging.consumer.group.name"] == "postloan.monitoring"
    assert watched.seen.span("append events").parent.span_id == batch.context.span_id

    assert row["traceparent"] == traceparent_of(decision.context)
    assert send.kind is SpanKind.PRODUCER
    assert (send.context.trace_id, send.parent.span_id) == (7, decision.context.span_id)
    assert [link.context for link in send.links] == [page.context]
    assert send.attributes["messaging.message.id"] == str(row["event_id"])
    assert send.attributes["messaging.destination.partition.id"] == str(AT)
    assert page.parent is None
    assert page.attributes["messaging.batch.message_count"] == 1

    for topic in (world.service.published_topic, world.service.journal_topic):
        (record,) = await world.topic(topic, 1)
        assert dict(record.headers)["traceparent"] == row["traceparent"].encode()


async def test_unsampled_and_untraced_messages_make_no_spans_of_their_own(
    watched: Watched,
) -> None:
    await watched.send("L-1", 500, traceparent(7, sampled=False))
    await watched.send("L-1", 700, None)
    rows = await watched.world.until_events("toy.Counted", 2)
    await watched.until_spans("publish ")
    assert [row["traceparent"] for row in rows] == [traceparent(7, sampled=False), None]
    assert not watched.seen.spans("decide") + watched.seen.spans("send")


async def test_the_next_service_decides_in_the_same_trace(
    watched: Watched, kafka: TestKafka, fresh_database: Callable[[str], tuple[str, str]]
) -> None:
    first = watched.world.service
    prefix = f"{watched.world.prefix}next-"
    async with World(kafka.bootstrap, prefix, *fresh_database("monitoring")) as world:
        world.service = replace(
            world.service,
            topics=(first.published_topic,),
            ticks_from=first.published_topic,
            listens=frozenset({BalanceChanged.TYPE}),
            react=lambda message, _envelope, as_of: [
                (
                    f"loan-{message.loan_id}",
                    toy.Count(as_of=as_of, loan_id=message.loan_id, amount=1, on=as_of),
                )
            ],
        )

        def subscribe(broker: Any, inbox: Any, settings: Any) -> Any:
            topics = world.service.all_topics
            return edge.subscribe(
                broker,
                *topics,
                group=f"{prefix}group",
                take=inbox.take,
                listener=inbox,
                records_max=settings.batch_records,
            )

        seen = Observing()
        process = Process(world.service, world.settings, subscribe, seen.telemetry)
        await process.start()
        try:
            await watched.send("L-1", 500, traceparent(7))
            (row,) = await world.until_events("toy.Counted", 1)
        finally:
            await process.stop()
    before, after = watched.seen.span("decide Count"), seen.span("decide Count")
    assert after.context.trace_id == before.context.trace_id == 7
    assert after.parent.span_id == before.context.span_id
    assert row["traceparent"] == traceparent_of(after.context)


async def test_a_redrive_begins_in_the_officers_trace_and_links_to_the_old_one(
    watched: Watched,
) -> None:
    world = watched.world
    await watched.send("L-1", toy.FAILS, traceparent(7))
    (parked,) = await world.until_events("kit.MessageParked", 1)
    assert parked["traceparent"] == traceparent(7)
    toy.REPAIRED.append(True)
    await watched.redrive("loan-L-1", traceparent(9))
    (row,) = await world.until_events("toy.Counted", 1)
    (redriven,) = await watched.until_spans("redrive ")
    _, decision = watched.seen.spans("decide Count")
    assert (redriven.context.trace_id, redriven.parent.span_id) == (9, 9)
    assert 7 in {link.context.trace_id for link in redriven.links}
    assert (decision.context.trace_id, decision.parent.span_id) == (9, redriven.context.span_id)
    assert row["traceparent"] == traceparent_of(decision.context)
    found = await watched.looked()
    assert found["loan.messages.redriven"] == {"": 1}
    assert found["loan.parked_loans"] == {"": 0}


async def test_numbers_after_a_scripted_run(watched: Watched) -> None:
    world = watched.world
    topic = world.service.topics[0]
    for amount in (500, 700, toy.FAILS, 5):
        await watched.send("L-1", amount, None)
    await watched.send("L-2", 7, None)
    await watched.send("L-3", 7, None, value=b"no json")
    await world.until_events("kit.MessageParked", 2)
    await world.until_events("kit.MessageDeadLettered", 1)
    await world.until_events("toy.Counted", 3)
    stored = len(await world.rows("select 1 from store.event"))

    async def sent() -> bool:
        owner = watched.process.inbox.owners[AT]
        return watched.process.relay.backlog(owner) == 0

    await world.until(sent)
    found = await watched.looked()
    here = f"partition={AT},topic={topic}"
    assert found["loan.consumer.lag.records"][here] == 0
    assert found["loan.consumer.lag"][here] == 0
    assert sum(found["messaging.client.consumed.messages"].values()) == 6
    assert found["loan.events.appended"] == {"": stored}
    assert found["loan.events.relayed"] == {"": stored}
    assert found["loan.dead_letters.opened"] == {"rule=not_json": 1}
    assert found["loan.dead_letters.open"] == {"disposition=MALFORMED": 1}
    assert found["loan.parked_messages.opened"] == {
        "rule=handler_failed": 1,
        "rule=parked_behind": 1,
    }
    assert found["loan.parked_loans"] == {"": 1}
    assert set(found["loan.outbox.pending"].values()) == {0}
    assert set(found["loan.outbox.oldest.age"].values()) == {0}
    assert set(found["loan.timers.overdue"].values()) == {0}
    assert found["loan.relay.stopped"] == found["loan.partitions.halted"] == {"": 0}
    assert found["loan.cause.clock_skew"] == {"": 0}
    assert found["loan.append"][""].count >= 1
    assert len(found["loan.projection.lag.events"]) == PARTITIONS


async def test_what_is_behind_has_a_number_and_an_age(watched: Watched) -> None:
    """The relay is stopped and a timer lies behind the last closed day: both are seen."""
    world = watched.world
    watched.process.relay.stopped[AT] = "for this test"
    await watched.send("L-1", 500, None)
    await world.until_events("toy.Counted", 1)
    await world.close(DAY)
    await world.until_events("kit.DayClosed", PARTITIONS)
    found = await watched.looked()
    here = f"partition={AT}"
    assert found["loan.outbox.pending"][here] == 2
    assert found["loan.outbox.oldest.age"][here] > 0
    assert found["loan.relay.stopped"] == {"": 1}
    assert found["loan.timers.overdue"][here] == 0
    db = await asyncpg.connect(world.owner_dsn)
    try:
        late = DAY - timedelta(days=1)
        await db.execute(
            "insert into store.agenda select shard, $1, stream, 'late' from store.agenda", late
        )
    finally:
        await db.close()
    assert (await watched.looked())["loan.timers.overdue"][here] == 1


async def test_a_halted_partition_shows_its_lag(watched: Watched) -> None:
    world = watched.world
    message = world.repayment("L-1", 5)
    envelope = msgspec.structs.replace(
        world.envelope(message), shard=shard_of("C-1"), position=9, previous=8
    )
    await world.raw(message.to_payload(), write_headers(envelope), AT, b"C-1")

    async def halted() -> bool:
        return bool(watched.process.inbox.halted)

    await world.until(halted)
    here = f"partition={AT},topic={world.service.topics[0]}"
    found = await watched.looked()
    assert found["loan.partitions.halted"] == {"": 1}
    assert found["loan.consumer.lag.records"][here] == 1
    age = found["loan.consumer.lag"][here]
    assert (await watched.looked())["loan.consumer.lag"][here] >= age
    assert watched.seen.spans("process ")[-1].attributes["error.type"] == "MissingPredecessor"


async def test_a_database_that_is_away_leaves_its_gauges_empty_and_the_others_true(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def away(shard: int = 0) -> AsyncIterator[Any]:
        raise StoreUnavailable("away")
        yield

    await watched.process.inbox.assigned.wait()
    monkeypatch.setattr(watched.process.store, "connection", away)
    found = await watched.looked()
    assert "loan.timers.overdue" not in found
    assert "loan.dead_letters.open" not in found
    assert set(found["loan.outbox.pending"].values()) == {0}
    assert found["loan.parked_loans"] == {"": 0}
