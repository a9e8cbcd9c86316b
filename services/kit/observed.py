"""The form of telemetry that makes spans and metrics; used when the environment asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from contracts.envelope import Envelope
from services.kit import hlc
from services.kit import telemetry_instruments as instruments
from services.kit.batch import Batch, Stale
from services.kit.definition import Service
from services.kit.domain import Command
from services.kit.draft import Cause, Draft
from services.kit.gauges import Gauges
from services.kit.looking import Watch
from services.kit.row import EventRow
from services.kit.telemetry import Decision, Page, Telemetry, well_formed

if TYPE_CHECKING:
    from services.kit.main import Process


CLOCK_DIGITS_MAX = 19


class Observed(Watch, Telemetry):
    """Hooks into ``tracing`` and ``metrics``; ``close`` sends the rest and ends the exporters."""

    gauges: Gauges | None = None
    _foreign: frozenset[str] = frozenset()

    async def start(self, process: Process) -> None:
        """Look at the process from now on."""
        service = process.service
        # Officers' clients may set any header, as core banking may; the inbox takes neither's clock.
        self._foreign = service.foreign_topics | {service.commands_topic}
        self.gauges = Gauges(process, self.metrics, self._clock)
        self.watch(self.gauges)

    # -- a turn ---------------------------------------------------------------------------------

    @contextmanager
    def batch(self, topic: str, partition: int, records: Sequence[Any]) -> Iterator[None]:
        """Span, numbers and the clocks of the causes, from the records' own headers."""
        headers = [dict(record.headers) for record in records]
        parents = [parent_of(found) for found in headers]
        if topic not in self._foreign:  # there anybody may set the headers
            self.metrics.skew(lead_s(headers, self._clock()))
        with (
            self.tracing.batch(topic, partition, records, parents),
            self.metrics.batch(topic, partition, records),
        ):
            yield

    def decision(
        self, draft: Draft, commands: Sequence[Command], cause: Cause, known_on: date
    ) -> Decision | None:
        """A span when sampling and setting allow."""
        return self.tracing.decision(draft, commands, cause, known_on)

    @contextmanager
    def write(self, batch: Batch) -> Iterator[None]:
        """Span and seconds of the call to the store."""
        events = len(batch.events)
        with self.tracing.write(events), self.metrics.write(events):
            yield

    def duplicates(self, topic: str, n: int) -> None:
        """Counted per topic."""
        self.metrics.count(instruments.DUPLICATES, n, topic=topic)

    def conflict(self, topic: str) -> None:
        """Counted per topic."""
        self.metrics.count(instruments.CONFLICTS, topic=topic)

    def store_unavailable(self) -> None:
        """Counted."""
        self.metrics.count(instruments.UNAVAILABLE)

    def not_written(self, partition: int, reason: Exception) -> None:
        """Counted per partition when another owner is the reason."""
        if isinstance(reason, Stale):
            self.metrics.count(instruments.FENCED, partition=str(partition))

    # -- what waits for a person ----------------------------------------------------------------

    def dead_letter(self, rule: str, record: Any, row: EventRow) -> None:
        """Logged, counted per rule, and noted on the turn's span."""
        super().dead_letter(rule, record, row)
        self.metrics.count(instruments.DEAD_OPENED, rule=rule)
        self.tracing.note("dead letter", rule, row)

    def parked(self, stream: str, rule: str, detail: str, row: EventRow) -> None:
        """Logged, counted per reason, and noted on the turn's span."""
        super().parked(stream, rule, detail, row)
        self.metrics.count(instruments.PARKED_OPENED, rule=rule)
        self.tracing.note("parked", rule, row)

    def new_trace(self, kept: Envelope, command: Envelope) -> Envelope:
        """In a trace of its own below the command's, linked to the message's old one."""
        moved = super().new_trace(kept, command)
        parent, old = self.trace(command), self.trace(kept)
        traceparent = self.tracing.new_trace(kept, parent, old) or moved.traceparent
        return msgspec.structs.replace(moved, traceparent=traceparent)

    def redriven(self, letter: EventRow, row: EventRow) -> None:
        """Logged and counted."""
        super().redriven(letter, row)
        self.metrics.count(instruments.REDRIVEN)

    # -- the relay ------------------------------------------------------------------------------

    def publish(
        self, service: Service, partition: int, rows: Sequence[EventRow]
    ) -> AbstractContextManager[Page]:
        """A span for the page, and one in the trace of each sampled event."""
        return self.tracing.publish(service, partition, len(rows))

    def relayed(self, partition: int, rows: Sequence[EventRow]) -> None:
        """Counted."""
        self.metrics.count(instruments.RELAYED, len(rows))


def lead_s(headers: Sequence[dict[str, bytes | None]], now: datetime) -> float:
    """By how many seconds the latest clock in these headers is ahead of ours; 0 without any."""
    clocks = [int(c) for found in headers if (c := found.get("postloan-hlc")) and _is_clock(c)]
    if not clocks:
        return 0.0
    return ((max(clocks) - hlc.physical(now)) >> hlc.COUNTER_BITS) / 1000


def parent_of(headers: dict[str, bytes | None]) -> str | None:
    """The trace context of a record; what is no W3C context counts as none."""
    raw = headers.get("traceparent")
    text = raw.decode("ascii", "replace") if raw else None
    return text if text is not None and well_formed(text) else None


def _is_clock(raw: bytes) -> bool:
    return len(raw) <= CLOCK_DIGITS_MAX and raw.isdigit()
