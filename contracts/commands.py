"""What officers ask of a service, on ``postloan.<service>.commands.v1``.

Every command names who asks and who approves. That they are two persons, and that a reason is
given, is decided by the service and answered there: a refusal is a reply, not a broken contract.
"""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple, TypeVar

from pydantic import Field

from contracts.message import Code, GivenDay, Identifier, Message, Text, Whole
from contracts.values import RiskClass

T = TypeVar("T", bound=Message)


class OfficerCommand(Message):
    """What all officers' commands carry."""

    reason: Text
    requested_by: Identifier
    approved_by: Identifier


class LoanOrder(OfficerCommand):
    """An order about one loan.

    ``role`` and ``approver_role`` may be absent, because the first messages had none; the service
    refuses what comes without them (``role_missing``).
    """

    SCHEMA: ClassVar[str] = "1.1.0"

    loan_id: Identifier
    obligor_id: Identifier
    role: Code | None = None
    approver_role: Code | None = None


class AccelerateLoan(LoanOrder):
    """The whole claim falls due on ``effective_on`` (提前到期)."""

    TYPE: ClassVar[str] = "postloan.monitoring.accelerate-loan.v1"

    effective_on: GivenDay


class OverrideClass(LoanOrder):
    """An expert's stricter class; in JSON ``risk_class`` is named ``class``."""

    TYPE: ClassVar[str] = "postloan.classification.override-class.v1"

    risk_class: RiskClass = Field(alias="class")


class WithdrawOverride(LoanOrder):
    """The expert's class no longer stands."""

    TYPE: ClassVar[str] = "postloan.classification.withdraw-override.v1"


class ApproveUpgrade(Message):
    """The assessment that a kept observation needs before the class may rise.

    ``role`` and ``approver_role`` may be absent as in every ``LoanOrder``, and are missed alike.
    """

    TYPE: ClassVar[str] = "postloan.classification.approve-upgrade.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    loan_id: Identifier
    obligor_id: Identifier
    assessment: Text
    requested_by: Identifier
    approved_by: Identifier
    role: Code | None = None
    approver_role: Code | None = None


class Redrive(OfficerCommand):
    """Take parked work (``stream``) or a dead letter (its ``ce_id``) up again."""

    stream: Identifier | None = None
    dead_letter: Identifier | None = None
    obligor_id: Identifier | None = None


class RedriveAudit(Redrive):
    """Redrive in audit."""

    TYPE: ClassVar[str] = "postloan.audit.redrive.v1"


class Discard(OfficerCommand):
    """A dead letter or parked message (its event id) will never be taken: it is closed untaken."""

    dead_letter: Identifier
    obligor_id: Identifier | None = None


class Release(OfficerCommand):
    """A halted partition of a topic may go on, with what that gives up.

    ``continue_at`` counts when records were lost from the topic: ``beginning`` of what it holds now
    (what was taken before is dropped as a duplicate), or ``stored``, our own position.
    """

    topic: Code
    partition: Whole
    continue_at: Literal["beginning", "stored"] = "beginning"
    obligor_id: Identifier | None = None


class KitCommands(NamedTuple):
    """What every service's kit understands, as messages of that service."""

    redrive: type[Redrive]
    discard: type[Discard]
    release: type[Release]


def _of(service: str, shape: type[T]) -> type[T]:
    """``shape`` as the message of one service."""
    word = shape.__name__
    body = {
        "TYPE": f"postloan.{service}.{word.lower()}.v1",
        "__doc__": f"{word} in {service}.",
        "__module__": __name__,
    }
    return type(f"{word}{service.capitalize()}", (shape,), body)


def kit_commands(service: str) -> KitCommands:
    """The kit's own commands to one service; always the same classes."""
    if service not in _KIT:
        _KIT[service] = KitCommands(
            _of(service, Redrive), _of(service, Discard), _of(service, Release)
        )
    return _KIT[service]


_KIT: dict[str, KitCommands] = {}
