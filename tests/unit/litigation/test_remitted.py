"""DIS-19: a claim that is given up ends, unlike one that is written off."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal, monitoring
from contracts.message import Message
from tests.unit.litigation.cases import SUIT, enforcing, filed, lettered, ready
from tests.unit.litigation.story import Story, in_arrears
from tests.unit.litigation.test_sold import BANK, CLUE
from tests.unit.litigation.told import ABOUT, LIANG, claim, cny, entry, on, opened, referral

PROOF = {"document_id": "D", "signed_by": LIANG, "signed": True}


def remission(day: str) -> Message:
    return disposal.DebtRemitted(**ABOUT, effective_on=on(day), amount=cny("266924.00"))


@pytest.mark.parametrize("make", [lettered, filed, enforcing])
def test_a_case_ends_with_the_claim(make: Any) -> None:
    story = make()
    story.tell(
        "2024-11-01", claim("2024-11-01", accelerated="2024-06-25"), remission("2024-11-01")
    )
    assert story.stages[-1] == ("2024-11-01", "closed")
    assert story.seen("2024-10-31").stage != "closed"
    story.pass_days("2030-01-01")
    moves = [*story.clock(), *story.clock("enforcement")]
    assert max(day for day, *_ in moves) < "2024-11-01"
    for day in ("2024-11-01", "2028-03-01"):
        assert story.due_on(day) == {}
        shown = story.seen(day).limitation
        assert shown is not None
        assert shown[0].state == "stopped"


def test_without_a_case_nothing_is_due_either() -> None:
    """Its limitation would end on 20 March 2028, three years after the last due date. Rules: LM-02."""
    story = in_arrears()
    story.tell("2024-11-01", remission("2024-11-01"))
    assert story.due_on("2024-10-31") == {"limitation_of_claim": "2028-03-20"}
    assert story.due_on("2024-11-01") == {}


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-bankruptcy", BANK),
        ("record-asset-clue", CLUE),
        ("record-acknowledgement", PROOF),
        ("file-suit", SUIT | {"claim_day": "2024-07-20"}),
    ],
)
def test_acts_on_a_claim_that_was_given_up_are_refused(
    command: str, fields: dict[str, Any]
) -> None:
    for make in (in_arrears, ready):
        story: Story = make()
        story.tell("2024-07-20", remission("2024-07-20"))
        said = story.refuse("claim_extinguished", "2024-07-20", command, **fields)
        assert "remitted on 2024-07-20" in said


def test_what_was_done_before_is_still_taken() -> None:
    story = ready()
    story.tell("2024-07-20", remission("2024-07-20"))
    done = {"claim_day": "2024-07-19", "done_on": "2024-07-19"}
    assert story.act("2024-07-22", "file-suit", **SUIT, **done)
    assert story.stages[-2:] == [("2024-07-19", "filed"), ("2024-07-20", "closed")]


def test_a_reversed_payment_does_not_bring_it_back() -> None:
    story = filed()
    story.tell("2024-08-01", remission("2024-08-01"))
    story.tell("2024-08-05", monitoring.LoanReopened(**entry("2024-08-05", 41)))
    assert story.stages[-1] == ("2024-08-01", "closed")


def test_a_late_referral_opens_nothing_that_waits() -> None:
    story = Story()
    story.tell("2023-03-20", opened())
    story.tell("2024-08-01", remission("2024-08-01"), referral("2024-08-01"))
    assert story.stages[-1] == ("2024-08-01", "closed")
    assert story.due_on("2024-08-01") == {}


def test_what_was_seized_for_it_is_lifted() -> None:
    story = filed()
    at = {"measure_id": "PM-1", "at": "2024-07-20T10:00:00+08:00"}
    asset = {"asset_id": "A-1", "asset_kind": "deposit", "amount": cny("50000.00")}
    story.act("2024-07-20", "apply-preservation", **at, court="C", party_id=LIANG, **asset)
    ruled = at | {"ruling_id": "RU-1", "granted": True}
    story.act("2024-07-20", "record-preservation-ruling", **ruled)
    story.act("2024-07-20", "execute-preservation", measure_id="PM-1")
    story.tell("2024-08-01", remission("2024-08-01"))
    assert story.act(
        "2024-08-02", "lift-preservation", measure_id="PM-1", ground="creditor_request"
    )
