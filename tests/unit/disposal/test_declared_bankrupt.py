"""WC-02: declared bankrupt and not finished, in days from the declaration; WO.BANKRUPT.OPEN: 180."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts import litigation
from tests.unit.disposal.test_criteria import DAY, bad_loan, lacks, proofs, routed_story
from tests.unit.disposal.told import GUARANTOR, IDS, declared, on, staged


@pytest.mark.parametrize(("days", "proven"), [(179, False), (180, True)])
def test_wc_02_bankruptcy_open_for_180_days_or_more(days: int, proven: bool) -> None:
    """The days count from the declaration, not from the petition or the acceptance (BK-07)."""
    since = on(DAY) - timedelta(days=days)
    story = bad_loan()
    story.tell(staged("2024-07-01", "bankruptcy"), "2024-07-01")
    story.tell(declared(since.isoformat()), since.isoformat())
    routed_story(story)
    if proven:
        seen = ("legal_stage:bankruptcy@2024-07-01", f"declared_bankrupt@{since}")
        assert proofs(story, "WC-02") == seen
    else:
        assert f"180 calendar_day (since {since})" in lacks(story, "WC-02")


def test_wc_02_reorganisation_is_no_bankruptcy_that_was_declared() -> None:
    """Nor is the bankruptcy of somebody else (BK-07)."""
    story = bad_loan()
    story.tell(staged("2024-07-01", "bankruptcy"), "2024-07-01")
    story.tell(declared("2024-07-02", GUARANTOR), "2024-07-02")
    assert "declared_bankrupt at_least" in lacks(routed_story(story), "WC-02")


@pytest.mark.parametrize(("days", "proven"), [(179, False), (180, True)])
def test_wc_02_a_declaration_that_is_told_late_counts_from_its_own_day(
    days: int, proven: bool
) -> None:
    """What is told twice is one declaration."""
    since = (on(DAY) - timedelta(days=days)).isoformat()
    story = bad_loan()
    story.tell(staged("2024-07-01", "bankruptcy"), "2024-07-01")
    routed_story(story, "2025-06-17")
    assert "declared_bankrupt at_least" in lacks(story, "WC-02", "2025-06-18")
    assert len(story.tell(declared(since), "2025-06-19")) == 1
    assert story.tell(declared(since), "2025-06-19") == ()
    if proven:
        assert f"declared_bankrupt@{since}" in proofs(story, "WC-02")
    else:
        lacks(story, "WC-02")


def test_wc_02_a_stage_that_was_taken_back_proves_nothing() -> None:
    """The borrower paid all before: the case never stood in bankruptcy."""
    story = bad_loan()
    told = staged("2024-07-01", "bankruptcy").model_copy(update={"entry": 7})
    story.tell(told, "2024-07-01")
    story.tell(declared("2024-08-01"), "2024-08-01")
    gone = litigation.EntriesWithdrawn(
        **IDS, effective_on=on("2024-07-01"), entry=8, corrects=(7,)
    )
    story.tell(gone, "2024-09-01")
    assert "legal stage bankruptcy" in lacks(routed_story(story), "WC-02")
