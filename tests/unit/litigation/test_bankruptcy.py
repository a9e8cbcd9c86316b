"""Bankruptcy as a state: grounds, term to file the claim, interest that stops, measures lifted."""

from __future__ import annotations

from typing import Any

import pytest

from services.litigation.domain.claim import claim_on
from services.litigation.domain.outcomes import BankruptcyRecorded, ClaimDeclared
from services.litigation.publications import publish
from tests.unit.litigation.cases import filed
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.story import Story, accelerated, in_arrears
from tests.unit.litigation.told import FOUR, LIANG, ZHAO, claim, cny, on, opened, owed

ACCEPTED: dict[str, Any] = {
    "phase": "accepted",
    "announced_on": "2024-08-01",
    "file_claim_by": "2024-09-30",
}


def bankrupt(party: str = LIANG) -> Story:
    story = accelerated()
    story.act("2024-08-01", "record-bankruptcy", party_id=party, **ACCEPTED)
    return story


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "grounds_missing"),
        ({"not_collectable": "D-1"}, "grounds_missing"),
        ({"not_transferable": "D-2"}, "grounds_missing"),
        ({"not_collectable": "D-1", "not_transferable": "D-2"}, None),
        ({"petitioner": "other_creditor"}, None),
    ],
)
def test_the_bank_petitions_only_for_what_it_can_neither_collect_nor_transfer(
    changed: dict[str, Any], code: str | None
) -> None:
    """Rules: LIT-33."""
    story = accelerated()
    given = {"party_id": LIANG, "phase": "petition_filed", "petitioner": "bank"} | changed
    if code is not None:
        story.refuse(code, "2024-08-01", "record-bankruptcy", **given)
    else:
        story.act("2024-08-01", "record-bankruptcy", **given)
        assert story.stages == [("2024-08-01", "bankruptcy")]


@pytest.mark.parametrize(
    ("by", "allowed"),
    [("2024-08-30", False), ("2024-08-31", True), ("2024-11-01", True), ("2024-11-02", False)],
)
def test_the_court_sets_30_days_to_3_months_to_file(by: str, allowed: bool) -> None:
    """Rules: BK-01."""
    story = accelerated()
    given = ACCEPTED | {"party_id": LIANG, "file_claim_by": by}
    if not allowed:
        story.refuse("term_out_of_range", "2024-08-01", "record-bankruptcy", **given)
        return
    story.act("2024-08-01", "record-bankruptcy", **given)
    shown = {"2024-08-31": "2024-09-02"}.get(by, by)  # a Saturday (T-3)
    assert story.due_on("2024-08-01")["file_claim_in_bankruptcy"] == shown


def test_acceptance_needs_its_term_and_later_phases_need_acceptance() -> None:
    """Rules: BK-07."""
    story = accelerated()
    party = {"party_id": LIANG}
    story.refuse("term_missing", "2024-08-01", "record-bankruptcy", **party, phase="accepted")
    story.refuse("not_accepted", "2024-08-01", "record-bankruptcy", **party, phase="declared")
    story.refuse("phase_unknown", "2024-08-01", "record-bankruptcy", **party, phase="rumoured")
    story.refuse("party_unknown", "2024-08-01", "record-bankruptcy", **ACCEPTED, party_id="X")
    story.act("2024-08-01", "record-bankruptcy", **party, **ACCEPTED)
    story.refuse("already_known", "2024-08-02", "record-bankruptcy", **party, **ACCEPTED)
    story.refuse(
        "already_known", "2024-08-02", "record-bankruptcy", **party, phase="petition_filed"
    )
    story.act("2024-08-02", "record-bankruptcy", **party, phase="declared")


