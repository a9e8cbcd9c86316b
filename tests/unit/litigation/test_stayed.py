"""Enforcement against a bankrupt guarantor is stayed from the acceptance on, not against others (BK-03)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.litigation.cases import ENFORCE, SUIT, judgment, ready
from tests.unit.litigation.seizures import applied
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import LIANG, ZHAO, cny

ACCEPTED: dict[str, Any] = {"party_id": ZHAO, "phase": "accepted", "file_claim_by": "2024-12-20"}
AUCTION: dict[str, Any] = {
    "asset_id": "SHOP-1",
    "asset_kind": "real_estate",
    "valuation": cny("180000.00"),
    "starting_price": cny("126000.00"),
}


def bankrupt(story: Story, day: str) -> None:
    story.act(day, "record-bankruptcy", announced_on=day, **ACCEPTED)


def judged(*liable: str, clue_of: str | None = None) -> Story:
    """A judgment against those who are liable; both are sued together."""
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT | {"defendants": liable}, claim_day="2024-07-15")
    story.act("2024-07-16", "record-acceptance", suit_id="SUIT-1", procedure="ordinary")
    judgment(story, "2024-09-12", liable=liable)
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-10-08")
    clue = {"kind": "asset", "verified": True, "party_id": clue_of}
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-1", **clue)
    return story


def enforcing(*liable: str, clue_of: str | None = None) -> Story:
    story = judged(*liable, clue_of=clue_of)
    story.act("2024-10-10", "apply-enforcement", **ENFORCE)
    story.act(
        "2024-10-20",
        "agree-coordination",
        agreement_id="AG-1",
        parties=("preservation_department", "court_enforcement", "front_line"),
    )
    return story


def auction(story: Story, day: str, code: str | None, **changed: Any) -> None:
    fields = AUCTION | {"published_on": day, "auction_on": "2025-02-10"} | changed
    if code is None:
        story.act(day, "order-auction", **fields)
    else:
        story.refuse(code, day, "order-auction", **fields)


@pytest.mark.parametrize(("accepted", "stayed"), [("2024-10-11", False), ("2024-10-10", True)])
def test_it_is_not_applied_for_from_the_acceptance_on(accepted: str, stayed: bool) -> None:
    """Rules: BK-03."""
    story = judged(ZHAO)
    if not stayed:
        story.act("2024-10-10", "apply-enforcement", **ENFORCE)
        bankrupt(story, accepted)
        return
    bankrupt(story, accepted)
    said = story.refuse("party_bankrupt", "2024-10-10", "apply-enforcement", **ENFORCE)
    assert ZHAO in said


@pytest.mark.parametrize(
    ("liable", "code"), [((ZHAO,), "party_bankrupt"), ((LIANG, ZHAO), None)], ids=["him", "both"]
)
def test_what_was_begun_stands_still_unless_somebody_else_is_liable(
    liable: tuple[str, ...], code: str | None
) -> None:
    """Rules: BK-03."""
    story = enforcing(*liable)
    bankrupt(story, "2024-11-01")
    auction(story, "2024-11-04", code)
    site = {"action_id": "S-1", "agreement_id": "AG-1", "clues": ("CL-1",)}
    if code is None:
        story.act("2024-11-05", "hold-onsite-enforcement", **site)
        assert story.due_on("2024-11-05")["auction"] == "2025-02-10"
    else:
        story.refuse(code, "2024-11-05", "hold-onsite-enforcement", **site)
    assert story.stage_on("2024-11-05") == "enforcing"


def test_a_round_that_was_ordered_before_is_neither_due_nor_held() -> None:
    """Rules: BK-03."""
    story = enforcing(ZHAO)
    auction(story, "2024-11-04", None)
    assert "auction" in story.due_on("2024-11-04")
    bankrupt(story, "2024-11-05")
    assert "auction" not in story.due_on("2024-11-05")
    result = {"asset_id": "SHOP-1", "sold": True, "price": cny("126000.00")}
    story.refuse("party_bankrupt", "2025-02-10", "record-auction", **result)


@pytest.mark.parametrize(("owner", "stayed"), [(ZHAO, True), (LIANG, False), (None, False)])
def test_an_auction_of_what_was_seized_of_him_is_due_no_more_though_another_is_liable(
    owner: str | None, stayed: bool
) -> None:
    """It can't be held, so nobody is asked to. Rules: BK-03."""
    story = applied("2024-11-01", enforcing(LIANG, ZHAO), party_id=owner, asset_id="SHOP-1")
    auction(story, "2024-11-04", None)
    assert "auction" in story.due_on("2024-11-04")
    bankrupt(story, "2024-11-05")
    assert ("auction" in story.due_on("2024-11-05")) is not stayed
    result = {"asset_id": "SHOP-1", "sold": True, "price": cny("126000.00")}
    if stayed:
        story.refuse("party_bankrupt", "2025-02-10", "record-auction", **result)
    else:
        story.act("2025-02-10", "record-auction", **result)


@pytest.mark.parametrize(("clue_of", "code"), [(ZHAO, "party_bankrupt"), (LIANG, None)])
def test_his_assets_are_no_target_though_another_is_liable(clue_of: str, code: str | None) -> None:
    """Rules: BK-03, LIT-31."""
    story = judged(LIANG, ZHAO, clue_of=clue_of)
    bankrupt(story, "2024-10-09")
    if code is None:
        story.act("2024-10-10", "apply-enforcement", **ENFORCE)
    else:
        story.refuse(code, "2024-10-10", "apply-enforcement", **ENFORCE)


def test_ended_against_the_others_it_stands_still_against_him() -> None:
    """Rules: BK-03, EX-08. A ruling that ends it is taken: it is aimed at nobody."""
    story = enforcing(LIANG, ZHAO)
    bankrupt(story, "2024-11-01")
    ended = {"exhausted": ("accounts",)}
    story.act("2025-01-13", "end-enforcement", ruling_id="E-1", parties=(LIANG,), **ended)
    auction(story, "2025-01-14", "party_bankrupt")
    story.act("2025-01-14", "end-enforcement", ruling_id="E-2", parties=(ZHAO,), **ended)
    assert story.stage_on("2025-01-14") == "dormant"
    story.act("2025-01-20", "record-asset-clue", clue_id="CL-2", kind="asset", verified=True)
    story.act("2025-01-21", "revive-enforcement", clue_id="CL-2")


def test_with_both_bankrupt_a_suit_against_him_alone_is_enforced_no_more() -> None:
    """The borrower's bankruptcy lets it go on, his own does not. Rules: BK-03, GU-40."""
    story = enforcing(ZHAO)
    bankrupt(story, "2024-11-01")
    other = ACCEPTED | {"party_id": LIANG}
    story.act("2024-11-01", "record-bankruptcy", announced_on="2024-11-01", **other)
    auction(story, "2024-11-04", "party_bankrupt")
