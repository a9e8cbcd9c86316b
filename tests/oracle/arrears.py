"""What a loan is on a day, reckoned anew from core banking's raw messages, day by day.

Slow and plain on purpose: decimals, dictionaries, one loop over calendar days. It shares no code
with the services (nor with contracts) and knows the published rules only. Messages are the
``data`` objects of the feed as dictionaries, in order of arrival, with ``type`` (last part of the
ce_type, without version) and ``known`` (the bank's day on which it was taken) beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.oracle.book import ALL, day
from tests.oracle.plans import PlannedBook

ONE_DAY = timedelta(days=1)

RULES: dict[str, Any] = {
    "due_day": 0,
    "grace": 0,
    "order": ALL,
    "stages": (
        ("M1", 1),
        ("M2", 31),
        ("M3", 61),
        ("M4", 91),
        ("M5", 121),
        ("M6", 151),
        ("M7+", 181),
    ),
}
"""The default pack, as the published contract words it."""


def answers(
    messages: list[dict[str, Any]], known: date, until: date, rules: dict[str, Any] = RULES
) -> Iterator[tuple[date, dict[str, Any]]]:
    """(day, answer) for each day from disbursement to ``until``, as known on ``known``."""
    for today, book in books(messages, known, until, rules):
        yield today, book.answer(today)


def books(
    messages: list[dict[str, Any]],
    known: date,
    until: date,
    rules: dict[str, Any] = RULES,
    ended: date = date.max,
) -> Iterator[tuple[date, PlannedBook]]:
    """(day, the one book as it stands at its end) likewise; after ``ended`` nothing moves it."""
    heard = [each for each in messages if each["known"] <= known]
    opening = next((each for each in heard if each["type"] == "loan-disbursed"), None)
    if opening is None:
        return
    facts = _that_count(heard, opening)
    book = PlannedBook(opening, rules)
    today = day(opening["disbursed_on"])
    while today <= until:
        if today <= ended:
            book.use_pool(today)
            for fact in facts:
                if max(_counts_on(fact), day(opening["disbursed_on"])) == today:
                    _take(book, fact, today)
                    book.use_pool(today)
        yield today, book
        today += ONE_DAY


def _that_count(heard: list[dict[str, Any]], opening: dict[str, Any]) -> list[dict[str, Any]]:
    names = {
        "repayment-received": "receipt_id",
        "charge-accrued": "charge_id",
        "schedule-changed": "change_id",
    }
    undone = {each["receipt_id"] for each in heard if each["type"] == "repayment-reversed"}
    seen: set[tuple[str, str]] = set()
    result = []
    for each in heard:
        if each["type"] == "accelerate-loan":
            result.append(each)
        elif each["type"] in names:
            name = (each["type"], each[names[each["type"]]])
            if name not in seen and each.get("receipt_id") not in undone:
                result.append(each)
            seen.add(name)
    return result


def _counts_on(fact: dict[str, Any]) -> date:
    fields = {"repayment-received": "value_date", "charge-accrued": "due_on"}
    return day(fact[fields.get(fact["type"], "effective_on")])


def _take(book: PlannedBook, fact: dict[str, Any], today: date) -> None:
    {
        "repayment-received": book.receive,
        "charge-accrued": book.charge,
        "schedule-changed": book.change,
        "accelerate-loan": book.call_in,
    }[fact["type"]](fact, today)
