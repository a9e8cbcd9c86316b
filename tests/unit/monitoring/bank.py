"""A bank in memory that drives monitoring's rules the way the kit does.

One partition: a fact is taken on the later of its business day and the day after the last closed
one; a tick goes only to loans whose agenda is due. Every event keeps the day it was known on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from contracts.message import Message
from services.kit.domain import Command, effective_order
from services.kit.policy import PolicyBook, load_book
from services.monitoring.domain.loan import decider
from services.monitoring.domain.state import Loan, LoanEvent
from services.monitoring.domain.view import MonitoringView, view
from services.monitoring.policy import PACKS, MonitoringPolicy
from services.monitoring.reactions import react, time_reached

POLICIES: PolicyBook[MonitoringPolicy] = load_book(Path(PACKS) / "cn", MonitoringPolicy)
DAY = timedelta(days=1)


class Known(NamedTuple):
    """An event and the bank's day on which it was taken."""

    known_on: date
    version: int
    event: LoanEvent


@dataclass
class Bank:
    """Streams with their histories; ``closed_on`` is the last closed day."""

    policies: PolicyBook[MonitoringPolicy] = POLICIES
    closed_on: date | None = None
    states: dict[str, Loan] = field(default_factory=dict)
    histories: dict[str, list[Known]] = field(default_factory=dict)
    due_on: dict[str, date] = field(default_factory=dict)

    def known_on(self, business_date: date) -> date:
        """The day on which a fact booked on ``business_date`` is taken."""
        return (
            business_date if self.closed_on is None else max(business_date, self.closed_on + DAY)
        )

    def take(self, message: Message, envelope: Envelope) -> None:
        """Handle one message of core banking or of an officer."""
        if isinstance(message, BusinessDayClosed):
            self.close(message.business_date)
            return
        known_on = self.known_on(envelope.business_date)
        for stream, command in react(message, envelope, known_on):
            self.put(stream, command)

    def put(self, stream: str, command: Command) -> list[LoanEvent]:
        """Put a command to a loan and keep what follows."""
        state = self.states.get(stream, decider.initial)
        events = list(decider.decide(command, state, self.policies))
        history = self.histories.setdefault(stream, [])
        for event in events:
            history.append(Known(command.as_of, len(history) + 1, event))
            state = decider.evolve(state, event)
        self.states[stream] = state
        agenda = decider.agenda(state)
        if agenda:
            self.due_on[stream] = min(due.on for due in agenda)
        else:
            self.due_on.pop(stream, None)
        return events

    def close(self, day: date) -> None:
        """The tick: every loan whose agenda is due does its day's work, and moves on."""
        for stream, due_on in sorted(self.due_on.items()):
            if due_on <= day:
                self.put(stream, time_reached(stream, day))
                assert stream not in self.due_on or self.due_on[stream] > day, stream
        self.closed_on = day

    def close_until(self, day: date) -> None:
        """Close every day up to ``day``."""
        on = day if self.closed_on is None else self.closed_on + DAY
        while on <= day:
            self.close(on)
            on += DAY

    def known(self, stream: str, known_on: date) -> list[tuple[int, LoanEvent]]:
        """(version, event) pairs known by the end of a day."""
        return [
            (known.version, known.event)
            for known in self.histories.get(stream, [])
            if known.known_on <= known_on
        ]

    def view(self, loan_id: str, as_of: date, known_on: date) -> MonitoringView | None:
        """The loan as it was on ``as_of`` to somebody who knew what was known on ``known_on``."""
        events = effective_order(self.known(f"loan-{loan_id}", known_on), as_of)
        return view(decider.fold(events), as_of)

    def events(self, loan_id: str) -> list[LoanEvent]:
        """Everything recorded for a loan, in the order of recording."""
        return [known.event for known in self.histories.get(f"loan-{loan_id}", [])]


def bank_after(messages: Iterable[tuple[Message, Envelope]]) -> Bank:
    """A bank that has taken these messages, foreign duplicates left out as the kit does."""
    bank = Bank()
    taken: set[tuple[str, str]] = set()
    for message, envelope in messages:
        if (envelope.source, envelope.id) not in taken:
            taken.add((envelope.source, envelope.id))
            bank.take(message, envelope)
    return bank
