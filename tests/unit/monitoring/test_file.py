"""Catalogue B.1, row by row: from, event, guard, to."""

from __future__ import annotations

from datetime import date

import pytest

from services.monitoring.domain.file_events import ControlBreachRecorded
from tests.unit.monitoring.bank import DAY, POLICIES
from tests.unit.monitoring.filing import DOCUMENTS, STREAM, Story
from tests.unit.monitoring.loans import DISBURSED, JANUARY, LOAN, acceleration

D1, D2, D3 = (DISBURSED + n * DAY for n in (1, 2, 3))
RULES = POLICIES.editions[-1].file
assert RULES is not None
TERM = RULES.rectification.value * DAY
MEASURES = ["limit_frozen", "more_tracking"]


def _inspect(story: Story, day: date, name: str, *, clean: bool) -> None:
    fields = {"inspection_id": name, "mode": "on_site", "clean": clean}
    story.act(day, "CompleteInspection", **fields)


def _enhanced() -> Story:
    story = Story.opened()
    story.act(D1, "CompleteReview", documents=DOCUMENTS, discrepancies=["no shop at the address"])
    return story


def test_a_disbursed_loan_s_review_is_due() -> None:
    """Rules: MON-01, MON-07."""
    file = Story.opened().file(DISBURSED)
    assert (file.state, file.since) == ("review_due", DISBURSED)


def test_a_review_that_matches_makes_the_file_regular() -> None:
    file = Story.reviewed().file(D1)
    assert (file.state, file.since) == ("regular", D1)
    assert file.review is not None
    assert file.review.policy_id == "cn/2010-02-12"


def test_discrepancies_make_it_watched_closely() -> None:
    assert _enhanced().state(D1) == "enhanced"


@pytest.mark.parametrize(
    ("security", "documents", "allowed"),
    [
        ("credit", DOCUMENTS, True),
        ("credit", DOCUMENTS[:1], False),
        ("mortgage", DOCUMENTS, False),
        ("mortgage", (*DOCUMENTS, "collateral_data"), True),
        ("pledge", DOCUMENTS, False),
    ],
)
def test_the_review_needs_contract_and_collateral_data_on_file(
    security: str, documents: tuple[str, ...], allowed: bool
) -> None:
    story = Story.opened(security=security)
    if allowed:
        assert story.act(D1, "CompleteReview", documents=documents)
    else:
        detail = story.refused("documents_missing", D1, "CompleteReview", documents=documents)
        assert "MON-08" in detail


@pytest.mark.parametrize("code", sorted(RULES.signals))
def test_each_signal_leads_to_its_assessment(code: str) -> None:
    """Rules: MON-38, MON-39, MON-40, MON-41, MON-42, MON-43, MON-44, MON-45, MON-46, MON-47,
    MON-51.
    """
    story = Story.reviewed()
    story.act(D2, "RaiseSignal", signal_id="S-1", codes=[code])
    assert story.state(D2) == "signal_assessment"
    assert story.state(D1, known=D2) == "regular"


def test_a_dismissed_signal_leads_back_when_it_was_the_last() -> None:
    story = Story.reviewed().signalled(D2).signalled(D2, "S-2")
    story.act(D3, "DismissSignal", signal_id="S-1")
    assert story.state(D3) == "signal_assessment"
    story.act(D3 + DAY, "DismissSignal", signal_id="S-2")
    file = story.file(D3 + DAY)
    assert file.state == "regular"
    assert [each.state for each in file.signals] == ["cleared", "cleared"]


def test_a_dismissal_needs_a_written_reason() -> None:
    story = Story.reviewed().signalled(D2)
    story.refused("reason_missing", D3, "DismissSignal", signal_id="S-1", reason=" ")


def test_a_signal_while_watched_closely_leads_back_to_that() -> None:
    story = _enhanced().signalled(D2)
    assert story.state(D2) == "signal_assessment"
    story.act(D3, "DismissSignal", signal_id="S-1")
    assert story.state(D3) == "enhanced"


