"""The network is cut, one-way, half-open, torn or slow: bounded waits, then on from where it stood."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from signal import SIGCONT, SIGKILL, SIGSTOP

import psutil
import pytest

from tests.faults.house import IMPATIENT, QUICK, House
from tests.faults.proxy import HELD, LOST, REFUSED, RESET, TORN, Proxy
from tests.faults.tale import Calm, Tale

ROW = "network"
CUT_S = 7.0

Harm = Callable[[Proxy], None]
THERE, BACK = LOST["server"], LOST["client"]
HARMS: dict[str, tuple[Harm, tuple[str, ...]]] = {
    "cut, then delivered": (Proxy.cut, (HELD,)),
    "one-way: nothing reaches the server": (lambda proxy: proxy.one_way("server"), (THERE,)),
    "one-way: no answer comes back": (lambda proxy: proxy.one_way("client"), (BACK,)),
    "half-open: connections are dead and say nothing": (Proxy.half_open, (THERE,)),
    "reset and refused": (Proxy.reset, (RESET, REFUSED)),
    "torn in the middle of an answer": (lambda proxy: proxy.tear(700), (TORN,)),
}
"""What is done, and what the proxy must have counted of it, each at least once."""


async def harm(house: House, proxy: Proxy, how: Harm, kinds: tuple[str, ...]) -> str:
    await house.working()
    before = proxy.hits.copy()
    how(proxy)
    await asyncio.sleep(CUT_S)
    proxy.heal()
    hit = proxy.hits - before
    missed = [kind for kind in kinds if not hit[kind]]
    assert not missed, f"the fault has hit nothing: no {missed}, but {dict(hit)}"
    return f"for {CUT_S:g} s: {', '.join(f'{hit[kind]} {kind}' for kind in kinds)}"


@pytest.mark.long
@pytest.mark.chapters(7)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("server", ["database", "broker"])
async def test_the_network_between_service_and(
    server: str, calm: Calm, seed: int, chapters: int
) -> None:
    async with House(proxied=True, constants={**QUICK, **IMPATIENT}) as house:
        proxy = house.database_proxy if server == "database" else house.kafka_proxy
        assert proxy is not None
        tale = Tale(house, calm, seed, chapters)
        for name, (how, kinds) in HARMS.items():
            await tale.chapter(
                *(ROW, f"service - {server} {name}"),
                lambda h, how=how, kinds=kinds: harm(h, proxy, how, kinds),
            )
        await tale.end(f"network to the {server}")


@pytest.mark.long
@pytest.mark.chapters(3)
@pytest.mark.timeout(1800)
async def test_slow_broker_stopped_listener_and_a_kill_at_the_height_of_the_backlog(
    calm: Calm, seed: int, chapters: int
) -> None:
    """Back-pressure: what can't be sent waits in the store, memory does not grow with it."""
    constants = {**QUICK, "services.kit.relay.PAGE": 20}
    async with House(proxied=True, constants=constants) as house:
        proxy = house.kafka_proxy
        assert proxy is not None
        tale = Tale(house, calm, seed, chapters)

        async def slow(house: House) -> str:
            proxy.delay(0.05)
            await house.working(more=10)
            await asyncio.sleep(5)
            most = max(_memory(house, "monitoring"), _memory(house, "classification"))
            house.crew["monitoring"].send(SIGKILL)  # as an out-of-memory killer would
            await asyncio.sleep(2)
            proxy.heal()
            return f"each chunk 50 ms late; at most {most} MB resident; then SIGKILL"

        await tale.chapter("slow, memory", "slow broker, then killed in the backlog", slow)
        classification = house.crew["classification"]

        async def deaf(house: House) -> str:
            classification.send(SIGSTOP)
            await house.until("monitoring is through", lambda: _through(house))
            most = _memory(house, "monitoring")
            classification.send(SIGCONT)
            return f"classification stopped while monitoring went on, {most} MB resident"

        await tale.chapter("slow, memory", "a listener that does not listen", deaf)
        await tale.end("slow")


def _memory(house: House, service: str) -> int:
    process = house.crew[service].process
    assert process is not None
    return int(psutil.Process(process.pid).memory_info().rss // 1_000_000)


async def _through(house: House) -> bool:
    rows = await house.rows(
        "monitoring",
        "select sum(s.position - r.position) as unsent from store.shard s "
        "join store.relay r using (shard)",
    )
    return int(rows[0]["unsent"] or 0) == 0
