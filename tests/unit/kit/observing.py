"""Phrases for tests of telemetry: an owner in memory whose spans and numbers are kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio, Sampler

from contracts.corebank import BusinessDayClosed, RepaymentReceived
from contracts.envelope import Envelope, write_headers
from contracts.values import Money
from services.kit import events
from services.kit.clock import Clock
from services.kit.kit_events import KIT_EVENTS
from services.kit.memory_store import MemoryStore
from services.kit.metrics import Metrics
from services.kit.observed import Observed
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Decisions, Telemetry
from services.kit.testing import FixedClock
from services.kit.tracing import Tracing
from tests.integration.kit.toy import DECIDER, toy

ROOT = Path(__file__).parents[3]
NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY = date(2024, 3, 20)
PARTITIONS = 4
PARTITION = partition_of(shard_of("C-1"), PARTITIONS)
TOPIC = toy("").topics[0]
events.register([*KIT_EVENTS, *DECIDER.events])


class Record(NamedTuple):
    """A consumed record."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


def traceparent(n: int, *, sampled: bool = True) -> str:
    """The n-th trace that core banking begins."""
    return f"00-{n:032x}-{n:016x}-{'01' if sampled else '00'}"


def repayment(
    offset: int, parent: str | None = None, *, amount: int = 500, loan: str = "L-1", **own: Any
) -> Record:
    """A repayment of one loan of C-1; ``own`` are further attributes of the envelope."""
    message = RepaymentReceived.model_validate(
        {
            "loan_id": loan,
            "obligor_id": "C-1",
            "receipt_id": f"R-{offset}",
            "amount": Money(amount).to_wire(),
            "value_date": DAY.isoformat(),
            "booked_on": DAY.isoformat(),
            "payer": {"kind": "guarantor", "id": "张三"},
        }
    )
    return record(message, offset, parent, subject=loan, key="C-1", **own)


def closed_day(offset: int, on: date, parent: str | None = None) -> Record:
    """The tick of a business day."""
    return record(BusinessDayClosed(business_date=on), offset, parent, day=on)


def record(
    message: Any, offset: int, parent: str | None, *, day: date = DAY, **own: Any
) -> Record:
    """A message as it is consumed from core banking's topic."""
    envelope = Envelope(
        id=f"m-{offset}",
        source="/test",
        type=message.TYPE,
        business_date=day,
        traceparent=parent,
        **own,
    )
    return lying(TOPIC, PARTITION, offset, envelope, message)


def lying(topic: str, partition: int, offset: int, envelope: Envelope, message: Any) -> Record:
    """A message as it lies in a topic."""
    key = None if envelope.key is None else envelope.key.encode()
    sent_ms = int(NOW.timestamp() * 1000)
    headers = tuple(write_headers(envelope))
    return Record(topic, partition, offset, sent_ms, key, message.to_payload(), headers)


class Observing:
    """Telemetry whose spans and numbers stay here."""

    def __init__(
        self,
        decisions: Decisions = "sampled",
        *,
        older_names: bool = False,
        sampler: Sampler | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.exporter = InMemorySpanExporter()
        provider = TracerProvider(sampler or ParentBasedTraceIdRatio(1), shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.reader = InMemoryMetricReader()
        meters = MeterProvider([self.reader], shutdown_on_exit=False)
        self.clock = FixedClock(NOW) if clock is None else clock
        self.telemetry = Observed(
            Tracing("monitoring", provider, decisions, older_names=older_names),
            Metrics("monitoring", meters),
            clock=self.clock,
        )

    def spans(self, name: str = "") -> list[ReadableSpan]:
        """The finished spans whose names begin so, in the order of their ends."""
        return [span for span in self.exporter.get_finished_spans() if span.name.startswith(name)]

    def span(self, name: str) -> ReadableSpan:
        """The only one."""
        (found,) = self.spans(name)
        return found

    def numbers(self) -> dict[str, dict[str, Any]]:
        """Metric -> labels without the service (``topic=x,partition=0``) -> value or data point."""
        found: dict[str, dict[str, Any]] = {}
        data = self.reader.get_metrics_data()
        for resource in [] if data is None else data.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    points = found.setdefault(metric.name, {})
                    for point in metric.data.data_points:
                        labels = dict(point.attributes or {})
                        assert labels.pop("service") == "monitoring"
                        key = ",".join(f"{k}={labels[k]}" for k in sorted(labels))
                        points[key] = getattr(point, "value", point)
        return found


async def owner(telemetry: Telemetry, store: MemoryStore | None = None) -> Owner:
    """The owner of C-1's partition, with a store in memory."""
    made = Owner(
        toy(""), store or MemoryStore(), PARTITION, PARTITIONS, FixedClock(NOW), telemetry, 1_000
    )
    await made.claim()
    return made


async def taken(telemetry: Telemetry, records: Sequence[Record]) -> Owner:
    """An owner that has handled these records as one turn."""
    made = await owner(telemetry)
    await made.take(TOPIC, records)
    return made


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, with nothing in its environment but this."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
