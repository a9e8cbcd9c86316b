"""The declaration of bankruptcy is told: liquidation begins with it, and with nothing before it (BK-07)."""

from __future__ import annotations

from typing import Any

from contracts import litigation
from services.litigation.publications import publish
from tests.unit.litigation.test_bankruptcy import bankrupt
from tests.unit.litigation.told import LIANG, LOAN, ZHAO, on


def told(story: Any) -> list[litigation.BankruptcyDeclared]:
    messages = (publish(event, LIANG) for _, event in story.events)
    return [each for each in messages if isinstance(each, litigation.BankruptcyDeclared)]


def test_the_declaration_is_told_with_its_own_day() -> None:
    """Rules: BK-07."""
    story = bankrupt()
    declared = {"party_id": LIANG, "phase": "declared", "done_on": on("2024-11-11")}
    story.act("2024-11-20", "record-bankruptcy", **declared)
    (message,) = told(story)
    assert (message.loan_id, message.party_id) == (LOAN, LIANG)
    assert message.effective_on == on("2024-11-11")


def test_petition_acceptance_and_reorganisation_declare_nothing() -> None:
    """Rules: BK-07."""
    story = bankrupt()
    story.act("2024-11-11", "record-bankruptcy", party_id=LIANG, phase="reorganisation")
    assert told(story) == []


def test_it_is_said_whose_bankruptcy_it_is() -> None:
    """Rules: BK-07."""
    story = bankrupt(ZHAO)
    story.act("2024-11-11", "record-bankruptcy", party_id=ZHAO, phase="declared")
    assert [each.party_id for each in told(story)] == [ZHAO]


def test_who_is_declared_bankrupt_is_reorganised_no_more() -> None:
    """Rules: BK-07."""
    story = bankrupt()
    story.act("2024-11-11", "record-bankruptcy", party_id=LIANG, phase="reorganisation")
    story.act("2024-12-11", "record-bankruptcy", party_id=LIANG, phase="declared")
    other = bankrupt()
    other.act("2024-12-11", "record-bankruptcy", party_id=LIANG, phase="declared")
    other.refuse(
        "declared_already", "2024-12-12", "record-bankruptcy", party_id=LIANG,
        phase="reorganisation",
    )  # fmt: skip
