"""Events as PostgreSQL's binary COPY sends them, and their hash links recomputed from those bytes.

A second reading of the link's definition (``kit.chain``), which a test holds against the first:
COPY puts four bytes of length before each field, and ``ff ff ff ff`` for an absent one, exactly as
the link's framing does, so a row's bytes are hashed where they lie. That is several times faster
than building values first, and equal pages of two databases are compared as bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from struct import Struct, error
from typing import Any, NamedTuple
from uuid import UUID

from services.kit.chain import genesis

TEXTS = (
    "stream",
    "type",
    "loan_id",
    "key",
    "effective_on",
    "known_on",
    "correlation_id",
    "causation_id",
    "actor",
    "cause_link",
    "traceparent",
)
"""Fields of varying length, in the order in which the link frames them."""

_DAYS = ("effective_on", "known_on")
_ABSENT = ("cause_link", "traceparent")
_DAY_LENGTH = 10


def _length(field: str) -> str:
    if field in _DAYS:
        return str(_DAY_LENGTH)
    return f"coalesce(octet_length({field}), 0)" if field in _ABSENT else f"octet_length({field})"


_FRAME = " + ".join([str(4 * len(TEXTS)), *(_length(field) for field in TEXTS)])
FIELDS = ", ".join(f"{field}::text" if field in _DAYS else field for field in TEXTS)
TAIL = (
    "uuid_send(event_id) || int8send(shard) || int8send(position) || int8send(schema_version) || "
    "int8send((extract(epoch from recorded_at) * 1000000)::int8) || int8send(hlc)"
)
TAIL_LENGTH = 56
SELECT = f"select {_FRAME}, version, link, {FIELDS}, {TAIL}, payload from"
"""Length of the framed texts, version, link, the texts, the numbers in the link's own form,
payload.
"""

SESSION = {
    "datestyle": "ISO, YMD",
    "timezone": "UTC",
    "standard_conforming_strings": "on",
    "jit": "off",
    "enable_partitionwise_join": "on",
}
"""Settings under which days read as the link frames them, and a shard's rows meet in that shard."""

FILE_HEADER = 19
FILE_TRAILER = b"\xff\xff"
_HEAD = Struct(
    ">2x4xi4xqi32sI"
).unpack_from  # frame, version, link's length, link, stream's length
_NUMBERS = Struct(
    ">i16x8xq8xqqi"
).unpack_from  # tail's length, position, instant, clock, payload's
_COUNT = Struct(">h").unpack_from
_FIELD = Struct(">i").unpack_from
_FIVE = Struct(">qqqqq").unpack
_BODY = sha256(b"\x01")  # begun once: a copy is cheaper than a new one
_BOUND = Struct(">c32sq32s").pack  # what a link is the hash of: mark, link before, version, body
_LINK_LENGTH = 32
_HEAD_LENGTH = 2 + 8 + 12 + 4 + _LINK_LENGTH
_NUMBERS_LENGTH = 4 + TAIL_LENGTH + 4


def quoted(text: str) -> str:
    """A literal: COPY takes no parameters, and to have the driver put them in costs two trips."""
    return "'" + text.replace("'", "''") + "'"


async def rows(db: Any, query: str) -> bytes:
    """Rows in COPY's binary form, without the file's header and trailer."""
    parts: list[bytes] = []

    async def keep(part: bytes) -> None:
        parts.append(part)

    await db.copy_from_query(query, output=keep, format="binary")
    parts[0] = parts[0][FILE_HEADER:]  # cut before they are joined: a page is copied once
    parts[-1] = parts[-1][: -len(FILE_TRAILER)]
    return b"".join(parts)


class Broken(Exception):
    """Rows that don't have the shape that every stored event has, from ``position`` on."""

    def __init__(self, position: int, detail: str) -> None:
        super().__init__(f"from position {position} on: {detail}")
        self.position = position


class Place(NamedTuple):
    """Where a row stands, and what stood before it."""

    row: bytes
    version: int
    position: int
    version_before: int
    position_before: int


