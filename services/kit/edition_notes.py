"""Which editions of its policies a partition was last worked on with, and what is said when one comes.

An edition takes effect when its first day is closed; one whose first day is closed already changes
nothing that was decided, and nobody would see it. So each claim compares the editions it has with those of
the claim before. A member of an older release, which lacks one, notes that too: when its successor has the
edition again, the days closed meanwhile were closed without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import structlog

from services.kit.store_arguments import REFUSED, meaning

if TYPE_CHECKING:
    from services.kit.owner import Owner
    from services.kit.policy import Policy
    from services.kit.store import PostgresStore

log = structlog.get_logger()

CAME_LATE = "policy edition came too late"
_READ = "select policy_id, first_day from store.edition where partition = $1"
_NOTE = "select store.note_editions($1, $2, $3, $4, $5)"

Editions = Mapping[str, date]
"""First day by policy id; of a pack that services share with its folder's name before it."""


class EditionNotes:
    """Keeps no notes: for stores without tables of their own."""

    async def editions(self, owner: Owner) -> Editions:
        """What the claim before has noted; nothing before the first one."""
        return {}

    async def note_editions(self, owner: Owner, editions: Editions) -> None:
        """Note them in place of the earlier ones; ``Stale`` when fenced."""


class StoredEditionNotes(EditionNotes):
    """Notes in the database of the owner's shards."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store

    async def editions(self, owner: Owner) -> Editions:
        """What the claim before has noted; nothing before the first one."""
        async with self._store.connection(owner.owned[0]) as db:
            rows = await db.fetch(_READ, owner.partition)
        return {row["policy_id"]: row["first_day"] for row in rows}

    async def note_editions(self, owner: Owner, editions: Editions) -> None:
        """Note them in place of the earlier ones; ``Stale`` when fenced."""
        shard = owner.owned[0]
        epoch, names, days = owner.shards[shard].epoch, [*editions], [*editions.values()]
        async with self._store.connection(shard) as db:
            try:
                await db.execute(_NOTE, shard, epoch, owner.partition, names, days)
            except REFUSED as refused:
                raise meaning(refused) from refused


async def compare(owner: Owner, notes: EditionNotes) -> list[str]:
    """Say which editions have come or gone since the last claim, and note them; returns those that came
    too late, which is said loudly.
    """
    present = _present(owner.service.policies.editions)
    before = await owner.patiently(lambda: notes.editions(owner))
    if present == before:
        return []
    closed = max(
        (day for each in owner.shards.values() if (day := each.closed_on) is not None),
        default=date.min,
    )
    noted = {_pack(name) for name in before}  # a release before noted no shared ones
    came = sorted(name for name in present.keys() - before.keys() if _pack(name) in noted)
    for name in came:
        _say_came(owner, name, present[name], closed)
    for name in sorted(before.keys() - present.keys()):
        told = {"partition": owner.partition, "policy_id": name, "first_day": before[name]}
        log.warning("policy edition is not here, but was", **told)
    await owner.patiently(lambda: notes.note_editions(owner, present))
    return [name for name in came if present[name] <= closed]


def _present(editions: Iterable[Policy]) -> Editions:
    present: dict[str, date] = {}
    for own in editions:
        present[own.policy_id] = own.effective_from
        for pack in own.SHARED:
            shared: Iterable[Policy] = getattr(own, pack)
            present |= {f"{pack}/{each.policy_id}": each.effective_from for each in shared}
    return present


def _pack(name: str) -> str:
    """The folder of a shared pack; nothing for the service's own."""
    return name.rpartition("/")[0].rpartition("/")[0]


def _say_came(owner: Owner, name: str, first: date, closed: date) -> None:
    told = {"partition": owner.partition, "policy_id": name, "first_day": first}
    if first > closed:
        log.info("policy edition came", **told)
        return
    log.critical(
        CAME_LATE,
        **told,
        closed_on=closed,
        reason=f"{name} is in force from {first}, which was closed without it: what was decided stands",
    )
