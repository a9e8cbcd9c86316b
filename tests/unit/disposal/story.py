"""Phrases for the tests of disposal: what other services tell, what officers do, what is seen.

``Story`` plays one loan's stream as the kit would: messages go through the reactions, ticks come
only when the agenda asks for them, and every event is kept with the day it was known.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from contracts import disposal_acts
from contracts.envelope import Envelope
from contracts.message import Message
from services.disposal.domain.disposal import TimeReached, decider
from services.disposal.domain.events import DisposalEvent
from services.disposal.domain.state import LoanFile
from services.disposal.domain.view import DisposalView, view
from services.disposal.policy import PACKS, DisposalPolicy
from services.disposal.publications import publish
from services.disposal.reactions import react
from services.kit.domain import Rejected, effective_order
from services.kit.policy import load_book
from tests.unit.disposal.told import DEBTOR, IDS, LOAN, on

POLICIES = load_book(PACKS / "cn", DisposalPolicy)
WHO: dict[str, dict[str, Any]] = {
    "officer": {"requested_by": "chen", "role": "preservation_officer"},
    "manager": {"requested_by": "sun", "role": "preservation_manager"},
    "committee": {"requested_by": "gao", "role": "head_office_committee"},
}


class Story:
    """One loan's disposal from its first message on."""

    def __init__(self) -> None:
        self.state: LoanFile = decider.initial
        self.events: list[tuple[date, DisposalEvent]] = []
        self.today = date(2023, 1, 1)

    # -- playing --------------------------------------------------------------------------------

    def put(self, command: Any) -> tuple[DisposalEvent, ...]:
        made = tuple(decider.decide(command, self.state, POLICIES))
        self.state = decider.fold(made, self.state)
        self.events += [(self.today, event) for event in made]
        return made

    def pass_days(self, until: str) -> None:
        """Close days up to and with ``until``, asking only where the agenda does."""
        last = on(until)
        while self.today <= last:
            dues = [due.on for due in decider.agenda(self.state) if due.on <= last]
            if not dues:
                self.today = last + timedelta(days=1)
                return
            self.today = max(self.today, min(dues))
            self.put(TimeReached(as_of=self.today))
            self.today += timedelta(days=1)

    def tell(self, message: Message, day: str) -> tuple[DisposalEvent, ...]:
        """A message of another service or an officer arrives on ``day``."""
        if on(day) > self.today:
            self.pass_days((on(day) - timedelta(days=1)).isoformat())
        made: tuple[DisposalEvent, ...] = ()
        for stream, command in react(
            message, Envelope("1", "/any", "any", self.today), self.today
        ):
            made += self.put(command) if stream == f"disposal-{LOAN}" else ()
        return made

    def act(self, name: str, day: str, who: str = "officer", **fields: Any) -> Any:
        """An officer's command by its class's name; the events it made."""
        asked = WHO[who] | {"reason": "as the file says"} | fields
        return self.tell(getattr(disposal_acts, name)(**IDS, **asked), day)

    def refused(self, code: str, name: str, day: str, who: str = "officer", **fields: Any) -> str:
        """The command is refused with this code; the sentence."""
        with pytest.raises(Rejected) as refusal:
            self.act(name, day, who, **fields)
        assert refusal.value.code == code, refusal.value
        return refusal.value.detail

    # -- looking --------------------------------------------------------------------------------

    def seen(self, as_of: str, known_on: str | None = None) -> DisposalView | None:
        """The loan's disposal on a day, by what was known by the end of another."""
        known = [
            (version, event)
            for version, (day, event) in enumerate(self.events, 1)
            if known_on is None or day <= on(known_on)
        ]
        folded = decider.fold(effective_order(known, on(as_of)))
        return view(folded, LOAN, on(as_of))

    def view(self, as_of: str, known_on: str | None = None) -> DisposalView:
        found = self.seen(as_of, known_on)
        assert found is not None
        return found

    def published(self) -> list[Message]:
        told = (publish(event, DEBTOR) for _, event in self.events)
        return [message for message in told if message is not None]

    def made(self, shape: type[Any]) -> list[Any]:
        return [event for _, event in self.events if isinstance(event, shape)]
