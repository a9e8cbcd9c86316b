"""Which form of telemetry the environment asks for, and where that one sends what it has."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
import structlog.testing
from opentelemetry.sdk.trace.sampling import ParentBased

from services.kit import telemetry_names as names
from services.kit.observed import Observed
from services.kit.telemetry import Telemetry, make_telemetry
from services.kit.telemetry_setup import METRICS_EVERY_MS
from tests.collecting import Collector
from tests.unit.kit.observing import python, taken, traceparent
from tests.unit.kit.observing import repayment as message

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
    done = python(code, OTEL_TRACES_EXPORTER="console", OTEL_METRICS_EXPORTER="console")
    assert done.stdout == ""
    assert '"name": "decide Count"' in done.stderr
    assert '"service.name": "postloan-monitoring"' in done.stderr
    assert "loan.events.appended" in done.stderr
    assert "张三" not in done.stderr


async def test_a_collector_gets_spans_and_numbers_over_http(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint)
        telemetry = make_telemetry("monitoring")
        await taken(telemetry, [message(0, traceparent(7))])
        await telemetry.stop()
    assert {span.service for span in collector.spans()} == {"postloan-monitoring"}
    assert {span.name for span in collector.spans()} >= {"decide Count", "append events"}
    (scope,) = collector.traces()[-1].resource_spans[0].scope_spans
    assert scope.schema_url == names.SCHEMA_URL
    (numbers,) = collector.metrics()[-1].resource_metrics
    found = {metric.name for metric in numbers.scope_metrics[0].metrics}
    assert found >= {"loan.events.appended", "loan.append", "messaging.process.duration"}


async def test_a_collector_that_is_away_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    telemetry = make_telemetry("monitoring")
    await taken(telemetry, [message(0, traceparent(7))])
    begun = perf_counter()
    await telemetry.stop()
    assert perf_counter() - begun < 10


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


def test_metrics_leave_every_fifteen_seconds_unless_told_otherwise() -> None:
    from services.kit.telemetry_setup import _unless_set

    name = "OTEL_METRIC_EXPORT_INTERVAL"
    assert _unless_set({}, name, METRICS_EVERY_MS) == 15_000
    assert _unless_set({name: "5000"}, name, METRICS_EVERY_MS) is None
