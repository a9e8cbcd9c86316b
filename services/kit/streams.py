"""The live states that a turn works with, and the one loop every command goes through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from contracts.errors import ContractError
from services.kit import chain, events
from services.kit.conduct.blocked import answered
from services.kit.domain import Command, DomainEvent, Due
from services.kit.draft import Cause, DraftBroken, Live
from services.kit.kit_events import Blocked

if TYPE_CHECKING:
    from services.kit.turn import Turn


class Made(NamedTuple):
    """The ids of the events that a message led to, and the blocked act among them."""

    ids: list[UUID]
    blocked: Blocked | None = None


class Streams:
    """States as this turn has left them, over those the owner holds, over those in the store."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.shard_of: dict[str, int] = {}
        self.touched: dict[str, Live] = {}
        self.settled: dict[str, frozenset[Due]] = {}
        self.unreadable: dict[str, Exception] = {}

    def live(self, stream: str) -> Live | None:
        """The stream's present state, None when it is not in memory."""
        return self.touched.get(stream) or self.turn.owner.live.get(stream)

    def agenda_of(self, stream: str) -> frozenset[Due] | None:
        """What this turn has made of a stream's agenda; None when it did not touch the stream."""
        live = self.touched.get(stream)
        return self.settled.get(stream) if live is None else live.agenda

    def settle(self) -> None:
        """After a write: keep of the streams only what is due, so a long turn stays small.

        Their states are the owner's now, who keeps as many as its setting allows.
        """
        self.settled.update((stream, live.agenda) for stream, live in self.touched.items())
        self.touched.clear()

    async def fetch(self, streams: Sequence[str], shard: int) -> None:
        """Bring streams into memory that are not there, in one query."""
        owner, decider = self.turn.owner, self.turn.service.decider
        unread = self.unreadable
        missing = [s for s in dict.fromkeys(streams) if self.live(s) is None and s not in unread]
        if not missing:
            return
        found = await owner.patiently(lambda: owner.store.load(missing, shard))
        for stream, past in found.items():
            try:
                state = decider.fold(events.decode(*stored) for stored in past.events)
                agenda = frozenset(decider.agenda(state))
            except Exception as failure:  # newer code wrote it, or ours is wrong about this one:
                unread[stream] = failure  # it is parked with its reason, other streams go on
                continue
            at = (past.version, past.head, agenda, past.key)
            owner.live[stream] = Live(state, *at, folded=True)

    def decide(
        self, stream: str, shard: int, commands: Sequence[Command], cause: Cause, known_on: date
    ) -> Made:
        """Decide, evolve, draft the events; all of a message's commands or none of them."""
        turn = self.turn
        span = turn.owner.telemetry.decision(turn.draft, commands, cause, known_on)
        if span is None:
            return self._decide(stream, shard, commands, cause, known_on)
        with span:
            return self._decide(stream, shard, commands, span.cause, known_on)

    def _decide(
        self, stream: str, shard: int, commands: Sequence[Command], cause: Cause, known_on: date
    ) -> Made:
        turn, decider = self.turn, self.turn.service.decider
        if stream in self.unreadable:
            raise self.unreadable[stream]
        live = self.live(stream)
        if live is None:
            head = chain.genesis(turn.service.name, stream)
            live = Live(decider.initial, 0, head, frozenset(), cause.key)
        elif cause.key and live.key and live.key != cause.key:
            raise ContractError(
                "obligor_changed",
                "obligor_id",
                cause.key,
                f"{stream} was first registered under another obligor, {live.key!r}",
            )
        state, decided = live.state, list[DomainEvent]()
        for command in commands:
            made = decider.decide(command, state, turn.service.policies)
            state = decider.fold(made, state)
            decided.extend(made)
        agenda = frozenset(decider.agenda(state))
        if not decided and agenda == live.agenda:
            return Made([])
        if not cause.key:  # a tick's events belong to the stream's obligor
            cause = msgspec.structs.replace(cause, key=live.key, asks_again=True)
        made = [(event, events.encode(event)) for event in decided]
        try:
            ids = self._add(stream, shard, live, made, cause, known_on, state, agenda)
        except Exception as failure:
            raise DraftBroken(f"{stream}: {type(failure).__name__}: {failure}") from failure
        return Made(ids, answered(decided))

    def take_over(self, stream: str, shard: int, live: Live, old: frozenset[Due]) -> None:
        """Bring the stored agenda in step with the state's: other code made of it what is ``old``."""
        draft = self.turn.draft
        draft.touch(stream, live)
        draft.renew(stream, old)
        draft.live[stream] = self.touched[stream] = live
        self.shard_of[stream] = shard

    def _add(
        self,
        stream: str,
        shard: int,
        live: Live,
        made: Sequence[tuple[DomainEvent, bytes]],
        cause: Cause,
        known_on: date,
        state: Any,
        agenda: frozenset[Due],
    ) -> list[UUID]:
        """Put decided events into the draft and keep the new state; never half of it."""
        draft = self.turn.draft
        draft.touch(stream, live)
        rows = draft.append(shard, stream, live.version, live.head, made, cause, known_on)
        head = rows[-1].link if rows else live.head
        changed = Live(state, live.version + len(rows), head, agenda, live.key or cause.key)
        draft.live[stream] = self.touched[stream] = changed
        self.shard_of[stream] = shard  # not before: a wrong word about it may name another shard
        return [row.event_id for row in rows]
