"""What audit is like right now: lag, stopped journals, findings, the age of the last verification."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition

from services.kit import telemetry_instruments as instruments
from services.kit.clock import Clock
from services.kit.looking import Looking, Reading, Say
from services.kit.metrics import Metrics

if TYPE_CHECKING:
    from services.audit.process import Process

_SOUND = (
    "select (select count(*) from audit.finding) as on_arrival, v.started_at, v.seconds, "
    "v.findings from (select 1) as one left join lateral (select * from audit.verification "
    "order by started_at desc limit 1) v on true"
)


class Gauges(Looking):
    """Looks at one process until cancelled."""

    def __init__(self, process: Process, metrics: Metrics, clock: Clock) -> None:
        super().__init__(metrics, clock)
        self.process = process

    def known(self, say: Say) -> None:
        """Which journal partitions are read, and which have stopped."""
        reader = self.process.reader
        taken = reader.places.keys() | reader.halted.keys()
        for topic in reader.journals:
            for partition in range(self.process.settings.partitions):
                unowned = int(TopicPartition(topic, partition) not in taken)
                say(instruments.JOURNAL_UNOWNED, unowned, topic=topic, partition=str(partition))
        for at in taken:
            place = {"topic": at.topic, "partition": str(at.partition)}
            say(instruments.HALTED, int(at in reader.halted), **place)

    def reading(self) -> Reading:
        """All journals, from the offsets that are stored; what has stopped from where it stands."""
        reader = self.process.reader
        offsets = {**reader.halted_at, **{at: place.offset for at, place in reader.places.items()}}
        return Reading(reader.consumer(), tuple(reader.journals), offsets)

    async def asked(self, say: Say) -> None:
        """Findings and the last verification; its report counts what was found on arrival too."""
        async with self.process.store.connection() as db:
            await self.database_clock(say, db)
            row: Any = await db.fetchrow(_SOUND)
        say(instruments.CHAIN_BROKEN, max(row["on_arrival"], row["findings"] or 0))
        every_s = self.process.verify_every_s
        if not every_s:
            return
        say(instruments.VERIFICATION_INTERVAL, every_s)
        if row["started_at"] is None:
            say(instruments.VERIFICATION_AGE, self.running_s)
        else:
            ended = row["started_at"] + timedelta(seconds=row["seconds"])
            say(instruments.VERIFICATION_AGE, self.age_s(ended))