def test_interest_stops_on_acceptance_not_on_the_petition() -> None:
    """Rules: BK-02."""
    story = accelerated()
    story.act("2024-07-01", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    assert claim_on(story.state, on("2024-08-01")).penalty == 1_224_00 + 37 * 78_00
    story.act("2024-08-01", "record-bankruptcy", party_id=LIANG, **ACCEPTED)
    on_the_day = claim_on(story.state, on("2024-08-01"))
    assert claim_on(story.state, on("2025-08-01")) == on_the_day
    assert story.seen("2025-08-01").interest_stopped_on == on("2024-08-01")
    assert story.seen("2024-07-31").interest_stopped_on is None


def test_what_was_not_due_falls_due_on_acceptance() -> None:
    """Rules: BK-02."""
    story = in_arrears()
    story.tell("2024-05-21", claim("2024-05-21", *FOUR, outstanding="260000.00"))
    assert claim_on(story.state, on("2024-06-01")).principal == 60_000_00
    given = {"phase": "accepted", "announced_on": "2024-06-01", "file_claim_by": "2024-07-31"}
    story.act("2024-06-01", "record-bankruptcy", party_id=LIANG, **given)
    assert claim_on(story.state, on("2024-06-01")).principal == 80_000_00


@pytest.mark.parametrize(("day", "late"), [("2024-09-30", False), ("2024-10-01", True)])
def test_the_claim_is_filed_as_of_acceptance_and_late_filing_is_marked(
    day: str, late: bool
) -> None:
    """Rules: BK-06."""
    story = bankrupt()
    story.act(day, "declare-claim", party_id=LIANG)
    declared = story.state.last_of(ClaimDeclared)
    assert declared is not None
    assert (declared.late, declared.claim.total) == (late, 266_924_00 + 37 * 78_00)
    assert "file_claim_in_bankruptcy" not in story.due_on(day)
    story.refuse("already_known", day, "declare-claim", party_id=LIANG)


def test_filing_the_claim_starts_limitation_anew_like_a_suit() -> None:
    story = bankrupt()
    story.act("2024-09-20", "declare-claim", party_id=LIANG)
    before, after = story.seen("2024-09-19").limitation, story.seen("2024-09-20").limitation
    assert before is not None
    assert before[1] != on("2027-09-20")
    assert after is not None
    assert after[1] == on("2027-09-20")


def test_there_is_nothing_to_file_without_acceptance() -> None:
    accelerated().refuse("not_accepted", "2024-08-01", "declare-claim", party_id=LIANG)


def test_acceptance_lifts_the_measures_on_the_debtors_assets() -> None:
    """Rules: BK-03."""
    story = preserved()
    story.act("2024-07-10", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    assert story.measure("PM-1")[-1] == ("2024-06-28", "in_force")
    given = ACCEPTED | {"announced_on": "2024-07-11", "file_claim_by": "2024-08-30"}
    story.act("2024-07-11", "record-bankruptcy", party_id=LIANG, **given)
    assert story.measure("PM-1")[-1] == ("2024-07-11", "lifted")
    assert story.measure("PM-2")[-1] == ("2024-07-11", "lifted")


def test_a_guarantors_bankruptcy_has_its_term_and_leaves_the_case_where_it_is() -> None:
    story = preserved()
    given = ACCEPTED | {"announced_on": "2024-07-11", "file_claim_by": "2024-08-30"}
    story.act("2024-07-11", "record-bankruptcy", party_id=ZHAO, **given)
    assert story.stages[-1] == ("2024-06-28", "preserved")
    assert story.due_on("2024-07-11")["file_claim_in_bankruptcy"] == "2024-08-30"
    assert story.measure("PM-1")[-1] == ("2024-06-28", "in_force")


def test_acceptance_is_told_to_the_world_once() -> None:
    story = bankrupt()
    told = story.state.last_of(BankruptcyRecorded)
    assert told is not None
    message = publish(told, LIANG)
    assert message is not None
    assert message.TYPE == "postloan.litigation.bankruptcy-accepted.v1"
    story.act("2024-08-02", "record-bankruptcy", party_id=LIANG, phase="reorganisation")
    later = story.state.last_of(BankruptcyRecorded)
    assert later is not None
    assert publish(later, LIANG) is None


def _seized(party: str) -> Story:
    """A deposit of a party, in force from 22 July 2024 for a year."""
    story = filed()
    at = {"measure_id": "PM-1", "at": "2024-07-20T10:00:00+08:00"}
    asset = {"asset_id": "A-Z", "asset_kind": "deposit", "amount": cny("50000.00")}
    story.act("2024-07-20", "apply-preservation", **at, court="C", party_id=party, **asset)
    ruled = at | {"ruling_id": "RU-1", "granted": True}
    story.act("2024-07-20", "record-preservation-ruling", **ruled)
    story.act("2024-07-22", "execute-preservation", measure_id="PM-1")
    return story


@pytest.mark.parametrize(("party", "stays"), [(ZHAO, True), (LIANG, False)])
def test_a_measure_on_a_guarantors_asset_goes_on_in_the_borrowers_bankruptcy(
    party: str, stays: bool
) -> None:
    """Rules: BK-03, CL-06."""
    story = _seized(party)
    renewal = story.due_on("2024-08-01")["renew_preservation"]
    story.act("2024-08-01", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    assert story.due_on("2024-08-01")["renew_preservation"] == renewal
    story.act(
        "2024-08-05",
        "record-bankruptcy",
        party_id=LIANG,
        **ACCEPTED | {"announced_on": "2024-08-05"},
    )
    assert story.stages[-1] == ("2024-08-01", "bankruptcy")
    if not stays:
        assert "renew_preservation" not in story.due_on("2024-08-05")
        story.refuse("wrong_state", "2025-07-01", "renew-preservation", measure_id="PM-1")
        return
    assert story.due_on("2024-08-05")["renew_preservation"] == renewal
    story.act("2025-07-01", "renew-preservation", measure_id="PM-1")
    story.pass_days("2025-08-01")
    assert story.measure("PM-1")[-1] == ("2025-07-01", "renewed")


def test_the_court_still_rules_on_a_guarantors_asset_and_seizes_it() -> None:
    """The debtor's own is not seized any more. Rules: BK-03."""
    for party, code in ((ZHAO, None), (LIANG, "wrong_state")):
        story = filed()
        at = {"measure_id": "PM-1", "at": "2024-07-20T10:00:00+08:00"}
        asset = {"asset_id": "A-Z", "asset_kind": "deposit", "amount": cny("50000.00")}
        story.act("2024-07-20", "apply-preservation", **at, court="C", party_id=party, **asset)
        story.act("2024-08-01", "record-bankruptcy", party_id=LIANG, **ACCEPTED)
        ruled = {"measure_id": "PM-1", "ruling_id": "RU-1", "granted": True}
        ruled["at"] = "2024-08-02T10:00:00+08:00"
        if code is not None:
            story.refuse(code, "2024-08-02", "record-preservation-ruling", **ruled)
            continue
        story.act("2024-08-02", "record-preservation-ruling", **ruled)
        story.act("2024-08-02", "execute-preservation", measure_id="PM-1")
        assert story.measure("PM-1")[-1] == ("2024-08-02", "in_force")
        new = at | asset | {"measure_id": "PM-2", "at": "2024-08-03T10:00:00+08:00"}
        story.refuse(
            "wrong_state", "2024-08-03", "apply-preservation", **new, court="C", party_id=LIANG
        )


# -- before monitoring has stated the claim anew ------------------------------------------------

FILE = {"phase": "accepted", "announced_on": "2024-06-01", "file_claim_by": "2024-07-31"}


def accepted_in_plan() -> Story:
    """Three instalments late, one that falls due on 20 June, accepted on 1 June 2024."""
    story = in_arrears()
    story.tell("2024-05-21", claim("2024-05-21", *FOUR, outstanding="80000.00"))
    story.act("2024-06-01", "record-bankruptcy", party_id=LIANG, **FILE)
    return story


def test_the_interest_of_what_was_not_due_is_no_part_of_the_claim() -> None:
    """Its principal falls due on acceptance, what it would have earned later does not. Rules: BK-02."""
    sums = claim_on(accepted_in_plan().state, on("2024-06-01"))
    assert sums.principal == 80_000_00
    assert sums.interest == 1_560_00 + 1_440_00 + 1_320_00
    assert claim_on(accepted_in_plan().state, on("2024-08-01")) == sums


@pytest.mark.parametrize(("due", "stated"), [("2024-06-01", True), ("2024-06-02", False)])
def test_no_claim_is_declared_before_it_is_stated_as_of_the_acceptance(
    due: str, stated: bool
) -> None:
    """What accrued until that day is monitoring's to say; declared, it would stay. Rules: BK-02."""
    story = accepted_in_plan()
    story.refuse("claim_not_stated", "2024-06-02", "declare-claim", party_id=LIANG)
    called = owed("called", "accelerated", due, "80000.00", "4764.00", "100.00")
    story.tell("2024-06-03", claim("2024-06-01", called, accelerated="2024-06-01"))
    if not stated:
        story.refuse("claim_not_stated", "2024-06-03", "declare-claim", party_id=LIANG)
        return
    story.act("2024-06-03", "declare-claim", party_id=LIANG)
    declared = story.state.last_of(ClaimDeclared)
    assert declared is not None
    assert declared.claim.interest == 4_764_00


def test_a_loan_of_which_nothing_was_stated_yet_is_not_declared_as_nothing() -> None:
    story = Story()
    story.tell("2023-03-20", opened())
    story.act("2024-06-01", "record-bankruptcy", party_id=LIANG, **FILE)
    story.refuse("claim_not_stated", "2024-06-02", "declare-claim", party_id=LIANG)
    story.tell("2024-06-03", claim("2024-06-01"))
    story.refuse("nothing_owed", "2024-06-03", "declare-claim", party_id=LIANG)
