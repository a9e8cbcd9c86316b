"""An act is judged by the edition of the day on which it was done, whenever it is entered (section 12.1)."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.done import Contacted
from services.kit.domain import changed
from services.kit.policy import PolicyBook
from tests.unit.collection import told
from tests.unit.collection.life import CONDUCT, EDITION, Life, in_case, on, refusal

SECOND = on("2024-03-22")
"""From this day on one effective call a day, quiet from 21:00, and calls by specialists only."""


@pytest.fixture(autouse=True)
def two_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = changed(CONDUCT.hours, quiet_from=changed(CONDUCT.hours.quiet_from, value=21 * 60))
    conduct = changed(CONDUCT, policy_id="x/2", effective_from=SECOND, hours=earlier)
    one_call = changed(
        EDITION.gate, effective_calls=changed(EDITION.gate.effective_calls, value=1)
    )
    specialists = changed(EDITION.rule_of("make-call"), roles=("specialist",))
    editions = tuple(changed(each, conduct=(CONDUCT, conduct)) for each in (EDITION, EDITION))
    second = changed(
        editions[1],
        policy_id="x/2",
        effective_from=SECOND,
        gate=one_call,
        acts=EDITION.acts | {"make-call": specialists},
    )
    monkeypatch.setattr(told, "POLICIES", PolicyBook(editions=(editions[0], second)))


def entered_on(day: str) -> Life:
    return in_case().to(day)


@pytest.mark.parametrize("entered", ["2024-03-21", "2024-03-22", "2024-03-25"])
def test_a_contact_by_the_edition_of_its_instant(entered: str) -> None:
    """Rules: CC-01, CC-02, section 12.1."""
    life = entered_on(entered)
    for hour in ("10:00", "21:30"):
        made, *_ = life.call(hour, day="2024-03-21")
        assert isinstance(made, Contacted)
        assert made.policy_id == EDITION.policy_id
    blocked: Any = life.call("22:00", day="2024-03-21")[0]
    assert (blocked.code, blocked.policy_id) == ("QUIET_HOURS", EDITION.policy_id)
    assert blocked.conduct_id == CONDUCT.policy_id


def test_from_the_first_day_of_the_next_edition_by_that_one() -> None:
    """Rules: CC-01, CC-02, section 12.1."""
    life, who = entered_on("2024-03-23"), {"role": "specialist", "day": "2024-03-22"}
    assert life.call("21:00", **who)[0].code == "QUIET_HOURS"
    assert isinstance(life.call("20:59", **who)[0], Contacted)
    assert life.call("11:00", **who)[0].code == "CALL_BOMBING"
    assert refusal(lambda: life.call("10:00")) == "role_not_allowed"


def test_what_was_done_before_it_and_is_entered_later_by_the_one_before() -> None:
    life = entered_on("2024-03-23")
    life.call(day="2024-03-21")
    (cause,) = life.act(acts.RecordArrearsCause, cause="goods_unsold", done_on=on("2024-03-21"))
    assert cause.policy_id == EDITION.policy_id
    (cause,) = life.act(acts.RecordArrearsCause, cause="goods_unpaid")
    assert cause.policy_id == "x/2"
