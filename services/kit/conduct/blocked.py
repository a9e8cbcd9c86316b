"""The event that stands for a refused act, of one shape in all services (catalogue section 9)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from contracts.acts import BlockedAct as BlockedMessage
from services.kit.acts import Act
from services.kit.conduct.asked import Asked, Block
from services.kit.conduct.words import said
from services.kit.domain import DomainEvent
from services.kit.kit_events import Blocked

NOTHING = "none"
OTHER = "other"

B = TypeVar("B", bound="BlockedAct")
M = TypeVar("M", bound=BlockedMessage)


class BlockedAct(DomainEvent, frozen=True, kw_only=True):
    """An act that may not be was refused: it was never done and is never a contact.

    ``alternative`` is a word of ``words.INSTEAD``; ``at`` the hour where one was named, on the day
    ``effective_on``; ``content_hash`` (SHA-256) stands for what was asked, which itself is not kept.
    ``role``, ``target_role`` and ``channel`` are words of the rows: ``none`` where the act had none,
    ``other`` for any other word, since a free word may be a name or a number. ``policy_id``: the
    service's edition, ``conduct_id``: that of the shared rows. Events of releases before that shape
    have neither hash, hour, agency nor ``conduct_id``.
    """

    case_id: str | None = None
    code: str
    rule: str
    policy_id: str
    attempted_by: str
    role: str
    agency_id: str | None = None
    target_role: str
    channel: str
    at: str | None = None
    content_hash: str | None = None
    alternative: str
    conduct_id: str | None = None


def written_down(kind: type[B], act: Act, asked: Asked, block: Block, **own: Any) -> B:
    """The event of kind ``kind`` for the command ``act``; ``own``: the service's edition, its case."""
    return kind(
        loan_id=act.loan_id,
        effective_on=asked.day,
        code=block.code,
        rule=block.rule,
        attempted_by=act.requested_by,
        role=_kept(asked, "role", act.role),
        agency_id=asked.word("agency_id"),
        target_role=_kept(asked, "target_role", asked.word("target_role")),
        channel=_kept(asked, "channel", asked.word("channel")),
        at=asked.word("at"),
        content_hash=sha256(msgspec.json.encode(act)).hexdigest(),
        alternative=asked.rules.blocked[block.code].alternative,
        conduct_id=asked.rules.policy_id,
        **own,
    )


def _kept(asked: Asked, name: str, word: str | None) -> str:
    """The word, when the rows know it: a blocked act leaks no data itself (catalogue section 9)."""
    if word is None:
        return NOTHING
    return word if word in asked.rules.kept[name].codes else OTHER


def answered(made: Iterable[DomainEvent]) -> Blocked | None:
    """What the officer is told of the blocked act among the events of his command, of the first one;
    None where there is none.
    """
    act = next((event for event in made if isinstance(event, BlockedAct)), None)
    return None if act is None else Blocked(act.code, act.rule, act.policy_id, act.alternative)


def told(shape: type[M], event: BlockedAct, obligor_id: str) -> M:
    """The message about it: all but the hash, and what to do instead in both languages."""
    names = set(shape.model_fields) & set(event.__struct_fields__)
    fields = {name: getattr(event, name) for name in names}
    return shape(
        **fields | {"obligor_id": obligor_id, "alternative": said(event.alternative)},
    )
