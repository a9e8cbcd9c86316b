"""PostgreSQL: a connection that dies in a call leaves the outcome unknown; the position tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.processes import free_port
from services.kit.batch import Stale, StoreUnavailable
from services.kit.migrations import migrate
from services.kit.owner import Owner
from services.kit.store import PostgresStore
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.store_cases import NOON, SERVICE, TOPIC, Writer
from tests.integration.kit.toy import toy
from tests.servers import TestPostgres

PATIENCE_S = 20.0
WAITING = (
    "select pid from pg_stat_activity where datname = current_database() "
    "and application_name = 'postloan' and wait_event_type = 'Lock' and query like '%append%'"
)


@dataclass
class Address:
    """A database's addresses."""

    service: str
    admin: str


@pytest.fixture
async def address(
    fresh_database: Callable[[str], tuple[str, str]], postgres: TestPostgres
) -> Address:
    owner_dsn, dsn = fresh_database(SERVICE)
    await migrate(owner_dsn)
    return Address(dsn, f"{postgres.admin_dsn.rpartition('/')[0]}/{dsn.rpartition('/')[2]}")


@pytest.fixture
async def store(address: Address) -> AsyncIterator[PostgresStore]:
    made = PostgresStore(lambda _: address.service)
    yield made
    await made.close()


async def test_a_backend_killed_in_the_call_has_written_nothing_and_the_batch_is_taken_again(
    address: Address, store: PostgresStore
) -> None:
    owner = await Writer(store, 0).claim()
    await owner.write(("s-1", "a"))
    batch = owner.batch(("s-1", "b"))
    admin = await asyncpg.connect(address.admin)
    lock = admin.transaction()
    await lock.start()
    await admin.execute("select * from store.shard where shard = 0 for update")
    writing = asyncio.create_task(store.append(batch))
    async with asyncio.timeout(PATIENCE_S):
        while True:
            pid = await admin.fetchval(WAITING)
            if pid is not None:
                break
            await asyncio.sleep(0.01)
    await admin.execute("select pg_terminate_backend($1)", pid)
    with pytest.raises(StoreUnavailable):
        await writing
    await lock.rollback()
    await admin.close()
    offset, shards = await store.positions(TOPIC, 0, owner.owned)
    assert (offset, shards[0].position) == (batch.offset_from, 1)
    await owner.append(batch)
    assert len(await store.page(0, 0, 10)) == 2


async def test_an_answer_lost_after_the_commit_is_found_in_the_position(address: Address) -> None:
    async with Wire(address.service) as wire:
        store = PostgresStore(lambda _: wire.address)
        owner = await Writer(store, 0).claim()
        await owner.write(("s-1", "a"))
        batch = owner.batch(("s-1", "b"), records=5)
        wire.lose_answers()
        writing = asyncio.create_task(store.append(batch))
        await wire.answered.wait()
        wire.cut()
        with pytest.raises(StoreUnavailable):
            await writing
        offset, shards = await store.positions(TOPIC, 0, owner.owned)
        assert (offset, shards[0].position) == (batch.offset_to, 2)
        assert await store.page(0, 1, 10) == batch.events
        await store.close()


@pytest.mark.parametrize("records", [0, 1])
async def test_a_write_that_lands_while_it_is_sent_again_gives_the_partition_up(
    address: Address, records: int
) -> None:
    """The server goes on though the line broke. ``records``: 0 in the midst of a closed day."""
    async with Wire(address.service) as wire:
        store = PostgresStore(lambda _: wire.address)
        writer = await Writer(store, 0).claim()
        await writer.write(("s-1", "a"))
        batch, service = writer.batch(("s-1", "b"), records=records), toy("")
        owner = Owner(service, store, 0, 4, FixedClock(NOON), Telemetry(), 100)
        owner.shards = writer.shards
        admin = await asyncpg.connect(address.admin)
        lock = admin.transaction()
        await lock.start()
        await admin.execute("select * from store.shard where shard = 0 for update")
        writing = asyncio.create_task(owner.write(batch))
        async with asyncio.timeout(PATIENCE_S):
            for tries in (1, 2):
                while len(await admin.fetch(WAITING)) < tries:
                    await asyncio.sleep(0.01)
                    await admin.execute("select pg_stat_clear_snapshot()")
                if tries == 1:
                    wire.cut()
        await lock.rollback()
        await admin.close()
        with pytest.raises(Stale):
            await writing
        assert await store.page(0, 1, 10) == batch.events
        await store.close()


async def test_a_server_that_is_not_there_is_unavailable_and_nothing_else() -> None:
    store = PostgresStore(lambda _: f"postgresql://nobody:x@127.0.0.1:{free_port()}/none")
    with pytest.raises(StoreUnavailable, match="Connect"):
        await store.positions(TOPIC, 0, [0])
    await store.close()


async def test_the_store_works_again_after_all_its_connections_were_killed(
    address: Address, store: PostgresStore
) -> None:
    owner = await Writer(store, 0).claim()
    await owner.write(("s-1", "a"))
    admin = await asyncpg.connect(address.admin)
    killed = await admin.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and application_name = 'postloan'"
    )
    await admin.close()
    assert killed
    noticed = 0
    while noticed < len(killed):  # one call notices each dead connection
        try:
            offset, _ = await store.positions(TOPIC, 0, owner.owned)
        except StoreUnavailable:
            noticed += 1
        else:
            assert offset == 1
            break
    await owner.write(("s-1", "b"))
    assert (await store.positions(TOPIC, 0, owner.owned))[0] == 2


@dataclass
class Wire:
    """A line to the server that can lose what it answers; ``answered`` tells that it has."""

    server: str
    address: str = ""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    _losing: bool = False
    _ends: list[asyncio.StreamWriter] = field(default_factory=list)

    async def __aenter__(self) -> Wire:
        self._listener = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port = self._listener.sockets[0].getsockname()[1]
        parts = urlsplit(self.server)
        login = parts.netloc.rpartition("@")[0]
        self.address = parts._replace(netloc=f"{login}@127.0.0.1:{port}").geturl()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        self._hang_up()

    def lose_answers(self) -> None:
        """From now on the server is heard no more."""
        self._losing = True

    def cut(self) -> None:
        """Hang up on every line; new ones work."""
        self._losing = False
        self._hang_up()

    def _hang_up(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            end.close()

    async def _connect(self, near: asyncio.StreamReader, caller: asyncio.StreamWriter) -> None:
        parts = urlsplit(self.server)
        far, server = await asyncio.open_connection(parts.hostname, parts.port)
        self._ends += [caller, server]
        await asyncio.gather(self._carry(near, server), self._carry(far, caller, answers=True))

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        try:
            while data := await source.read(65_536):
                if answers and self._losing:
                    self.answered.set()
                    continue
                sink.write(data)
                await sink.drain()
        except ConnectionError:
            return
        finally:
            sink.close()
