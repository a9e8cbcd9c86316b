"""Turns a batch into the arrays that ``store.append`` takes, column by column, and its refusals into ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg
from eventsourcing.persistence import RecordConflictError
from msgspec.structs import astuple

from services.kit.batch import AgendaRow, Batch, DuplicateMessage, Stale, Unstorable
from services.kit.row import COLUMNS

REFUSED = (asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a call ends with: the server's refusals, and the driver's, of which one is of a value."""
_VALUES = ("22", "54")
"""Classes of SQLSTATE: data exception, program limit exceeded. The same values are refused every time."""
ARGUMENTS = 60
APPEND = f"select store.append({', '.join(f'${n}' for n in range(1, ARGUMENTS + 1))})"


def _columns(rows: Sequence[Iterable[Any]], width: int) -> list[list[Any]]:
    """Rows to columns; ``width`` empty columns when there are no rows."""
    if not rows:
        return [[] for _ in range(width)]
    return [list(column) for column in zip(*rows, strict=True)]


def append_arguments(batch: Batch) -> list[Any]:
    """The positional arguments of ``store.append`` in the order of its signature."""
    shards = [
        (
            move.after.shard,
            move.before.epoch,
            move.before.position,
            move.after.position,
            move.after.hlc,
            move.after.recorded_at,
            move.after.closed_on,
        )
        for move in sorted(batch.shards, key=lambda move: move.before.shard)
    ]
    sources = [(topic, shard, position) for (topic, shard), position in batch.sources.items()]
    agenda_width = len(AgendaRow._fields)
    return [
        batch.topic,
        batch.partition,
        batch.offset_from,
        batch.offset_to,
        *_columns(shards, 7),
        *_columns(sources, 3),
        *_columns(list(batch.foreign.items()), 2),
        *_columns(
            [
                (m.stream, m.shard, m.expected, m.version, m.head)
                for m in sorted(batch.streams, key=lambda move: move.stream)
            ],
            5,
        ),
        *_columns([astuple(row) for row in batch.events], len(COLUMNS)),
        *_columns(batch.agenda_removed, agenda_width),
        *_columns(batch.agenda_added, agenda_width),
        *_columns(batch.dead_letters, 10),
        batch.closed_letters,
    ]


def unstorable(error: Exception) -> Unstorable | None:
    """The refusal of values that fit no column or no argument; None when it is another."""
    if isinstance(error, asyncpg.InterfaceError):  # the driver's own: is it about a value?
        return Unstorable(str(error)) if isinstance(error, ValueError) else None
    state = str(getattr(error, "sqlstate", None))
    return Unstorable(f"{state} {error}") if state.startswith(_VALUES) else None


def meaning(error: asyncpg.PostgresError | asyncpg.InterfaceError) -> Exception:
    """What a refusal of the store's functions says; the error itself when it is none of theirs."""
    match getattr(error, "sqlstate", None):
        case "PL001":
            return Stale(str(error))
        case "PL002" | "PL004" | "23505":
            return RecordConflictError(str(error))
        case "PL003":
            return DuplicateMessage(str(error))
        case _:
            return unstorable(error) or error
