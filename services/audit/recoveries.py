"""Each recovery of a loan once, whoever told of it (COL-130). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.audit.knowledge import StreamName
from services.audit.loan_rows import Row
from services.audit.money_walk import Told
from services.kit.domain import DomainEvent, effective_order

Known = Sequence[tuple[Row, DomainEvent]]
"""A stream's events that were known, each with its row."""
KnownByStream = Mapping[StreamName, Known]
"""Those of the streams that a loan lives in."""


def counting(known: KnownByStream, service: str, loan_id: str, as_of: date) -> list[Told]:
    """The loan's events of one service that count on a day, in effective order."""
    found: list[Told] = []
    for (name, _), events in known.items():
        if name == service:
            row_of = {id(event): row for row, event in events}
            ordered = effective_order(((row.version, event) for row, event in events), as_of)
            mine = (each for each in ordered if each.loan_id == loan_id)
            found += [Told(service, row_of[id(each)], each) for each in mine]
    return found


def recoveries(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Each recovery of a day once; give disposal's word before collection's. Amounts in minor units."""
    found: dict[tuple[str, str, date], dict[str, Any]] = {}
    for each in told:
        event = each.event
        if each.row.type.partition(".")[2] != "RecoveryRecognised":
            continue
        way = getattr(event, "way", "cash")
        about = way, event.recovery_id, event.effective_on
        if about in found:
            found[about]["told"].append(each)
            continue
        gross, cost = event.gross.minor, event.cost.minor
        found[about] = {
            "on": event.effective_on,
            "recovery_id": event.recovery_id,
            "way": way,
            "after_write_off": getattr(event, "after_write_off", False),
            "gross": gross,
            "cost": cost,
            "net": gross - cost,
            "told": [each],
        }
    return sorted(found.values(), key=lambda each: (each["on"], each["recovery_id"]))
