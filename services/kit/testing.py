"""Test tools that ship with the kit, so that the tests of all services read alike.

``Specification``: given past events, when a command, then these events (or nothing, or a refusal).
Whole events are compared, which works because nothing inside them is generated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.kit.domain import Command, Decider, DomainEvent, Rejected


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
        assert self.events() == expected

    def then_nothing(self) -> None:
        """No event is decided: the fact is no news."""
        assert self.events() == ()

    def then_rejected(self, code: str) -> None:
        """The command is refused with this code."""
        try:
            decided: Sequence[DomainEvent] = self.events()
        except Rejected as refused:
            assert refused.code == code, refused
            return
        raise AssertionError(f"expected a refusal {code!r}, got {decided}")


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
    """``given = Specification(decider, policy_book)``; then ``given(*past).when(...).then(...)``."""

    decider: Decider[Any, Any, Any, Any]
    policy: Any

    def __call__(self, *past: DomainEvent) -> Given:
        return Given(self.decider, self.policy, past)
