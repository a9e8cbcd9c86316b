"""The database dies, forgets to answer, is full, is locked: services wait, ask where they stand, go on."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.local.names import DECIDING, database_name
from tests.faults.house import IMPATIENT, QUICK, SERVICES, House
from tests.faults.tale import Calm, Tale
from tests.servers import temporary_folder

KILL = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where application_name like 'postloan%' and pid <> pg_backend_pid()"
)
IN_CALL = f"{KILL} and datname = current_database() and wait_event_type = 'Lock'"
HELD_S = 4.0
DISK_MB = 700
UNAVAILABLE = ("store unavailable", "commit unknown", "relay waits", "projection waits")


def troubles(house: House) -> int:
    """How often services said that they could not talk to the database."""
    return sum(house.count(words) for words in UNAVAILABLE)


async def backends_die(house: House) -> str:
    ended = 0
    for _ in range(4):
        await house.working()
        ended += len(await house.sql(KILL))
    assert ended > 0, "no backend was there to be ended"
    return f"{ended} backends ended"


async def writers_die(house: House) -> str:
    """In each service's database the backend that is writing a batch is ended."""
    before = {service: house.count("commit unknown", service) for service in SERVICES}
    ended = sum(await asyncio.gather(*(_writers_die(house, service) for service in SERVICES)))

    async def noticed() -> bool:
        return all(house.count("commit unknown", s) > before[s] for s in SERVICES)

    await house.until("each service misses the answer to its call", noticed)
    return f"{ended} backends ended in the midst of writing, in each service's database"


async def _writers_die(house: House, service: str) -> int:
    """Hold the events' table until a call waits for it, so that it is surely met at work."""
    db = await asyncpg.connect(house.postgres.dsn("postgres", database_name(service)), timeout=30)
    try:
        async with asyncio.timeout(60), db.transaction():
            table = "audit.entry" if service == "audit" else "store.event"
            await db.execute(f"lock table {table} in exclusive mode")
            while not (ended := await db.fetch(IN_CALL)):
                await asyncio.sleep(0.005)
            return len(ended)
    finally:
        await db.close()


async def crash(house: House) -> str:
    await house.working()
    await asyncio.to_thread(house.postgres.stop_immediate)
    await asyncio.sleep(1)
    await asyncio.to_thread(house.postgres.start)
    return "immediate stop, down 1 s"


async def postmaster_dies(house: House) -> str:
    await house.working()
    await asyncio.to_thread(house.postgres.kill)
    await asyncio.to_thread(house.postgres.start)
    return "postmaster SIGKILL, recovery at start"


async def answers_lost(house: House) -> str:
    await house.again(*SERVICES, faults={"FAULT_LOSE": "0.3"})
    await house.through()
    said = house.count("commit unknown")
    assert said > 0, "no answer was lost"
    return f"{said} commits unknown, each settled by the stored position"


async def locked(house: House) -> str:
    """Sessions of an operator hold the event tables longer than the lock time-out."""
    before = house.count("LockNotAvailable")
    await _hold_tables(house)
    said = house.count("LockNotAvailable") - before
    assert said > 0, "nobody waited for the lock"
    return f"{said} lock time-outs, same batch again"


async def statements_run_out(house: House) -> str:
    slow = {**QUICK, **IMPATIENT}
    slow["services.kit.pool.LOCK_TIMEOUT_MS"] = 30_000
    slow["services.kit.pool.STATEMENT_TIMEOUT_MS"] = 1_000
    await house.again("monitoring", faults={"FAULT_SET": json.dumps(slow)})
    before = house.count("QueryCanceled")
    await _hold_tables(house)
    said = house.count("QueryCanceled") - before
    assert said > 0, "no statement ran out of time"
    return f"{said} statement time-outs, same batch again"


async def _hold_tables(house: House) -> None:
    sessions = []
    try:
        for service in DECIDING:
            db = await asyncpg.connect(house.postgres.dsn("postgres", f"postloan_{service}"))
            sessions.append(db)
            await db.execute("begin; lock table store.shard in access exclusive mode")
        await asyncio.sleep(HELD_S)
    finally:
        for db in sessions:
            await db.close()


