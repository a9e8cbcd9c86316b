"""The number behind CauseClockAhead looks at the clocks that the inbox believes, and at no others."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from services.kit.hlc import COUNTER_BITS
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import NOW, PARTITION, Observing, repayment

AHEAD = str(int(NOW.timestamp() * 1000) + 2_500 << COUNTER_BITS).encode()
SERVICE = replace(toy(""), foreign=False)


async def lead_s(topic: str, service: Any) -> float:
    """What is told of one record with a clock 2.5 seconds ahead of ours."""
    seen = Observing()
    await seen.telemetry.start(SimpleNamespace(service=service))  # type: ignore[arg-type]
    try:
        record = repayment(0)
        headers = (*record.headers, ("postloan-hlc", AHEAD))
        with seen.telemetry.batch(topic, PARTITION, [record._replace(headers=headers)]):
            return seen.telemetry.metrics.skew_s
    finally:
        await seen.telemetry.stop()


async def test_a_message_of_our_own_services_is_believed() -> None:
    (topic,) = SERVICE.topics
    assert await lead_s(topic, SERVICE) == 2.5


@pytest.mark.parametrize("foreign", [True, False])
async def test_a_command_is_not_because_any_officers_client_may_set_its_headers(
    foreign: bool,
) -> None:
    service = replace(toy(""), foreign=foreign)
    assert await lead_s(service.commands_topic, service) == 0


async def test_nor_is_what_core_banking_sends() -> None:
    service = toy("")
    (topic,) = service.foreign_topics
    assert await lead_s(topic, service) == 0
