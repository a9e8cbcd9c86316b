"""How far after the last closed day a business day may lie that others tell us.

A slip in a year would otherwise stand for good: a day that is closed closes all days before it, and a
fact moves the book to its own day. Before the first closed day nothing can be said. Our own services'
facts are not asked, for what they rest on has been; their closed days are, as a second look.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from contracts.errors import ContractError
from services.kit.incoming import Incoming, Record, Refused

if TYPE_CHECKING:
    from services.kit.turn import Turn

DAYS_AHEAD: Final = 366
"""Unless the settings say otherwise: a year, so that a business done once a year has its place."""
RULE: Final = "day_ahead"


class DayAhead(Exception):
    """A day is to be closed that lies too far after the last one: its topic stands still."""


def in_reach(turn: Turn, item: Incoming | Refused) -> Incoming | Refused:
    """The item itself, or the refusal of one from outside for its business day.

    What a relay of ours has numbered is not from outside. The letter belongs to the first open day.
    """
    if isinstance(item, Refused) or item.message is None or item.is_tick:
        return item
    if item.envelope.position is not None:
        return item
    shard = turn.owner.owned[0] if item.shard is None else item.shard
    return _far(item, turn.draft.shards[shard].closed_on, turn.owner.days_ahead) or item


def given_up(turn: Turn, record: Record, tick: Incoming) -> Refused | None:
    """The refusal of a tick too far ahead that two persons have given up, None for one in reach.

    Any other raises ``DayAhead``: a day that is passed over in silence is missed by the whole bank.
    """
    far = _far(tick, last_closed(turn), turn.owner.days_ahead)
    if far is not None and not turn.owner.stops.passes(record.topic, RULE, record.offset):
        raise DayAhead(far.error.detail)
    return far


def last_closed(turn: Turn) -> date | None:
    """The last day that is closed in any shard of the partition."""
    closed = (turn.draft.shards[shard].closed_on for shard in turn.owner.owned)
    return max((day for day in closed if day is not None), default=None)


def last_in_reach(turn: Turn, days: Iterable[date]) -> date | None:
    """The last of these days, closed one after the other, that will be closed."""
    closed, last = last_closed(turn), None
    for day in days:
        if closed is None or (day - closed).days <= turn.owner.days_ahead:
            last = day if last is None else max(last, day)
            closed = day if closed is None else max(closed, day)
    return last


def _far(item: Incoming, closed: date | None, limit: int) -> Refused | None:
    day = item.envelope.business_date
    if closed is None or (day - closed).days <= limit:
        return None
    detail = (
        f"{day} lies {(day - closed).days} days after {closed}, the last closed day; "
        f"at most {limit} are believed"
    )
    error = ContractError("date_range", "ce_businessdate", str(day), detail)
    return Refused(replace(item.envelope, business_date=closed + timedelta(days=1)), error)
