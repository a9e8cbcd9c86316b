"""Journal partitions that stand still: noted for people, and let go on by the order of two persons.

A record that breaks a check stays a finding with its bytes for ever. Releasing such a halt reads on
behind that one record, which proves nothing away: the next one must follow the last one kept in
position, version and link. Where a topic lost records, it stays halted even when it has grown past our
position again (read on from there, it would have lost what lies before), until it is released: then it is
read from its beginning, and every record of it is held to what is kept already.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Set
from typing import Final, NamedTuple

import asyncpg
from aiokafka import TopicPartition

from services.audit.store import JournalStore
from services.kit.domain import same_person

OFFSETS_LOST: Final = "offsets_lost"
UNREADABLE: Final = "unreadable_batch"
_MOVED = "PL001"


class Halted(Exception):
    """A partition can't be read on from ``offset``: the broken rule, and a sentence for a person."""

    def __init__(self, rule: str, offset: int, detail: str) -> None:
        super().__init__(detail)
        self.rule, self.offset, self.detail = rule, offset, detail

    def again(self, other: Halted | None) -> bool:
        """Whether ``other`` is the same halt, met before."""
        return other is not None and (self.rule, self.offset) == (other.rule, other.offset)

    def lost_at(self, offset: int) -> bool:
        """Whether records were lost from the topic while our position was this one."""
        return (self.rule, self.offset) == (OFFSETS_LOST, offset)


class ReleaseRefused(Exception):
    """The order to let a partition go on can't be obeyed: a stable code and a sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Order(NamedTuple):
    """Who lets a partition go on, and why."""

    reason: str
    requested_by: str
    approved_by: str


class Released(NamedTuple):
    """Where a partition goes on, and what was set aside for that."""

    topic: str
    partition: int
    rule: str
    waited_at: int
    continued_at: int
    given_up: str


class Stops:
    """The halts of one process. One that is met again stays until its place is passed."""

    def __init__(self) -> None:
        self.found: dict[TopicPartition, Halted] = {}
        self._noted: dict[TopicPartition, Halted] = {}
        self._begun = True  # there may be notes of an earlier process

    def stop(self, at: TopicPartition, halt: Halted) -> bool:
        """It stands still; returns whether that is new."""
        new = not halt.again(self.found.get(at))
        self.found[at] = halt
        return new

    def lost(self, at: TopicPartition, offset: int) -> Halted | None:
        """The halt of a topic that lost records, until a release has moved our position."""
        halt = self.found.get(at)
        return halt if halt is not None and halt.lost_at(offset) else None

    def passed(self, at: TopicPartition, offset: int) -> bool:
        """The partition is read from ``offset`` on; returns whether it stood still before that."""
        halt = self.found.get(at)
        if halt is None or (halt.rule != OFFSETS_LOST and halt.offset == offset):
            return False
        del self.found[at]
        return True

    def assigned(self, mine: Set[TopicPartition]) -> None:
        """Only these partitions are read here from now on; others may read the rest."""
        self.found = {at: halt for at, halt in self.found.items() if at in mine}
        self._noted = {at: halt for at, halt in self._noted.items() if at in mine}
        self._begun = True

    async def keep(
        self, notes: HaltNotes, offsets: Mapping[TopicPartition, int]
    ) -> list[TopicPartition]:
        """Bring the notes in step; returns what was released meanwhile, to be claimed anew.

        ``offsets``: from where on the partitions of this process are read.
        """
        if not (self.found or self._noted or self._begun):
            return []
        standing, released = await notes.standing(), []
        for at, halt in list(self.found.items()):
            row = standing.pop(at, None)
            if row is None and halt.again(self._noted.pop(at, None)):
                released.append(at)
                del self.found[at]
                continue
            if not halt.again(row):
                await notes.note(at, halt)
            self._noted[at] = halt
        self._noted = {at: self._noted[at] for at in self.found}
        for at, row in standing.items():
            if at not in offsets:
                continue
            if offsets[at] != row.offset:
                await notes.clear(at)
            else:
                self._noted[at] = row  # of an earlier process: not met again yet
        self._begun = False
        return released


class HaltNotes:
    """The rows of ``audit.halt`` and ``audit.release``."""

    def __init__(self, store: JournalStore) -> None:
        self._store = store

    async def standing(self) -> dict[TopicPartition, Halted]:
        """All that is noted."""
        async with self._store.connection() as db:
            rows = await db.fetch(
                "select topic, partition, rule, kafka_offset, detail from audit.halt"
            )
        return {
            TopicPartition(topic, partition): Halted(*told) for topic, partition, *told in rows
        }

    async def lost(self, at: TopicPartition, offset: int) -> Halted | None:
        """The noted halt of a topic that lost records, until a release has moved our position."""
        halt = (await self.standing()).get(at)
        return halt if halt is not None and halt.lost_at(offset) else None

    async def note(self, at: TopicPartition, halt: Halted) -> None:
        """Note a halt; the same one again keeps the instant at which it began."""
        async with self._store.connection() as db:
            detail = halt.detail.replace("\0", " ")
            where = (at.topic, at.partition, halt.offset)
            await db.execute(
                "select audit.note_halt($1, $2, $3, $4, $5)", *where, halt.rule, detail
            )

    async def clear(self, at: TopicPartition) -> None:
        """It has gone on."""
        async with self._store.connection() as db:
            await db.execute("select audit.clear_halt($1, $2)", at.topic, at.partition)

    async def release(
        self,
        at: TopicPartition,
        order: Order,
        begin_of: Callable[[TopicPartition], Awaitable[int]],
    ) -> Released:
        """Let a halted partition go on; whoever reads it notices within a second.

        ``ReleaseRefused``: ``same_person``, ``reason_missing``, ``nothing_halted``.
        """
        if same_person(order.requested_by, order.approved_by):
            one = f"{order.requested_by} both requests and approves: four eyes are needed"
            raise ReleaseRefused("same_person", one)
        if not order.reason.strip():
            raise ReleaseRefused("reason_missing", "reason: it must be said why")
        halt = (await self.standing()).get(at)
        nothing = ReleaseRefused(
            "nothing_halted", f"{at.topic} partition {at.partition} is not halted"
        )
        if halt is None:
            raise nothing
        onwards = await begin_of(at) if halt.rule == OFFSETS_LOST else halt.offset + 1
        released = Released(
            *(at.topic, at.partition, halt.rule, halt.offset, onwards), _given_up(at, halt)
        )
        try:
            async with self._store.connection() as db:
                await db.execute(
                    "select audit.release_halt($1, $2, $3, $4, $5, $6, $7, $8)",
                    *(at.topic, at.partition, halt.offset, onwards, released.given_up),
                    *order,
                )
        except asyncpg.PostgresError as refused:
            if refused.sqlstate != _MOVED:
                raise
            raise nothing from refused
        return released


def _given_up(at: TopicPartition, halt: Halted) -> str:
    place = f"{at.topic} partition {at.partition}"
    if halt.rule == OFFSETS_LOST:
        return (
            f"records of {place} from our position {halt.offset} on that it held and holds no more: it "
            "is read from its beginning, and each record is held to what is kept"
        )
    if halt.rule == UNREADABLE:
        return (
            f"the batch of {place} at offset {halt.offset}: its bytes are kept as the finding 'unreadable', "
            "and the next one must follow what is kept"
        )
    return (
        f"the record of {place} at offset {halt.offset}: it is kept as the finding {halt.rule!r}, and "
        "the next one must follow what is kept"
    )
