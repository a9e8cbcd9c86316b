"""The rows of a loan as PostgreSQL's binary COPY sends them, cut into what answers are made of.

COPY costs a fraction of a value per column, and sends the very bytes that a row's link binds
(``copied``). So a row is kept as these bytes, beside the few columns that every answer needs; the
others are read out of them when an answer asks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from struct import Struct
from uuid import UUID

import msgspec
from asyncpg.pgproto import pgproto

from services.audit.copied import FIELDS
from services.audit.knowledge import Entry
from services.kit import chain
from services.kit.row import EventRow

_FRAME = 4
"""COPY and the link put so many bytes of length before a field."""
_DAY = len("2000-01-01")


def _sizes(*fields: str, frames: int, more: int = 0) -> str:
    """How long these fields are together, with so many frames."""
    lengths = [f"octet_length({field})" for field in fields]
    return " + ".join([*lengths, str(frames * _FRAME + more)])


_STEPS = (
    _sizes("service", "stream", "type", "loan_id", frames=4),
    _sizes("key", "correlation_id", frames=5, more=2 * _DAY),
    _sizes("causation_id", frames=0),
    _sizes("actor", frames=2),
    "coalesce(octet_length(cause_link), -1)",
    "coalesce(octet_length(cause_link), 0) + coalesce(octet_length(traceparent), 0) + 8",
    _sizes("payload", frames=0),
)
SELECT = (
    f"select coalesce(loan_position, 0), {', '.join(_STEPS)}, event_id, shard, version, position, "
    "schema_version, effective_on, known_on, recorded_at, hlc, service, "
    f"{FIELDS}, payload, link from"
)
"""Place in the loan (0: none); the steps from field to field, so that a row is taken apart in one go;
what is no text; the texts as the link frames them; payload and link."""

_HEAD = Struct(">2x4xq" + "4xi" * len(_STEPS) + "4x16s4xh4xq4xq4xh4xi4xi4xq4xq")
_NUMBERS = Struct(">16sqqqqqi").pack
_LENGTH = Struct(">i").unpack_from
_INSTANT = Struct(">40xq12x").unpack
_DAYS = date(2000, 1, 1).toordinal()
_MICROSECONDS = chain.microseconds(datetime(2000, 1, 1, tzinfo=UTC))
"""PostgreSQL counts from the beginning of 2000: days from the first of the year 1, microseconds from
1970."""
_FIRST, _LAST = date.min.toordinal() - _DAYS, date.max.toordinal() - _DAYS


class CopiedRow(msgspec.Struct, frozen=True, gc=False):
    """A row with the names of ``EventRow``. ``texts``, ``numbers`` and ``payload`` are what its
    link binds, framed as in ``kit.chain``."""

    id: bytes
    shard: int
    stream: str
    version: int
    position: int
    type: str
    schema_version: int
    loan_id: str
    effective_day: int
    known_day: int
    hlc: int
    causation_id: str
    cause_link: bytes | None
    texts: bytes
    numbers: bytes
    payload: bytes
    link: bytes

    @property
    def event_id(self) -> UUID:
        """The event's id; the driver's kind of UUID, equal to ours and made faster."""
        made: UUID = pgproto.UUID(self.id)
        return made

    @property
    def recorded_at(self) -> datetime:
        """The instant of storing."""
        (micros,) = _INSTANT(self.numbers)
        return chain.EPOCH + timedelta(microseconds=micros)

    @property
    def key(self) -> str:
        """The obligor."""
        return self.whole().key

    @property
    def effective_on(self) -> date:
        """The day on which it counts."""
        return _day(self.effective_day)

    @property
    def known_on(self) -> date:
        """The bank's day on which it was taken."""
        return _day(self.known_day)

    def whole(self) -> EventRow:
        """All columns as values."""
        _, _, _, key, _, _, correlation, _, actor, _, trace = _split(self.texts)
        return EventRow(
            self.shard,
            self.stream,
            self.version,
            self.position,
            self.event_id,
            self.type,
            self.schema_version,
            self.loan_id,
            key.decode(),
            self.effective_on,
            self.known_on,
            self.recorded_at,
            self.hlc,
            correlation.decode(),
            self.causation_id,
            self.cause_link,
            actor.decode(),
            None if self.texts.endswith(chain.ABSENT) else trace.decode(),  # no text ends so
            self.payload,
            self.link,
        )


