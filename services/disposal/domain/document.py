"""The view without the write-off, for the debtor's eyes."""

from __future__ import annotations

import msgspec

from services.kit.plain import plain

HIDDEN_FROM_DEBTORS = (
    *("state", "case_id", "route", "cases", "accounting_state", "written_off", "written_off_on"),
    *("criterion", "provision_used", "memo_claim", "recovered_after_write_off", "bids", "blocked"),
    *("price", "due"),
)
"""A write-off and what leads to it are kept from the debtor (WO-07)."""


def for_debtor(shown: msgspec.Struct) -> dict[str, object]:
    """The document without anything that tells of a write-off (WO-07)."""
    return {name: each for name, each in plain(shown).items() if name not in HIDDEN_FROM_DEBTORS}
