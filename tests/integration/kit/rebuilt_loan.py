"""Monitoring's loans in the `eventsourcing` package's own words, for reading our rows with it.

The package finds the events in the views `store.stored_events_<shard>`, checks originator and
version of each, and keeps the aggregate; only the rules' `evolve` is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from eventsourcing.application import Application
from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from eventsourcing.utils import get_topic

from services.kit import events
from services.kit.chain import EPOCH
from services.kit.domain import DomainEvent
from services.monitoring.domain.loan import decider
from services.monitoring.domain.state import Loan

FIRST_SCHEMA = 1  # the package's convention: a state that names no version is of the first


class RebuiltLoan(BaseAggregate[str]):
    """A loan as the package rebuilds it."""

    def __init__(self) -> None:
        self.state: Loan = decider.initial


@dataclass(frozen=True)
class Opening(CanInitAggregate[str]):
    """The first event of a stream: makes the aggregate and is applied to it."""

    originator_id: str
    originator_version: int
    originator_topic: str
    timestamp: datetime
    event: DomainEvent

    def apply(self, aggregate: Any) -> None:
        aggregate.state = decider.evolve(aggregate.state, self.event)


@dataclass(frozen=True)
class Happening(CanMutateAggregate[str]):
    """Every later event."""

    originator_id: str
    originator_version: int
    timestamp: datetime
    event: DomainEvent

    def apply(self, aggregate: Any) -> None:
        aggregate.state = decider.evolve(aggregate.state, self.event)


class LoanMapper(Mapper[str]):
    """Our stored bytes as the package's events. The views hold no instant, so none is given."""

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        event = events.decode(stored_event.topic, FIRST_SCHEMA, stored_event.state)
        place = (str(stored_event.originator_id), stored_event.originator_version)
        if stored_event.originator_version == RebuiltLoan.INITIAL_VERSION:
            return Opening(*place, get_topic(RebuiltLoan), EPOCH, event)
        return Happening(*place, EPOCH, event)


class Loans(Application[str]):
    """The stock application on one shard's view, with the stock PostgreSQL recorder."""

    env: ClassVar[dict[str, str]] = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_SCHEMA": "store",
        "ORIGINATOR_ID_TYPE": "text",
        "CREATE_TABLE": "no",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_CONNECT_TIMEOUT": "10",
        "MAPPER_TOPIC": f"{__name__}:LoanMapper",
    }

    def __init__(self, shard: int, dsn: str) -> None:
        self.shard = shard
        at = urlsplit(dsn)
        super().__init__(
            {
                "POSTGRES_DBNAME": at.path.lstrip("/"),
                "POSTGRES_HOST": at.hostname or "",
                "POSTGRES_PORT": str(at.port),
                "POSTGRES_USER": at.username or "",
                "POSTGRES_PASSWORD": at.password or "",
            }
        )

    def construct_recorder(self) -> PostgresApplicationRecorder:
        """The only thing told differently: the view's name, where a table's is made of ours."""
        datastore = self.factory.datastore  # type: ignore[attr-defined]
        return PostgresApplicationRecorder(
            datastore, events_table_name=f"stored_events_{self.shard}"
        )
