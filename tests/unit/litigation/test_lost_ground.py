"""A late word takes the ground of what was done; what the court has stays, and is marked (B.5)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from tests.unit.litigation.cases import SUIT, dormant, enforcing, filed, judged, ready
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, WHOLE, claim, cny, entry, settled

REVIEW = "suit_without_ground"


@pytest.mark.parametrize(
    ("value", "stage", "lost"),
    [
        ("2024-07-12", "cured", True),
        ("2024-07-14", "cured", True),
        ("2024-07-15", "ready_to_sue", False),
    ],
)
def test_a_payment_before_the_suit_that_comes_late_leaves_it_filed(
    value: str, stage: str, lost: bool
) -> None:
    """The deadline was the 12th, the suit of the 15th. Rules: LIT-20, LIT-13."""
    story = filed()
    story.tell("2024-07-20", claim(value))
    assert story.stages[-1] == ("2024-07-15", "filed")
    assert story.stage_on("2024-07-14") == stage
    assert story.stage_on("2024-07-14", known_on="2024-07-19") == "ready_to_sue"
    due = story.due_on("2024-07-20")
    assert due.get(REVIEW) == ("2024-07-15" if lost else None)
    assert {"court_judges", "court_serves_complaint"} <= set(due)
    assert story.act("2024-07-22", "record-hearing", suit_id="SUIT-1")


def test_a_payment_that_is_undone_gives_the_suit_its_ground_back() -> None:
    story = filed()
    story.tell("2024-07-20", claim("2024-07-10"))
    assert REVIEW in story.due_on("2024-07-20")
    story.tell("2024-07-25", claim("2024-07-10", WHOLE, accelerated="2024-06-25"))
    assert REVIEW not in story.due_on("2024-07-25")
    assert story.stage_on("2024-07-14") == "ready_to_sue"
    assert REVIEW in {each.what for each in story.seen("2024-07-24", known_on="2024-07-24").due}


@pytest.mark.parametrize(
    ("make", "stage", "next_act"),
    [
        (judged, "judged", ("agree-coordination", {"agreement_id": "A"})),
        (enforcing, "enforcing", ("agree-coordination", {"agreement_id": "A"})),
        (dormant, "dormant", ("record-asset-search", {"found": False})),
    ],
)
def test_what_the_court_went_on_to_do_stands(
    make: Any, stage: str, next_act: tuple[str, dict[str, Any]]
) -> None:
    story = make()
    before = story.stages[-1]
    story.tell("2025-04-01", claim("2024-07-10"))
    assert story.stages[-1] == before
    assert before[1] == stage
    assert REVIEW not in story.due_on("2025-04-01")  # decided is decided
    name, fields = next_act
    three = ("preservation_department", "court_enforcement", "front_line")
    parties = {"parties": three} if name == "agree-coordination" else {}
    assert story.act("2025-04-02", name, **fields, **parties)


@pytest.mark.parametrize("agreed", [False, True])
def test_a_mediation_that_is_told_late_does_not_undo_the_suit(agreed: bool) -> None:
    """Opened on 13 July, told on the 20th; only an agreement stood against the suit of the 15th."""
    story = filed()
    mediation = {"mediation_id": "M-1"}
    story.act("2024-07-20", "open-mediation", **mediation, done_on="2024-07-13")
    if agreed:
        told = {"agreed": True, "done_on": "2024-07-14"}
        story.act("2024-07-20", "close-mediation", **mediation, **told)
    assert story.stages[-1] == ("2024-07-15", "filed")
    assert (REVIEW in story.due_on("2024-07-20")) is agreed


def test_a_settlement_of_a_day_before_the_suit_still_closes_it() -> None:
    story = filed()
    story.tell("2024-08-01", settled("2024-07-10", 40))
    assert story.stages[-1] == ("2024-07-10", "closed")
    assert story.due_on("2024-08-01") == {}


@pytest.mark.parametrize("make", [filed, judged, enforcing])
def test_what_the_court_did_counts_where_a_case_closed_before_it_is_opened_again(
    make: Any,
) -> None:
    """Settled by value date of 14 July, the day before the suit; a new charge opens it again."""
    story = make()
    stage = story.stages[-1][1]
    story.tell("2024-11-01", settled("2024-07-14", 40))
    assert story.stages[-1] == ("2024-07-14", "closed")
    story.tell("2024-11-05", monitoring.LoanReopened(**entry("2024-11-05", 41)))
    assert story.stages[-1] == ("2024-11-05", stage)
    assert (REVIEW in story.due_on("2024-11-05")) is (stage == "filed")


def _settled_in_enforcement(story: Story) -> None:
    terms = {"settlement_id": "S-1", "parties": (LIANG,), "pay_by": "2024-12-31"}
    story.act("2024-11-01", "agree-settlement", **terms, amount=cny("1.00"))


def test_a_settlement_in_enforcement_is_still_one_when_the_loan_owes_again() -> None:
    """Broken, it leads back to enforcement, not to before the suit."""
    story = enforcing()
    _settled_in_enforcement(story)
    story.tell("2024-11-05", settled("2024-11-05", 40))
    story.tell("2024-11-08", monitoring.LoanReopened(**entry("2024-11-08", 41)))
    assert story.stages[-1] == ("2024-11-08", "settlement_running")
    story.act("2025-01-02", "break-settlement")
    assert story.stages[-1] == ("2025-01-02", "enforcing")


def test_without_a_suit_the_letter_still_leads_nowhere() -> None:
    story = ready()
    story.tell("2024-07-15", claim("2024-07-12"))
    assert story.stages[-1] == ("2024-07-12", "cured")
    story.refuse("wrong_state", "2024-07-16", "file-suit", **SUIT, claim_day="2024-07-15")


def _mediating() -> Story:
    """Opened on 14 July 2024, two days after the letter's deadline."""
    story = ready()
    story.act("2024-07-14", "open-mediation", mediation_id="M-1")
    return story


