"""What the tests of L-4801 ask of the played life: documents and events, money as plain text."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.money import money
from services.audit.registry import REGISTRY
from tests.lives.playing import played
from tests.town import Town, definitions

LOAN, LIANG, ZHAO = "L-4801", "C-0007", "G-ZHAO"
TABLE = (
    *("2023-03-20", "2023-04-20", "2023-11-15", "2023-11-20", "2023-11-30", "2023-12-20"),
    *("2024-02-20", "2024-03-13", "2024-03-20", "2024-03-21", "2024-03-22", "2024-03-23"),
    *("2024-03-25", "2024-03-27", "2024-03-28", "2024-04-01", "2024-04-03", "2024-04-20"),
    *("2024-05-06", "2024-05-13", "2024-05-20", "2024-05-21", "2024-05-28", "2024-06-19"),
    *("2024-06-20", "2024-06-25", "2024-06-26", "2024-06-28", "2024-07-05", "2024-07-08"),
    *("2024-07-10", "2024-08-20", "2024-09-12", "2024-09-28", "2024-10-10", "2024-11-15"),
    *("2024-11-20", "2024-12-10", "2024-12-16", "2025-01-15", "2025-02-20", "2025-03-05"),
    *("2025-03-16", "2025-03-20", "2025-06-30", "2025-09-30", "2025-10-16", "2025-11-14"),
)
"""Every date of the table in section C of the domain catalogue."""


def town() -> Town:
    """The bank at the end of the life."""
    return played("l-4801")


def on(text: str) -> date:
    return date.fromisoformat(text)


@cache
def seen(as_of: str, known_on: str | None = None) -> Any:
    """The loan's document, amounts as text without their currency, which is always CNY."""
    return amounts(town().loan(LOAN, as_of, known_on))


def by_day(loan: str, as_of: str, known_on: str | None = None) -> Any:
    """What `postloan money` asks for."""
    knowledge = EVERYTHING if known_on is None else Knowledge(on(known_on))
    return money(REGISTRY, town().past(loan), on(as_of), knowledge, definitions())


def amounts(value: Any) -> Any:
    """Money on the wire becomes its amount."""
    if isinstance(value, dict):
        if value.keys() == {"amount", "currency"}:
            assert value["currency"] == "CNY"
            return value["amount"]
        return {name: amounts(each) for name, each in value.items()}
    return [amounts(each) for each in value] if isinstance(value, list) else value


def happened(service: str, kind: str, day: str | None = None) -> list[Any]:
    """The loan's events of one kind, of one day or all."""
    return [
        event
        for event in town().events(service, f"{service}.{kind}")
        if getattr(event, "loan_id", None) == LOAN
        and (day is None or event.effective_on == on(day))
    ]


def one(service: str, kind: str, day: str) -> Any:
    """The only one of that day."""
    (event,) = happened(service, kind, day)
    return event


def told(kind: str) -> list[Any]:
    """What a service told the others, by the name of the message."""
    return [message for _, message, _ in town().published if type(message).__name__ == kind]


def due(section: Any) -> dict[str, str]:
    """What is due and until when, the earliest of each kind."""
    rows = sorted(section["due"], key=lambda row: row["on"], reverse=True)
    return {row["what"]: row["on"] for row in rows}


def instalment(shown: Any, number: int) -> Any:
    """One row of the plan in a document."""
    return next(row for row in shown["monitoring"]["installments"] if row["number"] == number)
