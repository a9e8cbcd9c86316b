"""A view as plain JSON values."""

from __future__ import annotations

from datetime import date

import msgspec

from contracts.values import Money


def document(shown: msgspec.Struct) -> dict[str, object]:
    """Money as decimal strings, days as ``YYYY-MM-DD``."""
    return {name: _plain(getattr(shown, name)) for name in shown.__struct_fields__}


def _plain(value: object) -> object:
    match value:
        case Money():
            return value.to_wire()
        case date():
            return value.isoformat()
        case msgspec.Struct():
            return document(value)
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
