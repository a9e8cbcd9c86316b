"""The last day to perform a judgment, where it is a holiday (T-3: 民法典 art. 203; T-4: 民事诉讼法 art. 85).

It is one and the same day for when the judgment may be enforced, for when the time to apply for that starts
and for what is shown, warned of and refused by it. 1 to 7 October 2024 were holidays; so were Saturday
and Sunday, 23 and 24 November 2024.
"""

from __future__ import annotations

import pytest

from tests.unit.litigation.cases import ENFORCE, filed, judgment
from tests.unit.litigation.story import Story


def judged(perform_by: str) -> Story:
    story = filed()
    judgment(story, "2024-09-12")
    story.act("2024-09-28", "record-judgment-effect", suit_id="SUIT-1", perform_by=perform_by)
    story.act("2024-09-29", "record-asset-clue", clue_id="CL-1", kind="asset", verified=True)
    return story


@pytest.mark.parametrize(
    ("perform_by", "started", "last", "late"),
    [
        ("2024-09-30", "2024-09-30", "2026-09-30", "2026-10-01"),
        ("2024-10-01", "2024-10-08", "2026-10-08", "2026-10-09"),
        ("2024-10-04", "2024-10-08", "2026-10-08", "2026-10-09"),
        ("2024-10-08", "2024-10-08", "2026-10-08", "2026-10-09"),
        ("2024-11-23", "2024-11-25", "2026-11-25", "2026-11-26"),  # a Saturday, until Monday
    ],
)
def test_the_time_to_enforce_runs_from_the_next_working_day_to_one(
    perform_by: str, started: str, last: str, late: str
) -> None:
    """Two years; 1 to 7 October 2026 are holidays. Rules: LM-09, T-3, T-4."""
    story = judged(perform_by)
    story.pass_days(last)
    assert story.clock("enforcement")[0] == (started, "running", last)
    assert story.clock("enforcement")[-1][1] == "warned"
    assert story.due_on(last)["apply_for_enforcement"] == last
    shown = story.seen(started).enforcement
    assert shown is not None
    assert (str(shown[0].started_on), str(shown[1])) == (started, last)
    story.act(last, "apply-enforcement", **ENFORCE)
    other = judged(perform_by)
    other.refuse("enforcement_too_late", late, "apply-enforcement", **ENFORCE)
    other.pass_days(late)
    assert other.clock("enforcement")[-1] == (late, "expired", last)


@pytest.mark.parametrize(
    ("perform_by", "last", "first"),
    [
        ("2024-09-30", "2024-09-30", "2024-10-01"),
        ("2024-10-01", "2024-10-08", "2024-10-09"),
        ("2024-10-08", "2024-10-08", "2024-10-09"),
        ("2024-11-23", "2024-11-25", "2024-11-26"),
    ],
)
def test_it_may_be_enforced_after_the_working_day_on_which_it_can_still_be_performed(
    perform_by: str, last: str, first: str
) -> None:
    """Rules: LM-09, T-3."""
    story = judged(perform_by)
    words = story.refuse("performance_not_due", last, "apply-enforcement", **ENFORCE)
    assert f"until {last}" in words
    assert story.stage_on(last) == "judged"
    story.act(first, "apply-enforcement", **ENFORCE)
    assert story.stage_on(first) == "enforcing"


def test_on_the_holiday_itself_no_time_runs_yet() -> None:
    """Rules: LM-09, T-3."""
    story = judged("2024-10-01")
    story.pass_days("2024-10-07")
    assert story.clock("enforcement") == []
    assert "apply_for_enforcement" not in story.due_on("2024-10-07")
    story.pass_days("2024-10-08")
    assert story.due_on("2024-10-08")["apply_for_enforcement"] == "2026-10-08"


def test_where_no_holidays_are_published_yet_the_judgments_own_day_stands() -> None:
    """2 October 2032 is a Saturday; what ends on a day that may still move says so. Rules: T-3."""
    story = judged("2032-10-02")
    story.pass_days("2032-10-02")
    due = [each for each in story.seen("2032-10-02").due if each.what == "apply_for_enforcement"]
    assert [(str(each.on), each.unrolled) for each in due] == [("2034-10-02", True)]
