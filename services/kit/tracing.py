"""Spans: one per turn, one per page of the relay, one per decision whose sender sampled its trace.

One trace id runs from core banking's message through decisions, outbox and the other services,
because every event carries the W3C context of its decision span, or of its cause where there is no
such span. Batches belong to no single trace: they are roots, joined to the others by links
(stack.md 6.3). Spans carry loan numbers, days, types and codes, never the text of an exception: it
may quote a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    Span,
    SpanKind,
    StatusCode,
    TracerProvider,
    get_current_span,
    use_span,
)

from contracts.envelope import Envelope
from contracts.errors import ContractError
from services.kit import telemetry_names as names
from services.kit.definition import Service
from services.kit.domain import Command, Rejected
from services.kit.draft import Cause, Draft
from services.kit.masking import mask
from services.kit.row import EventRow
from services.kit.telemetry import Decisions
from services.kit.trace_context import below, context_of, is_sampled, link_to, traceparent_of

Attributes = dict[str, str | int]

LINKS_MAX = 128  # what the SDK keeps of one span's links
SENDS_MAX = 128  # send spans per page: a page may hold thousands of events of one sampled trace
TICK_DECISIONS_MAX = 128  # decision spans per turn for closed days: a tick asks thousands of loans


class Tracing:
    """The spans of one service. ``older_names`` adds the names before conventions 1.45."""

    def __init__(
        self, service: str, provider: TracerProvider, decisions: Decisions, *, older_names: bool
    ) -> None:
        self.service = service
        self.decisions = decisions
        self.older_names = older_names
        self.provider = provider
        self.tracer = provider.get_tracer(names.SCOPE, schema_url=names.SCHEMA_URL)
        self._ticks = 0

    # -- a turn ---------------------------------------------------------------------------------

    @contextmanager
    def batch(
        self, topic: str, partition: int, records: Sequence[Any], parents: Sequence[str | None]
    ) -> Iterator[None]:
        """``process <topic>``: a root, linked to the sampled contexts of its messages."""
        attributes = self.messaging("process", "process", topic, partition)
        attributes |= self.named(names.GROUP, f"postloan.{self.service}")
        attributes[names.MESSAGE_COUNT] = len(records)
        attributes[names.FIRST_OFFSET] = records[0].offset
        attributes[names.LAST_OFFSET] = records[-1].offset
        self._ticks = 0
        links = self._links(records, parents)
        span = self.tracer.start_span(
            f"process {topic}", Context(), SpanKind.CONSUMER, attributes, links
        )
        with _open(span):
            yield

    def _links(self, records: Sequence[Any], parents: Sequence[str | None]) -> list[Link]:
        links: list[Link] = []
        for record, parent in zip(records, parents, strict=True):
            if parent is not None and is_sampled(parent):
                offset = self.named(names.KAFKA_OFFSET, record.offset)
                links.append(Link(context_of(parent), offset))
                if len(links) == LINKS_MAX:
                    break
        return links

    @contextmanager
    def write(self, events: int, procedure: str = "store.append") -> Iterator[None]:
        """``append events``: the one call to the store, inside its turn."""
        attributes: Attributes = {
            names.DB_SYSTEM: "postgresql",
            names.DB_PROCEDURE: procedure,
            names.EVENT_COUNT: events,
        }
        span = self.tracer.start_span("append events", None, SpanKind.CLIENT, attributes)
        with _open(span):
            yield

    def decision(
        self, draft: Draft, commands: Sequence[Command], cause: Cause, known_on: date
    ) -> DecisionSpan | None:
        """``decide <command>`` in the message's own trace, when its flag and the setting allow."""
        if self.decisions == "never":
            return None
        if self.decisions == "sampled" and not is_sampled(cause.traceparent):
            return None
        if not cause.key:
            self._ticks += 1
            if self._ticks > TICK_DECISIONS_MAX:
                return None
        command = commands[0]
        attributes: Attributes = {
            names.COMMAND: type(command).__name__,
            names.BUSINESS_DATE: known_on.isoformat(),
            names.MESSAGE_ID: mask(cause.id),
        }
        loan_id = getattr(command, "loan_id", None)
        if loan_id:
            attributes[names.LOAN] = str(loan_id)
        span = self.tracer.start_span(
            f"decide {type(command).__name__}",
            below(cause.traceparent, sampled=True),
            SpanKind.INTERNAL,
            attributes,
            link_to(get_current_span().get_span_context()),
        )
        # Not recording: head sampling said no, so events carry the message's own context.
        return DecisionSpan(span, draft, cause, loan_id) if span.is_recording() else None

    def new_trace(self, kept: Envelope, parent: str | None, old: str | None) -> str | None:
        """``redrive <type>``: a kept message is taken up again, with a link to its old trace.

        Returns the context that its events shall carry; None when head sampling said no.
        """
        links = link_to(get_current_span().get_span_context())
        if old is not None:
            links.append(Link(context_of(old)))
        attributes: Attributes = {names.LOAN: kept.subject or "", names.MESSAGE_ID: mask(kept.id)}
        span = self.tracer.start_span(
            f"redrive {kept.type}", below(parent), SpanKind.INTERNAL, attributes, links
        )
        recorded = span.is_recording()
        span.end()
        return traceparent_of(span.get_span_context()) if recorded else None

    @staticmethod
    def note(what: str, rule: str, row: EventRow) -> None:
        """On the turn's span: something waits for a person."""
        get_current_span().add_event(what, {names.RULE: rule, names.LOAN: row.loan_id})

    # -- the relay ------------------------------------------------------------------------------

    @contextmanager
    def publish(self, service: Service, partition: int, events: int) -> Iterator[PageSpan]:
        """``publish <topic>``: a root for one page; the ``send`` spans of its events link here."""
        topic = service.published_topic
        attributes = self.messaging("publish", "send", topic, partition)
        attributes[names.MESSAGE_COUNT] = events
        span = self.tracer.start_span(f"publish {topic}", Context(), SpanKind.CLIENT, attributes)
        page = PageSpan(self, span, partition)
        try:
            with _open(span):
                yield page
        except BaseException as failure:
            page.end(failure)
            raise
        page.end(None)

    # -- names ----------------------------------------------------------------------------------

    def messaging(self, name: str, kind: str, topic: str, partition: int) -> Attributes:
        """What every messaging span says."""
        return {
            **self.named(names.SYSTEM, "kafka"),
            names.OPERATION_NAME: name,
            **self.named(names.OPERATION_TYPE, kind),
            names.DESTINATION: topic,
            **self.named(names.PARTITION, str(partition)),
        }

    def named(self, name: str, value: str | int) -> Attributes:
        """One attribute, under its older names too if that is asked for."""
        attributes: Attributes = {name: value}
        if self.older_names:
            for older in names.OLDER.get(name, ()):
                attributes[older] = int(value) if older in names.NUMBERS_BEFORE else value
        return attributes


