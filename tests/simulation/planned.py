"""What the stored agenda must say of the streams' states, also when other code planned a part of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.kit.domain import Due
from services.kit.kit_events import MessageParked
from services.kit.sharding import SHARDS
from tests.simulation.newcode import EARLIER
from tests.simulation.required import require

if TYPE_CHECKING:
    from services.kit.definition import Service
    from tests.simulation.checks import Found

Plans = dict[tuple[int, str], set[Due]]
"""By shard and stream."""


async def agenda(found: Found) -> None:
    """The stored agenda is that of the streams' states.

    What older code has planned stands until its day comes; then it is retired. So after a change of code
    nothing of it is due, and each plan of the present code has a stored day on which it will be looked
    at. Of a stream that was held, or has changed since, it waits for the next close; so does what is planned
    by the code that closed the last day, if it was rolled back afterwards.
    """
    name, last = found.name, found.world.feed.last_day
    present = found.world.services[name]
    stored, wanted = await _stored(found), _wanted(found, present)
    if name not in found.world.releases.replanned:
        require("agenda", stored == wanted, name, stored, wanted)
        return
    waits = _touched_since(found)
    waits |= {e.stream for e in found.events.values() if isinstance(e, MessageParked)}
    closed_by = found.world.databases[name].closed_by
    closers = {each.name: each.service for each in found.world.processes}
    plans = {who: _wanted(found, closers[who]) for who in set(closed_by.values())}
    for place in sorted(stored.keys() | wanted.keys()):
        there, ours = stored.get(place, set()), wanted.get(place, set())
        its = plans[closed_by[place[0]]].get(place, set()) if place[0] in closed_by else set()
        overdue = {due for due in there - ours - its if due.on <= last and place[1] not in waits}
        require("agenda", not overdue, name, place, "older code's plan is kept:", overdue)
        for due in ours:
            covered = any(each.on <= due.on + EARLIER for each in there)
            require("agenda", covered, name, place, due, "is never looked at:", there)


def _touched_since(found: Found) -> set[str]:
    """Streams with something that came after the last closed day."""
    last = max(word.business_date for word in found.world.feed.words if not word.key)
    rows = found.streams.items()
    return {stream for stream, of in rows if any(row.known_on > last for row in of)}


async def _stored(found: Found) -> Plans:
    rows = await found.world.databases[found.name].look().due(range(SHARDS), date.max)
    plans: Plans = {}
    for row in rows:
        plans.setdefault((row.shard, row.stream), set()).add(Due(row.due_on, row.reason))
    return plans


def _wanted(found: Found, code: Service) -> Plans:
    """What this code plans of the streams' states."""
    decider = code.decider
    plans: Plans = {}
    for stream, rows in found.streams.items():
        if not rows[0].type.startswith("kit."):
            state = decider.fold(found.events[stream, row.version] for row in rows)
            if due := set(decider.agenda(state)):
                plans[rows[0].shard, stream] = due
    return plans
