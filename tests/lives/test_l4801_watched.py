"""L-4801 until its arrears: what monitoring, classification and guarantee say, row by row of C."""

from __future__ import annotations

import pytest

from tests.lives.l4801 import ZHAO, happened, instalment, one, seen


def test_20_march_2023_lent_classified_and_guaranteed() -> None:
    shown = seen("2023-03-20")
    assert shown["monitoring"]["principal_outstanding"] == "480000.00"
    assert shown["monitoring"]["file"]["state"] == "review_due"
    assert shown["classification"]["class"] == "normal"
    (zhao,) = shown["guarantee"]["guarantors"]
    assert (zhao["guarantor_id"], zhao["kind"], zhao["state"]) == (ZHAO, "joint", "registered")
    assert (zhao["liable"], zhao["period"]["ends_on"]) == ("480000.00", "2028-03-20")
    assert zhao["liable_unknown"] is None
    (shop,) = shown["guarantee"]["collateral"]
    assert (shop["state"], shop["value"]) == ("valued", "180000.00")
    assert [shown[each] for each in ("collection", "litigation", "disposal")] == [None] * 3


@pytest.mark.parametrize(
    ("number", "day", "amount", "balance"),
    [
        (1, "2023-04-20", 22_880, "460000.00"),
        (8, "2023-11-20", 22_040, "320000.00"),
        (9, "2023-12-20", 21_920, "300000.00"),
        (10, "2024-01-20", 21_800, "280000.00"),
        (11, "2024-02-20", 21_680, "260000.00"),
    ],
)
def test_instalments_1_to_11_are_paid_on_their_days(
    number: int, day: str, amount: int, balance: str
) -> None:
    """0.6 % a month: 2,880 on 480,000, then 120 less each month."""
    shown = seen(day)
    row = instalment(shown, number)
    assert (row["due_on"], row["paid_on"], row["due"] == row["paid"]) == (day, day, True)
    assert float(row["due"]["principal"]) + float(row["due"]["interest"]) == amount
    assert shown["monitoring"]["principal_outstanding"] == balance
    assert shown["monitoring"]["days_past_due"] == 0
    (zhao,) = shown["guarantee"]["guarantors"]  # calm: the balance is monitoring's to say
    assert (zhao["liable"], zhao["liable_unknown"]) == (None, "never_in_arrears")


def test_each_reminder_has_its_receipt() -> None:
    reminders = seen("2024-03-13")["monitoring"]["file"]["reminders"]
    assert [row["receipt"] for row in reminders] == [f"SMS-{number}" for number in range(1, 13)]
    assert all(row["delivered"] for row in reminders)
    assert (reminders[0]["amount"], reminders[7]["amount"]) == ("22880.00", "22040.00")


def test_the_shop_was_valued() -> None:
    (shop,) = seen("2023-11-15")["guarantee"]["collateral"]
    assert (shop["value"], shop["valued_on"]) == ("180000.00", "2023-09-28")


def test_15_november_2023_the_inspection_raises_a_signal() -> None:
    file = seen("2023-11-15")["monitoring"]["file"]
    assert file["state"] == "signal_assessment"
    (inspection,) = file["inspections"]
    assert (inspection["mode"], inspection["clean"]) == ("on_site", False)
    assert inspection["findings"] == [
        "turnover down 55 %",
        "nine credit queries in 60 days without new loans",
    ]
    (signal,) = file["signals"]
    assert signal["codes"] == ["turnover_drop", "query_spike"]
    assert one("guarantee", "RiskNoted", "2023-11-15")


def test_30_november_2023_special_mention_and_the_opinion() -> None:
    shown = seen("2023-11-30")
    assert shown["classification"]["class"] == "special_mention"
    assert shown["classification"]["became_true_on"] == "2023-11-30"
    (opinion,) = shown["monitoring"]["file"]["opinions"]
    assert opinion["measures"] == ["inspection_frequency", "limit_frozen"]
    assert opinion["inspect_every_months"] == 1
    assert shown["monitoring"]["principal_outstanding"] == "320000.00"
    assert seen("2023-11-29")["classification"]["class"] == "normal"


def test_13_march_2024_the_reminder_of_instalment_12() -> None:
    last = seen("2024-03-13")["monitoring"]["file"]["reminders"][-1]
    assert (last["due_on"], last["amount"], last["delivered"], last["receipt"]) == (
        "2024-03-20",
        "21560.00",
        True,
        "SMS-12",
    )


def test_20_march_2024_instalment_12_falls_due_and_stays_unpaid() -> None:
    shown = seen("2024-03-20")
    row = instalment(shown, 12)
    assert (row["due"]["principal"], row["due"]["interest"]) == ("20000.00", "1560.00")
    assert set(row["paid"].values()) == {"0.00"}
    assert shown["monitoring"]["days_past_due"] == 0
    assert shown["collection"] is None
    next_day = seen("2024-03-21")["monitoring"]
    assert (next_day["overdue"], next_day["days_past_due"]) == ("21560.00", 1)


@pytest.mark.parametrize(
    ("number", "day", "interest", "total"),
    [
        (13, "2024-04-20", "1440.00", 21_440),
        (14, "2024-05-20", "1320.00", 21_320),
        (15, "2024-06-20", "1200.00", 21_200),
    ],
)
def test_instalments_13_to_15_fall_due_unpaid(
    number: int, day: str, interest: str, total: int
) -> None:
    row = instalment(seen(day), number)
    assert (row["due_on"], row["due"]["interest"]) == (day, interest)
    assert float(row["due"]["principal"]) + float(interest) == total
    assert set(row["paid"].values()) == {"0.00"}


@pytest.mark.parametrize(
    ("day", "risk", "days"),
    [
        ("2024-06-18", "special_mention", 90),
        ("2024-06-19", "substandard", 91),
        ("2024-12-15", "substandard", 270),
        ("2024-12-16", "doubtful", 271),
        ("2025-03-15", "doubtful", 360),
        ("2025-03-16", "loss", 361),
    ],
)
def test_each_class_on_its_day(day: str, risk: str, days: int) -> None:
    shown = seen(day)
    assert (shown["classification"]["class"], shown["monitoring"]["days_past_due"]) == (risk, days)
    if days in (91, 271, 361):
        assert shown["classification"]["became_true_on"] == day


def test_disposal_has_heard_every_class() -> None:
    heard = [(str(e.effective_on), e.risk_class) for e in happened("disposal", "ClassNoted")]
    assert heard[-3:] == [
        ("2024-06-19", "substandard"),
        ("2024-12-16", "doubtful"),
        ("2025-03-16", "loss"),
    ]
