"""Off costs nothing: no code of OpenTelemetry is loaded, and a message makes no object."""

from __future__ import annotations

import sys
import tracemalloc
from collections import Counter
from types import FrameType
from typing import Any

import pytest

from contracts.envelope import Envelope
from services.audit.telemetry import Telemetry as AuditTelemetry
from services.kit import telemetry
from services.kit.telemetry import NOTHING, Telemetry
from tests.unit.kit.observing import DAY, owner, python, repayment, traceparent

LOADED = "print(sorted(m for m in sys.modules if m.split('.')[0] == 'opentelemetry'))"
CALLS = 10_000
SMALL_BYTES = 2_000  # what the measuring itself leaves, whatever the number of calls


def test_off_does_not_import_opentelemetry() -> None:
    code = (
        "import sys, services.kit.owner; from services.kit.telemetry import make_telemetry;"
        f"assert type(make_telemetry('monitoring')).__name__ == 'Telemetry'; {LOADED}"
    )
    assert python(code).stdout.strip() == "[]"


@pytest.mark.parametrize("service", ["monitoring", "classification"])
def test_a_service_that_is_off_has_only_the_empty_package_that_faststream_looks_for(
    service: str,
) -> None:
    # faststream asks `import opentelemetry.semconv` to learn whether it is installed: no code runs.
    code = (
        f"import sys, services.{service}.__main__;"
        "from services.kit.telemetry import make_telemetry;"
        f"make_telemetry('{service}'); {LOADED}"
    )
    assert python(code).stdout.strip() in ("['opentelemetry', 'opentelemetry.semconv']", "[]")


def test_audit_that_is_off_has_only_the_interface_that_fastapi_imports() -> None:
    code = (
        "import sys, services.audit.__main__; from services.audit.telemetry import make_telemetry;"
        f"assert type(make_telemetry('audit')).__name__ == 'Telemetry'; {LOADED}"
    )
    loaded = python(code, FASTAPI_OTEL_AUTO_CONFIGURE="true").stdout
    assert "opentelemetry.trace" in loaded
    for heavy in ("opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.proto"):
        assert heavy not in loaded


def test_the_quiet_hooks_return_shared_objects() -> None:
    quiet = Telemetry()
    envelope = Envelope(
        id="1", source="/s", type="t", business_date=DAY, traceparent=traceparent(7)
    )
    assert quiet.trace(envelope) is envelope.traceparent
    assert quiet.batch("t", 0, ()) is quiet.write(None) is NOTHING  # type: ignore[arg-type]
    assert quiet.publish(None, 0, ()) is NOTHING  # type: ignore[arg-type]
    assert quiet.decision(None, (), None, DAY) is None  # type: ignore[arg-type]
    audits = AuditTelemetry()
    assert audits.batch("t", 0, ()) is audits.write("t", ()) is NOTHING
    assert not any(audits.of_read_side().values())


async def called(messages: int) -> Counter[str]:
    """Which functions of the telemetry ran while a turn of so many messages was handled."""
    made = await owner(Telemetry())
    records = [repayment(n, traceparent(n + 1)) for n in range(messages)]
    counted: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == telemetry.__file__:
            counted[frame.f_code.co_name] += 1

    sys.setprofile(watch)
    try:
        await made.take(records[0].topic, records)
    finally:
        sys.setprofile(None)
    return counted


async def test_a_message_meets_two_hooks_and_a_turn_two_more() -> None:
    few, many = await called(1), await called(200)
    assert few == {"batch": 1, "trace": 1, "decision": 1, "write": 1}
    assert many == {"batch": 1, "trace": 200, "decision": 200, "write": 1}


def test_the_hooks_that_a_message_meets_keep_and_make_nothing() -> None:
    quiet = Telemetry()
    plain = Envelope(id="1", source="/s", type="t", business_date=DAY)
    commands: tuple[Any, ...] = ()
    cause: Any = None
    draft: Any = None

    def meet(calls: int) -> int:
        tracemalloc.start()
        try:
            for _ in range(calls):
                quiet.trace(plain)
                quiet.decision(draft, commands, cause, DAY)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    meet(10)
    assert meet(CALLS) < SMALL_BYTES
