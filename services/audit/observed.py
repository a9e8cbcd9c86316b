"""The form of audit's telemetry that makes spans and metrics; used when the environment asks for it.

An event's way ends here: a ``journal <type>`` span lies in the event's own trace, below the span
that decided it, so one trace shows core banking's message, the class change and its place in the
journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry.trace import Span, SpanKind, get_current_span

from services.audit.gauges import Gauges
from services.audit.telemetry import Telemetry
from services.kit import telemetry_instruments as instruments
from services.kit import telemetry_names as names
from services.kit.batch import Stale
from services.kit.looking import Watch
from services.kit.observed import lead_s, parent_of
from services.kit.row import EventRow
from services.kit.telemetry import Decisions
from services.kit.telemetry_setup import exporting
from services.kit.trace_context import below, is_sampled, link_to
from services.kit.tracing import SENDS_MAX, failed

if TYPE_CHECKING:
    from services.audit.process import Process

PROCEDURE = "audit.append"


class Observed(Watch, Telemetry):
    """Hooks into ``tracing`` and ``metrics``; ``close`` sends the rest and ends the exporters."""

    gauges: Gauges | None = None

    async def start(self, process: Process) -> None:
        """Look at the process from now on."""
        self.gauges = Gauges(process, self.metrics, self._clock)
        self.watch(self.gauges)

    @contextmanager
    def batch(self, topic: str, partition: int, records: Sequence[Any]) -> Iterator[None]:
        """Span, numbers and the services' clocks, from the records' own headers."""
        headers = [dict(record.headers) for record in records]
        self.metrics.skew(lead_s(headers, self._clock()))
        parents = [parent_of(found) for found in headers]
        with (
            self.tracing.batch(topic, partition, records, parents),
            self.metrics.batch(topic, partition, records),
        ):
            yield

    @contextmanager
    def write(self, topic: str, rows: Sequence[EventRow]) -> Iterator[None]:
        """Seconds, a span for the call, and one in the trace of each sampled event."""
        spans = self._journaled(rows)
        failure: BaseException | None = None
        try:
            with self.tracing.write(len(rows), PROCEDURE), self.metrics.write(len(rows)):
                yield
        except BaseException as lost:
            failure = lost
            raise
        finally:
            for span in spans:
                if failure is not None:
                    failed(span, failure)
                span.end()
        if rows:
            waited_s = (self._clock() - min(row.recorded_at for row in rows)).total_seconds()
            self.metrics.record(instruments.JOURNAL_DELAY, max(0.0, waited_s), topic=topic)

    def _journaled(self, rows: Sequence[EventRow]) -> list[Span]:
        """``journal <type>``, below the span that decided the event; at most 128 of a batch."""
        spans: list[Span] = []
        if self.tracing.decisions == "never":
            return spans
        links = link_to(get_current_span().get_span_context())
        for row in rows:
            if len(spans) == SENDS_MAX:
                break
            if is_sampled(row.traceparent):
                attributes: dict[str, str | int] = {
                    names.LOAN: row.loan_id,
                    names.EVENT_TYPE: row.type,
                    names.STREAM_VERSION: row.version,
                    names.MESSAGE_ID: str(row.event_id),
                }
                parent, kind = below(row.traceparent), SpanKind.INTERNAL
                name = f"journal {row.type}"
                spans.append(self.tracing.tracer.start_span(name, parent, kind, attributes, links))
        return spans

    def duplicates(self, topic: str, n: int) -> None:
        """Counted per topic."""
        self.metrics.count(instruments.DUPLICATES, n, topic=topic)

    def store_unavailable(self) -> None:
        """Counted."""
        self.metrics.count(instruments.UNAVAILABLE)

    def not_written(self, topic: str, partition: int, reason: Exception) -> None:
        """Counted per topic and partition when another owner is the reason."""
        if isinstance(reason, Stale):
            place = str(partition)
            self.metrics.count(instruments.JOURNAL_FENCED, topic=topic, partition=place)

    def verified(self, links: int) -> None:
        """Counted."""
        self.metrics.count(instruments.VERIFIED, links)

    def of_read_side(self) -> TelemetryConfig:
        """A span and a duration per question; no log lines: they would quote exceptions."""
        return {
            "tracer_provider": self.tracing.provider,
            "meter_provider": self.metrics.provider,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        }


def observed(service: str, environ: Mapping[str, str], decisions: Decisions) -> Observed:
    """Telemetry with its exporters running; ``ValueError`` names a variable with a wrong value."""
    made = exporting(service, environ, decisions, instruments.AUDIT)
    return Observed(made.tracing, made.metrics, close=made.close)
