"""A small service for tests of the kit: counts repayments per loan, fails on purpose when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from contracts.catalogue import COREBANK
from contracts.commands import AccelerateLoan
from contracts.corebank import RepaymentReceived
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.monitoring import BalanceChanged
from contracts.values import Money
from services.kit import edge
from services.kit.definition import Service
from services.kit.domain import Command, Decider, DomainEvent, Due, Frozen, Rejected
from services.kit.inbox import Inbox
from services.kit.policy import Policy, PolicyBook
from services.kit.settings import Settings

FAILS = 1_300  # minor units: an amount of 13.00 makes the rules fail
REMINDED_AFTER = timedelta(days=3)


class Count(Command, frozen=True, kw_only=True):
    loan_id: str
    amount: int
    on: date


class Ask(Command, frozen=True, kw_only=True):
    loan_id: str
    reason: str


class TimeReached(Command, frozen=True, kw_only=True):
    loan_id: str


class Counted(DomainEvent, frozen=True, kw_only=True):
    NAME: ClassVar[str] = "toy.Counted"
    amount: int
    total: int


class Reminded(DomainEvent, frozen=True, kw_only=True):
    NAME: ClassVar[str] = "toy.Reminded"


class Total(Frozen, frozen=True):
    total: int = 0
    last_on: date | None = None


def decide(command: Any, state: Total, policies: object) -> Sequence[DomainEvent]:
    match command:
        case Count(loan_id=loan_id, amount=amount, on=on):
            if amount == FAILS and not REPAIRED:
                raise ZeroDivisionError("thirteen")
            total = state.total + amount
            return [Counted(loan_id=loan_id, effective_on=on, amount=amount, total=total)]
        case Ask(loan_id=loan_id, reason=reason, as_of=on):
            if not reason:
                raise Rejected("reason_missing", "reason: an acceleration needs a reason")
            return [Counted(loan_id=loan_id, effective_on=on, amount=0, total=state.total)]
        case TimeReached(loan_id=loan_id):
            due = agenda(state)
            return [Reminded(loan_id=loan_id, effective_on=due[0].on)] if due else []
    raise AssertionError(command)


def evolve(state: Total, event: DomainEvent) -> Total:
    match event:
        case Counted(total=total, effective_on=on):
            return Total(total, on)
        case _:
            return Total(state.total, None)


def agenda(state: Total) -> Sequence[Due]:
    return [] if state.last_on is None else [Due(state.last_on + REMINDED_AFTER, "remind")]


DECIDER: Decider[Any, Total, Any, Any] = Decider(
    Total(), decide, evolve, agenda, (Counted, Reminded)
)
REPAIRED: list[bool] = []  # filled by a test that "deploys the repaired code"


def stream_of(message: Any) -> str:
    return f"loan-{message.loan_id}"


def react(message: Any, envelope: Envelope, as_of: date) -> list[tuple[str, Command]]:
    stream = stream_of(message)
    match message:
        case RepaymentReceived():
            return [
                (
                    stream,
                    Count(
                        as_of=as_of,
                        loan_id=message.loan_id,
                        amount=message.amount.minor,
                        on=message.value_date,
                    ),
                )
            ]
        case AccelerateLoan():
            return [(stream, Ask(as_of=as_of, loan_id=message.loan_id, reason=message.reason))]
    raise AssertionError(message)


def publish(event: Any, obligor_id: str) -> Message | None:
    if isinstance(event, Counted):
        return BalanceChanged(
            loan_id=event.loan_id,
            obligor_id=obligor_id,
            entry=1,
            corrects=(),
            effective_on=event.effective_on,
            principal_outstanding=Money(event.total),
            unapplied=Money(0),
        )
    return None


async def project(db: Any, page: Any) -> None:
    """Nothing to read."""


@dataclass(frozen=True)
class ToyService(Service):
    """The toy under the name of monitoring, with topics of its own for each test."""

    prefix: str = ""
    foreign: bool = True  # core banking's topic; False plays one of our own services'

    @cached_property
    def foreign_topics(self) -> frozenset[str]:
        return frozenset(self.topics) if self.foreign else frozenset()

    @cached_property
    def commands_topic(self) -> str:
        return f"{self.prefix}commands"

    @cached_property
    def replies_topic(self) -> str:
        return f"{self.prefix}replies"

    @cached_property
    def published_topic(self) -> str:
        return f"{self.prefix}published"

    @cached_property
    def journal_topic(self) -> str:
        return f"{self.prefix}journal"

    @cached_property
    def dead_letter_topic(self) -> str:
        return f"{self.prefix}dlq"


def toy(prefix: str) -> ToyService:
    source = prefix + COREBANK
    return ToyService(
        name="monitoring",
        topics=(source,),
        ticks_from=source,
        passes_ticks_on=True,
        listens=frozenset({RepaymentReceived.TYPE, AccelerateLoan.TYPE}),
        decider=DECIDER,
        policies=PolicyBook(
            (Policy(policy_id="toy/2000-01-01", effective_from=date(2000, 1, 1)),)
        ),
        react=react,
        stream_of=stream_of,
        time_reached=lambda stream, on: TimeReached(
            as_of=on, loan_id=stream.removeprefix("loan-")
        ),
        publish=publish,
        migrations=Path(__file__).parent / "migrations",
        project=project,
        projects=(),
        prefix=prefix,
    )


def subscribe_to(prefix: str, group: str = "group") -> Any:
    """What a service's ``app.py`` does."""

    def subscribe(broker: Any, inbox: Inbox, settings: Settings) -> Any:
        return edge.subscribe(
            broker,
            *toy(prefix).all_topics,
            group=f"{prefix}{group}",
            take=inbox.take,
            listener=inbox,
            records_max=settings.batch_records,
        )

    return subscribe
