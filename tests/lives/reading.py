"""Looks into loan documents by short paths: ``collection.promises[PR-1].state``."""

from __future__ import annotations

import re
from typing import Any

NAMES = (
    *("promise_id", "plan_id", "guarantor_id", "collateral_id"),
    *("measure_id", "asset_id", "receipt_id"),
)
PLACES = re.compile(r"([^\[\]]+)(?:\[([^\]]+)\])?")


def at(document: Any, path: str) -> Any:
    """What stands at ``path``; money as its amount, ``due`` as the sorted names of what is due.

    None where the document has nothing on the way.
    """
    found = document
    for part in path.split("."):
        match = PLACES.fullmatch(part)
        assert match is not None, path
        found = None if found is None else found.get(match[1])
        if match[2] is not None:
            found = next((each for each in found or () if match[2] in _names(each)), None)
        if match[1] == "due":
            return sorted({each["what"] for each in found or ()})
    if isinstance(found, dict) and found.keys() == {"amount", "currency"}:
        return found["amount"]
    return found


def _names(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in NAMES if name in row]


def seen(document: dict[str, Any], paths: Any) -> dict[str, Any]:
    """What stands at each of the paths."""
    return {path: at(document, path) for path in paths}
