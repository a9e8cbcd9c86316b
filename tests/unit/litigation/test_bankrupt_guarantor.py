"""The claim on a guarantor whose own bankruptcy was accepted: all of it has fallen due towards him, and it
grows no more (BK-02), while the borrower's loan goes on as it was.
"""

from __future__ import annotations

from typing import Any

import pytest

from contracts import guarantee
from services.kit.domain import Rejected
from services.litigation.domain.claim import claim_on
from services.litigation.domain.court import SuitFiled
from services.litigation.domain.outcomes import ClaimDeclared
from tests.unit.litigation.cases import SUIT, ready
from tests.unit.litigation.seizures import applied
from tests.unit.litigation.story import Story, in_arrears
from tests.unit.litigation.told import ABOUT, FOUR, LIANG, ZHAO, claim, on

ON_1_JUNE: dict[str, Any] = {
    "phase": "accepted",
    "announced_on": "2024-06-01",
    "file_claim_by": "2024-07-31",
}


def accepted() -> Story:
    """Three instalments late, one that falls due on 20 June; Zhao's bankruptcy of 1 June 2024."""
    story = in_arrears()
    story.tell("2024-05-21", claim("2024-05-21", *FOUR, outstanding="80000.00"))
    story.act("2024-06-01", "record-bankruptcy", party_id=ZHAO, **ON_1_JUNE)
    return story


@pytest.mark.parametrize("day", ["2024-06-02", "2024-07-31"])
def test_all_is_declared_as_of_the_acceptance_whenever_it_is_done(day: str) -> None:
    """The instalment of 20 June by its principal: its interest was not earned on 1 June. Rules: BK-02."""
    story = accepted()
    late = claim_on(story.state, on("2024-06-01")).penalty
    story.act(day, "declare-claim", party_id=ZHAO)
    declared = story.state.last_of(ClaimDeclared)
    assert declared is not None
    assert declared.claim.principal == 80_000_00
    assert declared.claim.interest == 1_560_00 + 1_440_00 + 1_320_00
    assert declared.claim.penalty == late


def test_the_borrowers_loan_is_not_called_and_goes_on_growing() -> None:
    """Rules: BK-02."""
    story = accepted()
    assert claim_on(story.state, on("2024-06-01")).principal == 60_000_00
    before, after = (claim_on(story.state, on(day)).total for day in ("2024-06-01", "2024-06-02"))
    assert after > before
    assert story.seen("2024-06-02").interest_stopped_on is None


@pytest.mark.parametrize(
    ("defendants", "days"), [((ZHAO,), 19), ((LIANG, ZHAO), 21)], ids=["him alone", "both"]
)
def test_a_suit_against_him_alone_claims_what_he_owed_on_that_day(
    defendants: tuple[str, ...], days: int
) -> None:
    """Accepted 14 July, claimed as of 16 July: 19 and 21 days of 78.00 from 25 June. Rules: BK-02."""
    story = ready()
    given = ON_1_JUNE | {"announced_on": "2024-07-14", "file_claim_by": "2024-09-10"}
    story.act("2024-07-14", "record-bankruptcy", party_id=ZHAO, **given)
    fields = SUIT | {"defendants": defendants, "claim_day": "2024-07-16"}
    story.act("2024-07-16", "file-suit", **fields)
    suit = story.state.last_of(SuitFiled)
    assert suit is not None
    assert suit.claim.penalty == 1_224_00 + days * 78_00


@pytest.mark.parametrize(("day", "refused"), [("2024-07-13", False), ("2024-07-14", True)])
def test_nothing_of_a_bankrupt_guarantor_is_preserved(day: str, refused: bool) -> None:
    """What was seized of him is lifted that day. Rules: BK-03."""
    story = ready()
    given = ON_1_JUNE | {"announced_on": "2024-07-14", "file_claim_by": "2024-09-10"}
    fields = {"party_id": ZHAO, "day": day, "at": f"{day}T09:30:00+08:00", "story": story}
    if refused:
        story.act("2024-07-14", "record-bankruptcy", party_id=ZHAO, **given)
        with pytest.raises(Rejected) as words:
            applied(**fields)
        assert words.value.code == "party_bankrupt"
        return
    applied(**fields)
    story.act("2024-07-14", "record-bankruptcy", party_id=ZHAO, **given)
    assert story.measure("PM-1")[-1] == ("2024-07-14", "lifted")


@pytest.mark.parametrize(("freed", "claimed"), [("2024-06-10", False), ("2024-06-11", True)])
def test_nothing_is_claimed_of_a_guarantor_who_is_free(freed: str, claimed: bool) -> None:
    """Asked on 10 June 2024; nothing revives what has expired. Rules: GU-09, GU-51, BK-01."""
    story = accepted()
    assert story.due_on("2024-06-01")["file_claim_in_bankruptcy"] == "2024-07-31"
    free = guarantee.GuaranteeReleased(
        **ABOUT,
        effective_on=on(freed),
        entry=1,
        corrects=(),
        guarantor_id=ZHAO,
        reason="period_expired",
        rule="GU-09",
    )
    if claimed:
        story.act("2024-06-10", "declare-claim", party_id=ZHAO)
        return
    story.tell(freed, free)
    assert "file_claim_in_bankruptcy" not in story.due_on("2024-06-10")
    story.refuse("nothing_owed", "2024-06-10", "declare-claim", party_id=ZHAO)
