"""Answers questions from the journal: reads rows in one snapshot, the pure parts do the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from services.audit import blocked, copied, rebuild
from services.audit.book import Book, Stored, lines
from services.audit.copied import quoted
from services.audit.duties import Agenda, duties
from services.audit.findings import Finding
from services.audit.history import difference, history
from services.audit.knowledge import EVERYTHING, Entry, Knowledge, StreamName
from services.audit.loan_rows import SELECT
from services.audit.money import money
from services.audit.policy import FiguresBook
from services.audit.rebuild import Past, Shown
from services.audit.registry import Registry, StreamKind
from services.audit.remembered import Memory, Read, Remembered
from services.audit.sources import CALENDAR
from services.audit.store import JournalStore, findings
from services.kit.sharding import SHARDS, partition_of

Lived = tuple[int, str, str]
"""Shard, service and stream."""
Tell = Callable[[Registry, Past, date, Knowledge], Shown]

_PAGE = 100
"""Obligors that are read at a time."""
_WIDE = ("position_missing", "unreadable", "service_differs", "wrong_partition")
"""Rules whose breach may hide events of any loan of the shard."""

_ENDS = (
    "select service, stream, version, head from audit.stream "
    "where (service, stream) in (select * from unnest($1::text[], $2::text[]))"
)
_CLOSED = (
    "select effective_on from audit.entry where shard = $1 and service = $2 and stream = $3 "
    "and type = 'kit.DayClosed' and ($4::date is null or known_on <= $4) "
    "and ($5::timestamptz is null or recorded_at <= $5) order by version desc limit 1"
)
_CLOSED_EVERYWHERE = (
    "select min(day) from (select (select effective_on from audit.entry e where e.shard = n "
    "and e.service = $1 and e.stream = 'day-' || n and e.type = 'kit.DayClosed' "
    "order by e.version desc limit 1) as day from generate_series(0, $2::int - 1) n) as days"
)
"""The kit keeps a partition's closed days in its first shard, which has the partition's number."""
_OBLIGORS = (
    "select distinct key from audit.stream where shard = $1 and key > $2 order by key limit $3"
)
_STREAMS = (
    "select s.key, e.service, e.stream, e.version, e.type, e.schema_version, e.payload "
    "from audit.stream s join audit.entry e using (shard, service, stream) "
    "where s.shard = $1 and s.key = any($2) and s.stream like any($3) "
    "order by s.key, e.service, e.stream, e.version"
)


class UnknownLoan(Exception):
    """The loan was not known at that knowledge."""

    def __init__(self, loan_id: str, knowledge: Knowledge) -> None:
        when = ""
        if knowledge.known_on is not None:
            when = f" on {knowledge.known_on}"
        elif knowledge.known_at is not None:
            when = f" at {knowledge.known_at.isoformat()}"
        super().__init__(f"loan {loan_id} was not known{when}" if when else f"no loan {loan_id}")
        self.loan_id = loan_id


class NoBook(Exception):
    """No business day is closed yet, so there is no default day; ``field`` would name one."""

    def __init__(self, field: str = "as_of") -> None:
        super().__init__(f"no business day is closed yet: name a day with {field}")
        self.field = field


class Library:
    """The read side. ``as_of`` None: the last closed business day within the knowledge."""

    def __init__(
        self,
        store: JournalStore,
        registry: Registry,
        partitions: int,
        memory: Memory | None = None,
        definitions: FiguresBook | None = None,
    ) -> None:
        self._store = store
        self._registry = registry
        self._partitions = partitions
        self._memory = memory or Memory()
        self._document = partial(rebuild.document, definitions=definitions)
        self._money = partial(money, definitions=definitions)

    async def loan(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge = EVERYTHING
    ) -> msgspec.Raw:
        """The loan document in JSON; ``UnknownLoan``."""
        return await self._answer("loan", self._document, loan_id, as_of, knowledge)

    async def history(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge = EVERYTHING
    ) -> msgspec.Raw:
        """Every known event about the loan in JSON, by default of any day; ``UnknownLoan``."""

        def tell(registry: Registry, past: Past, day: date, known: Knowledge) -> Shown:
            return history(registry, past, as_of, known)

        return await self._answer(("history", as_of), tell, loan_id, as_of, knowledge)

    async def money(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge = EVERYTHING
    ) -> msgspec.Raw:
        """The loan's money by day in JSON; ``UnknownLoan``."""
        return await self._answer("money", self._money, loan_id, as_of, knowledge)

    async def difference(
        self, loan_id: str, as_of: date | None, before: Knowledge, after: Knowledge
    ) -> msgspec.Raw:
        """What makes two states of knowledge differ, in JSON; ``UnknownLoan`` if known in
        neither."""

        def tell(registry: Registry, past: Past, day: date, known: Knowledge) -> Shown:
            return difference(registry, past, day, before, after)

        return await self._answer(("difference", before, after), tell, loan_id, as_of, EVERYTHING)

    async def _answer(
        self, what: Any, tell: Tell, loan_id: str, as_of: date | None, knowledge: Knowledge
    ) -> msgspec.Raw:
        """What ``tell`` makes of the loan's past, or the same answer again for the same past."""
        loan, day = await self._read(loan_id, as_of, knowledge)
        question = what, day, knowledge
        answer = loan.answers.get(question)
        if answer is None:
            shown = tell(self._registry, loan.past, day, knowledge)
            if shown is None:
                raise UnknownLoan(loan_id, knowledge)
            answer = loan.answers[question] = msgspec.Raw(msgspec.json.encode(shown))
        self._memory.keep(loan)
        return answer

    async def book(self, as_of: date | None, since: date | None) -> dict[str, Any]:
        """The book on a day; ``NoBook`` while no day is closed and none is asked for."""
        async with self._store.snapshot() as db:
            book = Book(await self._day(db, as_of, "as_of"), since)
            async for _, streams in self._obligors(db, self._registry.kinds):
                for line in lines(self._registry, streams, book.as_of, book.since):
                    book.add(line)
        return book.result()

    @property
    def services(self) -> tuple[str, ...]:
        """Those whose streams can be read."""
        return tuple(kind.service for kind in self._registry.kinds)

    async def due(
        self, on: date | None, service: str | None, ahead: int, limit: int
    ) -> dict[str, Any]:
        """What is due on a day; ``NoBook``. Folds every stream of the services asked about, as the
        book does: minutes for a big bank, so it is a question for once a day."""
        kinds = [each for each in self._registry.kinds if service in (None, each.service)]
        async with self._store.snapshot() as db:
            agenda = Agenda(await self._day(db, on, "on"), ahead, limit)
            async for obligor_id, streams in self._obligors(db, kinds):
                for duty in duties(self._registry, obligor_id, streams, agenda.on):
                    agenda.add(duty)
        return agenda.result()

    async def blocked(
        self, service: str | None, first: date | None, last: date | None, limit: int
    ) -> dict[str, Any]:
        """The acts that were blocked in a period, the latest first."""
        async with self._store.connection() as db:
            rows = await db.fetch(blocked.QUERY, service, first, last, limit + 1)
        return blocked.told(self._registry, rows, limit)

    async def _day(self, db: Any, asked: date | None, field: str) -> date:
        day = asked or await db.fetchval(_CLOSED_EVERYWHERE, CALENDAR, self._partitions)
        if day is None:
            raise NoBook(field)
        found: date = day
        return found

    async def _obligors(
        self, db: Any, kinds: Iterable[StreamKind]
    ) -> AsyncIterator[tuple[str, dict[StreamName, list[Stored]]]]:
        """Every obligor's streams of these kinds, a page of obligors at a time."""
        prefixes = [f"{kind.prefix}%" for kind in kinds]
        for shard in range(SHARDS):
            last = ""
            while keys := [r["key"] for r in await db.fetch(_OBLIGORS, shard, last, _PAGE)]:
                rows = await db.fetch(_STREAMS, shard, keys, prefixes)
                for obligor_id, of_obligor in groupby(rows, key=itemgetter(0)):
                    yield (
                        obligor_id,
                        {
                            name: [(row[3], tuple(row)[4:]) for row in of_stream]
                            for name, of_stream in groupby(of_obligor, key=itemgetter(1, 2))
                        },
                    )
                last = keys[-1]

    async def _read(
        self, loan_id: str, as_of: date | None, knowledge: Knowledge
    ) -> tuple[Remembered, date]:
        """What the journal holds of the loan at one moment, and the day asked for."""
        mine = f"loan_id = {quoted(loan_id)}"
        async with self._store.snapshot() as db:
            rows = await copied.rows(db, f"{SELECT} audit.entry where {mine}")
            if not rows:
                raise UnknownLoan(loan_id, EVERYTHING)
            entries = self._memory.entries(loan_id, rows)
            lived = self._lived_in(entries)
            day = as_of or await self._last_closed(db, lived, entries, knowledge)
            others = await copied.rows(db, _others(lived, mine)) if lived else b""
            ends = await db.fetch(_ENDS, [n for _, n, _ in lived], [n for _, _, n in lived])
            found = [each for each in await findings(db) if _concerns(each, loan_id, lived)]
        return self._memory.take(loan_id, Read(rows, others, ends, found), entries), day

    def _lived_in(self, entries: Iterable[Entry]) -> list[Lived]:
        """The streams that hold the loan's state."""
        streams = {(each.row.shard, each.service, each.row.stream) for each in entries}
        return sorted(each for each in streams if self._registry.kind(*each[1:]))

    async def _last_closed(
        self, db: Any, lived: Sequence[Lived], about: Sequence[Entry], knowledge: Knowledge
    ) -> date:
        shard = partition_of(lived[0][0] if lived else about[0].row.shard, self._partitions)
        day: date | None = await db.fetchval(
            _CLOSED, shard, CALENDAR, f"day-{shard}", knowledge.known_on, knowledge.known_at
        )
        # Before the first day is closed, the latest day on which anything was known of the loan.
        return day or max(entry.row.known_on for entry in about)


def _others(lived: Iterable[Lived], mine: str) -> str:
    """The query for the rows of these streams that are about other loans."""
    return " union all ".join(
        f"{SELECT} audit.entry where shard = {shard} and service = {quoted(service)} "
        f"and stream = {quoted(stream)} and not {mine}"
        for shard, service, stream in lived
    )


def _concerns(found: Finding, loan_id: str, lived: Sequence[Lived]) -> bool:
    """Whether a finding casts doubt on the loan's events."""
    if found.loan_id == loan_id:
        return True
    streams: set[StreamName] = {(service, stream) for _, service, stream in lived}
    if found.stream is not None and (found.service, found.stream) in streams:
        return True
    shards = {(service, shard) for shard, service, _ in lived}
    services = {service for service, _ in shards}
    return found.rule in _WIDE and (
        (found.service, found.shard) in shards
        or (found.shard is None and found.service in services)
    )
