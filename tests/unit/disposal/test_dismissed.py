"""A suit that was dismissed is a ground of write-off, as long as no other is under way (WC-10)."""

from __future__ import annotations

import pytest

from contracts import litigation
from tests.unit.disposal.test_criteria import bad_loan, lacks, proofs, routed_story
from tests.unit.disposal.told import IDS, on, staged


@pytest.mark.parametrize(
    ("outcome", "after", "proven"),
    [
        ("dismissed", "ready_to_sue", True),
        ("dismissed", "filed", False),
        ("withdrawn", "ready_to_sue", False),
        ("not_taken", "ready_to_sue", False),
    ],
)
def test_wc_10_a_suit_that_was_dismissed(outcome: str, after: str, proven: bool) -> None:
    """Another one that is pending, may still bring something. Rules: WC-10."""
    story = bad_loan()
    ended = {"effective_on": on("2025-05-01"), "outcome": outcome, "filed_on": on("2025-03-01")}
    story.tell(litigation.SuitEnded(**IDS, **ended), "2025-05-01")
    story.tell(staged("2025-05-02", after), "2025-05-02")
    routed_story(story)
    if proven:
        assert proofs(story, "WC-10") == ("suit_ended:dismissed@2025-05-01",)
    else:
        assert "a suit that was dismissed" in lacks(story, "WC-10")