def test_an_opinion_leads_to_rectification_and_its_completion_to_close_watching() -> None:
    story = Story.reviewed().signalled(D2).judged(D3)
    file = story.file(D3)
    assert (file.state, file.opinions[0].rectify_by) == ("rectification", D3 + TERM)
    assert file.opinions[0].signals == ("S-1",)
    story.act(D3 + DAY, "CompleteRectification", opinion_id="O-1", measures=MEASURES)
    assert story.state(D3 + DAY) == "enhanced"


@pytest.mark.parametrize(
    ("recorded", "code"),
    [
        (["limit_frozen"], "measures_differ"),
        ([*MEASURES, "early_repayment"], "measures_differ"),
        ([], "measures_differ"),
    ],
)
def test_rectification_is_complete_when_every_measure_is_recorded(
    recorded: list[str], code: str
) -> None:
    story = Story.reviewed().signalled(D2).judged(D3)
    day = D3 + DAY
    story.refused(code, day, "CompleteRectification", opinion_id="O-1", measures=recorded)
    story.refused(
        "opinion_unknown", day, "CompleteRectification", opinion_id="O-2", measures=MEASURES
    )


def test_measures_not_recorded_in_time_are_a_breach_of_control() -> None:
    """Rules: MON-56."""
    story = Story.reviewed().signalled(D2).judged(D3, rectify_by=(D3 + 5 * DAY).isoformat())
    assert not story.file(D3 + 4 * DAY).breached
    file = story.file(D3 + 5 * DAY)
    assert (file.state, file.breached) == ("rectification", True)
    (breach,) = [e for e in story.bank.events(LOAN) if isinstance(e, ControlBreachRecorded)]
    assert (breach.effective_on, breach.grade) == (D3 + 5 * DAY, "high")
    assert (breach.unit, breach.post) == ("business_management_department", "post_loan_post")
    assert [each.state for each in file.signals] == ["escalated"]
    story.act(D3 + 6 * DAY, "CompleteRectification", opinion_id="O-1", measures=MEASURES)
    assert story.state(D3 + 8 * DAY) == "enhanced"
    assert len([e for e in story.bank.events(LOAN) if isinstance(e, ControlBreachRecorded)]) == 1


def test_measures_recorded_on_the_last_day_are_in_time() -> None:
    story = Story.reviewed().signalled(D2).judged(D3, rectify_by=(D3 + 5 * DAY).isoformat())
    story.act(D3 + 5 * DAY, "CompleteRectification", opinion_id="O-1", measures=MEASURES)
    assert not story.file(D3 + 9 * DAY).breached
    assert not [e for e in story.bank.events(LOAN) if isinstance(e, ControlBreachRecorded)]


def test_so_many_clean_inspections_in_a_row_end_close_watching() -> None:
    assert RULES is not None
    needed = RULES.clean_inspections.value
    story, day = _enhanced(), D2
    for number in range(needed - 1):
        _inspect(story, day, f"I-{number}", clean=True)
        day += DAY
    assert story.state(day) == "enhanced"
    _inspect(story, day + DAY, "I-bad", clean=False)
    for number in range(needed):
        assert story.state(day + DAY) == "enhanced"
        day += DAY
        _inspect(story, day + DAY, f"J-{number}", clean=True)
    assert story.state(day + DAY) == "regular"


def test_rectified_signals_are_cleared_when_the_file_is_regular_again() -> None:
    story = Story.reviewed().signalled(D2)
    story.act(D2, "AcknowledgeSignal", signal_id="S-1")
    states = [story.file(D2).signals[0].state]
    story.judged(D3)
    states.append(story.file(D3).signals[0].state)
    story.act(D3 + DAY, "CompleteRectification", opinion_id="O-1", measures=MEASURES)
    states.append(story.file(D3 + DAY).signals[0].state)
    _inspect(story, D3 + 2 * DAY, "I-1", clean=True)
    _inspect(story, D3 + 3 * DAY, "I-2", clean=True)
    states.append(story.file(D3 + 3 * DAY).signals[0].state)
    assert states == ["acknowledged", "assessed", "actioned", "cleared"]


