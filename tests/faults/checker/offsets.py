"""I4: how far each service has come in what it listens to is how far that goes, in every topic."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.checker.world import COREBANK, Book, Finding, World

HEARS = {
    "monitoring": ("litigation", "disposal"),
    "classification": ("monitoring", "collection", "litigation", "disposal"),
    "collection": ("monitoring", "guarantee", "litigation", "disposal"),
    "guarantee": ("monitoring", "collection", "litigation", "disposal"),
    "litigation": ("monitoring", "collection", "guarantee", "disposal"),
    "disposal": ("monitoring", "classification", "collection", "guarantee", "litigation"),
}
"""Whom each service hears (docs/services.md); monitoring hears core banking too, all hear officers."""


def check(world: World) -> Iterator[Finding]:
    """Every topic of every service; one without a stored position is a finding like a wrong one."""
    for book in world.books.values():
        own = [f"postloan.{each}.v1" for each in HEARS[book.service]]
        foreign = [f"postloan.{book.service}.commands.v1"]
        foreign += [COREBANK] if book.service == "monitoring" else []
        yield from _offsets(world, book, [*own, *foreign])
        yield from _sources(world, book, own)


def _offsets(world: World, book: Book, topics: list[str]) -> Iterator[Finding]:
    ends = {
        (topic, partition): 0
        for topic in topics
        if topic in world.topics
        for partition in range(world.partitions)
    }
    for topic, partition in ends:
        found = [m.offset for m in world.topics[topic] if m.partition == partition]
        ends[topic, partition] = found[-1] + 1 if found else 0
    stored = {
        (row["topic"], row["partition"]): row["next_offset"] for row in book.tables["consumed"]
    }
    for (topic, partition), offset in stored.items():
        if topic not in topics:
            yield Finding("I4", f"{book.service} {topic} partition {partition}", f"{offset} read")
    for (topic, partition), end in ends.items():
        offset = stored.get((topic, partition))
        if offset != end:
            where = f"{book.service} {topic} partition {partition}"
            yield Finding("I4", where, f"stored offset {offset}, the topic ends at {end}")


def _sources(world: World, book: Book, topics: list[str]) -> Iterator[Finding]:
    sent: dict[tuple[str, int], int] = {}
    for topic in topics:
        for m in world.topics.get(topic, ()):
            place = topic, m.number("postloan-shard") or 0
            sent[place] = max(sent.get(place, 0), m.number("postloan-position") or 0)
    taken = {(row["topic"], row["shard"]): row["position"] for row in book.tables["source"]}
    for topic, shard in sorted(sent.keys() | taken.keys()):
        if topic in world.topics and taken.get((topic, shard), 0) != sent.get((topic, shard), 0):
            where = f"{book.service} {topic} shard {shard}"
            what = (
                f"taken up to {taken.get((topic, shard))}, sent up to {sent.get((topic, shard))}"
            )
            yield Finding("I4", where, what)
