"""Processes die in mid-feed; afterwards the stores equal a calm run's, loan by loan."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.bank import Bank, demo_lines

LINES = 1_500
SERVICES = ("monitoring", "classification")

KILL_BACKENDS = (
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'postloan'"
)


@pytest.fixture(scope="module")
async def calm() -> AsyncIterator[dict[str, Any]]:
    """What a calm run leaves behind."""
    with Bank() as bank:
        await bank.send(demo_lines(LINES))
        await bank.through()
        yield {
            service: (await bank.streams(service), await bank.ticks(service))
            for service in SERVICES
        }


async def assert_equals(bank: Bank, calm: dict[str, Any]) -> None:
    for service in SERVICES:
        streams, ticks = calm[service]
        found = await bank.streams(service)
        different = [s for s in streams.keys() | found.keys() if streams.get(s) != found.get(s)]
        assert different == [], f"{service}: {len(different)} streams differ"
        assert await bank.ticks(service) == ticks
        shards = await bank.rows(
            service,
            "select s.shard, s.position, count(e.*) as n, coalesce(max(e.position), 0) as last "
            "from store.shard s left join store.event e using (shard) group by 1, 2",
        )
        assert all(row["position"] == row["n"] == row["last"] for row in shards), "dense"
        assert await bank.rows(service, "select * from store.dead_letter") == []
    assert await bank.rows("audit", "select * from audit.finding") == []
    await assert_verified(bank)


def _end_backends(bank: Bank) -> None:
    assert bank.admin(KILL_BACKENDS), "no backend was there to be ended"


def _crash(end: Callable[[], None], start: Callable[[], None]) -> None:
    end()
    start()


async def assert_verified(bank: Bank) -> None:
    from services.audit.verify import verify

    report = await verify(
        bank.target.verifiers["audit"],
        {service: bank.target.verifiers[service] for service in SERVICES},
    )
    assert report.findings == (), report


@pytest.mark.deep
@pytest.mark.timeout(1800)
async def test_services_database_and_broker_die_in_mid_feed(calm: dict[str, Any]) -> None:
    with Bank() as bank:
        await bank.send(
            demo_lines(LINES),
            at={
                200: lambda: bank.kill("monitoring"),
                400: lambda: _end_backends(bank),
                550: lambda: bank.kill("classification"),
                700: lambda: _crash(bank.stack.kafka.kill, bank.stack.kafka.start),
                850: lambda: bank.kill("audit"),
                1_000: lambda: _crash(
                    bank.stack.postgres.stop_immediate, bank.stack.postgres.start
                ),
                1_150: lambda: bank.kill("monitoring"),
                1_300: lambda: _end_backends(bank),
            },
        )
        await bank.through()
        await assert_equals(bank, calm)


@pytest.mark.deep
@pytest.mark.timeout(1800)
async def test_the_same_feed_twice_changes_nothing(calm: dict[str, Any]) -> None:
    with Bank() as bank:
        await bank.send(demo_lines(LINES))
        await bank.send(demo_lines(LINES))
        await bank.through()
        await assert_equals(bank, calm)
