"""How long core banking's message takes to be a class change in audit's journal, at half of the most."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from math import ceil
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from contracts.corebank import RepaymentReversed
from tests.bench.book import (
    INSTALMENTS,
    Sent,
    disbursement,
    due,
    loans,
    repayment,
    repayments,
    repayments_of,
    wrapped,
)
from tests.bench.programs import (
    SERVICES,
    Program,
    make_topics,
    send,
    send_one,
    through,
)
from tests.bench.results import Results, percentile, say
from tests.servers import Databases, TestKafka

pytestmark = pytest.mark.bench

LATE = due(4)
PROBES_PER_S = 5
LOOK_S = 0.02
"""Looking costs what the services need: a closer look made them half as slow again."""
PATIENCE_S = 30
"""How long after the last probe its change is waited for."""
SEEN = (
    "select distinct loan_id from audit.entry where service = 'classification' "
    "and type = 'classification.LoanClassified' and loan_id = any($1) and version > 2"
)


async def test_a_message_of_core_banking_becomes_a_class_change_in_audit(
    broker: TestKafka, databases: Databases, results: Results, folder: Path
) -> None:
    size = results.size("LATENCY_LOANS", 1_000)
    probes = results.size("PROBES", 200)
    await make_topics(broker.bootstrap)
    places = {name: databases.fresh_addresses(name) for name in SERVICES}
    programs = [Program(name, broker.bootstrap, places[name], folder / name) for name in SERVICES]
    try:
        for program in programs:
            await program.ready()
        sent = await send(broker.bootstrap, _prepared(size, probes))
        await through(places, sent, programs)
        say("the loans are through; now the highest rate")
        began = asyncio.get_running_loop().time()
        count = await send(broker.bootstrap, repayments(size))
        highest = count / (await through(places, sent + count, programs) - began)
        results.note(chain_highest_per_s=highest)
        others = [f"B{n}" for n in range(_enough(highest / 2, probes))]
        sent += count + await send(broker.bootstrap, (wrapped(*disbursement(n)) for n in others))
        await through(places, sent, programs)
        say(f"{len(others)} further loans are through; now changes of class at half of that rate")
        prepared = list(repayments_of(others))
        load = asyncio.create_task(send(broker.bootstrap, prepared, rate=highest / 2), name="load")
        waits = await _probe(broker.bootstrap, places["audit"].owner, probes)
        assert not load.done(), "the load ended before the last probe was seen"
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
    finally:
        for program in programs:
            program.stop()
    assert len(waits) == probes
    results.note(
        latency_p50_ms=percentile(waits, 0.5) * 1e3, latency_p99_ms=percentile(waits, 0.99) * 1e3
    )


def _prepared(size: int, probes: int) -> Iterator[Sent]:
    """The book, and loans for probing: each has paid its first instalment and no other."""
    yield from loans(size)
    for n in range(probes):
        yield wrapped(*disbursement(f"P{n}"))
        yield wrapped(*repayment(f"P{n}", due(0), f"P{n}-0"))


def _enough(rate: float, probes: int) -> int:
    """So many loans that their instalments, paid in their order, last until the patience ends."""
    return ceil(rate * (probes / PROBES_PER_S + PATIENCE_S) / INSTALMENTS)


async def _probe(bootstrap: str, audit: str, probes: int) -> list[float]:
    """Reverse the one receipt of each probing loan: it is overdue by months then, and substandard.

    Seconds from sending to seeing the change in the journal, looked for every ``LOOK_S``.
    """
    loop = asyncio.get_running_loop()
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    db = await asyncpg.connect(audit)
    waiting: dict[str, float] = {}
    waits: list[float] = []

    async def send_all() -> None:
        for n in range(probes):
            waiting[f"L-P{n}"] = loop.time()
            await send_one(producer, wrapped(*_reversal(n)))
            await asyncio.sleep(1 / PROBES_PER_S)

    sending = asyncio.create_task(send_all())
    try:
        async with asyncio.timeout(probes / PROBES_PER_S + PATIENCE_S):
            while waiting or not sending.done():
                for (loan_id,) in await db.fetch(SEEN, list(waiting)):
                    waits.append(loop.time() - waiting.pop(loan_id))
                await asyncio.sleep(LOOK_S)
    except TimeoutError:  # a backlog that grows is a finding, and at least this long
        print(f"{len(waiting)} of {probes} changes were not seen in time", flush=True)
        waits += [loop.time() - began for began in waiting.values()]
    finally:
        sending.cancel()
        await producer.stop()
        await db.close()
    return waits


def _reversal(n: int) -> tuple[RepaymentReversed, str, date]:
    message = RepaymentReversed.model_validate(
        {
            "loan_id": f"L-P{n}",
            "obligor_id": f"C-P{n}",
            "receipt_id": f"R-P{n}-0",
            "reversal_id": f"V-{n}",
            "booked_on": LATE.isoformat(),
            "reason": "returned by the payer's bank",
        }
    )
    return message, f"V-{n}", LATE
