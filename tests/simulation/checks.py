"""What must hold after every run (event-store.md 3.2): positions, chains, offsets, topics, agenda.

Each check has a name, which the table of deliberate breaks in docs/faults.md uses. They read the
stored rows and the topics; nothing here asks the kit what it thinks it did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from services.kit import events
from services.kit.hlc import COUNTER_BITS, SKEW_LIMIT_S, physical
from services.kit.kit_events import DayClosed
from services.kit.row import EventRow
from services.kit.sharding import SHARDS, shards_of
from tests.simulation.apart import between
from tests.simulation.chances import Chances, is_gentle
from tests.simulation.links import genesis, link
from tests.simulation.newcode import is_note
from tests.simulation.planned import agenda
from tests.simulation.required import Broken, require
from tests.simulation.world import World

__all__ = ["Broken", "Found", "check_stores", "look", "require"]

EVERYTHING = 1_000_000


@dataclass
class Found:
    """One service after a run: its rows, shard by shard, and their events."""

    world: World
    name: str
    gentle: bool
    shards: dict[int, list[EventRow]]
    streams: dict[str, list[EventRow]]
    events: dict[tuple[str, int], Any]

    @cached_property
    def known(self) -> dict[str, list[EventRow]]:
        """The streams without what newer code noted in them (``newcode.py``)."""
        found = self.streams.items()
        return {stream: [row for row in rows if not is_note(row)] for stream, rows in found}

    @cached_property
    def spoken(self) -> set[tuple[str, int]]:
        """Stream and version of the service's own events that it publishes."""
        publish = self.world.services[self.name].publish
        return {
            (row.stream, row.version)
            for rows in self.shards.values()
            for row in rows
            if not row.type.startswith("kit.")
            and publish(self.events[row.stream, row.version], row.key) is not None
        }

    def topic(self, name: str, partition: int) -> list[Any]:
        return self.world.broker.log((name, partition))


async def look(world: World, name: str, chances: Chances) -> Found:
    """Read a service's store."""
    rows = await world.databases[name].look().pages(dict.fromkeys(range(SHARDS), 0), EVERYTHING)
    shards: dict[int, list[EventRow]] = {shard: [] for shard in range(SHARDS)}
    streams: dict[str, list[EventRow]] = {}
    told = {}
    for row in rows:
        shards[row.shard].append(row)
        streams.setdefault(row.stream, []).append(row)
        told[row.stream, row.version] = events.decode(row.type, row.schema_version, row.payload)
    return Found(world, name, is_gentle(chances), shards, streams, told)


async def dense(found: Found) -> None:
    """I2: positions from 1 without a gap in each shard, versions in each stream; ids once."""
    for shard, rows in found.shards.items():
        at = [row.position for row in rows]
        require("dense", at == [*range(1, len(at) + 1)], found.name, shard, at)
        times = [(row.recorded_at, row.hlc) for row in rows]
        ordered = all(a[0] <= b[0] and a[1] < b[1] for a, b in pairwise(times))
        require("dense", ordered, found.name, shard, "time goes back")
    for stream, rows in found.streams.items():
        versions = [row.version for row in rows]
        require("dense", versions == [*range(1, len(rows) + 1)], stream, versions)
    ids = [row.event_id for rows in found.shards.values() for row in rows]
    require("dense", len(ids) == len(set(ids)), found.name, "an event id stands twice")


async def clocks(found: Found) -> None:
    """I2: no event has a clock further ahead of its own time than machines may be apart."""
    for row in (row for rows in found.shards.values() for row in rows):
        ahead_ms = (row.hlc - physical(row.recorded_at)) >> COUNTER_BITS
        near = ahead_ms <= SKEW_LIMIT_S * 1000
        require("clocks", near, found.name, row.shard, row.position, ahead_ms)


async def chains(found: Found) -> None:
    """I3: every link is that of its row and the link before, reckoned a second time."""
    store = found.world.databases[found.name].look()
    heads = await store.heads(list(found.streams), 0)
    for stream, rows in found.streams.items():
        previous = genesis(found.name, stream)
        for row in rows:
            previous = link(previous, row)
            require("chains", row.link == previous, stream, "version", row.version)
        require("chains", heads.get(stream) == (len(rows), previous), stream, "its head")


async def offsets(found: Found) -> None:
    """I4: all that lies in the topics is taken, and what was taken is remembered."""
    world, name = found.world, found.name
    store, parts = world.databases[name].look(), world.feed.partitions
    for topic in world.services[name].all_topics:
        for partition in range(parts):
            stored, _ = await store.positions(topic, partition, ())
            end = len(found.topic(topic, partition))
            require("offsets", stored == end, topic, partition, stored, "of", end)
    claims = [await store.claim((), p, shards_of(p, parts)) for p in range(parts)]
    sources = {at: position for claim in claims for at, position in claim.sources.items()}
    for topic in world.services[name].topics:
        last: dict[tuple[str, int], int] = {}
        for partition in range(parts):
            for message in found.topic(topic, partition):
                headers = dict(message.headers)
                if "postloan-position" in headers:
                    at = (topic, int(headers["postloan-shard"]))
                    last[at] = max(last.get(at, 0), int(headers["postloan-position"]))
        kept = {at: position for at, position in sources.items() if at[0] == topic}
        require("offsets", kept == last, topic, "taken", kept, "sent", last)


