"""The mistakes of the deliberate breaks that concern what changes while a book runs: editions, code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.kit import events, streams
from services.kit.draft import Live


def by_the_newest(policies: Any, day: Any) -> Any:
    """A day is judged by the newest edition there is, whatever its first day."""
    return policies.editions[-1]


def agenda_of_older_code_kept(self: Any, stream: str, shard: int, on: Any) -> None:
    """What older code has planned stays, whether or not the present code still plans it."""


async def only_what_is_due(self: Any, shard: int, on: Any) -> set[str]:
    """The first day of an edition asks the streams that had planned something, and no other."""
    return set()


def what_was_judged_stays(self: Any, stream: str, shard: int, on: Any) -> Any:
    """What a fact has had judged before its day was closed is not judged again by the edition."""
    return self.turn.service.time_reached(stream, on)


async def nothing_is_kept_behind(self: Any, *about: Any) -> None:
    """What is held on the first day of an edition is not asked about it, now or later."""


async def nothing_is_said(owner: Any, notes: Any) -> list[str]:
    """Which editions have come is noted, and not looked at."""
    present = {each.policy_id: each.effective_from for each in owner.service.policies.editions}
    await notes.note_editions(owner, present)
    return []


def what_is_unknown_is_skipped() -> Callable[..., Any]:
    """Older code folds what it can read of a stream, and goes on from there."""
    right = streams.Streams.fetch

    async def fetch(self: Any, wanted: Any, shard: int) -> None:
        await right(self, wanted, shard)
        owner, decider = self.turn.owner, self.turn.service.decider
        unread = [each for each in wanted if self.unreadable.pop(each, None) is not None]
        found = await owner.patiently(lambda: owner.store.load(unread, shard)) if unread else {}
        for stream, past in found.items():
            state = decider.initial
            for stored in past.events:
                try:
                    state = decider.evolve(state, events.decode(*stored))
                except events.UnknownEvent:
                    continue
            agenda = frozenset(decider.agenda(state))
            owner.live[stream] = Live(state, past.version, past.head, agenda, past.key)

    return fetch
