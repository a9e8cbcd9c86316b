"""Preservation measures: security, 48 hours, 30 days, terms by asset kind, renewal, end."""

from __future__ import annotations

from typing import Any

import pytest

from services.kit.domain import Rejected
from services.litigation.domain.deeds import MeasureApplied, MeasureRuled
from tests.unit.litigation.cases import filed, lettered
from tests.unit.litigation.seizures import applied, granted, in_force
from tests.unit.litigation.story import accelerated
from tests.unit.litigation.told import LIANG, cny, life_event, referral


@pytest.mark.parametrize(
    ("security", "waived", "allowed"),
    [
        ("100000.00", False, True),
        ("99999.99", False, False),
        (None, False, False),
        (None, True, True),
    ],
)
def test_before_suit_security_equals_the_amount_unless_the_court_waives_it(
    security: str | None, waived: bool, allowed: bool
) -> None:
    """Rules: CL-04, CL-05."""
    story = accelerated()
    story.tell("2024-06-25", life_event("2024-06-25"))
    given = {
        "measure_id": "PM-1",
        "at": "2024-06-26T10:00:00+08:00",
        "court": "COURT-1",
        "asset_id": "A-1",
        "asset_kind": "real_estate",
        "amount": cny("100000.00"),
        "security": None if security is None else cny(security),
        "security_waived": waived,
    }
    if allowed:
        story.act("2024-06-26", "apply-preservation", **given)
    else:
        detail = story.refuse("security_missing", "2024-06-26", "apply-preservation", **given)
        assert "100000.00" in detail


@pytest.mark.parametrize(("amount", "allowed"), [("267002.00", True), ("267002.01", False)])
def test_all_measures_together_stay_within_the_claim(amount: str, allowed: bool) -> None:
    """On 26 Jun 2024 it is 266,924.00 and one day's penalty of 78.00."""
    # Rules: CL-03.
    story = accelerated()
    story.tell("2024-06-25", life_event("2024-06-25"))
    given: dict[str, Any] = {"amount": cny(amount), "security_waived": True}
    if allowed:
        applied(story=story, **given)
        return
    with pytest.raises(Exception, match="beyond_claim"):
        applied(story=story, **given)


def test_a_second_measure_counts_with_the_first_and_not_with_a_refused_one() -> None:
    story = applied(amount=cny("200000.00"), security_waived=True)
    second: dict[str, Any] = {
        "measure_id": "PM-2",
        "amount": cny("80000.00"),
        "security_waived": True,
    }
    with pytest.raises(Exception, match="beyond_claim"):
        applied(story=story, **second)
    story.act(
        "2024-06-27",
        "record-preservation-ruling",
        measure_id="PM-1",
        at="2024-06-27T09:00:00+08:00",
        ruling_id="RU-1",
        granted=False,
    )
    assert story.measure("PM-1")[-1] == ("2024-06-27", "refused")
    assert story.stages[-1] == ("2024-06-25", "protective")
    applied("2024-06-27", story, **second)


@pytest.mark.parametrize(
    ("at", "in_time"),
    [("2024-06-28T10:00:00+08:00", True), ("2024-06-28T10:00:01+08:00", False)],
)
def test_the_court_has_48_hours(at: str, in_time: bool) -> None:
    """Rules: CL-02."""
    story = applied()
    story.act(
        "2024-06-28",
        "record-preservation-ruling",
        measure_id="PM-1",
        at=at,
        ruling_id="RU-1",
        granted=True,
    )
    ruled = story.state.last_of(MeasureRuled)
    assert ruled is not None
    assert ruled.in_time is in_time
    assert story.stages[-1] == ("2024-06-28", "preserved")


def test_hours_count_across_offsets_and_the_hour_lies_on_the_day() -> None:
    story = applied()
    ruling = {"measure_id": "PM-1", "ruling_id": "RU-1", "granted": True}
    story.refuse(
        "instant_not_of_day",
        "2024-06-28",
        "record-preservation-ruling",
        **ruling,
        at="2024-06-27T09:00:00+08:00",
    )
    story.refuse(
        "ruled_before_applied",
        "2024-06-26",
        "record-preservation-ruling",
        **ruling,
        at="2024-06-26T01:00:00+00:00",
    )
    story.act("2024-06-28", "record-preservation-ruling", **ruling, at="2024-06-28T03:00:00+00:00")
    ruled = story.state.last_of(MeasureRuled)
    assert ruled is not None
    assert not ruled.in_time  # 11:00 in China


