"""Plays a life against a running stack: closes its days, says its steps, reads what they led to.

Messages of core banking and ticks run in one topic, in order, so nothing has to be waited for between
them. An officer's command meets every service through with all that was said before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from types import TracebackType
from typing import Any, Final, Self

import msgspec

from contracts.envelope import dataschema_of
from contracts.feed import FeedLine
from services.console.cli import api, databases, sending
from services.console.cli.errors import CommandError
from services.console.cli.officers import Asked, Desk, addressed
from services.console.cli.positions import Positions
from services.console.cli.target import Target
from services.console.cli.topology import deciding
from services.console.cli.waiting import wait_through
from services.console.lives.chronicle import (
    Chapter,
    Chronicle,
    answered_otherwise,
    chapters,
    unmet,
)
from services.console.lives.reading import Life, Step
from services.kit.clock import utc_now
from services.kit.incoming import digest
from services.kit.sharding import shard_of

THROUGH_S: Final = 240.0
REPLY_S: Final = 60.0
ONE_DAY: Final = timedelta(days=1)
_TAKEN: Final = "select digest from store.foreign_message where digest = any($1::bytea[])"
_LETTERS: Final = (
    "select rule, detail, coalesce(stream, topic) as place from store.dead_letter where open "
    "and not event_id = any($1::uuid[]) order by taken_at limit 1"
)
_OPEN_LETTERS: Final = "select event_id from store.dead_letter where open"

Tell = Callable[[Chapter], None]
"""Told every step and every closed day that led to something, in order."""


class Player:
    """Plays one life over open connections; a context manager."""

    def __init__(self, target: Target, life: Life, tell: Tell) -> None:
        self.target = target
        self.life = life
        self.tell = tell
        self.before: frozenset[int] = frozenset()
        self.closed: date | None = None
        self._pending: list[Step] = []
        self._chronicle = Chronicle()
        self._letters: dict[str, list[Any]] = {}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._positions = await self._open.enter_async_context(Positions(self.target))
        self._desk = await self._open.enter_async_context(Desk(self.target))
        self._sender = sending.Sender(self.target, self._desk.producer, lambda lines: None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.__aexit__(kind, error, trace)

    async def look_around(self) -> None:
        """What the stack knows already; `CommandError` when the life can't be played on it."""
        await self._through()
        await self._close_where_left()
        self.before = await self._taken()
        for service in deciding(self.target.services):
            rows = await self._positions.rows(service, _OPEN_LETTERS)
            self._letters[service] = [row["event_id"] for row in rows]
        too_late(self.life, self.before, self.closed)

    async def play(self) -> None:
        """All steps and days; `CommandError` at the first step that ends otherwise than it says."""
        for step in self.life.steps:
            await self._close_until(step.on)
            self._pending.append(step)
            if step.number in self.before:
                continue
            if not step.is_command:
                await self._sender.send([_line(step)])
                continue
            self._pending.pop()
            await self._look()
            self._pending.append(step)
            await self._ask(step)
        await self._close_until(self.life.through + ONE_DAY)
        await self._look()

    async def _ask(self, step: Step) -> None:
        key = step.envelope.key or ""
        asked = Asked(step.service, step.message, key, shard_of(key))
        reply = await self._desk.ask(asked, addressed(asked, step.envelope), REPLY_S)
        if answered_otherwise(step, reply):
            await self._look()

    async def _close_until(self, on: date) -> None:
        """The ticks of every day before ``on`` that is not closed yet; nothing is waited for."""
        days = list(open_days(self.closed, self.life.steps[0].on, on))
        if days:
            await self._sender.send(sending.closed_day(day) for day in days)
            self.closed = days[-1]

    async def _look(self) -> None:
        """Waits until all is through, and tells what it led to."""
        await self._through()
        await self._letters_since()
        told = chapters(self._pending, self.before, self._chronicle.news(await self._histories()))
        self._pending = []
        for chapter in told:
            self.tell(chapter)
            if (sentence := unmet(chapter)) is not None:
                raise CommandError(sentence[0].upper() + sentence[1:])

    async def _through(self) -> None:
        await wait_through(self._positions, THROUGH_S)

    async def _histories(self) -> list[Any]:
        return await asyncio.gather(
            *(asyncio.to_thread(_history, self.target, loan) for loan in self.life.loans)
        )

    async def _letters_since(self) -> None:
        """`CommandError` when a service could not take something since the life began."""
        for service, known in self._letters.items():
            for row in await self._positions.rows(service, _LETTERS, known):
                raise CommandError(
                    f"{service} could not take a message of {row['place']}: {row['detail']} (rule "
                    f"{row['rule']}). See `postloan dlq list --service {service}`."
                )

    async def _close_where_left(self) -> None:
        [first, *_] = deciding(self.target.services)
        shards = (await self._positions.shards(first)).values()
        days = [each.closed_on for each in shards if each.closed_on is not None]
        self.closed = max(days, default=None)

    async def _taken(self) -> frozenset[int]:
        """The steps whose messages a service has taken already."""
        found: set[bytes] = set()
        marks = {step.number: digest(step.envelope) for step in self.life.steps}
        for service in {step.service for step in self.life.steps}:
            rows = await databases.ask(self.target, service, _TAKEN, list(marks.values()))
            found |= {row["digest"] for row in rows}
        return frozenset(number for number, mark in marks.items() if mark in found)


def too_late(life: Life, before: frozenset[int], closed: date | None) -> None:
    """`CommandError` when a step that is still to be said lies on a day that is closed already."""
    for step in life.steps:
        if step.number in before or closed is None or step.on > closed:
            continue
        raise CommandError(
            f"Step {step.number} is on {step.on}, but this stack's days are closed up to {closed}, "
            "and a closed day can't be opened again: play the life on a fresh stack (--temporary, "
            "or --run with a new folder as --data)."
        )


def open_days(closed: date | None, first: date, until: date) -> Iterator[date]:
    """Calendar days before ``until`` that are not closed yet, the life's first day at the earliest
    where none is closed.
    """
    day = first if closed is None else closed + ONE_DAY
    while day < until:
        yield day
        day += ONE_DAY


def _line(step: Step) -> FeedLine:
    envelope = msgspec.structs.replace(
        step.envelope,
        time=utc_now().isoformat(),
        dataschema=dataschema_of(type(step.message)),
    )
    return FeedLine(step.number, envelope, step.message.to_payload())


def _history(target: Target, loan: str) -> Any:
    try:
        return api.get(target, "loans", loan, "history")
    except api.NotFound:
        return {"events": []}
