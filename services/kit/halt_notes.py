"""Halts as rows of ``store.halt``: still there when the process has died, for people and ``status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kit.edition_notes import EditionNotes, StoredEditionNotes
from services.kit.halts import Halt
from services.kit.store_arguments import REFUSED, meaning

if TYPE_CHECKING:
    from services.kit.owner import Owner

_COLUMNS = (
    "topic, partition, rule, detail, waits_at, since, shard, last, previous, position, clock"
)
_READ = f"select {_COLUMNS} from store.halt where partition = $1"  # noqa: S608
_NOTE = "select store.note_halt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
_CLEAR = "select store.clear_halt($1, $2, $3, $4)"


class HaltNotes(EditionNotes):
    """Keeps no notes: for stores without tables of their own, in simulations."""

    async def read(self, owner: Owner) -> list[Halt]:
        """What was noted for the owner's partition."""
        return []

    async def note(self, owner: Owner, halt: Halt) -> None:
        """Note a halt, in place of an earlier one of the same topic; ``Stale`` when fenced."""

    async def clear(self, owner: Owner, topic: str) -> None:
        """The topic has gone on; ``Stale`` when fenced."""


class StoredHaltNotes(StoredEditionNotes, HaltNotes):
    """Notes in the database of the owner's shards."""

    async def read(self, owner: Owner) -> list[Halt]:
        """What was noted for the owner's partition."""
        async with self._store.connection(owner.owned[0]) as db:
            return [Halt(**dict(row)) for row in await db.fetch(_READ, owner.partition)]

    async def note(self, owner: Owner, halt: Halt) -> None:
        """Note a halt, in place of an earlier one of the same topic; ``Stale`` when fenced."""
        columns = [getattr(halt, name) for name in Halt.__struct_fields__]
        await self._execute(owner, _NOTE, *columns)

    async def clear(self, owner: Owner, topic: str) -> None:
        """The topic has gone on; ``Stale`` when fenced."""
        await self._execute(owner, _CLEAR, topic, owner.partition)

    async def _execute(self, owner: Owner, call: str, *arguments: object) -> None:
        shard = owner.owned[0]
        async with self._store.connection(shard) as db:
            try:
                await db.execute(call, shard, owner.shards[shard].epoch, *arguments)
            except REFUSED as refused:
                raise meaning(refused) from refused
