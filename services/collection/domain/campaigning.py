"""Officers' acts about a campaign, and what its days do (COL-22 to COL-27)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, assert_never

from services.collection.domain.acts import CollectionAct
from services.collection.domain.campaign import (
    LAST_STATES,
    AnyCampaignEvent,
    Campaign,
    CampaignClosed,
    CampaignEvaluated,
    CampaignLaunched,
    CampaignOutcomeRecorded,
    CampaignPhaseStarted,
    CampaignSetUp,
    PhaseDates,
    evolve_campaign,
    next_phase,
)
from services.collection.domain.campaign_dates import Dates, checked
from services.collection.policy import CollectionBook, edition_on
from services.kit.acts import check_act
from services.kit.domain import Rejected


class SetUpCampaign(CollectionAct, frozen=True, kw_only=True):
    """Dates and phases as written down; again while it is a draft."""

    RULE: ClassVar[str] = "set-up-campaign"
    starts_on: str
    ends_on: str
    phases: tuple[PhaseDates, ...]


class LaunchCampaign(CollectionAct, frozen=True, kw_only=True):
    """The plan is approved."""

    RULE: ClassVar[str] = "launch-campaign"


class RecordCampaignOutcome(CollectionAct, frozen=True, kw_only=True):
    """What came of it on one loan."""

    RULE: ClassVar[str] = "record-campaign-outcome"
    outcome: str


class EvaluateCampaign(CollectionAct, frozen=True, kw_only=True):
    """It is over and judged."""

    RULE: ClassVar[str] = "evaluate-campaign"
    report_id: str


class CloseCampaign(CollectionAct, frozen=True, kw_only=True):
    """The evaluated campaign is closed."""

    RULE: ClassVar[str] = "close-campaign"


CampaignAct = (
    SetUpCampaign | LaunchCampaign | RecordCampaignOutcome | EvaluateCampaign | CloseCampaign
)


def decide_campaign(
    act: CampaignAct, campaign: Campaign, policies: CollectionBook
) -> tuple[AnyCampaignEvent, ...]:
    """The act's event and the phases that have begun by then, or ``Rejected``.

    A phase begins with its first day: the act finds those that have begun by its own day.
    """
    check_act(act, edition_on(policies, act.as_of).rule_of(act.RULE))
    if campaign.last_on is not None and act.day < campaign.last_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {act.day} lies before {campaign.last_on}, the last step of the campaign",
        )
    due = phases_begun(campaign, act.as_of, act.loan_id)
    begun = [each for each in due if each.effective_on <= act.day]
    for each in begun:
        campaign = evolve_campaign(campaign, each)
    event = _done(act, campaign)
    return *begun, event, *phases_begun(evolve_campaign(campaign, event), act.as_of, act.loan_id)


def phases_begun(campaign: Campaign, to: date, loan_id: str) -> tuple[AnyCampaignEvent, ...]:
    """The phases whose first day has come; one that was past when the campaign was launched begins then."""
    events: list[AnyCampaignEvent] = []
    while (phase := next_phase(campaign)) is not None and phase.starts_on <= to:
        begun = max(phase.starts_on, campaign.last_on or phase.starts_on)
        event = CampaignPhaseStarted(
            loan_id=loan_id, effective_on=begun, processed_on=to, phase=phase.phase
        )
        campaign = evolve_campaign(campaign, event)
        events.append(event)
    return tuple(events)


def _done(act: CampaignAct, campaign: Campaign) -> AnyCampaignEvent:
    made: dict[str, Any] = {
        "loan_id": act.loan_id,
        "effective_on": act.day,
        "processed_on": act.as_of,
        "requested_by": act.requested_by,
    }
    match act:
        case SetUpCampaign():
            return _set_up(act, campaign, made)
        case LaunchCampaign():
            return _launch(act, campaign, made)
        case RecordCampaignOutcome():
            return _outcome(act, campaign, made)
        case EvaluateCampaign():
            return _evaluate(act, campaign, made)
        case CloseCampaign():
            _needs(campaign, ("EVALUATED",))
            return CampaignClosed(**made)
    assert_never(act)


def _set_up(act: SetUpCampaign, campaign: Campaign, made: dict[str, Any]) -> CampaignSetUp:
    _needs(campaign, ("NONE", "DRAFT"))
    dates, held = checked(act.starts_on, act.ends_on, act.phases), campaign.set_up
    if held is not None and dates == Dates(
        held.starts_on, held.ends_on, held.phases, held.uncovered
    ):
        raise Rejected(
            "nothing_changes",
            f"starts_on {act.starts_on} to ends_on {act.ends_on} with these phases is set up"
            f" since {held.effective_on} (COL-22)",
        )
    return CampaignSetUp(**made, **dates._asdict())


def _outcome(
    act: RecordCampaignOutcome, campaign: Campaign, made: dict[str, Any]
) -> CampaignOutcomeRecorded:
    _needs_running(campaign, "COL-25")
    for each in campaign.outcomes:
        if (each.loan_id, each.outcome) == (act.loan_id, act.outcome):
            raise Rejected(
                "already_recorded",
                f"outcome {act.outcome!r} of loan {act.loan_id} is recorded since"
                f" {each.effective_on}: it counts once (COL-25)",
            )
    return CampaignOutcomeRecorded(**made, outcome=act.outcome)


def _evaluate(
    act: EvaluateCampaign, campaign: Campaign, made: dict[str, Any]
) -> CampaignEvaluated:
    last = _needs_running(campaign, "COL-39").ends_on
    if act.day <= last:
        raise Rejected(
            "campaign_runs", f"done_on {act.day}: the campaign runs until {last} (COL-39)"
        )
    return CampaignEvaluated(**made, report_id=act.report_id)


def _launch(act: LaunchCampaign, campaign: Campaign, made: dict[str, Any]) -> CampaignLaunched:
    _needs(campaign, ("DRAFT",))
    gaps = () if campaign.set_up is None else campaign.set_up.uncovered
    if gaps:
        named = ", ".join(f"{each.first} to {each.last}" for each in gaps)
        raise Rejected("campaign_days_uncovered", f"no phase covers {named} (COL-24)")
    assert act.approved_by is not None
    return CampaignLaunched(**made, approved_by=act.approved_by)


def _needs_running(campaign: Campaign, rule: str) -> CampaignSetUp:
    setup = campaign.set_up
    if setup is None or not campaign.started or campaign.state in LAST_STATES:
        raise Rejected(
            "wrong_state", f"the campaign of this obligor_id is {campaign.state} ({rule})"
        )
    return setup


def _needs(campaign: Campaign, states: tuple[str, ...]) -> None:
    if campaign.state not in states:
        raise Rejected(
            "wrong_state",
            f"the campaign of this obligor_id is {campaign.state}, this needs {' or '.join(states)} (B.3)",
        )
