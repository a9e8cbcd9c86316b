"""The highest rate of the chain when all six services and audit take part, on the same cores."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from deploy.local.names import DEFAULT_SERVICES
from tests.bench.book import loans, repayments
from tests.bench.programs import Program, Work, make_topics, send, through, work
from tests.bench.results import Results, say
from tests.servers import Databases, TestKafka

pytestmark = pytest.mark.bench


async def test_repayments_go_through_all_six_services_and_audit(
    broker: TestKafka, databases: Databases, results: Results, folder: Path
) -> None:
    size = results.size("LATENCY_LOANS", 1_000)
    await make_topics(broker.bootstrap)
    places = {name: databases.fresh_addresses(name) for name in DEFAULT_SERVICES}
    programs = [
        Program(name, broker.bootstrap, places[name], folder / name) for name in DEFAULT_SERVICES
    ]
    try:
        for program in programs:
            await program.ready()
        sent = await send(broker.bootstrap, loans(size))
        await through(places, sent, programs)
        say("the loans are through all six; now the repayments")
        before = await work(places, programs)
        began = asyncio.get_running_loop().time()
        count = await send(broker.bootstrap, repayments(size))
        took = await through(places, sent + count, programs) - began
        after = await work(places, programs)
    finally:
        for program in programs:
            program.stop()
    results.note(six_services_per_s=count / took)
    for program, was, now in zip(programs, before, after, strict=True):
        results.note(**cost(program.service, was, now))


def cost(service: str, was: Work, now: Work) -> dict[str, float]:
    """Its processor time for each of its events in between, in µs; nothing when it had none."""
    events = now.events - was.events
    used = now.cpu_s - was.cpu_s
    return {f"cpu_us_per_event_{service}": used / events * 1e6} if events else {}
