"""What older code has put on the agenda: asked for once, and replaced by what today's code says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.kit import turn
from services.kit.domain import Due
from services.kit.memory_store import MemoryStore
from tests.integration.kit import toy
from tests.unit.kit.test_failing_agenda import tick
from tests.unit.kit.test_refused_of_ours import DAY, ours, owner_of, paid, stored

TOPIC = ours().topics[0]
OLD = DAY + toy.REMINDED_AFTER


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


async def test_what_a_long_turn_leaves_of_older_code_goes_with_the_next_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its first write changes the stream, the next closes no day, its last closes that of the plan.

    The stream is asked for by what it plans now, so nothing is done twice, early or never.
    """
    monkeypatch.setattr(turn, "EVENTS_PER_BATCH", 1)
    store = MemoryStore()
    older = await owner_of(store, ours())
    await older.take(TOPIC, [paid(0, 1, 0)])

    def agenda(state: toy.Total) -> list[Due]:
        return [Due(each.on + timedelta(days=2), "later") for each in toy.agenda(state)]

    def decide(command: object, state: toy.Total, policies: object) -> object:
        if isinstance(command, toy.TimeReached):
            due = [each for each in agenda(state) if each.on <= command.as_of]
            return [toy.Reminded(loan_id="L-1", effective_on=each.on) for each in due]
        return toy.decide(command, state, policies)

    decider = replace(toy.DECIDER, agenda=agenda, decide=decide)
    newer = await owner_of(store, replace(ours(), decider=decider))
    broken = paid(2, 3, 2)._replace(value=b"no json")
    await newer.take(TOPIC, [paid(1, 2, 1), broken, tick(3, 4, 3, 3)])
    far, due = OLD + timedelta(days=99), OLD + timedelta(days=2)
    assert [row.due_on for row in await store.due(newer.owned, far)] == [OLD]
    await newer.take(TOPIC, [tick(4, 5, 4, 4)])
    assert [row.due_on for row in await store.due(newer.owned, far)] == [due]
    await newer.take(TOPIC, [tick(5, 6, 5, 5)])
    assert await store.due(newer.owned, far) == []
    reminded = [e.effective_on for e in await stored(store) if isinstance(e, toy.Reminded)]
    assert reminded == [due]
