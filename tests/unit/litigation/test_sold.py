"""A claim that was sold is no longer ours (DIS-07, TA-03): with a case or without, told in time or late."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal, monitoring
from contracts.message import Message
from tests.unit.litigation.cases import DECISION, assessed, filed, lettered
from tests.unit.litigation.seizures import in_force
from tests.unit.litigation.story import Story, in_arrears
from tests.unit.litigation.told import (
    ABOUT,
    LIANG,
    cny,
    demand,
    entry,
    life_event,
    on,
    referral,
    settled,
)

BANK = {
    "party_id": LIANG,
    "phase": "petition_filed",
    "petitioner": "bank",
    "not_collectable": "X",
    "not_transferable": "Y",
}
CLUE = {"clue_id": "C-1", "kind": "asset", "verified": True}


def sale(day: str) -> Message:
    price = {"price": cny("8000.00"), "claim": cny("95000.00")}
    return disposal.DebtTransferred(**ABOUT, effective_on=on(day), buyer_id="AMC-1", **price)


def sold() -> Story:
    """No legal case; sold on 1 September 2024."""
    story = in_arrears()
    story.tell("2024-09-01", sale("2024-09-01"))
    return story


def test_clocks_of_a_claim_that_is_sold_without_a_case_end() -> None:
    """Its limitation would end on 20 March 2028, warned before."""
    story = sold()
    story.pass_days("2029-01-01")
    assert [day for day, *_ in story.clock() if day > "2024-09-01"] == []
    for day in ("2024-09-01", "2027-12-01"):
        assert story.due_on(day) == {}
        assert story.seen(day).limitation is None
    assert "limitation_of_claim" in story.due_on("2024-08-31")
    assert story.seen("2024-08-31").limitation is not None


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-bankruptcy", BANK),
        ("record-asset-clue", CLUE),
        ("record-obstacle", {"obstacle_id": "A", "kind": "force_majeure"}),
        ("record-acknowledgement", {"document_id": "D", "signed_by": LIANG, "signed": True}),
        ("decide-litigation", DECISION),
    ],
)
def test_acts_on_a_claim_that_is_sold_are_refused(command: str, fields: dict[str, Any]) -> None:
    story = sold()
    said = story.refuse("claim_transferred", "2024-09-01", command, **fields)
    assert "sold to AMC-1 on 2024-09-01" in said


def test_a_report_of_what_was_done_before_the_sale_is_taken() -> None:
    story = sold()
    assert story.act("2024-09-05", "record-asset-clue", **CLUE, done_on="2024-08-31")
    truck = {"asset_id": "TRUCK"}
    (blocked,) = story.act("2024-09-05", "take-asset", **truck, requested_by="chen")
    assert type(blocked).__name__ == "ProhibitedActionBlocked"


@pytest.mark.parametrize("day", ["2024-09-01", "2024-09-02"])
def test_nothing_opens_a_case_on_a_claim_that_is_sold(day: str) -> None:
    for word in (referral(day), life_event(day)):
        story = sold()
        story.tell(day, word)
        assert story.stages == []
        assert story.due_on(day) == {}


def test_acts_in_a_case_whose_claim_is_sold_are_refused_by_the_same_code() -> None:
    story = filed()
    story.tell("2024-09-01", sale("2024-09-01"))
    story.refuse("claim_transferred", "2024-09-02", "record-hearing", suit_id="SUIT-1")
    assert story.due_on("2024-09-02") == {}
    assert story.act("2024-09-02", "record-hearing", suit_id="SUIT-1", done_on="2024-08-31")


def test_a_sale_that_is_told_late_undoes_what_followed_since() -> None:
    """Sold on 20 June; the referral of the 26th and all that came of it were nobody's."""
    story = lettered()
    story.pass_days("2024-07-20")
    story.tell("2024-07-21", demand("2024-07-21"))
    assert story.stages[-1] == ("2024-07-13", "ready_to_sue")
    story.tell("2024-07-22", sale("2024-06-20"))
    assert story.stages == []
    assert [day for day, *_ in story.clock() if day > "2024-06-20"] == []
    assert story.due_on("2024-07-22") == {}
    assert story.stage_on("2024-07-21", known_on="2024-07-21") == "ready_to_sue"


@pytest.mark.parametrize("sold_first", [True, False])
def test_a_referral_of_the_day_of_the_sale_opens_nothing_in_whichever_order_they_come(
    sold_first: bool,
) -> None:
    story = in_arrears()
    words = [sale("2024-09-01"), referral("2024-09-01")]
    story.tell("2024-09-01", *(words if sold_first else reversed(words)))
    assert story.stages == []


def test_a_settled_case_that_owes_again_after_the_sale_is_the_buyers() -> None:
    story = assessed()
    story.tell("2024-08-01", settled("2024-08-01", 40))
    story.tell("2024-08-02", sale("2024-08-02"))
    assert story.stages[-1] == ("2024-08-01", "closed")
    story.tell("2024-08-05", monitoring.LoanReopened(**entry("2024-08-05", 41)))
    assert story.stages[-1] == ("2024-08-05", "party_substituted")


@pytest.mark.parametrize("day", ["2024-09-01", "2025-12-01"])
def test_a_measure_is_shown_as_it_went_to_the_buyer(day: str) -> None:
    """A deposit in force from 28 June 2024 for a year, sold on 1 September: its end is the buyer's."""
    story = in_force("deposit")
    story.tell("2024-09-01", sale("2024-09-01"))
    story.pass_days("2026-01-01")
    (shown,) = story.seen(day).measures
    assert (shown.state, shown.since) == ("in_force", on("2024-06-28"))
    assert story.measure("PM-1")[-1] == ("2024-06-28", "in_force")
