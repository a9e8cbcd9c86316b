"""What older code has put on the agenda: asked for once, and replaced by what today's code says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from services.kit import turn
from services.kit.domain import DomainEvent, Due
from services.kit.memory_store import MemoryStore
from tests.integration.kit import toy
from tests.unit.kit.test_failing_agenda import about, tick
from tests.unit.kit.test_refused_of_ours import DAY, ours, owner_of, paid, stored

TOPIC = ours().topics[0]
OLD = DAY + toy.REMINDED_AFTER
LATER = timedelta(days=2)


def agenda(state: toy.Total) -> list[Due]:
    """What today's code asks for."""
    if state.last_on is None:
        return []
    return [Due(OLD + LATER, "remind"), Due(OLD + 9 * LATER, "remind")][
        1 if state.last_on > DAY else 0 :
    ]


def decide(command: object, state: toy.Total, policies: object) -> Sequence[DomainEvent]:
    if isinstance(command, toy.TimeReached):
        due = [each for each in agenda(state) if each.on <= command.as_of]
        return [toy.Counted(loan_id="L-1", effective_on=e.on, amount=0, total=1) for e in due[:1]]
    return toy.decide(command, state, policies)


TODAYS = replace(ours(), decider=replace(toy.DECIDER, agenda=agenda, decide=decide))


@pytest.mark.parametrize("later", [None, timedelta(days=2)])
async def test_a_row_that_the_agenda_no_longer_names_goes_and_what_it_names_comes(
    later: timedelta | None,
) -> None:
    """``later``: by so much today's code moves the day, None when it asks for none."""
    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0)])
    assert [row.due_on for row in await store.due(older.owned, OLD)] == [OLD]

    def agenda(state: toy.Total) -> list[Due]:
        if later is None or state.last_on is None:
            return []
        return [Due(OLD + later, "remind")]

    def decide(command: object, state: toy.Total, policies: object) -> object:
        if isinstance(command, toy.TimeReached):
            due = [each for each in agenda(state) if each.on <= command.as_of]
            return [toy.Reminded(loan_id="L-1", effective_on=each.on) for each in due]
        return toy.decide(command, state, policies)

    decider = replace(toy.DECIDER, agenda=agenda, decide=decide)
    newer = await owner_of(store, replace(ours(), decider=decider))
    await newer.take(TOPIC, [tick(1, 2, 1, 3)])
    far = OLD + timedelta(days=99)
    wanted = [] if later is None else [OLD + later]
    assert [row.due_on for row in await store.due(newer.owned, far)] == wanted
    await newer.take(TOPIC, [tick(2, 3, 2, 6)])
    assert await store.due(newer.owned, far) == []
    reminded = [
        each.effective_on for each in await stored(store) if isinstance(each, toy.Reminded)
    ]
    assert reminded == wanted


async def test_a_row_of_a_stream_that_the_closing_turn_itself_has_changed_goes_too() -> None:
    """It stood overdue until the next day was closed."""
    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0), about("L-2", paid(1, 2, 1))])
    far = OLD + timedelta(days=99)
    assert len(await store.due(older.owned, far)) == 2
    newer = await owner_of(store, TODAYS)
    await newer.take(TOPIC, [paid(2, 3, 2), tick(3, 4, 3, 3)])
    assert [row.due_on for row in await store.due(newer.owned, far)] == [OLD + LATER] * 2 + [
        OLD + 9 * LATER
    ] * 2


async def test_it_goes_when_nothing_is_planned_any_more() -> None:
    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0)])
    none = replace(TODAYS.decider, agenda=lambda state: [])
    newer = await owner_of(store, replace(TODAYS, decider=none))
    await newer.take(TOPIC, [paid(1, 2, 1), tick(2, 3, 2, 3)])
    assert await store.due(newer.owned, OLD + timedelta(days=99)) == []


async def test_so_does_one_of_a_turn_that_is_written_before_it_closes_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its state may have been let go of since."""
    monkeypatch.setattr(turn, "EVENTS_PER_BATCH", 1)
    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0), about("L-2", paid(1, 2, 1))])
    newer = await owner_of(store, TODAYS)
    newer.streams_max = 0
    await newer.take(TOPIC, [paid(2, 3, 2), tick(3, 4, 3, 3)])
    rows = [
        (row.stream, row.due_on) for row in await store.due(newer.owned, OLD + timedelta(days=99))
    ]
    loans = ("loan-L-1", "loan-L-2")
    assert rows == [(loan, OLD + n * LATER) for n in (1, 9) for loan in loans]


async def test_what_the_agenda_names_comes_though_the_closing_changes_the_stream() -> None:
    """The change was from today's agenda to today's, and of what both name nothing was stored."""
    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0)])
    newer = await owner_of(store, TODAYS)
    await newer.take(TOPIC, [tick(1, 2, 1, 5)])
    rows = await store.due(newer.owned, OLD + timedelta(days=99))
    assert [row.due_on for row in rows] == [OLD + 9 * LATER]


@pytest.mark.parametrize("changes_by", ["tick", "fact"])
async def test_what_only_todays_code_asks_for_comes_with_the_streams_first_change(
    changes_by: str,
) -> None:
    """It asks for the old day, too: nothing told of another code, and the further day was stored nowhere."""

    def agenda(state: toy.Total) -> list[Due]:
        further = [Due(OLD + 9 * LATER, "further")] if state.total else []
        return [*toy.agenda(state), *further]

    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0)])
    newer = await owner_of(store, replace(ours(), decider=replace(toy.DECIDER, agenda=agenda)))
    change = tick(1, 2, 1, 4) if changes_by == "tick" else paid(1, 2, 1)
    await newer.take(TOPIC, [change])
    rows = await store.due(newer.owned, OLD + timedelta(days=99))
    wanted = agenda(newer.live["loan-L-1"].state)
    assert sorted((row.due_on, row.reason) for row in rows) == sorted(wanted)
    assert Due(OLD + 9 * LATER, "further") in wanted
