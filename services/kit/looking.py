"""Looks at a running service every few seconds: the loop, and what is looked at the same way everywhere.

The looks are taken on the event loop, where the parts of the service live, and are left in
``Metrics.looked`` for the exporter's thread. What can't be found out has no value rather than an
old one; that Kafka or the database does not answer is itself a number (docs/telemetry.md).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from services.kit import telemetry_instruments as instruments
from services.kit.batch import StoreUnavailable
from services.kit.clock import Clock, utc_now
from services.kit.metrics import Metrics, Observations
from services.kit.tracing import Tracing

log = structlog.get_logger()

LOOK_EVERY_S = 5.0
KAFKA_S = 5.0  # for an answer of Kafka, before the lag of this look is left untold
DATABASE_S = (
    10.0  # the same for the database, whose own limits are far longer than a look may take
)
OLDEST_MS = 10**11  # of March 1973: what is less counts seconds, or is Kafka's -1 for no timestamp
SKEWS_KEPT = 12  # looks: a lead is shown for a minute, so that no exporter's interval misses it

Say = Callable[..., None]
"""``say(instrument, value, **labels)``."""


class Unread(NamedTuple):
    """How many records of one partition of a topic are not taken yet."""

    topic: str
    partition: int
    records: int


class Reading(NamedTuple):
    """What a service reads: by which consumer, and the next record of each partition it has claimed."""

    consumer: AIOKafkaConsumer | None
    topics: Sequence[str]
    offsets: Mapping[TopicPartition, int]


class Looking:
    """Looks until cancelled; what a service is looked at for is in the first three methods."""

    def __init__(self, metrics: Metrics, clock: Clock) -> None:
        self.metrics = metrics
        self.clock = clock
        self._began = self._answered = monotonic()
        self._asking: asyncio.Task[Observations] | None = None
        self._skews: deque[float] = deque(maxlen=SKEWS_KEPT)
        self._level_ms: dict[tuple[str, int], float] = {}  # when we last had nothing left to take
        self._first_ms: dict[tuple[str, int], float] = {}  # when we first looked

    def known(self, say: Say) -> None:
        """What this process knows by itself."""

    def reading(self) -> Reading:
        """What is compared with the ends of the topics."""
        return Reading(None, (), {})

    async def asked(self, say: Say) -> None:
        """What only the database knows; ``StoreUnavailable`` leaves it untold."""

    @property
    def running_s(self) -> float:
        """How long this process has been watched, in seconds."""
        return monotonic() - self._began

    async def run(self) -> None:
        """Look, wait, look again."""
        try:
            while True:
                try:
                    await self.look()
                except Exception as failure:  # being watched must end no service
                    self.metrics.show({})
                    log.error("gauges have no values", exc_info=failure)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            if self._asking is not None:
                self._asking.cancel()
                await asyncio.gather(self._asking, return_exceptions=True)

    async def look(self) -> None:
        """One look; replaces all gauges' values at once."""
        found, say = self._empty()
        say(instruments.UPTIME, self.running_s)
        self._skews.append(self.metrics.skew_s)
        self.metrics.skew_s = 0.0
        say(instruments.CAUSE_SKEW, max(self._skews))
        self.known(say)
        await self._compare(say)
        for name, told in (await self._of_database()).items():
            found[name] += told
        self.metrics.show(found)

    def _empty(self) -> tuple[Observations, Say]:
        found: Observations = {one.name: [] for one in self.metrics.instruments.gauges}

        def say(what: instruments.Instrument, value: float, **labels: str) -> None:
            found[what.name].append((value, tuple(labels.items())))

        return found, say

    # -- Kafka ----------------------------------------------------------------------------------

    async def _compare(self, say: Say) -> None:
        """Ask Kafka how far the topics go: what the consumer fetched last says nothing once no fetch is
        answered. Where nothing is claimed one partition is asked about, to hear whether Kafka answers.
        """
        consumer, topics, offsets = self.reading()
        if consumer is not None:
            mine = [at for at in consumer.assignment() if at in offsets]
            ends = await _ends(consumer, mine or [TopicPartition(topics[0], 0)])
            if ends:
                self._answered = monotonic()
                offsets = self.reading().offsets  # some were taken meanwhile
                self.lag(
                    say,
                    [
                        Unread(at.topic, at.partition, max(0, ends[at] - offsets[at]))
                        for at in mine
                        if at in ends and at in offsets
                    ],
                )
        say(instruments.SILENCE, monotonic() - self._answered)

    def lag(self, say: Say, unread: Iterable[Unread]) -> None:
        """In records and in seconds."""
        now_ms = self.clock().timestamp() * 1000
        for topic, partition, records in unread:
            at, place = (topic, partition), {"topic": topic, "partition": str(partition)}
            if not records:
                self._level_ms[at] = now_ms
            said = _made(self.metrics.in_hand.get(at)) or _made(self.metrics.applied.get(at))
            since = max(said, self._level_ms.get(at, 0))  # what waits now was not there then
            since = since or self._first_ms.setdefault(at, now_ms)
            seconds = max(0.0, now_ms - since) / 1000 if records else 0.0
            say(instruments.LAG_RECORDS, records, **place)
            say(instruments.LAG_SECONDS, seconds, **place)

    # -- the database ---------------------------------------------------------------------------

    async def _of_database(self) -> Observations:
        """What it tells in time; a question still open is counted and waited for by the next look."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=DATABASE_S)
        if not done:
            self.metrics.count(instruments.UNAVAILABLE)
            log.warning("gauges wait for the database", reason="no answer yet")
            return {}
        self._asking = None
        try:
            return asking.result()
        except StoreUnavailable as lost:
            log.warning("gauges wait for the database", reason=str(lost))
            return {}

    async def _ask(self) -> Observations:
        found, say = self._empty()
        await self.asked(say)
        return found

    async def database_clock(self, say: Say, db: Any) -> None:
        """The database's clock against ours, in the middle of the question."""
        before = self.clock()
        theirs: datetime = await db.fetchval("select clock_timestamp()")
        middle = before + (self.clock() - before) / 2
        say(instruments.DATABASE_SKEW, (theirs - middle).total_seconds())

    def age_s(self, since: datetime | None) -> float:
        """Seconds since then; 0 for nothing and for what our clock has not reached yet."""
        if since is None:
            return 0.0
        return max(0.0, (self.clock() - since).total_seconds())


