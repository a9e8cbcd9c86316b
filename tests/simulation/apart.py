"""What is asked of all services together: ids that no two of them give, causes over their borders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from tests.simulation.causes import without_evidence

SHOWN = 5


def between(found: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Name of a check, and what it has found, or the first of it."""
    yield "dense", in_two_services(found)
    yield "causes", [*islice(without_evidence(found), SHOWN)]


def in_two_services(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Type, and both services, of each event whose id another service's event has.

    Audit keeps the events of all services in one place.
    """
    whose: dict[object, str] = {}
    twice = []
    for name, each in found.items():
        for row in (row for rows in each.shards.values() for row in rows):
            other = whose.setdefault(row.event_id, name)
            if other != name:
                twice.append((row.type, other, name))
    return twice
