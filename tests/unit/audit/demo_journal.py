"""The demo book's journal, written in memory: both services' events with all their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from services.classification.domain.obligor import decider as obligor_decider
from services.classification.policy import PACKS as CLASSIFICATION_PACKS
from services.classification.policy import ClassificationPolicy
from services.kit.domain import Command, DomainEvent
from services.kit.kit_events import DayClosed
from services.kit.policy import load_book
from services.kit.row import EventRow
from services.kit.sharding import shard_of
from services.monitoring.domain.loan import decider as loan_decider
from services.monitoring.policy import PACKS as MONITORING_PACKS
from services.monitoring.policy import MonitoringPolicy
from tests.unit.audit.writer import Writer
from tests.unit.classification.demo_bank import FEED, Bank, Service

PARTITIONS = 4


@dataclass
class Recorded(Service):
    """A service whose events become rows. ``cause``: the row that what comes is caused by."""

    writer: Writer = field(default_factory=lambda: Writer(""))
    obligors: dict[str, str] = field(default_factory=dict)
    cause: EventRow | None = None
    rows: dict[int, EventRow] = field(default_factory=dict)

    def put(self, stream: str, command: Command) -> list[DomainEvent]:
        made = super().put(stream, command)
        for event in made:
            key = self.obligors[event.loan_id]
            self.rows[id(event)] = self.writer.write(
                stream,
                event,
                shard=shard_of(key),
                key=key,
                known_on=command.as_of,
                cause=self.cause,
            )
        return made


@dataclass
class RecordedBank(Bank):
    """Monitoring and classification, with a journal each."""

    monitoring: Recorded
    classification: Recorded

    def __post_init__(self) -> None:
        self.monitoring.obligors = self.classification.obligors = self.obligors

    def tell(self, events: list[DomainEvent], as_of: date) -> None:
        for event in events:
            self.classification.cause = self.monitoring.rows[id(event)]
            super().tell([event], as_of)
        self.classification.cause = None

    def close(self, day: date) -> None:
        super().close(day)
        for shard in range(PARTITIONS):
            closed = DayClosed(loan_id="", effective_on=day, business_date=day, after=())
            self.monitoring.writer.write(f"day-{shard}", closed, shard=shard, key="")


@cache
def demo_journal() -> tuple[Writer, Writer]:
    """Monitoring's and classification's events of the whole feed; made once per process."""
    monitoring, classification = Writer("monitoring"), Writer("classification")
    bank = RecordedBank(
        Recorded(
            loan_decider,
            load_book(MONITORING_PACKS / "cn", MonitoringPolicy),
            writer=monitoring,
        ),
        Recorded(
            obligor_decider,
            load_book(CLASSIFICATION_PACKS / "cn", ClassificationPolicy),
            writer=classification,
        ),
    )
    bank.ingest(FEED)
    return monitoring, classification
