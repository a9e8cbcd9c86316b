"""Audit keeps the events of all services in one place, so no id may stand in two of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def in_two_services(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Type, and both services, of each event whose id another service's event has."""
    whose: dict[object, str] = {}
    twice = []
    for name, each in found.items():
        for row in (row for rows in each.shards.values() for row in rows):
            other = whose.setdefault(row.event_id, name)
            if other != name:
                twice.append((row.type, other, name))
    return twice
