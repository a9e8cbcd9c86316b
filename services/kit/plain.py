"""Values as they stand in answers: money as decimal strings, days and instants as text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contracts.values import Money


def plain(value: Any) -> Any:
    """The value in the public style of contract.md: only JSON's own kinds are left."""
    match value:
        case Money():
            if value.minor < 0:  # a gain where a loss is shown: with its sign
                return {"amount": value.amount, "currency": value.currency}
            return value.to_wire()
        case msgspec.Struct():
            named = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
            return {name: plain(getattr(value, field)) for name, field in named}
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
        case dict():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            return value
