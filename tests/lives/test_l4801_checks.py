"""The ten checks of section C, in their order; the seventh stands in ``test_l4801_class``."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.kit.days import next_working_day
from services.kit.holidays import is_working_day
from tests.lives.l4801 import LOAN, amounts, by_day, due, happened, on, seen, told, town

SERVICES = ("monitoring", "classification", "collection", "guarantee", "litigation", "disposal")
BLOCKED = [
    ("2024-03-22", "collection", "QUIET_HOURS"),
    ("2024-03-23", "collection", "CALL_DETAIL_USE"),
    ("2024-03-25", "collection", "SOLO_VISIT"),
    ("2024-04-01", "collection", "FALSE_LEGAL_BASIS"),
    ("2024-07-05", "litigation", "SELF_HELP_SEIZURE"),
    ("2025-10-16", "disposal", "INELIGIBLE_TRANSFEREE"),
]


def blocked_until(last: str) -> list[tuple[str, str, str]]:
    found = [
        (str(event.effective_on), service, event.code)
        for service in SERVICES
        for event in happened(service, "ProhibitedActionBlocked")
        if event.effective_on <= on(last)
    ]
    return sorted(found)


def test_1_overdue_is_64_320_and_four_of_six_acts_are_blocked_none_a_contact() -> None:
    shown = seen("2024-06-19")
    assert shown["monitoring"]["overdue"] == "64320.00"
    assert shown["classification"]["class"] == "substandard"
    assert blocked_until("2024-06-19") == BLOCKED[:4]
    assert blocked_until("2025-12-31") == BLOCKED
    assert len(told("ProhibitedActionBlocked")) == 6
    rows = seen("2025-11-14")["collection"]["contacts"]
    with_whom = [row["target_role"] for row in rows]
    assert (with_whom.count("borrower"), with_whom.count("guarantor"), len(rows)) == (5, 2, 7)
    contacts = {row["contact_id"] for row in rows}
    assert contacts.isdisjoint({"CT-2", "CT-4", "CT-5", "CT-8", "CT-99"})


@pytest.mark.parametrize(
    ("day", "principal"),
    [
        ("2024-06-25", "260000.00"),
        ("2024-11-20", "243318.00"),
        ("2024-12-10", "184777.91"),
        ("2025-03-05", "88689.75"),
    ],
)
def test_2_the_claim_and_the_principal_after_each_payment(day: str, principal: str) -> None:
    """Every service that keeps the claim has the same principal."""
    shown = seen(day)
    assert shown["monitoring"]["principal_outstanding"] == principal
    assert shown["litigation"]["claim"]["principal"] == principal
    total = "266924.00" if day == "2024-06-25" else principal
    assert shown["litigation"]["claim"]["total"] == total
    assert shown["guarantee"]["guarantors"][0]["liable"] == total


def test_3_net_recovery_is_200_350_of_266_924_and_the_shop_counts_once() -> None:
    """75.06 %, as the product shows it, in the document and in the money by day (COL-130, XCT-41).

    The table calls it recovery of principal and interest; the sums include penalty of 12,768.00 and
    1,459.91 that the court's and Zhao's money paid first. The rate is as it is defined.
    """
    shown = seen("2025-11-14")["figures"]
    assert amounts(by_day(LOAN, "2025-11-14")["figures"]) == shown
    assert shown["net_recovery"]["amount"] == "200350.00"
    assert shown["net_recovery"]["by_way"] == {
        "cash": "95150.00",
        "asset_rent_or_sale": "97200.00",
        "transfer_price": "8000.00",
    }
    rate = shown["recovery_rate"]
    assert (rate["recovered"], rate["overdue"], rate["percent"]) == (
        "200350.00",
        "266924.00",
        "75.06",
    )
    assert (rate["rule"], rate["overdue_on"], shown["policy_id"]) == (
        "XCT-41",
        "2024-06-25",
        "cn/2011-01-13",
    )
    assert seen("2025-11-14")["disposal"]["recovered_net"] == "200350.00"
    counted = [
        (seen(day)["disposal"]["in_kind"], seen(day)["figures"]["net_recovery"]["amount"])
        for day in ("2025-03-04", "2025-03-05", "2025-09-29", "2025-09-30")
    ]
    assert counted == [
        ("0.00", "95150.00"),
        ("100800.00", "95150.00"),
        ("100800.00", "95150.00"),
        ("0.00", "192350.00"),
    ]


@pytest.mark.parametrize(
    ("as_of", "known_on", "overdue", "percent"),
    [
        ("2024-03-21", None, "21566.00", "0.00"),
        ("2024-06-19", None, "64866.00", "0.00"),
        ("2024-06-25", None, "266924.00", "0.00"),
        ("2024-11-20", None, "266924.00", "13.17"),
        ("2024-11-20", "2024-11-19", "266924.00", "0.00"),
        ("2024-12-10", None, "266924.00", "35.65"),
        ("2025-09-30", None, "266924.00", "72.06"),
        ("2025-12-31", None, "266924.00", "75.06"),
    ],
)
def test_3_the_recovery_rate_on_the_way(
    as_of: str, known_on: str | None, overdue: str, percent: str
) -> None:
    """The denominator grows as instalments fall due (64,320 and penalty of 366 and 180 on 20 May) up
    to the calling of the whole debt, and no more: later penalty is not in it (XCT-41).
    """
    rate = seen(as_of, known_on)["figures"]["recovery_rate"]
    assert (rate["overdue"], rate["percent"]) == (overdue, percent)


def test_4_the_collection_cycle_is_244_and_603_days() -> None:
    """As the product shows it (XCT-42): the shop taken in March is no money yet."""
    asked = ("2024-11-19", "2024-11-20", "2025-03-05", "2025-11-14")
    cycles = [seen(day)["figures"]["collection_cycle"] for day in asked]
    assert [(each["first_days"], each["last_days"]) for each in cycles] == [
        (None, None),
        (244, 244),
        (244, 264),
        (244, 603),
    ]
    last = cycles[-1]
    assert (last["rule"], last["from"], last["first_on"], last["last_on"]) == (
        "XCT-42",
        "2024-03-21",
        "2024-11-20",
        "2025-11-14",
    )
    assert seen("2024-03-20")["figures"] is None, "no case yet, nothing to measure"


def test_5_the_timers() -> None:
    """The suit's deadline is a Sunday: it is shown as the safe day, and lapses after Monday."""
    early = due(seen("2024-03-21", "2024-03-21")["collection"])
    assert on("2024-03-24").isoweekday() == 7
    assert (early["second_visit"], early["demand_notice"]) == ("2024-03-25", "2024-03-27")
    assert due(seen("2024-04-01")["collection"])["hand_over"] == "2024-04-03"
    granted = on("2024-06-28")
    assert granted + timedelta(days=30) == on("2024-07-28")
    assert next_working_day(on("2024-07-28"), is_working_day) == on("2024-07-29")
    assert due(seen("2024-06-28")["litigation"])["sue_after_preservation"] == "2024-07-28"
    (site,) = seen("2024-11-15")["litigation"]["onsite"]
    assert (site["number"], site["limit"]) == (1, 2)


