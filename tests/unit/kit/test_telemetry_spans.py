"""Spans of a turn: what joins them, what they say, what they never say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanKind, StatusCode

from services.kit import telemetry_names as names
from services.kit.memory_store import MemoryStore, Step
from services.kit.telemetry import Telemetry
from services.kit.trace_context import traceparent_of
from services.kit.tracing import LINKS_MAX, TICK_DECISIONS_MAX
from tests.integration.kit import toy
from tests.unit.kit.observing import (
    DAY,
    NOW,
    PARTITION,
    TOPIC,
    Observing,
    closed_day,
    owner,
    repayment,
    taken,
    traceparent,
)


def stored_traces(made) -> list[str | None]:
    tables = made.store.database.tables
    return [row.traceparent for rows in tables.events.values() for row in rows]


async def test_a_turn_is_one_consumer_span_with_its_place_and_size() -> None:
    seen = Observing()
    await taken(seen.telemetry, [repayment(n) for n in range(3)])
    batch, write = seen.span("process "), seen.span("append events")
    assert batch.name == f"process {TOPIC}"
    assert batch.kind is SpanKind.CONSUMER
    assert batch.parent is None
    assert dict(batch.attributes) == {
        "messaging.system.name": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": TOPIC,
        "messaging.destination.partition.id": str(PARTITION),
        "messaging.consumer.group.name": "postloan.monitoring",
        "messaging.batch.message_count": 3,
        "postloan.kafka.offset.first": 0,
        "postloan.kafka.offset.last": 2,
    }
    assert write.parent == batch.context
    assert write.kind is SpanKind.CLIENT
    assert dict(write.attributes) == {
        "db.system.name": "postgresql",
        "db.stored_procedure.name": "store.append",
        "loan.event.count": 3,
    }
    assert batch.instrumentation_scope.schema_url == names.SCHEMA_URL


async def test_a_turn_links_to_at_most_128_sampled_messages_and_to_no_other() -> None:
    seen = Observing("never")
    records = [
        repayment(n, traceparent(n + 1, sampled=n % 2 == 0) if n else None) for n in range(500)
    ]
    await taken(seen.telemetry, records)
    links = seen.span("process ").links
    assert len(links) == LINKS_MAX == 128
    assert [link.context.trace_id for link in links] == [n + 1 for n in range(2, 258, 2)]
    assert all(link.context.is_remote for link in links)
    assert [link.attributes["kafka.offset"] for link in links] == list(range(2, 258, 2))


async def test_a_sampled_message_has_a_decision_span_and_its_events_carry_it() -> None:
    seen = Observing()
    made = await taken(seen.telemetry, [repayment(0, traceparent(7)), repayment(1)])
    decision, batch = seen.span("decide Count"), seen.span("process ")
    assert decision.context.trace_id == decision.parent.trace_id == 7
    assert decision.parent.span_id == 7
    assert [link.context for link in decision.links] == [batch.context]
    assert dict(decision.attributes) == {
        "loan.id": "L-1",
        "loan.business_date": DAY.isoformat(),
        "loan.command": "Count",
        "loan.event.types": ("toy.Counted",),
        "loan.stream.version": 1,
        "messaging.message.id": "m-0",
    }
    assert stored_traces(made) == [traceparent_of(decision.context), None]


async def test_an_unsampled_message_has_no_span_and_its_context_goes_on_unchanged() -> None:
    seen = Observing()
    made = await taken(seen.telemetry, [repayment(0, traceparent(7, sampled=False))])
    assert seen.spans("decide") == []
    assert stored_traces(made) == [traceparent(7, sampled=False)]


async def test_the_setting_can_forbid_decision_spans() -> None:
    seen = Observing("never")
    made = await taken(seen.telemetry, [repayment(0, traceparent(7))])
    assert seen.spans("decide") == []
    assert stored_traces(made) == [traceparent(7)]


async def test_the_setting_can_ask_for_a_span_of_every_decision() -> None:
    seen = Observing("always")
    made = await taken(seen.telemetry, [repayment(0, traceparent(7, sampled=False)), repayment(1)])
    below, root = seen.spans("decide")
    assert below.context.trace_id == 7
    assert root.parent is None
    assert stored_traces(made) == [traceparent_of(each.context) for each in (below, root)]


async def test_a_sampler_that_refuses_leaves_the_messages_context_in_the_events() -> None:
    seen = Observing(sampler=ALWAYS_OFF)
    made = await taken(seen.telemetry, [repayment(0, traceparent(7))])
    assert seen.spans() == []
    assert stored_traces(made) == [traceparent(7)]


@pytest.mark.parametrize(
    "broken",
    ["x", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", traceparent(7).upper() + "A", "张三"],
)
async def test_what_is_no_trace_context_is_not_stored(broken: str) -> None:
    for telemetry in (Telemetry(), Observing().telemetry):
        made = await taken(telemetry, [repayment(0, broken)])
        assert stored_traces(made) == [None]


async def test_a_failure_says_its_type_and_never_its_words() -> None:
    seen = Observing()
    toy.REPAIRED.clear()
    await taken(seen.telemetry, [repayment(0, traceparent(7), amount=toy.FAILS)])
    decision, batch = seen.span("decide Count"), seen.span("process ")
    assert decision.attributes["error.type"] == "ZeroDivisionError"
    assert decision.status.status_code is StatusCode.ERROR
    assert decision.status.description is None
    assert decision.events == ()
    (note,) = batch.events
    assert note.name == "parked"
    assert dict(note.attributes) == {"rule": "handler_failed", "loan.id": "L-1"}
    said = [*decision.attributes.values(), *batch.attributes.values()]
    assert not any("张三" in str(each) or "thirteen" in str(each) for each in said)


async def test_a_failed_write_is_an_error_of_the_whole_turn() -> None:
    def lost(step: Step) -> None:
        if step.call == "append":
            raise MemoryError

    seen = Observing()
    made = await owner(seen.telemetry, MemoryStore(hook=lost))
    with pytest.raises(MemoryError):
        await made.take(TOPIC, [repayment(0)])
    for name in ("process ", "append events"):
        assert seen.span(name).status.status_code is StatusCode.ERROR
        assert seen.span(name).attributes["error.type"] == "MemoryError"


async def test_a_tick_makes_no_more_decision_spans_than_a_turn_may_have() -> None:
    seen = Observing()
    loans = TICK_DECISIONS_MAX + 22
    made = await taken(seen.telemetry, [repayment(n, loan=f"L-{n}") for n in range(loans)])
    due = DAY + toy.REMINDED_AFTER
    await made.take(TOPIC, [closed_day(loans, due, traceparent(9))])
    spans = seen.spans("decide TimeReached")
    assert len(spans) == TICK_DECISIONS_MAX
    assert {span.context.trace_id for span in spans} == {9}
    rows = [r for rows in made.store.database.tables.events.values() for r in rows]
    reminded = [row.traceparent for row in rows if row.type == "toy.Reminded"]
    assert len(reminded) == loans
    assert reminded.count(traceparent(9)) == loans - TICK_DECISIONS_MAX
    assert {trace[3:35] for trace in reminded} == {f"{9:032x}"}


async def test_older_names_are_emitted_beside_the_present_ones_when_asked_for() -> None:
    seen = Observing(older_names=True)
    await taken(seen.telemetry, [repayment(0, traceparent(7))])
    said = seen.span("process ").attributes
    assert said["messaging.system"] == said["messaging.system.name"] == "kafka"
    assert said["messaging.operation"] == said["messaging.operation.type"]
    assert said["messaging.kafka.consumer.group"] == said["messaging.consumer.group.name"]
    assert said["messaging.kafka.destination.partition"] == PARTITION
    (link,) = seen.span("process ").links
    assert set(link.attributes) == {
        "kafka.offset", "messaging.kafka.offset", "messaging.kafka.message.offset"
    }  # fmt: skip


async def test_every_attribute_is_in_the_one_list_of_names() -> None:
    seen = Observing(older_names=True)
    toy.REPAIRED.clear()
    await taken(
        seen.telemetry,
        [repayment(0, traceparent(7)), repayment(1, traceparent(8), amount=toy.FAILS)],
    )
    constants = {value for value in vars(names).values() if isinstance(value, str)}
    known = constants | {older for olders in names.OLDER.values() for older in olders}
    used = {name for span in seen.spans() for name in span.attributes}
    used |= {name for span in seen.spans() for event in span.events for name in event.attributes}
    assert used
    assert used <= known


async def test_numbers_of_a_turn_are_counted_once_per_batch() -> None:
    seen = Observing()
    toy.REPAIRED.clear()
    made = await taken(
        seen.telemetry,
        [repayment(0), repayment(1), repayment(2, amount=toy.FAILS), repayment(3, loan="L-2")],
    )
    await made.take(TOPIC, [repayment(3, loan="L-2"), repayment(4, loan="L-2")])
    found = seen.numbers()
    consumed = found["messaging.client.consumed.messages"]
    assert list(consumed.values()) == [5]
    assert found["loan.events.appended"] == {"": 5}
    assert found["loan.parked_messages.opened"] == {"rule=handler_failed": 1}
    assert found["loan.duplicates.dropped"] == {f"topic={TOPIC}": 1}
    (size,) = found["loan.batch.records"].values()
    assert (size.count, size.sum, size.max) == (2, 5, 4)
    assert found["loan.append"][""].count == 2
    (process,) = found["messaging.process.duration"].values()
    assert process.count == 2


async def test_an_append_conflict_is_counted() -> None:
    seen = Observing()
    store = MemoryStore()
    made = await owner(seen.telemetry, store)
    await made.take(TOPIC, [repayment(0)])
    stale = made.live["loan-L-1"]
    await made.take(TOPIC, [repayment(1)])
    made.live["loan-L-1"] = stale  # as if another writer had moved the stream
    await made.take(TOPIC, [repayment(2)])
    assert seen.numbers()["loan.append.conflicts"] == {f"topic={TOPIC}": 1}


async def test_a_cause_whose_clock_is_ahead_shows_its_lead() -> None:
    seen = Observing()
    ahead_ms = int((NOW + timedelta(seconds=2.5)).timestamp() * 1000)
    own = {"shard": 0, "position": 1, "previous": 0, "hlc": ahead_ms << 16}
    await taken(seen.telemetry, [repayment(0, **own), repayment(1)])
    assert seen.telemetry.metrics.skew_s == 2.5
