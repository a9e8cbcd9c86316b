"""Limitation of the claim on a guarantor (GU-10, GU-05, GU-45)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts import litigation
from services.guarantee.domain.entries import AlarmRaised, ClockSet
from tests.unit.guarantee.story import (
    Story,
    demanded,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    JOINT,
    ZHAO,
    balance,
    bankrupt,
    on,
    opened,
    staged,
    suit,
)


def sued(**guarantee: Any) -> Story:
    """A general guarantor; the debtor was sued in time."""
    story = Story()
    story.tell(opened(guarantees=(JOINT | {"kind": "general"} | guarantee,)), "2023-03-20")
    story.tell(suit("2024-07-08", DEBTOR), "2024-07-08")
    return story


def running(story: Story, as_of: str) -> tuple[str, str | None, str | None]:
    clock = story.guarantor(as_of).limitation
    if clock is None:
        return "none", None, None
    end = None if clock.ends_on is None else clock.ends_on.isoformat()
    return clock.state, clock.started_on.isoformat(), end


def test_joint_runs_for_three_years_from_the_claim() -> None:
    story = demanded()
    assert running(story, "2024-03-27")[0] == "none"
    assert running(story, "2024-03-28") == ("running", "2024-03-28", "2027-03-28")
    assert ("claim_again", ZHAO, "2027-03-28") in story.due("2024-03-28")


def test_it_is_alarmed_and_expires_the_day_after_its_end_without_freeing_him() -> None:
    story = demanded()
    story.pass_days("2027-03-28")
    days = [a.days for a in story.made(AlarmRaised) if a.clock == "limitation"]
    assert days == [90, 60, 30, 7]
    assert running(story, "2027-03-28")[0] == "running"
    story.pass_days("2027-03-29")
    assert running(story, "2027-03-29")[0] == "expired"
    assert story.guarantor("2027-03-29").state == "demanded"


def test_his_payment_starts_it_anew_and_a_payment_undone_does_not() -> None:
    story = demanded()
    story.tell(balance("2024-09-02", 20, "250000.00", "Z-1", "10000.00"), "2024-09-02")
    assert running(story, "2024-09-02") == ("running", "2024-09-02", "2027-09-02")
    assert running(story, "2024-09-01")[2] == "2027-03-28"
    story.tell(balance("2024-09-05", 21, "260000.00", corrects=(20,)), "2024-09-05")
    assert running(story, "2024-09-05") == ("running", "2024-03-28", "2027-03-28")


def test_a_suit_against_him_stops_it_and_one_against_the_debtor_does_not() -> None:
    story = demanded()
    story.tell(suit("2024-07-08", DEBTOR), "2024-07-08")
    assert running(story, "2024-07-08")[0] == "running"
    story.tell(suit("2024-07-09"), "2024-07-09")
    assert running(story, "2024-07-09") == ("stopped", "2024-03-28", None)


def test_general_does_not_run_while_he_may_refuse() -> None:
    """Rules: GU-10."""
    story = sued()
    assert running(story, "2024-12-31")[0] == "none"
    assert story.guarantor("2024-12-31").defence_open


@pytest.mark.parametrize(
    "ground", ["debtor_missing", "bankruptcy_accepted", "assets_insufficient", "waived"]
)
def test_it_runs_from_the_day_on_which_he_may_refuse_no_longer(ground: str) -> None:
    story = sued()
    gone: dict[str, Any] = {"ground": ground, "document_id": "D-1"}
    story.act("RecordDefenceRemoved", "2024-10-08", "lawyer", **gone)
    assert running(story, "2024-10-08") == ("running", "2024-10-08", "2027-10-08")
    assert not story.guarantor("2024-10-08").defence_open
    assert story.guarantor("2024-10-07").defence_open


def test_the_debtors_bankruptcy_and_the_end_of_enforcement_take_the_right_away() -> None:
    story = sued()
    story.tell(bankrupt("2025-01-10"), "2025-01-10")
    assert running(story, "2025-01-10")[1] == "2025-01-10"
    other = sued()
    other.tell(bankrupt("2025-01-10", "SOMEBODY"), "2025-01-10")
    other.tell(staged("2024-10-10", "enforcing"), "2025-01-10")
    other.tell(staged("2025-03-20", "dormant"), "2025-03-20")
    assert running(other, "2025-03-19")[0] == "none"
    assert running(other, "2025-03-20") == ("running", "2025-03-20", "2028-03-20")


def test_a_year_after_the_application_without_a_ruling_it_runs_anyhow() -> None:
    """Rules: GU-45."""
    story = sued()
    story.tell(staged("2024-10-10", "enforcing"), "2024-10-10")
    story.pass_days("2025-10-09")
    assert running(story, "2025-10-09")[0] == "none"
    story.pass_days("2025-10-11")
    assert running(story, "2025-10-11") == ("running", "2025-10-10", "2028-10-10")
    assert not story.guarantor("2025-10-11").defence_open


def waits(story: Story) -> list[tuple[str, str, str, str | None]]:
    return [
        (
            each.effective_on.isoformat(),
            each.state,
            each.why,
            each.ends_on and each.ends_on.isoformat(),
        )
        for each in story.made(ClockSet)
        if each.clock == "no_ruling"
    ]


@pytest.mark.parametrize(
    ("ended", "wait"),
    [
        ("2025-10-10", ("2025-10-10", "stopped", "enforcement_ended", None)),
        ("2025-10-11", ("2025-10-10", "expired", "enforcement_applied", "2025-10-10")),
    ],
)
def test_the_wait_for_a_ruling_is_stopped_up_to_its_last_day_and_says_by_what(
    ended: str, wait: tuple[str, str, str, str | None]
) -> None:
    """Rules: GU-45."""
    story = sued()
    story.tell(staged("2024-10-10", "enforcing", 7), "2024-10-10")
    story.tell(staged(ended, "dormant", 8), ended)
    begun = ("2024-10-10", "running", "enforcement_applied", "2025-10-10")
    assert waits(story) == [begun, wait]


def test_an_end_of_enforcement_that_litigation_takes_back_was_none() -> None:
    story = sued()
    story.tell(staged("2024-10-10", "enforcing", 7), "2024-10-10")
    story.tell(staged("2025-03-20", "dormant", 8), "2025-03-20")
    assert running(story, "2025-03-20")[0] == "running"
    assert story.tell(staged("2025-03-20", "dormant", 8), "2025-03-21") == ()
    gone = litigation.EntriesWithdrawn(
        **IDS, effective_on=on("2025-03-20"), entry=9, corrects=(8,)
    )
    story.tell(gone, "2025-04-01")
    assert running(story, "2025-04-01")[0] == "none"
    assert story.guarantor("2025-03-20", "2025-03-31").limitation is not None


def test_a_right_that_was_gone_before_the_suit_lets_it_run_from_the_suit() -> None:
    story = Story()
    story.tell(opened(guarantees=(JOINT | {"kind": "general"},)), "2023-03-20")
    gone: dict[str, Any] = {"ground": "waived", "document_id": "D-1"}
    story.act("RecordDefenceRemoved", "2024-01-10", "manager", **gone)
    story.tell(suit("2024-07-08", DEBTOR), "2024-07-08")
    assert running(story, "2024-07-08")[1] == "2024-07-08"


def test_a_joint_guarantor_has_no_right_to_refuse() -> None:
    """Rules: GU-06."""
    gone: dict[str, Any] = {"ground": "waived", "document_id": "D-1"}
    demanded().refused("no_defence", "RecordDefenceRemoved", "2024-04-01", "lawyer", **gone)


@pytest.mark.parametrize(
    ("claimed", "end"),
    [
        ("2015-09-29", "2017-09-29"),
        ("2015-09-30", "2017-09-30"),
        ("2015-10-01", "2018-10-08"),  # 1 October is a holiday (T-3)
        ("2017-10-01", "2020-10-09"),
    ],
)
def test_a_claim_not_yet_expired_when_the_law_changed_gets_its_three_years(
    claimed: str, end: str
) -> None:
    """Two years until 30 September 2017; what still ran on 1 October 2017 gets three."""
    story = Story()
    story.tell(opened("2015-03-20", guarantees=(JOINT | {"kind": "general"},)), "2015-03-20")
    gone: dict[str, Any] = {"ground": "waived", "document_id": "D-1"}
    story.act("RecordDefenceRemoved", claimed, "lawyer", **gone)
    story.tell(suit(claimed, DEBTOR), claimed)
    assert running(story, claimed) == ("running", claimed, end)


@pytest.mark.parametrize(
    ("claimed", "end", "unrolled"),
    [
        ("2021-09-30", "2024-09-30", None),
        ("2021-10-01", "2024-10-08", "2024-10-01"),
        ("2021-10-07", "2024-10-08", "2024-10-07"),
        ("2021-10-08", "2024-10-08", None),
    ],
)
def test_its_last_day_moves_behind_holidays_and_the_day_before_is_kept(
    claimed: str, end: str, unrolled: str | None
) -> None:
    """Rules: T-3, GU-10. The holiday of 2024 lasts from 1 to 7 October."""
    story = Story()
    story.tell(opened("2021-03-20", guarantees=(JOINT | {"kind": "general"},)), "2021-03-20")
    gone: dict[str, Any] = {"ground": "waived", "document_id": "D-1"}
    story.act("RecordDefenceRemoved", claimed, "lawyer", **gone)
    story.tell(suit(claimed, DEBTOR), claimed)
    assert running(story, claimed) == ("running", claimed, end)
    moved = [each.unrolled for each in story.made(ClockSet) if each.clock == "limitation"]
    assert moved[-1] == (None if unrolled is None else on(unrolled))
    over = (on(end) + timedelta(days=1)).isoformat()
    story.pass_days(over)
    assert [running(story, day)[0] for day in (end, over)] == ["running", "expired"]
