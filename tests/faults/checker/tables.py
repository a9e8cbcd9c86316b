"""I5: read tables made anew from the events, from zero, equal the live ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.faults.checker.world import Book, Finding, World, few


def check(world: World) -> Iterator[Finding]:
    """The read tables of both services."""
    if "monitoring" in world.books:
        book = world.books["monitoring"]
        yield from _compare(book, "loan", _loans(book))
        yield from _compare(book, "arrears", _arrears(book))
    if "classification" in world.books:
        book = world.books["classification"]
        yield from _compare(book, "class", _classes(book))


def _compare(book: Book, table: str, wanted: set[tuple[Any, ...]]) -> Iterator[Finding]:
    live = {tuple(_text(value) for value in row.values()) for row in book.tables[table]}
    anew = {tuple(_text(value) for value in row) for row in wanted}
    for name, rows in (("only live", live - anew), ("only anew", anew - live)):
        if rows:
            yield Finding("I5", f"{book.service} read.{table}", f"{name}: {few(sorted(rows))}")


def _text(value: Any) -> str:
    """Of a number all digits: the driver reads 3,660,000 as 3.66E+6."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _loans(book: Book) -> set[tuple[Any, ...]]:
    return {
        (
            row["loan_id"],
            row["key"],
            data["obligor_kind"],
            data["product"],
            data["principal"]["currency"],
            data["principal"]["minor"],
            data["effective_on"],
            data["matures_on"],
        )
        for row, data in book.of("monitoring.LoanOpened")
    }


def _withdrawn(book: Book, column: str) -> set[tuple[str, int]]:
    """(loan or obligor, entry) of all entries that later ones undid."""
    found = set()
    for row in book.events:
        data = book.payloads[row["event_id"]]
        if "entry" in data:
            found.update((row[column], entry) for entry in data.get("corrects", ()))
    return found


def _arrears(book: Book) -> set[tuple[Any, ...]]:
    undone = _withdrawn(book, "loan_id")
    return {
        (
            row["loan_id"],
            data["entry"],
            data["effective_on"],
            data["stage"],
            data["overdue_since"],
            data["overdue"]["minor"],
            (row["loan_id"], data["entry"]) in undone,
        )
        for row, data in book.of("monitoring.ArrearsChanged")
    }


def _classes(book: Book) -> set[tuple[Any, ...]]:
    undone = _withdrawn(book, "key")
    return {
        (
            row["key"],
            data["entry"],
            row["loan_id"],
            data["effective_on"],
            data["risk_class"],
            data["own_merit"],
            data["policy_id"],
            (row["key"], data["entry"]) in undone,
        )
        for row, data in book.of("classification.LoanClassified")
    }
