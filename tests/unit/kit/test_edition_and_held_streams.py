"""A stream that can't be asked on an edition's first day is asked about it once it is taken up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.envelope import Envelope
from services.kit import daywork
from services.kit.domain import Command
from services.kit.kit_events import CommandAccepted, MessageParked
from services.kit.memory_store import MemoryStore, Step
from services.kit.owner import Owner
from tests.integration.kit.toy import FAILS, REPAIRED, TimeReached
from tests.unit.kit.observing import lying
from tests.unit.kit.test_failing_agenda import BAD, TOPIC, WRONG, about, tick
from tests.unit.kit.test_orders import DISCARD
from tests.unit.kit.test_redrive_in_order import letters
from tests.unit.kit.test_refused_of_ours import DAY, ours, owner_of, paid, redriven, stored

STREAM = "loan-L-1"
FIRST = DAY + timedelta(days=2)  # nothing is due on it by any agenda
Asked = list[tuple[str, int, int | None]]


async def begun(store: MemoryStore, asked: Asked, wrong: str | None = None) -> Owner:
    """All streams are asked on ``FIRST``; ``asked``: stream, day and since when, in days from ``DAY``."""

    def put(stream: str, on: date, since: date | None = None) -> Command:
        asked.append((stream, (on - DAY).days, None if since is None else (since - DAY).days))
        return TimeReached(as_of=on, loan_id=stream.removeprefix("loan-"))

    service = replace(ours(), asks_all_on=frozenset({FIRST}), time_reached=put, judge_from=put)
    return await owner_of(
        store, service if wrong is None else replace(service, decider=WRONG[wrong])
    )


async def kept(store: MemoryStore) -> list[str]:
    """Why each message was parked, of those that are open."""
    closed = store.database.tables.closed
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    parked = {row.event_id for row in rows if row.type == MessageParked.NAME} - closed
    return [store.database.tables.letters[each].rule for each in letters(store) if each in parked]


async def discarded(owner: Owner, store: MemoryStore, letter: Any) -> Any:
    people = {"reason": "sent anew", "requested_by": "li", "approved_by": "wang"}
    command = DISCARD.model_validate({**people, "dead_letter": str(letter)})
    topic = owner.service.commands_topic
    offset = owner.next_offsets[topic]
    envelope = Envelope(
        id=f"d-{offset}", source="/test", type=command.TYPE, business_date=DAY, key="C-1"
    )
    await owner.take(topic, [lying(topic, owner.partition, offset, envelope, command)])
    return (await stored(store))[-1]


async def test_a_day_that_failed_on_a_stream_is_asked_from_the_first_day_on_again() -> None:
    store, asked = MemoryStore(), Asked()
    await (await begun(store, asked)).take(
        TOPIC, [paid(0, BAD, 0), about("L-2", paid(1, 6, BAD)), tick(2, 7, 6, 1)]
    )
    owner = await begun(store, asked, "decide")
    await owner.take(TOPIC, [tick(3, 8, 7, 2), tick(4, 9, 8, 3)])
    assert await kept(store) == ["handler_failed"]
    owner = await begun(store, asked)
    asked.clear()
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert asked == [(STREAM, 3, 2)]


async def test_a_stream_that_is_held_on_the_first_day_is_asked_behind_what_holds_it() -> None:
    store, asked = MemoryStore(), Asked()
    owner = await begun(store, asked)
    fed = [paid(0, 1, 0), about("L-2", paid(1, 2, 1)), tick(2, 3, 2, 1), paid(3, FAILS, 3)]
    await owner.take(TOPIC, fed)
    await owner.take(TOPIC, [tick(4, FAILS + 1, FAILS, 2)])
    assert asked == [("loan-L-2", 2, 2)]
    assert await kept(store) == ["handler_failed", "parked_behind"]
    REPAIRED.append(True)
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert asked[1:] == [(STREAM, 2, 2)]
    assert owner.held == {}


async def test_so_is_one_whose_letter_is_discarded() -> None:
    store, asked = MemoryStore(), Asked()
    owner = await begun(store, asked)
    await owner.take(TOPIC, [paid(0, 1, 0), tick(1, 2, 1, 1), paid(2, FAILS, 2)])
    await owner.take(TOPIC, [tick(3, FAILS + 1, FAILS, 2)])
    assert isinstance(await discarded(owner, store, letters(store)[0]), CommandAccepted)
    assert (owner.held, asked) == ({STREAM: 1}, [])
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert (owner.held, asked) == ({}, [(STREAM, 2, 2)])


async def test_a_day_that_asks_no_more_than_what_is_due_leaves_a_held_stream_alone() -> None:
    store, asked = MemoryStore(), Asked()
    owner = await begun(store, asked)
    await owner.take(TOPIC, [paid(0, 1, 0), tick(1, 2, 1, 2), paid(2, FAILS, 2)])
    await owner.take(TOPIC, [tick(3, FAILS + 1, FAILS, 3)])
    assert await kept(store) == ["handler_failed"]


async def dies_in_the_day(
    monkeypatch: pytest.MonkeyPatch, store: MemoryStore, asked: Asked, step: Step, times: int
) -> None:
    """Of a day that is closed in pieces its process dies when it comes to this step so often."""
    monkeypatch.setattr(daywork, "STREAMS_PER_SLICE", 1)
    monkeypatch.setattr(daywork, "EVENTS_PER_BATCH", 1)
    fed = [paid(0, BAD, 0), about("L-2", paid(1, 6, BAD)), tick(2, 7, 6, 1)]
    await (await begun(store, asked)).take(TOPIC, fed)
    owner = await begun(store, asked, "decide")
    seen = 0

    def dies(reached: Step) -> None:
        nonlocal seen
        seen += reached == step
        if seen == times:
            raise SystemExit

    store.hook = dies
    with pytest.raises(SystemExit):
        await owner.take(TOPIC, [tick(3, 8, 7, 2)])
    store.hook = lambda step: None


async def test_a_process_that_dies_in_the_day_keeps_it_once_for_each_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What failed is written with the first piece; the second try finds its stream held."""
    store, asked = MemoryStore(), Asked()
    await dies_in_the_day(monkeypatch, store, asked, Step("after", "append"), 1)
    assert await kept(store) == ["handler_failed"]

    owner = await begun(store, asked)
    asked.clear()
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert asked == [(STREAM, 1, None)], "the first day is not closed yet"
    owner = await begun(store, asked, "decide")
    await owner.take(TOPIC, [tick(3, 8, 7, 2)])
    assert await kept(store) == ["handler_failed"]


