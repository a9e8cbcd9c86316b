"""B.4: collateral from its pledge to its realisation or release."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import guarantee, monitoring
from services.guarantee.domain.collateral_events import CollateralValued
from services.guarantee.domain.entries import CollateralChargedAgain
from tests.unit.guarantee.story import (
    SECOND,
    Story,
)
from tests.unit.guarantee.told import (
    SHOP,
    accelerated,
    auction,
    cny,
    in_kind,
    numbered,
    on,
    opened,
    stated,
)

CHARGE: dict[str, Any] = {"kind": "shop", "owner_id": "C-0007", "rank": 1, "document_id": "M-1"}
VALUE: dict[str, Any] = {"value": cny("180000.00"), "report_id": "V-1"}
LOSS: dict[str, Any] = {"cause": "fire", "value": cny("90000.00"), "document_id": "I-1"}
ASK: dict[str, Any] = {"due_on": "2024-03-01", "document_id": "AS-1"}


def charged() -> Story:
    story = Story()
    story.tell(opened(), "2023-03-20")
    story.act("RegisterCollateral", "2024-01-10", **CHARGE)
    return story


def valued() -> Story:
    story = charged()
    story.act("RecordValuation", "2024-01-11", "valuer", **VALUE)
    return story


def impaired() -> Story:
    story = valued()
    story.act("ReportImpairment", "2024-02-01", **LOSS)
    return story


def state(story: Story, as_of: str) -> str:
    return story.collateral(as_of).state


def test_it_is_pledged_and_must_be_valued() -> None:
    """Rules: GUA-18."""
    story = charged()
    assert state(story, "2024-01-10") == "pledged"
    assert ("value_collateral", SHOP, None) in story.due("2024-01-10")
    story.refused("already_registered", "RegisterCollateral", "2024-01-11", **CHARGE)
    story.refused("wrong_state", "ReportImpairment", "2024-01-11", **LOSS)


def test_a_valuation_is_good_for_a_year() -> None:
    """Rules: COL-02 of regulations 7.2."""
    story = valued()
    assert (state(story, "2024-01-11"), story.collateral("2024-01-11").value) == (
        "valued",
        cny("180000.00"),
    )
    assert story.made(CollateralValued)[0].valid_until == on("2025-01-11")
    assert ("value_again", SHOP, "2025-01-11") in story.due("2024-01-11")


def test_impaired_and_whole_again_by_a_new_valuation() -> None:
    """Rules: GUA-18, GUA-19."""
    story = impaired()
    shown = story.collateral("2024-02-01")
    assert (shown.state, shown.value) == ("impaired", cny("90000.00"))
    story.act("RecordValuation", "2024-02-10", "valuer", **(VALUE | {"report_id": "V-2"}))
    assert state(story, "2024-02-10") == "valued"
    assert state(story, "2024-02-09") == "impaired"


@pytest.mark.parametrize(("value", "lost"), [("179999.99", True), ("180000.00", False)])
def test_only_a_loss_of_value_impairs(value: str, lost: bool) -> None:
    """Rules: GUA-19."""
    story, report = valued(), {**LOSS, "value": cny(value)}
    if lost:
        story.act("ReportImpairment", "2024-02-01", **report)
    else:
        story.refused("no_loss_of_value", "ReportImpairment", "2024-02-01", **report)


def test_further_security_is_asked_for_given_and_supplements_it() -> None:
    """Rules: GUA-21."""
    story = impaired()
    given: dict[str, Any] = {"provided": True, "security_id": "CAR-1", "document_id": "AS-2"}
    story.refused("not_requested", "RecordAdditionalSecurity", "2024-02-02", **given)
    story.refused(
        "due_in_past", "RequestAdditionalSecurity", "2024-03-02", **ASK, done_on="2024-03-02"
    )
    story = impaired()
    story.act("RequestAdditionalSecurity", "2024-02-02", **ASK)
    assert ("additional_security", SHOP, "2024-03-01") in story.due("2024-02-02")
    story.refused("already_requested", "RequestAdditionalSecurity", "2024-02-03", **ASK)
    story.refused("new_security_missing", "RecordAdditionalSecurity", "2024-02-05", **given)
    story.act("RegisterCollateral", "2024-02-05", **CHARGE | {"collateral_id": "CAR-1"})
    story.act("RecordAdditionalSecurity", "2024-02-05", **given)
    assert state(story, "2024-02-05") == "supplemented"
    assert "additional_security" not in {what for what, _, _ in story.due("2024-02-05")}


def test_further_security_that_is_not_given_leaves_it_impaired() -> None:
    story = impaired()
    story.act("RequestAdditionalSecurity", "2024-02-02", **ASK)
    story.act("RecordAdditionalSecurity", "2024-03-01", provided=False, document_id="AS-3")
    assert state(story, "2024-03-01") == "impaired"
    story.act("RequestAdditionalSecurity", "2024-03-02", **ASK | {"due_on": "2024-04-01"})


def test_valued_collateral_asks_for_nothing_more() -> None:
    valued().refused("wrong_state", "RequestAdditionalSecurity", "2024-02-02", **ASK)


@pytest.mark.parametrize("begin", [charged, valued, impaired])
def test_it_is_realised_while_the_loan_is_in_arrears(begin: object) -> None:
    """Rules: GUA-24."""
    story = begin()  # type: ignore[operator]
    order: dict[str, Any] = {"document_id": "RS-1"}
    story.refused("nothing_overdue", "RealiseSecurity", "2024-03-25", "lawyer", **order)
    story.tell(stated("2024-03-26", accelerated("2024-03-20", "21560.00")), "2024-03-26")
    story.act("RealiseSecurity", "2024-03-26", "lawyer", **order)
    assert state(story, "2024-03-26") == "in_realisation"
    story.refused("wrong_state", "RealiseSecurity", "2024-03-27", "lawyer", **order)


def test_a_sale_by_auction_ends_it_and_a_failed_round_does_not() -> None:
    story = valued()
    story.tell(auction("2025-01-15", 1, "126000.00"), "2025-01-15")
    assert state(story, "2025-01-15") == "in_realisation"
    story.tell(auction("2025-02-20", 2, "100800.00", sold=True), "2025-02-20")
    shown = story.collateral("2025-02-20")
    assert (shown.state, shown.realised, shown.auction_rounds) == (
        "auctioned",
        cny("100800.00"),
        2,
    )
    told = [m for m in story.published() if isinstance(m, guarantee.CollateralChanged)]
    assert [(m.state, m.value) for m in told] == [
        ("pledged", None),
        ("valued", cny("180000.00")),
        ("in_realisation", None),
        ("auctioned", cny("100800.00")),
    ]
    story.refused("wrong_state", "RecordValuation", "2025-02-21", "valuer", **VALUE)


def test_an_auction_of_something_else_is_nothing_to_it() -> None:
    story = valued()
    other = auction("2025-01-15", 1, "126000.00").model_copy(update={"asset_id": "TRUCK"})
    story.tell(other, "2025-01-15")
    assert state(story, "2025-01-15") == "valued"


def test_it_is_taken_for_debt_at_the_sum_counted() -> None:
    story = valued()
    story.tell(in_kind("2025-03-05"), "2025-03-05")
    assert story.tell(in_kind("2025-03-05"), "2025-03-06") == ()
    shown = story.collateral("2025-03-05")
    assert (shown.state, shown.realised) == ("received_in_satisfaction", cny("100800.00"))


def test_a_settled_loan_frees_it_and_a_reopened_one_charges_it_again() -> None:
    story = valued()
    story.tell(numbered(monitoring.LoanSettled, "2024-05-06", 30), "2024-05-06")
    assert state(story, "2024-05-06") == "released"
    story.tell(numbered(monitoring.LoanReopened, "2024-05-20", 31), "2024-05-20")
    assert (state(story, "2024-05-19"), state(story, "2024-05-20")) == ("released", "valued")
    assert len(story.made(CollateralChargedAgain)) == 1
    late = valued()
    late.tell(numbered(monitoring.LoanSettled, "2024-05-06", 30), "2024-05-06")
    late.tell(numbered(monitoring.EntriesWithdrawn, "2024-05-06", 31, 30), "2024-05-10")
    assert state(late, "2024-05-07") == "valued"


def test_it_is_given_back_by_two_persons_when_other_security_took_its_place() -> None:
    story, back = valued(), {"ground": "replaced", "document_id": "B-1"}
    story.act("RegisterCollateral", "2024-02-05", **CHARGE | {"collateral_id": "CAR-1"})
    story.refused("second_person_missing", "ReleaseCollateral", "2024-02-06", "manager", **back)
    story.refused("not_replaced", "ReleaseCollateral", "2024-02-06", "manager", **back, **SECOND)
    deal: dict[str, Any] = {"old_id": SHOP, "new_id": "CAR-1", "document_id": "R-1"}
    story.act("ReplaceSecurity", "2024-02-06", **deal, **SECOND)
    story.act("ReleaseCollateral", "2024-02-06", "manager", **back, **SECOND)
    assert state(story, "2024-02-06") == "released"


def test_unknown_collateral_is_refused() -> None:
    charged().refused(
        "collateral_unknown", "RecordValuation", "2024-01-11", "valuer", **VALUE, collateral_id="X"
    )
