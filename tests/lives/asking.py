"""Asks a played life: rows of (as_of, known_on, loan, path, answer), one assertion each."""

from __future__ import annotations

from typing import Any

from tests.town import Town

NOW = None
"""Known on: everything that was ever known."""
Row = tuple[str, str | None, str, str, Any]


def told(town: Town, row: Row) -> None:
    """The loan document says so. ``path`` names members by dots and rows by number."""
    as_of, known_on, loan, path, answer = row
    assert plain(at(town.loan(loan, as_of, known_on), path)) == answer, row


def at(document: Any, path: str) -> Any:
    """The value at a path."""
    for step in path.split("."):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def plain(value: Any) -> Any:
    """Money as its amount alone: all of these lives are in CNY."""
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return value["amount"]
    return value


def sections(town: Town, loan: str, as_of: str, known_on: str | None = NOW) -> set[str]:
    """The services that hold something about the loan."""
    found = town.loan(loan, as_of, known_on)
    names = ("monitoring", "classification", "collection", "guarantee", "litigation", "disposal")
    assert found["history"]["verified"] is True
    return {name for name in names if found[name] is not None}


def claimed_and_paid(town: Town, loan: str, as_of: str) -> tuple[int, int]:
    """All that was ever claimed and all that was paid on it, in fen, over all claims and components.

    What a new plan or the calling of the whole debt took over is counted once: a claim that ceased
    bears what had been paid on it.
    """
    monitoring = town.loan(loan, as_of)["monitoring"]
    claims = [*monitoring["installments"], *monitoring["charges"]]
    due, paid = (
        sum(fen(money) for each in claims for money in each[side].values())
        for side in ("due", "paid")
    )
    return due, paid


def fen(money: dict[str, str]) -> int:
    """1234.50 -> 123450."""
    return int(money["amount"].replace(".", ""))


def due(document: dict[str, Any], service: str, what: str) -> list[dict[str, Any]]:
    """The duties of that kind that a service's section shows."""
    section = document[service]
    rows = section["file"]["due"] if service == "monitoring" else section["due"]
    return [each for each in rows if each["what"] == what]
