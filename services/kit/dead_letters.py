"""The headers that a dead letter gets beside its own: names of the draft KIP-1317, all in this file.

The record's own bytes and headers stay as they were, so ready-made tools can look at it and it can be
sent again as it is; but for one that is too large for a letter, which says so (``cut``).
"""

from __future__ import annotations

from services.kit.kit_events import MessageDeadLettered, MessageParked
from services.kit.row import EventRow

PREFIX = "_dlq.errors."
_DISPOSITIONS = {
    "unknown_type": "UNKNOWN_TYPE",
    "unknown_version": "UNKNOWN_TYPE",
    "not_json": "MALFORMED",
    "attribute_missing": "MALFORMED",
    "attribute_format": "MALFORMED",
    "attribute_repeated": "MALFORMED",
    "parked_behind": "PARKED_BEHIND",
    "handler_failed": "MAX_ATTEMPTS",
}
DETAIL_MAX = 1_000


def disposition(rule: str) -> str:
    """The draft's coarse kind of a rule's code."""
    return _DISPOSITIONS.get(rule, "CONTRACT_VIOLATION")


def headers(
    service: str, row: EventRow, event: MessageDeadLettered | MessageParked
) -> list[tuple[str, bytes]]:
    """What is added: disposition, rule, sentence, place of the original, and our event's id.

    Of a record that is not kept whole also that it is cut, and the original's size and hash.
    """
    raw = event.message
    added = {
        "disposition": disposition(event.rule),
        "rule": event.rule,
        "exception.message": event.detail[:DETAIL_MAX],
        "original.topic": raw.topic,
        "original.partition": str(raw.partition),
        "original.offset": str(raw.offset),
        "original.timestamp": str(raw.timestamp_ms),
        "consumer.group": f"postloan.{service}",
        "first.failed.at": row.recorded_at.isoformat(),
        "event.id": str(row.event_id),
    }
    if raw.cut is not None:
        added |= {
            "cut": "true",
            "original.size": str(raw.cut.size),
            "original.sha256": raw.cut.sha256,
        }
    return [(PREFIX + name, value.encode()) for name, value in added.items()]
