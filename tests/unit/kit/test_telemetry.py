"""Which form of telemetry the environment asks for, and that the quiet one costs nothing."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import ClassVar

import pytest
import structlog.testing
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.sampling import ParentBased

from contracts.envelope import Envelope
from services.kit import telemetry_names as names
from services.kit.observed import Observed
from services.kit.telemetry import NOTHING, Telemetry, make_telemetry
from services.kit.telemetry_setup import METRICS_EVERY_MS
from tests.unit.kit.observing import DAY, taken, traceparent
from tests.unit.kit.observing import repayment as message

ROOT = Path(__file__).parents[3]
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
DOCUMENT = ROOT / "docs" / "telemetry.md"
SILENT = {"OTEL_METRICS_EXPORTER": "none"}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def made(**environ: str) -> Telemetry:
    telemetry = make_telemetry("monitoring", environ)
    if isinstance(telemetry, Observed):
        telemetry._close()
    return telemetry


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none"},
        {"OTEL_TRACES_EXPORTER": "console", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_SERVICE_NAME": "a-name-alone-asks-for-nothing"},
    ],
)
def test_nothing_configured_is_off(environ: dict[str, str]) -> None:
    assert type(made(**environ)) is Telemetry


@pytest.mark.parametrize(
    "environ",
    [
        {"OTEL_TRACES_EXPORTER": "console", **SILENT},
        {"OTEL_METRICS_EXPORTER": "console"},
        {"OTEL_TRACES_EXPORTER": "otlp", **SILENT},
    ],
)
def test_an_exporter_turns_it_on(environ: dict[str, str]) -> None:
    assert isinstance(made(**environ), Observed)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER=zipkin: one of otlp, console"),
        ({"OTEL_METRICS_EXPORTER": "x"}, "OTEL_METRICS_EXPORTER=x: one of"),
        ({"POSTLOAN_TRACE_DECISIONS": "yes"}, "POSTLOAN_TRACE_DECISIONS=yes: one of always, "),
        (
            {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL=grpc: only http/protobuf",
        ),
        (
            {"OTEL_TRACES_EXPORTER": "console", "OTEL_TRACES_SAMPLER_ARG": "2"},
            "OTEL_TRACES_SAMPLER_ARG=2: a ratio from 0 to 1",
        ),
    ],
)
def test_a_wrong_value_is_refused_by_name(environ: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        made(**environ)


def test_the_service_has_its_name_unless_the_environment_gives_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from services.kit.telemetry_setup import _resource

    found = _resource("monitoring").attributes
    assert found["service.name"] == "postloan-monitoring"
    assert found["service.namespace"] == "postloan"
    assert found["service.instance.id"]
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.name=ledger,deployment=test")
    assert _resource("monitoring").attributes["service.name"] == "ledger"
    assert _resource("monitoring").attributes["deployment"] == "test"
    monkeypatch.setenv("OTEL_SERVICE_NAME", "mine")
    assert _resource("monitoring").attributes["service.name"] == "mine"


def test_sampling_is_by_ratio_below_the_senders_word() -> None:
    from services.kit.telemetry_setup import _sampler

    sampler = _sampler({"OTEL_TRACES_SAMPLER_ARG": "0.25"})
    assert isinstance(sampler, ParentBased)
    assert "TraceIdRatioBased{0.25}" in sampler.get_description()
    assert _sampler({"OTEL_TRACES_SAMPLER": "always_off"}) is None


def test_decision_spans_are_never_made_where_no_spans_are_exported() -> None:
    telemetry = made(OTEL_METRICS_EXPORTER="console")
    assert isinstance(telemetry, Observed)
    assert telemetry.tracing.decisions == "never"


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


LOADED = "print(sorted(m for m in sys.modules if m.split('.')[0] == 'opentelemetry'))"


def test_off_does_not_import_opentelemetry() -> None:
    code = (
        "import sys, services.kit.owner; from services.kit.telemetry import make_telemetry;"
        f"assert type(make_telemetry('monitoring')).__name__ == 'Telemetry'; {LOADED}"
    )
    assert run(code).stdout.strip() == "[]"


def test_a_whole_service_that_is_off_has_only_the_empty_package_that_faststream_looks_for() -> (
    None
):
    # faststream asks `import opentelemetry.semconv` to learn whether it is installed: no code runs.
    code = (
        "import sys, services.monitoring.__main__; from services.kit.telemetry import make_telemetry;"
        f"make_telemetry('monitoring'); {LOADED}"
    )
    assert run(code).stdout.strip() in ("['opentelemetry', 'opentelemetry.semconv']", "[]")


def test_on_to_the_console_writes_spans_and_numbers_to_standard_error_only() -> None:
    code = (
        "import asyncio, sys\n"
        "from services.kit.telemetry import make_telemetry\n"
        "from tests.unit.kit.observing import taken, repayment, traceparent\n"
        "telemetry = make_telemetry('monitoring')\n"
        "async def main():\n"
        "    await taken(telemetry, [repayment(0, traceparent(7))])\n"
        "    await telemetry.stop()\n"
        "asyncio.run(main())\n"
    )
    done = run(code, OTEL_TRACES_EXPORTER="console", OTEL_METRICS_EXPORTER="console")
    assert done.stdout == ""
    assert '"name": "decide Count"' in done.stderr
    assert '"service.name": "postloan-monitoring"' in done.stderr
    assert "loan.events.appended" in done.stderr
    assert "张三" not in done.stderr


class Collector(BaseHTTPRequestHandler):
    """Takes OTLP over HTTP and keeps what it was sent."""

    taken: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:  # the library's own spelling
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.taken.append((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


async def test_a_collector_gets_spans_and_numbers_over_http(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Collector.taken.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    serving = Thread(target=server.serve_forever)
    serving.start()
    try:
        endpoint = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        telemetry = make_telemetry("monitoring")
        await taken(telemetry, [message(0, traceparent(7))])
        await telemetry.stop()
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
    sent = dict(Collector.taken)
    spans = ExportTraceServiceRequest.FromString(sent["/v1/traces"]).resource_spans[0]
    resource = {each.key: each.value.string_value for each in spans.resource.attributes}
    assert resource["service.name"] == "postloan-monitoring"
    scope = spans.scope_spans[0]
    assert scope.schema_url == names.SCHEMA_URL
    assert {span.name for span in scope.spans} >= {"decide Count", "append events"}
    numbers = ExportMetricsServiceRequest.FromString(sent["/v1/metrics"]).resource_metrics[0]
    found = {metric.name for metric in numbers.scope_metrics[0].metrics}
    assert found >= {"loan.events.appended", "loan.append", "messaging.process.duration"}


async def test_a_collector_that_is_away_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    telemetry = make_telemetry("monitoring")
    await taken(telemetry, [message(0, traceparent(7))])
    begun = perf_counter()
    await telemetry.stop()
    assert perf_counter() - begun < 10


def test_the_quiet_hooks_return_shared_objects() -> None:
    quiet = Telemetry()
    envelope = Envelope(
        id="1", source="/s", type="t", business_date=DAY, traceparent=traceparent(7)
    )
    assert quiet.trace(envelope) is envelope.traceparent
    assert quiet.batch("t", 0, ()) is quiet.write(None) is NOTHING  # type: ignore[arg-type]
    assert quiet.publish(None, 0, ()) is NOTHING  # type: ignore[arg-type]
    assert quiet.decision(None, (), None, DAY) is None  # type: ignore[arg-type]


async def test_lines_for_people_carry_loan_cause_and_trace() -> None:
    with structlog.testing.capture_logs() as lines:
        await taken(Telemetry(), [message(0, traceparent(7))._replace(value=b"no json")])
    (line,) = [line for line in lines if line["event"] == "dead letter"]
    assert line["rule"] == "not_json"
    assert line["loan_id"] == "L-1"
    assert line["causation_id"].endswith("/0")
    assert line["correlation_id"] == "m-0"
    assert line["trace_id"] == f"{7:032x}"
    assert (line["offset"], line["log_level"]) == (0, "error")


def test_alerts_and_documents_name_metrics_that_exist() -> None:
    known = {
        names.prometheus_name(one) for one in (*names.COUNTERS, *names.GAUGES, *names.HISTOGRAMS)
    }
    alerted = set(re.findall(r"\bloan_[a-z_]+", ALERTS.read_text("utf-8")))
    assert alerted - known <= {"loan_chain_broken"}  # audit's
    document = DOCUMENT.read_text("utf-8")
    every = (*names.COUNTERS, *names.GAUGES, *names.HISTOGRAMS)
    for one in every:
        assert f"`{one.name}`" in document, one.name
        assert f"`{names.prometheus_name(one)}`" in document, names.prometheus_name(one)
    for attribute in names.OUR_ATTRIBUTES:
        assert f"`{attribute}`" in document, attribute


def test_metrics_leave_every_fifteen_seconds_unless_told_otherwise() -> None:
    from services.kit.telemetry_setup import _unless_set

    name = "OTEL_METRIC_EXPORT_INTERVAL"
    assert _unless_set({}, name, METRICS_EVERY_MS) == 15_000
    assert _unless_set({name: "5000"}, name, METRICS_EVERY_MS) is None


def test_instruments_have_a_unit_and_a_sentence() -> None:
    for one in (*names.COUNTERS, *names.GAUGES, *names.HISTOGRAMS):
        assert re.fullmatch(r"s|\{[a-z]+\}", one.unit), one
        assert one.description.endswith(".")
    assert json.dumps(names.prometheus_name(names.LAG_SECONDS)) == '"loan_consumer_lag_seconds"'
    assert names.prometheus_name(names.CONFLICTS) == "loan_append_conflicts_total"
    assert names.prometheus_name(names.APPEND_SECONDS) == "loan_append_seconds"