def test_6_credibility_is_50_then_25_per_cent_and_changes_forecasts_only() -> None:
    first, second = seen("2024-03-25")["collection"]["promises"]
    assert (first["weight"], first["expected_cash"]) == (50, "10780.00")
    assert (second["weight"], second["expected_cash"]) == (25, "5390.00")
    assert [seen(day)["collection"]["expected_cash"] for day in ("2024-03-21", "2024-03-25")] == [
        "10780.00",
        "5390.00",
    ]
    for day, penalty in (("2024-03-21", "6.00"), ("2024-03-25", "30.00")):
        shown = seen(day)
        assert (shown["monitoring"]["overdue"], shown["monitoring"]["penalty"]) == (
            "21560.00",
            penalty,
        )
        assert shown["classification"]["class"] == "special_mention"


def test_9_after_the_sale_nobody_may_be_contacted_and_the_recourse_stays() -> None:
    """The life's last step, a call on 17 November 2025, is refused with ``claim_gone``."""
    shown = seen("2025-12-31")
    assert shown["monitoring"]["file"]["state"] == "closed_transferred"
    assert shown["collection"]["contacts"][-1]["on"] == "2024-04-01"
    assert shown["guarantee"]["recourse"] == "60000.00"
    assert shown["guarantee"]["guarantors"][0]["recourse"] == "60000.00"


def test_10_a_campaign_is_held_to_the_calendar_and_names_what_it_leaves_out() -> None:
    """The life's first set-up ends on 31 September and is refused with ``campaign_date_unreal``."""
    with pytest.raises(ValueError, match="day"):
        date(2024, 9, 31)
    (drafted,) = town().events("collection", "collection.CampaignSetUp")
    gaps = [(str(gap.first), str(gap.last)) for gap in getattr(drafted, "uncovered", ())]
    assert gaps == [("2024-10-31", "2024-10-31"), ("2024-12-21", "2024-12-31")]
