"""What older code has put on the agenda: asked for once, and replaced by what today's code says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

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
