"""The store without a server: the same promises as ``PostgresStore``, in one process's memory.

For tests and simulations. A ``MemoryDatabase`` is what survives a crash; each ``MemoryStore`` is one
process's connection to it. A hook is called before every call and after every commit and may raise:
``StoreUnavailable`` plays a lost connection, anything else a death at that point. A write works on a
copy that replaces the data at the end, so an error at any line leaves nothing behind.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.persistence import RecordConflictError

from services.kit.batch import (
    AgendaRow,
    Batch,
    Claim,
    DeadLetterRow,
    DuplicateMessage,
    RelayMove,
    ShardState,
    Stale,
    StreamPast,
)
from services.kit.pages import FIRST_PAGE, PAGE_BYTES, Page, within
from services.kit.row import EventRow
from services.kit.sharding import SHARDS

NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Call = Literal[
    "claim", "positions", "load", "heads", "streams", "due", "taken", "letters", "pages", "append",
    "relay_state", "relay_move",
]  # fmt: skip


class Step(NamedTuple):
    """A point where a process may die: ``after`` only for the calls that write."""

    moment: Literal["before", "after"]
    call: Call


Hook = Callable[[Step], None]


class _Stream(NamedTuple):
    shard: int
    version: int
    head: bytes
    events: tuple[EventRow, ...]


class _Tables(msgspec.Struct):
    """All that is stored; the values are never changed in place, only replaced."""

    shards: dict[int, ShardState]
    relay: dict[int, int]
    consumed: dict[tuple[str, int], int] = {}
    sources: dict[tuple[str, int], int] = {}
    foreign: dict[bytes, date] = {}
    streams: dict[str, _Stream] = {}
    events: dict[int, tuple[EventRow, ...]] = {}
    agenda: frozenset[AgendaRow] = frozenset()
    letters: dict[UUID, DeadLetterRow] = {}
    closed: frozenset[UUID] = frozenset()
    relay_sent: dict[tuple[int, str], int] = {}

    def copy(self, *names: str) -> _Tables:
        """A copy in which the tables of these names can be changed without touching these here."""
        return msgspec.structs.replace(self, **{n: dict(getattr(self, n)) for n in names})


_OF_A_BATCH = ("consumed", "sources", "foreign", "streams", "shards", "events", "letters")


class MemoryDatabase:
    """What outlives the processes that write to it."""

    def __init__(self) -> None:
        shards = {n: ShardState(n, 0, 0, 0, NEVER, None) for n in range(SHARDS)}
        self.tables = _Tables(shards=shards, relay=dict.fromkeys(range(SHARDS), 0))


def nothing_happens(step: Step) -> None:
    """The hook of a calm run."""


class MemoryStore:
    """One process's view of a ``MemoryDatabase``; ``hook`` is told each step and may raise."""

    def __init__(
        self, database: MemoryDatabase | None = None, hook: Hook = nothing_happens
    ) -> None:
        self.database = MemoryDatabase() if database is None else database
        self.hook = hook

    async def close(self) -> None:
        """Nothing is held open."""

    async def _ask(self, call: Call) -> _Tables:
        """The point before a call; others run meanwhile, as they do while a server works."""
        await asyncio.sleep(0)
        self.hook(Step("before", call))
        return self.database.tables

    def _commit(self, call: Call, tables: _Tables) -> None:
        self.database.tables = tables
        self.hook(Step("after", call))

    # -- owning ---------------------------------------------------------------------------------

    async def claim(self, topics: Sequence[str], partition: int, shards: Sequence[int]) -> Claim:
        """Become the owner of a partition's shards; whoever held them is fenced from now on."""
        tables = (await self._ask("claim")).copy("consumed", "shards")
        for topic in topics:
            tables.consumed.setdefault((topic, partition), 0)
        for shard in shards:
            held = tables.shards[shard]
            tables.shards[shard] = msgspec.structs.replace(held, epoch=held.epoch + 1)
        self._commit("claim", tables)
        parked = (
            letter.stream
            for letter in _open(tables)
            if letter.stream is not None and letter.shard in shards
        )
        return Claim(
            shards={shard: tables.shards[shard] for shard in shards},
            next_offsets={t: at for (t, p), at in tables.consumed.items() if p == partition},
            sources={at: position for at, position in tables.sources.items() if at[1] in shards},
            held=dict(Counter(parked)),
        )

    async def positions(
        self, topic: str, partition: int, shards: Sequence[int]
    ) -> tuple[int, dict[int, ShardState]]:
        """The stored next offset and shard states: resolves an unknown commit."""
        tables = await self._ask("positions")
        offset = tables.consumed.get((topic, partition), 0)
        return offset, {shard: tables.shards[shard] for shard in shards}

    # -- reading --------------------------------------------------------------------------------

    async def load(self, streams: Sequence[str], shard: int) -> dict[str, StreamPast]:
        """The past of the streams that exist."""
        tables = await self._ask("load")
        past: dict[str, StreamPast] = {}
        for stream in streams:
            if (found := tables.streams.get(stream)) is not None:
                stored = [(row.type, row.schema_version, row.payload) for row in found.events]
                past[stream] = StreamPast(found.version, found.head, found.events[0].key, stored)
        return past

    async def heads(self, streams: Sequence[str], shard: int) -> dict[str, tuple[int, bytes]]:
        """Version and chain head of the streams that exist."""
        held = (await self._ask("heads")).streams
        return {each: (held[each].version, held[each].head) for each in streams if each in held}

    async def streams(self, shards: Sequence[int]) -> list[tuple[int, str]]:
        """Every stream of these shards, in order of shard and name."""
        held = (await self._ask("streams")).streams
        return sorted((s, n) for n, at in held.items() if (s := at.events[0].shard) in shards)

    async def due(self, shards: Sequence[int], on: date) -> list[AgendaRow]:
        """Agenda rows that are due on or before the day, in order of day, stream, reason."""
        tables = await self._ask("due")
        found = [row for row in tables.agenda if row.shard in shards and row.due_on <= on]
        return sorted(found, key=lambda row: row[1:])

    async def taken(self, digests: Iterable[bytes], shard: int) -> set[bytes]:
        """Which of these foreign messages were taken before."""
        return set(digests) & (await self._ask("taken")).foreign.keys()

    async def letters(
        self, *, stream: str | None, event_id: UUID | None, shard: int, page: Page = FIRST_PAGE
    ) -> list[EventRow]:
        """The open parked messages of a stream, or one open dead letter: see ``Store``."""
        tables = await self._ask("letters")
        wanted = {
            letter.event_id
            for letter in _open(tables)
            if letter.shard == shard
            and ((stream is not None and letter.stream == stream) or letter.event_id == event_id)
        }
        later = tables.events.get(shard, ())[page.after :]
        return within([r for r in later if r.event_id in wanted][: page.rows], page.bytes)

    async def page(self, shard: int, after: int, limit: int) -> list[EventRow]:
        """Events of a shard after a position, in position order."""
        return await self.pages({shard: after}, limit)

    async def pages(
        self, after: dict[int, int], limit: int, bytes_max: int = PAGE_BYTES
    ) -> list[EventRow]:
        """Events of several shards, each after its position: see ``Store``."""
        events = (await self._ask("pages")).events
        # Positions are dense from 1, so a position is also a place in the shard's tuple.
        return [
            row
            for shard, position in sorted(after.items())
            for row in within(events.get(shard, ())[position : position + limit], bytes_max)
        ]

    # -- writing --------------------------------------------------------------------------------

    async def append(self, batch: Batch) -> None:
        """Write a batch: all or nothing."""
        tables = (await self._ask("append")).copy(*_OF_A_BATCH)
        _consume(tables, batch)
        _move_streams(tables, batch)
        _move_shards(tables, batch)
        _add_events(tables, batch)
        if batch.agenda_removed or batch.agenda_added:
            tables.agenda = (tables.agenda - {*batch.agenda_removed}) | {*batch.agenda_added}
        for letter in batch.dead_letters:
            if letter.event_id in tables.letters:
                raise RecordConflictError(f"letter {letter.event_id} is there already")
            tables.letters[letter.event_id] = letter
        tables.closed |= {each for each in batch.closed_letters if each in tables.letters}
        self._commit("append", tables)

    async def relay_state(self, shards: Sequence[int]) -> dict[int, tuple[int, dict[str, int]]]:
        """Per shard: the relay's cursor and the last position sent to each topic."""
        tables = await self._ask("relay_state")
        state: dict[int, tuple[int, dict[str, int]]] = {n: (tables.relay[n], {}) for n in shards}
        for (shard, topic), position in tables.relay_sent.items():
            if shard in state:
                state[shard][1][topic] = position
        return state

    async def relay_move(self, moves: Sequence[RelayMove]) -> None:
        """Move the relay's cursors; ``Stale`` when another owner has taken over."""
        tables = (await self._ask("relay_move")).copy("relay", "relay_sent")
        for move in moves:
            held = (tables.relay[move.shard], tables.shards[move.shard].epoch)
            if held != (move.before, move.epoch):
                raise Stale(f"relay of shard {move.shard} has another owner or position")
            tables.relay[move.shard] = move.after
            tables.relay_sent |= {(move.shard, topic): at for topic, at in move.sent.items()}
        self._commit("relay_move", tables)


