"""Campaigns (COL-22 to COL-27): their dates are real, in order, inside; days left out are named.

DRAFT with what is left out -> VALIDATED when approved without gaps -> its phases by date ->
EVALUATED -> CLOSED. One stream each, by the campaign's id.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from services.kit.domain import DomainEvent, Due, Frozen, changed

LAST_STATES = ("EVALUATED", "CLOSED")


class PhaseDates(Frozen, frozen=True):
    """A phase as it was written down."""

    phase: str
    starts_on: str
    ends_on: str


class Phase(Frozen, frozen=True):
    """A phase with real days."""

    phase: str
    starts_on: date
    ends_on: date


class Gap(Frozen, frozen=True):
    """Days of the campaign that belong to no phase."""

    first: date
    last: date


class CampaignEvent(DomainEvent, frozen=True, kw_only=True):
    """Something about a campaign."""

    processed_on: date


class CampaignSetUp(CampaignEvent, frozen=True, kw_only=True):
    """A draft with real dates; ``uncovered`` names the days that belong to no phase (COL-24)."""

    NAME: ClassVar[str] = "collection.CampaignSetUp"
    starts_on: date
    ends_on: date
    phases: tuple[Phase, ...]
    uncovered: tuple[Gap, ...]
    requested_by: str


class CampaignLaunched(CampaignEvent, frozen=True, kw_only=True):
    """The plan is approved and without gaps."""

    NAME: ClassVar[str] = "collection.CampaignLaunched"
    requested_by: str
    approved_by: str


class CampaignPhaseStarted(CampaignEvent, frozen=True, kw_only=True):
    """A phase began, by its date; the one before is closed with it."""

    NAME: ClassVar[str] = "collection.CampaignPhaseStarted"
    phase: str


class CampaignOutcomeRecorded(CampaignEvent, frozen=True, kw_only=True):
    """Paid, plan, in kind, papers made good: on one loan (COL-25)."""

    NAME: ClassVar[str] = "collection.CampaignOutcomeRecorded"
    outcome: str
    requested_by: str


class CampaignEvaluated(CampaignEvent, frozen=True, kw_only=True):
    """It is judged (COL-39)."""

    NAME: ClassVar[str] = "collection.CampaignEvaluated"
    report_id: str
    requested_by: str


class CampaignClosed(CampaignEvent, frozen=True, kw_only=True):
    """It is over."""

    NAME: ClassVar[str] = "collection.CampaignClosed"
    requested_by: str


AnyCampaignEvent = (
    CampaignSetUp
    | CampaignLaunched
    | CampaignPhaseStarted
    | CampaignOutcomeRecorded
    | CampaignEvaluated
    | CampaignClosed
)


class Campaign(Frozen, frozen=True, kw_only=True):
    """One campaign. ``state``: DRAFT, VALIDATED, the phase's name, EVALUATED, CLOSED."""

    state: str = "NONE"
    set_up: CampaignSetUp | None = None
    started: tuple[str, ...] = ()
    outcomes: tuple[CampaignOutcomeRecorded, ...] = ()
    last_on: date | None = None


def evolve_campaign(campaign: Campaign, event: AnyCampaignEvent) -> Campaign:
    """The campaign after ``event``; ``last_on``: the day of its last step by officers."""
    if not isinstance(event, CampaignPhaseStarted):
        campaign = changed(campaign, last_on=event.effective_on)
    match event:
        case CampaignSetUp():
            return changed(campaign, state="DRAFT", set_up=event)
        case CampaignLaunched():
            return changed(campaign, state="VALIDATED")
        case CampaignPhaseStarted():
            started = (*campaign.started, event.phase)
            return changed(campaign, state=event.phase.upper(), started=started)
        case CampaignOutcomeRecorded():
            return changed(campaign, outcomes=(*campaign.outcomes, event))
        case CampaignEvaluated():
            return changed(campaign, state="EVALUATED")
        case CampaignClosed():
            return changed(campaign, state="CLOSED")


def next_phase(campaign: Campaign) -> Phase | None:
    """The phase that starts next, once the campaign is launched."""
    if campaign.set_up is None or campaign.state in ("NONE", "DRAFT", *LAST_STATES):
        return None
    return next((p for p in campaign.set_up.phases if p.phase not in campaign.started), None)


def campaign_agenda(campaign: Campaign) -> tuple[Due, ...]:
    """The next phase's first day."""
    phase = next_phase(campaign)
    return () if phase is None else (Due(phase.starts_on, "campaign_phase"),)
