"""The mistakes of the deliberate breaks that concern causes: events that keep no evidence of theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from services.kit import hlc
from services.kit.domain import DomainEvent
from services.kit.draft import Cause, Draft
from services.kit.letters import Letters
from services.kit.row import EventRow


def tick_without_its_cause() -> Callable[[int, int, int], int]:
    """The clock follows its own shard and the time, and not what led to the event."""
    right = hlc.tick

    def tick(last: int, cause: int, now: int) -> int:
        return right(last, 0, now)

    return tick


def no_link_kept() -> Callable[..., list[EventRow]]:
    right = Draft.append

    def append(
        self: Draft,
        shard: int,
        stream: str,
        version: int,
        head: bytes,
        made: Sequence[tuple[DomainEvent, bytes]],
        cause: Cause,
        known_on: Any,
    ) -> list[EventRow]:
        alone = msgspec.structs.replace(cause, link=None)
        return right(self, shard, stream, version, head, made, alone, known_on)

    return append


def cause_with(**other: str) -> Callable[..., Cause]:
    """Something stands in every cause that its message did not say."""
    right = Letters.cause

    def cause(self: Letters, envelope: Any) -> Cause:
        return msgspec.structs.replace(right(self, envelope), **other)

    return cause
