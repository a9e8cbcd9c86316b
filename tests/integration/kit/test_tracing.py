"""One trace from core banking's message through the outbox to the next service, on real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from opentelemetry.trace import SpanKind

from contracts.monitoring import BalanceChanged
from services.kit import edge
from services.kit.main import Process
from services.kit.trace_context import traceparent_of
from tests.integration.kit import toy
from tests.integration.kit.watching import AT, Watched, watching
from tests.integration.kit.world import World
from tests.servers import TestKafka
from tests.unit.kit.observing import Observing, traceparent


@pytest.fixture
async def watched(world: World) -> AsyncIterator[Watched]:
    async with watching(world) as made:
        yield made


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
    assert set(found["loan.parked_loans"].values()) == {0}