async def test_the_second_try_of_a_day_keeps_it_no_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, asked = MemoryStore(), Asked()
    await dies_in_the_day(monkeypatch, store, asked, Step("before", "append"), 2)
    owner = await begun(store, asked, "decide")
    await owner.take(TOPIC, [tick(3, 8, 7, 2)])
    assert await kept(store) == ["handler_failed"]
    assert {owner.shards[n].closed_on for n in owner.owned} == {FIRST}


async def test_a_day_that_asks_all_holds_no_more_streams_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It read the whole book into memory where nothing of it had changed."""
    monkeypatch.setattr(daywork, "STREAMS_PER_SLICE", 2)
    store, asked = MemoryStore(), Asked()
    owner = await begun(store, asked)
    loans = [about(f"L-{n}", paid(n, n + 1, n)) for n in range(9)]
    await owner.take(TOPIC, [*loans, tick(9, 10, 9, 1)])
    owner = await begun(store, asked)
    owner.streams_max, held, asked[:] = 3, [0], []
    put = owner.service.judge_from
    assert put is not None

    def watched(stream: str, on: date, since: date) -> Command:
        held.append(len(owner.live))
        return put(stream, on, since)

    owner.service = replace(owner.service, judge_from=watched)
    await owner.take(TOPIC, [tick(10, 11, 10, 2)])
    assert len(asked) == 9
    assert max(held) <= 3 + 2
