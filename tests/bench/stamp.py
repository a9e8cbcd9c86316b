"""Rows of one played loan, stamped with as many numbers as are wanted, ready for COPY.

Every row is as a service writes it: its own id, dense positions, rising clocks, a link that follows.
The played row's COPY bytes are kept with the mark for the number in them; numbers, cause and link are
put at their places. `postloan verify` finds such a book sound (a bench asserts it).
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from itertools import chain as joined
from struct import pack, pack_into
from typing import Any

from services.kit import chain
from services.kit.row import COLUMNS, EventRow
from tests.bench.played import MARK, Played

CLOCK = 1_700_000_000_000 << 16
"""The hybrid logical clock of the first row; a row's ``clock`` counts from here."""
INSTANT = 1_705_000_000_000_000
"""The same for the instant of storing, in microseconds since 1970."""
EPOCH_OF_POSTGRES = 946_684_800_000_000
_DAY_OF_POSTGRES = 730_120
_TAIL = 56
_MARK = MARK.encode()


class Stamp:
    """One event of the played loan, to be written for any number."""

    def __init__(self, row: EventRow, cause: int | None) -> None:
        self.version = row.version
        self.cause = cause
        """Place of the causing event among the events of the loan."""
        body = chain.body(row)
        self._body = body
        self._tail = len(body) - len(row.payload) - 4 - _TAIL
        self._body_cause = -1 if cause is None else body.index(row.cause_link or b"")
        fields = [_field(row, column) for column in COLUMNS]
        starts = [sum(map(len, fields[:n])) + 4 for n in range(len(fields))]
        self._at = dict(zip(COLUMNS, starts, strict=True))
        self._fields = b"".join(fields)

    def stamp(
        self, digits: bytes, shard: int, position: int, clock: int, head: bytes, links: list[bytes]
    ) -> tuple[bytes, bytes]:
        """The row's COPY bytes, without their count of fields, and its link."""
        body = bytearray(self._body.replace(_MARK, digits))
        row = bytearray(self._fields.replace(_MARK, digits))
        tail, at, number = self._tail, self._at, bytes.fromhex("000" + digits.decode())
        instant = INSTANT + clock
        body[tail + 10 : tail + 16] = row[at["event_id"] + 10 : at["event_id"] + 16] = number
        pack_into(">qq", body, tail + 16, shard, position)
        pack_into(">qq", body, tail + 40, instant, CLOCK + clock)
        pack_into(">h", row, at["shard"], shard)
        pack_into(">q", row, at["position"], position)
        pack_into(">q", row, at["recorded_at"], instant - EPOCH_OF_POSTGRES)
        pack_into(">q", row, at["hlc"], CLOCK + clock)
        if self.cause is not None:
            cause = links[self.cause]
            body[self._body_cause : self._body_cause + 32] = cause
            row[at["cause_link"] : at["cause_link"] + 32] = cause
        inner = sha256(b"\x01" + body).digest()
        link = sha256(b"\x02" + head + pack(">Q", self.version) + inner).digest()
        row[at["link"] : at["link"] + 32] = link
        return bytes(row), link


def _field(row: EventRow, column: str) -> bytes:
    """A column as COPY's binary form has it."""
    value: Any = getattr(row, column)
    match column:
        case "shard" | "schema_version":
            data = pack(">h", value)
        case "version" | "position" | "hlc":
            data = pack(">q", value)
        case "recorded_at":
            data = pack(">q", chain.microseconds(value) - EPOCH_OF_POSTGRES)
        case "effective_on" | "known_on":
            data = pack(">i", value.toordinal() - _DAY_OF_POSTGRES)
        case "event_id":
            data = value.bytes
        case _:
            if value is None:
                return pack(">i", -1)
            data = value if isinstance(value, bytes) else value.encode()
    return pack(">i", len(data)) + data


class Loan:
    """The stamps of a played loan, by service."""

    def __init__(self, played: Played) -> None:
        rows = list(joined.from_iterable(played.rows.values()))
        place = {row.link: n for n, row in enumerate(rows)}
        self.events = len(rows)
        self.agenda = played.agenda
        self.streams = {service: each[0].stream for service, each in played.rows.items() if each}
        numbered = iter(
            Stamp(row, None if row.cause_link is None else place[row.cause_link]) for row in rows
        )
        self.stamps = {
            service: [next(numbered) for _ in each] for service, each in played.rows.items()
        }


def text(value: str) -> bytes:
    """A column of text as COPY's binary form has it."""
    data = value.encode()
    return pack(">i", len(data)) + data


def number(value: int) -> bytes:
    """A bigint as COPY's binary form has it."""
    return pack(">iq", 8, value)


def small(value: int) -> bytes:
    """A smallint as COPY's binary form has it."""
    return pack(">ih", 2, value)


def day(value: date) -> bytes:
    """A date as COPY's binary form has it."""
    return pack(">ii", 4, value.toordinal() - _DAY_OF_POSTGRES)
