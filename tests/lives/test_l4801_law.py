"""L-4801 from 25 June 2024 to 20 March 2025: litigation, money, guarantor, row by row of C."""

from __future__ import annotations

import pytest

from tests.lives.l4801 import LIANG, ZHAO, due, happened, on, one, seen


def test_25_june_the_claim_is_266_924() -> None:
    """Interest of instalments 12 to 15 is 5,520; 180 accrued in the five days since 20 June on the
    180,000 that were not due yet (0.02 % a day). Penalty: 6.00 a day on each of the four.
    """
    shown = seen("2024-06-25")
    claim = shown["litigation"]["claim"]
    assert (claim["interest"], claim["penalty"], claim["principal"], claim["total"]) == (
        "5700.00",
        "1224.00",
        "260000.00",
        "266924.00",
    )
    assert 180_000 * 2 * 5 == 180 * 10_000
    assert 1_560 + 1_440 + 1_320 + 1_200 + 180 == 5_700
    assert 6 * 97 + 6 * 66 + 6 * 36 + 6 * 5 == 582 + 396 + 216 + 30 == 1_224
    assert 5_700 + 1_224 + 260_000 == 266_924
    assert shown["monitoring"]["accelerated_on"] == "2024-06-25"
    assert (shown["monitoring"]["overdue"], shown["monitoring"]["penalty"]) == (
        "265700.00",
        "1224.00",
    )
    assert shown["guarantee"]["guarantors"][0]["liable"] == "266924.00"


def test_25_june_over_indebted_makes_the_case_protective() -> None:
    shown = seen("2024-06-25")
    assert shown["monitoring"]["file"]["state"] == "life_event"
    assert one("monitoring", "BorrowerLifeEventReported", "2024-06-25")
    assert shown["litigation"]["stage"] == "protective"
    assert due(shown["litigation"])["protect_assets_at_first_moment"] == "2024-06-26"
    assert shown["litigation"]["limitation"]["ends_on"] == "2027-06-25"


def test_26_june_preservation_is_applied_for_within_24_hours() -> None:
    shown = seen("2024-06-26")["litigation"]
    assert [m["state"] for m in shown["preservation"]] == ["applied", "applied"]
    asked = [each.at.isoformat() for each in happened("litigation", "MeasureApplied")]
    assert asked == ["2024-06-26T10:00:00+08:00"] * 2
    assert due(shown)["court_rules_on_preservation"] == "2024-06-28"
    assert "protect_assets_at_first_moment" not in due(shown)


def test_28_june_granted_in_47_and_a_half_hours_account_frozen_shop_sealed() -> None:
    """The suit must be filed in 30 days: 28 July 2024, a Sunday, so it lapses only after Monday
    29 July (T-3). The table says 28 July: kept as the safe day to sue by.
    """
    shown = seen("2024-06-28")["litigation"]
    assert shown["stage"] == "preserved"
    assert [(m["asset_id"], m["state"], m["amount"]) for m in shown["preservation"]] == [
        ("ACCOUNT-1", "in_force", "42300.00"),
        ("SHOP-1", "in_force", "180000.00"),
    ]
    ruled = happened("litigation", "MeasureRuled", "2024-06-28")
    assert [each.in_time for each in ruled] == [True, True]
    assert {(each.sue_by.on, each.lapses_after.on) for each in ruled} == {
        (on("2024-07-28"), on("2024-07-29"))
    }
    assert on("2024-07-28").isoweekday() == 7
    assert due(shown)["sue_after_preservation"] == "2024-07-28"


def test_5_july_taking_the_truck_is_blocked() -> None:
    (act,) = seen("2024-07-05")["litigation"]["blocked"]
    assert (act["on"], act["code"], act["rule"]) == ("2024-07-05", "SELF_HELP_SEIZURE", "LIT-06")
    assert (act["policy_id"], act["attempted_by"]) == ("cn/2024-01-01", "chen")
    assert seen("2024-07-05")["litigation"]["stage"] == "preserved"


def test_8_and_10_july_mediation_fails_suit_is_filed_and_accepted() -> None:
    shown = seen("2024-07-08")
    suit = shown["litigation"]["suit"]
    assert (suit["filed_on"], suit["defendants"]) == ("2024-07-08", [LIANG, ZHAO])
    assert (suit["claim_day"], suit["claim"]["total"]) == ("2024-06-25", "266924.00")
    assert not one("litigation", "MediationClosed", "2024-07-08").agreed
    (zhao,) = shown["guarantee"]["guarantors"]
    assert (zhao["state"], zhao["limitation"]["state"]) == ("in_litigation", "stopped")
    assert one("litigation", "SuitAccepted", "2024-07-10").procedure == "ordinary"
    later = seen("2024-07-10")["litigation"]
    assert (later["stage"], later["claim"]["cost"]) == ("filed", "7150.00")
    assert due(later)["court_judges"] == "2025-01-10"


def test_20_august_and_12_september_heard_and_judged() -> None:
    assert one("litigation", "HearingHeld", "2024-08-20")
    judgment = seen("2024-09-12")["litigation"]["judgment"]
    assert judgment["rendered_on"] == "2024-09-12"
    assert (judgment["awarded"], judgment["penalty_from"], judgment["costs"]) == (
        "266924.00",
        "2024-06-26",
        "7150.00",
    )
    assert (judgment["liable"], judgment["priority_on"]) == ([LIANG, ZHAO], ["SHOP-1"])


def test_28_september_binding_and_10_october_enforced() -> None:
    assert seen("2024-09-28")["litigation"]["stage"] == "judged"
    assert one("litigation", "JudgmentEffective", "2024-09-28").perform_by == on("2024-10-08")
    assert due(seen("2024-10-08")["litigation"])["apply_for_enforcement"] == "2026-10-08"
    shown = seen("2024-10-10")["litigation"]
    assert (shown["stage"], shown["enforcement_since"]) == ("enforcing", "2024-10-10")


def test_15_november_the_first_action_on_site_of_two() -> None:
    assert seen("2024-11-15")["litigation"]["onsite"] == [
        {"on": "2024-11-15", "number": 1, "limit": 2}
    ]
    assert one("litigation", "CoordinationAgreed", "2024-11-14")


@pytest.mark.parametrize(
    ("day", "before", "paid", "principal"),
    [
        (
            "2024-11-20",
            ("2024-11-19", "12768.00", "260000.00"),
            {"cost": "7150.00", "interest": "5700.00", "penalty": "12768.00"},
            "16682.00",
        ),
        ("2024-12-10", ("2024-12-09", "1459.91", "243318.00"), {"penalty": "1459.91"}, "58540.09"),
        ("2025-03-05", ("2025-03-04", "4711.84", "184777.91"), {"penalty": "4711.84"}, "96088.16"),
    ],
)
def test_each_payment_to_the_cent(
    day: str, before: tuple[str, str, str], paid: dict[str, str], principal: str
) -> None:
    """Penalty on the day of payment: 1,224 + 148 × 78.00 = 12,768; 20 days of 243,318 =
    1,459.91 (1,459.908); 85 days of 184,777.91 = 4,711.84 (4,711.8367). Costs, interest, penalty,
    then principal.
    """
    known, penalty, was = before
    unpaid = seen(day, known)["monitoring"]
    assert (unpaid["penalty"], unpaid["principal_outstanding"]) == (penalty, was)
    assert seen(day, known)["litigation"]["claim"]["penalty"] == penalty
    row = next(each for each in seen(day)["litigation"]["collected"] if each["on"] == day)
    assert row["paid"] == {**paid, "principal": principal}
    left = seen(day)["monitoring"]
    assert left["principal_outstanding"] == row["principal_left"]
    assert left["penalty"] == "0.00"
    assert round(float(was) - float(principal), 2) == float(row["principal_left"])


def test_20_november_recovered_gross_cost_and_net() -> None:
    collected = one("collection", "RecoveryRecognised", "2024-11-20")
    assert (collected.gross.amount, collected.cost.amount, collected.net.amount) == (
        "42300.00",
        "7150.00",
        "35150.00",
    )
    counted = one("disposal", "RecoveryRecognised", "2024-11-20")
    assert (counted.gross.amount, counted.cost.amount) == ("42300.00", "7150.00")
    frozen = seen("2024-11-20")["litigation"]["preservation"][0]
    assert (frozen["asset_id"], frozen["state"]) == ("ACCOUNT-1", "lifted")


def test_10_december_zhao_pays_60_000_and_remains_liable() -> None:
    shown = seen("2024-12-10")
    assert shown["litigation"]["stage"] == "enforcing"  # kept the day it was agreed on
    (zhao,) = shown["guarantee"]["guarantors"]
    assert (zhao["state"], zhao["paid"], zhao["recourse"]) == (
        "part_paid",
        "60000.00",
        "60000.00",
    )
    assert zhao["liable"] == "184777.91"
    assert one("guarantee", "RecourseRightRecorded", "2024-12-10").amount.amount == "60000.00"
    assert not one("guarantee", "GuarantorPaid", "2024-12-10").in_full


def test_15_january_and_20_february_both_auctions_fail() -> None:
    """The second round should have been held within 30 days of the first (EX-02): 15 January 2025
    + 30 days = 14 February. The table's 20 February is 6 days late: marked, not refused.
    """
    assert seen("2025-02-20")["litigation"]["auctions"] == [
        {
            "on": day,
            "asset_id": "SHOP-1",
            "round": number,
            "starting_price": price,
            "sold": False,
            "price": None,
        }
        for number, day, price in (
            (1, "2025-01-15", "126000.00"),
            (2, "2025-02-20", "100800.00"),
        )
    ]
    ordered = happened("litigation", "AuctionOrdered")
    assert [each.in_time for each in ordered] == [True, False]
    (shop,) = seen("2025-02-20")["guarantee"]["collateral"]
    assert (shop["state"], shop["auction_rounds"]) == ("in_realisation", 2)


def test_20_march_2025_enforcement_ends_for_lack_of_assets() -> None:
    shown = seen("2025-03-20")["litigation"]
    assert shown["stage"] == "dormant"
    assert one("litigation", "EnforcementEnded", "2025-03-20").parties == (LIANG, ZHAO)
