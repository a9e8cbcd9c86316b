"""What the kit tells about itself: the hooks that it calls, and their quiet form.

The quiet form logs what a person must see and does nothing else; ``observed.py`` holds the form
that makes spans and metrics. Which one a process has is decided once, by the environment, and
OpenTelemetry is imported only for the second (docs/telemetry.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec
import structlog

from contracts.envelope import Envelope
from services.kit.batch import Batch
from services.kit.row import EventRow

if TYPE_CHECKING:
    from datetime import date

    from services.kit.definition import Service
    from services.kit.domain import Command
    from services.kit.draft import Cause, Draft
    from services.kit.main import Process

log = structlog.get_logger()

Decisions = Literal["always", "sampled", "never"]

EXPORTERS = ("otlp", "console", "none")
NOTHING: AbstractContextManager[None] = nullcontext()
well_formed = re.compile(
    "00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
).fullmatch  # W3C Trace Context, version 00


class Decision(Protocol):
    """A traced decision: used around the deciding; ``cause`` carries its trace context."""

    cause: Cause

    def __enter__(self) -> object: ...

    def __exit__(self, kind: Any, failure: BaseException | None, trace: Any) -> None: ...


class Page(Protocol):
    """A traced page of the relay: is told what becomes of each event."""

    def sending(self, row: EventRow, topic: str) -> None: ...


class Telemetry:
    """The hooks, in their quiet form."""

    async def start(self, process: Process) -> None:
        """The process begins to work; what it looks like may be watched from now on."""

    async def stop(self) -> None:
        """The process has finished: send what is held back."""

    # -- a turn ---------------------------------------------------------------------------------

    def trace(self, envelope: Envelope) -> str | None:
        """The trace context that events of this message carry; None unless it is a W3C one."""
        parent = envelope.traceparent
        return parent if parent is None or well_formed(parent) else None

    def batch(
        self, topic: str, partition: int, records: Sequence[Any]
    ) -> AbstractContextManager[object]:
        """Around the handling of one turn."""
        return NOTHING

    def decision(
        self, draft: Draft, commands: Sequence[Command], cause: Cause, known_on: date
    ) -> Decision | None:
        """A span for one decision, None in nearly all cases. Events are appended to ``draft``."""
        return None

    def write(self, batch: Batch) -> AbstractContextManager[object]:
        """Around the call to the store."""
        return NOTHING

    def duplicates(self, topic: str, n: int) -> None:
        """Records that had been taken before."""

    def conflict(self, topic: str) -> None:
        """A stream had moved on since it was read: the turn is handled again."""

    def store_unavailable(self) -> None:
        """The database did not answer."""

    def not_written(self, partition: int, reason: Exception) -> None:
        """Something of the partition was not written for this reason: another owner's claim, or other
        trouble."""

    # -- what waits for a person ----------------------------------------------------------------

    def dead_letter(self, rule: str, record: Any, row: EventRow) -> None:
        """A message could not be taken."""
        log.error("dead letter", rule=rule, **_place(record), **ids(row))

    def parked(self, stream: str, rule: str, detail: str, row: EventRow) -> None:
        """A message was parked."""
        log.error("parked", stream=stream, rule=rule, detail=detail, **ids(row))

    def new_trace(self, kept: Envelope, command: Envelope) -> Envelope:
        """A kept message as it is taken up again: in the trace of the officer's command.

        Its own trace may be months old; it stays there only when the command brings none.
        """
        if self.trace(command) is None:
            return kept
        return msgspec.structs.replace(kept, traceparent=command.traceparent, tracestate=None)

    def redriven(self, letter: EventRow, row: EventRow) -> None:
        """A kept message was taken after all; ``letter`` is the event that kept it."""
        log.info(
            "redriven", letter=str(letter.event_id), kept_trace_id=trace_id(letter), **ids(row)
        )

    # -- the relay ------------------------------------------------------------------------------

    def publish(
        self, service: Service, partition: int, rows: Sequence[EventRow]
    ) -> AbstractContextManager[Page | None]:
        """Around sending a page."""
        return NOTHING

    def relayed(self, partition: int, rows: Sequence[EventRow]) -> None:
        """A page was acknowledged."""

    def unpublishable(self, row: EventRow, failure: Exception) -> None:
        """An event could not be translated: its partition's relay stops."""
        reason = f"{type(failure).__name__}: {failure}"
        log.critical("event can't be published", reason=reason, **ids(row))


def make_telemetry(service: str, environ: Mapping[str, str] = os.environ) -> Telemetry:
    """The form that the environment asks for; ``ValueError`` names a variable that is wrong."""
    decisions = asked(environ)
    if decisions is None:
        return Telemetry()
    from services.kit.telemetry_setup import observed

    return observed(service, environ, decisions)


def asked(environ: Mapping[str, str]) -> Decisions | None:
    """Which decisions get spans; None when neither spans nor metrics are asked for at all."""
    decisions = _decisions(environ)
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return None
    if {exporter(environ, signal) for signal in ("TRACES", "METRICS")} == {"none"}:
        return None
    return decisions


def exporter(environ: Mapping[str, str], signal: str) -> str:
    """The exporter of a signal: as named, else ``otlp`` when an endpoint is, else ``none``."""
    name = f"OTEL_{signal}_EXPORTER"
    named = environ.get(name, "").strip().lower()
    if named not in ("", *EXPORTERS):
        raise ValueError(f"{name}={environ[name]}: one of {', '.join(EXPORTERS)} is meant")
    if named:
        return named
    endpoints = ("OTEL_EXPORTER_OTLP_ENDPOINT", f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
    return "otlp" if any(environ.get(each, "").strip() for each in endpoints) else "none"


def _decisions(environ: Mapping[str, str]) -> Decisions:
    name = "POSTLOAN_TRACE_DECISIONS"
    match environ.get(name, "").strip() or "sampled":
        case "always" | "sampled" | "never" as chosen:
            return chosen
        case _:
            raise ValueError(f"{name}={environ[name]}: one of always, sampled, never is meant")


def trace_id(row: EventRow) -> str | None:
    """The trace id of an event, 32 hexadecimal digits; None when it carries no trace context."""
    return row.traceparent[3:35] if row.traceparent else None


def ids(row: EventRow) -> dict[str, str | None]:
    """By which a line of the log is found: loan, event, cause, correlation, trace."""
    return {
        "loan_id": row.loan_id,
        "event_id": str(row.event_id),
        "causation_id": row.causation_id,
        "correlation_id": row.correlation_id,
        "trace_id": trace_id(row),
    }


def _place(record: Any) -> dict[str, Any]:
    return {"topic": record.topic, "partition": record.partition, "offset": record.offset}
