"""What a service that decides is like right now: lag, outbox, letters, agenda, read tables.

What only the database knows is asked with a few small indexed queries per look and partition.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition

from services.kit import telemetry_instruments as instruments
from services.kit.clock import Clock
from services.kit.dead_letters import disposition
from services.kit.looking import Looking, Reading, Say
from services.kit.metrics import Metrics

if TYPE_CHECKING:
    from services.kit.main import Process
    from services.kit.owner import Owner

AHEAD = 500  # positions searched for holes: what the relay would send next

_WAITING = (
    "select rule, count(*) as n from store.dead_letter "
    "where open and stream is null and shard = any($1::smallint[]) group by rule"
)
_LATE = (
    "select (select count(*) from store.agenda a join store.shard s using (shard) "
    "where a.shard = any($1::smallint[]) and a.due_on <= s.closed_on) as timers, "
    "(select min(e.recorded_at) from store.relay r join store.event e "
    "on e.shard = r.shard and e.position = r.position + 1 "
    "where r.shard = any($1::smallint[])) as unsent"
)
_HOLES = (
    "select coalesce(sum(upto - r.position - (select count(*) from store.event e "
    "where e.shard = r.shard and e.position > r.position and e.position <= upto)), 0)::bigint "
    "from store.relay r join store.shard s using (shard) "
    "cross join lateral (select least(s.position, r.position + $2) as upto) as ahead "
    "where r.shard = any($1::smallint[]) and s.position > r.position"
)
_UNREAD = (
    "select sum(s.position - coalesce(p.position, 0))::bigint as events, "
    "min(e.recorded_at) as oldest from store.shard s "
    "left join store.projection p on p.shard = s.shard and p.name = $2 "
    "left join store.event e on e.shard = s.shard and e.position = coalesce(p.position, 0) + 1 "
    "where s.shard = any($1::smallint[])"
)


class Gauges(Looking):
    """Looks at one process until cancelled."""

    def __init__(self, process: Process, metrics: Metrics, clock: Clock) -> None:
        super().__init__(metrics, clock)
        self.process = process

    def known(self, say: Say) -> None:
        """What is claimed, backlog, held streams, and what has stopped."""
        inbox, relay, tables = self.process.inbox, self.process.relay, self.process.projector
        for partition in range(self.process.settings.partitions):
            unowned = int(partition not in inbox.owners)
            say(instruments.UNOWNED, unowned, partition=str(partition))
        for partition, owner in inbox.owners.items():
            at = {"partition": str(partition)}
            say(instruments.OUTBOX_PENDING, relay.backlog(owner), **at)
            say(instruments.PARKED_LOANS, len(owner.held), **at)
            say(instruments.RELAY_STOPPED, int(partition in relay.stopped), **at)
            still = int(any(shard in tables.stopped for shard in owner.owned))
            say(instruments.PROJECTION_STOPPED, still, projection=tables.name, **at)
        say(instruments.EDITIONS_LATE, len(inbox.late_editions))
        halted = inbox.halted
        for partition in inbox.owners.keys() | halted.keys():
            say(instruments.HALTED, int(partition in halted), partition=str(partition))

    def reading(self) -> Reading:
        """All topics, from the offsets that are stored."""
        inbox = self.process.inbox
        offsets = {
            TopicPartition(topic, partition): owner.next_offsets[topic]
            for partition, owner in inbox.owners.items()
            for topic in inbox.topics
        }
        return Reading(inbox.consumer(), inbox.topics, offsets)

    async def asked(self, say: Say) -> None:
        """Of each owner's database."""
        clock_asked = False
        for owner in list(self.process.inbox.owners.values()):
            async with self.process.store.connection(next(iter(owner.owned))) as db:
                if not clock_asked:
                    await self.database_clock(say, db)
                    clock_asked = True
                await self._stored(owner, say, db)

    async def _stored(self, owner: Owner, say: Say, db: Any) -> None:
        projection, shards = self.process.projector.name, list(owner.owned)
        waiting: list[Any] = await db.fetch(_WAITING, shards)
        late: Any = await db.fetchrow(_LATE, shards)
        holes: int = await db.fetchval(_HOLES, shards, AHEAD)
        unread: Any = await db.fetchrow(_UNREAD, shards, projection)
        at = {"partition": str(owner.partition)}
        say(instruments.TIMERS_OVERDUE, late["timers"], **at)
        say(instruments.OUTBOX_AGE, self.age_s(late["unsent"]), **at)
        say(instruments.OUTBOX_HOLES, holes, **at)
        say(instruments.PROJECTION_EVENTS, unread["events"], projection=projection, **at)
        say(
            instruments.PROJECTION_SECONDS,
            self.age_s(unread["oldest"]),
            projection=projection,
            **at,
        )
        letters: Counter[str] = Counter()
        for row in waiting:
            letters[disposition(row["rule"])] += row["n"]
        for kind, n in letters.items():
            say(instruments.DEAD_OPEN, n, disposition=kind, **at)
        if not letters:
            say(instruments.DEAD_OPEN, 0, **at)
