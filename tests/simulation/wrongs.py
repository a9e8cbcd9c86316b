"""The mistakes of the deliberate breaks: functions that stand where right ones stood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from services.kit import batch, daywork, draft, relay, streams
from services.kit.batch import StoreUnavailable
from services.kit.memory_store import MemoryStore
from services.kit.outgoing import outgoing
from services.kit.turn import Turn

TEN_DAYS = timedelta(days=10)

# -- the store ----------------------------------------------------------------------------------


def move_shards_of_anybody(tables: Any, written: batch.Batch) -> None:
    """The epoch is not looked at."""
    for move in written.shards:
        held = tables.shards[move.after.shard]
        if held.position != move.before.position:
            raise batch.Stale("another position")
        tables.shards[held.shard] = msgspec.structs.replace(move.after, epoch=held.epoch)


def claim_without_an_epoch() -> Callable[..., Any]:
    right = MemoryStore.claim

    async def claim(self: MemoryStore, topics: Any, partition: int, shards: Any) -> Any:
        before = {shard: self.database.tables.shards[shard].epoch for shard in shards}
        claimed = await right(self, topics, partition, shards)
        shards_now = dict(self.database.tables.shards)
        for shard, epoch in before.items():
            shards_now[shard] = msgspec.structs.replace(shards_now[shard], epoch=epoch)
        self.database.tables.shards = shards_now
        forgotten = {shard: shards_now[shard] for shard in shards}
        return msgspec.structs.replace(claimed, shards=forgotten)

    return claim


def offset_first() -> Callable[..., Any]:
    """The consumed offset is committed by itself, and the effects after it."""
    right = MemoryStore.append

    async def append(self: MemoryStore, written: batch.Batch) -> None:
        hint = batch.Batch(
            topic=written.topic,
            partition=written.partition,
            offset_from=written.offset_from,
            offset_to=written.offset_to,
        )
        await right(self, hint)
        rest = msgspec.structs.replace(written, offset_from=written.offset_to)
        await right(self, rest)

    return append


# -- the owner and its turns --------------------------------------------------------------------


async def write_blindly(self: Any, written: batch.Batch) -> None:
    """After an unknown commit the batch is put again, behind whatever is stored by now."""
    while True:
        try:
            await self.store.append(written)
            return
        except StoreUnavailable:
            offset, shards = await self.patiently(
                lambda: self.store.positions(written.topic, written.partition, self.owned)
            )
            if offset == written.offset_from:
                continue
            names = [move.stream for move in written.streams]
            heads = await self.patiently(
                lambda names=names: self.store.heads(names, self.owned[0])
            )
            _behind(written, offset, shards, heads)


def _behind(written: batch.Batch, offset: int, shards: Any, heads: Any) -> None:
    """The same effects at the next positions and versions."""
    position = {number: state.position for number, state in shards.items()}
    version = {stream: head[0] for stream, head in heads.items()}
    for at, row in enumerate(written.events):
        position[row.shard] += 1
        version[row.stream] = version.get(row.stream, 0) + 1
        written.events[at] = msgspec.structs.replace(
            row, position=position[row.shard], version=version[row.stream]
        )
    written.offset_from = written.offset_to = offset
    written.foreign = {}
    written.dead_letters = []
    written.shards = [
        batch.ShardMove(
            shards[move.before.shard],
            msgspec.structs.replace(move.after, position=position[move.before.shard]),
        )
        for move in written.shards
    ]
    written.streams = [
        move._replace(expected=heads.get(move.stream, (0,))[0], version=version[move.stream])
        for move in written.streams
    ]


def seen(*, positions: bool = True, foreign: bool = True) -> Callable[..., bool]:
    right = Turn._seen

    def seen(self: Turn, record: Any, item: Any) -> bool:
        envelope = item.envelope
        if envelope.position is not None:
            if positions:
                return right(self, record, item)
            self.draft.batch.sources[record.topic, envelope.shard] = envelope.position
            return False
        if foreign or item.is_tick:
            return right(self, record, item)
        return False

    return seen


def no_previous() -> Callable[..., bool]:
    """What a sender says came before is not looked at: whatever was taken last will do."""
    right = Turn._seen

    def seen(self: Turn, record: Any, item: Any) -> bool:
        alone = msgspec.structs.replace(item.envelope, previous=None)
        return right(self, record, item._replace(envelope=alone))

    return seen


def refused_without_its_place(self: Turn, record: Any, item: Any) -> None:
    """A refused message is a letter, and its position stays open."""
    self.letters.refused(record, item.envelope, item.error)


def any_clock(cause: int, now: int) -> None:
    """Another machine's clock is believed however far ahead it is."""


