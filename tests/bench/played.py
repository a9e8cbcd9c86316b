"""One loan played through the real rules, as the rows that its two services would store."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from contracts.message import Message
from services.classification.domain.obligor import decider as obligor_decider
from services.classification.policy import PACKS as CLASSIFICATION_PACKS
from services.classification.policy import ClassificationPolicy
from services.kit.domain import Due
from services.kit.policy import load_book
from services.kit.row import EventRow
from services.monitoring import reactions
from services.monitoring.domain.loan import decider as loan_decider
from services.monitoring.policy import PACKS as MONITORING_PACKS
from services.monitoring.policy import MonitoringPolicy
from tests.bench.book import closed, disbursement, due, repayment
from tests.unit.audit.demo_journal import Recorded, RecordedBank
from tests.unit.audit.writer import Writer

MARK = "999999999"
"""The number of the loan that is played: nine digits that stand nowhere else in its rows."""
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

Said = Iterable[tuple[Message, str, date]]


class Played(NamedTuple):
    """Rows by service, in the order of writing. ``agenda``: what monitoring waits for at the end."""

    rows: dict[str, list[EventRow]]
    agenda: tuple[Due, ...]

    @property
    def events(self) -> int:
        """Of all services."""
        return sum(map(len, self.rows.values()))


def played(said: Said, events_max: int | None = None) -> Played:
    """What the services make of these messages about the loan ``MARK``; ends with ``events_max``
    events, the last ones of classification left out as if it were still behind.
    """
    monitoring = Recorded(
        loan_decider,
        load_book(MONITORING_PACKS / "cn", MonitoringPolicy),
        writer=Writer("monitoring"),
    )
    classification = Recorded(
        obligor_decider,
        load_book(CLASSIFICATION_PACKS / "cn", ClassificationPolicy),
        writer=Writer("classification"),
    )
    bank = RecordedBank(monitoring, classification)
    rows = {each.writer.service: each.writer.rows for each in (monitoring, classification)}
    for message, identity, on in said:
        _take(bank, message, Envelope(identity, "/bench", message.TYPE, on))
        if events_max is not None and sum(map(len, rows.values())) >= events_max:
            break
    state = monitoring.states.get(f"loan-L-{MARK}", loan_decider.initial)
    kept = {name: [row for row in each if row.loan_id] for name, each in rows.items()}
    excess = max(0, sum(map(len, kept.values())) - (events_max or sys.maxsize))
    kept["classification"] = kept["classification"][: len(kept["classification"]) - excess]
    return Played(_renamed(kept), tuple(loan_decider.agenda(state)))


def _take(bank: RecordedBank, message: Any, envelope: Envelope) -> None:
    """One message, as the kit would hand it to the rules."""
    if isinstance(message, BusinessDayClosed):
        bank.close(message.business_date)
        return
    bank.obligors[message.loan_id] = message.obligor_id
    as_of = bank.known_on(envelope.business_date)
    for stream, command in reactions.react(message, envelope, as_of):
        bank.tell(bank.monitoring.put(stream, command), as_of)


def _renamed(rows: dict[str, list[EventRow]]) -> dict[str, list[EventRow]]:
    """Ids that end in ``MARK``, and the columns that only a running service fills."""
    ids = {
        row.event_id: UUID(f"{tag:08x}-0000-4000-8000-000{MARK}")
        for tag, row in enumerate((row for each in rows.values() for row in each), 1)
    }
    old = {str(before): str(after) for before, after in ids.items()}
    return {
        service: [
            msgspec.structs.replace(
                row,
                event_id=ids[row.event_id],
                causation_id=old.get(row.causation_id, f"core-{MARK}-{row.version}"),
                correlation_id=f"core-{MARK}-{row.version}",
                actor="/bench",
                traceparent=TRACE,
            )
            for row in each
        ]
        for service, each in rows.items()
    }


def regular(first: date, instalments: int, paid: int, receipts: int = 1) -> Said:
    """A loan whose first ``paid`` instalments are paid on their days, each by equal receipts."""
    yield disbursement(MARK, first, instalments)
    for k in range(paid):
        on = due(k, first)
        for part in range(receipts):
            minor = 105_000 // receipts + (105_000 % receipts if part == 0 else 0)
            yield repayment(MARK, on, f"{MARK}-{k}-{part}", minor)


def overdue(first: date, days: Iterable[date]) -> Said:
    """A loan of which nothing is paid, and the business days that are closed over it."""
    yield disbursement(MARK, first)
    for on in days:
        yield closed(on)
