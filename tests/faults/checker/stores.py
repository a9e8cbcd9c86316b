"""I2 and I3: dense positions and versions, clocks that never go back, links that follow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.faults.checker.arithmetic import first_link, link, shard_of
from tests.faults.checker.world import Book, Finding, World, is_kit


def check(world: World) -> Iterator[Finding]:
    """All deciding services' stores."""
    for book in world.books.values():
        yield from _shards(book)
        yield from _streams(book)
        yield from _ids(book)


def _shards(book: Book) -> Iterator[Finding]:
    by_shard: dict[int, list[Any]] = {}
    for row in book.events:
        by_shard.setdefault(row["shard"], []).append(row)
    sent = {row["shard"]: row["position"] for row in book.tables["relay"]}
    read_to = {row["shard"]: row["position"] for row in book.tables["projection"]}
    for state in book.tables["shard"]:
        shard, rows = state["shard"], by_shard.get(state["shard"], [])
        where = f"{book.service} shard {shard}"
        positions = [row["position"] for row in rows]
        if positions != list(range(1, len(rows) + 1)) or state["position"] != len(rows):
            what = f"{len(rows)} events, last {positions[-1:]}, the shard says {state['position']}"
            yield Finding("I2", where, f"positions are not dense: {what}")
        if sent.get(shard) != state["position"]:
            yield Finding("I7", where, f"sent up to {sent.get(shard)} of {state['position']}")
        if rows and read_to.get(shard) != state["position"]:
            what = f"read tables stand at {read_to.get(shard)} of {state['position']}"
            yield Finding("I5", where, what)
        for before, after in pairwise(rows):
            if after["hlc"] <= before["hlc"] or after["recorded_at"] < before["recorded_at"]:
                yield Finding("I2", f"{where} position {after['position']}", "a clock went back")


def _streams(book: Book) -> Iterator[Finding]:
    streams: dict[str, list[Any]] = {}
    for row in book.events:
        streams.setdefault(row["stream"], []).append(row)
    heads = {row["stream"]: row for row in book.tables["stream"]}
    for name in streams.keys() ^ heads.keys():
        yield Finding("I2", f"{book.service} {name}", "a stream without events or without a head")
    for name, rows in streams.items():
        where = f"{book.service} {name}"
        rows.sort(key=lambda row: row["version"])
        versions = [row["version"] for row in rows]
        if versions != list(range(1, len(rows) + 1)):
            yield Finding("I2", where, f"versions are not dense: {versions[:10]}")
        if len({row["shard"] for row in rows}) != 1:
            yield Finding("I2", where, "lies in several shards")
        if not is_kit(name) and shard_of(rows[0]["key"]) != rows[0]["shard"]:
            yield Finding("I2", where, f"key {rows[0]['key']!r} does not belong here")
        head = first_link(book.service, name)
        for row in rows:
            head = link(head, row)
            if head != row["link"]:
                yield Finding(
                    "I3", f"{where} version {row['version']}", "the link does not follow"
                )
                break
        kept = heads.get(name)
        if kept is not None and (kept["version"], kept["head"]) != (versions[-1], head):
            yield Finding("I3", where, f"the head says version {kept['version']}")


def _ids(book: Book) -> Iterator[Finding]:
    seen: set[Any] = set()
    for row in book.events:
        if row["event_id"] in seen:
            where = f"{book.service} {row['stream']} version {row['version']}"
            yield Finding("I1", where, f"event id {row['event_id']} stands twice")
        seen.add(row["event_id"])
