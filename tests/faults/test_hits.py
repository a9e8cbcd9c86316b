"""A fault that has hit nothing fails its run: the bad network counts, and is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.faults import test_members, test_network
from tests.faults.crew import Member
from tests.faults.proxy import LOOPBACK, Proxy

ANSWER = b"x" * 1_000
PAUSE_S = 0.02


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """Before a server that answers each byte with a thousand."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):  # the test is over
            while await reader.read(1):
                writer.write(ANSWER)
        writer.close()

    server = await asyncio.start_server(answer, LOOPBACK, 0)
    async with server:
        with Proxy(server.sockets[0].getsockname()[1]) as made:
            yield made


async def _asks(port: int) -> None:
    """A client that asks again and again, over a new connection when it must."""
    while True:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        try:
            while True:
                writer.write(b"?")
                await asyncio.wait_for(reader.readexactly(len(ANSWER)), 4 * PAUSE_S)
                await asyncio.sleep(PAUSE_S)
        except (OSError, EOFError, TimeoutError):
            await asyncio.sleep(PAUSE_S)
        finally:
            writer.close()


class _House:
    """Whose services work already."""

    async def working(self) -> None:
        await asyncio.sleep(5 * PAUSE_S)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_network, "CUT_S", 20 * PAUSE_S)


@pytest.mark.parametrize("name", test_network.HARMS)
async def test_what_a_fault_of_the_network_has_hit_is_told(name: str, proxy: Proxy) -> None:
    house: Any = _House()
    how, kinds = test_network.HARMS[name]
    asking = asyncio.create_task(_asks(proxy.port))
    try:
        said = await test_network.harm(house, proxy, how, kinds)
    finally:
        asking.cancel()
    assert all(kind in said for kind in kinds)


@pytest.mark.parametrize("name", test_network.HARMS)
async def test_a_fault_of_the_network_that_hits_nothing_fails(name: str, proxy: Proxy) -> None:
    house: Any = _House()
    with pytest.raises(AssertionError, match="hit nothing"):
        await test_network.harm(house, proxy, *test_network.HARMS[name])


async def test_a_fault_that_is_not_done_fails(proxy: Proxy) -> None:
    """Though the network is busy."""
    house: Any = _House()
    asking = asyncio.create_task(_asks(proxy.port))
    try:
        for _, kinds in test_network.HARMS.values():
            with pytest.raises(AssertionError, match="hit nothing"):
                await test_network.harm(house, proxy, lambda _: None, kinds)
    finally:
        asking.cancel()


def test_a_member_holds_what_it_claimed_and_did_not_give_up(tmp_path: Path) -> None:
    member = Member("m", "monitoring", tmp_path, {})
    lines = [
        '{"event": "ready", "partitions": []}',
        "a line that is none of ours",
        '{"event": "partition claimed", "partition": 1}',
        '{"event": "partition claimed", "partition": 2}',
        '{"event": "partition given up", "partition": 1}',
    ]
    for count, held in ((0, set[int]()), (2, set()), (3, {1}), (4, {1, 2}), (5, {2})):
        member.log.write_text("\n".join(lines[:count]), "utf-8")
        assert test_members._claimed(member) == {(None, partition) for partition in held}
    line = '{"event": "partition claimed", "topic": "t", "partition": 2}'
    member.log.write_text("\n".join([*lines, line]), "utf-8")
    assert test_members._claimed(member) == {(None, 2), ("t", 2)}
