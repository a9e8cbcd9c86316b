"""After the claim was sold or given up the ledger stands still: what is shown, told and kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from services.monitoring.domain.agenda import agenda
from services.monitoring.domain.entries import (
    ClaimStated,
    EntriesWithdrawn,
    MoneyAllocated,
)
from services.monitoring.domain.facts import ReceiptReversed, ReceiptTaken
from services.monitoring.domain.view import MonitoringView
from services.monitoring.domain.work_items import FactSetAside
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import STREAM, Story, remitted, transferred
from tests.unit.monitoring.loans import FEBRUARY, JANUARY, LOAN, MARCH, yuan

SOLD = JANUARY + 10 * DAY
PENALTY = "0.001"
"""A day on overdue principal: 1.00 on 1,000.00."""


def in_arrears(until: date = SOLD) -> Story:
    """1,035.00 of 20 January is unpaid."""
    return Story.reviewed(penalty_daily=PENALTY).until(until)


def shown(story: Story, day: date, known: date) -> MonitoringView:
    found = story.bank.view(LOAN, day, known)
    assert found is not None
    return found


def figures(view: MonitoringView) -> tuple[Any, ...]:
    due = tuple(each.due for each in (*view.installments, *view.charges))
    return view.days_past_due, view.stage, view.overdue, view.penalty, view.unapplied, due


@pytest.mark.parametrize("told", [transferred, remitted])
def test_the_view_stands_as_it_was_on_the_day(told: Any) -> None:
    """Ten days past due, 1,035.00 overdue, ten days of 1.00; instalments 2 and 3 never fall due."""
    story = in_arrears()
    story.tell(SOLD, told(SOLD))
    story.until(MARCH + 90 * DAY)
    last = shown(story, SOLD, SOLD)
    assert (last.days_past_due, last.stage) == (10, "M1")
    assert (last.overdue, last.penalty) == (yuan("1035.00"), yuan("10.00"))
    for day in (SOLD + DAY, FEBRUARY, MARCH + 60 * DAY):
        now = shown(story, day, MARCH + 89 * DAY)
        assert figures(now) == figures(last)
        assert (now.overdue_since, now.principal_outstanding) == (JANUARY, yuan("3000.00"))
    before = shown(story, SOLD - DAY, MARCH)
    assert (before.days_past_due, before.penalty) == (9, yuan("9.00"))


def test_a_sale_told_late_undoes_what_the_days_since_had_told() -> None:
    """On 20 February, before anybody knew, the loan became M2 and 50.00 of unapplied money paid."""
    story = in_arrears()
    story.pay("R1", "1045.00", SOLD)
    story.pay("R2", "50.00", SOLD)
    late = FEBRUARY + 40 * DAY
    story.until(late)
    known = figures(shown(story, late - DAY, late - DAY))
    stood = [e for e in story.bank.states[STREAM].arrears if e.effective_on > SOLD]
    assert stood, "arrears of February are told"
    events = story.tell(late, transferred(SOLD))
    (gone,) = [each for each in events if isinstance(each, EntriesWithdrawn)]
    assert {each.entry for each in stood} <= set(gone.corrects)
    state = story.bank.states[STREAM]
    assert max(e.effective_on for e in (*state.entries, *state.arrears)) == SOLD
    now = shown(story, late, late)
    assert (now.stage, now.unapplied) == ("current", yuan("50.00"))
    assert (now.principal_outstanding, now.file.state) == (yuan("2000.00"), "closed_transferred")
    assert figures(shown(story, late - DAY, late - DAY)) == known, "what was known stays"
    assert isinstance(events[-1], ClaimStated)
    assert not agenda(state)


def test_nothing_is_told_of_arrears_after_the_sale() -> None:
    story = in_arrears()
    story.tell(SOLD, transferred(SOLD))
    before = len(story.bank.events(LOAN))
    story.until(MARCH + 400 * DAY)
    assert len(story.bank.events(LOAN)) == before
    assert not agenda(story.bank.states[STREAM])


def sold_for(price: str, payment: str = "P-1") -> Any:
    """The price was paid by ``payment``."""
    told = transferred(SOLD)
    return told.model_copy(update={"payment_id": payment, "price": yuan(price)})


@pytest.mark.parametrize("before", [True, False], ids=["told after it", "told before it"])
@pytest.mark.parametrize(
    ("on", "amount", "aside"),
    [
        (SOLD - DAY, "300.00", ("price:P-1", "other_money")),
        (SOLD, "300.00", ("receipt:P-1", "transfer_price")),
        (SOLD + DAY, "300.00", ("receipt:P-1", "transfer_price")),
        (SOLD, "299.99", ("price:P-1", "other_money")),
        (SOLD, "300.01", ("price:P-1", "other_money")),
        (SOLD + DAY, "299.99", ("receipt:P-1", "transferred")),
    ],
)
def test_a_receipt_of_the_prices_name_and_sum_is_the_price_from_the_day_of_sale_on(
    before: bool, on: date, amount: str, aside: tuple[str, str]
) -> None:
    story = in_arrears(SOLD - DAY)
    known = SOLD + 2 * DAY
    if before:
        story.pay("P-1", amount, on, known)
    story.tell(known, sold_for("300.00"))
    if not before:
        story.pay("P-1", amount, on, known)
    counts = aside[1] == "other_money"
    counted = [e for e in story.bank.states[STREAM].entries if isinstance(e, MoneyAllocated)]
    assert bool(counted) is counts
    asides = [e for e in story.bank.events(LOAN) if isinstance(e, FactSetAside)]
    assert [(e.fact, e.reason) for e in asides] == [aside]
    assert asides[0].detail is not None
    assert all(word in asides[0].detail for word in ("receipt_id 'P-1'", amount, "DIS-07"))
    # a late fact walks the days again, and the price stays out
    story.pay("R9", "5.00", SOLD - 5 * DAY, known)
    again = [e for e in story.bank.states[STREAM].entries if isinstance(e, MoneyAllocated)]
    assert {e.receipt_id for e in again} == ({"P-1", "R9"} if counts else {"R9"})


def test_a_sale_stored_before_it_told_of_its_payment_names_no_price() -> None:
    story = in_arrears()
    story.pay("P-1", "300.00", SOLD)
    story.tell(SOLD, transferred(SOLD))
    assert not [e for e in story.bank.events(LOAN) if isinstance(e, FactSetAside)]


def test_the_price_that_goes_back_is_kept_and_people_are_told() -> None:
    story = in_arrears()
    story.tell(SOLD, sold_for("300.00"))
    story.pay("P-1", "300.00", SOLD)
    events = story.undo("P-1", SOLD + 9 * DAY)
    assert [type(e) for e in events] == [ReceiptReversed, FactSetAside]
    assert isinstance(events[1], FactSetAside)
    assert (events[1].fact, events[1].reason) == ("reversal:P-1-X", "transfer_price")
    assert [type(e) for e in story.undo("P-2", SOLD + 9 * DAY)] == [ReceiptReversed]


def test_money_and_facts_of_later_days_are_kept_and_count_nothing() -> None:
    """Money is a work item; that a receipt was taken back, nothing but a fact."""
    story = in_arrears()
    story.tell(SOLD, transferred(SOLD))
    last = figures(shown(story, SOLD, SOLD))
    events = story.pay("R1", "500.00", SOLD + DAY)
    assert [type(e) for e in events] == [ReceiptTaken, FactSetAside]
    assert isinstance(events[1], FactSetAside) and events[1].detail is not None
    assert all(word in events[1].detail for word in ("R1", "500.00", "AMC-1", "DIS-07"))
    assert [type(e) for e in story.undo("R1", SOLD + 3 * DAY)] == [ReceiptReversed]
    story.until(MARCH)
    assert figures(shown(story, MARCH, MARCH)) == last
    state = story.bank.states[STREAM]
    assert msgspec.structs.replace(state, facts=()).waiting == ()
