"""Loans asked about lately, with the rows their answers were made of. Pure.

A question always reads the loan's rows. If they equal, column by column, those of an earlier
question, then chains, folds and answers would come out as they did, and are taken from there. If
anything differs, were it one byte of one row, everything is computed anew: so ``verified`` still
speaks of the rows as they stand in the database now.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from services.audit.findings import Finding
from services.audit.knowledge import Entry
from services.audit.loan_rows import cut
from services.audit.rebuild import Past

ROW_BYTES = 1_950
"""What a row takes in memory beside its bytes, cut and decoded, as ``tracemalloc`` counts it."""


class Read(NamedTuple):
    """All that answers about a loan are made of: its rows and the rest of its streams as COPY sends
    them, the ends of its streams in the form the driver gives them, and the findings that concern it.
    """

    rows: bytes
    others: bytes
    ends: Sequence[Any]
    findings: Sequence[Finding]


class Remembered:
    """One loan: what was read of it, and the answers that were made of that, by question."""

    def __init__(self, loan_id: str, read: Read, entries: Sequence[Entry]) -> None:
        self.read = read
        self.entries = entries
        self.past = Past(
            loan_id=loan_id,
            entries=[*entries, *cut(read.others)],
            ends={(name, stream): (version, head) for name, stream, version, head in read.ends},
            findings=read.findings,
        )
        self.answers: dict[Any, msgspec.Raw] = {}
        self._rows_size = len(self.past.entries) * ROW_BYTES + len(read.rows) + len(read.others)

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return self._rows_size + sum(len(memoryview(each)) for each in self.answers.values())


class Memory:
    """The loans asked about last, as many as fit into ``limit`` bytes; none when it is 0."""

    def __init__(self, limit: int = 0) -> None:
        self.size = 0
        self._limit = limit
        self._loans: OrderedDict[str, Remembered] = OrderedDict()

    def entries(self, loan_id: str, rows: bytes) -> Sequence[Entry]:
        """The loan's rows, taken apart; or as they are remembered, if they are the same."""
        found = self._loans.get(loan_id)
        if found is not None and found.read.rows == rows:
            return found.entries
        return cut(rows)

    def take(self, loan_id: str, read: Read, entries: Sequence[Entry]) -> Remembered:
        """What is remembered of exactly this; something new if it was never read, or otherwise."""
        found = self._loans.pop(loan_id, None)
        if found is not None:
            self.size -= found.size
            if found.read == read:
                return found
        return Remembered(loan_id, read, entries)

    def keep(self, loan: Remembered) -> None:
        """Remember it as the last one asked about; what was asked about longest ago makes room."""
        self._loans[loan.past.loan_id] = loan
        self.size += loan.size
        while self.size > self._limit:
            _, oldest = self._loans.popitem(last=False)
            self.size -= oldest.size
