"""What post-loan officers ask of monitoring, or report to it: the loan's file (贷后管理档案)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import Act
from contracts.conduct import Touching
from contracts.message import Code, GivenDay, Identifier, Message, Positive, Text, YesNo, open_list
from contracts.values import GivenMoney

Mode = Annotated[Code, open_list("on_site", "off_site")]
Channel = Annotated[Code, open_list("sms", "phone", "email", "letter", "app")]
Document = Annotated[
    Code,
    open_list(
        "customer_basics", "loan_contract", "collateral_data", "guarantee_contract", "other"
    ),
]
SignalCode = Annotated[
    Code,
    open_list(
        "cross_industry",
        "card_overdraw",
        "excess_external_guarantee",
        "mutual_guarantee",
        "query_spike",
        "high_risk_industry",
        "turnover_drop",
        "serial_top_up",
        "speculation",
        "long_tenure",
        "fraud_suspected",
    ),
]
Measure = Annotated[
    Code,
    open_list(
        "inspection_frequency",
        "inspection_focus",
        "disbursement_method",
        "early_repayment",
        "more_tracking",
        "limit_frozen",
        "limit_reduced",
        "limit_cancelled",
        "additional_security",
    ),
]


class CompleteReview(Act):
    """What the borrower supplied was compared with reality (MON-07); the documents on file."""

    TYPE: ClassVar[str] = "postloan.monitoring.complete-review.v1"

    documents: tuple[Document, ...]
    discrepancies: tuple[Text, ...] = ()


class RaiseSignal(Act):
    """Something that may harm repayment was seen (MON-38 to MON-51), perhaps at an inspection."""

    TYPE: ClassVar[str] = "postloan.monitoring.raise-signal.v1"

    signal_id: Identifier
    codes: tuple[SignalCode, ...]
    inspection_id: Identifier | None = None


class AcknowledgeSignal(Act):
    """The unit that must act has taken notice (MON-50)."""

    TYPE: ClassVar[str] = "postloan.monitoring.acknowledge-signal.v1"

    signal_id: Identifier


class DismissSignal(Act):
    """It was nothing; ``reason`` says why."""

    TYPE: ClassVar[str] = "postloan.monitoring.dismiss-signal.v1"

    signal_id: Identifier


class IssueOpinion(Act):
    """The risk-disposal opinion on all open signals (MON-53): measures, and by when.

    ``inspect_every_months`` goes with the measure ``inspection_frequency``.
    """

    TYPE: ClassVar[str] = "postloan.monitoring.issue-opinion.v1"

    opinion_id: Identifier
    measures: tuple[Measure, ...]
    inspect_every_months: Positive | None = None
    rectify_by: GivenDay | None = None


class CompleteRectification(Act):
    """The measures of an opinion were carried out (MON-54, MON-55)."""

    TYPE: ClassVar[str] = "postloan.monitoring.complete-rectification.v1"

    opinion_id: Identifier
    measures: tuple[Measure, ...]


class ScheduleInspection(Act):
    """An inspection shall be held by ``due_on``."""

    TYPE: ClassVar[str] = "postloan.monitoring.schedule-inspection.v1"

    inspection_id: Identifier
    due_on: GivenDay
    mode: Mode


class CompleteInspection(Act):
    """An inspection was held, planned or not (MON-27); ``clean`` when nothing was found."""

    TYPE: ClassVar[str] = "postloan.monitoring.complete-inspection.v1"

    inspection_id: Identifier
    mode: Mode
    clean: YesNo
    findings: tuple[Text, ...] = ()


class ReportLifeEvent(Act):
    """Death, illness, flight or over-indebtedness became known (MON-52), or it is over."""

    TYPE: ClassVar[str] = "postloan.monitoring.report-life-event.v1"

    life_event: Annotated[
        Code,
        open_list(
            "death", "serious_illness", "disappeared", "over_indebted", "detained", "recovered"
        ),
    ]


class RecordReminder(Touching):
    """The borrower was reminded of a due date and its amount (MON-12 to MON-17).

    ``receipt`` names the proof of delivery (MON-16); ``funding`` is what a talk showed (MON-15).
    """

    TYPE: ClassVar[str] = "postloan.monitoring.record-reminder.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    reminder_id: Identifier
    kind: Annotated[Code, open_list("reminder", "talk", "maturity_notice")]
    due_on: GivenDay
    amount: GivenMoney
    channel: Channel
    delivered: YesNo
    receipt: Identifier | None = None
    funding: Annotated[Code, open_list("ready", "uncertain", "not_ready")] | None = None


class SetReminderPreference(Act):
    """How the borrower wants to be reminded (MON-14)."""

    TYPE: ClassVar[str] = "postloan.monitoring.set-reminder-preference.v1"

    channel: Channel
    automatic: YesNo


class HoldCounselling(Touching):
    """Care after a recovery (MON-61): a talk about using funds well."""

    TYPE: ClassVar[str] = "postloan.monitoring.hold-counselling.v1"
    SCHEMA: ClassVar[str] = "1.1.0"


ACTS: tuple[type[Message], ...] = (
    CompleteReview,
    RaiseSignal,
    AcknowledgeSignal,
    DismissSignal,
    IssueOpinion,
    CompleteRectification,
    ScheduleInspection,
    CompleteInspection,
    ReportLifeEvent,
    RecordReminder,
    SetReminderPreference,
    HoldCounselling,
)
