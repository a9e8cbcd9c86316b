"""Days that a bank does not close: days past due are counted on, the class is concluded later (ADR 0030)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.lives.telling import cny
from tests.town import Town

LENT, DUE = date(2024, 1, 10), date(2024, 6, 22)
FRIDAY, SUNDAY, MONDAY = date(2024, 9, 20), date(2024, 9, 22), date(2024, 9, 23)
SATURDAY = 5


@pytest.fixture(scope="module")
def town() -> Town:
    """A bank that closes working days only, up to the Monday after the 91st day past due, a Saturday."""
    town = Town()
    town.say(
        "corebank.loan-disbursed.v1",
        LENT,
        "lent",
        {
            "loan_id": "L-1",
            "obligor_id": "C-1",
            "obligor_kind": "small_micro",
            "product": "feed_trade",
            "principal": cny("10000.00"),
            "disbursed_on": str(LENT),
            "matures_on": str(DUE),
            "security": "credit",
            "schedule": [
                {
                    "number": 1,
                    "due_on": str(DUE),
                    "principal": cny("10000.00"),
                    "interest": cny("100.00"),
                    "fee": cny("0.00"),
                }
            ],
            "rates": {"interest_daily": "0.0002", "penalty_daily": "0.0003"},
        },
    )
    for number in range((MONDAY - LENT).days + 1):
        day = LENT + timedelta(number)
        if day.weekday() < SATURDAY:
            town.close(day)
    return town


@pytest.mark.parametrize(
    ("as_of", "known_on", "days", "risk_class", "since"),
    [
        (FRIDAY, FRIDAY, 90, "special_mention", "2024-06-23"),
        (SUNDAY, FRIDAY, 92, "special_mention", "2024-06-23"),
        (SUNDAY, MONDAY, 92, "substandard", "2024-09-21"),
        (FRIDAY, MONDAY, 90, "special_mention", "2024-06-23"),
    ],
)
def test_the_class_of_an_unclosed_day_is_told_when_a_later_day_is_closed(
    town: Town, as_of: date, known_on: date, days: int, risk_class: str, since: str
) -> None:
    document = town.loan("L-1", as_of, known_on)
    assert document["monitoring"]["days_past_due"] == days
    classified = document["classification"]
    assert (classified["class"], classified["became_true_on"]) == (risk_class, since)
