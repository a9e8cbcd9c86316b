"""A message that comes in order costs what it changes, not what the loan has behind it: steps are counted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest

from services.litigation.domain.evolution import evolve
from services.litigation.domain.facts import PaymentNoted
from services.litigation.domain.legal import decider
from services.litigation.domain.log import Log
from tests.unit.litigation.cases import assessed
from tests.unit.litigation.story import Story
from tests.unit.litigation.test_limitation import lent
from tests.unit.litigation.told import FOUR, THREE, claim, demand, on, payment

FEW, MANY = 40, 80


def days_pass(story: Story, first: int, last: int) -> None:
    """Each day a payment, and monitoring's new word on what is owed."""
    for number in range(first, last):
        day = (on("2024-07-01") + timedelta(days=number)).isoformat()
        rows = FOUR if number % 2 else THREE
        word = claim(day, *rows, outstanding="255000.00")
        story.tell(day, payment(day, 40 + number, "1.00", "255000.00"), word)


class Steps:
    """Lines of services that were run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Steps | None:
        if "services" not in frame.f_code.co_filename:
            return None
        self.count += event == "line"
        return self

    @contextmanager
    def counted(self) -> Any:
        before = sys.gettrace()
        sys.settrace(self)
        try:
            yield self
        finally:
            sys.settrace(before)


def steps_of_a_day(story: Story, number: int) -> int:
    with Steps().counted() as steps:
        days_pass(story, number, number + 1)
        decider.agenda(story.state)
    return int(steps.count)


@pytest.mark.parametrize("begun", [lent, assessed])
def test_a_day_in_order_takes_no_more_steps_at_twice_the_past(begun: Callable[[], Story]) -> None:
    """Before any case, and with one, that ends when all that was late is paid."""
    story = begun()
    days_pass(story, 0, FEW)
    few = steps_of_a_day(story, FEW)
    days_pass(story, FEW + 1, MANY)
    many = steps_of_a_day(story, MANY)
    assert many < 1.1 * few


def test_the_log_has_by_kind_what_it_has_at_all() -> None:
    """However it was reached: by facts in order, or by one that came late."""
    story = lent()
    days_pass(story, 0, 3)
    story.tell("2024-07-08", demand("2024-06-20"), payment("2024-06-25", 39, "2.00", "255000.00"))
    log = story.state.log
    assert [each.effective_on for each in log.facts] == sorted(e.effective_on for e in log.facts)
    assert log.kinds == Log.of(log.facts).kinds
    assert log.moving == tuple(each for each in log.facts if each.MOVES)
    paid = [each for each in log.facts if isinstance(each, PaymentNoted)]
    assert list(story.state.all_of(PaymentNoted)) == paid
    assert log.numbers == {each.number for each in paid}
    assert log.without({paid[1].number}).kinds[PaymentNoted] == (paid[0], *paid[2:])
    again = decider.initial
    for _, event in story.events:
        again = evolve(again, event)
    assert again == story.state
    assert again.log.kinds == log.kinds