def _made(timestamp_ms: int | None) -> int:
    """When a record was made by its producer's word; 0 when that is none."""
    return timestamp_ms if timestamp_ms is not None and timestamp_ms >= OLDEST_MS else 0


async def _ends(
    consumer: AIOKafkaConsumer, asked: Sequence[TopicPartition]
) -> dict[TopicPartition, int]:
    """The next offset of each; nothing when Kafka does not answer for all of them in time."""
    try:
        async with asyncio.timeout(KAFKA_S):
            ends: dict[TopicPartition, int] = await consumer.end_offsets(list(asked))
            return ends
    except (KafkaError, TimeoutError) as lost:
        log.warning("gauges wait for Kafka", reason=f"{type(lost).__name__}: {lost}")
        return {}


class Watch:
    """What every observed process has: spans, metrics, a task that looks, an end that sends the rest."""

    def __init__(
        self,
        tracing: Tracing,
        metrics: Metrics,
        *,
        close: Callable[[], object] = lambda: None,
        clock: Clock = utc_now,
    ) -> None:
        self.tracing = tracing
        self.metrics = metrics
        self._close = close
        self._clock = clock
        self._looking: asyncio.Task[None] | None = None

    def watch(self, looking: Looking) -> None:
        """Look from now on."""
        self._looking = asyncio.create_task(looking.run())

    async def stop(self) -> None:
        """Look no more and send everything; not on the loop, because a collector may be slow."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await asyncio.to_thread(self._close)
