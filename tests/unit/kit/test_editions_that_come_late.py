"""An edition whose first day was closed without it changes nothing that was decided, and says so loudly."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from services.kit.batch import StoreUnavailable
from services.kit.edition_notes import CAME_LATE, Editions, compare
from services.kit.halt_notes import HaltNotes
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.policy import PolicyBook
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.simulation.database import Database
from tests.simulation.edition_notes import Notes
from tests.simulation.world import rules
from tests.unit.kit.looked import Consumer, Looked
from tests.unit.kit.test_edition_in_mid_run import (
    EVE,
    FIRST,
    LENT,
    NOW,
    PARTITION,
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


async def conducted(
    store: MemoryStore, notes: HaltNotes, *shared: date
) -> tuple[Owner, list[str]]:
    """Claimed with these editions of the rows that services share."""
    service = rules()["collection"]
    (own, *_) = service.policies.editions
    rows = [replace(own.conduct[0], policy_id=f"cn/{day}", effective_from=day) for day in shared]
    book = PolicyBook((replace(own, conduct=tuple(rows)),))
    known = dataclasses.replace(service, policies=book)
    owner = Owner(known, store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)
    await owner.claim()
    with capture_logs() as logs:
        await compare(owner, notes)
    return owner, [
        f"{each['log_level']}: {each['event']} {each['policy_id']} {each.get('closed_on')}"
        for each in logs
    ]


FAR = date(2000, 1, 1)


async def test_an_edition_of_the_rows_that_services_share_is_noted_too() -> None:
    store = MemoryStore()
    notes = Kept(store)
    assert (await conducted(store, notes, FAR))[1] == []
    assert (await conducted(store, notes, FAR, FIRST))[1] == [
        f"info: policy edition came conduct/cn/{FIRST} None"
    ]
    assert (await conducted(store, notes, FAR))[1] == [
        f"warning: policy edition is not here, but was conduct/cn/{FIRST} None"
    ]
    for shard, state in store.database.tables.shards.items():
        store.database.tables.shards[shard] = replace(state, closed_on=FIRST)
    assert (await conducted(store, notes, FAR, FIRST))[1] == [
        f"critical: {CAME_LATE} conduct/cn/{FIRST} {FIRST}"
    ]


async def test_what_a_release_before_did_not_note_has_not_come_late() -> None:
    """It noted the editions of the service alone; the shared ones are noted for the first time."""
    store = MemoryStore()
    notes = Kept(store)
    owner, _ = await conducted(store, notes, FAR)
    own = {
        name: day
        for name, day in (await notes.editions(owner)).items()
        if not name.startswith("conduct/")
    }
    await notes.note_editions(owner, own)
    for shard, state in store.database.tables.shards.items():
        store.database.tables.shards[shard] = replace(state, closed_on=FIRST)
    assert (await conducted(store, notes, FAR))[1] == []
    assert "conduct/cn/2000-01-01" in await notes.editions(owner)


class Silent(Earlier):
    """They are noted, and the first answer is lost."""

    def __init__(self) -> None:
        self.noted: Editions = {"toy/1990-01-01": date(1990, 1, 1)}
        self.tries = 0

    async def editions(self, owner: Owner) -> Editions:
        return self.noted

    async def note_editions(self, owner: Owner, editions: Editions) -> None:
        self.noted, self.tries = editions, self.tries + 1
        if self.tries == 1:
            raise StoreUnavailable("the line is dead")


async def test_the_gauge_tells_of_it_though_the_answer_to_its_note_was_lost() -> None:
    """The claim failed, and the next one found it noted and said nothing of it."""
    one = Looked(Consumer())
    one.inbox._halting._notes = Silent()
    tables = one.store.database.tables
    for shard, state in tables.shards.items():
        tables.shards[shard] = replace(state, closed_on=date(2000, 1, 1))
    await one.assigned()
    await one.assigned()
    assert (await one.look())["loan.policy.editions.late"] == {"": 1}
