"""What keeps a guarantee alive in the debtor's bankruptcy, and when a suit came to nothing (GU-09, GU-48)."""

from __future__ import annotations

import pytest

from tests.unit.guarantee.story import DEMAND, Story
from tests.unit.guarantee.told import (
    DEBTOR,
    ZHAO,
    bankrupt,
    borrower_notice,
    cny,
    contact_due,
    declared,
    on,
    opened,
    owed,
    stated,
    suit,
    suit_ended,
)


def called(kind: str = "general") -> Story:
    """In arrears, the borrower asked; the period runs from 20 March 2025 to 22 September 2025."""
    story = Story()
    sent = ({"guarantor_id": ZHAO, "kind": kind, "period_months": 6},)
    story.tell(opened("2023-03-20", guarantees=sent), "2023-03-20")
    story.tell(stated("2024-03-21", owed(12)), "2024-03-21")
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    story.act("NotifyGuarantor", "2024-03-25", method="phone")
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    return story


def demand(story: Story, day: str) -> None:
    story.act("ServeGuarantorDemand", day, **DEMAND, amount=cny("20000.00"))


def period(story: Story, day: str) -> tuple[str, str]:
    clock = story.guarantor(day).period
    assert clock is not None
    return clock.state, clock.why


def test_the_claim_that_is_declared_keeps_a_general_guarantee() -> None:
    """Rules: GU-09, GU-40."""
    story = called()
    story.tell(bankrupt("2024-08-01"), "2024-08-01")
    story.tell(declared("2024-08-20"), "2024-08-20")
    assert period(story, "2024-08-20") == ("secured", "claim_declared")
    limitation = story.guarantor("2024-08-20").limitation
    assert limitation is not None and limitation.started_on == on("2024-08-20")
    story.pass_days("2025-10-15")
    assert story.guarantor("2025-10-15").state == "notified"


def test_a_claim_that_is_declared_against_another_keeps_it_not() -> None:
    story = called()
    story.tell(bankrupt("2024-08-01", ZHAO), "2024-08-01")
    story.tell(declared("2024-08-20", ZHAO), "2024-08-20")
    assert period(story, "2024-08-20")[0] == "running"


@pytest.mark.parametrize(("day", "kept"), [("2025-09-22", True), ("2025-09-23", False)])
def test_a_claim_that_is_declared_in_his_own_bankruptcy_is_a_claim_on_a_joint_guarantor(
    day: str, kept: bool
) -> None:
    """Rules: GU-09."""
    story = called("joint")
    story.tell(bankrupt("2025-09-01", ZHAO), "2025-09-01")
    story.tell(declared(day, ZHAO), day)
    if kept:
        assert period(story, day) == ("secured", "claim_declared")
        limitation = story.guarantor(day).limitation
        assert limitation is not None and limitation.started_on == on(day)
    story.pass_days("2025-10-15")
    assert story.guarantor("2025-10-15").state == ("notified" if kept else "expired")


def test_it_interrupts_the_limitation_that_a_demand_began() -> None:
    """Rules: LM-05, GU-10."""
    story = called("joint")
    demand(story, "2024-04-01")
    story.tell(bankrupt("2024-08-01", ZHAO), "2024-08-01")
    story.tell(declared("2024-08-20", ZHAO), "2024-08-20")
    limitation = story.guarantor("2024-08-20").limitation
    assert limitation is not None
    assert (limitation.started_on, limitation.why) == (on("2024-08-20"), "claim_declared")


@pytest.mark.parametrize(("debtor", "kept"), [("2024-08-20", True), ("2024-08-21", False)])
def test_of_a_general_guarantor_it_is_one_once_he_may_refuse_no_longer(
    debtor: str, kept: bool
) -> None:
    """Declared on 20 August, when the debtor's bankruptcy was accepted, or not yet. Rules: GU-05, GU-09."""
    story = called()
    story.tell(bankrupt("2024-08-01", ZHAO), "2024-08-01")
    if kept:
        story.tell(bankrupt(debtor), "2024-08-20")
    story.tell(declared("2024-08-20", ZHAO), "2024-08-20")
    story.tell(bankrupt(debtor), "2024-08-21")
    assert (period(story, "2024-08-21")[0] == "secured") is kept


def test_a_claim_that_is_declared_against_the_debtor_keeps_no_joint_guarantee() -> None:
    """Rules: GU-09. Of a joint guarantor something must be asked."""
    story = called("joint")
    story.tell(bankrupt("2024-08-01"), "2024-08-01")
    story.tell(declared("2024-08-20"), "2024-08-20")
    assert period(story, "2024-08-20")[0] == "running"


