"""Recomputes every chain and position from the journal and from each service's own store, and
compares.

Reads only, through the verifier's addresses: each database in one snapshot, the journal's taken
first, so that every event of the journal must be in the store. What a store holds beyond the
journal's last position is ``pending``: handed over later. Pages are bounded, so memory does not
grow with the book (apart from one chain head per stream of a shard).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import msgspec

from services.audit import copied
from services.audit.causes import causes
from services.audit.comparison import Comparison, Ends
from services.audit.findings import Finding
from services.audit.store import findings
from services.kit.sharding import SHARDS

PAGE = 2_000
"""Rows read at a time. More do not fit between the databases and us, and they wait while we work."""
KEPT = 1_000
ASKING_S = 0.001
_FIRST = -(2**63)
_BEYOND = 2**63 - 1

Progress = Callable[[int, int], None]
"""Told how many of how many events are done."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """``events`` of the journal read, ``links`` recomputed, ``streams`` seen, ``pending`` events
    of the stores that are not in the journal yet. ``findings`` holds the first 1,000 of ``found``.
    """

    events: int
    links: int
    streams: int
    pending: int
    seconds: float
    found: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.found


async def verify(
    audit_dsn: str,
    service_dsns: Mapping[str, str],
    loan_id: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Everything, or one loan's streams. Findings kept on arrival are part of the report."""
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        journal = await _snapshot(stack, audit_dsn)
        arrival = [f for f in await findings(journal) if loan_id is None or f.loan_id == loan_id]
        stores = {name: await _snapshot(stack, dsn) for name, dsn in service_dsns.items()}
        run = _Run(journal, stores, progress or (lambda done, total: None))
        await run.read_ends()
        if loan_id is None:
            for service in run.services:
                for shard in range(SHARDS):
                    await run.shard(service, shard)
        else:
            for service, shard, stream in await run.streams_of(loan_id):
                await run.stream(service, shard, stream)
        uncaused = await causes(journal, stores, run.journal_ends, loan_id)
        found = [*arrival, *run.findings, *uncaused]
    return Report(
        events=run.events,
        links=run.links,
        streams=run.streams,
        pending=run.pending,
        seconds=time.monotonic() - started,
        found=len(found),
        findings=tuple(found[:KEPT]),
    )


async def _snapshot(stack: AsyncExitStack, dsn: str) -> Any:
    """A connection that sees one moment: that of its first read, which is made here."""
    db = await asyncpg.connect(dsn, server_settings=copied.SESSION)
    stack.push_async_callback(db.close)
    await db.execute("begin isolation level repeatable read, read only")
    await db.fetchval("select 1 from pg_class limit 1")
    return db


