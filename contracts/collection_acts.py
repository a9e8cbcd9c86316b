"""What officers ask of collection: contacts, promises, plans, hand-over, agencies, law, campaigns.

A campaign's commands bear the campaign's id as ``obligor_id``: it is the key of its stream.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.acts import Act
from contracts.collection import Cause
from contracts.collection_contacts import (
    AssignSegment,
    HoldVisit,
    MakeCall,
    PostUpdate,
    RecordConsent,
    RequestMeasure,
    RevokeConsent,
    SendMessage,
    ServeDemandNotice,
)
from contracts.conduct import Touching
from contracts.message import Code, GivenDay, Group, Identifier, Message, Text, YesNo, open_list
from contracts.values import GivenMoney


class PlanPart(Group):
    """One part of a repayment plan."""

    due_on: GivenDay
    amount: GivenMoney


class PhaseDates(Group):
    """A phase of a campaign as it was written down: whether the days exist is judged (COL-24)."""

    phase: Annotated[Code, open_list("preparation", "collection", "recovery", "fourth")]
    starts_on: Code
    ends_on: Code


class RecordArrearsCause(Act):
    """Why it is in arrears (COL-07, CLS-18)."""

    TYPE: ClassVar[str] = "postloan.collection.record-arrears-cause.v1"

    cause: Cause


class RecordPromise(Act):
    """A promise to pay with date, half-day, hour and amount (COL-114)."""

    TYPE: ClassVar[str] = "postloan.collection.record-promise.v1"

    promise_id: Identifier
    due_on: GivenDay
    half_day: Annotated[Code, open_list("morning", "afternoon")]
    hour: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    amount: GivenMoney


class WithdrawPromise(Act):
    """A promise is taken back before it is due (B.3)."""

    TYPE: ClassVar[str] = "postloan.collection.withdraw-promise.v1"

    promise_id: Identifier


class ProposePlan(Act):
    """A repayment plan is proposed (COL-104, CC-12)."""

    TYPE: ClassVar[str] = "postloan.collection.propose-plan.v1"

    plan_id: Identifier
    total: GivenMoney
    parts: tuple[PlanPart, ...]


class AgreePlan(Act):
    """The debtor agrees, in writing or on a recording (COL-94, COL-121, CC-12)."""

    TYPE: ClassVar[str] = "postloan.collection.agree-plan.v1"

    plan_id: Identifier
    documents: tuple[Code, ...]
    signed: YesNo
    recording_id: Identifier | None = None


class AmendPlan(Act):
    """What remains of a plan is put otherwise, by approval of the level above (COL-37)."""

    TYPE: ClassVar[str] = "postloan.collection.amend-plan.v1"

    plan_id: Identifier
    total: GivenMoney
    parts: tuple[PlanPart, ...]


class HandOverCase(Act):
    """The case goes to a dedicated unit (COL-16, COL-57, XCT-11)."""

    TYPE: ClassVar[str] = "postloan.collection.hand-over-case.v1"

    to_unit: Code
    summary: Text
    team: tuple[Identifier, ...]
    anchor: Identifier
    hard_case: Code | None = None


class RequestFieldVisit(Act):
    """The phone is not enough (COL-19)."""

    TYPE: ClassVar[str] = "postloan.collection.request-field-visit.v1"

    ground: Annotated[
        Code, open_list("fraud", "death", "arrest", "repeated_breach", "phone_failed")
    ]


class PlaceWithAgency(Act):
    """An agency with licence and agreement takes the case (COL-132 to COL-136, CC-13)."""

    TYPE: ClassVar[str] = "postloan.collection.place-with-agency.v1"

    agency_id: Identifier
    licence_id: Identifier | None = None
    licence_ends_on: GivenDay | None = None
    agreement_id: Identifier | None = None
    data_fields: tuple[Code, ...] = ()


class EvaluateAgency(Act):
    """An agency that had a case of the customer was evaluated (CO-01).

    ``report_id``: the report; ``covers``: what it is about, ``conduct``, ``results`` and
    ``information_security`` at least.
    """

    TYPE: ClassVar[str] = "postloan.collection.evaluate-agency.v1"

    agency_id: Identifier
    report_id: Identifier
    covers: tuple[Annotated[Code, open_list("conduct", "results", "information_security")], ...]


class PauseCase(Act):
    """A dispute, hardship or complaint holds the case (CC-10, XCT-32).

    ``against`` and ``tags``: whom a complaint names and which banned conduct (2.3).
    """

    TYPE: ClassVar[str] = "postloan.collection.pause-case.v1"

    ground: Annotated[Code, open_list("dispute", "hardship", "complaint")]
    against: Identifier | None = None
    tags: tuple[Code, ...] = ()


class ResumeCase(Act):
    """What held the case is answered, while it is in a case or after it (CC-10, CP-01).

    ``ground``: what is answered; it may be left out where only one kind is unanswered.
    """

    TYPE: ClassVar[str] = "postloan.collection.resume-case.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    answer: Text
    ground: Annotated[Code, open_list("dispute", "hardship", "complaint")] | None = None


class ReferToLaw(Act):
    """The case goes to law (COL-13), its cost weighed against what it may bring (COL-41)."""

    TYPE: ClassVar[str] = "postloan.collection.refer-to-law.v1"

    ground: Code
    expected_cost: GivenMoney
    expected_recovery: GivenMoney


class TransferToPreservation(Act):
    """Preservation leads from here; the front line goes on to follow (COL-138)."""

    TYPE: ClassVar[str] = "postloan.collection.transfer-to-preservation.v1"

    to_unit: Code


class ReportCircumstances(Act):
    """The front line reports a change after the transfer (COL-138)."""

    TYPE: ClassVar[str] = "postloan.collection.report-circumstances.v1"

    change: Text


class SendCreditNotice(Touching):
    """The person is told before arrears are reported to the credit bureau (XCT-57)."""

    TYPE: ClassVar[str] = "postloan.collection.send-credit-notice.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    notice_id: Identifier


class SubmitCreditReport(Act):
    """The arrears are reported to the credit bureau, after the notice (XCT-57)."""

    TYPE: ClassVar[str] = "postloan.collection.submit-credit-report.v1"

    report_id: Identifier


class AddBlacklistEntry(Act):
    """A customer is listed: with reason, approval, notice and review date (COL-137, POL-15)."""

    TYPE: ClassVar[str] = "postloan.collection.add-blacklist-entry.v1"

    entry_id: Identifier
    ground: Annotated[Code, open_list("long_overdue_repaid", "separate_decision")]
    scope: Annotated[Code, open_list("no_lending", "no_guarantee")]
    review_on: GivenDay
    notice_id: Identifier


class RemoveBlacklistEntry(Act):
    """The entry goes, by review or appeal (COL-137)."""

    TYPE: ClassVar[str] = "postloan.collection.remove-blacklist-entry.v1"

    entry_id: Identifier


class SetUpCampaign(Act):
    """A campaign's dates and phases, as they were written down (COL-22, COL-24)."""

    TYPE: ClassVar[str] = "postloan.collection.set-up-campaign.v1"

    starts_on: Code
    ends_on: Code
    phases: tuple[PhaseDates, ...]


