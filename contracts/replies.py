"""What a service answers to a command, on ``postloan.<service>.replies.v1``.

``command_id`` is the ``ce_id`` of the command, which is also the reply's causation id.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.message import Code, Identifier, Message, Text


class CommandAccepted(Message):
    """The command was decided; ``event_ids`` are the events it made, perhaps none."""

    command_id: Identifier
    event_ids: tuple[Identifier, ...]
    loan_id: Identifier | None = None
    obligor_id: Identifier | None = None


class CommandRejected(Message):
    """The command was refused: a stable code and a sentence for people."""

    command_id: Identifier
    code: Code
    detail: Text
    loan_id: Identifier | None = None
    obligor_id: Identifier | None = None


class MonitoringCommandAccepted(CommandAccepted):
    """Accepted by monitoring."""

    TYPE: ClassVar[str] = "postloan.monitoring.command-accepted.v1"


class MonitoringCommandRejected(CommandRejected):
    """Refused by monitoring."""

    TYPE: ClassVar[str] = "postloan.monitoring.command-rejected.v1"


class ClassificationCommandAccepted(CommandAccepted):
    """Accepted by classification."""

    TYPE: ClassVar[str] = "postloan.classification.command-accepted.v1"


class ClassificationCommandRejected(CommandRejected):
    """Refused by classification."""

    TYPE: ClassVar[str] = "postloan.classification.command-rejected.v1"


class AuditCommandAccepted(CommandAccepted):
    """Accepted by audit."""

    TYPE: ClassVar[str] = "postloan.audit.command-accepted.v1"


class AuditCommandRejected(CommandRejected):
    """Refused by audit."""

    TYPE: ClassVar[str] = "postloan.audit.command-rejected.v1"