class _Run:
    """The open databases, and what has been seen so far."""

    def __init__(self, journal: Any, stores: Mapping[str, Any], progress: Progress) -> None:
        self.findings: list[Finding] = []
        self.events = self.links = self.streams = self.pending = 0
        self.journal_ends: dict[tuple[str, int], int] = {}
        self._store_ends: dict[tuple[str, int], int] = {}
        self._journal = journal
        self._stores = stores
        self._progress = progress
        self._done = 0

    @property
    def services(self) -> list[str]:
        """Those that the journal knows or whose store is given."""
        return sorted({service for service, _ in self.journal_ends} | self._stores.keys())

    async def read_ends(self) -> None:
        """Last positions as the tables of shards say."""
        for row in await self._journal.fetch("select service, shard, position from audit.shard"):
            self.journal_ends[row["service"], row["shard"]] = row["position"]
        for service, store in self._stores.items():
            for row in await store.fetch("select shard, position from store.shard"):
                self._store_ends[service, row["shard"]] = row["position"]

    async def shard(self, service: str, shard: int) -> None:
        """One shard of one service, whole."""
        at = service, shard
        journal_end, store_end = self.journal_ends.get(at, 0), self._store_ends.get(at, 0)
        comparison = Comparison(
            service, shard, journal_end, dense=True, alone=service not in self._stores
        )
        pages = _pages(shard, max(journal_end, store_end))
        coming = asyncio.create_task(self._copy(service, next(pages)))
        for page in (*pages, None):
            rows = await coming
            if page is not None:
                coming = asyncio.create_task(self._copy(service, page))
                await asyncio.sleep(ASKING_S)  # the databases work while we do
            comparison.feed(*rows)
            self._tell(comparison)
        journal, store = await self._ends(service, "shard = $2", shard)
        comparison.close(journal, store, journal_end, store_end)
        self._add(comparison, len(journal.keys() | store.keys()))

    async def streams_of(self, loan_id: str) -> list[tuple[str, int, str]]:
        """(service, shard, stream) of every stream, on either side, that holds an event of the
        loan.
        """
        rows = await self._journal.fetch(
            "select distinct service, shard, stream from audit.entry where loan_id = $1", loan_id
        )
        found = {(row["service"], row["shard"], row["stream"]) for row in rows}
        shards = sorted({shard for _, shard, _ in found}) or list(range(SHARDS))
        for service, store in self._stores.items():
            rows = await store.fetch(
                "select distinct shard, stream from store.event "
                "where shard = any($1::smallint[]) and loan_id = $2",
                shards,
                loan_id,
            )
            found |= {(service, row["shard"], row["stream"]) for row in rows}
        return sorted(found)

    async def stream(self, service: str, shard: int, stream: str) -> None:
        """One stream, whole."""
        comparison = Comparison(
            service,
            shard,
            self.journal_ends.get((service, shard), 0),
            dense=False,
            alone=service not in self._stores,
        )
        condition = (
            f"shard = {shard} and stream = {copied.quoted(stream)} order by version, position"
        )
        comparison.feed(*await self._copy(service, condition))
        self._tell(comparison)
        journal, store = await self._ends(service, "stream = $2", stream)
        comparison.close(journal, store, None, None)
        self._add(comparison, 1)

    async def _copy(self, service: str, condition: str) -> tuple[bytes, bytes]:
        """The same rows of both sides, read at the same time."""
        ours = f"audit.entry where service = {copied.quoted(service)} and {condition}"
        theirs = f"store.event where {condition}"
        reads = [copied.rows(self._journal, f"{copied.SELECT} {ours}")]
        if service in self._stores:
            reads.append(copied.rows(self._stores[service], f"{copied.SELECT} {theirs}"))
        journal, *store = await asyncio.gather(*reads)
        return journal, store[0] if store else b""

    async def _ends(self, service: str, condition: str, value: Any) -> tuple[Ends, Ends]:
        what = "select stream, version, head from"
        journal = await self._journal.fetch(
            f"{what} audit.stream where service = $1 and {condition}", service, value
        )
        store: Iterable[Any] = ()
        if service in self._stores:
            condition = condition.replace("$2", "$1")
            store = await self._stores[service].fetch(
                f"{what} store.stream where {condition}", value
            )
        return _ends(journal), _ends(store)

    def _tell(self, comparison: Comparison) -> None:
        total = sum(self.journal_ends.values())
        self._progress(min(self._done + comparison.events, total), total)

    def _add(self, comparison: Comparison, streams: int) -> None:
        self._done += comparison.events
        self.events += comparison.events
        self.links += comparison.links
        self.pending += comparison.pending
        self.streams += streams
        self.findings += comparison.findings


def _pages(shard: int, last: int) -> Iterator[str]:
    """Conditions that cut a shard into pages up to its last position, and nothing is left out."""
    low, high = _FIRST, PAGE
    while low < _BEYOND:
        high = _BEYOND if high >= last else high
        yield f"shard = {shard} and position > '{low}' and position <= '{high}' order by position"
        low, high = high, high + PAGE


def _ends(rows: Iterable[Any]) -> dict[str, tuple[int, bytes]]:
    return {row["stream"]: (row["version"], row["head"]) for row in rows}
