"""The links of causes: evidence that crosses services (event-store.md 2.2, layer 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.audit.findings import Finding
from services.kit.sharding import SHARDS

_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_SUSPECTS = (
    "select e.service, e.shard, e.position, e.stream, e.version, e.loan_id, e.event_id, "
    "e.causation_id, e.cause_link, c.link "
    "from audit.entry e left join audit.entry c "
    "on c.event_id = case when e.causation_id ~ $2 then e.causation_id::uuid end "
    "where e.cause_link is not null and e.causation_id ~ $2 "
    "and ($1::text is null or e.loan_id = $1) and c.link is distinct from e.cause_link "
    "order by e.service, e.shard, e.position"
)
_PLACE = ("service", "shard", "position", "stream", "version", "loan_id", "event_id")


async def causes(
    journal: Any,
    stores: Mapping[str, Any],
    journal_ends: Mapping[tuple[str, int], int],
    loan_id: str | None,
) -> list[Finding]:
    """Events whose cause is missing or has another link than the one they carry.

    A cause that has not arrived yet is looked for beyond the journal's last position in the
    stores.
    """
    suspects = await journal.fetch(_SUSPECTS, loan_id, _UUID)
    missing = [row for row in suspects if row["link"] is None]
    late = await _not_arrived(missing, stores, journal_ends)
    found = []
    for row in suspects:
        cause = UUID(row["causation_id"])
        link = row["link"] or late.get(cause)
        if link == row["cause_link"]:
            continue
        rule = "cause_missing" if link is None else "cause_differs"
        said = "is nowhere" if link is None else "has another link than the one carried here"
        place = {name: row[name] for name in _PLACE}
        found.append(
            Finding(rule=rule, detail=f"the cause {cause} {said}", where="journal", **place)
        )
    return found


async def _not_arrived(
    missing: list[Any],
    stores: Mapping[str, Any],
    journal_ends: Mapping[tuple[str, int], int],
) -> dict[UUID, bytes]:
    wanted = [UUID(row["causation_id"]) for row in missing]
    links: dict[UUID, bytes] = {}
    for service, store in stores.items() if wanted else ():
        for shard in range(SHARDS):
            rows = await store.fetch(
                "select event_id, link from store.event "
                "where shard = $1 and position > $2 and event_id = any($3)",
                shard,
                journal_ends.get((service, shard), 0),
                wanted,
            )
            links |= {row["event_id"]: row["link"] for row in rows}
    return links
