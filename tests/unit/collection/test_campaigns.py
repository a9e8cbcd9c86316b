"""Campaigns: real days, in order, inside; check 10 of section C; their states by date."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.campaign import (
    Campaign,
    CampaignPhaseStarted,
    CampaignSetUp,
    Gap,
    PhaseDates,
)
from services.collection.domain.campaigning import (
    CloseCampaign,
    EvaluateCampaign,
    LaunchCampaign,
    RecordCampaignOutcome,
    SetUpCampaign,
)
from services.collection.domain.customer import decider
from services.kit.domain import effective_order
from tests.unit.collection.life import Life, on, refusal

AUTUMN = ("2024-09-20", "2024-12-31")
PREPARATION = PhaseDates("preparation", "2024-09-20", "2024-09-30")
COLLECTION = PhaseDates("collection", "2024-10-01", "2024-10-30")
RECOVERY = PhaseDates("recovery", "2024-11-01", "2024-12-20")
WHOLE = (
    PREPARATION,
    PhaseDates("collection", "2024-10-01", "2024-10-31"),
    RECOVERY,
    PhaseDates("fourth", "2024-12-21", "2024-12-31"),
)


def bureau() -> Life:
    return Life(today=on("2024-09-01"), state=Campaign())


def does(life: Life, kind: Any, **fields: Any) -> list[Any]:
    return life.act(kind, **({"loan_id": "CA-1", "role": "collection_manager"} | fields))


def set_up(life: Life, *phases: PhaseDates, dates: tuple[str, str] = AUTUMN) -> list[Any]:
    return does(life, SetUpCampaign, starts_on=dates[0], ends_on=dates[1], phases=phases)


def launched() -> Life:
    life = bureau()
    set_up(life, *WHOLE)
    does(life, LaunchCampaign, approved_by="gao", approver_role="branch_manager")
    return life


def test_check_10_the_31st_of_september_is_no_day() -> None:
    """Rules: COL-24."""
    seed = PhaseDates("preparation", "2024-09-20", "2024-09-31")
    assert refusal(lambda: set_up(bureau(), seed, COLLECTION, RECOVERY)) == "campaign_date_unreal"


def test_check_10_days_that_belong_to_no_phase_are_named() -> None:
    """Rules: COL-24."""
    life = bureau()
    set_up(life, PREPARATION, COLLECTION, RECOVERY)
    assert life.of(CampaignSetUp)[0].uncovered == (
        Gap(on("2024-10-31"), on("2024-10-31")),
        Gap(on("2024-12-21"), on("2024-12-31")),
    )
    approval = {"approved_by": "gao", "approver_role": "branch_manager"}
    assert refusal(lambda: does(life, LaunchCampaign, **approval)) == "campaign_days_uncovered"


def test_a_gap_before_the_first_phase_is_named_too() -> None:
    life = bureau()
    set_up(life, COLLECTION)
    assert life.of(CampaignSetUp)[0].uncovered[0] == Gap(on("2024-09-20"), on("2024-09-30"))


@pytest.mark.parametrize(
    ("phases", "code"),
    [
        ((), "campaign_dates"),
        (
            (PREPARATION, PhaseDates("collection", "2024-09-30", "2024-10-30")),
            "campaign_phase_dates",
        ),
        ((PhaseDates("collection", "2024-09-19", "2024-10-30"),), "campaign_phase_dates"),
        ((PhaseDates("collection", "2024-12-01", "2025-01-01"),), "campaign_phase_dates"),
        ((PhaseDates("collection", "2024-10-30", "2024-10-01"),), "campaign_phase_dates"),
        ((RECOVERY, COLLECTION), "campaign_phase_dates"),
        ((PREPARATION, PREPARATION), "campaign_phase_twice"),
        ((PhaseDates("collection", "soon", "2024-10-30"),), "campaign_date_unreal"),
    ],
)
def test_phases_are_in_order_apart_and_inside(phases: tuple[PhaseDates, ...], code: str) -> None:
    """Rules: COL-24."""
    assert refusal(lambda: set_up(bureau(), *phases)) == code


@pytest.mark.parametrize(
    ("names", "good"),
    [
        (("preparation", "collection"), True),
        (("collection", "preparation"), False),
        (("preparation", "recovery"), True),
        (("recovery", "preparation"), False),
        (("fourth", "recovery"), False),
        (("preparation", "closed"), False),
    ],
)
def test_phases_follow_each_other_as_in_the_plan(names: tuple[str, str], good: bool) -> None:
    """B.3: PREPARATION, COLLECTION, RECOVERY, (fourth phase). Rules: COL-22."""
    first = PhaseDates(names[0], "2024-09-20", "2024-10-31")
    second = PhaseDates(names[1], "2024-11-01", "2024-12-31")
    if good:
        assert set_up(bureau(), first, second)
    else:
        assert refusal(lambda: set_up(bureau(), first, second)) == "campaign_phase_order"


def test_a_campaign_that_ends_before_it_begins() -> None:
    dates = ("2024-12-31", "2024-09-20")
    assert refusal(lambda: set_up(bureau(), COLLECTION, dates=dates)) == "campaign_dates"


def test_the_states_of_a_campaign_follow_its_dates() -> None:
    """Rules: COL-22, COL-39."""
    life = bureau()
    set_up(life, *WHOLE)
    states = [life.state.state]
    does(life, LaunchCampaign, approved_by="gao", approver_role="branch_manager")
    states.append(life.state.state)
    for day in ("2024-09-21", "2024-10-02", "2024-11-02", "2024-12-22"):
        life.to(day)
        states.append(life.state.state)
    assert refusal(lambda: does(life, EvaluateCampaign, report_id="E-1")) == "campaign_runs"
    life.to("2025-01-01")
    does(life, EvaluateCampaign, report_id="E-1")
    states.append(life.state.state)
    does(life, CloseCampaign)
    states.append(life.state.state)
    assert states == [
        "DRAFT",
        "VALIDATED",
        "PREPARATION",
        "COLLECTION",
        "RECOVERY",
        "FOURTH",
        "EVALUATED",
        "CLOSED",
    ]
    assert [e.effective_on for e in life.of(CampaignPhaseStarted)] == [
        on("2024-09-20"),
        on("2024-10-01"),
        on("2024-11-01"),
        on("2024-12-21"),
    ]


def test_a_campaign_that_is_launched_late_has_begun_its_phases() -> None:
    life = bureau()
    life.today = on("2024-10-05")
    set_up(life, *WHOLE)
    does(life, LaunchCampaign, approved_by="gao", approver_role="branch_manager")
    assert life.state.state == "COLLECTION"


def test_outcomes_are_recorded_while_it_runs() -> None:
    """Rules: COL-25."""
    life = launched()
    words = {"loan_id": "L-4801", "outcome": "plan", "role": "collector"}
    assert refusal(lambda: does(life, RecordCampaignOutcome, **words)) == "wrong_state"
    life.to("2024-10-02")
    does(life, RecordCampaignOutcome, **words)
    assert [(e.loan_id, e.outcome) for e in life.state.outcomes] == [("L-4801", "plan")]


def test_a_launched_campaign_is_not_set_up_again_and_needs_a_second_person() -> None:
    """Rules: COL-23."""
    assert refusal(lambda: set_up(launched(), *WHOLE)) == "wrong_state"
    life = bureau()
    set_up(life, *WHOLE)
    assert refusal(lambda: does(life, LaunchCampaign)) == "second_person_missing"
    assert refusal(lambda: does(life, CloseCampaign)) == "wrong_state"
    assert refusal(lambda: does(life, EvaluateCampaign, report_id="E")) == "wrong_state"
    assert refusal(lambda: does(bureau(), CloseCampaign, role="collector")) == "role_not_allowed"


@pytest.mark.parametrize(("day", "code"), [("2024-09-19", "wrong_state"), ("2024-09-20", None)])
def test_an_outcome_of_the_first_day_of_the_first_phase_counts(day: str, code: str | None) -> None:
    """Rules: COL-25. Before the close of that day."""
    life = launched().to(day)
    words = {"loan_id": "L-4801", "outcome": "paid", "role": "collector"}
    if code:
        assert refusal(lambda: does(life, RecordCampaignOutcome, **words)) == code
        return
    does(life, RecordCampaignOutcome, **words)
    assert (life.state.state, len(life.state.outcomes)) == ("PREPARATION", 1)
    assert [e.phase for e in life.close().of(CampaignPhaseStarted)] == ["preparation"]


def test_a_campaign_launched_late_is_in_its_phase_by_the_order_of_days_too() -> None:
    """Rules: COL-22. The first phase was over when it was launched."""
    life = bureau()
    set_up(life, *WHOLE)
    life.to("2024-10-05")
    does(life, LaunchCampaign, approved_by="gao", approver_role="branch_manager")
    assert life.state.state == "COLLECTION"
    events = [(version, event) for version, (_, event) in enumerate(life.events)]
    assert decider.fold(effective_order(events, life.today)) == life.state
