"""B.3's rows from "any active" and "any": paid, settled, written off and sold, in every state.

The case is brought into each state by what people do (``standing``), not by the table of moves.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.collection.domain.case import ACTIVE
from services.collection.domain.conclusions import CollectionCaseClosed
from tests.unit.collection.life import Life
from tests.unit.collection.standing import CASES

UNDER_WAY = {name: make for name, make in CASES.items() if name.partition(":")[0] in ACTIVE}
OPEN = UNDER_WAY | {"CURED": CASES["CURED"]}


def next_day(make: Callable[[], Life]) -> Life:
    return make().close()


def ends(life: Life) -> list[tuple[str, str]]:
    return [
        (each.effective_on.isoformat(), each.outcome)
        for each in life.state.live(CollectionCaseClosed)
    ]


def test_these_are_all_active_states() -> None:
    assert {name.partition(":")[0] for name in UNDER_WAY} == set(ACTIVE)


@pytest.mark.parametrize("state", UNDER_WAY)
def test_any_active_case_is_cured_when_all_that_is_due_is_paid(state: str) -> None:
    """Rules: B.3."""
    life = next_day(UNDER_WAY[state])
    assert life.case() == state.partition(":")[0]
    life.paid("30000.00")
    assert life.case() != "CURED", "money alone is no cure: monitoring says what is still due"
    life.overdue(None)
    assert life.case() == "CURED"


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("outcome", ["written_off", "transferred"])
def test_any_case_is_closed_with_a_loss_when_the_claim_is_written_off_or_sold(
    state: str, outcome: str
) -> None:
    """Rules: B.3."""
    life = next_day(OPEN[state])
    assert ends(life) == []
    life.disposed(outcome, number=1 if outcome == "written_off" else None)
    assert life.case() == "CLOSED_LOSS"
    assert ends(life) == [(life.today.isoformat(), outcome)]


@pytest.mark.parametrize("state", OPEN)
def test_any_case_is_closed_when_the_loan_is_settled(state: str) -> None:
    life = next_day(OPEN[state])
    life.paid("500000.00")
    life.overdue(None)
    life.settled()
    assert life.case() == "CLOSED"
    assert ends(life) == [(life.today.isoformat(), "settled")]
