"""Names of receipts that are ours alone: what disposal took for debt. Pure.

Monitoring counts a thing taken for debt once, as a receipt named after it (DIS-03, POL-24):
``asset:<asset_id>``, ``equity:<equity_id>``. So core banking may not use these beginnings.
"""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["asset", "equity"]
RESERVED: Final = ("asset:", "equity:")
LONGEST: Final = 128
"""Characters of an identifier (``contracts.errors.IDENTIFIER_PATTERN``)."""


def in_kind(kind: Kind, name: str) -> str:
    """The receipt of a thing taken for debt."""
    return f"{kind}:{name}"


def room(kind: Kind) -> int:
    """How many characters the name of such a thing may have."""
    return LONGEST - len(in_kind(kind, ""))


def reserved(receipt_id: str) -> str | None:
    """The beginning of ours that this name has; None when it is nobody's."""
    return next((each for each in RESERVED if receipt_id.startswith(each)), None)
