"""A page of the relay is translated a part at a time, so that turns and answers are not held up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from services.kit import relay
from services.kit.memory_store import MemoryStore
from services.kit.outgoing import Outgoing
from services.kit.relay import ROWS_AT_ONCE, Relay
from services.kit.sending import Leaving
from services.kit.telemetry import Telemetry
from tests.integration.kit.toy import toy
from tests.unit.kit.rows import ROW


async def test_others_have_their_turn_while_a_page_is_translated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    translated, seen, sent = 0, list[int](), list[Outgoing]()

    def outgoing(*_: Any) -> list[Outgoing]:
        nonlocal translated
        translated += 1
        return [Outgoing("journal", None, b"%d" % translated, [], 0)]

    async def other() -> None:
        while True:
            seen.append(translated)
            await asyncio.sleep(0)

    async def take(_: Any, topic: str, partition: int, leaving: Sequence[Leaving]) -> None:
        sent.extend(record for record, _ in leaving)

    async def connected(_: Relay) -> None:
        return None

    monkeypatch.setattr(relay, "outgoing", outgoing)
    monkeypatch.setattr(Relay, "_connected", connected)
    monkeypatch.setattr(relay, "in_turn", take)
    beside = asyncio.create_task(other())
    rows = [ROW] * (ROWS_AT_ONCE * 3)
    await Relay(toy(""), MemoryStore(), "", Telemetry())._send(0, rows, {ROW.shard: {}}, None)
    beside.cancel()
    assert [int(each.value or b"") for each in sent] == list(range(1, len(rows) + 1))
    assert max(b - a for a, b in pairwise([0, *seen, len(rows)])) <= ROWS_AT_ONCE
