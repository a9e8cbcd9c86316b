"""What the kit asks of a store, so that owners and relays work with either one.

``PostgresStore`` is the real one. ``MemoryStore`` keeps the same promises without a server, for
tests and simulations; one suite of tests runs against both. The projector is not served by this:
its read tables are SQL and need ``PostgresStore.connection``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from services.kit.batch import AgendaRow, Batch, Claim, RelayMove, ShardState, StreamPast
from services.kit.pages import FIRST_PAGE, PAGE_BYTES, Page
from services.kit.row import EventRow


class Store(Protocol):
    """Writes batches all or nothing and reads back what was written.

    Errors: ``Stale`` (another owner, or somebody else did it), ``RecordConflictError`` (a stream
    has another version), ``DuplicateMessage`` (a foreign message was taken before) and
    ``StoreUnavailable`` (no answer: whether a write happened is unknown, ask ``positions``).
    """

    async def claim(self, topics: Sequence[str], partition: int, shards: Sequence[int]) -> Claim:
        """Become the owner of a partition's shards; whoever held them is fenced from now on."""
        ...

    async def positions(
        self, topic: str, partition: int, shards: Sequence[int]
    ) -> tuple[int, dict[int, ShardState]]:
        """The stored next offset and shard states: resolves an unknown commit."""
        ...

    async def load(self, streams: Sequence[str], shard: int) -> dict[str, StreamPast]:
        """The past of the streams that exist."""
        ...

    async def heads(self, streams: Sequence[str], shard: int) -> dict[str, tuple[int, bytes]]:
        """Version and chain head of the streams that exist."""
        ...

    async def streams(self, shards: Sequence[int]) -> list[tuple[int, str]]:
        """Every stream of these shards, in order of shard and name."""
        ...

    async def due(self, shards: Sequence[int], on: date) -> list[AgendaRow]:
        """Agenda rows that are due on or before the day, in order of day, stream, reason."""
        ...

    async def taken(self, digests: Iterable[bytes], shard: int) -> set[bytes]:
        """Which of these foreign messages were taken before."""
        ...

    async def letters(
        self, *, stream: str | None, event_id: UUID | None, shard: int, page: Page = FIRST_PAGE
    ) -> list[EventRow]:
        """The open parked messages of a stream, or one open dead letter, oldest first.

        Only those after the page's position of the shard, at most so many rows and no more than keep
        within so many bytes of payload together; the first one always, however large.
        """
        ...

    async def page(self, shard: int, after: int, limit: int) -> list[EventRow]:
        """Events of a shard after a position, in position order."""
        ...

    async def pages(
        self, after: dict[int, int], limit: int, bytes_max: int = PAGE_BYTES
    ) -> list[EventRow]:
        """Events of several shards, each after its position.

        Of each shard at most ``limit`` and no more than keep within ``bytes_max`` of payload
        together; the first one always, however large.
        """
        ...

    async def append(self, batch: Batch) -> None:
        """Write a batch: all or nothing."""
        ...

    async def relay_state(self, shards: Sequence[int]) -> dict[int, tuple[int, dict[str, int]]]:
        """Per shard: the relay's cursor and the last position sent to each topic."""
        ...

    async def relay_move(self, moves: Sequence[RelayMove]) -> None:
        """Move the relay's cursors; ``Stale`` when another owner has taken over."""
        ...

    async def close(self) -> None:
        """Give everything back that the store holds open."""
        ...