async def days(found: Found) -> None:
    """What comes after a closed day is known on a later one; a tick is taken with its day closed."""
    world = found.world
    service, parts = world.services[found.name], world.feed.partitions
    last = world.feed.last_day
    _, shards = await world.databases[found.name].look().positions("", 0, range(SHARDS))
    for shard, state in shards.items():
        require("days", state.closed_on == last, found.name, shard, state.closed_on)
    ticks = {
        partition: [
            (offset, date.fromisoformat(dict(message.headers)["ce_businessdate"].decode()))
            for offset, message in enumerate(found.topic(service.ticks_from, partition))
            if not message.key
        ]
        for partition in range(parts)
    }
    for topic, partition, reached, closed in world.databases[found.name].taken:
        if topic != service.ticks_from:
            continue
        due = max((day for offset, day in ticks[partition] if offset < reached), default=date.min)
        for shard in shards_of(partition, parts):
            on = closed[shard] or date.min
            require("days", on >= due, found.name, topic, partition, reached, on)
    for (stream, version), event in found.events.items():
        if isinstance(event, DayClosed):
            for mark in event.after:
                for row in found.shards[mark.shard][mark.position :]:
                    late = row.known_on > event.business_date or row.stream == stream
                    require("days", late, stream, version, row.stream, row.version)


async def journals(found: Found) -> None:
    """I7: the journal holds every row in order, and once when copies are dropped."""
    service, parts = found.world.services[found.name], found.world.feed.partitions
    for partition in range(parts):
        seen: dict[int, list[Any]] = {shard: [] for shard in shards_of(partition, parts)}
        for message in found.topic(service.journal_topic, partition):
            headers = dict(message.headers)
            shard, position = (int(headers[f"postloan-{each}"]) for each in ("shard", "position"))
            if position <= len(seen[shard]):
                continue
            follows = position == len(seen[shard]) + 1
            require("topics", follows, found.name, "journal", shard, position)
            seen[shard].append((message.value, headers["postloan-link"].decode()))
        for shard, sent in seen.items():
            rows = [(row.payload, row.link.hex()) for row in found.shards[shard]]
            require("topics", sent == rows, found.name, "journal", shard)


async def published(found: Found) -> None:
    """I7: the published words are those of the rows, in order, each closed day where it was."""
    service, parts = found.world.services[found.name], found.world.feed.partitions
    for partition in range(parts):
        shards = shards_of(partition, parts)
        last = dict.fromkeys(shards, 0)
        told: list[str] = []
        for message in found.topic(service.published_topic, partition):
            headers = dict(message.headers)
            shard, position, before = (
                int(headers[f"postloan-{each}"]) for each in ("shard", "position", "previous")
            )
            if position <= last[shard]:
                continue
            require("topics", before == last[shard], found.name, before, "is not before")
            last[shard] = position
            told.append(headers["ce_id"].decode())
            row = found.shards[shard][position - 1]
            event = found.events[row.stream, row.version]
            if isinstance(event, DayClosed):
                _day_in_its_place(found, event, last)
        wanted = [str(row.event_id) for row in _published_rows(found, shards)]
        require("topics", sorted(told) == sorted(wanted), found.name, "published", partition)


def _published_rows(found: Found, shards: tuple[int, ...]) -> list[EventRow]:
    passes = found.world.services[found.name].passes_ticks_on
    rows = []
    for shard in shards:
        for row in found.shards[shard]:
            if isinstance(found.events[row.stream, row.version], DayClosed):
                rows += [row] if passes else []
            elif (row.stream, row.version) in found.spoken:
                rows.append(row)
    return rows


def _day_in_its_place(found: Found, day: DayClosed, last: dict[int, int]) -> None:
    for mark in day.after:
        for row in found.shards[mark.shard]:
            speaks = (row.stream, row.version) in found.spoken
            before = row.position <= mark.position
            if speaks and before != (row.position <= last[mark.shard]):
                raise Broken("topics", f"{found.name}: {day.business_date} and {row.stream}")


async def memory(found: Found) -> None:
    """I5: what the last owner holds in memory is what its stored events fold to."""
    decider = found.world.services[found.name].decider
    claimed_by = found.world.databases[found.name].claimed_by
    for process in found.world.of(found.name):
        owners = process.inbox.owners.values()
        for owner in (each for each in owners if claimed_by[each.partition] == process.name):
            for stream, live in owner.live.items():
                rows = found.streams.get(stream, [])
                if rows and rows[0].shard not in owner.owned:
                    continue  # looked up for a word that names another obligor, and refused
                state = decider.fold(found.events[stream, row.version] for row in rows)
                same = (live.version, live.state) == (len(rows), state)
                require("memory", same, process.name, stream, live.version)


async def alive(found: Found) -> None:
    """Nobody died of an error of ours, no partition is halted, no relay has stopped."""
    world = found.world
    require("alive", not world.failures, world.failures)
    require("alive", not world.loop.errors, world.loop.errors)
    for process in world.of(found.name):
        require("alive", not process.inbox.halted, process.inbox.halted)
        require("alive", not process.relay.stopped, process.relay.stopped)


async def writers(found: Found) -> None:
    """Only the last claimant of a partition has written; an orderly handover fences nobody."""
    database = found.world.databases[found.name]
    require("writers", not database.intruders, database.intruders)
    require("handover", not database.afterwards, f"handed over, then {database.afterwards}")
    require("handover", not (found.gentle and database.fenced), database.fenced)


CHECKS: tuple[Callable[[Found], Any], ...] = (
    alive,
    writers,
    dense,
    clocks,
    chains,
    offsets,
    days,
    journals,
    published,
    agenda,
    memory,
)


async def check_stores(world: World, chances: Chances) -> dict[str, Found]:
    """All of these checks for every service."""
    found = {name: await look(world, name, chances) for name in world.services}
    for each in found.values():
        for check in CHECKS:
            await check(each)
    for name, wrong in between(found):
        require(name, not wrong, "of several services", wrong)
    return found
