"""Records that pass every check and whose values the database refuses all the same.

That is a wrong or a strange sender, or a column of ours that is too narrow: nothing that asking again,
or starting again, would mend. The one record is found and kept as a finding, with its bytes; what came
before it is kept, its partition stands still, the others go on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from contracts.errors import shown
from services.audit.findings import Finding
from services.audit.halts import Halted
from services.audit.journal import Arrived, Checked, Known, read
from services.kit.batch import Unstorable
from services.kit.unreadable import Unreadable

NOTHING_KNOWN = Known(shards={}, streams={})
Refused = tuple[Any, Unstorable]


async def take(
    whole: Callable[[list[Any]], Awaitable[None]], records: list[Any]
) -> Refused | None:
    """Take records, in halves where a batch is refused; returns the first refused one, and why."""
    if not records:
        return None
    try:
        await whole(records)
    except Unstorable as refused:
        half = len(records) // 2
        if not half:
            return records[0], refused
        return await take(whole, records[:half]) or await take(whole, records[half:])
    return None


def set_aside(service: str, record: Any, why: Unstorable) -> Checked:
    """A batch of nothing but the finding about this record."""
    (one,) = read([record])
    row = one.row
    finding = Finding(
        rule="not_storable",
        detail=f"the database refuses its values: {why}",
        where="arrival",
        service=service,
        shard=None if row is None else row.shard,
        position=None if row is None else row.position,
        stream=None if row is None else row.stream,
        version=None if row is None else row.version,
        loan_id=None if row is None else row.loan_id,
        event_id=None if row is None else row.event_id,
    )
    return Checked(
        entries=[],
        shards={},
        streams={},
        duplicates=0,
        offset_to=record.offset,
        finding=finding,
        broken=one,
    )


def readable(records: list[Any]) -> list[Any]:
    """The records before the first batch that not even Kafka's client can read."""
    at = (n for n, record in enumerate(records) if isinstance(record.value, Unreadable))
    return records[: next(at, len(records))]


def unreadable(service: str, offset: int, record: Any) -> Checked:
    """A batch of nothing but the finding about one that can't be read.

    ``offset`` is ours: it stays, and the partition stands still, until a release has moved it into that
    batch; then it moves behind it. The batch may be readable after all.
    """
    why: Unreadable = record.value
    detail = f"the batch from {why.first} to {record.offset} can't be read: {shown(why.reason)}"
    return Checked(
        entries=[],
        shards={},
        streams={},
        duplicates=0,
        offset_to=offset if offset <= why.first else record.offset + 1,
        finding=Finding(rule="unreadable", detail=detail, where="arrival", service=service),
        broken=Arrived(record, "", None, detail),
    )


def halt(offset: int, finding: Finding) -> Halted:
    """The partition stands still before the record of this finding."""
    return Halted(finding.rule, offset, f"offset {offset}: {finding}")
