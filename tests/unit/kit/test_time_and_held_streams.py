"""Time asks nothing of a stream that waits behind a failure, and all of it once that is taken."""

from __future__ import annotations

from datetime import timedelta

from contracts.envelope import Envelope
from services.kit.kit_events import CommandAccepted, CommandRejected
from services.kit.memory_store import MemoryStore
from tests.integration.kit.toy import FAILS, REMINDED_AFTER, REPAIRED, Reminded
from tests.integration.kit.world import World
from tests.unit.kit.observing import lying
from tests.unit.kit.test_failing_agenda import TOPIC, about, deployed, parked, tick
from tests.unit.kit.test_refused_of_ours import (
    DAY,
    amounts,
    ours,
    owner_of,
    paid,
    redriven,
    stored,
)

DUE = DAY + REMINDED_AFTER


async def reminded(store: MemoryStore) -> list[str]:
    return [each.loan_id for each in await stored(store) if isinstance(each, Reminded)]


async def test_a_day_closes_over_a_held_stream_and_the_next_one_asks_it() -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    fed = [paid(0, 1, 0), about("L-2", paid(1, 2, 1)), paid(2, FAILS, 2)]
    await owner.take(TOPIC, fed)
    assert owner.held == {"loan-L-1": 1}
    assert [row.due_on for row in await store.due(owner.owned, DUE)] == [DUE, DUE]
    await owner.take(TOPIC, [tick(3, FAILS + 1, FAILS, 4)])
    assert await reminded(store) == ["L-2"], "L-1 would be told of a day without its money"
    assert len(await parked(store)) == 1
    REPAIRED.append(True)
    assert isinstance(await redriven(owner, store, "loan-L-1", "stream"), CommandAccepted)
    assert await amounts(store) == [1, 2, FAILS]
    await owner.take(TOPIC, [tick(4, FAILS + 2, FAILS + 1, 5)])
    assert await reminded(store) == ["L-2", "L-1"]


async def test_a_parked_day_is_asked_again_as_far_as_days_are_closed() -> None:
    """Between the failure and its mend another day came, on which the held stream was not asked."""
    store = MemoryStore()
    await (await deployed(store, None)).take(TOPIC, [paid(0, 5, 0)])
    owner = await deployed(store, "decide")
    await owner.take(TOPIC, [tick(1, 6, 5, 3), tick(2, 7, 6, 6)])
    assert [rule for _, rule, _ in await parked(store)] == ["handler_failed"]
    owner = await deployed(store, None)
    asked: list[object] = []
    service = owner.service
    right = service.time_reached
    object.__setattr__(service, "time_reached", lambda s, on: asked.append(on) or right(s, on))
    assert isinstance(await redriven(owner, store, "loan-L-1", "stream"), CommandAccepted)
    assert asked == [DAY + timedelta(days=6)]
    assert await reminded(store) == ["L-1"]


async def test_an_order_sees_what_a_command_of_its_own_batch_has_left_behind() -> None:
    store = MemoryStore()
    await (await deployed(store, None)).take(TOPIC, [paid(0, 5, 0)])
    owner = await deployed(store, "decide")  # which fails on whatever is asked of a loan with 0.05
    topic, about_l1 = owner.service.commands_topic, {"subject": "L-1", "key": "C-1"}
    told = [World.accelerate("L-1", "takes stock away"), World.redrive(stream="loan-L-1")]
    records = []
    for n, message in enumerate(told):
        more = {} if n else about_l1
        envelope = Envelope(
            id=f"o-{n}", source="/test", type=message.TYPE, business_date=DAY, **more
        )
        records.append(lying(topic, owner.partition, n, envelope, message))
    await owner.take(topic, records)
    answers = [each for each in await stored(store) if isinstance(each, CommandRejected)]
    assert [(each.command_id, each.code) for each in answers] == [
        ("o-0", "handler_failed"),
        ("o-1", "handler_failed"),
    ]
    assert owner.held == {"loan-L-1": 1}