async def deadlock(house: House) -> str:
    """A session and the service wait for each other; the server ends the service's call."""
    before = house.count("DeadlockDetected")
    db = await asyncpg.connect(house.postgres.dsn("postgres", "postloan_monitoring"))
    waiting = (
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = $1 "
        "and query like '%store.append%'"  # the relay waits for the shard too, with nothing in hand
    )
    try:
        await db.execute("set deadlock_timeout = '30s'; begin; lock table store.shard")

        async def waits() -> bool:
            return bool(await house.sql(waiting, "postloan_monitoring"))

        await house.until("the service waits for the shard", waits)
        await db.execute("set local lock_timeout = '5s'; lock table store.consumed")
    finally:
        await db.close()
    said = house.count("DeadlockDetected") - before
    assert said > 0, "nobody met the deadlock"
    return f"{said} deadlock, the service's call was the victim"


async def no_connections(house: House) -> str:
    before = house.count("TooManyConnections")
    for service in SERVICES:
        await house.sql(f"alter role postloan_{service} connection limit 0")
    await house.sql(KILL)
    await asyncio.sleep(HELD_S)
    for service in SERVICES:
        await house.sql(f"alter role postloan_{service} connection limit -1")
    said = house.count("TooManyConnections") - before
    assert said > 0, "nobody was turned away"
    return f"{said} connections refused"


@pytest.mark.long
@pytest.mark.chapters(9)
@pytest.mark.timeout(1800)
async def test_the_database_dies_forgets_locks_and_refuses(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House(constants={**QUICK, **IMPATIENT}) as house:
        tale = Tale(house, calm, seed, chapters)
        row = "pool, time-outs, deadlock"
        await tale.chapter("database crash", "immediate stop and restart", crash)
        await tale.chapter("backend terminated", "all backends ended, four times", backends_die)
        await tale.chapter("database crash", "postmaster killed", postmaster_dies)
        await tale.chapter(
            "database crash", "30 % of all answers lost after the commit", answers_lost
        )
        await house.again(*SERVICES)
        await tale.chapter(row, "tables locked beyond the lock time-out", locked)
        await tale.chapter(row, "statements beyond the statement time-out", statements_run_out)
        await house.again("monitoring")
        await tale.chapter(row, "deadlock with another session", deadlock)
        await tale.chapter(row, "no connections left for the roles", no_connections)
        await tale.end("database")


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own in memory; only root may mount one."""
    with temporary_folder("disk") as place:
        options = ["-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=711", "tmpfs", str(place)]
        done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"a small file system can't be mounted here: {done.stderr.strip()}")
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.long
@pytest.mark.chapters(3)
@pytest.mark.timeout(1800)
async def test_disk_is_full_and_has_room_again(
    small_disk: Path, calm: Calm, seed: int, chapters: int
) -> None:
    ballast = small_disk / "ballast"

    async def full(house: House) -> str:
        await house.working()
        before = house.count("DiskFull")
        _fill(ballast)
        await house.until("a service meets the full disk", _more(house, "DiskFull", before))
        await asyncio.sleep(3)
        said = house.count("DiskFull") - before
        ballast.unlink()
        await asyncio.to_thread(house.postgres.start)  # where its own log had no room it has ended
        assert said < 200, f"{said} attempts in a few seconds: nobody waited"
        return f"{said} writes refused, tried again with pauses"

    async def journal_full(house: House) -> str:
        await house.working()
        _fill(ballast)
        try:
            for _ in range(8):
                await house.sql("select pg_switch_wal()")
                await house.sql("select pg_logical_emit_message(false, 'x', repeat('x', 9000000))")
            died = "the server stood"
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            died = f"the server stopped ({type(error).__name__})"
        await asyncio.sleep(2)
        ballast.unlink()
        await asyncio.to_thread(house.postgres.stop_immediate)
        await asyncio.to_thread(house.postgres.start)
        return died

    async with House(database=small_disk / "postgres", constants={**QUICK, **IMPATIENT}) as house:
        tale = Tale(house, calm, seed, chapters)
        await tale.chapter("disk full", "no room for data", full)
        await tale.chapter("disk full", "no room for the write-ahead log", journal_full)
        await tale.end("disk full")


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(b"\0" * size)
            except OSError:
                size //= 2


def _more(house: House, words: str, before: int) -> Any:
    async def more() -> bool:
        return house.count(words) > before

    return more
