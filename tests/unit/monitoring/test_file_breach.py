"""Measures of an opinion are owed until they are recorded, whatever becomes of the file meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.monitoring.domain.file_events import ControlBreachRecorded, ControlBreachWithdrawn
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import STREAM, Story, remitted, transferred
from tests.unit.monitoring.loans import DISBURSED, FEBRUARY, JANUARY, LOAN, acceleration

D2, D3 = DISBURSED + 2 * DAY, DISBURSED + 3 * DAY
BY = JANUARY + 5 * DAY
MEASURES = {"measures": ["limit_frozen", "more_tracking"]}


def _breaches(story: Story) -> list[ControlBreachRecorded | ControlBreachWithdrawn]:
    kinds = ControlBreachRecorded | ControlBreachWithdrawn
    return [each for each in story.bank.events(LOAN) if isinstance(each, kinds)]


def _owing(opinion: str = "O-1") -> Story:
    """Measures to be carried out by five days after the first instalment, which is not paid."""
    story = Story.reviewed().signalled(JANUARY - 3 * DAY)
    return story.judged(JANUARY - 2 * DAY, opinion_id=opinion, rectify_by=BY.isoformat())


def _rectify(story: Story, known: object, done: object = None, opinion: str = "O-1") -> None:
    fields = {"opinion_id": opinion, "done_on": str(done or known), **MEASURES}
    story.act(known, "CompleteRectification", **fields)  # type: ignore[arg-type]


def test_measures_omitted_while_overdue_are_a_breach_of_control() -> None:
    """Rules: MON-56."""
    story = _owing()
    file = story.file(BY - DAY)
    assert (file.state, file.breached) == ("overdue", False)
    assert ("rectification", BY) in {(each.what, each.on) for each in file.due}
    file = story.file(BY)
    assert (file.state, file.breached) == ("overdue", True)
    assert [each.effective_on for each in _breaches(story)] == [BY]
    assert [each.state for each in file.signals] == ["escalated"]
    assert len(_breaches(story.until(FEBRUARY))) == 1


def test_what_is_called_due_is_to_be_rectified_still() -> None:
    story = _owing()
    story.until(JANUARY + DAY).bank.put(STREAM, acceleration(JANUARY + DAY))
    assert story.state(BY) == "accelerated"
    assert [each.effective_on for each in _breaches(story)] == [BY]


def test_measures_carried_out_while_overdue_are_in_time() -> None:
    story = _owing()
    _rectify(story, BY)
    assert [each.state for each in story.file(BY).signals] == ["actioned"]
    story.pay("R1", "1035.00", BY + DAY)
    assert story.state(BY + DAY) == "enhanced"
    assert not _breaches(story.until(FEBRUARY))


@pytest.mark.parametrize("late", [False, True])
def test_a_cure_carries_no_measure_out(late: bool) -> None:
    """OVERDUE leads to ENHANCED (B.1); the measures stay owed and clear no signal."""
    story = _owing()
    story.pay("R1", "1035.00", JANUARY + 2 * DAY)
    file = story.file(JANUARY + 2 * DAY)
    assert (file.state, "rectification" in {each.what for each in file.due}) == ("enhanced", True)
    for name, day in (("I-1", JANUARY + 3 * DAY), ("I-2", JANUARY + 4 * DAY)):
        story.act(day, "CompleteInspection", inspection_id=name, mode="on_site", clean=True)
    file = story.file(JANUARY + 4 * DAY)
    assert (file.state, [each.state for each in file.signals]) == ("regular", ["assessed"])
    if late:
        story.until(BY + DAY)
        assert [each.effective_on for each in _breaches(story)] == [BY]
    _rectify(story, BY + DAY if late else BY)
    file = story.file(BY + DAY)
    assert (file.state, file.breached, len(_breaches(story))) == ("regular", False, int(late))
    assert "rectification" not in {each.what for each in file.due}


def test_a_second_opinion_does_not_end_the_first() -> None:
    story = _owing()
    story.pay("R1", "1035.00", JANUARY + 2 * DAY)
    story.signalled(JANUARY + 3 * DAY, "S-2")
    story.judged(JANUARY + 3 * DAY, opinion_id="O-2")
    _rectify(story, JANUARY + 4 * DAY, opinion="O-2")
    assert story.state(JANUARY + 4 * DAY) == "rectification"
    assert [each.opinion_id for each in _breaches(story.until(BY + DAY))] == ["O-1"]
    _rectify(story, BY + DAY)
    assert story.state(BY + DAY) == "enhanced"


@pytest.mark.parametrize("done", [D3 + 4 * DAY, D3 + 5 * DAY])
def test_a_rectification_in_time_recorded_late_is_no_breach(done: object) -> None:
    """Rules: MON-56."""
    story = Story.reviewed().signalled(D2).judged(D3, rectify_by=(D3 + 5 * DAY).isoformat())
    known = D3 + 7 * DAY
    assert story.file(known - DAY).breached
    _rectify(story, known, done)
    breach, gone = _breaches(story)
    assert isinstance(gone, ControlBreachWithdrawn)
    assert (gone.effective_on, gone.opinion_id) == (breach.effective_on, "O-1")
    file = story.file(D3 + 6 * DAY, known)
    assert (file.state, file.breached) == ("enhanced", False)
    assert [each.state for each in file.signals] == ["actioned"]
    assert story.file(D3 + 6 * DAY, known - DAY).breached
    assert len(_breaches(story.until(known + 9 * DAY))) == 2


def test_a_rectification_after_its_day_leaves_the_breach() -> None:
    story = Story.reviewed().signalled(D2).judged(D3, rectify_by=(D3 + 5 * DAY).isoformat())
    story.until(D3 + 7 * DAY)
    _rectify(story, D3 + 7 * DAY, D3 + 6 * DAY)
    assert [type(each) for each in _breaches(story)] == [ControlBreachRecorded]
    assert [each.state for each in story.file(D3 + 7 * DAY).signals] == ["escalated"]


@pytest.mark.parametrize("tells", [transferred, remitted])
@pytest.mark.parametrize(("closed", "breach"), [(BY - DAY, False), (BY, False), (BY + DAY, True)])
def test_a_claim_that_was_not_ours_on_the_day_is_no_breach_however_late_that_is_told(
    tells: Any, closed: date, breach: bool
) -> None:
    """Rules: MON-56, B.1. Of a file that is closed nothing is owed."""
    story = _owing()
    known = BY + 3 * DAY
    story.until(known - DAY).tell(known, tells(closed))
    file = story.file(known)
    assert file.breached == breach
    assert [each.state for each in file.signals] == ["escalated" if breach else "assessed"]
    withdrawn = [e for e in _breaches(story) if isinstance(e, ControlBreachWithdrawn)]
    assert [(e.effective_on, e.opinion_id) for e in withdrawn] == ([] if breach else [(BY, "O-1")])
    assert story.file(known, known - DAY).breached
    before = len(_breaches(story))
    assert len(_breaches(story.until(known + 9 * DAY))) == before


def test_a_settlement_in_time_told_late_is_no_breach_and_its_reversal_one_again() -> None:
    """Rules: MON-56, B.1."""
    story = _owing()
    story.until(JANUARY + DAY).bank.put(STREAM, acceleration(JANUARY + DAY))
    known = BY + 3 * DAY
    story.until(known - DAY).pay("R", "3200.00", BY - 2 * DAY, known=known)
    assert (story.file(known).state, story.file(known).breached) == ("closed", False)
    assert len(_breaches(story.until(known + DAY))) == 2
    story.undo("R", known + 2 * DAY)
    story.until(known + 3 * DAY)
    file = story.file(known + 3 * DAY)
    assert (file.state, file.breached) == ("accelerated", True)
    assert [each.effective_on for each in _breaches(story)][2:] == [BY]
    assert len(_breaches(story.until(known + 9 * DAY))) == 3
