"""The days on which a loan's ledger turned: overdue or cured, called due or not, settled or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from services.monitoring.domain.entries import (
    ArrearsChanged,
    LedgerEntry,
    LoanReopened,
    LoanSettled,
    PlanChanged,
)


class Turn(NamedTuple):
    """``eased``: a new plan took the place of the accelerated debt."""

    on: date
    what: Literal["overdue", "cured", "accelerated", "eased", "settled", "reopened"]


def turns_of(entries: Iterable[LedgerEntry], arrears: Iterable[ArrearsChanged]) -> list[Turn]:
    """The turns that these entries, given in the order of their days, make; in that order."""
    turns: list[Turn] = []
    accelerated = overdue = False
    for entry in entries:
        kind = type(entry)
        if isinstance(entry, PlanChanged):
            if (entry.accelerated_on is not None) is not accelerated:
                accelerated = not accelerated
                turns.append(Turn(entry.effective_on, "accelerated" if accelerated else "eased"))
        elif kind is LoanSettled:
            turns.append(Turn(entry.effective_on, "settled"))
        elif kind is LoanReopened:
            turns.append(Turn(entry.effective_on, "reopened"))
    for told in arrears:
        if (told.overdue_since is not None) is not overdue:
            overdue = not overdue
            turns.append(Turn(told.effective_on, "overdue" if overdue else "cured"))
    turns.sort(key=lambda turn: turn.on)
    return turns
