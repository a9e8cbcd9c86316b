"""docs/lifecycle.md is what the code says; what finds a machine's moves can also miss and refuse."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.catalogue import CATALOGUE, DECIDING
from services.collection.domain import case
from services.disposal.domain import disposal, route, write_off
from services.guarantee.domain import security
from services.litigation.domain import moves, stages
from services.litigation.domain.deeds import MeasureRuled
from services.litigation.domain.facts import Fact
from services.monitoring.domain.file import CLOSED
from tests.architecture import lifecycle
from tests.architecture.asking import BACK, START, Machine, Move, below, guarded, made, makes


def test_the_page_is_the_generated_one() -> None:
    renew = f"{lifecycle.RENEW} renews it"
    assert lifecycle.PAGE.read_text("utf-8") == lifecycle.page(), renew


def test_every_deciding_service_has_a_machine() -> None:
    assert {each.service for each in lifecycle.found()} == set(DECIDING)


@pytest.mark.parametrize("machine", lifecycle.found(), ids=lambda each: each.title)
def test_a_machine_begins_once_and_all_of_it_is_reached(machine: Machine) -> None:
    moves = machine.moves
    reached = {START}
    while True:
        more = {each.after for each in moves if each.before in reached} | reached
        if more == reached:
            break
        reached = more
    assert {each.before for each in moves} <= reached
    assert len(moves) > 4


@pytest.mark.parametrize(
    ("title", "states"),
    [
        ("collection case", set(case.STATES)),
        ("legal case", set(stages.OPEN | moves.FINAL | {"bankruptcy", moves.CURED})),
        ("post-loan file", {"overdue", "life_event", "accelerated", "rectification", *CLOSED}),
        ("disposal case", {"held", "monetised", "own_use", "written_off", *route.LEADING_ON}),
    ],
)
def test_the_states_are_those_of_the_rules(title: str, states: set[str]) -> None:
    (machine,) = [each for each in lifecycle.found() if each.title == title]
    shown = {each.after for each in machine.moves} - {BACK}
    assert states <= shown
    assert title != "legal case" or shown == states


def test_guards_are_read_out_of_rules_and_their_helpers() -> None:
    assert guarded(route.select) == ("assessed",)
    assert guarded(write_off.approve) == ("write_off",)
    assert guarded(route.remit) is None
    found = [guarded(each) for each in security.RULES.values()]
    assert len([each for each in found if each]) > 10


def test_every_rule_of_disposal_says_which_events_it_makes() -> None:
    assert all(makes(each) for each in disposal.RULES.values())


def test_events_are_made_in_every_variant() -> None:
    variants: list[Any] = list(made(MeasureRuled, measure_id="m"))
    assert {each.granted for each in variants} == {True, False}
    assert {each.lapses_after is None for each in variants} == {True, False}
    assert {each.measure_id for each in variants} == {"m"}
    assert len(list(below(Fact))) > 30


def test_a_box_stands_for_many_states() -> None:
    moves = tuple(Move(each, "sold", "gone") for each in "abcd")
    drawn = lifecycle._diagram(Machine("x", "y", "z", moves))
    assert 'state "any of: a, b, c, d" as many1' in drawn
    assert "many1 --> gone: sold" in drawn
    assert "gone --> [*]" in drawn


def test_the_map_names_every_event_of_the_catalogue() -> None:
    page = lifecycle.page()
    told = [row for row in CATALOGUE if row.topic in _topics()]
    assert len(told) > 40
    for row in told:
        assert f"| `{row.topic}` | {lifecycle._name(row.message.TYPE)} |" in page


def _topics() -> set[str]:
    return {row.topic for row in lifecycle._events()}
