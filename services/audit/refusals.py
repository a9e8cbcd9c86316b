"""Records that pass every check and whose values the database refuses all the same.

That is a wrong or a strange sender, or a column of ours that is too narrow: nothing that asking again,
or starting again, would mend. The one record is found and kept as a finding, with its bytes; what came
before it is kept, its partition stands still, the others go on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from services.audit.findings import Finding
from services.audit.halts import Halted
from services.audit.journal import Checked, Known, read
from services.audit.store import Unstorable

NOTHING_KNOWN = Known(shards={}, streams={})
Refused = tuple[Any, Unstorable]


async def take(
    whole: Callable[[list[Any]], Awaitable[None]], records: list[Any]
) -> Refused | None:
    """Take records, in halves where a batch is refused; returns the first refused one, and why."""
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


def halt(offset: int, finding: Finding) -> Halted:
    """The partition stands still before the record of this finding."""
    return Halted(finding.rule, offset, f"offset {offset}: {finding}")
