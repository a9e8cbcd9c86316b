"""What stands still in one partition and why; what two persons have let go on.

Eight things halt. ``missing_predecessor``: a sender's message before this one never arrived, or nobody
could read its envelope; more time brings nothing. ``clock_ahead``: a cause's clock is ahead of ours; it
heals when ours has caught up. ``offsets_lost``: our position lies outside what the topic holds, or behind
records that were never taken (``services/kit/earlier.py``); it stays halted even when the topic has grown
past it again, because a topic made anew can't be told from the old one by how much it holds.
``relay_stopped``: an event is gone from the event table or can't be translated; it heals when that is
mended. The first three can be released (``services/kit/releases.py``), and so can ``unreadable_batch``:
what the client makes nothing of (``services/kit/unreadable.py``) heals when it can be read after all, and
is kept as a dead letter and passed when it is released. So is one record whose effect the database refuses
(``not_storable``), and a closed day too far after the last one (``day_ahead``, ``services/kit/reach.py``),
which heals when a restart allows more days. Nothing is ever sent past a relay's stop.
``projection_stopped``: the read tables can't take an event (``topic`` is the projection's name); only they
stand still, and they go on by themselves when that is mended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from services.kit.kit_events import PartitionReleased

Rule = Literal[
    "missing_predecessor",
    "clock_ahead",
    "offsets_lost",
    "unreadable_batch",
    "not_storable",
    "day_ahead",
    "relay_stopped",
    "projection_stopped",
]

CLOCK_AGAIN_S: Final = 5.0
RELAY_AGAIN_S: Final = 30.0
BATCH_AGAIN_S: Final = 30.0
RECORD_AGAIN_S: Final = 30.0


class Halt(msgspec.Struct, frozen=True, kw_only=True):
    """One topic of one partition that stands still, as it lies in ``store.halt``.

    ``waits_at`` is the offset that is taken next; for the relay and for read tables, the position of
    ``shard``. ``previous`` of ``offsets_lost``: an offset before it whose record was never taken.
    ``last`` of ``unreadable_batch``: the last offset of the batch.
    """

    topic: str
    partition: int
    rule: Rule
    detail: str
    waits_at: int
    since: datetime
    shard: int | None = None
    last: int | None = None
    previous: int | None = None
    position: int | None = None
    clock: int | None = None

    def again(self, other: Halt | None) -> bool:
        """Whether ``other`` is the same halt, met before."""
        place = (self.rule, self.shard, self.waits_at)
        return other is not None and place == (other.rule, other.shard, other.waits_at)

    def ended_by(self, release: PartitionReleased) -> bool:
        """Whether this very halt was released."""
        named = (release.topic, release.rule, release.waits_at, release.since)
        return named == (self.topic, self.rule, self.waits_at, self.since)


class Stops:
    """All halts of one partition, held by its owner. A topic that is tried again stays noted until
    it has passed the place.
    """

    def __init__(self) -> None:
        self.found: dict[str, Halt] = {}
        self.noted: dict[str, Halt] = {}
        self.trying: set[str] = set()
        self.tried_at: dict[str, float] = {}
        self.released: list[PartitionReleased] = []
        self.clock = 0  # causes' clocks up to this one are accepted
        self.waived: set[tuple[str, int, int]] = set()  # topic, shard, position
        self.listened: tuple[Halt, int] | None = None  # where the halted commands topic is read on

    def begin(self, rows: Iterable[Halt], next_offsets: Mapping[str, int]) -> None:
        """What was noted before this owner; it is tried again, unless a person must say so."""
        self.noted = {row.topic: row for row in rows}
        for topic, halt in self.noted.items():
            offset = next_offsets.get(topic)
            gone_on = offset is not None and offset != halt.waits_at
            if not gone_on:
                self.found[topic] = halt
                if halt.rule != "offsets_lost":
                    self.trying.add(topic)

    def learn(self, releases: Iterable[PartitionReleased]) -> None:
        """All that was ever released in this partition."""
        self.released = list(releases)
        for each in self.released:
            self.clock = max(self.clock, each.clock or 0)
            if each.shard is not None and each.position is not None:
                self.waived.add((each.topic, each.shard, each.position))

    def stop(self, halt: Halt, now: float) -> bool:
        """It stands still from now on; returns whether that is new."""
        known = self.found.get(halt.topic)
        new = not halt.again(known) or self.release_of(known) is not None
        if new:
            self.found[halt.topic] = halt
        self.trying.discard(halt.topic)
        self.tried_at[halt.topic] = now
        return new

    def try_again(self, topic: str) -> None:
        """It is read again; it may halt again."""
        if topic in self.found:
            self.trying.add(topic)

    def passed(self, topic: str) -> bool:
        """It has gone on; returns whether it had stood still."""
        self.trying.discard(topic)
        return self.found.pop(topic, None) is not None

    def release_of(self, halt: Halt | None) -> PartitionReleased | None:
        """What released this halt; None while nobody has."""
        return next((r for r in self.released if halt is not None and halt.ended_by(r)), None)

    def given_up(self, topic: str, offset: int, last: int) -> bool:
        """Whether two persons have given up the batch from ``offset`` to ``last``, which can't be read."""
        named = (topic, "unreadable_batch", offset, last)
        return any((r.topic, r.rule, r.waits_at, r.last) == named for r in self.released)

    def passes(self, topic: str, rule: str, offset: int) -> bool:
        """Whether two persons have given up the one record at this offset that met this rule.

        It is asked only when the rule is met again: a sound record at the same place is taken.
        """
        named = (topic, rule, offset)
        return any((r.topic, r.rule, r.waits_at) == named for r in self.released)

    def vouched(self, topic: str) -> int:
        """What lies before this offset two persons have called the topic that was read before."""
        named = [r for r in self.released if (r.topic, r.rule) == (topic, "offsets_lost")]
        return named[-1].waits_at if named and named[-1].continue_at == "stored" else 0

    def due(self, now: float) -> list[Halt]:
        """Halts that may have healed by themselves since they were tried last; each is now being tried.

        One that is being tried is due again too: Kafka may have been silent when it was to be read.
        """
        pauses = {
            "clock_ahead": CLOCK_AGAIN_S,
            "unreadable_batch": BATCH_AGAIN_S,
            "not_storable": RECORD_AGAIN_S,
            "relay_stopped": RELAY_AGAIN_S,
        }
        due = [
            halt
            for topic, halt in self.found.items()
            if (pause := pauses.get(halt.rule)) is not None
            and now - self.tried_at.get(topic, now) >= pause
        ]
        self.tried_at.update((halt.topic, now) for halt in due)
        return due

    def reason(self, topics: Collection[str]) -> str:
        """Why something of these topics is not read; empty when nothing is halted."""
        return "; ".join(halt.detail for topic, halt in self.found.items() if topic in topics)

    def standing(self) -> set[str]:
        """Topics that are not read now."""
        return self.found.keys() - self.trying

    def blocked(self, facts: Iterable[str]) -> set[str]:
        """Topics not to be taken from: a halted topic of facts holds up those beside it, because
        together they are one order; officers' commands go on."""
        standing = self.standing()
        return standing | set(facts) if standing.intersection(facts) else standing
