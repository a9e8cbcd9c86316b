"""Every command of monitoring in every state of B.1: taken, or refused with its code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.monitoring.domain.view import view
from tests.states import Answer, Codes, Table
from tests.unit.monitoring.filing import DOCUMENTS, OBLIGOR, cny
from tests.unit.monitoring.loans import FEBRUARY, LOAN
from tests.unit.monitoring.standing import FILES, INSPECTIONS, OPINIONS, SIGNALS, standing

SOON = timedelta(days=9)
MEASURES = ["limit_frozen", "more_tracking"]
FIELDS: dict[str, dict[str, Any]] = {
    "complete-review": {"documents": list(DOCUMENTS)},
    "raise-signal": {"signal_id": "S-9", "codes": ["query_spike"]},
    "acknowledge-signal": {"signal_id": "S-1"},
    "dismiss-signal": {"signal_id": "S-1"},
    "issue-opinion": {"opinion_id": "O-9", "measures": ["more_tracking"]},
    "complete-rectification": {"opinion_id": "O-1", "measures": MEASURES},
    "schedule-inspection": {"inspection_id": "I-9", "due_on": SOON, "mode": "on_site"},
    "complete-inspection": {"inspection_id": "I-9", "mode": "on_site", "clean": True},
    "report-life-event": {"life_event": "death"},
    "record-reminder": {
        "reminder_id": "R-9",
        "kind": "reminder",
        "due_on": FEBRUARY.isoformat(),
        "amount": cny("1025.00"),
        "channel": "sms",
        "delivered": True,
        "receipt": "SMS-9",
    },
    "set-reminder-preference": {"channel": "sms", "automatic": True},
    "hold-counselling": {},
    "accelerate-loan": {"effective_on": "{day}"},
}
ABOUT = {"loan_id": LOAN, "obligor_id": OBLIGOR}
AT_WORK = ("review_due", "regular", "enhanced", "signal_assessment", "rectification")
UNDER_WAY = (*AT_WORK, "overdue", "life_event")
OPEN = (*UNDER_WAY, "accelerated")
ANSWERS: dict[str, Answer] = {
    "complete-review": Answer(("review_due",)),
    "raise-signal": Answer(("regular", "enhanced", "signal_assessment")),
    "acknowledge-signal": Answer(("signal_assessment",)),
    "dismiss-signal": Answer(("signal_assessment",)),
    "issue-opinion": Answer(("signal_assessment",)),
    "complete-rectification": Answer(("rectification",)),
    "schedule-inspection": Answer(OPEN),
    "complete-inspection": Answer(OPEN),
    "report-life-event": Answer(OPEN),
    "record-reminder": Answer(
        UNDER_WAY, {"amount_differs": ("accelerated",)}
    ),  # no due date ahead
    "set-reminder-preference": Answer(OPEN),
    "hold-counselling": Answer(("closed: once overdue",)),
    "accelerate-loan": Answer(
        UNDER_WAY,
        {
            "already_accelerated": ("accelerated",),
            "claim_closed": ("closed", "closed_transferred"),
            "loan_settled": ("closed: once overdue",),
        },
    ),
}
RECOVERED: dict[str, Answer] = {"report-life-event": Answer(("life_event",))}
OF_INSPECTIONS: dict[str, Answer] = {
    "schedule-inspection": Answer(("none",), {}, "id_taken"),
    "complete-inspection": Answer(
        ("none", "scheduled"), {"id_taken": ("completed",), "inspection_missed": ("missed",)}
    ),
}
NOT_OPEN: Codes = {"signal_not_open": ("none", "dismissed")}
OF_SIGNALS: dict[str, Answer] = {
    "raise-signal": Answer(("none",), {"id_taken": ("raised", "acknowledged", "dismissed")}),
    "acknowledge-signal": Answer(
        ("raised",), {"signal_not_open": ("none", "acknowledged", "dismissed")}
    ),
    "dismiss-signal": Answer(("raised", "acknowledged"), NOT_OPEN),
    "issue-opinion": Answer(("none", "raised", "acknowledged", "dismissed")),
}
OF_OPINIONS: dict[str, Answer] = {
    "issue-opinion": Answer(("none",)),
    "complete-rectification": Answer(("carried out",)),
}
STANDINGS = {name: standing(make) for name, make in FILES.items()}
ELSEWHERE = {"none": "loan_unknown"}
TABLE = Table("monitoring", ABOUT, STANDINGS, FIELDS, ANSWERS, ELSEWHERE)
RECOVERY = Table(
    "monitoring",
    ABOUT,
    STANDINGS,
    {"report-life-event": {"life_event": "recovered"}},
    RECOVERED,
    ELSEWHERE,
)
INSPECTED = Table(
    "monitoring",
    ABOUT,
    {name: standing(make) for name, make in INSPECTIONS.items()},
    {c: FIELDS[c] | {"inspection_id": "I-1"} for c in OF_INSPECTIONS},
    OF_INSPECTIONS,
)
SIGNALLED = Table(
    "monitoring",
    ABOUT,
    {name: standing(make) for name, make in SIGNALS.items()},
    FIELDS | {"raise-signal": FIELDS["raise-signal"] | {"signal_id": "S-1"}},
    OF_SIGNALS,
    words={"actioned": "rectification"},
)
JUDGED = Table(
    "monitoring",
    ABOUT,
    {name: standing(make) for name, make in OPINIONS.items()},
    FIELDS | {"issue-opinion": {"opinion_id": "O-1", "measures": MEASURES}},
    OF_OPINIONS,
    words={"none": "signal_assessment", "carried out": "rectification", "done": "enhanced"},
)
TABLES = (TABLE, RECOVERY, INSPECTED, SIGNALLED, JUDGED)


@pytest.mark.parametrize("state", FILES)
def test_the_file_stands_where_the_table_says(state: str) -> None:
    loan, day = TABLE.standing(state)
    shown = view(loan, day)
    assert ("none" if shown is None else shown.file.state) == state.partition(":")[0]


@pytest.mark.parametrize("command", ANSWERS)
def test_what_b1_does_not_list_is_refused_with_its_code(command: str) -> None:
    TABLE.check(command)


@pytest.mark.parametrize("table", TABLES[1:])
def test_what_the_file_holds_is_moved_only_from_the_states_of_b1(table: Table) -> None:
    for command in table.answers:
        table.check(command)
