"""What is not due yet is not paid in full: a guarantor stands for all instalments (B.4, GU-07)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from tests.unit.guarantee.story import Story
from tests.unit.guarantee.told import JOINT, ZHAO, balance, bankrupt, cny, opened, owed, stated


def stands_for(*scope: str, **terms: Any) -> Story:
    """Instalment 12, of 20 March 2024 with 1,560.00 of interest, is unpaid; 13 and 14 are ahead."""
    story = Story()
    story.tell(opened(guarantees=[JOINT | {"scope": list(scope)} | terms]), "2023-03-20")
    story.tell(of_march(), "2024-03-21")
    return story


def of_march(*due: str, day: str = "2024-03-21", **changed: Any) -> monitoring.ClaimStated:
    """Interest of instalments 12, 13 and 14 that is unpaid on ``day``, of each 20,000.00."""
    interest = due or ("1560.00", "1440.00", "1320.00")
    rows = (owed(12 + place, each) for place, each in enumerate(interest))
    return stated(day, *rows).model_copy(update=changed)


def paid(
    story: Story, amount: str, left: monitoring.ClaimStated, day: str, entry: int = 40
) -> str:
    """Zhao pays; what is left is stated; his state."""
    story.tell(balance(day, entry, "60000.00", f"Z-{entry}", amount), day)
    story.tell(left, day)
    return story.guarantor(day).state


def test_who_paid_the_first_months_interest_is_liable_for_the_next() -> None:
    story = stands_for("interest")
    left = of_march("0.00", "1440.00", "1320.00", day="2024-03-22")
    assert paid(story, "1560.00", left, "2024-03-22") == "registered"
    assert story.guarantor("2024-04-19").liable == cny("0.00")
    assert story.guarantor("2024-04-20").liable == cny("1440.00")


@pytest.mark.parametrize(("last", "state"), [("0.01", "registered"), ("0.00", "discharged")])
def test_who_paid_the_interest_of_all_instalments_paid_in_full(last: str, state: str) -> None:
    story = stands_for("interest")
    left = of_march("0.00", "0.00", last, day="2024-03-22")
    assert paid(story, "4320.00", left, "2024-03-22").startswith(state)


@pytest.mark.parametrize(
    ("rate", "state"), [("0.0003", "registered"), (None, "discharged_by_payment")]
)
def test_penalty_that_runs_on_principal_is_not_paid_in_full(rate: str | None, state: str) -> None:
    """All that is claimed by the day of the payment is paid; from the next day on more accrues."""
    story = stands_for("interest", "penalty")
    left = of_march("0.00", "0.00", "0.00", day="2024-03-22", penalty_daily=rate)
    to_date = {"penalty_from": left.effective_on}
    left = left.model_copy(
        update={"owed": tuple(each.model_copy(update=to_date) for each in left.owed)}
    )
    assert paid(story, "4332.00", left, "2024-03-22") == state


def test_a_cap_that_is_reached_ends_it_whatever_falls_due() -> None:
    story = stands_for("interest", "penalty", cap=cny("1000.00").to_wire())
    left = of_march("560.00", "1440.00", "1320.00", day="2024-03-22")
    assert paid(story, "1000.00", left, "2024-03-22") == "discharged_by_payment"


def test_a_cap_that_is_not_reached_does_not() -> None:
    story = stands_for("interest", cap=cny("1560.01").to_wire())
    left = of_march("0.00", "1440.00", "1320.00", day="2024-03-22")
    assert paid(story, "1560.00", left, "2024-03-22") == "registered"


def test_after_the_debtors_bankruptcy_no_interest_falls_due_any_more() -> None:
    """Rules: GU-39."""
    story = stands_for("interest")
    story.tell(bankrupt("2024-03-22"), "2024-03-22")
    left = of_march("0.00", "1440.00", "1320.00", day="2024-03-23")
    assert paid(story, "1560.00", left, "2024-03-23") == "discharged_by_payment"


def test_of_a_share_the_interest_that_is_not_due_counts_too() -> None:
    """Half of 60,000.00 and of all interest, 4,320.00, is 32,160.00; that not due is 1,380.00 of it."""
    story = stands_for(share_percent="50")
    left = of_march("0.00", "1440.00", "1320.00", day="2024-03-22")
    left = left.model_copy(
        update={
            "owed": tuple(e.model_copy(update={"principal": cny("9740.00")}) for e in left.owed)
        }
    )
    assert paid(story, "30780.00", left, "2024-03-22") == "registered"


def test_in_a_calm_loan_the_interest_paid_on_its_day_is_one_months() -> None:
    """Nothing was stated: what is still to fall due is not known here."""
    story = Story()
    story.tell(opened(guarantees=[JOINT | {"scope": ["interest"]}]), "2023-03-20")
    story.tell(balance("2023-04-20", 2, "480000.00", "Z-1", "2880.00"), "2023-04-20")
    assert story.guarantor("2023-04-20").state == "registered"


def test_interest_that_comes_to_light_as_unpaid_takes_the_discharge_back() -> None:
    """All was paid; another's payment of the last interest is reversed."""
    story = stands_for("interest")
    left = of_march("0.00", "0.00", "0.00", day="2024-03-22")
    assert paid(story, "4320.00", left, "2024-03-22") == "discharged_by_payment"
    story.tell(of_march("0.00", "0.00", "1320.00", day="2024-03-22"), "2024-04-02")
    assert story.guarantor("2024-04-02").state == "registered"
    assert story.guarantor("2024-04-01", "2024-04-01").state == "discharged_by_payment"
    assert story.guarantor("2024-05-20").liable == cny("1320.00")


def test_with_the_loan_settled_he_is_released() -> None:
    story = stands_for("interest")
    left = of_march("0.00", "1440.00", "1320.00", day="2024-03-22")
    paid(story, "1560.00", left, "2024-03-22")
    settled = monitoring.LoanSettled(
        loan_id="L-4801", obligor_id="C-0007", entry=50, effective_on=left.effective_on
    )
    story.tell(settled, "2024-03-22")
    assert story.guarantor("2024-03-22").state == "released"
    assert story.guarantor("2024-03-22").guarantor_id == ZHAO
