"""Books written ready made into the databases of the services and of audit, by COPY alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from struct import pack
from typing import NamedTuple

import asyncpg

from services.kit import chain
from services.kit.row import COLUMNS
from services.kit.sharding import SHARDS, shard_of
from tests.bench.played import MARK
from tests.bench.stamp import CLOCK, INSTANT, Loan, day, number, small, text

FILE_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
FILE_TRAILER = b"\xff\xff"
CHUNK = 1 << 20
STEP = 1_000_000
"""Between the clocks of two loans: more than any loan has events."""
LINK = pack(">i", 32)


class Written(NamedTuple):
    """One loan's COPY rows (without their count of fields), chain heads and last clocks by service."""

    digits: str
    loan: Loan
    rows: dict[str, list[bytes]]
    heads: dict[str, bytes]
    clocks: dict[str, int]

    def stream(self, service: str) -> str:
        """The loan's stream in a service."""
        return self.loan.streams[service].replace(MARK, self.digits)


class Book:
    """``size`` loans, loan n as ``kind(n)`` says; knows where everything stands."""

    def __init__(self, size: int, kind: Callable[[int], Loan]) -> None:
        self.size = size
        self.kind = kind
        self.numbers: list[list[int]] = [[] for _ in range(SHARDS)]
        for n in range(size):
            self.numbers[shard_of(f"C-{n:09d}")].append(n)

    @property
    def events(self) -> int:
        """Of all services."""
        return sum(self.kind(n).events for n in range(self.size))

    def loans(self, shard: int) -> Iterator[Written]:
        """The loans of a shard, in the order in which they were written."""
        positions: dict[str, int] = {}
        for nth, n in enumerate(self.numbers[shard]):
            yield _written(self.kind(n), f"{n:09d}", shard, positions, nth * STEP)


def _written(
    loan: Loan, digits: str, shard: int, positions: dict[str, int], clock: int
) -> Written:
    written = Written(digits, loan, {}, {}, {})
    links: list[bytes] = []
    stamped = digits.encode()
    for service, stamps in loan.stamps.items():
        head = chain.genesis(service, written.stream(service))
        position = positions.get(service, 0)
        rows = written.rows[service] = []
        for stamp in stamps:
            position += 1
            clock += 1
            row, head = stamp.stamp(stamped, shard, position, clock, head, links)
            rows.append(row)
            links.append(head)
        positions[service] = position
        written.heads[service] = head
        written.clocks[service] = clock
    return written


async def load_store(
    owner_dsn: str, service: str, book: Book, closed_on: date | None = None
) -> int:
    """A service's events, streams, agenda and positions, all sent already; returns the events."""
    total = 0
    async with _connected(owner_dsn) as db:
        for shard in range(SHARDS):
            table = _Store(service, shard)
            await _copy(db, "store", f"event_{shard}", table.events(book.loans(shard)))
            await _copy(db, "store", "stream", table.streams)
            await _copy(db, "store", "agenda", table.agenda)
            await db.execute(
                "update store.shard set position = $2, hlc = $3, closed_on = $4, recorded_at = "
                "'epoch'::timestamptz + $5 * interval '1 microsecond' where shard = $1",
                *(shard, table.position, CLOCK + table.clock, closed_on, INSTANT + table.clock),
            )
            total += table.position
        await db.execute(
            "update store.relay r set position = s.position from store.shard s "
            "where s.shard = r.shard"
        )
        await db.execute(
            "insert into store.projection select $1, shard, position from store.shard",
            f"{service}-1",
        )
    return total


class _Store:
    """One shard of a service's store."""

    def __init__(self, service: str, shard: int) -> None:
        self.streams: list[bytes] = []
        self.agenda: list[bytes] = []
        self.position = self.clock = 0
        self._service = service
        self._shard = shard

    def events(self, loans: Iterable[Written]) -> Iterator[bytes]:
        """Rows of the table of events; the other tables' rows are collected on the way."""
        service, shard = self._service, small(self._shard)
        fields = pack(">h", len(COLUMNS))
        for loan in loans:
            rows, name = loan.rows[service], text(loan.stream(service))
            for row in rows:
                yield fields + row
            self.position += len(rows)
            self.clock = loan.clocks[service]
            head = LINK + loan.heads[service]
            self.streams.append(_row(name, shard, number(len(rows)), head))
            for due in loan.loan.agenda if service == "monitoring" else ():
                self.agenda.append(_row(shard, day(due.on), name, text(due.reason)))


async def load_journal(owner_dsn: str, book: Book) -> int:
    """Both services' events as they have arrived in audit; returns the events."""
    total = 0
    async with _connected(owner_dsn) as db:
        for shard in range(SHARDS):
            table = _Journal(shard)
            await _copy(db, "audit", f"entry_{shard}", table.entries(book.loans(shard)))
            await _copy(db, "audit", "stream", table.streams)
            await _copy(db, "audit", "loan", table.loans)
            await db.executemany(
                "insert into audit.shard values ($1, $2, $3, $4, "
                "'epoch'::timestamptz + $5 * interval '1 microsecond')",
                [
                    (
                        name,
                        shard,
                        position,
                        CLOCK + table.clocks[name],
                        INSTANT + table.clocks[name],
                    )
                    for name, position in table.positions.items()
                ],
            )
            total += sum(table.positions.values())
    return total


class _Journal:
    """One shard of audit's journal."""

    def __init__(self, shard: int) -> None:
        self.streams: list[bytes] = []
        self.loans: list[bytes] = []
        self.positions: dict[str, int] = {}
        self.clocks: dict[str, int] = {}
        self._shard = shard

    def entries(self, loans: Iterable[Written]) -> Iterator[bytes]:
        """Rows of the table of entries; the other tables' rows are collected on the way."""
        fields = pack(">h", len(COLUMNS) + 2)
        for loan in loans:
            key, place = text(f"C-{loan.digits}"), 0
            for service, rows in loan.rows.items():
                name = text(service)
                for row in rows:
                    place += 1
                    yield fields + name + row + number(place)
                self.positions[service] = self.positions.get(service, 0) + len(rows)
                self.clocks[service] = loan.clocks[service]
                self.streams.append(
                    _row(
                        *(name, text(loan.stream(service)), small(self._shard), key),
                        *(number(len(rows)), LINK + loan.heads[service]),
                    )
                )
            self.loans.append(_row(text(f"L-{loan.digits}"), number(place)))


def _row(*fields: bytes) -> bytes:
    return pack(">h", len(fields)) + b"".join(fields)


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    db = await asyncpg.connect(dsn)
    try:
        yield db
        # what years of autovacuum have done to such a book: else it begins now and is measured too
        await db.execute("vacuum (freeze, analyze)")
    finally:
        await db.close()


async def _copy(db: asyncpg.Connection, schema: str, table: str, rows: Iterable[bytes]) -> None:
    """Ready made rows into a table, a chunk at a time."""

    async def source() -> AsyncIterator[bytes]:
        kept, size = [FILE_HEADER], 0
        for row in rows:
            kept.append(row)
            size += len(row)
            if size > CHUNK:
                yield b"".join(kept)
                kept, size = [], 0
        yield b"".join([*kept, FILE_TRAILER])

    await db.copy_to_table(table, schema_name=schema, source=source(), format="binary")
