"""I5: the read tables of every service, made anew from its events, from zero, equal the live ones.

Each row of a read table comes of one event. Its columns are fields of that event's row or payload, all
but ``withdrawn``: whether a later event of the same loan or obligor names this one's entry in
``corrects``. So what must be known here is which column is which field, and nothing of the rules.
Present views are made of these tables by the database and hold nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from tests.faults.checker.world import Book, Finding, World, few

OWN = frozenset({"key", "version", "loan_id"})
"""Fields of the event's row; all others are of its payload."""
WITHDRAWN = "withdrawn"


class Made(NamedTuple):
    """Of which events a table is made, and the columns in order: fields of the event, parts by dots."""

    event: str
    columns: tuple[str, ...]


def _of(event: str, columns: str) -> Made:
    return Made(event, tuple(columns.split()))


TABLES: dict[str, dict[str, Made]] = {
    "monitoring": {
        "loan": _of(
            "monitoring.LoanOpened",
            "loan_id key obligor_kind product principal.currency principal.minor effective_on "
            "matures_on",
        ),
        "arrears": _of(
            "monitoring.ArrearsChanged",
            "loan_id entry effective_on stage overdue_since overdue.minor withdrawn",
        ),
    },
    "classification": {
        "class": _of(
            "classification.LoanClassified",
            "key entry loan_id effective_on risk_class own_merit policy_id withdrawn",
        ),
    },
    "collection": {
        "case_move": _of(
            "collection.CaseMoved", "key entry effective_on place case_id state why withdrawn"
        ),
        "promise": _of(
            "collection.PromiseJudged",
            "key entry loan_id effective_on promise_id outcome amount.minor paid.minor withdrawn",
        ),
        "recovery": _of(
            "collection.RecoveryRecognised",
            "key entry loan_id effective_on recovery_id gross.minor cost.minor gross.currency "
            "withdrawn",
        ),
        "blocked_act": _of(
            "collection.ProhibitedActionBlocked",
            "key version loan_id effective_on code attempted_by",
        ),
    },
    "guarantee": {
        "payment": _of(
            "guarantee.GuarantorPaid",
            "loan_id entry effective_on guarantor_id receipt_id amount.minor amount.currency "
            "in_full withdrawn",
        ),
        "release": _of(
            "guarantee.GuaranteeReleased",
            "loan_id entry effective_on guarantor_id reason withdrawn",
        ),
    },
    "litigation": {
        "stage": _of("litigation.StageReached", "loan_id entry key effective_on stage withdrawn"),
        "blocked": _of(
            "litigation.ProhibitedActionBlocked",
            "loan_id version key effective_on code attempted_by",
        ),
    },
    "disposal": {
        "recovery": _of(
            "disposal.RecoveryRecognised",
            "loan_id entry effective_on recovery_id way gross.minor cost.minor gross.currency "
            "after_write_off withdrawn",
        ),
        "write_off": _of(
            "disposal.LoanWrittenOff",
            "loan_id entry effective_on principal.minor memo_claim.minor principal.currency "
            "criterion withdrawn",
        ),
    },
}
"""Every table of every service's schema ``read``, and all its columns."""


def check(world: World) -> Iterator[Finding]:
    """The read tables of all services that are there."""
    for service, book in world.books.items():
        made = TABLES.get(service, {})
        found = {row["relname"] for row in book.tables["read"]}
        if found != set(made):
            yield Finding("I5", f"{service} read", f"has other tables: {sorted(found)}")
        for table in made:
            yield from _compare(book, table, made[table])


def _compare(book: Book, table: str, made: Made) -> Iterator[Finding]:
    live = [tuple(_text(value) for value in row.values()) for row in book.tables[f"read.{table}"]]
    anew = {tuple(_text(value) for value in row) for row in _anew(book, made)}
    for name, rows in (("only live", set(live) - anew), ("only anew", anew - set(live))):
        if rows:
            yield Finding("I5", f"{book.service} read.{table}", f"{name}: {few(sorted(rows))}")
    if len(live) != len(set(live)):
        yield Finding("I5", f"{book.service} read.{table}", "rows stand twice")


def _anew(book: Book, made: Made) -> Iterator[tuple[Any, ...]]:
    """The rows of a table; an entry belongs to the loan or obligor that its first column names."""
    owner = made.columns[0]
    undone = _withdrawn(book, owner) if WITHDRAWN in made.columns else set()
    for row, data in book.of(made.event):
        gone = (row[owner], data.get("entry")) in undone
        yield tuple(
            gone if name == WITHDRAWN else _field(row, data, name) for name in made.columns
        )


def _withdrawn(book: Book, column: str) -> set[tuple[str, int]]:
    """(loan or obligor, entry) of all entries that later ones undid."""
    found = set()
    for row in book.events:
        data = book.payloads[row["event_id"]]
        if "entry" in data:
            found.update((row[column], entry) for entry in data.get("corrects", ()))
    return found


def _field(row: Any, data: Any, name: str) -> Any:
    if name in OWN:
        return row[name]
    for part in name.split("."):
        data = data[part]
    return data


def _text(value: Any) -> str:
    """Of a number all digits: the driver reads 3,660,000 as 3.66E+6."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
