"""The book: sums per stage and class, ratios as exact decimal strings, migration."""

from __future__ import annotations

import pytest

from contracts.values import Money
from services.audit.book import Book, Line, ratio
from tests.unit.audit.counting import on


def _line(loan: str, stage: str, minor: int, now: str | None, then: str | None = None) -> Line:
    return Line(loan, stage, Money(minor), now, then)


@pytest.fixture
def book() -> Book:
    made = Book(on("2024-12-31"), on("2024-06-30"))
    made.add(_line("L-1", "current", 10_000, "normal", "normal"))
    made.add(_line("L-2", "M4", 20_000, "substandard", "normal"))
    made.add(_line("L-3", "M1", 30_000, "special_mention"))
    made.add(_line("L-4", "current", 0, "substandard", "substandard"))
    made.add(_line("L-5", "current", 5, None))
    return made


def test_loans_and_principal_stand_per_stage_and_class(book: Book) -> None:
    shown = book.result()
    assert shown["loans"] == 5
    assert [(row["stage"], row["loans"]) for row in shown["stages"]] == [
        ("current", 3),
        ("M1", 1),
        ("M4", 1),
    ]
    assert shown["stages"][0]["principal_outstanding"] == [{"amount": "100.05", "currency": "CNY"}]
    assert [(row["class"], row["loans"]) for row in shown["classes"]] == [
        ("normal", 1),
        ("special_mention", 1),
        ("substandard", 2),
        ("doubtful", 0),
        ("loss", 0),
        (None, 1),
    ]
    assert shown["principal_outstanding"] == [{"amount": "600.05", "currency": "CNY"}]


def test_the_non_performing_ratio_leaves_paid_up_loans_out(book: Book) -> None:
    shown = book.result()["non_performing"]
    assert shown["loans"] == 1
    assert shown["ratio_by_count"] == "0.250000"
    assert shown["principal_outstanding"] == [{"amount": "200.00", "currency": "CNY"}]
    assert shown["ratio_by_amount"] == {"CNY": "0.333306"}


def test_migration_counts_loans_by_class_then_and_now(book: Book) -> None:
    moves = book.result()["migration"]["moves"]
    assert {"from": "normal", "to": "substandard", "loans": 1} in moves
    assert {"from": None, "to": "special_mention", "loans": 1} in moves
    assert sum(move["loans"] for move in moves) == 5


def test_currencies_are_never_added() -> None:
    book = Book(on("2024-12-31"), None)
    book.add(_line("L-1", "current", 100, "normal"))
    book.add(Line("L-2", "current", Money(7, "JPY"), "loss", None))
    shown = book.result()
    assert shown["principal_outstanding"] == [
        {"amount": "1.00", "currency": "CNY"},
        {"amount": "7", "currency": "JPY"},
    ]
    assert shown["non_performing"]["ratio_by_amount"] == {"CNY": "0.000000", "JPY": "1.000000"}
    assert shown["migration"] is None


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "0.000000"),
        (1, 1, "1.000000"),
        (1, 3, "0.333333"),
        (2, 3, "0.666667"),
        (1, 2_000_000, "0.000001"),  # half up
        (1, 2_000_001, "0.000000"),
    ],
)
def test_ratios_are_rounded_half_up(part: int, whole: int, text: str) -> None:
    assert ratio(part, whole) == text
