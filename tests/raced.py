"""What two runs of one feed must have in common in a service that hears several topics.

Kafka keeps no order between topics, so such a service's history may differ (ADR 0020): days of knowing,
which message a conclusion waited for, numbers of entries. Its facts and the conclusions that stand at
the end may not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from services.audit.registry import REGISTRY
from services.kit.domain import DomainEvent, Entry
from services.kit.row import EventRow

Facts = dict[tuple[str, str], Any]
"""(Message, stream) -> the first event that it made there."""
Stands = dict[str, list[Any]]
"""Stream -> the conclusions that are not withdrawn."""
Rows = Mapping[str, Sequence[EventRow]]
"""Stream -> its rows by version."""
NUMBERS = (
    *("entry", "corrects", "withdraws", "number", "told", "telling"),
    *("processed_on", "recorded_on"),
)
"""Ends of the names of fields that tell when something was taken, not what it says."""
FIGURES = ("principal", "inputs", "contagion")


@lru_cache(maxsize=20_000)  # most payloads of two runs are the same
def said(payload: bytes) -> Mapping[str, Any]:
    """What a payload says, without when it was taken."""
    return {k: v for k, v in json.loads(payload).items() if not k.endswith(NUMBERS)}


def facts(service: str, streams: Rows) -> Facts:
    """The first event of each message in each of the service's own streams."""
    found: Facts = {}
    for stream, rows in streams.items():
        if REGISTRY.kind(service, stream) is None:
            continue
        for row in rows:
            if (row.causation_id, stream) not in found:
                line = (row.type, row.event_id, said(row.payload), row.key, row.effective_on)
                found[row.causation_id, stream] = line
    return found


def other_facts(
    ours: Facts, theirs: Facts, our_words: Mapping[str, Any], their_words: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, str], Any, Any]]:
    """Facts of messages that came in both runs, and differ; a tick's work may have been done by another
    message.

    A neighbour's conclusions are named by their cause and their place among its conclusions: another
    one may have the name in the other run.
    """
    for place in sorted(ours.keys() & theirs.keys()):
        mine, other = ours[place], theirs[place]
        if our_words.get(place[0]) != their_words.get(place[0]) or place[0].startswith("day-"):
            continue
        if mine[0].endswith(("Noted", "Taken", "Gone")) and mine != other:
            yield place, mine, other


def stands(streams: Rows, event_of: Callable[[EventRow], DomainEvent]) -> Stands:
    """The conclusions of each stream that no later one has withdrawn, in the order of what they say."""
    found: Stands = {}
    for stream, rows in streams.items():
        events = [(row, event_of(row)) for row in rows]
        gone = {number for _, event in events for number in getattr(event, "corrects", ())}
        found[stream] = sorted(
            (row.type, row.effective_on, repr(_judged(row)))
            for row, event in events
            if isinstance(event, Entry)
            and event.entry not in gone
            and not row.type.endswith("Withdrawn")
        )
    return found


def _judged(row: EventRow) -> dict[str, Any]:
    """What a conclusion says; of a class not the figures of its day, which alone call for no new one."""
    figures = FIGURES if row.type == "classification.LoanClassified" else ()
    return {k: v for k, v in said(row.payload).items() if k not in figures}
