"""Every command of classification in every state of B.2: taken, or refused with its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.classification.domain.view import view
from tests.states import Answer, Standing, Table
from tests.unit.classification.standing import STATES, standing

MET = [
    {"condition": number, "met": True, "reason": "seen", "evidence": ["DOC-1"]}
    for number in (1, 2, 3, 4)
]
FIELDS: dict[str, dict[str, Any]] = {
    "hold-cure-test": {"test": "CONVERT-4", "findings": MET},
    "complete-triage": {"findings": ["able"], "evidence": ["REPORT-1"]},
    "recognise-preservation": {"ground": "security_renewed", "document_id": "PRES-9"},
    "recognise-four-tier": {"ground": "production_stopped", "evidence": ["SITE-9"]},
    "record-restructuring": {
        "difficulties": ["capacity_fallen"],
        "difficulty_evidence": ["CASHFLOW-9"],
        "concessions": ["extension"],
        "concession_evidence": ["CONTRACT-9"],
    },
    "review-restructuring": {"solved": True, "evidence": ["REPORT-9"]},
    "override-class": {"class": "loss"},
    "withdraw-override": {},
    "approve-upgrade": {},
}
REVIVAL = {"hold-cure-test": {"test": "REVIVE-5", "findings": MET}}
ABOUT = {"loan_id": "L-1", "obligor_id": "C-1"}
RISEN = ("special_mention: risen", "special_mention: restructuring kept")
PERFORMING = (
    *("normal", "special_mention", "special_mention: by an expert"),
    *("special_mention: production stopped", "special_mention: restructured", *RISEN),
)
NON_PERFORMING = (
    *("substandard", "substandard: converted", "substandard: observed"),
    *("substandard: observation kept", "doubtful", "loss"),
)
IN_BOOK = (*PERFORMING, *NON_PERFORMING)
STOPPED = "special_mention: production stopped"
ELSEWHERE = {
    "none": "loan_unknown",
    "out: written_off": "loan_out",
    "out: transferred": "loan_out",
    "out: settled": "loan_settled",
}


TO_REVIVE = ("substandard: observation kept", "special_mention: risen")


def but(*states: str) -> tuple[str, ...]:
    return tuple(each for each in IN_BOOK if each not in states)


TO_RECOVER = ("special_mention", STOPPED, *NON_PERFORMING)
RESTRUCTURED = ("special_mention: restructured", "special_mention: restructuring kept")
ANSWERS: dict[str, Answer] = {
    "hold-cure-test": Answer(IN_BOOK),  # passed by a performing loan it has no effect
    "complete-triage": Answer(TO_RECOVER, {"nothing_to_recover": but(*TO_RECOVER)}),
    "recognise-preservation": Answer(IN_BOOK),
    "recognise-four-tier": Answer(but(STOPPED), {"ground_stands": (STOPPED,)}),
    "record-restructuring": Answer(IN_BOOK),
    "review-restructuring": Answer(
        RESTRUCTURED[1:],
        {"observation_running": RESTRUCTURED[:1], "not_restructured": but(*RESTRUCTURED)},
    ),
    "override-class": Answer(IN_BOOK),
    "withdraw-override": Answer(
        ("special_mention: by an expert",),
        {"override_not_set": but("special_mention: by an expert")},
    ),
    "approve-upgrade": Answer(
        ("substandard: observation kept",),
        {"upgrade_not_waiting": but("substandard: observation kept")},
    ),
}
OF_REVIVAL = {"hold-cure-test": Answer(IN_BOOK)}
STANDINGS = {name: standing(make) for name, make in STATES.items()}
TABLE = Table("classification", ABOUT, STANDINGS, FIELDS, ANSWERS, ELSEWHERE)
REVIVED = Table("classification", ABOUT, STANDINGS, REVIVAL, OF_REVIVAL, ELSEWHERE)
TABLES = (TABLE, REVIVED)


CAME_TO_IT: dict[str, Callable[[Any], bool]] = {
    "by an expert": lambda shown: shown.reasons == ("expert_override",),
    "production stopped": lambda shown: shown.four_tier.grounds == ("production_stopped",),
    "restructured": lambda shown: not shown.restructuring.complete,
    "restructuring kept": lambda shown: shown.restructuring.complete,
    "risen": lambda shown: shown.reasons == ("revitalisation_test_not_passed",),
    "converted": lambda shown: shown.forms == ("converted",),
    "observed": lambda shown: shown.observation.completed_on is None,
    "observation kept": lambda shown: shown.observation.completed_on is not None,
    "written_off": lambda shown: shown.out.reason == "written_off",
    "transferred": lambda shown: shown.out.reason == "transferred",
    "settled": lambda shown: shown.out.reason == "settled",
}
"""What is seen of it, by the words after a state's colon."""


def seen(standing: Standing) -> Any:
    return view(standing.stream, "L-1", standing.day)


@pytest.mark.parametrize("state", STATES)
def test_the_loan_stands_where_the_table_says(state: str) -> None:
    shown, (stands_in, _, how) = seen(TABLE.standing(state)), state.partition(": ")
    assert (shown.state if shown else "none") == stands_in
    assert not how or CAME_TO_IT[how](shown)


@pytest.mark.parametrize("command", ANSWERS)
def test_what_b2_does_not_list_is_refused_with_its_code(command: str) -> None:
    TABLE.check(command)


def test_a_revival_is_tested_in_every_state_in_the_book_and_in_none_outside() -> None:
    REVIVED.check("hold-cure-test")


@pytest.mark.parametrize("state", IN_BOOK)
def test_a_cure_test_lifts_or_marks_only_from_the_states_of_b2(state: str) -> None:
    """Rules: CLS-40, CLS-41, POL-05. Elsewhere the loan stays as it was, whatever officers found."""
    before = seen(TABLE.standing(state))
    converted, revived = (seen(each.after("hold-cure-test", state)) for each in TABLES)
    assert converted.state == before.state
    assert converted.forms == (("converted",) if state in NON_PERFORMING else ())
    assert revived.state == ("normal" if state in TO_REVIVE else before.state)
    assert revived.forms == before.forms
    assert revived.cure_tests[-1].passed is (revived.state == "normal")
