"""A row's place among its like: all lists are in the order of the days they count from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

Row = TypeVar("Row")


def placed(rows: tuple[Row, ...], row: Row, key: Callable[[Any], Any]) -> tuple[Row, ...]:
    """``rows`` with ``row`` at its place; usually the last."""
    if not rows or key(rows[-1]) <= key(row):
        return (*rows, row)
    at = bisect_right(rows, key(row), key=key)
    return (*rows[:at], row, *rows[at:])


def by_day(row: Any) -> date:
    """By the day it counts from."""
    day: date = row.effective_on
    return day


def itself(day: date) -> date:
    """A day by itself."""
    return day


def by_mirror(row: Any) -> tuple[date, int]:
    """By day, then by monitoring's number."""
    return row.effective_on, row.monitoring_entry


def by_entry(row: Any) -> tuple[date, int]:
    """By day, then by our own number."""
    return row.effective_on, row.entry


def by_tier(row: Any) -> tuple[date, bool, int]:
    """By day; of one day what lists the loan as bad comes before what takes it out of the book."""
    return row.effective_on, row.tier == "out", row.entry