def test_what_was_agreed_in_mediation_stands_when_a_late_payment_takes_the_letters_ground() -> (
    None
):
    """Agreed on 20 July, paid in part by value of the 10th. Rules: LIT-16, CL-17."""
    story = _mediating()
    agreed = {"mediation_id": "M-1", "agreed": True, "pay_by": "2024-09-30"}
    story.act("2024-07-20", "close-mediation", **agreed)
    story.tell("2024-07-25", claim("2024-07-10", outstanding="1000.00"))
    assert story.stages[-1] == ("2024-07-20", "settlement_running")
    assert story.due_on("2024-07-25")["confirm_mediation"] == "2024-08-19"
    assert story.act("2024-07-27", "request-confirmation", mediation_id="M-1")
    story.tell("2024-09-30", claim("2024-09-30", WHOLE, accelerated="2024-06-25"))
    story.act("2024-10-08", "break-settlement")
    assert story.stages[-1] == ("2024-10-08", "ready_to_sue")


@pytest.mark.parametrize("agreed", [True, False])
def test_a_mediation_whose_ground_is_lost_still_ends(agreed: bool) -> None:
    """Not agreed, it leads back to no case: there is no ground to sue."""
    story = _mediating()
    story.tell("2024-07-25", claim("2024-07-10"))
    assert story.stages[-1] == ("2024-07-14", "mediation")
    story.act("2024-07-26", "close-mediation", mediation_id="M-1", agreed=agreed)
    after = "settlement_running" if agreed else "cured"
    assert story.stages[-1] == ("2024-07-26", after)


def test_none_is_opened_anew_without_ground() -> None:
    story = ready()
    story.tell("2024-07-15", claim("2024-07-12"))
    story.refuse("wrong_state", "2024-07-16", "open-mediation", mediation_id="M-1")


@pytest.mark.parametrize(("value", "lost"), [("2024-07-13", True), ("2024-07-16", False)])
def test_a_suit_out_of_a_mediation_without_ground_is_marked(value: str, lost: bool) -> None:
    story = _mediating()
    story.act("2024-07-15", "close-mediation", mediation_id="M-1", agreed=False)
    story.act("2024-07-16", "file-suit", **SUIT, claim_day="2024-07-15")
    story.tell("2024-07-20", claim(value))
    assert (REVIEW in story.due_on("2024-07-20")) is lost
    agreed = _mediating()
    agreed.act("2024-07-15", "close-mediation", mediation_id="M-1", agreed=True)
    agreed.act("2024-07-16", "break-settlement")
    agreed.act("2024-07-17", "file-suit", **SUIT, claim_day="2024-07-15")
    agreed.tell("2024-07-20", claim(value))
    # nothing was owed on the 16th: what was agreed on is kept, and a suit had no ground
    assert REVIEW in agreed.due_on("2024-07-20")
