"""The mistakes of the deliberate breaks that concern rules: what services might do to each other's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.collection.domain import contacting
from services.collection.domain.touches import Contact
from services.disposal.domain import recovery
from services.guarantee.domain import judgement
from services.kit.domain import Rejected, changed
from services.kit.letters import Letters
from services.kit.open_letters import OpenLetters


def blocked_and_counted() -> Callable[..., Any]:
    """The gate says no, and the contact stands in the log all the same."""
    right = contacting.touched

    def touched(desk: Any, touch: Any) -> Any:
        events = right(desk, touch)
        if isinstance(events[0], contacting.Watched) and isinstance(touch, Contact):
            return (*events, *contacting._contact(desk, touch))
        return events

    return touched


def judged_with_each_message() -> Callable[..., Any]:
    """What was said of a payment is not looked at before it is said again."""
    right = recovery._differences

    def differences(recorded: Sequence[Any], drafts: Sequence[Any]) -> Any:
        again = [each for each in drafts if isinstance(each, recovery.RecoveryRecognised)]
        return right(recorded, drafts) or right((), again)

    return differences


def old_entries_stand() -> Callable[..., Any]:
    """A late fact brings new entries, and those that it undid stay."""
    right = judgement._differences

    def differences(recorded: Sequence[Any], drafts: Sequence[Any]) -> Any:
        found = right(recorded, drafts)
        return [
            changed(each, corrects=())
            for each in found
            if not isinstance(each, judgement.EntriesWithdrawn)
        ]

    return differences


def old_conclusions_stand(gone: Any, fresh: Any, processed_on: Any) -> Any:
    """What a late fact makes untrue is not withdrawn."""
    return fresh


def refused_in_silence() -> Callable[..., Any]:
    """A broken command has no letter and no answer."""
    right = Letters.refused

    def refused(self: Letters, record: Any, envelope: Any, error: Any) -> None:
        if record.topic != self.turn.service.commands_topic:
            right(self, record, envelope, error)

    return refused


def answered_as_if_taken(self: Letters, envelope: Any, letter: Any, error: Any) -> None:
    """The answer to a broken command has the id that the mended one's will have."""
    refusal = Rejected(error.rule, str(error))
    self.reply(letter.shard, envelope, letter.known_on, refusal)


def only_the_first() -> Callable[..., Any]:
    """Of a stream that was held only the oldest message is taken up again."""
    right = OpenLetters.next

    async def next_(self: Any) -> Any:
        told, self.told = getattr(self, "told", False), True
        return None if told else await right(self)

    return next_
