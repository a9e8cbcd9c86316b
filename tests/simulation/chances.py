"""How likely each trouble is in one run, and how long things take.

Each run switches a few kinds of trouble on and leaves the others off, so that rare meetings of two
kinds are not drowned by all the rest.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields
from random import Random
from typing import Literal

Sent = Literal["", "refused", "lost", "unanswered", "late"]


@dataclass
class Chances:
    """Probabilities per step; all zero is a calm run. ``latency``: seconds of a usual answer."""

    latency: float = 0.0
    sheaf: int = 1_000_000
    broker_silent: float = 0.0
    send_refused: float = 0.0
    send_lost: float = 0.0
    send_unanswered: float = 0.0
    send_late: float = 0.0
    store_silent: float = 0.0
    commit_lost: float = 0.0
    commit_late: float = 0.0
    death_before: float = 0.0
    death_after: float = 0.0
    death_in_day: float = 0.0
    duplicate: float = 0.0
    kill: float = 0.0
    stop: float = 0.0
    leave: float = 0.0
    join: float = 0.0
    database_down: float = 0.0
    broker_down: float = 0.0
    clock: float = 0.0
    rival: float = 0.0
    ahead: float = 0.0

    def delay(self, random: Random) -> float:
        """Seconds until something is there: every other time none, mostly few, sometimes many."""
        at = random.random()
        return self.latency * (0.1 + 4 * (at * 2) ** 4) if at < 0.5 else 0.0

    async def wait(self, random: Random) -> None:
        """Let that much time pass."""
        if self.latency and (delay := self.delay(random)):
            await asyncio.sleep(delay)

    def send(self, random: Random) -> Sent:
        """What becomes of a send."""
        at = random.random()
        for fate in ("refused", "lost", "unanswered", "late"):
            at -= getattr(self, f"send_{fate}")
            if at < 0:
                return fate
        return ""

    def heal(self) -> None:
        """No more trouble, and nothing takes long any more."""
        self.latency = min(self.latency, QUICK_S)
        for each in fields(self):
            if each.name not in ("latency", "sheaf"):
                setattr(self, each.name, 0.0)


QUICK_S = 0.02
RATES: dict[str, tuple[float, ...]] = {
    "broker_silent": (0.02, 0.1),
    "send_refused": (0.03, 0.1),
    "send_lost": (0.05, 0.15),
    "send_unanswered": (0.02,),
    "send_late": (0.05, 0.15),
    "store_silent": (0.01, 0.05),
    "commit_lost": (0.1, 0.5),
    "commit_late": (0.05, 0.2),
    "death_before": (0.01,),
    "death_after": (0.02, 0.05),
    "death_in_day": (0.5, 0.9),
    "duplicate": (0.1, 0.5),
    "kill": (1, 3),
    "stop": (1, 2),
    "leave": (1, 2),
    "join": (1, 2),
    "database_down": (1, 2),
    "broker_down": (1,),
    "clock": (1, 3),
    "rival": (1,),
    "ahead": (1,),
}
"""Values a run may take; from ``kill`` on they are numbers of times, not probabilities."""

OFTEN = {"death_in_day": 0.5}
"""A trouble that needs a day with work for several streams to show anything."""

GENTLE = ("duplicate", "leave", "join", "clock")
"""Troubles that an orderly house knows too: nobody is ever fenced by them."""


def drawn(random: Random) -> Chances:
    """The chances of one run. One run in five is gentle: only members come and go."""
    chances = Chances(latency=random.choice((0.005, 0.02, 0.1)), sheaf=random.choice((2, 8, 50)))
    if random.random() < 1 / 5:
        chances.latency = random.choice((0.4, 0.8))
        chances.join, chances.leave = random.choice((5, 9)), random.choice((4, 8))
    kinds = GENTLE if chances.join else tuple(RATES)
    for kind in kinds:
        if not getattr(chances, kind) and random.random() < OFTEN.get(kind, 0.3):
            setattr(chances, kind, random.choice(RATES[kind]))
    return chances


def is_gentle(chances: Chances) -> bool:
    """Whether only gentle troubles are switched on."""
    return not any(getattr(chances, kind) for kind in RATES if kind not in GENTLE)
