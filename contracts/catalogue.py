"""The one table: which message goes where, under which key, from whom, to whom.

Everything that needs a topic's name or a message's model takes it from here; tests hold the
services to it. ``audit`` reads every journal (``TOPICS[...].journal``) and no message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from pydantic import ValidationError

from contracts import (
    classification,
    classification_acts,
    collection,
    collection_acts,
    commands,
    corebank,
    disposal,
    disposal_acts,
    guarantee,
    guarantee_acts,
    litigation,
    litigation_acts,
    monitoring,
    monitoring_acts,
    replies,
)
from contracts.errors import ContractError, all_as_one, violations
from contracts.message import Message

Service = Literal[
    "monitoring", "classification", "collection", "guarantee", "litigation", "disposal", "audit"
]
Key = Literal["obligor_id", "empty"]

SERVICES: Final[tuple[Service, ...]] = get_args(Service)
"""The services that exist."""

DECIDING: Final[tuple[Service, ...]] = tuple(each for each in SERVICES if each != "audit")
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


def _officer_rows(service: Service, *asked: type[Message]) -> tuple[Row, ...]:
    """What officers ask of a service, the kit's own commands among it, and what it answers."""
    topics = TOPICS[service]
    kit = commands.kit_commands(service)
    return (
        *_rows(topics.commands, "console", (service,), *asked, *kit),
        *_rows(topics.replies, service, ("console",), *replies.replies_of(service)),
    )


def _told(service: Service, published: Mapping[type[Message], tuple[str, ...]]) -> tuple[Row, ...]:
    """What a service publishes, each message with those who hear it."""
    topic = TOPICS[service].events
    return tuple(Row(message, topic, service, heard) for message, heard in published.items())


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
    *_told("monitoring", monitoring.PUBLISHED),
    *_told("classification", classification.PUBLISHED),
    *_told("collection", collection.PUBLISHED),
    *_told("guarantee", guarantee.PUBLISHED),
    *_told("litigation", litigation.PUBLISHED),
    *_told("disposal", disposal.PUBLISHED),
    *_officer_rows("monitoring", commands.AccelerateLoan, *monitoring_acts.ACTS),
    *_officer_rows(
        "classification",
        commands.OverrideClass,
        commands.WithdrawOverride,
        commands.ApproveUpgrade,
        *classification_acts.ACTS,
    ),
    *_officer_rows("collection", *collection_acts.ACTS),
    *_officer_rows("guarantee", *guarantee_acts.ACTS),
    *_officer_rows("litigation", *litigation_acts.ACTS),
    *_officer_rows("disposal", *disposal_acts.ACTS),
)

RETIRED: Final[tuple[type[Message], ...]] = (
    commands.RedriveAudit,
    *replies.replies_of("audit"),
)
"""Released once; nobody sends or takes them. Their bytes stay readable."""

MODELS: Final[dict[str, type[Message]]] = {
    message.TYPE: message for message in (*(row.message for row in CATALOGUE), *RETIRED)
}
"""Model by ``ce_type``, the retired ones included."""

_READ: Final[dict[str, Callable[[bytes], Any]]] = {}
"""Readers of the types that have been read."""

_NAMES: Final = {name.rpartition(".v")[0] for name in MODELS}


def parse(ce_type: str, payload: bytes) -> Message:
    """The message in these bytes; ``ContractError`` with all that is wrong (see ``others``)."""
    read = _READ.get(ce_type) or _reader(ce_type)
    try:
        message: Message = read(payload)
    except ValidationError as wrong:
        raise all_as_one(violations(wrong)) from None
    return message


def _reader(ce_type: str) -> Callable[[bytes], Any]:
    """The model's own reader, built when its first message comes."""
    model = MODELS.get(ce_type)
    if model is None:
        raise _unknown(ce_type)
    model.model_rebuild()
    read = _READ[ce_type] = model.__pydantic_validator__.validate_json
    return read


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