class Chains:
    """Recomputes links, versions, positions and clocks of one shard of a service, row by row.

    ``dense``: the shard is read whole, in order of positions; otherwise one stream is, in order of
    versions. After a fault it goes on from what is stored, so that one change gives one fault.
    """

    def __init__(self, service: str, *, dense: bool) -> None:
        self.service = service
        self.heads: dict[bytes, tuple[int, bytes]] = {}
        self.position = 0
        self.hlc = -1
        self.recorded_at = 0
        self.rows = 0
        self.faults: list[tuple[str, Place]] = []
        self._dense = dense

    def fork(self) -> Chains:
        """Another reader of the same past, from where this one stands."""
        other = Chains(self.service, dense=self._dense)
        other.heads = dict(self.heads)
        other.position, other.hlc, other.recorded_at = self.position, self.hlc, self.recorded_at
        return other

    def feed(self, data: bytes) -> None:
        """Check the rows in ``data``; ``Broken`` when they don't have the shape of events.

        One long loop over local names: it decides how long a whole book takes to verify.
        """
        at, end, dense = 0, len(data), self._dense
        heads, head_of, numbers_of = self.heads, _HEAD, _NUMBERS
        begin, bound = _BODY.copy, _BOUND
        last, clock, stored, rows = self.position, self.hlc, self.recorded_at, 0
        try:
            while at < end:
                frame, version, link_length, link, name_length = head_of(data, at)
                if link_length != _LINK_LENGTH:
                    where = columns(next(split(data[at:])))["position"]
                    raise Broken(where, f"a link of {link_length} bytes")
                frame_at = at + _HEAD_LENGTH
                tail_at = frame_at + frame
                tail, position, recorded_at, hlc, size = numbers_of(data, tail_at)
                if tail != TAIL_LENGTH:
                    raise Broken(last + 1, "a column that is never empty is empty")
                start, at = at, tail_at + _NUMBERS_LENGTH + size
                stream = data[frame_at + 4 : frame_at + 4 + name_length]
                before, head = heads.get(stream) or (0, genesis(self.service, stream.decode()))
                inner = begin()
                inner.update(data[frame_at:tail_at])
                inner.update(data[tail_at + 4 : at])
                follows = sha256(bound(b"\x02", head, version, inner.digest())).digest()
                if (
                    link != follows
                    or version != before + 1
                    or hlc <= clock
                    or recorded_at < stored
                    or (dense and position != last + 1)
                ):
                    if at > end:
                        raise Broken(position, f"{at - end} bytes are missing")
                    place = Place(data[start:at], version, position, before, last)
                    self._find(place, link != follows, hlc <= clock, recorded_at < stored)
                heads[stream] = version, link
                last, clock, stored = position, hlc, recorded_at
                rows += 1
        except error as cut:
            raise Broken(last + 1, str(cut)) from None
        finally:
            self.rows += rows
        self.position, self.hlc, self.recorded_at = last, clock, stored

    def _find(self, place: Place, unlinked: bool, clock_back: bool, stored_back: bool) -> None:
        gap = place.version != place.version_before + 1
        if gap:
            self.faults.append(("version_gap", place))
        elif unlinked:  # after a gap there is no link to follow from
            self.faults.append(("link_broken", place))
        if self._dense and place.position != place.position_before + 1:
            self.faults.append(("position_missing", place))
        if clock_back:
            self.faults.append(("hlc_back", place))
        if stored_back:
            self.faults.append(("recorded_at_back", place))


def split(data: bytes) -> Iterator[bytes]:
    """The rows in ``data``, whatever is in them."""
    at = 0
    while at < len(data):
        start = at
        (count,) = _COUNT(data, at)
        at += 2
        for _ in range(count):
            (length,) = _FIELD(data, at)
            at += 4 + max(length, 0)
        yield data[start:at]


def columns(row: bytes) -> dict[str, Any]:
    """A row's columns as text, numbers and bytes, to name its place and what differs."""
    fields: list[bytes | None] = []
    (count,) = _COUNT(row, 0)
    at = 2
    for _ in range(count):
        (length,) = _FIELD(row, at)
        fields.append(None if length < 0 else row[at + 4 : at + 4 + length])
        at += 4 + max(length, 0)
    _, version, link, *texts, tail, payload = fields
    shown: dict[str, Any] = {
        name: None if text is None else (text if name == "cause_link" else text.decode())
        for name, text in zip(TEXTS, texts, strict=True)
    }
    names = ("shard", "position", "schema_version", "recorded_at", "hlc")
    shown |= zip(names, _FIVE((tail or b"")[16:]), strict=True)
    shown["event_id"] = UUID(bytes=(tail or b"")[:16])
    shown["version"] = int.from_bytes(version or b"", "big")
    return shown | {"payload": payload, "link": link}
