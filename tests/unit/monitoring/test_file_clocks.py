"""Closing a file, care after recovery, inspections, clocks, and what a calm loan costs: nothing."""

from __future__ import annotations

from datetime import date

from services.monitoring.domain.agenda import agenda
from services.monitoring.domain.file_events import InspectionMissed
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import STREAM, Story, cny, remitted
from tests.unit.monitoring.loans import DISBURSED, JANUARY, LOAN, MARCH

D1, D2, D3 = (DISBURSED + n * DAY for n in (1, 2, 3))


def _inspect(story: Story, day: date, name: str, *, clean: bool) -> None:
    fields = {"inspection_id": name, "mode": "on_site", "clean": clean}
    story.act(day, "CompleteInspection", **fields)


def test_a_settled_loan_is_closed_and_open_again_when_it_owes_again() -> None:
    story = Story.reviewed()
    story.pay("R1", "3075.00", MARCH)
    file = story.file(MARCH)
    assert (file.state, file.since, [d.what for d in file.due]) == (
        "closed",
        MARCH,
        ["post_recovery_care"],
    )
    story.undo("R1", known=MARCH + DAY)
    assert story.state(MARCH + DAY) == "overdue"


def test_care_after_recovery_is_due_once_and_only_after_arrears() -> None:
    """Rules: MON-61."""
    story = Story.reviewed()
    story.pay("R1", "3075.00", JANUARY)
    assert story.state(MARCH) == "closed"
    assert not story.file(MARCH).due
    story.refused("wrong_state", MARCH + DAY, "HoldCounselling")
    late = Story.reviewed()
    late.pay("R1", "3075.00", JANUARY + 3 * DAY)
    late.until(MARCH + DAY)
    assert [duty.what for duty in late.file(MARCH).due] == ["post_recovery_care"]
    late.act(MARCH + DAY, "HoldCounselling")
    assert not late.file(MARCH + DAY).due


def test_an_inspection_is_scheduled_and_completed_or_missed_by_its_day() -> None:
    """Rules: MON-27, MON-29."""
    story = Story.reviewed()
    for name, day in (("I-1", D3), ("I-2", D3 + DAY)):
        fields = {"inspection_id": name, "due_on": day.isoformat(), "mode": "off_site"}
        story.act(D2, "ScheduleInspection", **fields)
    assert [each.state for each in story.file(D2).inspections] == ["scheduled"] * 2
    _inspect(story, D3, "I-1", clean=True)
    assert [each.state for each in story.file(D3).inspections] == ["completed", "scheduled"]
    file = story.file(D3 + DAY)
    assert [each.state for each in file.inspections] == ["completed", "missed"]
    (missed,) = [e for e in story.bank.events(LOAN) if isinstance(e, InspectionMissed)]
    assert missed.effective_on == D3 + DAY
    story.refused(
        "inspection_missed",
        D3 + 2 * DAY,
        "CompleteInspection",
        inspection_id="I-2",
        mode="on_site",
        clean=True,
    )


def test_an_inspection_that_was_held_in_time_and_told_late_was_not_missed() -> None:
    """Rules: MON-27, B.1."""
    story = Story.reviewed()
    fields = {"inspection_id": "I-1", "due_on": D3.isoformat(), "mode": "on_site"}
    story.act(D2, "ScheduleInspection", **fields)
    assert [each.state for each in story.file(D3).inspections] == ["missed"]
    held = {"inspection_id": "I-1", "mode": "on_site", "clean": True, "done_on": D3.isoformat()}
    story.act(D3 + 2 * DAY, "CompleteInspection", **held)
    shown = story.file(D3, known=D3 + 2 * DAY).inspections
    assert [(each.state, each.held_on) for each in shown] == [("completed", D3)]
    assert [each.state for each in story.file(D3, known=D3).inspections] == ["missed"]
    assert not [each for each in story.file(D3 + 2 * DAY).due if each.what == "inspection"]


def test_a_reminder_that_is_told_late_names_what_was_to_fall_due_on_its_own_day() -> None:
    """Paid meanwhile, it fell due all the same. Rules: MON-13, MON-16."""
    story = Story.reviewed()
    story.pay("R1", "1035.00", JANUARY)
    reminder = {"reminder_id": "RM-1", "kind": "reminder", "due_on": JANUARY.isoformat()}
    sent = {"channel": "sms", "delivered": True, "receipt": "S-1"}
    asked = reminder | sent | {"done_on": (JANUARY - 7 * DAY).isoformat()}
    late = JANUARY + DAY
    story.refused("amount_differs", late, "RecordReminder", **asked, amount=cny("1034.99"))
    assert story.act(late, "RecordReminder", **asked, amount=cny("1035.00"))


def test_a_closed_file_has_no_clocks() -> None:
    story = Story.reviewed().signalled(D2).judged(D3)
    fields = {"inspection_id": "I-1", "due_on": (D3 + 8 * DAY).isoformat(), "mode": "on_site"}
    story.act(D3, "ScheduleInspection", **fields)
    story.tell(D3 + DAY, remitted(D3 + DAY))
    story.until(MARCH + 30 * DAY)
    assert story.state(MARCH + 30 * DAY) == "closed"
    names = {event.NAME for event in story.bank.events(LOAN)}
    assert not names & {"monitoring.InspectionMissed", "monitoring.ControlBreachRecorded"}


def test_a_loan_that_nobody_touches_has_no_clock_and_no_event_of_its_file() -> None:
    story = Story.opened()
    assert not story.bank.states[STREAM].file
    assert {due.reason for due in agenda(story.bank.states[STREAM])} == {"arrears_change"}
    assert [duty.what for duty in story.file(DISBURSED).due] == [
        "payment_reminder",
        "post_loan_review",
    ]
