"""Blocked acts (catalogue section 9) out of all services' journals: what was refused, and to whom.

Pure but for the query that ``library`` asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from services.audit.registry import Registry
from services.kit.plain import plain

NAMES: Final = tuple(
    f"{service}.ProhibitedActionBlocked"
    for service in ("collection", "disposal", "guarantee", "litigation", "monitoring")
)
"""Stored names of blocked acts. ``audit.entry_blocked`` indexes them."""

_TYPES = ", ".join(f"'{name}'" for name in NAMES)
QUERY: Final = (
    "select service, event_id, loan_id, key, effective_on, known_on, payload "  # noqa: S608
    f"from audit.entry where type in ({_TYPES}) and ($1::text is null or service = $1) "
    "and ($2::date is null or effective_on >= $2) and ($3::date is null or effective_on <= $3) "
    "order by effective_on desc, recorded_at desc, event_id limit $4"
)


def told(registry: Registry, rows: Sequence[Any], limit: int) -> dict[str, Any]:
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
