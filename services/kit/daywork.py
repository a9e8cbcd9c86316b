"""Closing a business day in a shard: ask the streams that have something due, then pass the day on.

The agenda is asked once per turn and overruled by what the turn itself has changed; a day costs what
changes on it, not the size of the book (architecture.md 6).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from contracts.envelope import Envelope
from services.kit import kit_events
from services.kit.batch import AgendaRow
from services.kit.domain import Command, Due, Rejected, failed
from services.kit.draft import DraftBroken
from services.kit.incoming import Incoming, Record
from services.kit.kept import letter_of
from services.kit.letters import waits_behind
from services.kit.open_letters import OpenLetters

if TYPE_CHECKING:
    from services.kit.turn import Turn

STREAMS_PER_SLICE = 500
EVENTS_PER_BATCH = 2_000


class DayWork:
    """The ticks of one turn."""

    def __init__(self, turn: Turn, latest: date | None) -> None:
        self.turn = turn
        self._latest = latest
        self._rows: dict[int, dict[str, list[AgendaRow]]] | None = None

    async def close(self, record: Record, item: Incoming) -> None:
        """Close the day in all shards of the partition and, if this service does, pass it on."""
        turn = self.turn
        assert item.message is not None
        on: date = item.message.business_date
        open_shards = [s for s in turn.owner.owned if not self._is_closed(s, on)]
        if not open_shards:
            turn.owner.telemetry.duplicates(turn.topic, 1)
            return
        due = [(shard, stream) for shard in open_shards for stream in await self._due(shard, on)]
        held = dict(turn.letters.held)
        asked, waiting = (
            [at for at in due if at[1] not in held],
            [at for at in due if at[1] in held],
        )
        await self._time_reached(record, item.envelope, asked, on)
        for shard, stream in waiting:
            await self._behind(record, item.envelope, shard, stream, on)
        await self._retire_changed({stream for _, stream in due}, on)
        for shard in turn.owner.owned:
            turn.draft.close_day(shard, on)
        if turn.service.passes_ticks_on:
            after = tuple(
                kit_events.ShardPosition(shard, turn.draft.shards[shard].position)
                for shard in turn.owner.owned
            )
            day = kit_events.DayClosed(loan_id="", effective_on=on, business_date=on, after=after)
            shard = turn.owner.owned[0]
            cause = msgspec.structs.replace(turn.letters.cause(item.envelope), asks_again=True)
            turn.draft.append_kit(shard, f"day-{shard}", day, cause, on)

    def _is_closed(self, shard: int, on: date) -> bool:
        closed = self.turn.draft.shards[shard].closed_on
        return closed is not None and on <= closed

    async def _time_reached(
        self, record: Record, envelope: Envelope, due: list[tuple[int, str]], on: date
    ) -> None:
        """Put the day to these streams (shard, stream); all of a partition lie in one database."""
        turn, cause = self.turn, self.turn.letters.cause(envelope)
        since = {shard: self._asks_all_since(shard, on) for shard in turn.owner.owned}
        for start in range(0, len(due), STREAMS_PER_SLICE):
            part = due[start : start + STREAMS_PER_SLICE]
            await turn.streams.fetch([stream for _, stream in part], part[0][0])
            for shard, stream in part:
                try:
                    command = self._tick(stream, on, since.get(shard))
                    turn.streams.decide(stream, shard, [command], cause, on)
                except DraftBroken:
                    raise
                except Exception as failure:
                    why = failed(failure)
                    turn.letters.park(record, envelope, shard, stream, why, since.get(shard))
                self._retire(stream, shard, on)
            if turn.draft.size >= EVENTS_PER_BATCH:
                await turn.flush(record.offset)
            turn.owner.let_go()  # where nothing changes nothing is written

    async def _behind(
        self, record: Record, envelope: Envelope, shard: int, stream: str, on: date
    ) -> None:
        """Keep a day that asks all behind what holds a stream, once: no later day would ask it again."""
        since, opened = self._asks_all_since(shard, on), OpenLetters(self.turn.owner, stream, None)
        if since is None:
            return  # what is due stays due
        while (row := await opened.next()) is not None:
            with suppress(Rejected):  # of newer code
                if getattr(letter_of(row), "asks_since", None) == since:
                    return  # this day's first try has kept it, and then its process died
        self.turn.letters.park(record, envelope, shard, stream, waits_behind(stream), since)

    async def again(
        self, stream: str, shard: int, envelope: Envelope, on: date, since: date | None
    ) -> Rejected | None:
        """Ask a released stream for what time has changed; the reason when it fails again.

        ``on`` is closed: what comes of it is known on the day after it. ``since`` is of its letter.
        """
        turn = self.turn
        await turn.streams.fetch([stream], shard)
        try:
            command = self._tick(stream, on, since if since and since <= on else None)
            known_on = turn.draft.known_on(shard, on)
            turn.streams.decide(stream, shard, [command], turn.letters.cause(envelope), known_on)
        except DraftBroken:
            raise
        except Exception as failure:
            return failed(failure)
        return None

    async def _due(self, shard: int, on: date) -> list[str]:
        """Streams with something due: as stored, overruled by what this turn has changed. Held ones too."""
        owner, streams = self.turn.owner, self.turn.streams
        if self._rows is None:
            latest = max(on, self._latest or on)
            self._rows = {owned: {} for owned in owner.owned}
            for row in await owner.patiently(lambda: owner.store.due(owner.owned, latest)):
                self._rows[row.shard].setdefault(row.stream, []).append(row)
        due = {
            stream
            for stream, rows in self._rows[shard].items()
            if streams.agenda_of(stream) is None and rows[0].due_on <= on
        }
        for stream in (*streams.settled, *streams.touched):
            agenda = streams.agenda_of(stream) or ()
            if streams.shard_of[stream] == shard and any(at.on <= on for at in agenda):
                due.add(stream)
        due.update(await self._all(shard, on))
        return sorted(due)

    async def _all(self, shard: int, on: date) -> set[str]:
        """Every stream, when a day is closed now on which time asks all of them."""
        if self._asks_all_since(shard, on) is None:
            return set()
        owner, streams = self.turn.owner, self.turn.streams
        made = {s for s in (*streams.settled, *streams.touched) if streams.shard_of[s] == shard}
        own = {f"{kind}-{shard}" for kind in kit_events.KIT_STREAMS}
        stored = await owner.patiently(lambda: owner.store.streams([shard]))
        return made | {stream for _, stream in stored} - own

    def _asks_all_since(self, shard: int, on: date) -> date | None:
        """The first of the days that ask all and are closed now; none before the first closed day."""
        closed = self.turn.draft.shards[shard].closed_on
        if closed is None:
            return None
        days = self.turn.service.asks_all_on
        return min((day for day in days if closed < day <= on), default=None)

    def _tick(self, stream: str, on: date, since: date | None) -> Command:
        """The day as it is put to a stream; ``since``: with it an edition's first day is closed."""
        service = self.turn.service
        if since is None or service.judge_from is None:
            return service.time_reached(stream, on)
        return service.judge_from(stream, on, since)

    async def _retire_changed(self, asked: set[str], on: date) -> None:
        """What is due of streams that the turn itself has changed, by which nothing was due any more."""
        streams = self.turn.streams
        for shard, stored in (self._rows or {}).items():
            changed = [
                stream
                for stream, rows in stored.items()
                if rows[0].due_on <= on and stream not in asked
            ]
            for start in range(0, len(changed), STREAMS_PER_SLICE):
                part = changed[start : start + STREAMS_PER_SLICE]
                await streams.fetch(part, shard)
                for stream in part:
                    self._retire(stream, shard, on)
                self.turn.owner.let_go()

    def removed(self, rows: Iterable[AgendaRow]) -> None:
        """These are stored no more, or with the next write."""
        for row in rows if self._rows else ():
            stored = (self._rows or {}).get(row.shard, {})
            if left := [each for each in stored.get(row.stream, ()) if each != row]:
                stored[row.stream] = left
            else:
                stored.pop(row.stream, None)

    def _retire(self, stream: str, shard: int, on: date) -> None:
        """Remove due rows that the stream's present agenda does not name: older code wrote them.

        What the agenda names instead is stored, too: it would else never be asked for.
        """
        turn = self.turn
        if stream in turn.streams.unreadable:
            return
        rows = (self._rows or {}).get(shard, {}).get(stream, ())
        live = turn.streams.live(stream)
        agenda = frozenset[Due]() if live is None else live.agenda
        old = [r for r in rows if r.due_on <= on and Due(r.due_on, r.reason) not in agenda]
        if not old:
            return
        self.removed(old)
        dues = frozenset(Due(row.due_on, row.reason) for row in old)
        if live is None:
            turn.draft.batch.agenda_removed += old
        elif not turn.draft.goes(stream, dues):
            turn.streams.take_over(stream, shard, live, dues)
