"""A loan's history for people, and what makes two states of knowledge differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

import msgspec

from services.audit.knowledge import Entry, Knowledge
from services.audit.loan_rows import whole
from services.audit.rebuild import Past, document, obligor, verified
from services.audit.registry import Registry
from services.kit.hlc import COUNTER_BITS
from services.kit.plain import plain

_APART = ("as_of", "known_on", "known_at", "history")


def history(
    registry: Registry, past: Past, as_of: date | None, knowledge: Knowledge
) -> dict[str, Any] | None:
    """Every known event about the loan in causal order, those that count by ``as_of`` if that is
    given; None when the loan was not known."""
    about = past.about(knowledge)
    if not about:
        return None
    counted = [entry for entry in about if as_of is None or entry.row.effective_on <= as_of]
    return {
        "loan_id": past.loan_id,
        "obligor_id": obligor(registry, about),
        "as_of": plain(as_of),
        "known_on": plain(knowledge.known_on),
        "known_at": plain(knowledge.known_at),
        "verified": verified(registry, past),
        "events": [told(entry) for entry in counted],
    }


def told(entry: Entry) -> dict[str, Any]:
    """One event with its place, its three times, its cause and its decoded payload."""
    row = whole(entry.row)
    payload = msgspec.json.decode(row.payload)
    return {
        "service": entry.service,
        "type": row.type,
        "event_id": str(row.event_id),
        "loan_position": entry.loan_position,
        "shard": row.shard,
        "position": row.position,
        "stream": row.stream,
        "version": row.version,
        "effective_on": row.effective_on.isoformat(),
        "known_on": row.known_on.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "clock": f"{row.hlc >> COUNTER_BITS}.{row.hlc & ((1 << COUNTER_BITS) - 1)}",
        "cause": {
            "id": row.causation_id,
            "link": None if row.cause_link is None else row.cause_link.hex(),
        },
        "correlation_id": row.correlation_id,
        "traceparent": row.traceparent,
        "actor": row.actor,
        "policy_id": payload.get("policy_id") if isinstance(payload, dict) else None,
        "link": row.link.hex(),
        "schema_version": row.schema_version,
        "payload": payload,
    }


def difference(
    registry: Registry, past: Past, as_of: date, before: Knowledge, after: Knowledge
) -> dict[str, Any] | None:
    """What changes on the way from what ``before`` knew to what ``after`` knew about ``as_of``.

    ``events``: known in one and not in the other and able to change that day, each with
    ``known_in`` (``known_on`` for the first, ``against`` for the second). ``fields``: place in the
    loan document, ``from`` and ``to``. None when the loan was known in neither.
    """
    first, second = (document(registry, past, as_of, each) for each in (before, after))
    if first is None and second is None:
        return None
    events = []
    for entry in past.about():
        was, became = before.holds(entry.row), after.holds(entry.row)
        if was != became and _counts(entry, as_of):
            events.append({"known_in": "known_on" if was else "against", **told(entry)})
    return {
        "loan_id": past.loan_id,
        "obligor_id": (second or first or {})["obligor_id"],
        "as_of": as_of.isoformat(),
        "known_on": plain(before.known_on),
        "against": plain(after.known_on),
        "fields": list(changed("", _views(first), _views(second))),
        "events": events,
    }


def _counts(entry: Entry, as_of: date) -> bool:
    """It counts by that day, or takes entries back that did."""
    payload = msgspec.json.decode(entry.row.payload)
    return entry.row.effective_on <= as_of or bool(payload.get("corrects"))


def _views(shown: dict[str, Any] | None) -> dict[str, Any]:
    return {name: part for name, part in (shown or {}).items() if name not in _APART}


def changed(place: str, before: Any, after: Any) -> Iterator[dict[str, Any]]:
    """The smallest parts in which two plain documents differ."""
    if before == after:
        return
    if _is_money(before) and _is_money(after):
        yield {"field": place, "from": before, "to": after}
    elif isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            inner = f"{place}.{name}" if place else name
            yield from changed(inner, before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        for index, (one, other) in enumerate(zip_longest(before, after)):
            yield from changed(f"{place}[{index}]", one, other)
    else:
        yield {"field": place, "from": before, "to": after}


def _is_money(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"amount", "currency"}
