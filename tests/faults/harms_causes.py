"""Harms to what events say of their causes: each stands in one event of classification."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.checker.world import World

Harm = Callable[[World], World]


def _heard(world: World) -> tuple[Any, Any]:
    """The first event of classification that an event of monitoring led to, and that event."""
    said = {str(row["event_id"]): row for row in world.books["monitoring"].events}
    for row in world.books["classification"].events:
        if row["causation_id"] in said:
            return row, said[row["causation_id"]]
    raise AssertionError("classification has heard nothing of monitoring")


def _not_later(world: World) -> World:
    row, cause = _heard(world)
    row["hlc"] = cause["hlc"]
    return world


def _altered(**other: Any) -> Harm:
    def harm(world: World) -> World:
        row, _ = _heard(world)
        row.update(other)
        return world

    return harm


def _another_link(world: World) -> World:
    """That of the event before its cause, or after it."""
    row, cause = _heard(world)
    others = (each for each in world.books["monitoring"].events if each is not cause)
    row["cause_link"] = next(others)["link"]
    return world


def _link_of_nothing(world: World) -> World:
    """Core banking's messages have no link, and an event of monitoring names one."""
    ours = {str(row["event_id"]) for book in world.books.values() for row in book.events}
    events = world.books["monitoring"].events
    row = next(each for each in events if each["causation_id"] not in ours)
    row["cause_link"] = row["link"]
    return world


OF_CAUSES: dict[tuple[str, str], Harm] = {
    ("a clock is not after its cause's", "I2: clocks not after their causes'"): _not_later,
    ("a cause's link is not kept", "I3: events without their causes' links"): _altered(
        cause_link=None
    ),
    ("another's link is kept", "I3: links that are not their causes'"): _another_link,
    ("a link is kept of what has none", "I3: links that are not their causes'"): _link_of_nothing,
    ("another has acted", "I7: actors not the causes'"): _altered(actor="nobody"),
    ("a chain of causes is broken", "I7: chains of causes not the causes'"): _altered(
        correlation_id="none"
    ),
    ("a cause is of nobody", "I7: causes that nobody sent"): _altered(causation_id="nobody"),
}
"""By name and what must be found: the invariant, and after a colon words of the finding."""
