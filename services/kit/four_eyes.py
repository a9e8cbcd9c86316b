"""Two persons and a reason: what every order to the kit needs."""

from __future__ import annotations

from contracts.commands import OfficerCommand
from services.kit.domain import Rejected, same_person


def check_persons(command: OfficerCommand) -> None:
    """Refuse one person in both roles (``same_person``) and an empty reason (``reason_missing``)."""
    if same_person(command.requested_by, command.approved_by):
        raise Rejected(
            "same_person",
            f"{command.requested_by} both requests and approves: four eyes are needed",
        )
    if not command.reason.strip():
        raise Rejected("reason_missing", "reason: it must be said why")