Row = EventRow | CopiedRow
"""A row as its service wrote it, or as COPY brings it from the journal."""


def follows(row: Row, previous: bytes) -> bool:
    """Whether the row's link is the one that comes of its columns after ``previous``."""
    if isinstance(row, EventRow):
        return chain.link(previous, row) == row.link
    return chain.bind(previous, row.version, row.texts, row.numbers, row.payload) == row.link


def whole(row: Row) -> EventRow:
    """The row with all columns as values."""
    return row.whole() if isinstance(row, CopiedRow) else row


def cut(data: bytes) -> list[Entry]:
    """The rows that COPY sent for ``SELECT``."""
    found = []
    at, end, names = 0, len(data), _Names()
    head_of, length_of, numbers_of = _HEAD.unpack_from, _LENGTH, _NUMBERS
    while at < end:
        # fmt: off
        (
            place, names_size, key_size, cause_size, actor_size, cause_link_size, rest, size,
            id_, shard, version, position, schema_version, counts, known, stored, hlc,
        ) = head_of(data, at)
        # fmt: on
        at += _HEAD.size
        key_at = at + names_size
        texts_at, (service, stream, type_, loan_id) = names[data[at:key_at]]
        texts_at += at
        cause_at = key_at + key_size
        if not (_FIRST <= counts <= _LAST and _FIRST <= known <= _LAST):
            cause_at += _letters_more(data, key_at)
        cause_link_at = cause_at + cause_size + actor_size
        payload_at = cause_link_at + rest
        link_at = payload_at + size + _FRAME
        (link_size,) = length_of(data, payload_at + size)
        at = link_at + link_size
        row = CopiedRow(
            id_,
            shard,
            stream,
            version,
            position,
            type_,
            schema_version,
            loan_id,
            counts,
            known,
            hlc,
            data[cause_at : cause_at + cause_size].decode(),
            None if cause_link_size < 0 else data[cause_link_at : cause_link_at + cause_link_size],
            data[texts_at : payload_at - _FRAME],
            numbers_of(id_, shard, position, schema_version, stored + _MICROSECONDS, hlc, size),
            data[payload_at : payload_at + size],
            data[link_at:at],
        )
        found.append(Entry(service, row, place or None))
    return found


class _Names(dict[bytes, tuple[int, list[str]]]):
    """By their frames, of which the same few stand in all rows: service, stream, type and loan, and
    where behind the service the stream's frame begins."""

    def __missing__(self, frames: bytes) -> tuple[int, list[str]]:
        texts = _split(frames)
        made = self[frames] = _FRAME + len(texts[0]), [text.decode() for text in texts]
        return made


def _split(frames: bytes) -> list[bytes]:
    """Texts that stand one after the other, each behind its length; an absent one is empty."""
    found = []
    at = 0
    while at < len(frames):
        (length,) = _LENGTH(frames, at)
        at += _FRAME
        found.append(frames[at : at + max(length, 0)])
        at += max(length, 0)
    return found


def _letters_more(data: bytes, key_at: int) -> int:
    """How many letters two days have beyond the usual, when one lies beyond the calendar."""
    (key,) = _LENGTH(data, key_at)
    first_at = key_at + _FRAME + key
    (first,) = _LENGTH(data, first_at)
    (second,) = _LENGTH(data, first_at + _FRAME + first)
    return int(first + second - 2 * _DAY)


@lru_cache(maxsize=8_192)
def _day(number: int) -> date:
    """A day as PostgreSQL counts it; the first or the last there is for one that lies beyond."""
    return date.fromordinal(min(max(number, _FIRST), _LAST) + _DAYS)
