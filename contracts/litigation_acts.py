"""What legal and preservation officers ask of litigation, or report to it (诉讼与资产保全)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from contracts.acts import Act
from contracts.conduct import Touching
from contracts.enforcement_acts import ENFORCEMENT_ACTS
from contracts.message import (
    REAL_INSTANT,
    Code,
    GivenDay,
    Identifier,
    Message,
    Text,
    YesNo,
    open_list,
)
from contracts.values import GivenMoney

INSTANT_PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})$"
)
Instant = Annotated[str, StringConstraints(pattern=INSTANT_PATTERN), REAL_INSTANT]
"""A point in time, RFC 3339 with offset, for terms in hours."""

AssetKind = Annotated[Code, open_list("deposit", "movable", "real_estate", "right")]
Aim = Annotated[Code, open_list("performance", "suit", "seizure", "detention", "prosecution")]


class DecideLitigation(Act):
    """It shall be sued: the debtor's position or evidence of fraud, cost against recovery."""

    TYPE: ClassVar[str] = "postloan.litigation.decide-litigation.v1"

    able: YesNo
    willing: YesNo
    fraud_evidence: tuple[Identifier, ...] = ()
    expected_recovery: GivenMoney
    expected_cost: GivenMoney


class SendLawyersLetter(Touching):
    """A lawyer's letter with a deadline; ``text`` passes the gate and is not kept."""

    TYPE: ClassVar[str] = "postloan.litigation.send-lawyers-letter.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    letter_id: Identifier
    deadline: GivenDay
    served_on: GivenDay | None = None
    proof: Annotated[Code, open_list("signed", "delivery_record", "none")] | None = None
    aims: tuple[Aim, ...] = ()
    text: Text = ""


class ApplyPreservation(Act):
    """Preservation is applied for at a court ``at`` this instant."""

    TYPE: ClassVar[str] = "postloan.litigation.apply-preservation.v1"

    measure_id: Identifier
    at: Instant
    court: Identifier
    asset_id: Identifier
    asset_kind: AssetKind
    party_id: Identifier | None = None
    amount: GivenMoney
    security: GivenMoney | None = None
    security_waived: YesNo = False
    urgent: YesNo = True


class RecordPreservationRuling(Act):
    """The court granted or refused it; ``amount`` when it is another than applied for."""

    TYPE: ClassVar[str] = "postloan.litigation.record-preservation-ruling.v1"

    measure_id: Identifier
    at: Instant
    ruling_id: Identifier
    granted: YesNo
    amount: GivenMoney | None = None


class ExecutePreservation(Act):
    """Sealed or frozen; ``waiting`` behind an earlier measure. ``until``: the court's last day."""

    TYPE: ClassVar[str] = "postloan.litigation.execute-preservation.v1"

    measure_id: Identifier
    waiting: YesNo = False
    until: GivenDay | None = None


class RenewPreservation(Act):
    """Its renewal was applied for on the day of the act and ordered."""

    TYPE: ClassVar[str] = "postloan.litigation.renew-preservation.v1"

    measure_id: Identifier
    until: GivenDay | None = None


class LiftPreservation(Act):
    """The court lifted it."""

    TYPE: ClassVar[str] = "postloan.litigation.lift-preservation.v1"

    measure_id: Identifier
    ground: Annotated[
        Code,
        open_list(
            "respondent_security",
            "wrong_preservation",
            "collected",
            "creditor_request",
            "court_order",
        ),
    ]


class TakeAsset(Act):
    """An asset is to be taken; without the number of a court's order that covers it: blocked."""

    TYPE: ClassVar[str] = "postloan.litigation.take-asset.v1"

    asset_id: Identifier
    court_order: Identifier | None = None


class RecordAcknowledgement(Act):
    """The debtor acknowledged the debt in a document."""

    TYPE: ClassVar[str] = "postloan.litigation.record-acknowledgement.v1"

    document_id: Identifier
    signed_by: Identifier
    signed: YesNo


