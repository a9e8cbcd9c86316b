"""What each event says of its cause: the link and the clock of an event of ours, the message's own words.

The link of the cause is evidence in another service's store, and the clock sorts a loan's history
over all services (architecture.md 8, event-store.md 6.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.catalogue import COREBANK
from services.kit.kit_events import MessageDeadLettered


def without_evidence(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Service, event and what is wrong with it, for each event that is not as its cause says.

    I2: its clock is later than that of a cause of ours. I3: it keeps that one's link, and none of what
    is not ours. I7: chain of causes and actor are those of its message.
    """
    ours = {
        str(row.event_id): row
        for each in found.values()
        for rows in each.shards.values()
        for row in rows
    }
    said = _said(next(iter(found.values())).world)
    for name, each in found.items():
        for row in (row for rows in each.shards.values() for row in rows):
            for what in _wrong(row, ours.get(row.causation_id), said):
                yield name, f"{row.stream} version {row.version}", what


def _wrong(row: Any, cause: Any, said: Mapping[str, set[tuple[str, str]]]) -> Iterator[str]:
    if cause is not None and row.hlc <= cause.hlc:
        yield f"clock {row.hlc} is not after its cause's {cause.hlc}"
    if row.cause_link != (None if cause is None else cause.link):
        yield "it does not keep its cause's link"
    told = row.correlation_id, row.actor
    if row.type == MessageDeadLettered.NAME:  # its cause is a place in a topic
        topic, *_ = row.causation_id.split("/")
        if row.actor != f"/kafka/{topic}":
            yield f"actor {row.actor} of a letter"
    elif told not in said.get(row.causation_id, ()):
        yield f"{told} is not what {row.causation_id} says"


def _said(world: Any) -> dict[str, set[tuple[str, str]]]:
    """Chain of causes and actor of each message that services may hear, by its id."""
    topics = {COREBANK}
    for service in world.services.values():
        topics |= {service.published_topic, service.commands_topic}
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for topic in topics:
        for partition in range(world.feed.partitions):
            for record in world.broker.log((topic, partition)):
                told = {n: (d or b"").decode("utf-8", "replace") for n, d in record.headers}
                identity = told.get("ce_id", "")
                chain = told.get("ce_correlationid") or identity
                said[identity].add(
                    (chain, told.get("postloan-actor") or told.get("ce_source", ""))
                )
    return said