def _open(tables: _Tables) -> list[DeadLetterRow]:
    return [each for each in tables.letters.values() if each.event_id not in tables.closed]


def _consume(tables: _Tables, batch: Batch) -> None:
    """Move the offset from exactly where the batch began; note what was taken from producers."""
    at = (batch.topic, batch.partition)
    if tables.consumed.get(at) != batch.offset_from:
        raise Stale(
            f"position of {batch.topic} {batch.partition} is not {batch.offset_from} any more"
        )
    tables.consumed[at] = batch.offset_to
    for source, position in batch.sources.items():
        tables.sources[source] = max(position, tables.sources.get(source, position))
    if not batch.foreign.keys().isdisjoint(tables.foreign):
        raise DuplicateMessage("a message of this batch was taken before")
    tables.foreign |= batch.foreign


def _move_streams(tables: _Tables, batch: Batch) -> None:
    for move in batch.streams:
        held = tables.streams.get(move.stream)
        if (0 if held is None else held.version) != move.expected:
            raise RecordConflictError(
                f"stream {move.stream} is not at version {move.expected} any more"
            )
        events = () if held is None else held.events
        tables.streams[move.stream] = _Stream(move.shard, move.version, move.head, events)


def _move_shards(tables: _Tables, batch: Batch) -> None:
    for move in batch.shards:
        held = tables.shards[move.after.shard]
        if (held.epoch, held.position) != (move.before.epoch, move.before.position):
            raise Stale(f"shard {held.shard} has another owner or position")
        tables.shards[held.shard] = msgspec.structs.replace(move.after, epoch=held.epoch)


def _add_events(tables: _Tables, batch: Batch) -> None:
    """Positions and versions follow without a gap, which a position used twice does not."""
    for row in batch.events:
        shard, stream = tables.events.get(row.shard, ()), tables.streams[row.stream]
        if (row.position, row.version) != (len(shard) + 1, len(stream.events) + 1):
            raise RecordConflictError(
                f"shard {row.shard}: position {row.position} or {row.stream} version "
                f"{row.version} is used already or leaves a gap"
            )
        tables.events[row.shard] = (*shard, row)
        tables.streams[row.stream] = stream._replace(events=(*stream.events, row))
