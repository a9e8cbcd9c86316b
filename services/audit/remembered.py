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
from services.audit.rebuild import Past
from services.kit.row import EventRow

ROW_BYTES = 1_600
"""What a row takes in memory beside its payload, as ``tracemalloc`` counts it."""


class Read(NamedTuple):
    """All that answers about a loan are made of: rows of the journal, and the ends of its streams, in
    the form the driver gives them; and the findings that concern it.
    """

    rows: Sequence[Any]
    ends: Sequence[Any]
    findings: Sequence[Finding]


class Remembered:
    """One loan: what was read of it, and the answers that were made of that, by question."""

    def __init__(self, loan_id: str, read: Read) -> None:
        self.read = read
        self.past = Past(
            loan_id=loan_id,
            entries=entries_of(read.rows),
            ends={(name, stream): (version, head) for name, stream, version, head in read.ends},
            findings=read.findings,
        )
        self.answers: dict[Any, msgspec.Raw] = {}
        self._rows_size = sum(ROW_BYTES + len(entry.row.payload) for entry in self.past.entries)

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

    def take(self, loan_id: str, read: Read) -> Remembered:
        """What is remembered of exactly this; something new if it was never read, or otherwise."""
        found = self._loans.pop(loan_id, None)
        if found is not None:
            self.size -= found.size
        return found if found is not None and found.read == read else Remembered(loan_id, read)

    def keep(self, loan: Remembered) -> None:
        """Remember it as the last one asked about; what was asked about longest ago makes room."""
        self._loans[loan.past.loan_id] = loan
        self.size += loan.size
        while self.size > self._limit:
            _, oldest = self._loans.popitem(last=False)
            self.size -= oldest.size


def entries_of(rows: Sequence[Any]) -> list[Entry]:
    """Rows of ``audit.entry`` (service, place in the loan, then the columns in order) as values."""
    return [Entry(service, EventRow(*columns), position) for service, position, *columns in rows]