class DecisionSpan:
    """Around one decision; ``cause`` carries the span's context on to the events."""

    def __init__(self, span: Span, draft: Draft, cause: Cause, loan_id: str | None) -> None:
        self.cause = msgspec.structs.replace(
            cause, traceparent=traceparent_of(span.get_span_context())
        )
        self._span = span
        self._draft = draft
        self._from = draft.size
        self._loan_id = loan_id

    def __enter__(self) -> None:
        """The deciding begins."""

    def __exit__(self, kind: Any, failure: BaseException | None, trace: Any) -> None:
        """What was decided, or refused, is said and the span ends."""
        span, rows = self._span, self._draft.batch.events[self._from :]
        if rows:
            span.set_attributes(_decided(rows, self._loan_id))
        if isinstance(failure, Rejected):
            span.set_attribute(names.REFUSAL, failure.code)
        elif failure is not None:
            failed(span, failure)
        span.end()


class PageSpan:
    """A page of the relay: ``send`` spans in the traces of ``SENDS_MAX`` sampled events."""

    def __init__(self, tracing: Tracing, span: Span, partition: int) -> None:
        self._tracing = tracing
        self._links = link_to(span.get_span_context())
        self._partition = partition
        self._sends: list[Span] = []

    def sending(self, row: EventRow, topic: str) -> None:
        """This event leaves for this topic."""
        if len(self._sends) == SENDS_MAX or not is_sampled(row.traceparent):
            return
        attributes = self._tracing.messaging("send", "send", topic, self._partition)
        attributes[names.MESSAGE_ID] = str(row.event_id)
        attributes[names.LOAN] = row.loan_id
        attributes[names.EVENT_TYPE] = row.type
        span = self._tracing.tracer.start_span(
            f"send {topic}", below(row.traceparent), SpanKind.PRODUCER, attributes, self._links
        )
        self._sends.append(span)

    def end(self, failure: BaseException | None) -> None:
        """All of them were acknowledged, or none can be said to be."""
        for span in self._sends:
            if failure is not None:
                failed(span, failure)
            span.end()


@contextmanager
def _open(span: Span) -> Iterator[None]:
    """Make the span the present one until the end of the block; say how it failed by its type."""
    try:
        with use_span(span, record_exception=False, set_status_on_exception=False):
            yield
    except BaseException as failure:
        failed(span, failure)
        raise
    finally:
        span.end()


def failed(span: Span, failure: BaseException) -> None:
    """Say on the span by which type of error it failed, in no words of the exception."""
    kind = failure.rule if isinstance(failure, ContractError) else type(failure).__name__
    span.set_attribute(names.ERROR_TYPE, kind)
    span.set_status(StatusCode.ERROR)


class _Policy(msgspec.Struct):
    policy_id: Any = None


_policy = msgspec.json.Decoder(_Policy).decode


def _decided(rows: Sequence[EventRow], loan_id: str | None) -> Mapping[str, Any]:
    attributes: dict[str, Any] = {
        names.LOAN: loan_id or rows[0].loan_id,
        names.EVENT_TYPES: list(dict.fromkeys(row.type for row in rows)),
        names.STREAM_VERSION: rows[-1].version,
    }
    policies = [policy for row in rows if (policy := _policy(row.payload).policy_id)]
    if policies:
        attributes[names.POLICY] = str(policies[-1])
    return attributes