def test_the_first_moment_is_open_until_somebody_applies() -> None:
    """Rules: LIT-06."""
    story = accelerated()
    story.tell("2024-06-25", life_event("2024-06-25"))
    assert story.due_on("2024-06-30")["protect_assets_at_first_moment"] == "2024-06-26"
    applied("2024-06-30", story)
    assert "protect_assets_at_first_moment" not in story.due_on("2024-06-30")


def test_nobody_sued_and_the_measure_and_the_stage_lapse() -> None:
    """Rules: CL-02."""
    story = granted()
    story.act("2024-06-28", "execute-preservation", measure_id="PM-1")
    story.pass_days("2024-07-29")
    assert story.stages[-1] == ("2024-06-28", "preserved")
    story.pass_days("2024-07-30")
    assert story.stages[-1] == ("2024-07-30", "lapsed")
    assert story.measure("PM-1")[-1] == ("2024-07-30", "lapsed")


def test_after_a_lapse_preservation_can_be_had_again() -> None:
    story = granted()
    story.pass_days("2024-08-01")
    applied("2024-08-01", story, measure_id="PM-2", at="2024-08-01T10:00:00+08:00")
    story.act(
        "2024-08-02",
        "record-preservation-ruling",
        measure_id="PM-2",
        at="2024-08-02T10:00:00+08:00",
        ruling_id="RU-2",
        granted=True,
    )
    assert story.stages[-1] == ("2024-08-02", "preserved")
    story.pass_days("2024-09-02")  # 1 Sep 2024 is a Sunday
    assert story.stages[-1] == ("2024-08-02", "preserved")
    story.pass_days("2024-09-03")
    assert story.stages[-1] == ("2024-09-03", "lapsed")


def test_lifting_needs_a_known_ground_and_a_live_measure() -> None:
    """Rules: CL-03."""
    story = in_force()
    lift = {"measure_id": "PM-1"}
    story.refuse("ground_unknown", "2024-08-01", "lift-preservation", **lift, ground="mood")
    story.act("2024-08-01", "lift-preservation", **lift, ground="respondent_security")
    assert story.measure("PM-1")[-1] == ("2024-08-01", "lifted")
    story.refuse("wrong_state", "2024-08-02", "lift-preservation", **lift, ground="collected")


def test_unknown_measures_kinds_and_states_are_refused() -> None:
    story = applied()
    story.refuse("measure_unknown", "2024-06-27", "execute-preservation", measure_id="PM-9")
    story.refuse("wrong_state", "2024-06-27", "execute-preservation", measure_id="PM-1")
    story.refuse("wrong_state", "2024-06-27", "renew-preservation", measure_id="PM-1")
    with pytest.raises(Exception, match="already_known"):
        applied("2024-06-27", story)
    with pytest.raises(Exception, match="asset_kind_unknown"):
        applied("2024-06-27", story, measure_id="PM-2", asset_kind="goodwill")


def test_in_suit_no_security_is_asked_by_rule_and_nobody_must_sue_again() -> None:
    story = applied("2024-08-01", filed(), security=None)
    measure = story.state.last_of(MeasureApplied)
    assert measure is not None
    assert (measure.pre_suit, measure.rule_article) == (False, "CL-01")
    assert measure.ruling_article == "民事诉讼法 art. 103"
    assert measure.security_most == cny("30000.00")
    story.act(
        "2024-08-02",
        "record-preservation-ruling",
        measure_id="PM-1",
        at="2024-08-02T09:00:00+08:00",
        ruling_id="RU-1",
        granted=True,
    )
    ruled = story.state.last_of(MeasureRuled)
    assert ruled is not None
    assert ruled.sue_by is None


def test_an_application_in_suit_that_is_not_urgent_has_no_hours() -> None:
    story = applied("2024-08-01", filed(), urgent=False)
    measure = story.state.last_of(MeasureApplied)
    assert measure is not None
    assert measure.rule_by is None