class LaunchCampaign(Act):
    """The plan of a campaign without gaps is approved (COL-23)."""

    TYPE: ClassVar[str] = "postloan.collection.launch-campaign.v1"


class RecordCampaignOutcome(Act):
    """What the campaign brought on one loan (COL-25)."""

    TYPE: ClassVar[str] = "postloan.collection.record-campaign-outcome.v1"

    outcome: Annotated[Code, open_list("paid", "plan", "in_kind", "repapered")]


class EvaluateCampaign(Act):
    """The campaign is over and judged (COL-39)."""

    TYPE: ClassVar[str] = "postloan.collection.evaluate-campaign.v1"

    report_id: Identifier


class CloseCampaign(Act):
    """The evaluated campaign is closed (B.3)."""

    TYPE: ClassVar[str] = "postloan.collection.close-campaign.v1"


RULED = frozenset({"ground", "scope", "kind", "place", "result", "phone_stage", "method", "proof"})
"""Words on which a rule hangs: of these fields an unknown member is refused."""

ACTS: tuple[type[Message], ...] = (
    *(MakeCall, SendMessage, HoldVisit, ServeDemandNotice),
    *(RequestMeasure, AssignSegment, PostUpdate, RecordConsent, RevokeConsent),
    *(RecordArrearsCause, RecordPromise, WithdrawPromise, ProposePlan, AgreePlan, AmendPlan),
    *(HandOverCase, RequestFieldVisit, PlaceWithAgency, EvaluateAgency, PauseCase, ResumeCase),
    ReferToLaw,
    TransferToPreservation,
    ReportCircumstances,
    SendCreditNotice,
    SubmitCreditReport,
    AddBlacklistEntry,
    RemoveBlacklistEntry,
    SetUpCampaign,
    LaunchCampaign,
    RecordCampaignOutcome,
    EvaluateCampaign,
    CloseCampaign,
)
