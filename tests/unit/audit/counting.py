"""A small service for tests: an account per loan, entries that add, entries that correct."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from services.audit.registry import Registry, StreamKind
from services.kit import events
from services.kit.domain import Decider, DomainEvent, Entry, Frozen
from services.kit.kit_events import DayClosed


class Opened(DomainEvent, frozen=True, kw_only=True):
    """A fact."""

    NAME: ClassVar[str] = "counting.Opened"
    policy_id: str | None = None


class Added(Entry, frozen=True, kw_only=True):
    """Adds an amount."""

    NAME: ClassVar[str] = "counting.Added"
    amount: int


class Withdrawn(Entry, frozen=True, kw_only=True):
    """Takes entries back."""

    NAME: ClassVar[str] = "counting.Withdrawn"


class Account(Frozen, frozen=True):
    """Sum, and the number of the last entry that made it."""

    opened: bool = False
    total: int = 0
    last: int = 0


class View(Frozen, frozen=True):
    """What is shown."""

    total: int
    entry: int


def evolve(state: Account, event: DomainEvent) -> Account:
    if isinstance(event, Added):
        return Account(state.opened, state.total + event.amount, event.entry)
    return Account(True, state.total, state.last)


def view(state: Account, loan_id: str, as_of: date) -> View | None:
    return View(state.total, state.last) if state.opened else None


def _decide(*_: object) -> tuple[DomainEvent, ...]:
    return ()


DECIDER: Decider[object, Account, DomainEvent, object] = Decider(
    initial=Account(),
    decide=_decide,
    evolve=evolve,
    agenda=lambda state: (),
    events=(Opened, Added, Withdrawn),
)
COUNTING = Registry(
    StreamKind(
        "monitoring",
        "loan-",
        DECIDER,
        view,
        lambda shown: {"total": shown.total},
        lambda shown: int(shown.entry),
    )
)
COUNTING.register_events()
events.register((Opened, Added, Withdrawn))


def on(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)


def opened(day: str = "2024-01-01", loan: str = "L-1", policy_id: str | None = None) -> Opened:
    """The first event of a loan."""
    return Opened(loan_id=loan, effective_on=on(day), policy_id=policy_id)


def added(
    entry: int, amount: int, day: str, loan: str = "L-1", corrects: tuple[int, ...] = ()
) -> Added:
    """An entry."""
    return Added(loan_id=loan, effective_on=on(day), entry=entry, amount=amount, corrects=corrects)


def closed(day: str) -> DayClosed:
    """A partition's business day is over."""
    return DayClosed(loan_id="", effective_on=on(day), business_date=on(day), after=())