def test_overdue_and_cured_follow_from_the_ledger() -> None:
    story = Story.reviewed()
    assert story.state(JANUARY) == "regular"
    assert story.file(JANUARY + DAY).since == JANUARY + DAY
    assert story.state(JANUARY + DAY) == "overdue"
    story.pay("R1", "1035.00", JANUARY + 9 * DAY)
    file = story.file(JANUARY + 9 * DAY)
    assert (file.state, file.since) == ("enhanced", JANUARY + 9 * DAY)
    assert not [e for e in story.bank.events(LOAN) if "Overdue" in e.NAME]


@pytest.mark.parametrize("start", ["enhanced", "rectification"])
def test_watched_and_rectified_files_become_overdue_too(start: str) -> None:
    story = _enhanced()
    if start == "rectification":
        story = Story.reviewed().signalled(D2)
        story.judged(JANUARY - 2 * DAY)
    assert story.state(JANUARY) == start
    assert story.state(JANUARY + DAY) == "overdue"
    story.pay("R1", "1035.00", JANUARY + 2 * DAY)
    assert story.state(JANUARY + 2 * DAY) == "enhanced"


@pytest.mark.parametrize("signalled", [False, True])
def test_a_file_under_review_or_assessment_stays_there_when_overdue(signalled: bool) -> None:
    story = Story.reviewed().signalled(D2) if signalled else Story.opened()
    expected = "signal_assessment" if signalled else "review_due"
    assert story.state(JANUARY + DAY) == expected
    if signalled:
        story.act(JANUARY + 2 * DAY, "DismissSignal", signal_id="S-1")
    else:
        story.act(JANUARY + 2 * DAY, "CompleteReview", documents=DOCUMENTS)
    assert story.state(JANUARY + 2 * DAY) == "overdue"


def test_a_payment_that_comes_late_or_goes_back_changes_the_days_between() -> None:
    story = Story.reviewed()
    paid, known = JANUARY + DAY, JANUARY + 6 * DAY
    assert story.state(JANUARY + 3 * DAY) == "overdue"
    story.pay("R1", "1035.00", JANUARY, known=known)
    assert story.state(JANUARY + 3 * DAY, known=known) == "regular"
    assert story.state(JANUARY + 3 * DAY, known=known - DAY) == "overdue"
    story.undo("R1", known=known + DAY)
    assert story.state(JANUARY + 3 * DAY, known=known + DAY) == "overdue"
    assert story.file(known + DAY).since == paid


@pytest.mark.parametrize(
    "event", ["death", "serious_illness", "disappeared", "over_indebted", "detained"]
)
def test_a_life_event_stands_above_every_open_state_until_it_is_over(event: str) -> None:
    """Rules: MON-52."""
    story = Story.reviewed()
    story.act(D2, "ReportLifeEvent", life_event=event, role="collector")
    assert story.state(D2) == "life_event"
    assert story.state(JANUARY + DAY) == "life_event"
    story.act(JANUARY + 2 * DAY, "ReportLifeEvent", life_event="recovered")
    assert story.state(JANUARY + 2 * DAY) == "overdue"


def test_acceleration_and_life_event_the_later_one_shows() -> None:
    story = Story.opened()
    story.until(JANUARY).bank.put(STREAM, acceleration(JANUARY))
    assert story.state(JANUARY) == "accelerated"
    story.act(JANUARY + DAY, "ReportLifeEvent", life_event="disappeared")
    assert story.state(JANUARY + DAY) == "life_event"
    other = Story.reviewed()
    other.act(D2, "ReportLifeEvent", life_event="disappeared")
    other.until(JANUARY).bank.put(STREAM, acceleration(JANUARY))
    assert other.state(JANUARY) == "accelerated"


def test_early_repayment_demanded_is_acceleration() -> None:
    story = Story.reviewed().signalled(D2).judged(D3, measures=["early_repayment"])
    assert story.state(D3) == "rectification"
    day = D3 + DAY
    story.act(day, "CompleteRectification", opinion_id="O-1", measures=["early_repayment"])
    assert story.state(day) == "accelerated"
