"""An edition whose first day was closed without it changes nothing that was decided, and says so loudly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from services.kit.edition_notes import CAME_LATE, Editions, compare
from services.kit.halt_notes import HaltNotes
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from tests.simulation.database import Database
from tests.simulation.edition_notes import Notes
from tests.unit.kit.looked import Consumer, Looked
from tests.unit.kit.test_edition_in_mid_run import (
    EVE,
    FIRST,
    LENT,
    TOPIC,
    DayClosed,
    opened,
    owner_of,
    standing,
    told,
)


class Kept(Notes):
    """Notes of a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(Database("classification", None, None, None, None, store.database))


async def claimed(store: MemoryStore, notes: Kept, more: bool) -> tuple[Owner, list[str]]:
    owner = await owner_of(store, more)
    with capture_logs() as logs:
        await compare(owner, notes)
    return owner, [f"{each['log_level']}: {each['event']}" for each in logs]


async def closed_on(owner: Owner, *days: date) -> None:
    ticks = [told(n, DayClosed(business_date=day), day) for n, day in enumerate(days, 2)]
    await owner.take(TOPIC, [told(1, opened(), LENT), *ticks])


async def test_the_first_claim_says_nothing_and_an_edition_in_time_is_no_alarm() -> None:
    store = MemoryStore()
    notes = Kept(store)
    owner, logs = await claimed(store, notes, more=False)
    assert logs == []
    await closed_on(owner, LENT, EVE)
    assert (await claimed(store, notes, more=True))[1] == ["info: policy edition came"]
    assert (await claimed(store, notes, more=True))[1] == []


@pytest.mark.parametrize("last", [FIRST, FIRST + timedelta(days=9)])
async def test_one_whose_first_day_is_closed_is_an_alarm_and_changes_nothing(last: date) -> None:
    store = MemoryStore()
    notes = Kept(store)
    owner, _ = await claimed(store, notes, more=False)
    await closed_on(owner, LENT, last)
    before = await standing(store)
    owner, logs = await claimed(store, notes, more=True)
    assert logs == [f"critical: {CAME_LATE}"]
    later = last + timedelta(days=1)
    await owner.take(TOPIC, [told(4, DayClosed(business_date=later), later)])
    assert await standing(store) == before == [("L-1", LENT, 1)]


async def test_a_day_closed_by_a_member_without_it_is_found_by_the_next_one_that_has_it() -> None:
    """A roll-out in which the partition came back to an older member just before the day was closed."""
    store = MemoryStore()
    notes = Kept(store)
    await claimed(store, notes, more=False)
    assert (await claimed(store, notes, more=True))[1] == ["info: policy edition came"]
    owner, logs = await claimed(store, notes, more=False)
    assert logs == ["warning: policy edition is not here, but was"]
    await closed_on(owner, LENT, EVE, FIRST)
    assert (await claimed(store, notes, more=True))[1] == [f"critical: {CAME_LATE}"]


class Earlier(HaltNotes):
    """The claim before had another edition of the toy's policies."""

    async def editions(self, owner: Owner) -> Editions:
        return {"toy/1990-01-01": date(1990, 1, 1)}


@pytest.mark.parametrize(("closed", "late"), [(date(1999, 12, 31), 0), (date(2000, 1, 1), 1)])
async def test_a_gauge_tells_of_it_as_long_as_the_process_lives(closed: date, late: int) -> None:
    one = Looked(Consumer())
    one.inbox._halting._notes = Earlier()
    tables = one.store.database.tables
    for shard, state in tables.shards.items():
        tables.shards[shard] = replace(state, closed_on=closed)
    await one.assigned()
    await one.assigned()  # a rebalance: the same edition, found again
    assert (await one.look())["loan.policy.editions.late"] == {"": late}
