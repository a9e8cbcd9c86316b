"""From the ``OTEL_*`` environment to exporters: what is set is obeyed, what is wrong is refused.

Defaults that differ from the SDK's: no exporter unless one or an endpoint is named; ratio
sampling; a queue that a burst of decisions does not overrun; metrics every 15 s (stack.md 6.4).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from opentelemetry.metrics import MeterProvider, NoOpMeterProvider
from opentelemetry.sdk.metrics import MeterProvider as ExportingMeterProvider
from opentelemetry.sdk.metrics.export import (
    ConsoleMetricExporter,
    MetricExporter,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider as ExportingTracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio, Sampler
from opentelemetry.trace import NoOpTracerProvider, TracerProvider

from services.kit.metrics import Metrics
from services.kit.observed import Observed
from services.kit.telemetry import Decisions, exporter
from services.kit.telemetry_instruments import KIT, Instruments
from services.kit.tracing import Tracing

Close = Callable[[], object]

PROTOCOL = "http/protobuf"
QUEUE_SPANS = 8192
EXPORT_SPANS = 512
EXPORT_DELAY_MS = 1_000
METRICS_EVERY_MS = 15_000
LAST_METRICS_MS = 5_000
COLLECTOR_S = 3.0


class Exporting(NamedTuple):
    """Spans and numbers of one service on their way out; ``close`` sends the rest and ends it."""

    tracing: Tracing
    metrics: Metrics
    close: Close


def observed(service: str, environ: Mapping[str, str], decisions: Decisions) -> Observed:
    """Telemetry with its exporters running; ``ValueError`` names a variable with a wrong value."""
    tracing, metrics, close = exporting(service, environ, decisions, KIT)
    return Observed(tracing, metrics, close=close)


def exporting(
    service: str, environ: Mapping[str, str], decisions: Decisions, instruments: Instruments
) -> Exporting:
    """The exporters that the environment asks for, running, and what feeds them."""
    spans, numbers = exporter(environ, "TRACES"), exporter(environ, "METRICS")
    if "otlp" in (spans, numbers):
        _check_protocol(environ)
    resource = _resource(service)
    tracers: TracerProvider = NoOpTracerProvider()
    meters: MeterProvider = NoOpMeterProvider()
    closing: list[Close] = []
    if spans == "none":
        decisions = "never"
    else:
        sampler, processor = _sampler(environ), _processor(environ, spans)
        tracers = made = ExportingTracerProvider(sampler, resource)
        made.add_span_processor(processor)
        closing.append(made.shutdown)
    if numbers != "none":
        every_ms = _unless_set(environ, "OTEL_METRIC_EXPORT_INTERVAL", METRICS_EVERY_MS)
        reader = PeriodicExportingMetricReader(_metric_exporter(environ, numbers), every_ms)
        meters = numbered = ExportingMeterProvider([reader], resource)
        closing.append(lambda: numbered.shutdown(LAST_METRICS_MS))
    opted = {word.strip() for word in environ.get("OTEL_SEMCONV_STABILITY_OPT_IN", "").split(",")}
    tracing = Tracing(service, tracers, decisions, older_names="messaging/dup" in opted)

    def close() -> None:  # at once: a collector that is away makes both wait
        with ThreadPoolExecutor(max_workers=2) as pool:
            for done in [pool.submit(each) for each in closing]:
                done.result()

    return Exporting(tracing, Metrics(service, meters, instruments), close)


def _check_protocol(environ: Mapping[str, str]) -> None:
    for name in (
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
    ):
        if environ.get(name, "").strip() not in ("", PROTOCOL):
            raise ValueError(f"{name}={environ[name]}: only {PROTOCOL} is spoken")


def _resource(service: str) -> Resource:
    """Who speaks: the environment's word first, then ``postloan-<service>``."""
    found = Resource.create()
    ours: dict[str, str] = {"service.namespace": "postloan"}
    with suppress(PackageNotFoundError):  # run from its folder without being installed
        ours["service.version"] = version("postloan")
    missing = {name: value for name, value in ours.items() if name not in found.attributes}
    if str(found.attributes["service.name"]).startswith("unknown_service"):
        missing["service.name"] = f"postloan-{service}"
    return found.merge(Resource(missing))


def _sampler(environ: Mapping[str, str]) -> Sampler | None:
    """By ratio below the parent's word; None leaves another sampler that is named to the SDK."""
    if environ.get("OTEL_TRACES_SAMPLER", "").strip() not in ("", "parentbased_traceidratio"):
        return None
    name = "OTEL_TRACES_SAMPLER_ARG"
    try:
        return ParentBasedTraceIdRatio(float(environ.get(name, "").strip() or 1))
    except ValueError:
        raise ValueError(f"{name}={environ[name]}: a ratio from 0 to 1 is meant") from None


def _processor(environ: Mapping[str, str], name: str) -> BatchSpanProcessor:
    return BatchSpanProcessor(
        _span_exporter(environ, name),
        max_queue_size=_unless_set(environ, "OTEL_BSP_MAX_QUEUE_SIZE", QUEUE_SPANS),
        schedule_delay_millis=_unless_set(environ, "OTEL_BSP_SCHEDULE_DELAY", EXPORT_DELAY_MS),
        max_export_batch_size=_unless_set(environ, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", EXPORT_SPANS),
    )


def _span_exporter(environ: Mapping[str, str], name: str) -> SpanExporter:
    if name == "console":
        return ConsoleSpanExporter(out=sys.stderr)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(timeout=_timeout_s(environ, "TRACES"))


def _metric_exporter(environ: Mapping[str, str], name: str) -> MetricExporter:
    if name == "console":
        return ConsoleMetricExporter(out=sys.stderr)
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter

    return OTLPMetricExporter(timeout=_timeout_s(environ, "METRICS"))


def _timeout_s(environ: Mapping[str, str], signal: str) -> float | None:
    """How long a collector may take, and so how long it may hold up the end of the process."""
    names = ("OTEL_EXPORTER_OTLP_TIMEOUT", f"OTEL_EXPORTER_OTLP_{signal}_TIMEOUT")
    return None if any(environ.get(name, "").strip() for name in names) else COLLECTOR_S


def _unless_set(environ: Mapping[str, str], name: str, ours: int) -> int | None:
    """Our default; None when the variable is set, because the SDK reads it itself."""
    return None if environ.get(name, "").strip() else ours
