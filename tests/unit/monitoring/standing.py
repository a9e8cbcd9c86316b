"""A small loan's file in each state of B.1, and an inspection, a signal and an opinion in theirs."""

from __future__ import annotations

from collections.abc import Callable

from services.monitoring.domain.loan import decider
from tests.states import Standing
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import DOCUMENTS, STREAM, Story, remitted, transferred
from tests.unit.monitoring.loans import DISBURSED, JANUARY, acceleration

D1, D2 = DISBURSED + DAY, DISBURSED + 2 * DAY


def watched() -> Story:
    """Its review found differences."""
    story = Story.opened()
    story.act(D1, "CompleteReview", documents=DOCUMENTS, discrepancies=["x"])
    return story


def accelerated() -> Story:
    story = Story.reviewed().until(D2)
    story.bank.put(STREAM, acceleration(D2))
    return story


def living() -> Story:
    story = Story.reviewed()
    story.act(D2, "ReportLifeEvent", life_event="serious_illness")
    return story


def given_up() -> Story:
    story = Story.reviewed()
    story.tell(D2, remitted(D2))
    return story


def paid_late() -> Story:
    """Overdue once, then all of it is paid."""
    story = Story.reviewed()
    story.until(JANUARY + 2 * DAY)
    story.pay("R-1", "3075.00", JANUARY + 2 * DAY)
    return story.until(JANUARY + 90 * DAY)


def sold() -> Story:
    story = Story.reviewed()
    story.tell(D2, transferred(D2))
    return story


def planned() -> Story:
    story = Story.reviewed()
    due = (D2 + 2 * DAY).isoformat()
    story.act(D2, "ScheduleInspection", inspection_id="I-1", mode="on_site", due_on=due)
    return story


def inspected() -> Story:
    story = planned()
    story.act(D2 + DAY, "CompleteInspection", inspection_id="I-1", mode="on_site", clean=True)
    return story


def acknowledged() -> Story:
    story = Story.reviewed().signalled(D2)
    story.act(D2, "AcknowledgeSignal", signal_id="S-1")
    return story


def dismissed() -> Story:
    """Another one is being assessed still."""
    story = Story.reviewed().signalled(D2).signalled(D2, "S-2")
    story.act(D2, "DismissSignal", signal_id="S-1")
    return story


def judged() -> Story:
    return Story.reviewed().signalled(D2).judged(D2)


def rectified() -> Story:
    story = judged()
    done = {"opinion_id": "O-1", "measures": ["limit_frozen", "more_tracking"]}
    story.act(D2 + DAY, "CompleteRectification", **done)
    return story


FILES: dict[str, Callable[[], Story]] = {
    "none": Story,
    "review_due": Story.opened,
    "regular": Story.reviewed,
    "enhanced": watched,
    "signal_assessment": lambda: Story.reviewed().signalled(D2),
    "rectification": judged,
    "overdue": lambda: Story.reviewed().until(JANUARY + 2 * DAY),
    "life_event": living,
    "accelerated": accelerated,
    "closed": given_up,
    "closed: once overdue": paid_late,
    "closed_transferred": sold,
}
INSPECTIONS: dict[str, Callable[[], Story]] = {
    "none": Story.reviewed,
    "scheduled": planned,
    "completed": inspected,
    "missed": lambda: planned().until(D2 + 4 * DAY),
}
SIGNALS: dict[str, Callable[[], Story]] = {
    "none": lambda: Story.reviewed().signalled(D2, "S-2"),
    "raised": lambda: Story.reviewed().signalled(D2),
    "acknowledged": acknowledged,
    "dismissed": dismissed,
    "actioned": judged,
}
OPINIONS: dict[str, Callable[[], Story]] = {
    "none": lambda: Story.reviewed().signalled(D2),
    "carried out": judged,
    "done": rectified,
}


def standing(make: Callable[[], Story]) -> Callable[[], Standing]:
    """On the day after the last thing that happened, and at least some days after the lending."""

    def stands() -> Standing:
        story = make()
        closed_on = story.bank.closed_on or DISBURSED
        day = max(closed_on + 2 * DAY, D2 + DAY)
        story.until(day)
        return Standing(story.bank.states.get(STREAM, decider.initial), day)

    return stands
