"""What is asked of a run in which a policy edition came: each day is judged by its own.

One that comes too late says so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from services.kit.edition_notes import CAME_LATE
from services.kit.kit_events import MessageDiscarded, MessageParked, MessageRedriven
from tests.oracle.arrears import RULES
from tests.simulation.checks import Found, require
from tests.simulation.editions import JUDGED, LATE_LOAN, PACK, STAGES

_TAKEN_UP = (MessageRedriven, MessageDiscarded)


def first_day_of(service: str, found: Found) -> date:
    """The first day of the edition that comes to this service in this run; for others no day at all."""
    edition = found.world.feed.edition
    comes = edition is not None and edition.service == service
    return edition.first_day if edition is not None and comes else date.max


def rules_of(found: Found, loan: str) -> dict[str, Any]:
    """The oracle's rules for this loan: the one that is lent under another edition has other stages."""
    another = first_day_of("monitoring", found) < date.max and not found.world.late
    if loan != LATE_LOAN or not another:
        return RULES
    names = (name for name, _ in RULES["stages"])
    return RULES | {"stages": tuple(zip(names, STAGES, strict=True))}


def by_its_edition(found: Found) -> None:
    """What stands of a day was judged by the edition in force on it, whenever it was judged.

    One that comes too late changes nothing, and each partition that finds it says so.
    """
    if found.world.late:
        _said(found)
        return
    _kept_behind(found)
    book = found.world.services[found.name].policies
    gone = {
        (stream, number)
        for (stream, _), event in found.events.items()
        for number in getattr(event, "corrects", ())
    }
    for (stream, version), event in found.events.items():
        if not isinstance(event, JUDGED) or (stream, getattr(event, "entry", 0)) in gone:
            continue
        day = max(event.effective_on, book.editions[0].effective_from)
        wanted, told = book.in_force(day).policy_id, event.policy_id
        require("edition", told == wanted, stream, version, event.effective_on, told, wanted)
    alarms = [each for each in found.world.trace.alarms if each["event"] == CAME_LATE]
    require("edition", not alarms, "it came in time, and yet", alarms)


def _kept_behind(found: Found) -> None:
    """A stream that was held when an edition's first day was closed has that day kept behind what held it."""
    firsts = found.world.services[found.name].asks_all_on
    for before, after in found.world.databases[found.name].closes:
        on, closed = after.closed_on, before.closed_on
        days = [day for day in firsts if on and closed and closed < day <= on]
        if not days:
            continue
        rows = found.shards[after.shard][: after.position]
        told = [(row, found.events[row.stream, row.version]) for row in rows]
        gone = {event.letter for _, event in told if isinstance(event, _TAKEN_UP)}
        of_the_day = [(row, event) for row, event in told if row.known_on <= (on or date.min)]
        parked = [(row, e) for row, e in of_the_day if isinstance(e, MessageParked)]
        held = {event.stream for row, event in parked if row.event_id not in gone}
        asked = {event.stream for _, event in parked if event.asks_since == min(days)}
        missed = held.intersection(row.stream for row, _ in of_the_day) - asked
        require("edition", not missed, missed, "held over", on, "and not asked since", min(days))


def _said(found: Found) -> None:
    edition = found.world.feed.edition
    if edition is None or edition.service != found.name:
        return
    alarms = [each for each in found.world.trace.alarms if each["event"] == CAME_LATE]
    told = {each["partition"] for each in alarms}
    name = f"{PACK}/{edition.first_day}"
    noted = found.world.databases[found.name].editions
    wanted = {partition for partition, known in noted.items() if name in known}
    require("edition", told >= wanted, "it came too late, which is said in", told, "of", wanted)
