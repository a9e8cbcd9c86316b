"""Limitation after acceleration, the clock of enforcement, obstacles that overlap: LM-02, LM-04, LM-09."""

from __future__ import annotations

import pytest

from services.litigation.domain.limitation import reading_on
from tests.unit.litigation.cases import ENFORCE, judged
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.test_limitation import acknowledged, replanned
from tests.unit.litigation.told import THREE, WHOLE, claim, demand, guarantor, on, opened


def obstacle(story: Story, day: str, name: str = "O-1", *, ended: bool = False) -> None:
    given = {"obstacle_id": name, "kind": "force_majeure", "ended": ended}
    story.act(day, "record-obstacle", **given)


def lent_for_long(accelerated_on: str) -> Story:
    """A loan to 2033, called due as a whole."""
    story = Story()
    story.tell("2023-03-20", opened("2033-03-20"), guarantor("2023-03-20"))
    whole = claim(accelerated_on, WHOLE, outstanding="260000.00", accelerated=accelerated_on)
    story.tell(accelerated_on, whole)
    return story


def due_of(story: Story, day: str, what: str) -> tuple[str, str]:
    """Until when, and about which obstacles."""
    [found] = [each for each in story.seen(day).due if each.what == what]
    return found.on.isoformat(), found.about


# -- LM-02 --------------------------------------------------------------------------------------


def test_the_old_last_due_date_starts_nothing_once_the_loan_is_accelerated() -> None:
    """Rules: LM-02."""
    story = lent_for_long("2024-06-25")
    story.pass_days("2034-01-01")
    assert [row for row in story.clock() if row[1] != "warned"] == [
        ("2024-06-25", "running", "2027-06-25"),
        ("2027-06-26", "expired", "2027-06-25"),
    ]
    assert "limitation_of_claim" not in story.due_on("2034-01-01")


@pytest.mark.parametrize(
    ("called", "started"), [("2033-03-19", "2033-03-19"), ("2033-03-21", "2033-03-20")]
)
def test_the_earlier_of_last_due_date_and_acceleration_starts_it(
    called: str, started: str
) -> None:
    """Rules: LM-02."""
    story = lent_for_long(called)
    story.pass_days("2040-01-01")
    assert story.clock()[0][0] == started
    assert story.clock()[-1][1] == "expired"


def test_acceleration_of_a_debt_whose_limitation_is_over_starts_nothing() -> None:
    """Rules: LM-02, LM-03."""
    story = Story()
    story.tell("2023-03-20", opened("2024-03-20"))
    story.tell("2024-03-21", claim("2024-03-21", *THREE[:1], outstanding="20000.00"))
    story.pass_days("2027-03-21")
    whole = claim("2027-04-01", WHOLE, outstanding="20000.00", accelerated="2027-04-01")
    story.tell("2027-04-01", whole)
    assert story.clock()[-1] == ("2027-03-21", "expired", "2027-03-20")


def test_an_acceleration_after_an_extension_starts_it() -> None:
    """Rules: LM-02."""
    story = Story()
    story.tell("2023-03-20", opened("2024-03-20"))
    replanned(story, "2024-02-01", "2026-03-20")
    whole = claim("2025-01-10", WHOLE, outstanding="20000.00", accelerated="2025-01-10")
    story.tell("2025-01-10", whole)
    assert story.clock() == [("2025-01-10", "running", "2028-01-10")]


def test_a_plan_that_calls_the_whole_for_an_earlier_day_starts_it_when_it_calls() -> None:
    """Rules: LM-02."""
    story = Story()
    story.tell("2023-03-20", opened("2033-03-20"))
    whole = claim("2025-01-10", WHOLE, outstanding="260000.00", accelerated="2025-01-10")
    replanned(story, "2025-01-10", "2024-12-20")
    story.tell("2025-01-10", whole)
    assert story.clock() == [("2025-01-10", "running", "2028-01-10")]


# -- LM-09 --------------------------------------------------------------------------------------


def test_demands_and_acknowledgements_start_the_time_to_enforce_anew() -> None:
    """Rules: LM-09, LM-05."""
    story = judged()  # to be performed by 2024-10-08
    story.tell("2026-06-01", demand("2026-06-01"))
    assert story.clock("enforcement")[-1] == ("2026-06-01", "interrupted", "2028-06-01")
    assert story.due_on("2026-06-01")["apply_for_enforcement"] == "2028-06-01"
    acknowledged(story, "2026-09-01")
    assert story.clock("enforcement")[-1] == ("2026-09-01", "interrupted", "2028-09-01")
    story.act("2028-09-01", "apply-enforcement", **ENFORCE)
    assert story.stages[-1] == ("2028-09-01", "enforcing")


@pytest.mark.parametrize(("day", "in_time"), [("2026-10-08", True), ("2026-10-09", False)])
def test_a_demand_counts_to_the_last_day_of_the_time_to_enforce(day: str, in_time: bool) -> None:
    """Rules: LM-09."""
    story = judged()
    story.tell(day, demand(day))
    if in_time:
        story.act("2026-12-02", "apply-enforcement", **ENFORCE)
    else:
        story.refuse("enforcement_too_late", "2026-12-02", "apply-enforcement", **ENFORCE)


def test_a_signature_after_the_time_to_enforce_does_not_bring_it_back() -> None:
    """LM-09 knows suspension and interruption; LIT-04 restores a claim that no court has judged."""
    story = judged()
    story.pass_days("2026-10-09")
    acknowledged(story, "2026-11-01")
    assert story.clock("enforcement")[-1] == ("2026-10-09", "expired", "2026-10-08")