def fetch_and_judge_again() -> Callable[..., Any]:
    """What is loaded is not only folded: the rules are asked again about today."""
    right = streams.Streams.fetch

    async def fetch(self: Any, wanted: Any, shard: int) -> None:
        live, service = self.turn.owner.live, self.turn.service
        missing = [stream for stream in wanted if self.live(stream) is None]
        await right(self, wanted, shard)
        for stream in missing:
            found, closed = live.get(stream), self.turn.draft.shards[shard].closed_on
            if found is None or closed is None:
                continue
            command = service.time_reached(stream, closed + TEN_DAYS)
            made = service.decider.decide(command, found.state, service.policies)
            live[stream] = msgspec.structs.replace(
                found, state=service.decider.fold(made, found.state)
            )

    return fetch


def agenda_lost() -> Callable[..., Any]:
    right = draft.Draft.finish

    def finish(self: Any, offset_to: int, shard_of_stream: Any) -> batch.Batch:
        made = right(self, offset_to, shard_of_stream)
        made.agenda_added = made.agenda_added[1:]
        return made

    return finish


def day_without_what_the_turn_changed() -> Callable[..., Any]:
    """Closing a day asks the stored agenda alone."""
    right = daywork.DayWork._due

    async def due(self: Any, shard: int, on: Any) -> list[str]:
        touched = set(self.turn.streams.touched)
        return [stream for stream in await right(self, shard, on) if stream not in touched]

    return due


def tick_first() -> Callable[..., Any]:
    """A tick is noted as taken like any other message, so with the first piece of its day."""
    right = Turn._close

    async def close(self: Turn, record: Any, item: Any) -> None:
        envelope = item.envelope
        if envelope.position is not None and envelope.shard is not None:
            self.draft.batch.sources[record.topic, envelope.shard] = envelope.position
        await right(self, record, item)

    return close


def one_topic_forgotten() -> Callable[..., bool]:
    """Of several upstream topics the place in the last one is not kept."""
    right = Turn._seen

    def seen(self: Turn, record: Any, item: Any) -> bool:
        known = right(self, record, item)
        if len(self.service.topics) > 1 and record.topic == self.service.topics[-1]:
            self.draft.batch.sources.pop((record.topic, item.envelope.shard), None)
        return known

    return seen


def ticks_of_any_topic() -> Callable[..., Any]:
    """A service that takes its ticks from a neighbour lets each topic's first message close the day."""
    right = Turn._fact

    async def fact(self: Turn, record: Any, envelope: Any, message: Any, shard: int) -> None:
        await right(self, record, envelope, message, shard)
        closed = self.draft.shards[shard].closed_on
        others = {*self.service.topics} - {self.service.ticks_from}
        behind = closed is None or closed < envelope.business_date
        if behind and record.topic in others:
            self.draft.close_day(shard, envelope.business_date)

    return fact


# -- inbox and relay ----------------------------------------------------------------------------


async def revoke_at_once(self: Any, revoked: Any) -> None:
    for partition in list(self.owners):
        self._drop(partition)


async def own_where_kafka_says(self: Any, partition: int) -> None:
    """The group's committed offset is believed: no seek to the stored position."""
    made = self._make_owner(partition)
    await made.claim()
    consumer = self.consumer()
    for tp in consumer.assignment():
        if tp.partition == partition:
            made.next_offsets[tp.topic] = consumer.group.committed.get(tp, 0)
    await self._relay.own(made)
    self.owners[partition] = made


def days_first() -> Callable[..., Any]:
    """The relay sends a partition's shards one after the other, the ticks' shard first."""

    def in_order(shards: Any, pages: Any, cursors: Any, known: Any) -> list[Any]:
        return [row for shard in shards for row in pages[shard]]

    return in_order


def cursor_first() -> Callable[..., Any]:
    """The cursor moves when a page is about to be sent."""
    right = relay.Relay._page

    async def page(self: Any, own: Any) -> None:
        send = self._send

        async def move_and_send(partition: int, rows: Any, sent: Any, seen: Any) -> None:
            last = {row.shard: row.position for row in rows}
            told = {shard: dict(sent[shard]) for shard in sent}
            for row in rows:
                outgoing(self.service, row, told[row.shard])
            await self.store.relay_move(
                [
                    batch.RelayMove(
                        shard, own.shards[shard].epoch, self._cursors[shard][0], at, told[shard]
                    )
                    for shard, at in last.items()
                ]
            )
            self._cursors.update({shard: (at, told[shard]) for shard, at in last.items()})
            await send(partition, rows, sent, seen)

        self._send = move_and_send
        try:
            await right(self, own)
        finally:
            self._send = send

    return page


def no_hole_is_looked_for(shard: int, cursor: int, rows: Any) -> None:
    return