@pytest.mark.parametrize(("day", "kept"), [("2024-07-31", False), ("2024-08-01", True)])
def test_a_demand_counts_from_the_acceptance_on(day: str, kept: bool) -> None:
    """Rules: GU-05, GU-09."""
    story = called()
    if kept:
        story.tell(bankrupt("2024-08-01"), "2024-08-01")
    demand(story, day)
    story.tell(bankrupt("2024-08-01"), "2024-08-01")
    assert (period(story, "2024-08-01")[0] == "secured") is kept
    story.pass_days("2025-10-15")
    assert story.guarantor("2025-10-15").state == ("demanded" if kept else "expired")


@pytest.mark.parametrize(("day", "kept"), [("2025-09-22", True), ("2025-09-23", False)])
def test_a_suit_against_him_counts_within_the_period(day: str, kept: bool) -> None:
    """Rules: GU-05, GU-08, GU-09."""
    story = called()
    story.tell(bankrupt("2024-08-01"), "2024-08-01")
    story.tell(suit(day, ZHAO), day)
    story.pass_days("2025-10-15")
    assert (story.guarantor("2025-10-15").state == "expired") is not kept


def test_a_suit_against_him_alone_before_it_counts_not() -> None:
    """Rules: GU-09, GU-43."""
    story = called()
    story.tell(suit("2024-07-01", ZHAO), "2024-07-01")
    assert period(story, "2024-08-01")[0] == "running"


def test_what_is_due_is_what_can_be_done() -> None:
    """Rules: GU-09."""
    story = called()
    assert "sue_debtor" in [each.what for each in story.view("2024-07-31").due]
    story.tell(bankrupt("2024-08-01"), "2024-08-01")
    due = [each.what for each in story.view("2024-08-01").due]
    assert "sue_debtor" not in due
    assert "declare_or_claim" in due


@pytest.mark.parametrize("outcome", ["withdrawn", "not_taken"])
def test_a_suit_that_came_to_nothing_keeps_no_general_guarantee(outcome: str) -> None:
    """Rules: GU-48. Sued again in the period, he stands."""
    story = called()
    story.tell(suit("2024-07-01", DEBTOR, ZHAO), "2024-07-01")
    assert period(story, "2024-07-01")[0] == "secured"
    story.tell(suit_ended("2024-08-01", "2024-07-01", outcome, (ZHAO,)), "2024-08-01")
    assert period(story, "2024-08-01")[0] == "running"
    story.tell(suit("2025-09-01", DEBTOR), "2025-09-01")
    story.pass_days("2025-10-15")
    assert story.guarantor("2025-10-15").state != "expired"


def test_not_sued_again_he_is_free() -> None:
    """Rules: GU-48."""
    story = called()
    story.tell(suit("2024-07-01", DEBTOR), "2024-07-01")
    story.tell(suit_ended("2024-08-01", "2024-07-01"), "2024-08-01")
    story.pass_days("2025-10-15")
    assert story.guarantor("2025-10-15").state == "expired"


@pytest.mark.parametrize(("served", "state"), [((ZHAO,), "secured"), ((), "running")])
def test_a_joint_guarantor_who_had_the_complaint_was_claimed_on(
    served: tuple[str, ...], state: str
) -> None:
    """Rules: GU-48."""
    story = called("joint")
    story.tell(suit("2024-07-01", DEBTOR, ZHAO), "2024-07-01")
    story.tell(suit_ended("2024-08-01", "2024-07-01", served=served), "2024-08-01")
    assert period(story, "2024-08-01")[0] == state


def test_a_suit_that_was_dismissed_was_one() -> None:
    story = called()
    story.tell(suit("2024-07-01", DEBTOR), "2024-07-01")
    story.tell(suit_ended("2024-08-01", "2024-07-01", "dismissed"), "2024-08-01")
    assert period(story, "2024-08-01")[0] == "secured"


def test_limitation_of_the_claim_on_him_runs_anew_when_the_suit_came_to_nothing() -> None:
    """Rules: LM-05, GU-10."""
    story = called("joint")
    demand(story, "2024-04-01")
    story.tell(suit("2024-07-01", DEBTOR, ZHAO), "2024-07-01")
    story.tell(suit_ended("2024-08-01", "2024-07-01", served=(ZHAO,)), "2024-08-01")
    limitation = story.guarantor("2024-08-01").limitation
    assert limitation is not None
    assert (limitation.state, limitation.started_on) == ("running", on("2024-08-01"))
