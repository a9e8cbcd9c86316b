"""A bank adds an edition to a book that runs: its first day asks all loans, also those with no agenda."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.envelope import Envelope
from contracts.monitoring import DayClosed, Installment, LoanOpened
from contracts.values import Money
from services.classification.domain.decisions import LoanClassified
from services.kit import events
from services.kit.hlc import physical
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.simulation.world import rules
from tests.unit.classification.test_provisions import with_rate
from tests.unit.kit.observing import Record, lying

NOW = datetime(2024, 12, 30, 2, tzinfo=UTC)
LENT, EVE, FIRST = date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1)
WEEK = timedelta(days=7)
SHARD = shard_of("C-1")
PARTITION = partition_of(SHARD, 4)
TOPIC = "postloan.monitoring.v1"


def told(position: int, message: Any, on: date) -> Record:
    keyed = message.KEYED
    envelope = Envelope(
        id=f"m-{position}",
        source="/postloan/monitoring",
        type=message.TYPE,
        business_date=on,
        subject=message.loan_id if keyed else None,
        key="C-1" if keyed else None,
        shard=SHARD,
        position=position,
        previous=position - 1,
        hlc=physical(NOW),
    )
    return lying(TOPIC, PARTITION, position - 1, envelope, message)


def opened(loan_id: str = "L-1", on: date = LENT) -> LoanOpened:
    row = {"number": 1, "due_on": date(2025, 12, 1), "principal": Money(100_000)}
    return LoanOpened(
        loan_id=loan_id,
        obligor_id="C-1",
        obligor_kind="corporate",
        product="working_capital",
        principal=Money(100_000),
        disbursed_on=on,
        matures_on=date(2025, 12, 1),
        purpose=None,
        branch=None,
        officer=None,
        security="credit",
        effective_on=on,
        policy_id="cn/2000-01-01",
        schedule=(Installment(**row, interest=Money(0), fee=Money(0)),),
    )


async def owner_of(store: MemoryStore, more: bool) -> Owner:
    service = rules()["classification"]
    if more:
        book = with_rate(2)
        starts = frozenset(edition.effective_from for edition in book.editions)
        service = replace(service, policies=book, asks_all_on=starts)
    owner = Owner(service, store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)
    await owner.claim()
    return owner


async def standing(store: MemoryStore) -> list[tuple[str, date, int | None]]:
    """The classes that no later one has withdrawn."""
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    found = [events.decode(row.type, row.schema_version, row.payload) for row in rows]
    gone = {number for each in found for number in getattr(each, "corrects", ())}
    return sorted(
        (each.loan_id, each.effective_on, each.provision_percent)
        for each in found
        if isinstance(each, LoanClassified) and each.entry not in gone
    )


async def classified(store: MemoryStore) -> list[tuple[date, int]]:
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    found = [events.decode(row.type, row.schema_version, row.payload) for row in rows]
    return [
        (each.effective_on, each.provision_percent)
        for each in found
        if isinstance(each, LoanClassified)
    ]


async def test_the_first_day_of_an_edition_added_later_asks_every_loan() -> None:
    store = MemoryStore()
    owner = await owner_of(store, more=False)
    await owner.take(
        TOPIC, [told(1, opened(), LENT), told(2, DayClosed(business_date=LENT), LENT)]
    )
    assert await store.due(owner.owned, date.max) == []
    owner = await owner_of(store, more=True)
    await owner.take(TOPIC, [told(3, DayClosed(business_date=EVE), EVE)])
    assert await classified(store) == [(LENT, 1)]
    await owner.take(TOPIC, [told(4, DayClosed(business_date=FIRST), FIRST)])
    assert await classified(store) == [(LENT, 1), (FIRST, 2)]


async def test_what_was_judged_on_the_first_day_before_the_edition_came_is_judged_again() -> None:
    """A fact had the day judged by the edition before, and then the edition came, before its close."""
    store = MemoryStore()
    owner = await owner_of(store, more=False)
    before = [told(1, opened(), LENT), told(2, DayClosed(business_date=EVE), EVE)]
    await owner.take(TOPIC, [*before, told(3, opened("L-2", FIRST), FIRST)])
    assert await classified(store) == [(LENT, 1), (FIRST, 1)]
    owner = await owner_of(store, more=True)
    await owner.take(TOPIC, [told(4, DayClosed(business_date=FIRST), FIRST)])
    assert await standing(store) == [("L-1", LENT, 1), ("L-1", FIRST, 2), ("L-2", FIRST, 2)]


async def test_the_first_day_may_lie_between_two_closed_days() -> None:
    """No day between them is closed by itself: the later one closes it, and what was judged since counts."""
    store = MemoryStore()
    owner = await owner_of(store, more=False)
    before = [told(1, opened(), LENT), told(2, DayClosed(business_date=EVE), EVE)]
    await owner.take(TOPIC, [*before, told(3, opened("L-2", FIRST + WEEK), FIRST + WEEK)])
    owner = await owner_of(store, more=True)
    later = FIRST + 2 * WEEK
    await owner.take(TOPIC, [told(4, DayClosed(business_date=later), later)])
    assert await standing(store) == [("L-1", LENT, 1), ("L-1", FIRST, 2), ("L-2", FIRST + WEEK, 2)]


def test_classification_asks_on_the_first_day_of_each_of_its_editions() -> None:
    service = rules()["classification"]
    assert service.asks_all_on == {each.effective_from for each in service.policies.editions}
    assert rules()["monitoring"].asks_all_on == frozenset()
