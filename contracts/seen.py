"""Remembers what a feed said before, on disk, so that a feed may be longer than memory."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from types import TracebackType
from typing import Self

from contracts.envelope import Envelope


class Seen:
    """Ids with their content, sequences and receipts. A context manager: closing forgets all."""

    def __init__(self) -> None:
        # An empty name is a private file of SQLite's own, removed when it is closed.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(
            "CREATE TABLE seen (key BLOB PRIMARY KEY, line INTEGER, value BLOB) WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()

    def event(self, envelope: Envelope, payload: bytes, line: int) -> tuple[int, bool] | None:
        """None for a new event; else the line it stood on and whether its content is the same."""
        content = _digest(
            envelope.type,
            envelope.business_date.isoformat(),
            envelope.key or "",
            envelope.subject or "",
            payload.decode(),
        )
        key = _digest("event", envelope.source, envelope.id)
        found = self._get(key)
        if found is None:
            self._put(key, line, content)
            return None
        return found[0], found[1] == content

    def sequence(self, envelope: Envelope, line: int) -> int | None:
        """The sequence before this one of the same source and loan; remembers this one."""
        if envelope.sequence is None:
            return None
        key = _digest("sequence", envelope.source, envelope.subject or "")
        found = self._get(key)
        self._put(key, line, str(envelope.sequence).encode())
        return None if found is None else int(found[1])

    def first(self, what: tuple[str, ...], content: str, line: int) -> tuple[int, bool] | None:
        """None the first time; else the line it stood on then, and whether it said the same."""
        key, value = _digest("fact", *what), _digest(content)
        found = self._get(key)
        if found is None:
            self._put(key, line, value)
            return None
        return found[0], found[1] == value

    def add_receipt(self, loan_id: str, receipt_id: str, line: int) -> None:
        """A receipt of this loan came by."""
        self._put(_digest("receipt", loan_id, receipt_id), line, b"")

    def has_receipt(self, loan_id: str, receipt_id: str) -> bool:
        """Whether this receipt of this loan came by."""
        return self._get(_digest("receipt", loan_id, receipt_id)) is not None

    def _get(self, key: bytes) -> tuple[int, bytes] | None:
        row: tuple[int, bytes] | None = self._base.execute(
            "SELECT line, value FROM seen WHERE key = ?", (key,)
        ).fetchone()
        return row

    def _put(self, key: bytes, line: int, value: bytes) -> None:
        self._base.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", (key, line, value))


def _digest(*parts: str) -> bytes:
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=16).digest()
