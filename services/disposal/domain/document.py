"""A view as plain JSON values: for the bank, and without the write-off for the debtor's eyes."""

from __future__ import annotations

from datetime import date

import msgspec

from contracts.values import Money

HIDDEN_FROM_DEBTORS = (
    *("state", "case_id", "route", "cases", "accounting_state", "written_off", "written_off_on"),
    *("criterion", "provision_used", "memo_claim", "recovered_after_write_off", "bids", "blocked"),
    *("price", "due"),
)
"""A write-off and what leads to it are kept from the debtor (WO-07)."""


def document(shown: msgspec.Struct) -> dict[str, object]:
    """Money as decimal strings, days as ``YYYY-MM-DD``."""
    return {name: _plain(getattr(shown, name)) for name in shown.__struct_fields__}


def for_debtor(shown: msgspec.Struct) -> dict[str, object]:
    """The document without anything that tells of a write-off (WO-07)."""
    whole = document(shown)
    return {name: value for name, value in whole.items() if name not in HIDDEN_FROM_DEBTORS}


def _plain(value: object) -> object:
    match value:
        case Money():
            if value.minor < 0:  # a gain on holding: shown with its sign
                return {"amount": value.amount, "currency": value.currency}
            return value.to_wire()
        case date():
            return value.isoformat()
        case msgspec.Struct():
            return document(value)
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
