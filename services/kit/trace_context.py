"""W3C trace context between text and spans, by hand: a third of the propagator's cost.

Only ``is_sampled`` may be asked of any text; the others take what is well formed.
"""

from __future__ import annotations

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    set_span_in_context,
)

from services.kit.telemetry import well_formed


def is_sampled(traceparent: str | None) -> bool:
    """Whether this is a trace context at all, and the sender's sampling took the trace."""
    if traceparent is None or not well_formed(traceparent):
        return False
    return int(traceparent[53:], 16) & TraceFlags.SAMPLED != 0


def context_of(traceparent: str) -> SpanContext:
    """The sender's span."""
    return SpanContext(
        int(traceparent[3:35], 16),
        int(traceparent[36:52], 16),
        is_remote=True,
        trace_flags=TraceFlags(int(traceparent[53:], 16)),
    )


def traceparent_of(context: SpanContext) -> str:
    """The header of a span."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def below(traceparent: str | None, *, sampled: bool = False) -> Context:
    """Where a span is started: below the sender's span, or as a root without one.

    ``sampled`` treats the sender's span as sampled though it may not be."""
    if traceparent is None:
        return Context()
    context = context_of(traceparent)
    if sampled and not context.trace_flags.sampled:
        flags = TraceFlags(context.trace_flags | TraceFlags.SAMPLED)
        context = SpanContext(context.trace_id, context.span_id, True, flags)
    return set_span_in_context(NonRecordingSpan(context), Context())


def link_to(context: SpanContext) -> list[Link]:
    """A link to a span that is kept somewhere; none to one that sampling dropped."""
    return [Link(context)] if context.is_valid and context.trace_flags.sampled else []
