"""What is due about a signal can be done, whatever lies above the work on the file (MON-50, MON-53)."""

from __future__ import annotations

from datetime import date

import pytest

from services.monitoring.domain.file_events import RiskDisposalOpinionIssued
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import STREAM, Story
from tests.unit.monitoring.loans import acceleration
from tests.unit.monitoring.test_file import D1, D2, D3, MEASURES

SIGNAL_DUTIES = ("signal_acknowledgement", "risk_disposal_opinion")
D4 = D3 + DAY


def above(what: str) -> Story:
    """A signal is open when a life event comes, or the whole claim is called due."""
    story = Story.reviewed().signalled(D2)
    if what == "life_event":
        story.act(D3, "ReportLifeEvent", life_event="death")
    else:
        story.until(D3).bank.put(STREAM, acceleration(D3))
    assert story.state(D3) == what
    return story


def due(story: Story, day: date) -> list[str]:
    return [each.what for each in story.file(day).due if each.what in SIGNAL_DUTIES]


ABOVE = pytest.mark.parametrize("what", ["life_event", "accelerated"])


@ABOVE
def test_an_open_signal_is_acknowledged_and_answered_below_what_lies_above(what: str) -> None:
    """Rules: MON-50, MON-53."""
    story = above(what)
    assert sorted(due(story, D3)) == sorted(SIGNAL_DUTIES)
    story.act(D4, "AcknowledgeSignal", signal_id="S-1")
    assert due(story, D4) == ["risk_disposal_opinion"]
    (issued,) = (
        event
        for event in story.act(D4 + DAY, "IssueOpinion", opinion_id="O-1", measures=MEASURES)
        if isinstance(event, RiskDisposalOpinionIssued)
    )
    assert issued.signals == ("S-1",)
    assert due(story, D4 + DAY) == []
    assert story.state(D4 + DAY) == what
    assert "rectification" in [each.what for each in story.file(D4 + DAY).due]
    story.act(D4 + 2 * DAY, "CompleteRectification", opinion_id="O-1", measures=MEASURES)
    assert story.file(D4 + 2 * DAY).signals[0].state == "actioned"


@ABOVE
def test_an_open_signal_is_dismissed_below_what_lies_above(what: str) -> None:
    story = above(what)
    story.act(D4, "DismissSignal", signal_id="S-1")
    assert due(story, D4) == []
    story.refused("wrong_state", D4, "DismissSignal", signal_id="S-1")
    asked = {"opinion_id": "O-1", "measures": MEASURES}
    story.refused("wrong_state", D4, "IssueOpinion", **asked)


def test_after_recovery_the_file_is_where_its_work_has_led() -> None:
    story = above("life_event")
    story.judged(D4)
    story.act(D4 + DAY, "ReportLifeEvent", life_event="recovered")
    assert story.state(D4 + DAY) == "rectification"


def test_a_signal_told_late_stays_open_beside_an_opinion_on_another_and_can_be_answered() -> None:
    """Its day lies before the opinion, which did not know of it."""
    story = Story.reviewed().signalled(D1 + DAY)
    story.judged(D3)
    told = {"signal_id": "S-2", "codes": ["query_spike"], "done_on": D2.isoformat()}
    story.act(D4, "RaiseSignal", **told)
    assert story.state(D4) == "rectification"
    assert sorted(due(story, D4)) == sorted(SIGNAL_DUTIES)
    story.act(D4 + DAY, "IssueOpinion", opinion_id="O-2", measures=MEASURES)
    assert due(story, D4 + DAY) == []
    assert [each.opinion_id for each in story.file(D4 + DAY).opinions] == ["O-1", "O-2"]
