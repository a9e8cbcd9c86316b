"""What a step promises is held to what happened, and every day is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.console.lives.reading import Life, Step, read_life
from tests.lives.playing import LIVES, play
from tests.town import Town

LAST = date(2024, 3, 25)


def life(**changed: str | None) -> Life:
    """L-4801, the call of 22:40 (step CT-2) changed."""
    whole = read_life(LIVES / "l-4801.toml")
    steps = tuple(
        replace(step, **changed) if _is_the_call(step) else step  # type: ignore[arg-type]
        for step in whole.steps
    )
    return replace(whole, steps=steps)


def _is_the_call(step: Step) -> bool:
    return getattr(step.message, "contact_id", None) == "CT-2"


def test_every_day_is_closed_up_to_the_asked_one_and_no_later_step_is_said() -> None:
    bank = play(life(), through=LAST)
    closed = [event.effective_on for event in bank.events("monitoring", "kit.DayClosed")]
    assert (closed[0], closed[-1], len(closed)) == (
        date(2023, 3, 20),
        LAST,
        (LAST - date(2023, 3, 20)).days + 1,
    )
    assert not [row for row in bank.houses["collection"].writer.rows if row.known_on > LAST]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"blocked": None}, r"blocked \['QUIET_HOURS'\], expected \[\]"),
        ({"blocked": "SOLO_VISIT"}, r"blocked \['QUIET_HOURS'\], expected \['SOLO_VISIT'\]"),
        ({"refused": "claim_gone"}, "not refused with claim_gone"),
    ],
)
def test_a_promise_of_a_step_that_is_not_kept_fails(
    changed: dict[str, str | None], said: str
) -> None:
    with pytest.raises(AssertionError, match=said):
        play(life(**changed), through=LAST)


def test_a_refusal_that_nobody_promised_fails_with_its_sentence() -> None:
    whole = read_life(LIVES / "l-4801.toml")
    early = [step for step in whole.steps if _is_the_call(step)]
    with pytest.raises(AssertionError, match="loan_unknown"):
        play(replace(whole, steps=tuple(early)), Town(), early[0].on)
