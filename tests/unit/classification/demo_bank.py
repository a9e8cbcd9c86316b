"""The demo book through both deciders in one process: feed, monitoring, classification.

What the kit does with Kafka and PostgreSQL is here a loop: the day on which a fact is known, ticks
for what the agendas ask, and every event kept with the day it was known. No rule lives here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from contracts.catalogue import parse
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from contracts.feed import FeedLine, read_feed
from services.classification import reactions as classification_reactions
from services.classification.domain.obligor import decider as obligor_decider
from services.classification.domain.view import ClassificationView, view
from services.classification.policy import PACKS as CLASSIFICATION_PACKS
from services.classification.policy import ClassificationPolicy
from services.kit.domain import Command, Decider, DomainEvent, effective_order
from services.kit.policy import load_book
from services.monitoring import publications as monitoring_publications
from services.monitoring import reactions as monitoring_reactions
from services.monitoring.domain.loan import decider as loan_decider
from services.monitoring.policy import PACKS as MONITORING_PACKS
from services.monitoring.policy import MonitoringPolicy

FEED = Path(__file__).parents[3] / "services" / "console" / "demo" / "book-101.jsonl.gz"


@dataclass
class Service:
    """One service's streams: states, agendas, and all events with the day they were known."""

    decider: Decider[Any, Any, Any, Any]
    policies: Any
    states: dict[str, Any] = field(default_factory=dict)
    agenda: dict[str, date] = field(default_factory=dict)
    events: dict[str, list[tuple[date, DomainEvent]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def put(self, stream: str, command: Command) -> list[DomainEvent]:
        state = self.states.get(stream, self.decider.initial)
        made = list(self.decider.decide(command, state, self.policies))
        if made:
            state = self.states[stream] = self.decider.fold(made, state)
            self.events[stream].extend((command.as_of, event) for event in made)
        dues = [due.on for due in self.decider.agenda(state)]
        self.agenda.pop(stream, None)
        if dues:
            self.agenda[stream] = min(dues)
        return made

    def due(self, day: date) -> list[str]:
        return sorted(stream for stream, due in self.agenda.items() if due <= day)


@dataclass
class Bank:
    """Monitoring and classification of one bank."""

    monitoring: Service
    classification: Service
    obligors: dict[str, str] = field(default_factory=dict)
    closed_on: date | None = None

    def ingest(self, feed: Path) -> None:
        seen: set[tuple[str, str]] = set()
        for line in read_feed(feed):
            assert isinstance(line, FeedLine), line
            identity = (line.envelope.source, line.envelope.id)
            if identity in seen:
                continue
            seen.add(identity)
            message: Any = parse(line.envelope.type, line.payload)
            if isinstance(message, BusinessDayClosed):
                self.close(message.business_date)
                continue
            self.obligors[message.loan_id] = message.obligor_id
            as_of = self.known_on(line.envelope.business_date)
            for stream, command in monitoring_reactions.react(message, line.envelope, as_of):
                self.tell(self.monitoring.put(stream, command), as_of)

    def known_on(self, business_date: date) -> date:
        if self.closed_on is None:
            return business_date
        return max(business_date, self.closed_on + timedelta(days=1))

    def close(self, day: date) -> None:
        """Monitoring does the day's work first, classification after all of its words."""
        for stream in self.monitoring.due(day):
            made = self.monitoring.put(stream, monitoring_reactions.time_reached(stream, day))
            self.tell(made, day)
        for stream in self.classification.due(day):
            news = self.classification.put(
                stream, classification_reactions.time_reached(stream, day)
            )
            assert news, f"the agenda of {stream} stands still on {day}"
        self.closed_on = day

    def tell(self, events: list[DomainEvent], as_of: date) -> None:
        for event in events:
            word: Any = monitoring_publications.publish(
                event,  # type: ignore[arg-type]
                self.obligors[event.loan_id],
            )
            if word is not None:
                for stream, command in classification_reactions.react(
                    word, Envelope("1", "/postloan/monitoring", word.TYPE, as_of), as_of
                ):
                    self.classification.put(stream, command)

    def classified(self, loan_id: str, as_of: date, known_on: date) -> ClassificationView | None:
        """The loan's class on ``as_of`` as known on ``known_on``, from stored events alone."""
        stream = f"obligor-{self.obligors[loan_id]}"
        rows = [
            (version, event)
            for version, (known, event) in enumerate(self.classification.events[stream], 1)
            if known <= known_on
        ]
        state = obligor_decider.fold(effective_order(rows, as_of))  # type: ignore[arg-type]
        return view(state, loan_id, as_of)


def opened() -> Bank:
    """A bank with the policies that come with the services."""
    return Bank(
        Service(loan_decider, load_book(MONITORING_PACKS / "cn", MonitoringPolicy)),
        Service(obligor_decider, load_book(CLASSIFICATION_PACKS / "cn", ClassificationPolicy)),
    )
