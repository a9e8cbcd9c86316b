"""What audit tells of itself on real servers: spans, numbers, stopped journals, verification."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from deploy.local.databases import DatabaseAddresses
from deploy.local.topics import create_topics
from services.audit.observed import PROCEDURE, Observed
from services.audit.process import Process
from services.audit.server import bind
from services.audit.settings import AuditSettings
from services.audit.sources import JOURNALS
from services.audit.store import JournalStore
from services.audit.watch import FIRST_S, due_s, verify_once
from services.kit.metrics import Metrics
from services.kit.telemetry_instruments import AUDIT, READ_SIDE
from services.kit.testing import FixedClock
from services.kit.tracing import Tracing
from tests.integration.audit.conftest import Places
from tests.integration.audit.sending import PARTITIONS, SIGNED, TOKEN, book, send, until
from tests.servers import TestKafka
from tests.unit.audit.writer import Record, Writer, edited, records
from tests.unit.kit.observing import traceparent

pytestmark = pytest.mark.servers


class Numbers(NamedTuple):
    """Telemetry of audit whose spans and numbers stay here."""

    telemetry: Observed
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader

    def spans(self, name: str) -> list[ReadableSpan]:
        """The finished spans whose names begin so."""
        return [s for s in self.exporter.get_finished_spans() if s.name.startswith(name)]

    async def looked(self) -> dict[str, dict[str, Any]]:
        """All numbers after a look at the process: metric -> labels -> value."""
        assert self.telemetry.gauges is not None
        await self.telemetry.gauges.look()
        return self.found()

    def found(self) -> dict[str, dict[str, Any]]:
        """All numbers as they are: metric -> labels -> value."""
        found: dict[str, dict[str, Any]] = {}
        data = self.reader.get_metrics_data()
        for resource in [] if data is None else data.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    points = found.setdefault(metric.name, {})
                    for point in metric.data.data_points:
                        labels = dict(point.attributes or {})
                        labels.pop("service", None)
                        key = ",".join(f"{k}={labels[k]}" for k in sorted(labels))
                        points[key] = getattr(point, "value", point)
        return found


def numbers() -> Numbers:
    """Fresh ones."""
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    meters = MeterProvider([reader], shutdown_on_exit=False)
    tracing = Tracing("audit", tracers, "sampled", older_names=False)
    return Numbers(Observed(tracing, Metrics("audit", meters, AUDIT)), exporter, reader)


class Watched(NamedTuple):
    """A running audit, a client of its read side, and what it tells."""

    process: Process
    client: httpx.AsyncClient
    seen: Numbers
    topics: dict[str, str]
    bootstrap: str

    async def send(self, sent: list[Record]) -> None:
        """The relay sends these."""
        await send(self.bootstrap, sent, self.topics)

    async def until_kept(self, n: int) -> None:
        """Wait until the journal holds so many."""

        async def kept() -> bool:
            async with self.process.store.connection() as db:
                return bool(await db.fetchval("select count(*) from audit.entry") == n)

        await until(kept)


@asynccontextmanager
async def watching(settings: AuditSettings, prefix: str) -> AsyncIterator[Watched]:
    """Audit in this process, on topics of its own."""
    topics = {topic: prefix + topic for topic in JOURNALS}
    await create_topics(settings.kafka, dict.fromkeys(topics.values(), PARTITIONS))
    seen, listening = numbers(), bind("127.0.0.1", 0)
    journals = {topics[topic]: service for topic, service in JOURNALS.items()}
    process = Process(settings, TOKEN, listening, journals, seen.telemetry)
    await process.start()
    address = "http://{}:{}".format(*listening.getsockname())
    async with httpx.AsyncClient(base_url=address, headers=SIGNED) as client:
        try:
            yield Watched(process, client, seen, topics, settings.kafka)
        finally:
            await process.stop()
    assert process.failure is None, process.failure


@pytest.fixture
async def watched(
    kafka: TestKafka, audit: DatabaseAddresses, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Watched]:
    token = tmp_path / "api-token"
    token.write_text(f"{TOKEN}\n", "utf-8")
    settings = AuditSettings(
        kafka=kafka.bootstrap,
        dsn=audit.service,
        owner_dsn=audit.owner,
        partitions=PARTITIONS,
        api_token_file=token,
        api_port=0,
        verifier_dsns={"monitoring": audit.verifier},  # given, but never due in this test
    )
    async with watching(settings, topic_prefix) as made:
        yield made


async def test_every_metric_of_audit_is_told_by_a_running_audit(watched: Watched) -> None:
    sent = book().records()
    await watched.send(sent)
    await watched.send(sent[:1])  # once more, with a new offset
    await watched.until_kept(len(sent))

    async def dropped() -> bool:
        found = await watched.seen.looked()
        return sum(found.get("loan.duplicates.dropped", {}).values()) == 1

    await until(dropped)
    assert (await watched.client.get("/loans/L-404")).status_code == 404
    found = await watched.seen.looked()
    missing = {one.name for one in (*AUDIT.all, *READ_SIDE)} - found.keys()
    assert missing <= {"loan.batches.fenced"}, "it begins with the first, of two readers"
    assert found["loan.events.appended"] == {"": len(sent)}
    assert sum(found["messaging.client.consumed.messages"].values()) == len(sent) + 1
    assert set(found["loan.consumer.lag.records"].values()) == {0}
    assert set(found["loan.partitions.halted"].values()) == {0}
    assert len(found["loan.partitions.halted"]) == len(JOURNALS) * PARTITIONS
    assert found["loan.chain.broken"] == {"": 0}
    assert found["loan.verification.interval"] == {"": 86_400}
    assert 0 < found["loan.verification.age"][""] < 120
    assert abs(found["loan.database.clock_skew"][""]) < 1
    delays = found["loan.journal.delay"].values()
    told, appends = sum(each.count for each in delays), found["loan.append"][""].count
    assert told in (appends - 1, appends), "the duplicate may be a batch of its own, without delay"
    (asked,) = [k for k in found["http.server.request.duration"] if "/loans/{loan_id}" in k]
    assert "http.request.method=GET" in asked
    (span,) = watched.seen.spans("GET ")
    assert span.name == "GET /loans/{loan_id}"


async def test_a_sampled_event_is_kept_in_its_own_trace(watched: Watched) -> None:
    traced = Writer("monitoring")
    for number, row in enumerate(book().rows):
        parent = traceparent(7, sampled=number == 0) if number < 2 else None
        traced.keep(msgspec.structs.replace(row, traceparent=parent))
    await watched.send(traced.records())
    await watched.until_kept(len(traced.rows))
    (kept,) = watched.seen.spans("journal ")
    row = traced.rows[0]
    assert kept.name == f"journal {row.type}"
    assert kept.parent is not None
    assert (kept.context.trace_id, kept.parent.span_id) == (7, 7)
    assert dict(kept.attributes or {}) == {
        "loan.id": row.loan_id,
        "loan.event.type": row.type,
        "loan.stream.version": row.version,
        "messaging.message.id": str(row.event_id),
    }
    (turn,) = [s for s in watched.seen.spans("process ") if s.context == kept.links[0].context]
    assert 7 in {link.context.trace_id for link in turn.links}
    assert dict(turn.attributes or {})["messaging.consumer.group.name"] == "postloan.audit"
    writes = [s for s in watched.seen.spans("append events") if s.parent == turn.context]
    assert [dict(s.attributes or {})["db.stored_procedure.name"] for s in writes] == [PROCEDURE]


async def test_a_journal_that_breaks_a_check_is_seen_from_outside(watched: Watched) -> None:
    first, *rest = book().rows
    await watched.send(records("monitoring", [edited(first, payload=b"{}"), *rest]))

    async def halted() -> bool:
        return bool(watched.process.reader.halted)

    await until(halted)
    found = await watched.seen.looked()
    assert sum(found["loan.partitions.halted"].values()) == 1
    assert sum(found["loan.consumer.lag.records"].values()) >= 1
    assert found["loan.chain.broken"] == {"": 1}
    failed = [s for s in watched.seen.spans("process ") if s.status.status_code.name == "ERROR"]
    assert [dict(s.attributes or {})["error.type"] for s in failed] == ["Halted"]


async def test_the_next_verification_is_counted_from_the_last_one_that_was_kept(
    store: JournalStore, calm: Places
) -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    assert await due_s(store, 86_400, FixedClock(start)) == FIRST_S
    assert await due_s(store, 60, FixedClock(start)) == 60
    await verify_once(store, calm.audit.service, calm.verifiers, FixedClock(start))
    for hours, due in ((0, 86_400), (20, 4 * 3_600), (30, 0), (-5, 86_400)):
        clock = FixedClock(start + timedelta(hours=hours))
        assert await due_s(store, 86_400, clock) == due
