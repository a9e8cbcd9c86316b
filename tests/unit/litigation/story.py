"""Phrases for the tests of litigation: other services speak, officers act, days pass.

``Story`` plays one loan's stream as the kit would: each message goes through the service's own
reaction, is decided on the folded state, and ticks come only when the agenda asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import topics_of
from contracts.envelope import Envelope
from contracts.litigation_acts import ACTS
from contracts.message import Message
from services.kit.domain import DomainEvent, Rejected, effective_order
from services.kit.policy import load_book
from services.litigation.domain.conclusions import ClockMoved, MeasureMoved, StageReached
from services.litigation.domain.legal import TimeReached, decider
from services.litigation.domain.state import Case
from services.litigation.domain.view import LitigationView, view
from services.litigation.policy import PACKS, LitigationPolicy
from services.litigation.reactions import react
from tests.unit.litigation.told import (
    ABOUT,
    FOUR,
    LOAN,
    ONE_DAY,
    THREE,
    WHOLE,
    claim,
    guarantor,
    on,
    opened,
)

POLICIES = load_book(PACKS / "cn", LitigationPolicy)
EDITION = POLICIES.editions[-1]
BY_COMMAND = {asked.TYPE.split(".")[2]: asked for asked in ACTS}


@dataclass
class Story:
    """One loan's legal side in the making."""

    state: Case = field(default_factory=lambda: decider.initial)
    events: list[tuple[date, DomainEvent]] = field(default_factory=list)
    day: date = date.min

    def _put(self, command: Any) -> list[DomainEvent]:
        made = list(decider.decide(command, self.state, POLICIES))
        self.state = decider.fold(made, self.state)
        self.events.extend((command.as_of, event) for event in made)
        self.day = max(self.day, command.as_of)
        return made

    def tell(self, day: str | date, *messages: Message) -> list[DomainEvent]:
        """Other services' messages or officers' acts, taken on the bank's day ``day``."""
        taken = on(day) if isinstance(day, str) else day
        self.pass_days(taken - ONE_DAY)
        made: list[DomainEvent] = []
        for message in messages:
            envelope = Envelope("1", topics_of("monitoring").events, message.TYPE, taken)
            for stream, command in react(message, envelope, taken):
                assert stream == f"legal-{LOAN}"
                made.extend(self._put(command))
        return made

    def act(self, day: str, command: str, **fields: Any) -> list[DomainEvent]:
        """An officer's command, by default by a legal officer with the manager's agreement."""
        given = {
            "requested_by": "wang",
            "role": "legal_officer",
            "reason": "recovery of the claim",
            "approved_by": "zhou",
            "approver_role": "legal_manager",
        }
        return self.tell(day, BY_COMMAND[command](**ABOUT | given | fields))

    def refuse(self, code: str, day: str, command: str, **fields: Any) -> str:
        """The command is refused with this code; returns the sentence."""
        before = len(self.events)
        with pytest.raises(Rejected) as refused:
            self.act(day, command, **fields)
        assert refused.value.code == code, refused.value
        assert all(known < on(day) for known, _ in self.events[before:])
        return refused.value.detail

    def pass_days(self, until: date | str) -> list[DomainEvent]:
        """Close every day up to ``until``; the tick reaches the stream when its agenda asks."""
        last = on(until) if isinstance(until, str) else until
        made: list[DomainEvent] = []
        while True:
            dues = [due.on for due in decider.agenda(self.state) if due.on <= last]
            if not dues:
                self.day = max(self.day, last)
                return made
            news = self._put(TimeReached(as_of=max(min(dues), self.day)))
            assert news, f"the agenda stands still: {decider.agenda(self.state)}"
            made.extend(news)

    def folded(self, as_of: date | str, known_on: date | str | None = None) -> Case:
        """The state by effective days, from what was known on ``known_on``."""
        day = on(as_of) if isinstance(as_of, str) else as_of
        known = on(known_on) if isinstance(known_on, str) else known_on
        rows = [
            (version, event)
            for version, (taken, event) in enumerate(self.events, 1)
            if known is None or taken <= known
        ]
        return decider.fold(effective_order(rows, day))

    def seen(self, as_of: str, known_on: str | None = None) -> LitigationView:
        """The view of a day."""
        shown = view(self.folded(as_of, known_on), LOAN, on(as_of))
        assert shown is not None
        return shown

    def stage_on(self, as_of: str, known_on: str | None = None) -> str | None:
        """Just the stage."""
        return self.seen(as_of, known_on).stage

    def due_on(self, as_of: str) -> dict[str, str]:
        """What is due on a day and until when; one row per kind."""
        return {each.what: each.on.isoformat() for each in self.seen(as_of).due}

    @property
    def stages(self) -> list[tuple[str, str]]:
        """The live stages: day and name."""
        return [
            (each.effective_on.isoformat(), each.stage)
            for each in self.state.concluded
            if isinstance(each, StageReached)
        ]

    def clock(self, name: str = "claim") -> list[tuple[str, str, str | None]]:
        """What a clock did: day, state, end."""
        return [
            (
                each.effective_on.isoformat(),
                each.state,
                None if each.ends_on is None else each.ends_on.isoformat(),
            )
            for each in self.state.concluded
            if isinstance(each, ClockMoved) and each.clock == name
        ]

    def measure(self, name: str) -> list[tuple[str, str]]:
        """What a measure went through: day, state."""
        return [
            (each.effective_on.isoformat(), each.state)
            for each in self.state.concluded
            if isinstance(each, MeasureMoved) and each.measure_id == name
        ]


def in_arrears() -> Story:
    """L-4801 with three instalments unpaid, Zhao as joint guarantor, nothing legal yet."""
    story = Story()
    story.tell("2023-03-20", opened(), guarantor("2023-03-20"))
    story.tell("2024-05-20", claim("2024-05-20", *THREE, outstanding="260000.00"))
    return story


def accelerated() -> Story:
    """As in catalogue C on 25 Jun 2024: the whole claim is due, nothing legal yet."""
    story = in_arrears()
    story.tell("2024-06-20", claim("2024-06-20", *FOUR, outstanding="260000.00"))
    whole = claim("2024-06-25", WHOLE, outstanding="260000.00", accelerated="2024-06-25")
    story.tell("2024-06-25", whole)
    return story
