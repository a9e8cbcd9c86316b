"""B.1's rows from "any" and "any open": what ends or overtakes a file, in every state it can stand in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import STREAM, Story, transferred
from tests.unit.monitoring.loans import DISBURSED, acceleration
from tests.unit.monitoring.standing import FILES

OVER = ("none", "closed", "closed: once overdue", "closed_transferred")
OPEN = [name for name in FILES if name not in OVER]


def stands(state: str) -> tuple[Story, date]:
    """The file at the end of a day on which it is in that state, and the next day, still open."""
    story = FILES[state]()
    day = max((story.bank.closed_on or DISBURSED) + 2 * DAY, DISBURSED + 3 * DAY)
    assert story.state(day) == state
    return story, day + DAY


@pytest.mark.parametrize("state", OPEN)
def test_any_file_is_closed_when_nothing_is_owed_any_more(state: str) -> None:
    story, day = stands(state)
    story.pay("R-1", "1.00", day)
    assert story.state(day) == state, "a part is no settlement"
    story.pay("R-2", "3200.00", day + DAY)
    file = story.file(day + 100 * DAY)
    assert file.state == "closed"
    care = ["post_recovery_care"] if state in ("overdue", "accelerated") else []
    assert [duty.what for duty in file.due] == care


@pytest.mark.parametrize("state", OPEN)
def test_any_file_is_closed_transferred_when_the_claim_is_sold(state: str) -> None:
    """Rules: DIS-07."""
    story, day = stands(state)
    story.tell(day, transferred(day))
    assert story.state(day) == "closed_transferred"
    assert not story.file(day).due


@pytest.mark.parametrize("state", [each for each in OPEN if each != "accelerated"])
def test_any_file_is_accelerated_and_overtaken_by_a_life_event_after_it(state: str) -> None:
    """Rules: MON-52, MON-54, COL-02."""
    story, day = stands(state)
    story.bank.put(STREAM, acceleration(day))
    assert story.state(day) == "accelerated"
    story.act(day + DAY, "ReportLifeEvent", life_event="disappeared")
    assert story.state(day + DAY) == "life_event"
