"""One turn: consecutive records of one topic and partition, handled in order into batches.

The order of checks is that of event-store.md 6.5: stored offset, producer's position, missing
predecessor, foreign duplicate, parked stream, then the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from contracts.envelope import Envelope
from contracts.errors import ContractError
from services.kit.batch import ShardMove, StoreUnavailable
from services.kit.daywork import EVENTS_PER_BATCH, DayWork
from services.kit.domain import Rejected
from services.kit.draft import Draft, DraftBroken
from services.kit.hlc import ClockSkew, check_skew
from services.kit.incoming import Incoming, Record, Refused, digest, is_order, read
from services.kit.items import note_unknown
from services.kit.letters import Letters, reason_of, waits_behind
from services.kit.orders import obey
from services.kit.reach import DayAhead, given_up, in_reach, last_in_reach
from services.kit.streams import Made, Streams

if TYPE_CHECKING:
    from services.kit.owner import Owner


class MissingPredecessor(Exception):
    """A producer's message before this one was not taken: the partition stops, with an alarm.

    It never arrived, or it is a dead letter whose envelope can't be read.

    ``position`` of the producer's ``shard`` follows ``previous``, but ``last`` was taken last.
    """

    def __init__(self, topic: str, shard: int, position: int, previous: int, last: int) -> None:
        super().__init__(
            f"{topic} shard {shard}: position {position} follows {previous}, but the last one taken "
            f"is {last}"
        )
        self.shard, self.position, self.previous, self.last = shard, position, previous, last


class Turn:
    """Works on copies; the owner adopts them when the store has taken the batch."""

    def __init__(
        self, owner: Owner, topic: str, records: Sequence[Record], taken: set[bytes]
    ) -> None:
        self.owner = owner
        self.service = owner.service
        self.topic = topic
        self.records = records
        self.digests: set[bytes] = set()
        self.draft = self._new_draft(owner.next_offsets[topic])
        self.streams = Streams(self)
        self.letters = Letters(self)
        self.days = DayWork(self, None)
        self._taken = taken
        self._reactions: dict[int, tuple[date, Sequence[tuple[str, Any]]]] = {}

    def _new_draft(self, offset: int) -> Draft:
        owner = self.owner
        return Draft(
            self.service.name,
            self.topic,
            owner.partition,
            offset,
            owner.shards,
            owner.heads,
            owner.clock(),
        )

    async def run(self, refusal: ContractError | None = None) -> None:
        """Read all records, fetch what they need in one go, handle them in order, write.

        With a ``refusal`` all are refused for it.
        """
        owner = self.owner
        with owner.telemetry.batch(self.topic, owner.partition, self.records):
            incoming = [read(r, self.service, owner.partitions) for r in self.records]
            if refusal is not None:
                incoming = [Refused(item.envelope, refusal) for item in incoming]
            await self._fetch(incoming)
            for record, item in zip(self.records, incoming, strict=True):
                try:
                    await self._one(record, item)
                except (MissingPredecessor, ClockSkew, DayAhead):
                    await self.flush(record.offset)
                    raise
                if self.draft.size >= EVENTS_PER_BATCH:
                    await self.flush(record.offset + 1)
            await self.flush(self.records[-1].offset + 1)

    def end(self) -> None:
        """Let go of the turn's parts, which know each other.

        Otherwise all its records and rows wait for the collector, a hundred thousand objects at a
        time, and everything else waits for that: half a second, measured.
        """
        self.__dict__.clear()

    async def flush(self, offset_to: int) -> None:
        """Write what has been collected; records before ``offset_to`` are done."""
        batch = self.draft.finish(offset_to, self.streams.shard_of)
        if not batch.shards and offset_to == batch.offset_from:
            return
        if not batch.shards:  # an owner that was replaced must not move even the offset alone
            unmoved = self.owner.shards[self.owner.owned[0]]
            batch.shards.append(ShardMove(unmoved, unmoved))
        with self.owner.telemetry.write(batch):
            await self.owner.write(batch)
        self.owner.adopt(self, batch)
        self.streams.settle()
        self.days.removed(batch.agenda_removed)
        self.draft = self._new_draft(offset_to)

    async def _fetch(self, incoming: Sequence[Incoming | Refused]) -> None:
        """Before the first record: the streams of all facts, and how far the ticks go."""
        wanted: dict[int, list[str]] = {}
        ticks: list[date] = []
        for item in incoming:
            if isinstance(item, Refused) or item.message is None:
                continue
            if item.is_tick:
                ticks.append(item.message.business_date)
            elif item.shard is not None and not is_order(item.envelope):
                streams = wanted.setdefault(item.shard, [])
                streams += self._streams(item, item.shard)
        self.days = DayWork(self, last_in_reach(self, ticks))
        for shard, streams in wanted.items():
            await self.streams.fetch(streams, shard)

    def _streams(self, item: Incoming, shard: int) -> list[str]:
        known_on = self.draft.known_on(shard, item.envelope.business_date)
        try:
            pairs = self.service.react(item.message, item.envelope, known_on)
        except Exception:  # met again, and kept with its reason, when its turn comes
            return []
        self._reactions[id(item.message)] = known_on, pairs
        return [stream for stream, _ in pairs]

    def _react(
        self, envelope: Envelope, message: Any, known_on: date
    ) -> Sequence[tuple[str, Any]]:
        """The reaction worked out when streams were fetched, unless a day was closed since."""
        day, pairs = self._reactions.pop(id(message), (None, ()))
        return pairs if day == known_on else self.service.react(message, envelope, known_on)

    # -- one record -----------------------------------------------------------------------------

    async def _one(self, record: Record, item: Incoming | Refused) -> None:
        item = in_reach(self, item)
        if isinstance(item, Refused):
            self._refused(record, item)
            return
        ordered = item.message is not None and not item.is_tick and is_order(item.envelope)
        if ordered:  # what was parked just now must be readable; not yet noted as taken itself,
            await self.flush(record.offset)  # or a crash right here would lose it for a duplicate
        if self._seen(record, item):
            self.owner.telemetry.duplicates(self.topic, 1)
        elif item.message is None:
            return
        elif item.is_tick:
            await self._close(record, item)
        elif ordered:
            await obey(self, item)
        else:
            assert item.shard is not None
            await self._fact(record, item.envelope, item.message, item.shard)

    def _refused(self, record: Record, item: Refused) -> None:
        """Keep what was refused. What a relay of ours has numbered counts as taken with its letter.

        Otherwise the shard's next message would stand still before a hole that is none.
        """
        envelope = item.envelope
        numbered = (
            envelope is not None
            and self.topic != self.service.commands_topic
            and envelope.position is not None
            and envelope.previous is not None  # else a hole before it would be passed over
            and envelope.shard in self.owner.owned
        )
        if envelope and numbered and self._seen(record, Incoming(envelope, None, None)):
            self.owner.telemetry.duplicates(self.topic, 1)
            return
        self.letters.refused(record, envelope, item.error)

    async def _close(self, record: Record, item: Incoming) -> None:
        """The day's work, and only then the tick as taken: a day is written in several pieces.

        Noted before, the first piece would carry it, and a crash behind that piece would leave the
        rest of the day undone, because the tick comes again as a duplicate.
        """
        if (far := given_up(self, record, item)) is not None:
            self._refused(record, far)
            return
        await self.days.close(record, item)
        envelope = item.envelope
        if envelope.position is not None and envelope.shard is not None:
            self.draft.batch.sources[record.topic, envelope.shard] = envelope.position

    def _seen(self, record: Record, item: Incoming) -> bool:
        """Whether this message was taken before; notes it as taken otherwise."""
        envelope = item.envelope
        if envelope.hlc is not None:
            check_skew(envelope.hlc, max(self.draft.physical, self.owner.stops.clock))
        if envelope.position is not None and envelope.shard is not None:
            at = (record.topic, envelope.shard)
            sources = self.draft.batch.sources
            last = sources.get(at, self.owner.sources.get(at, 0))
            if envelope.position <= last:
                return True
            if envelope.previous is not None and envelope.previous != last:
                place = (*at, envelope.position)
                if place not in self.owner.stops.waived:
                    raise MissingPredecessor(*place, envelope.previous, last)
            closes = item.is_tick and item.message is not None
            if not closes:  # a tick is taken when its day is closed: see ``_close``
                sources[at] = envelope.position
            return False
        if item.is_tick or item.message is None:
            return False
        return not self.first_time(digest(envelope), envelope.business_date)

    def was_taken(self, key: bytes) -> bool:
        """Whether something of this digest was taken, as far as is known before this turn is written."""
        return key in self._taken or key in self.digests

    def first_time(self, key: bytes, on: date) -> bool:
        """Whether nothing of this digest was ever taken; notes it as taken."""
        if self.was_taken(key):
            return False
        self.digests.add(key)
        self.draft.batch.foreign[key] = on
        return True

    async def _fact(self, record: Record, envelope: Envelope, message: Any, shard: int) -> None:
        """Put one message to the rules, or keep it where it can wait."""
        known_on = self.draft.known_on(shard, envelope.business_date)
        is_command = self.topic == self.service.commands_topic
        try:
            stream, made = await self.put(envelope, message, shard, known_on)
        except (StoreUnavailable, DraftBroken, MemoryError):
            raise
        except ContractError as broken:
            self.letters.dead(record, envelope, broken)
        except Exception as failure:
            why = reason_of(failure)
            if not is_command or not isinstance(failure, Rejected):
                stream = self.service.stream_of(message)  # the reaction itself may have failed
                self.letters.park(record, envelope, shard, stream, why)
            if is_command:
                self.letters.reply(shard, envelope, known_on, why)
        else:
            if is_command and stream is not None:
                self.letters.reply(shard, envelope, known_on, made.ids, blocked=made.blocked)

    async def put(
        self, envelope: Envelope, message: Any, shard: int, known_on: date, *, held: bool = True
    ) -> tuple[str | None, Made]:
        """React and decide; returns the stream and what was made."""
        pairs = self._react(envelope, message, known_on)
        if not pairs:
            return None, Made([])
        stream = pairs[0][0]
        if held and self.letters.held.get(stream):
            raise waits_behind(stream)
        await self.streams.fetch([stream], shard)
        commands = [command for _, command in pairs]
        cause = self.letters.cause(envelope)
        made = self.streams.decide(stream, shard, commands, cause, known_on)
        note_unknown(self, envelope, message, shard, known_on)
        return stream, made
