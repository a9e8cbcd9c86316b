"""A life and what was made of it, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.console.lives.chronicle import Chapter, Outcome
from services.console.lives.reading import read_life

LIFE = read_life(Path(__file__).parents[2] / "data" / "life-short.toml")
LENT, PAID, CALL, PROMISE, LATE_CALL, ALONE, LAST = LIFE.steps


def event(
    type_: str, led_by: str, known_on: str = "2024-03-12", at: str = "1.0", **payload: Any
) -> dict[str, Any]:
    return {
        "service": type_.partition(".")[0] if not type_.startswith("kit.") else "collection",
        "type": type_,
        "event_id": f"{type_}/{at}",
        "clock": at,
        "effective_on": known_on,
        "known_on": known_on,
        "correlation_id": led_by,
        "payload": payload,
    }


def yuan(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "CNY"}


def chapter(step: Any, *ended: Any) -> Chapter:
    return Chapter(step.on, (), step, Outcome(*ended))
