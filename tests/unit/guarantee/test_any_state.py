"""B.4's rows from "any": the loan is settled, the period expires, the claim is sold and he is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from contracts import monitoring
from tests.unit.guarantee.standing import COLLATERAL, GUARANTORS
from tests.unit.guarantee.story import Story
from tests.unit.guarantee.told import numbered, sold, stated, transfer_notice

BEFORE = ("registered", "warned", "notified", "demanded", "part_paid")
STANDING = (*BEFORE, "in_litigation", "in_litigation: sued")
CHARGED = ("pledged", "valued", "impaired", "supplemented", "in_realisation")


def stands(make: Callable[[], Story]) -> tuple[Story, str, str]:
    """The story, the day after the last thing that happened, and the day after that."""
    story = make()
    day, after = ((story.today + timedelta(days=n)).isoformat() for n in (1, 2))
    return story, day, after


def settle(story: Story, day: str) -> None:
    story.tell(stated(day, since=None), day)
    story.tell(numbered(monitoring.LoanSettled, day, 90), day)


@pytest.mark.parametrize("state", STANDING)
def test_a_settled_loan_releases_him_from_any_state(state: str) -> None:
    """Rules: B.4."""
    story, day, _ = stands(GUARANTORS[state])
    assert story.guarantor(day).state == state.partition(":")[0]
    settle(story, day)
    shown = story.guarantor(day)
    assert (shown.state, shown.release_reason) == ("released", "loan_settled")


@pytest.mark.parametrize("state", STANDING)
def test_a_sale_of_which_he_is_told_transfers_him_from_any_state(state: str) -> None:
    """Rules: B.4, GU-12. Not before he is told."""
    story, day, told = stands(GUARANTORS[state])
    story.tell(sold(day), day)
    assert story.guarantor(day).state == state.partition(":")[0]
    story.tell(transfer_notice(told), told)
    assert story.guarantor(told).state == "transferred"


@pytest.mark.parametrize(
    ("state", "expires"),
    [
        *((each, True) for each in BEFORE),
        ("in_litigation: sued", False),
    ],
)
def test_a_general_guarantors_period_expires_in_any_state_before_a_suit(
    state: str, expires: bool
) -> None:
    """Rules: B.4, GU-09. Asked, and even having paid a part, he is free when nobody sued in time."""
    story, day, _ = stands(GUARANTORS[state])
    period = story.guarantor(day).period
    assert period is not None and period.ends_on is not None
    last, over = (period.ends_on + timedelta(days=n) for n in (0, 1))
    story.pass_days(over.isoformat())
    assert story.guarantor(last.isoformat()).state == state.partition(":")[0]
    found = "expired" if expires else "in_litigation"
    assert story.guarantor(over.isoformat()).state == found


@pytest.mark.parametrize("state", CHARGED)
def test_collateral_is_released_by_settlement_and_goes_with_the_claim_from_any_state(
    state: str,
) -> None:
    """Rules: B.4, DIS-07."""
    story, day, _ = stands(COLLATERAL[state])
    assert story.collateral(day).state == state
    settle(story, day)
    assert story.collateral(day).state == "released"
    story, day, _ = stands(COLLATERAL[state])
    story.tell(sold(day), day)
    assert story.collateral(day).state == "transferred"


def test_the_states_are_all_in_which_he_is_liable() -> None:
    over = {"none", "invalid", "expired", "released", "transferred", "discharged_by_payment"}
    assert {each.partition(":")[0] for each in GUARANTORS} - over == {
        each.partition(":")[0] for each in STANDING
    }
