"""Work items that the kit itself notes: members of open lists that this code does not know.

A message with such a member is taken (contract.md section 1); once per message it is said that a
person should look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from contracts.envelope import Envelope
from contracts.message import Group, Message, open_members
from services.kit.kit_events import UnknownMember, UnknownMemberNoted

if TYPE_CHECKING:
    from services.kit.turn import Turn


class OpenList(NamedTuple):
    """A field of a message that is an open list; ``of`` reads its value."""

    field: str
    of: attrgetter[Any]
    members: frozenset[str]


@cache
def open_lists(message: type[Message]) -> tuple[OpenList, ...]:
    """The open lists of a message, worked out once: most messages have none."""
    return tuple(_open_lists(message, ""))


def _open_lists(group: type[Group], place: str) -> Iterator[OpenList]:
    for name, field in group.model_fields.items():
        inner, members = field.annotation, open_members(field)
        if isinstance(inner, type) and issubclass(inner, Group):
            yield from _open_lists(inner, f"{place}{name}.")
        if members is not None:
            yield OpenList(f"{place}{name}", attrgetter(f"{place}{name}"), frozenset(members))


def unknown(message: Message) -> list[UnknownMember]:
    """The fields whose value is none of the known members."""
    return [
        UnknownMember(each.field, value)
        for each in open_lists(type(message))
        if (value := each.of(message)) not in each.members and value is not None
    ]


def note_unknown(
    turn: Turn, envelope: Envelope, message: Message, shard: int, known_on: date
) -> None:
    """Store a work item with the effects of the message, when it names what we do not know."""
    members = unknown(message)
    if members:
        event = UnknownMemberNoted(
            loan_id=envelope.subject or "",
            effective_on=known_on,
            message_type=envelope.type,
            message_id=envelope.id,
            members=members,
        )
        cause = turn.letters.cause(
            envelope
        )  # that of all who read the message: the item is this service's
        cause = msgspec.structs.replace(cause, source=f"{cause.source}#{turn.service.name}")
        turn.draft.append_kit(shard, f"item-{shard}", event, cause, known_on)
