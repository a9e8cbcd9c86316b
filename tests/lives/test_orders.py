"""In whatever order Kafka hands its topics out, each service ends with the same document (ADR 0020).

A life is played once; then every service hears what it heard again, alone, in other permitted orders
(``tests.lives.orders``): whole topics hurry or lag behind, by hundreds of closed days where nothing
holds them. Wherever two orders have heard the same, the loan's document must be the same, and so must
be what officers were refused. Only the day on which something was known may differ.

``LIVES_EXAMPLES`` (environment) plays so many lives instead of a few.
"""

from __future__ import annotations

import os
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.console.lives.reading import read_life
from tests.lives.deep import deep
from tests.lives.entered_late import ToldByLetter, ToldLate
from tests.lives.generated import Plan, plans
from tests.lives.orders import Alone, RecordingTown, another, meetings
from tests.lives.playing import LIVES, play
from tests.lives.telling import Told
from tests.lives.whole_life import LOAN

few = settings(
    max_examples=int(os.environ.get("LIVES_EXAMPLES", "12")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # a smaller seed is no simpler life
)
EARLIER = timedelta(days=60)


def known_apart(value: Any) -> Any:
    """A document without the days on which things were known."""
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name != "processed_on"}
        return {name: known_apart(each) for name, each in kept.items()}
    return [known_apart(each) for each in value] if isinstance(value, list) else value


def check(town: RecordingTown, loans: list[str], seed: int) -> int:
    """Every service in its own order and in another one; how many inputs were heard out of turn."""
    moved = 0
    for service, inputs in town.heard.items():
        luck = Random(f"{seed} {service}")
        meet = meetings(inputs, luck)
        order = another(inputs, meet, luck)
        moved += sum(number != place for place, number in enumerate(order))
        calm, hasty = Alone(service), Alone(service)
        start = 0
        for end in meet:
            stop = min(end + 1, len(inputs))
            calm.hear(inputs, range(start, stop))
            hasty.hear(inputs, order[start:stop])
            start = stop
            _same(calm, hasty, loans)
        _same_in_the_end(calm, hasty, loans)
        assert calm.refused == [(n, each.refused) for n, each in enumerate(inputs) if each.refused]
    return moved


def _same(calm: Alone, hasty: Alone, loans: list[str]) -> None:
    day = calm.house.closed_on
    assert calm.refused == hasty.refused, calm.name
    assert day == hasty.house.closed_on
    for loan_id in loans if day is not None else ():
        one, other = calm.shown(loan_id, day), hasty.shown(loan_id, day)
        assert known_apart(one) == known_apart(other), (calm.name, loan_id, day)


def _same_in_the_end(calm: Alone, hasty: Alone, loans: list[str]) -> None:
    last = calm.house.closed_on
    assert last is not None
    for loan_id in loans:
        for day in (last, last - EARLIER):
            one, other = calm.rebuilt(loan_id, day), hasty.rebuilt(loan_id, day)
            assert known_apart(one) == known_apart(other), (calm.name, loan_id, day)


@pytest.mark.parametrize("name", ["l-4801", "illness", "bankruptcy"])
def test_a_written_life_ends_alike(name: str) -> None:
    town = RecordingTown()
    play(read_life(LIVES / f"{name}.toml"), town)
    rows = [row for house in town.houses.values() for row in house.writer.rows]
    loans = sorted({row.loan_id for row in rows if row.loan_id})
    assert loans
    assert sum(check(town, loans, seed) for seed in range(2)) > len(town.heard["collection"])


@few
@given(plans(), st.integers(0, 2**32))
def test_a_generated_life_ends_alike(plan: Plan, seed: int) -> None:
    town = RecordingTown()
    played = plan.whole(town)
    check(town, sorted(played.facts), seed)


@few
@given(st.integers(0, 2**32), st.sampled_from((Told, ToldLate, ToldByLetter)))
def test_the_whole_life_ends_alike_with_officers_who_enter_late(
    seed: int, told: type[Told]
) -> None:
    """What is entered late is heard after the money that came meanwhile, or before it."""
    town = RecordingTown()
    *_, _ = deep(seed, town, told)
    check(town, [LOAN], seed)


def test_the_orders_are_permitted_and_others() -> None:
    """Each topic in its order, each command in its place, each word after what it came of."""
    town = RecordingTown()
    *_, _ = deep(7, town, ToldLate)
    for inputs in town.heard.values():
        luck = Random(1)
        order = another(inputs, meetings(inputs, luck), luck)
        assert sorted(order) == list(range(len(inputs)))
        before = 0
        last: dict[str, int] = {}
        for place, number in enumerate(order):
            each = inputs[number]
            assert last.get(each.channel, -1) < number
            assert not each.is_command or place == number
            assert each.after & ~before == 0
            last[each.channel] = number
            before |= 1 << number
    assert {each.channel for each in town.heard["litigation"]} == {
        *("commands", "monitoring", "collection", "guarantee", "disposal"),
    }
