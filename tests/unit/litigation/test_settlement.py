"""What a settlement in enforcement must name (LIT-24), and that money is the loan's own."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from contracts.values import Money
from services.kit.domain import Entry
from tests.unit.litigation.cases import enforcing, filed
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, WHOLE, ZHAO, claim, cny, entry, payment, settled


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parties": ()}, "parties_missing"),
        ({"parties": ("NOBODY",)}, "defendant_unknown"),
        ({"remain_liable": ("NOBODY",)}, "defendant_unknown"),
        ({"amount": cny("0.00")}, "amount_zero"),
        ({"amount": Money(100, "JPY")}, "currency_mismatch"),
        ({"pay_by": "2024-10-31"}, "pay_by_past"),
    ],
)
def test_a_settlement_names_parties_a_sum_and_a_day(changed: dict[str, Any], code: str) -> None:
    """Rules: LIT-24."""
    given = {
        "settlement_id": "S-1",
        "parties": (LIANG,),
        "amount": cny("1.00"),
        "pay_by": "2024-12-31",
    }
    enforcing().refuse(code, "2024-11-01", "agree-settlement", **given | changed)


def test_a_withdrawal_counts_from_the_first_day_of_what_it_withdraws() -> None:
    """Neighbours fold our words up to a day: "closed" must not stay on the days between."""
    story = enforcing()
    terms = {"settlement_id": "S-1", "parties": (LIANG,), "pay_by": "2024-12-31"}
    story.act("2024-12-10", "agree-settlement", **terms, amount=cny("1.00"))
    story.tell("2024-12-12", settled("2024-11-22", 40))
    assert story.stages[-1] == ("2024-11-22", "closed")
    story.tell("2024-12-13", monitoring.EntriesWithdrawn(**entry("2024-11-22", 41, (40,))))
    assert story.stages[-1] == ("2024-12-10", "settlement_running")
    entries = [each for _, each in story.events if isinstance(each, Entry)]
    days = {each.entry: each.effective_on for each in entries}
    late = [
        (each.entry, number)
        for each in entries
        for number in each.corrects
        if each.effective_on > days[number]
    ]
    assert late == []


# -- who keeps it, and who may call it broken ---------------------------------------------------


def agreed(*parties: str, remain: tuple[str, ...] = ()) -> Story:
    """60,000.00 by Friday, 20 December 2024."""
    story = enforcing()
    terms = {"settlement_id": "S-1", "parties": parties, "remain_liable": remain}
    pay = {"amount": cny("60000.00"), "pay_by": "2024-12-20"}
    story.act("2024-12-10", "agree-settlement", **terms, **pay)
    return story


def pays(
    story: Story,
    amount: str,
    kind: str,
    who: str | None,
    day: str = "2024-12-15",
    number: int = 60,
) -> None:
    story.tell(day, payment(day, number, amount, "200000.00", kind, who=who, principal=amount))


@pytest.mark.parametrize(
    ("parties", "kind", "who", "kept"),
    [
        ((ZHAO,), "borrower", None, False),
        ((ZHAO,), "borrower", LIANG, False),
        ((ZHAO,), "guarantor", ZHAO, True),
        ((LIANG,), "borrower", None, True),
        ((LIANG,), "guarantor", ZHAO, False),
        ((LIANG, ZHAO), "borrower", None, True),
        ((LIANG,), "court", None, False),
        ((ZHAO,), "third_party", None, True),
    ],
)
def test_a_settlement_is_kept_by_its_parties(
    parties: tuple[str, ...], kind: str, who: str | None, kept: bool
) -> None:
    """The borrower is known without a name; a third person pays for those who settled. Rules: LIT-24."""
    story = agreed(*parties)
    pays(story, "60000.00", kind, who)
    assert ("settlement_payment" not in story.due_on("2024-12-15")) is kept


@pytest.mark.parametrize(
    ("day", "code"), [("2024-12-20", "settlement_not_due"), ("2024-12-21", None)]
)
def test_it_is_not_broken_before_its_day_of_payment_is_over(day: str, code: str | None) -> None:
    """Rules: LIT-24."""
    story = agreed(LIANG)
    if code is None:
        assert story.act(day, "break-settlement")
    else:
        assert "2024-12-20" in story.refuse(code, day, "break-settlement")


def test_a_day_of_payment_on_a_holiday_is_over_after_the_next_working_day() -> None:
    """1 January 2025 is a holiday, the 2nd is none. Rules: T-3."""
    story = enforcing()
    terms = {"settlement_id": "S-1", "parties": (LIANG,), "pay_by": "2025-01-01"}
    story.act("2024-12-10", "agree-settlement", **terms, amount=cny("1.00"))
    story.refuse("settlement_not_due", "2025-01-02", "break-settlement")
    assert story.act("2025-01-03", "break-settlement")


@pytest.mark.parametrize(("amount", "kept"), [("60000.00", True), ("59999.99", False)])
def test_what_was_paid_in_full_is_not_broken(amount: str, kept: bool) -> None:
    """Nobody remains liable: nothing is left to enforce, and the case waits for its end."""
    story = agreed(LIANG)
    pays(story, amount, "borrower", None)
    if kept:
        story.refuse("settlement_kept", "2024-12-23", "break-settlement")
        assert story.stages[-1][1] == "settlement_running"
    else:
        assert story.act("2024-12-23", "break-settlement")


@pytest.mark.parametrize(("amount", "kept"), [("60000.00", True), ("59999.99", False)])
def test_kept_it_leads_back_to_enforcement_against_those_who_remain_liable(
    amount: str, kept: bool
) -> None:
    """Rules: LIT-13, LIT-24, GU-46."""
    story = agreed(ZHAO, remain=(LIANG,))
    pays(story, amount, "guarantor", ZHAO)
    after = ("2024-12-15", "enforcing") if kept else ("2024-12-10", "settlement_running")
    assert story.stages[-1] == after
    if kept:
        story.refuse("wrong_state", "2024-12-23", "break-settlement")
        assert "settlement_payment" not in story.due_on("2024-12-23")


def test_it_runs_on_when_the_payment_is_undone_and_is_kept_by_one_that_comes_late() -> None:
    story = agreed(ZHAO, remain=(LIANG,))
    pays(story, "60000.00", "guarantor", ZHAO)
    story.tell("2024-12-18", monitoring.EntriesWithdrawn(**entry("2024-12-15", 61, (60,))))
    assert story.stages[-1] == ("2024-12-10", "settlement_running")
    assert story.stage_on("2024-12-17", known_on="2024-12-17") == "enforcing"
    story.act("2024-12-23", "break-settlement")
    assert story.stages[-1] == ("2024-12-23", "enforcing")
    late = payment("2024-12-20", 62, "60000.00", "200000.00", "guarantor", who=ZHAO)
    story.tell("2024-12-27", late)
    assert story.stages[-1] == ("2024-12-20", "enforcing")


def test_one_that_a_late_payment_shows_to_be_kept_was_not_broken() -> None:
    """Paid in time, told after it was said to be broken; and broken when that money goes back.
    Rules: LIT-24."""
    story = agreed(LIANG)
    story.act("2024-12-23", "break-settlement")
    assert story.stages[-1] == ("2024-12-23", "enforcing")
    story.tell("2024-12-27", payment("2024-12-19", 62, "60000.00", "200000.00"))
    assert story.stages[-1] == ("2024-12-10", "settlement_running")
    assert story.stage_on("2024-12-26", known_on="2024-12-26") == "enforcing"
    assert "settlement_payment" not in story.due_on("2024-12-27")
    story.tell("2024-12-30", monitoring.EntriesWithdrawn(**entry("2024-12-19", 63, (62,))))
    assert story.stages[-1] == ("2024-12-23", "enforcing")


def test_a_payment_after_it_was_broken_keeps_it_no_more() -> None:
    story = agreed(LIANG)
    story.act("2024-12-23", "break-settlement")
    story.tell("2024-12-27", payment("2024-12-24", 62, "60000.00", "200000.00"))
    assert story.stages[-1] == ("2024-12-23", "enforcing")


def test_an_agreement_of_mediation_that_was_kept_after_all_was_not_broken() -> None:
    """Rules: LIT-16."""
    story = filed()
    story.act("2024-08-01", "open-mediation", mediation_id="M-1")
    close = {"mediation_id": "M-1", "agreed": True, "pay_by": "2024-09-10"}
    story.act("2024-08-10", "close-mediation", **close)
    story.act("2024-09-11", "break-settlement")
    assert story.stages[-1] == ("2024-09-11", "filed")
    story.tell("2024-09-13", claim("2024-09-10"))
    assert story.stages[-1] == ("2024-08-10", "settlement_running")


def test_an_agreement_of_mediation_is_broken_when_something_is_owed_after_its_day() -> None:
    """Rules: LIT-16."""
    story = filed()
    story.act("2024-08-01", "open-mediation", mediation_id="M-1")
    close = {"mediation_id": "M-1", "agreed": True, "pay_by": "2024-09-10"}
    story.act("2024-08-10", "close-mediation", **close)
    story.refuse("settlement_not_due", "2024-09-10", "break-settlement")
    story.tell("2024-09-10", claim("2024-09-10"))
    story.refuse("settlement_kept", "2024-09-11", "break-settlement")
    story.tell("2024-09-12", claim("2024-09-10", WHOLE, accelerated="2024-06-25"))
    assert story.act("2024-09-12", "break-settlement")
