"""Plays a life in one process: every calendar day is closed, none is left out.

A day's steps are said first, then the day closes. What a step promises (``refused``, ``blocked``)
is held to what happened; anything else that goes wrong names the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from services.console.lives.reading import Life, Step, read_life
from services.kit.domain import Rejected
from tests.town import Town

ONE_DAY = timedelta(days=1)
LIVES = Path(__file__).parents[2] / "services" / "console" / "lives"


@cache
def played(name: str) -> Town:
    """The bank at the end of the life in ``services/console/lives/<name>.toml``."""
    return play(read_life(LIVES / f"{name}.toml"))


def play(life: Life, town: Town | None = None, through: date | None = None) -> Town:
    """Say every step on its day and close every day up to ``through``, the life's last by default.

    Steps after ``through`` are not said.
    """
    bank = town or Town()
    last = through or life.through
    for day in _days(life.steps[0].on, last):
        for step in life.steps:
            if step.on == day:
                say(bank, step)
        bank.close(day)
    return bank


def say(town: Town, step: Step) -> None:
    """One step, held to what it promises."""
    where = f"step {step.number} of {step.on}, {step.envelope.type}"
    before = len(town.houses[step.service].writer.rows)
    refused: Rejected | None = None
    try:
        town.tell(step.message, step.envelope)
    except Rejected as refusal:
        refused = refusal
    if refused is not None:
        assert refused.code == step.refused, f"{where}: {refused.code}: {refused.detail}"
    else:
        assert step.refused is None, f"{where}: not refused with {step.refused}"
    new = town.events(step.service)[before:]
    blocked = [
        getattr(event, "code", "")
        for event in new
        if type(event).__name__ == "ProhibitedActionBlocked"
    ]
    expected = [] if step.blocked is None else [step.blocked]
    assert blocked == expected, f"{where}: blocked {blocked}, expected {expected}"
    if step.is_command and refused is None:
        assert new, f"{where}: nothing happened"


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY
