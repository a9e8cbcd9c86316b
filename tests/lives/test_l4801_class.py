"""L-4801 in classification: provisions, triage, both cure tests (check 7), leaving the book."""

from __future__ import annotations

import pytest

from tests.lives.l4801 import happened, seen


@pytest.mark.parametrize(
    ("day", "risk", "percent", "provision"),
    [
        ("2023-11-30", "special_mention", 2, "6400.00"),
        ("2024-06-19", "substandard", 25, "65000.00"),
        ("2024-12-16", "doubtful", 50, "92388.96"),
        ("2025-03-16", "loss", 100, "88689.75"),
    ],
)
def test_the_provision_of_each_class(day: str, risk: str, percent: int, provision: str) -> None:
    """320,000 × 2 %; 260,000 × 25 %; 184,777.91 × 50 % = 92,388.955, half up; 88,689.75 × 100 %."""
    shown = seen(day)["classification"]
    assert (shown["class"], shown["provision_percent"], shown["provision"]) == (
        risk,
        percent,
        provision,
    )


def test_the_provision_of_30_june_2025_covers_the_write_off() -> None:
    assert seen("2025-06-29")["classification"]["provision"] == "88689.75"
    assert seen("2025-06-30")["disposal"]["provision_used"] == "88689.75"
    shown = seen("2025-06-30")["classification"]
    assert (shown["state"], shown["out"]["reason"]) == ("out", "written_off")
    assert shown["provision"] is None


@pytest.mark.parametrize(
    ("day", "tier", "since", "scope"),
    [
        ("2024-03-20", "normal", "2023-03-20", False),
        ("2024-03-21", "overdue", "2024-03-21", True),
        ("2025-06-29", "overdue", "2024-03-21", True),
        ("2025-06-30", "out", "2025-06-30", True),
    ],
)
def test_the_older_scheme_beside_the_class(day: str, tier: str, since: str, scope: bool) -> None:
    """Due 20 March 2024 and unpaid; written off 30 June 2025, so listed as bad that day; never 2 years."""
    shown = seen(day)["classification"]
    assert (shown["four_tier"]["tier"], shown["four_tier"]["since"]) == (tier, since)
    assert shown["in_recovery_scope"] is scope
    changes = happened("classification", "FourTierChanged", "2025-06-30")
    assert [each.tier for each in changes] == ["bad", "out"]


@pytest.mark.parametrize(
    ("day", "group", "name"),
    [
        ("2024-05-06", 2, "ordinary"),
        ("2024-06-24", 2, "ordinary"),
        ("2024-06-25", 1, "judicial"),
    ],
)
def test_triage_of_6_may_and_25_june_2024(day: str, group: int, name: str) -> None:
    triage = seen(day)["classification"]["triage"]
    assert (triage["group"], triage["name"]) == (group, name)
    assert seen("2024-05-05")["classification"]["triage"] is None


@pytest.mark.parametrize(("test", "failed"), [("CONVERT-4", [2, 3]), ("REVIVE-5", [2, 3, 5])])
def test_7_both_cure_tests_of_28_may_are_refused_with_reasons_and_edition(
    test: str, failed: list[int]
) -> None:
    """As known on the day itself and at the end: the results are reproducible."""
    for known in ("2024-05-28", None):
        shown = seen("2024-05-28", known)["classification"]
        tests = {each["test"]: each for each in shown["cure_tests"]}
        held = tests[test]
        assert (held["tested_on"], held["passed"], held["policy_id"]) == (
            "2024-05-28",
            False,
            "cn/2023-07-01",
        )
        assert [row["condition"] for row in held["results"] if not row["met"]] == failed
        assert all(row["reason"] for row in held["results"])
        assert all(row["evidence"] for row in held["results"] if row["condition"] != 5)
    assert seen("2024-05-28")["classification"]["class"] == "special_mention"
    assert len(happened("classification", "CureTested", "2024-05-28")) == 2


def test_the_cause_of_the_arrears_is_heard_and_excuses_nothing() -> None:
    shown = seen("2024-03-22")["classification"]
    assert shown["arrears_cause"]["cause"] == "goods_sold_not_paid"
    assert shown["class"] == "special_mention"


@pytest.mark.parametrize(
    ("day", "due"),
    [("2023-11-14", False), ("2023-11-15", True), ("2023-11-29", True), ("2023-11-30", False)],
)
def test_the_signal_of_15_november_asks_for_a_review_until_two_persons_judged(
    day: str, due: bool
) -> None:
    """Rules: CLS-08."""
    asked = [each["what"] for each in seen(day)["classification"]["due"]]
    assert asked == (["class_review"] if due else [])