def test_preservation_before_the_letter_leaves_the_stage_alone() -> None:
    story = granted("2024-07-02", applied("2024-07-01", lettered()))
    assert story.stages[-1] == ("2024-06-27", "letter")


def test_a_referral_alone_is_not_protective() -> None:
    story = accelerated()
    story.tell("2024-06-25", referral("2024-06-25"))
    assert story.stages == [("2024-06-25", "assessment")]


def test_a_second_ruling_before_the_first_lapses_keeps_it_preserved() -> None:
    story = granted()
    applied("2024-07-20", story, measure_id="PM-2", at="2024-07-20T10:00:00+08:00")
    story.act(
        "2024-07-22",
        "record-preservation-ruling",
        measure_id="PM-2",
        at="2024-07-22T09:00:00+08:00",
        ruling_id="RU-2",
        granted=True,
    )
    story.pass_days("2024-07-30")
    assert story.measure("PM-1")[-1] == ("2024-07-30", "lapsed")
    assert story.stages[-1] == ("2024-06-28", "preserved")
    story.pass_days("2024-08-22")
    assert story.stages[-1] == ("2024-08-22", "lapsed")  # 21 Aug 2024 is its thirtieth day


@pytest.mark.parametrize(("day", "in_time"), [("2024-07-29", True), ("2024-07-30", False)])
def test_a_suit_on_the_rolled_last_day_still_keeps_the_measure(day: str, in_time: bool) -> None:
    story = granted()
    story.act("2024-06-28", "execute-preservation", measure_id="PM-1")
    suit: dict[str, Any] = {"suit_id": "S-1", "court": "COURT-1", "defendants": (LIANG,)}
    if not in_time:
        story.refuse("wrong_state", day, "file-suit", **suit, claim_day="2024-06-25")
        return
    story.act(day, "file-suit", **suit, claim_day="2024-06-25")
    story.pass_days("2024-09-01")
    assert story.measure("PM-1")[-1] == ("2024-06-28", "in_force")
    assert story.stages[-1] == (day, "filed")


def test_an_application_from_before_the_event_does_not_answer_it() -> None:
    story = accelerated()
    story.tell("2024-06-25", referral("2024-06-25"))
    applied("2024-06-26", story)
    story.tell("2024-07-01", life_event("2024-07-01", "disappeared"))
    assert story.due_on("2024-07-01")["protect_assets_at_first_moment"] == "2024-07-02"


@pytest.mark.parametrize(
    ("day", "at", "rule_by"),
    [
        ("2024-06-27", "2024-06-26T16:00:00+00:00", "2024-06-29"),
        ("2024-06-27", "2024-06-27T00:00:00+08:00", "2024-06-29"),
        ("2024-06-26", "2024-06-26T15:59:59+00:00", "2024-06-28"),
        ("2024-06-26", "2024-06-26T23:59:59+08:00", "2024-06-28"),
        ("2024-06-26", "2024-06-27T01:00:00+10:00", "2024-06-28"),
    ],
)
def test_one_instant_has_one_day_in_whichever_offset_it_is_written(
    day: str, at: str, rule_by: str
) -> None:
    """China's clock, as everywhere. Rules: CL-01, CL-02."""
    story = accelerated()
    story.tell("2024-06-25", life_event("2024-06-25"))
    other = "2024-06-27" if day == "2024-06-26" else "2024-06-26"
    with pytest.raises(Rejected, match="instant_not_of_day"):
        applied("2024-06-27", story, at=at, done_on=other)
    applied("2024-06-27", story, at=at, done_on=day)
    assert story.due_on("2024-06-27")["court_rules_on_preservation"] == rule_by


@pytest.mark.parametrize(
    ("at", "code"),
    [("2024-06-28T16:00:00+00:00", "instant_not_of_day"), ("2024-06-28T15:59:59+00:00", None)],
)
def test_the_ruling_is_of_the_day_on_the_courts_clock(at: str, code: str | None) -> None:
    ruling: dict[str, Any] = {"measure_id": "PM-1", "ruling_id": "RU-1", "granted": True, "at": at}
    story = applied()
    if code is None:
        assert story.act("2024-06-28", "record-preservation-ruling", **ruling)
    else:
        story.refuse(code, "2024-06-28", "record-preservation-ruling", **ruling)