class RecordObstacle(Act):
    """An obstacle to asserting the claim began or ended."""

    TYPE: ClassVar[str] = "postloan.litigation.record-obstacle.v1"

    obstacle_id: Identifier
    kind: Annotated[Code, open_list("force_majeure", "no_representative", "no_heir", "controlled")]
    ended: YesNo = False


class RecordAssetClue(Act):
    """Where a party or an asset is."""

    TYPE: ClassVar[str] = "postloan.litigation.record-asset-clue.v1"

    clue_id: Identifier
    kind: Annotated[Code, open_list("address", "asset")]
    party_id: Identifier | None = None
    verified: YesNo


class OpenMediation(Act):
    """Mediation begins, before suit or beside it."""

    TYPE: ClassVar[str] = "postloan.litigation.open-mediation.v1"

    mediation_id: Identifier


class CloseMediation(Act):
    """Mediation ended, agreed or not."""

    TYPE: ClassVar[str] = "postloan.litigation.close-mediation.v1"

    mediation_id: Identifier
    agreed: YesNo
    pay_by: GivenDay | None = None


class FileSuit(Act):
    """A suit is filed for what was owed on ``claim_day`` and for penalty after it."""

    TYPE: ClassVar[str] = "postloan.litigation.file-suit.v1"

    suit_id: Identifier
    court: Identifier
    defendants: tuple[Identifier, ...]
    claim_day: GivenDay


class RequestArbitration(Act):
    """Arbitration is asked for; only with a clause."""

    TYPE: ClassVar[str] = "postloan.litigation.request-arbitration.v1"

    suit_id: Identifier
    court: Identifier
    defendants: tuple[Identifier, ...]
    claim_day: GivenDay
    arbitration_clause: Identifier | None = None


class RecordAcceptance(Act):
    """The court took the suit, in which procedure, for which costs."""

    TYPE: ClassVar[str] = "postloan.litigation.record-acceptance.v1"

    suit_id: Identifier
    procedure: Annotated[Code, open_list("ordinary", "simple", "small")]
    costs: GivenMoney | None = None


class SuitAct(Act):
    """An act in the loan's suit."""

    suit_id: Identifier


class RecordService(SuitAct):
    """A defendant was served with the complaint."""

    TYPE: ClassVar[str] = "postloan.litigation.record-service.v1"

    party_id: Identifier


class RecordHearing(SuitAct):
    """The case was heard."""

    TYPE: ClassVar[str] = "postloan.litigation.record-hearing.v1"


class RecordJudgment(SuitAct):
    """The court decided."""

    TYPE: ClassVar[str] = "postloan.litigation.record-judgment.v1"

    form: Annotated[Code, open_list("judgment", "ruling", "award")] = "judgment"
    instance: Annotated[Code, open_list("first", "second")] = "first"
    awarded: GivenMoney
    penalty_from: GivenDay | None = None
    costs: GivenMoney | None = None
    liable: tuple[Identifier, ...]
    priority_on: tuple[Identifier, ...] = ()
    foreign: YesNo = False
    served_on: GivenDay | None = None


class RecordAppeal(SuitAct):
    """A party appealed."""

    TYPE: ClassVar[str] = "postloan.litigation.record-appeal.v1"

    party_id: Identifier


class RecordJudgmentEffect(SuitAct):
    """The judgment binds and is to be performed until ``perform_by``."""

    TYPE: ClassVar[str] = "postloan.litigation.record-judgment-effect.v1"

    perform_by: GivenDay


RULED = frozenset({"asset_kind", "instance", "kind", "petitioner", "proof"})
"""Words on which a rule hangs: of these fields an unknown member is refused."""

ACTS: tuple[type[Message], ...] = (
    DecideLitigation,
    SendLawyersLetter,
    ApplyPreservation,
    RecordPreservationRuling,
    ExecutePreservation,
    RenewPreservation,
    LiftPreservation,
    TakeAsset,
    RecordAcknowledgement,
    RecordObstacle,
    RecordAssetClue,
    OpenMediation,
    CloseMediation,
    FileSuit,
    RequestArbitration,
    RecordAcceptance,
    RecordService,
    RecordHearing,
    RecordJudgment,
    RecordAppeal,
    RecordJudgmentEffect,
    *ENFORCEMENT_ACTS,
)
