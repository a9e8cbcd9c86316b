"""A collector for tests: takes OTLP over HTTP as a real one would, and keeps what services send it."""

from __future__ import annotations

import gzip
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

SpanId = tuple[str, str]
"""(trace id, span id), in hexadecimal digits."""


class Seen(NamedTuple):
    """One span as it was sent."""

    service: str
    name: str
    kind: str
    at: SpanId
    parent: SpanId | None
    links: tuple[SpanId, ...]
    attributes: dict[str, Any]
    failed: bool


class Collector:
    """``with Collector() as collector``: listens on a free port until the end of the block."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's own spelling
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                taken.append((self.path, body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing to say."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._serving = Thread(target=self._server.serve_forever)

    @property
    def endpoint(self) -> str:
        """What OTEL_EXPORTER_OTLP_ENDPOINT is to be."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Collector:
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()

    def traces(self) -> list[ExportTraceServiceRequest]:
        """The pages of spans."""
        bodies = [body for path, body in list(self.taken) if path == "/v1/traces"]
        return [ExportTraceServiceRequest.FromString(body) for body in bodies]

    def metrics(self) -> list[ExportMetricsServiceRequest]:
        """The pages of numbers."""
        bodies = [body for path, body in list(self.taken) if path == "/v1/metrics"]
        return [ExportMetricsServiceRequest.FromString(body) for body in bodies]

    def spans(self) -> list[Seen]:
        """Every span that has arrived."""
        return [
            _seen(_text(resource.resource.attributes)["service.name"], span)
            for page in self.traces()
            for resource in page.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


def _seen(service: str, span: Span) -> Seen:
    trace = span.trace_id.hex()
    return Seen(
        service,
        span.name,
        Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
        (trace, span.span_id.hex()),
        (trace, span.parent_span_id.hex()) if span.parent_span_id else None,
        tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
        _text(span.attributes),
        span.status.code == 2,
    )


def _text(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}
