"""Blocked acts (catalogue section 9) out of all services' journals: what was refused, and to whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, Response

from services.audit.asking import LIMIT, Day, Limit, ServiceName, known_service
from services.audit.documents import Shape
from services.audit.plain import plain
from services.audit.problems import Refused
from services.audit.registry import REGISTRY, Registry
from services.audit.store import JournalStore

NAMES: Final = tuple(
    f"{service}.ProhibitedActionBlocked" for service in ("collection", "disposal", "litigation")
)
"""Stored names of blocked acts. ``audit.entry_blocked`` indexes them."""

_TYPES = ", ".join(f"'{name}'" for name in NAMES)
_BLOCKED = (
    "select service, event_id, loan_id, key, effective_on, known_on, payload "  # noqa: S608
    f"from audit.entry where type in ({_TYPES}) and ($1::text is null or service = $1) "
    "and ($2::date is null or effective_on >= $2) and ($3::date is null or effective_on <= $3) "
    "order by effective_on desc, recorded_at desc, event_id limit $4"
)


class BlockedAct(Shape):
    """One act that was refused (catalogue section 9); what was said is not kept.

    ``on``: the day it was attempted on. ``alternative``: what to do instead, in words besides.
    """

    on: date
    at: str | None
    service: str
    loan_id: str | None
    obligor_id: str | None
    case_id: str | None
    code: str
    rule: str
    policy_id: str
    attempted_by: str
    role: str
    agency_id: str | None
    target_role: str
    channel: str
    alternative: str
    alternative_en: str
    alternative_zh: str
    known_on: date
    event_id: UUID


class BlockedActs(Shape):
    """The latest first; ``more`` when the limit left some out."""

    blocked: list[BlockedAct]
    more: bool


async def listed(
    store: JournalStore,
    registry: Registry,
    service: str | None,
    period: tuple[date | None, date | None],
    limit: int,
) -> dict[str, Any]:
    """Blocked acts of a period, the latest first."""
    async with store.connection() as db:
        rows = await db.fetch(_BLOCKED, service, *period, limit + 1)
    return told(registry, rows, limit)


def told(registry: Registry, rows: Any, limit: int) -> dict[str, Any]:
    """The answer out of rows; ``more`` when the limit left some out."""
    return {
        "blocked": [_told(registry, row) for row in rows[:limit]],
        "more": len(rows) > limit,
    }


def _told(registry: Registry, row: Any) -> dict[str, Any]:
    act: dict[str, Any] = msgspec.json.decode(row["payload"])
    english, chinese = registry.words(row["service"], act["code"], act["alternative"])
    shown: dict[str, Any] = plain(
        {
            "on": row["effective_on"],
            "at": act.get("at"),
            "service": row["service"],
            "loan_id": row["loan_id"] or None,
            "obligor_id": row["key"] or None,
            "case_id": act.get("case_id"),
            "code": act["code"],
            "rule": act["rule"],
            "policy_id": act["policy_id"],
            "attempted_by": act["attempted_by"],
            "role": act["role"],
            "agency_id": act.get("agency_id"),
            "target_role": act["target_role"],
            "channel": act["channel"],
            "alternative": act["alternative"],
            "alternative_en": english,
            "alternative_zh": chinese,
            "known_on": row["known_on"],
            "event_id": row["event_id"],
        }
    )
    return shown


def install(app: FastAPI, store: JournalStore, registry: Registry = REGISTRY) -> None:
    """Add the route."""

    @app.get("/blocked", response_model=BlockedActs)
    async def blocked(
        first: Annotated[
            Day | None, Query(alias="from", description="attempted on this day or later")
        ] = None,
        last: Annotated[Day | None, Query(alias="to", description="attempted by this day")] = None,
        service: ServiceName = None,
        limit: Limit = LIMIT,
    ) -> Response:
        """Acts that were refused: code, rule, policy, who in which role, and what to do instead."""
        if first is not None and last is not None and first > last:
            detail = f"from {first} lies after to {last}"
            raise Refused("period_order", "from", first.isoformat(), detail)
        asked = known_service([kind.service for kind in registry.kinds], service)
        return JSONResponse(await listed(store, registry, asked, (first, last), limit))