def test_what_happened_before_the_judgment_does_not_touch_the_time_to_enforce() -> None:
    story = accelerated()
    story.tell("2025-01-10", demand("2025-01-10"))
    assert story.clock("enforcement") == []
    assert reading_on(judged().state, "enforcement", on("2024-10-07")).state == "not_started"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("gone", "last"), [("2026-04-08", "2026-10-08"), ("2026-04-09", "2026-10-09")]
)
def test_an_obstacle_in_the_last_six_months_holds_the_time_to_enforce(
    gone: str, last: str
) -> None:
    """Rules: LM-09, LM-04."""
    story = judged()
    obstacle(story, "2026-03-01")
    obstacle(story, gone, ended=True)
    assert story.due_on(gone)["apply_for_enforcement"] == last
    story.pass_days("2026-12-01")
    assert story.clock("enforcement")[-1][1:] == ("expired", last)


def test_it_may_be_applied_for_while_the_obstacle_lasts_and_six_months_after() -> None:
    """Rules: LM-09, LM-04."""
    story = judged()
    obstacle(story, "2026-06-01")
    assert story.clock("enforcement")[-1] == ("2026-06-01", "suspended", None)
    assert due_of(story, "2026-11-30", "time_to_enforce_suspended") == ("2027-05-30", "O-1")
    obstacle(story, "2026-12-01", ended=True)
    assert story.clock("enforcement")[-1] == ("2026-12-01", "running", "2027-06-01")
    story.act("2027-06-01", "apply-enforcement", **ENFORCE)


# -- LM-04 --------------------------------------------------------------------------------------


def test_of_two_obstacles_that_overlap_the_later_end_counts() -> None:
    """Rules: LM-04."""
    story = accelerated()  # ends 2027-06-25, its last six months begin on 2026-12-26
    obstacle(story, "2027-01-01", "A")
    obstacle(story, "2027-01-05", "B")
    obstacle(story, "2027-01-20", "A", ended=True)
    assert story.clock()[-1] == ("2027-01-01", "suspended", None)
    assert due_of(story, "2027-01-20", "limitation_suspended") == ("2027-07-20", "B")
    obstacle(story, "2027-06-01", "B", ended=True)
    assert story.clock()[-1] == ("2027-06-01", "running", "2027-12-01")
    assert due_of(story, "2027-06-01", "limitation_of_claim") == ("2027-12-01", "")


def test_a_demand_while_an_obstacle_lasts_does_not_end_the_obstacle() -> None:
    """Rules: LM-04, LM-05."""
    story = accelerated()
    obstacle(story, "2024-07-01")
    assert due_of(story, "2024-07-01", "limitation_of_claim") == ("2027-06-25", "O-1")
    story.tell("2024-08-01", demand("2024-08-01"))
    assert story.clock()[-1] == ("2024-08-01", "interrupted", "2027-08-01")
    story.pass_days("2027-02-01")
    assert story.clock()[-1][1] == "interrupted"
    story.pass_days("2027-07-20")
    assert story.clock()[-1] == ("2027-02-02", "suspended", None)
    assert due_of(story, "2027-07-20", "limitation_suspended") == ("2028-01-20", "O-1")
    obstacle(story, "2027-07-20", ended=True)
    assert story.clock()[-1] == ("2027-07-20", "running", "2028-01-20")
    story.pass_days("2028-01-21")
    assert story.clock()[-1] == ("2028-01-21", "expired", "2028-01-20")


def test_an_obstacle_that_is_gone_before_the_last_six_months_changes_nothing() -> None:
    """Rules: LM-04."""
    story = accelerated()
    obstacle(story, "2025-01-01")
    obstacle(story, "2026-12-25", ended=True)
    assert story.clock() == [("2024-06-25", "running", "2027-06-25")]


def test_a_claim_that_stands_still_is_not_warned_and_does_not_expire() -> None:
    """Rules: LM-04, LIT-03."""
    story = accelerated()
    obstacle(story, "2026-01-01")
    story.pass_days("2035-01-01")
    assert story.clock()[1:] == [("2026-12-26", "suspended", None)]
    acknowledged(story, "2035-02-01")
    assert story.clock()[-1] == ("2035-02-01", "interrupted", "2038-02-01")


def test_the_absolute_end_comes_while_an_obstacle_lasts() -> None:
    """Rules: LM-01."""
    story = accelerated()
    obstacle(story, "2026-01-01")
    story.pass_days("2044-06-25")
    assert story.clock()[-1][1] == "suspended"
    assert due_of(story, "2044-06-25", "limitation_suspended")[0] == "2044-06-25"
    story.pass_days("2044-06-26")
    assert story.clock()[-1] == ("2044-06-26", "expired", "2044-06-25")


def test_an_obstacle_ends_on_the_day_it_began_or_later() -> None:
    """Rules: LM-04."""
    story = accelerated()
    obstacle(story, "2027-01-05")
    held = {"obstacle_id": "O-1", "kind": "force_majeure", "ended": True}
    story.refuse(
        "done_before_last_step", "2027-01-06", "record-obstacle", **held, done_on="2027-01-04"
    )
    story.act("2027-01-06", "record-obstacle", **held, done_on="2027-01-05")
    assert story.clock()[-2:] == [
        ("2027-01-05", "running", "2027-07-05"),
        ("2027-01-06", "warned", "2027-07-05"),
    ]
