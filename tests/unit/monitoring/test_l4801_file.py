"""The acceptance loan L-4801 (domain catalogue, section C): its post-loan file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.monitoring.domain.view import document
from services.monitoring.domain.work_items import FactSetAside
from tests.unit.monitoring.bank import DAY, Bank
from tests.unit.monitoring.l4801 import (
    CALLED,
    DISBURSED,
    JUDGED,
    LOAN,
    SEEN,
    SOLD,
    due,
    lived,
    on,
    owed,
)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return lived()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (DISBURSED, "review_due"),
        (date(2023, 3, 27), "regular"),
        (SEEN, "signal_assessment"),
        (JUDGED, "rectification"),
        (date(2024, 3, 20), "rectification"),
        (date(2024, 3, 21), "overdue"),
        (CALLED - DAY, "overdue"),
        (CALLED, "life_event"),
        (date(2025, 6, 30), "life_event"),
        (SOLD, "closed_transferred"),
    ],
)
def test_the_file_on_the_story_s_days(bank: Bank, day: date, state: str) -> None:
    assert on(bank, day).file.state == state


def test_what_the_inspection_of_15_november_2023_found_and_led_to(bank: Bank) -> None:
    """Rules: MON-42, MON-44, MON-53."""
    file = on(bank, JUDGED).file
    (inspection,) = file.inspections
    assert (inspection.held_on, inspection.mode, len(inspection.findings)) == (SEEN, "on_site", 2)
    (signal,) = file.signals
    assert (signal.codes, signal.state) == (("turnover_drop", "query_spike"), "assessed")
    (opinion,) = file.opinions
    assert (opinion.effective_on, opinion.inspect_every_months) == (JUDGED, 1)
    assert ("next_inspection", date(2023, 12, 30)) in [(d.what, d.on) for d in file.due]


def test_the_reminder_of_13_march_2024_is_provable(bank: Bank) -> None:
    """Rules: MON-12, MON-13, MON-16."""
    reminders = on(bank, date(2024, 3, 13)).file.reminders
    assert [each.due_on for each in reminders] == [due(number) for number in range(1, 13)]
    last = reminders[-1]
    assert (last.due_on, last.amount.amount) == (date(2024, 3, 20), "21560.00")
    assert (last.delivered, last.receipt) == (True, "SMS-12")


def test_instalment_12_falls_due_and_is_not_paid(bank: Bank) -> None:
    claim = owed(bank, date(2024, 3, 21))
    assert (claim.interest, claim.principal, claim.overdue) == (156_000, 2_000_000, 2_156_000)


def test_written_off_the_claim_stays_and_penalty_goeson(bank: Bank) -> None:
    file = on(bank, date(2025, 6, 30)).file
    assert file.written_off is not None
    assert file.written_off.memo_claim.amount == "91802.76"
    assert on(bank, date(2025, 7, 1)).penalty.amount == "3139.62"


def test_after_the_sale_the_ledger_is_read_and_money_is_put_aside(bank: Bank) -> None:
    file = on(bank, SOLD).file
    assert file.transferred is not None
    assert (file.transferred.buyer_id, file.transferred.claim.amount) == ("AMC-1", "95447.91")
    assert not file.due
    later = on(bank, SOLD + 20 * DAY)
    assert later.principal_outstanding.amount == "88689.75"
    assert later.unapplied.amount == "0.00"
    (aside,) = [event for event in bank.events(LOAN) if isinstance(event, FactSetAside)]
    assert (aside.fact, aside.reason) == ("receipt:X4", "transferred")


def test_the_file_is_part_of_the_document(bank: Bank) -> None:
    shown: Any = document(on(bank, JUDGED))["file"]
    assert (shown["state"], shown["state_words"][1]) == ("rectification", "整改中")
    assert shown["opinions"][0]["rectify_by"] == "2023-12-30"
    assert shown["reminders"][7]["amount"] == {"amount": "22040.00", "currency": "CNY"}
    assert shown["control_breached"] is False
    assert document(on(bank, date(2023, 12, 30)))["file"]["control_breached"] is True  # type: ignore[index]
