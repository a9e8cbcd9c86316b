"""The one table: which message goes where, under which key, from whom, to whom.

Everything that needs a topic's name or a message's model takes it from here; tests hold the
services to it. ``audit`` reads every journal (``TOPICS[...].journal``) and no message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from pydantic import ValidationError

from contracts import classification, commands, corebank, monitoring, replies
from contracts.errors import ContractError, all_as_one, violations
from contracts.message import Message

Service = Literal["monitoring", "classification", "audit"]
Key = Literal["obligor_id", "empty"]

SERVICES: Final[tuple[Service, ...]] = ("monitoring", "classification", "audit")
"""The services that exist."""

DECIDING: Final[tuple[Service, ...]] = ("monitoring", "classification")
"""Those that have topics of their own. Audit decides nothing: it reads their journals, is asked and
ordered over HTTP, and keeps what it can't take in its own database.
"""

COREBANK: Final = "corebank.loan.v1"
SEALS: Final = "postloan.seals.v1"


class ServiceTopics(NamedTuple):
    """The topics of one service (contract.md section 2); others write only ``commands``."""

    events: str
    journal: str
    commands: str
    replies: str
    dlq: str


def topics_of(service: str) -> ServiceTopics:
    """The names of a service's topics."""
    return ServiceTopics(
        events=f"postloan.{service}.v1",
        journal=f"postloan.{service}.journal.v1",
        commands=f"postloan.{service}.commands.v1",
        replies=f"postloan.{service}.replies.v1",
        dlq=f"dlq.{service}",
    )


TOPICS: Final[Mapping[Service, ServiceTopics]] = {each: topics_of(each) for each in DECIDING}


class Row(NamedTuple):
    """One line of the catalogue. ``key`` is what the Kafka key holds; a tick's is empty."""

    message: type[Message]
    topic: str
    publisher: str
    subscribers: tuple[str, ...]

    @property
    def key(self) -> Key:
        """``obligor_id``, or ``empty`` for a tick, which goes to every partition."""
        return "obligor_id" if self.message.KEYED else "empty"


def _rows(
    topic: str, publisher: str, subscribers: tuple[str, ...], *messages: type[Message]
) -> tuple[Row, ...]:
    return tuple(Row(message, topic, publisher, subscribers) for message in messages)


def _officer_rows(
    service: Service, asked: tuple[type[Message], ...], answered: tuple[type[Message], ...]
) -> tuple[Row, ...]:
    topics = TOPICS[service]
    return (
        *_rows(topics.commands, "console", (service,), *asked),
        *_rows(topics.replies, service, ("console",), *answered),
    )


CATALOGUE: Final[tuple[Row, ...]] = (
    *_rows(
        COREBANK,
        "corebank",
        ("monitoring",),
        corebank.LoanDisbursed,
        corebank.RepaymentReceived,
        corebank.RepaymentReversed,
        corebank.ScheduleChanged,
        corebank.ChargeAccrued,
        corebank.BusinessDayClosed,
    ),
    *_rows(
        TOPICS["monitoring"].events,
        "monitoring",
        ("classification",),
        monitoring.LoanOpened,
        monitoring.ScheduleReplaced,
        monitoring.BalanceChanged,
        monitoring.ArrearsChanged,
        monitoring.InstallmentPaid,
        monitoring.LoanSettled,
        monitoring.LoanReopened,
        monitoring.EntriesWithdrawn,
        monitoring.DayClosed,
    ),
    *_rows(
        TOPICS["classification"].events,
        "classification",
        (),
        classification.LoanClassified,
        classification.ClassesWithdrawn,
        classification.ObservationStarted,
        classification.ObservationBroken,
        classification.ObservationCompleted,
    ),
    *_officer_rows(
        "monitoring",
        (
            commands.AccelerateLoan,
            commands.RedriveMonitoring,
            commands.DiscardMonitoring,
            commands.ReleaseMonitoring,
        ),
        (replies.MonitoringCommandAccepted, replies.MonitoringCommandRejected),
    ),
    *_officer_rows(
        "classification",
        (
            commands.OverrideClass,
            commands.WithdrawOverride,
            commands.ApproveUpgrade,
            commands.RedriveClassification,
            commands.DiscardClassification,
            commands.ReleaseClassification,
        ),
        (replies.ClassificationCommandAccepted, replies.ClassificationCommandRejected),
    ),
)

RETIRED: Final[tuple[type[Message], ...]] = (
    commands.RedriveAudit,
    replies.AuditCommandAccepted,
    replies.AuditCommandRejected,
)
"""Released once; nobody sends or takes them. Their bytes stay readable."""

MODELS: Final[dict[str, type[Message]]] = {
    message.TYPE: message for message in (*(row.message for row in CATALOGUE), *RETIRED)
}
"""Model by ``ce_type``, the retired ones included."""

_READ: Final = {name: model.__pydantic_validator__.validate_json for name, model in MODELS.items()}
_NAMES: Final = {name.rpartition(".v")[0] for name in MODELS}


def parse(ce_type: str, payload: bytes) -> Message:
    """The message in these bytes; ``ContractError`` with all that is wrong (see ``others``)."""
    read = _READ.get(ce_type)
    if read is None:
        raise _unknown(ce_type)
    try:
        message: Message = read(payload)
    except ValidationError as wrong:
        raise all_as_one(violations(wrong)) from None
    return message


def _unknown(ce_type: str) -> ContractError:
    name, _, version = ce_type.rpartition(".v")
    if name in _NAMES and version.isdigit():
        return ContractError(
            "unknown_version",
            "ce_type",
            ce_type,
            f"version {version} of {name} is not spoken here",
        )
    return ContractError("unknown_type", "ce_type", ce_type, "no message of the contract")
