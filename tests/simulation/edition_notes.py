"""The editions that were noted of each partition, in the simulated database."""

from __future__ import annotations

from services.kit.batch import Stale
from services.kit.edition_notes import Editions
from services.kit.halt_notes import HaltNotes
from services.kit.owner import Owner
from tests.simulation.database import Database


class Notes(HaltNotes):
    """Halts are not noted; editions are, fenced like the real ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def editions(self, owner: Owner) -> Editions:
        """What the claim before has noted."""
        return self._database.editions.get(owner.partition, {})

    async def note_editions(self, owner: Owner, editions: Editions) -> None:
        """In place of the earlier ones."""
        shard = owner.owned[0]
        if self._database.memory.tables.shards[shard].epoch != owner.shards[shard].epoch:
            raise Stale(f"shard {shard} has another owner")
        self._database.editions[owner.partition] = editions
