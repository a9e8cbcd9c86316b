"""What can be wrong with a journal or a store: stable rule codes, and where the trouble is."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec

RULES: dict[str, str] = {
    "unreadable": "A journal record carries every column of its event, readable.",
    "not_storable": "An event's values are such as the journal's tables take.",
    "service_differs": "A journal topic carries the events of its own service only.",
    "wrong_partition": "An event lies in the partition of its shard.",
    "position_missing": "Positions are dense per service and shard.",
    "position_extra": "No event lies beyond the last position of its shard.",
    "duplicate_differs": "A record sent again is the record that was sent before.",
    "version_gap": "Versions are dense per stream.",
    "link_broken": "The hash link follows from the link before and from every byte of the event.",
    "recorded_at_back": "The instant of storing never goes back within a shard.",
    "hlc_back": "The hybrid logical clock rises within a shard.",
    "event_id_reused": "Every event has an id of its own.",
    "cause_differs": "The link of the cause is the link of the event that is named as the cause.",
    "cause_missing": "The event that is named as the cause is there.",
    "missing_in_store": "Every event of the journal is in the service's store.",
    "missing_in_journal": "Every event that a service has handed over is in the journal.",
    "row_differs": "An event is byte for byte the same in the store and in the journal.",
    "head_differs": "A stream's version and chain head are those of its last event.",
    "shard_differs": "A shard's position is that of its last event.",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One broken rule and its place. ``where``: ``arrival``, ``journal`` or ``store``."""

    rule: str
    detail: str
    where: Literal["arrival", "journal", "store"]
    service: str
    shard: int | None = None
    position: int | None = None
    stream: str | None = None
    version: int | None = None
    loan_id: str | None = None
    event_id: UUID | None = None

    def __str__(self) -> str:
        place: tuple[tuple[str, Any], ...] = (
            ("shard", self.shard),
            ("position", self.position),
            ("stream", self.stream),
            ("version", self.version),
            ("loan", self.loan_id or None),
        )
        named = ", ".join(f"{name} {value}" for name, value in place if value is not None)
        return f"{self.service} {self.where} ({named}): {self.detail} [{self.rule}]"
