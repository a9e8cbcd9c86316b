"""Work items: what people should look at, out of all services' journals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, Response

from services.audit.shape import Shape
from services.audit.store import JournalStore
from services.kit.plain import plain

RULES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "kit.PartitionReleased": lambda payload: str(payload["rule"]),
    "kit.UnknownMemberNoted": lambda payload: "open_member",
    "monitoring.FactSetAside": lambda payload: str(payload["reason"]),
    "monitoring.MessageGapNoted": lambda payload: "sequence_gap",
}
"""Stored name -> the rule that made it one. ``audit.entry_item`` indexes these names."""

LIMIT: Final = 200
LIMIT_MAX: Final = 10_000
_NAMES = ", ".join(f"'{name}'" for name in RULES)
_ITEMS = (
    "select service, event_id, loan_id, key, type, known_on, effective_on, recorded_at, "  # noqa: S608
    f"causation_id, payload from audit.entry where type in ({_NAMES}) "
    "and ($1::text is null or service = $1) and ($2::text is null or loan_id = $2) "
    "order by recorded_at desc, event_id limit $3"
)


class Item(Shape):
    """One work item. ``day`` is the bank's day on which it was noted, ``rule`` the one behind it."""

    service: str
    event_id: UUID
    loan_id: str | None
    obligor_id: str | None
    kind: str
    rule: str
    day: date
    effective_on: date
    recorded_at: datetime
    message_id: str
    payload: dict[str, Any]


class Items(Shape):
    """The latest first; ``more`` when the limit left some out."""

    items: list[Item]
    more: bool


async def listed(
    store: JournalStore, service: str | None, loan_id: str | None, limit: int
) -> dict[str, Any]:
    """The work items of a service and a loan, or of all of them."""
    async with store.connection() as db:
        rows = await db.fetch(_ITEMS, service, loan_id, limit + 1)
    return {"items": [_item(row) for row in rows[:limit]], "more": len(rows) > limit}


def _item(row: Any) -> dict[str, Any]:
    payload: dict[str, Any] = msgspec.json.decode(row["payload"])
    found = {
        "service": row["service"],
        "event_id": row["event_id"],
        "loan_id": row["loan_id"] or None,
        "obligor_id": row["key"] or None,
        "kind": row["type"],
        "rule": RULES[row["type"]](payload),
        "day": row["known_on"],
        "effective_on": row["effective_on"],
        "recorded_at": row["recorded_at"],
        "message_id": row["causation_id"],
        "payload": payload,
    }
    told: dict[str, Any] = plain(found)
    return told


def install(app: FastAPI, store: JournalStore) -> None:
    """Add the route."""

    @app.get("/items", response_model=Items)
    async def items(
        service: Annotated[str | None, Query(description="of this service only")] = None,
        loan_id: Annotated[str | None, Query(description="about this loan only")] = None,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT,
    ) -> Response:
        """What people should look at: gaps, facts set aside, unknown members of open lists."""
        return JSONResponse(await listed(store, service, loan_id, limit))
