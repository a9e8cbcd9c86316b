"""What a service answers to a command, on ``postloan.<service>.replies.v1``.

``command_id`` is the ``ce_id`` of the command, which is also the reply's causation id.
A command is answered once; one that broke the contract and is sent again, mended under its id, has an
answer to either.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple, TypeVar

from contracts.message import Code, Group, Identifier, Message, Text

T = TypeVar("T", bound=Message)


class Blocked(Group):
    """The act may not be done: by which rule and policy, and what to do instead.

    What the service's ``ProhibitedActionBlocked`` says of it, which is one of the events.
    """

    code: Code
    rule: Code
    policy_id: Code
    alternative: Text


class CommandAccepted(Message):
    """The command was decided; ``event_ids`` are the events it made, perhaps none.

    With ``blocked`` the act was refused for what it is and may not be done.
    """

    SCHEMA: ClassVar[str] = "1.1.0"

    command_id: Identifier
    event_ids: tuple[Identifier, ...]
    loan_id: Identifier | None = None
    obligor_id: Identifier | None = None
    blocked: Blocked | None = None


class CommandRejected(Message):
    """The command was refused: a stable code and a sentence for people."""

    command_id: Identifier
    code: Code
    detail: Text
    loan_id: Identifier | None = None
    obligor_id: Identifier | None = None


class Replies(NamedTuple):
    """The two answers of one service."""

    accepted: type[CommandAccepted]
    rejected: type[CommandRejected]


def replies_of(service: str) -> Replies:
    """The answers of one service; always the same classes."""
    if service not in _REPLIES:
        _REPLIES[service] = Replies(
            _of(service, CommandAccepted, "accepted", "Accepted by"),
            _of(service, CommandRejected, "rejected", "Refused by"),
        )
    return _REPLIES[service]


def _of(service: str, shape: type[T], outcome: str, words: str) -> type[T]:
    body = {
        "TYPE": f"postloan.{service}.command-{outcome}.v1",
        "__doc__": f"{words} {service}.",
        "__module__": __name__,
    }
    return type(f"{service.capitalize()}{shape.__name__}", (shape,), body)


_REPLIES: dict[str, Replies] = {}
