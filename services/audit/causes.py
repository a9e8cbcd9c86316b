"""The links of causes: evidence that crosses services (event-store.md 2.2, layer 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.audit.findings import Finding
from services.kit.sharding import SHARDS

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CAUSED = (
    "select e.service, e.shard, e.position, e.stream, e.version, e.loan_id, e.event_id, "
    "e.causation_id, e.cause_link from audit.entry e"
)
_OF_LOAN = f"{_CAUSED} where e.loan_id = $1 and e.cause_link is not null"
# Nearly every cause stands in the shard of its effect; what does not is looked up apart.
_NOT_BESIDE = (
    f"{_CAUSED} left join audit.entry c on c.shard = e.shard and c.event_id::text = e.causation_id "
    "where e.cause_link is not null and c.link is distinct from e.cause_link"
)
_LINKS = "select event_id, link from audit.entry where event_id = any($1)"
_PLACE = ("service", "shard", "position", "stream", "version", "loan_id", "event_id")


async def causes(
    journal: Any,
    stores: Mapping[str, Any],
    journal_ends: Mapping[tuple[str, int], int],
    loan_id: str | None,
) -> list[Finding]:
    """Events whose cause is missing or has another link than the one they carry.

    A cause that has not arrived yet is looked for beyond the journal's last position in the
    stores. Causes that are no events of ours (places in a topic) have no link to compare.
    """
    caused = (_NOT_BESIDE,) if loan_id is None else (_OF_LOAN, loan_id)
    suspects = [
        (UUID(row["causation_id"]), row)
        for row in await journal.fetch(*caused)
        if _UUID.fullmatch(row["causation_id"])
    ]
    suspects.sort(key=lambda each: (each[1]["service"], each[1]["shard"], each[1]["position"]))
    wanted = list({cause for cause, _ in suspects})
    rows = await journal.fetch(_LINKS, wanted) if wanted else ()
    links: dict[UUID, bytes] = {row["event_id"]: row["link"] for row in rows}
    missing = [cause for cause in wanted if cause not in links]
    links |= await _not_arrived(missing, stores, journal_ends)
    found = []
    for cause, row in suspects:
        link = links.get(cause)
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
    wanted: list[UUID],
    stores: Mapping[str, Any],
    journal_ends: Mapping[tuple[str, int], int],
) -> dict[UUID, bytes]:
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
