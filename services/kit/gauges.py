"""What a service is like right now, looked up every few seconds: lag, outbox, letters, agenda.

The looks are taken on the event loop, where inbox, relay and owners live, and are left in
``Metrics.looked`` for the exporter's thread. What only the database knows is asked with three
small indexed queries per look and partition; when it does not answer, those gauges have no value
rather than an old one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from services.kit import telemetry_names as names
from services.kit.batch import StoreUnavailable
from services.kit.clock import Clock
from services.kit.dead_letters import disposition
from services.kit.metrics import Metrics, Observations
from services.kit.telemetry_names import Instrument

if TYPE_CHECKING:
    from services.kit.main import Process
    from services.kit.owner import Owner

log = structlog.get_logger()

LOOK_EVERY_S = 5.0

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
_UNREAD = (
    "select sum(s.position - coalesce(p.position, 0))::bigint as events, "
    "min(e.recorded_at) as oldest from store.shard s "
    "left join store.projection p on p.shard = s.shard and p.name = $2 "
    "left join store.event e on e.shard = s.shard and e.position = coalesce(p.position, 0) + 1 "
    "where s.shard = any($1::smallint[])"
)


class Gauges:
    """Looks at one process until cancelled."""

    def __init__(self, process: Process, metrics: Metrics, clock: Clock) -> None:
        self.process = process
        self.metrics = metrics
        self.clock = clock
        self._level_ms: dict[tuple[str, int], float] = {}  # when we last had nothing left to take
        self._first_ms: dict[tuple[str, int], float] = {}  # when we first looked

    async def run(self) -> None:
        """Look, wait, look again."""
        while True:
            try:
                await self.look()
            except Exception as failure:  # being watched must end no service
                self.metrics.looked = {}
                log.error("gauges have no values", exc_info=failure)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """One look; replaces all gauges' values at once."""
        found: Observations = {one.name: [] for one in names.GAUGES}

        def say(what: Instrument, value: float, **labels: str) -> None:
            found[what.name].append((value, tuple(labels.items())))

        inbox, relay, metrics = self.process.inbox, self.process.relay, self.metrics
        owners = list(inbox.owners.values())
        self._lag(say)
        for owner in owners:
            say(names.OUTBOX_PENDING, relay.backlog(owner), partition=str(owner.partition))
        say(names.PARKED_LOANS, sum(len(owner.held) for owner in owners))
        say(names.RELAY_STOPPED, len(relay.stopped))
        say(names.HALTED, len(inbox.halted))
        say(names.CLOCK_SKEW, metrics.skew_s)
        metrics.skew_s = 0.0
        try:
            letters: Counter[str] = Counter()
            for owner in owners:
                letters += await self._stored(owner, say)
            for kind, n in letters.items():
                say(names.DEAD_OPEN, n, disposition=kind)
            if not letters:
                say(names.DEAD_OPEN, 0)
        except StoreUnavailable as lost:
            log.warning("gauges wait for the database", reason=str(lost))
        metrics.looked = found

    def _lag(self, say: Callable[..., None]) -> None:
        """From what the consumer knows: no request is made."""
        inbox, metrics = self.process.inbox, self.metrics
        consumer, now_ms = inbox.consumer(), self.clock().timestamp() * 1000
        if consumer is None:
            return
        for tp in consumer.assignment():
            owner, at = inbox.owners.get(tp.partition), (tp.topic, tp.partition)
            end = consumer.highwater(tp)  # None before the first fetch
            if owner is None or end is None:
                continue
            records = max(0, end - owner.next_offsets[tp.topic])
            if not records:
                self._level_ms[at] = now_ms
            taken = max(metrics.applied.get(at, 0), self._level_ms.get(at, 0))
            since = metrics.in_hand.get(at) or taken or self._first_ms.setdefault(at, now_ms)
            seconds = max(0.0, now_ms - since) / 1000 if records else 0.0
            say(names.LAG_RECORDS, records, topic=tp.topic, partition=str(tp.partition))
            say(names.LAG_SECONDS, seconds, topic=tp.topic, partition=str(tp.partition))

    async def _stored(self, owner: Owner, say: Callable[..., None]) -> Counter[str]:
        """What the owner's database knows; returns its open dead letters by disposition."""
        projection, shards = self.process.projector.name, list(owner.owned)
        async with self.process.store.connection(shards[0]) as db:
            waiting: list[Any] = await db.fetch(_WAITING, shards)
            late: Any = await db.fetchrow(_LATE, shards)
            unread: Any = await db.fetchrow(_UNREAD, shards, projection)
        at = {"partition": str(owner.partition)}
        say(names.TIMERS_OVERDUE, late["timers"], **at)
        say(names.OUTBOX_AGE, self._age_s(late["unsent"]), **at)
        say(names.PROJECTION_EVENTS, unread["events"], projection=projection, **at)
        say(names.PROJECTION_SECONDS, self._age_s(unread["oldest"]), projection=projection, **at)
        letters: Counter[str] = Counter()
        for row in waiting:
            letters[disposition(row["rule"])] += row["n"]
        return letters

    def _age_s(self, recorded_at: datetime | None) -> float:
        if recorded_at is None:
            return 0.0
        return max(0.0, (self.clock() - recorded_at).total_seconds())
