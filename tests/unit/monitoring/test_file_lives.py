"""Random files: officers' acts among payments, reversals and news, in any order that is allowed."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.kit.domain import Rejected
from services.monitoring.domain.file import Above, Work
from services.monitoring.domain.file_timers import open_timers
from services.monitoring.domain.loan import decider
from services.monitoring.domain.view import document, view
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import (
    DOCUMENTS,
    STREAM,
    Story,
    remitted,
    taken_in_kind,
    transferred,
    written_off,
)
from tests.unit.monitoring.loans import DISBURSED, JANUARY, LOAN, acceleration, receipt, reversal

END = DISBURSED + 130 * DAY
STATES = {*get_args(Work), *get_args(Above), "overdue", "closed", "closed_transferred"}
ACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("CompleteReview", {"documents": DOCUMENTS}),
    ("CompleteReview", {"documents": DOCUMENTS, "discrepancies": ["x"]}),
    ("RaiseSignal", {"signal_id": "S-1", "codes": ["turnover_drop"]}),
    ("RaiseSignal", {"signal_id": "S-2", "codes": ["query_spike"]}),
    ("AcknowledgeSignal", {"signal_id": "S-1"}),
    ("DismissSignal", {"signal_id": "S-1"}),
    ("IssueOpinion", {"opinion_id": "O-1", "measures": ["more_tracking"]}),
    ("CompleteRectification", {"opinion_id": "O-1", "measures": ["more_tracking"]}),
    ("CompleteInspection", {"inspection_id": "I-1", "mode": "on_site", "clean": True}),
    ("CompleteInspection", {"inspection_id": "I-2", "mode": "on_site", "clean": True}),
    ("ReportLifeEvent", {"life_event": "disappeared"}),
    ("ReportLifeEvent", {"life_event": "recovered"}),
    ("HoldCounselling", {}),
)
STEPS = st.one_of(
    st.integers(0, len(ACTS) - 1).map(lambda place: ("act", place)),
    st.sampled_from([("pay", 0), ("pay", 1), ("undo", 0), ("call", 0), ("plan", 0)]),
    st.sampled_from([("asset", 0), ("sold", 0), ("gone", 0), ("off", 1)]),
)
HISTORIES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20), STEPS), max_size=14)


def _step(story: Story, day: date, back: int, kind: str, which: int) -> None:
    earlier = max(DISBURSED, day - back * DAY)
    match kind:
        case "act":
            command, fields = ACTS[which]
            story.act(day, command, **fields, done_on=earlier.isoformat())
        case "pay":
            amount = ("1035.00", "3075.00")[which]
            story.bank.put(STREAM, receipt(f"R{which}", amount, earlier, as_of=day))
        case "undo":
            story.bank.put(STREAM, reversal("R0", as_of=day))
        case "call":
            story.bank.put(STREAM, acceleration(earlier, as_of=day))
        case "plan":
            due = {
                "inspection_id": "I-3",
                "due_on": (day + 9 * DAY).isoformat(),
                "mode": "on_site",
            }
            story.act(day, "ScheduleInspection", **due)
        case "asset":
            story.tell(day, taken_in_kind(earlier, "500.00"))
        case "sold":
            story.tell(day, transferred(earlier))
        case "gone":
            story.tell(day, remitted(earlier))
        case _:
            story.tell(day, written_off(earlier, entry=which))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_recorded_and_effective_order_show_the_same_file(
    history: list[tuple[int, int, tuple[str, int]]],
) -> None:
    story, day = Story.opened(), DISBURSED + DAY
    for pause, back, (kind, which) in history:
        day += pause * DAY
        story.until(day)
        try:
            _step(story, day, back, kind, which)
        except Rejected:
            continue
    end = max(END, day + 40 * DAY)
    story.bank.close_until(end)
    state = story.bank.states[STREAM]
    assert decider.fold(story.bank.events(LOAN)) == state
    shown = view(state, end)
    assert shown is not None
    assert shown == story.bank.view(LOAN, end, end)
    assert shown.file.state in STATES
    assert document(shown)
    inspections, opinions = open_timers(state)
    assert not inspections
    assert not opinions
    on = DISBURSED
    while on <= end:
        past = story.bank.view(LOAN, on, end)
        assert past is not None
        assert past.file.since <= on
        on += 7 * DAY


def test_the_histories_reach_arrears() -> None:
    assert JANUARY + 31 * DAY < END
