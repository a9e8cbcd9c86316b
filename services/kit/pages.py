"""How much of what is stored is read, kept and sent at once: so many rows, and so many bytes.

Bytes are those of the payloads. Everything else of a row is bounded by the contract, so the number of
rows bounds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from services.kit.row import COLUMNS, EventRow

PAGE_BYTES: Final = 16 * 1024 * 1024
"""Of one partition, sent within ``relay.SEND_TIMEOUT_S``: with the dead letters' own records not twice as
much goes out, which a broker takes at 2 MiB a second. The largest single event is about as large."""

PAGE_LETTERS: Final = 500
"""Of one stream, which are redriven one after another."""


class Page(NamedTuple):
    """What is asked for: rows after a position of a shard, so many at most and so many bytes."""

    after: int = 0
    rows: int = PAGE_LETTERS
    bytes: int = PAGE_BYTES


FIRST_PAGE: Final = Page()

PAGES: Final = (
    f"select {', '.join(f'e.{column}' for column in COLUMNS)} "
    "from unnest($1::smallint[], $2::bigint[]) as w (shard, after) cross join lateral "
    "(select *, row_number() over w as nth, sum(octet_length(payload)) over w as bytes "
    "from (select * from store.event e where e.shard = w.shard and e.position > w.after "
    "order by e.position limit $3) p window w as (order by p.position)) e "
    "where e.nth = 1 or e.bytes <= $4 order by e.shard, e.position"
)
"""Shards, positions, rows and bytes of each shard. The length of a payload is known without reading it."""

STREAMS: Final = (
    "select shard, stream from store.stream where shard = any($1::smallint[]) "
    'order by shard, stream collate "C"'
)

LETTERS: Final = (
    f"select {', '.join(f'e.{column}' for column in COLUMNS)} from "
    "(select *, row_number() over w as nth, sum(octet_length(payload)) over w as bytes "
    "from (select * from store.event e where e.shard = $1 and e.position > $4 "
    "and e.event_id in (select l.event_id from store.dead_letter l "
    "where l.open and l.shard = $1 and (l.stream = $2 or l.event_id = $3)) "
    "order by e.position limit $5) p window w as (order by p.position)) e "
    "where e.nth = 1 or e.bytes <= $6 order by e.position"
)
"""Shard, stream, id of a letter, position, rows and bytes."""


def within(rows: Iterable[EventRow], bytes_max: int) -> list[EventRow]:
    """The first rows, as many as keep within these bytes together; at least one if there is any."""
    taken: list[EventRow] = []
    size = 0
    for row in rows:
        size += len(row.payload)
        if size > bytes_max and taken:
            break
        taken.append(row)
    return taken
