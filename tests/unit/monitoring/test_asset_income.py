"""Income of an asset taken for debt, booked as a receipt: it pays nothing (DIS-05, POL-24)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts import disposal
from services.monitoring.domain.entries import MoneyAllocated
from services.monitoring.domain.facts import ReceiptReversed
from services.monitoring.domain.news_events import AssetIncomeNoted
from services.monitoring.domain.work_items import FactSetAside
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import (
    STREAM,
    Story,
    monetised,
    remitted,
    taken_in_kind,
    transferred,
)
from tests.unit.monitoring.loans import JANUARY, LOAN

RENT_ON = JANUARY + 10 * DAY
KNOWN = RENT_ON + 2 * DAY


def income(name: str | None, how: str = "rent") -> disposal.AssetMonetised:
    """The asset brought 300.00."""
    return monetised(RENT_ON, name, how)


def in_arrears() -> Story:
    """1,035.00 of 20 January is unpaid."""
    return Story.reviewed(penalty_daily="0.001").until(RENT_ON - 3 * DAY)


def counted(story: Story) -> set[str | None]:
    entries = story.bank.states[STREAM].entries
    return {each.receipt_id for each in entries if isinstance(each, MoneyAllocated)}


def asides(story: Story) -> list[FactSetAside]:
    return [each for each in story.bank.events(LOAN) if isinstance(each, FactSetAside)]


@pytest.mark.parametrize("before", [True, False], ids=["told after it", "told before it"])
@pytest.mark.parametrize(
    ("name", "amount", "on", "aside"),
    [
        ("R-1", "300.00", RENT_ON, ("receipt:R-1", "asset_income")),
        ("R-1", "300.00", RENT_ON - DAY, ("income:R-1", "other_money")),
        ("R-1", "300.00", RENT_ON + DAY, ("income:R-1", "other_money")),
        ("R-1", "299.99", RENT_ON, ("income:R-1", "other_money")),
        ("R-1", "300.01", RENT_ON, ("income:R-1", "other_money")),
        ("R-2", "300.00", RENT_ON, None),
    ],
)
def test_a_receipt_of_its_name_day_and_amount_is_the_income_and_any_other_goes_on_counting(
    name: str, amount: str, on: date, aside: tuple[str, str] | None, before: bool
) -> None:
    story = in_arrears()
    if before:
        story.pay(name, amount, on, KNOWN)
    story.tell(KNOWN, income("R-1"))
    if not before:
        story.pay(name, amount, on, KNOWN)
    counts = aside is None or aside[1] == "other_money"
    assert counted(story) == ({name} if counts else set())
    assert [(e.fact, e.reason) for e in asides(story)] == ([] if aside is None else [aside])
    if aside is not None:
        said = asides(story)[0].detail or ""
        assert all(word in said for word in ("receipt_id 'R-1'", amount, "A-1", "DIS-05"))
    # a late fact walks the days again, and the income stays out
    story.pay("R-9", "5.00", RENT_ON - 5 * DAY, KNOWN)
    assert counted(story) == ({name, "R-9"} if counts else {"R-9"})


def test_other_money_that_was_taken_back_is_nothing_to_look_at() -> None:
    story = in_arrears()
    story.pay("R-1", "20.00", RENT_ON - DAY, RENT_ON - DAY)
    story.undo("R-1", RENT_ON)
    story.tell(KNOWN, income("R-1"))
    assert (counted(story), asides(story)) == (set(), [])


def test_other_money_can_be_taken_back_as_before_it_was_named() -> None:
    story = in_arrears()
    story.pay("R-1", "20.00", RENT_ON - DAY, RENT_ON - DAY)
    story.tell(KNOWN, income("R-1"))
    story.undo("R-1", KNOWN)
    assert counted(story) == set()
    assert [each.reason for each in asides(story)] == ["other_money"]


def test_income_without_a_name_is_nobodys_receipt() -> None:
    story = in_arrears()
    story.pay("R-1", "300.00", RENT_ON, KNOWN)
    assert story.tell(KNOWN, income(None)) == []
    assert counted(story) == {"R-1"}


def test_the_same_income_told_twice_is_noted_once_and_each_price_beside_its_rents() -> None:
    story = in_arrears()
    assert [type(e) for e in story.tell(KNOWN, income("R-1"))] == [AssetIncomeNoted]
    assert story.tell(KNOWN, income("R-1")) == []
    assert [type(e) for e in story.tell(KNOWN, income("S-1", how="sale"))] == [AssetIncomeNoted]


def test_what_is_taken_for_debt_is_never_income_whatever_its_name() -> None:
    story = in_arrears()
    story.tell(KNOWN, income("asset:A-1"))
    story.tell(KNOWN, taken_in_kind(KNOWN, "500.00"))
    assert counted(story) == {"asset:A-1"}


@pytest.mark.parametrize("end", [transferred, remitted])
def test_what_was_set_aside_is_not_set_aside_again_when_the_claim_ends(end: Any) -> None:
    story = in_arrears()
    story.tell(KNOWN, income("R-1"))
    story.pay("R-1", "300.00", RENT_ON, KNOWN)
    story.pay("R-2", "300.00", KNOWN, KNOWN)
    story.tell(KNOWN + DAY, end(RENT_ON))
    later = "transferred" if end is transferred else "remitted"
    assert [(e.fact, e.reason) for e in asides(story)] == [
        ("receipt:R-1", "asset_income"),
        ("receipt:R-2", later),
    ]
    story.tell(KNOWN + DAY, income("R-2"))
    assert len(asides(story)) == 2, "it does not count already"


def test_income_that_goes_back_is_kept_and_people_are_told() -> None:
    story = in_arrears()
    story.tell(KNOWN, income("R-1"))
    story.pay("R-1", "300.00", RENT_ON, KNOWN)
    events = story.undo("R-1", KNOWN)
    assert [type(e) for e in events] == [ReceiptReversed, FactSetAside]
    assert asides(story)[-1].fact == "reversal:R-1-X"
    assert asides(story)[-1].reason == "asset_income"
