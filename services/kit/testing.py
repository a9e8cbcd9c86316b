"""Test tools that ship with the kit, so that the tests of all services read alike.

``Specification``: given past events, when a command, then these events (or nothing, or a refusal).
Whole events are compared, which works because nothing inside them is generated.
``MemoryStore`` keeps the real store's promises without a server; ``FixedClock`` stands still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.kit.clock import FixedClock
from services.kit.domain import Command, Decider, DomainEvent, Rejected
from services.kit.memory_store import MemoryDatabase, MemoryStore, Step

__all__ = [
    "FixedClock",
    "Given",
    "MemoryDatabase",
    "MemoryStore",
    "Specification",
    "Step",
    "When",
]


@dataclass(frozen=True)
class When:
    """A decider with its past and the command put to it."""

    decider: Decider[Any, Any, Any, Any]
    policy: Any
    past: tuple[DomainEvent, ...]
    command: Command

    def events(self) -> tuple[DomainEvent, ...]:
        """What is decided."""
        state = self.decider.fold(self.past)
        return tuple(self.decider.decide(self.command, state, self.policy))

    def then(self, *expected: DomainEvent) -> None:
        """Exactly these events are decided."""
        decided = self.events()
        if decided != expected:
            raise AssertionError(f"expected {_lines(expected)}\ngot {_lines(decided)}")

    def then_nothing(self) -> None:
        """No event is decided: the fact is no news."""
        self.then()

    def then_rejected(self, code: str) -> None:
        """The command is refused with this code."""
        try:
            outcome = _lines(self.events())
        except Rejected as refused:
            if refused.code == code:
                return
            outcome = f"the refusal {refused}"
        raise AssertionError(f"expected a refusal {code!r}, got {outcome}")


@dataclass(frozen=True)
class Given:
    """A decider with its past."""

    decider: Decider[Any, Any, Any, Any]
    policy: Any
    past: tuple[DomainEvent, ...]

    def when(self, *commands: Command) -> When:
        """Put commands one after the other; the assertion is about the last one."""
        past = self.past
        for command in commands[:-1]:
            past += When(self.decider, self.policy, past, command).events()
        return When(self.decider, self.policy, past, commands[-1])


@dataclass(frozen=True)
class Specification:
    """``given = Specification(decider, policies)``, then ``given(*past).when(...).then(...)``."""

    decider: Decider[Any, Any, Any, Any]
    policy: Any

    def __call__(self, *past: DomainEvent) -> Given:
        return Given(self.decider, self.policy, past)


def _lines(events: Sequence[DomainEvent]) -> str:
    """Events for people, one a line, so that a difference can be seen."""
    return "".join(f"\n  {event!r}" for event in events) or "nothing"
