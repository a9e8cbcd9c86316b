"""Phrases for the tests of collection: what other services say about a customer's loans.

``Told`` plays one customer's stream as the kit would: facts and acts of a day, then the tick if the
agenda asks for it. Days go forward; every event is kept with the day it was known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from contracts.debts import Debt
from contracts.values import Money
from services.collection.domain.conclusions import CaseMoved
from services.collection.domain.customer import TakeFact, TimeReached, decider
from services.collection.domain.facts import (
    AnyFact,
    ArrearsNoted,
    ClaimNoted,
    DisposalNoted,
    EntriesGone,
    GuarantorNoted,
    LifeEventNoted,
    LoanTaken,
    ReceiptNoted,
    StandingNoted,
)
from services.collection.domain.state import Customer
from services.collection.domain.view import CollectionView, view
from services.collection.policy import PACKS, CollectionPolicy
from services.kit.domain import DomainEvent, effective_order
from services.kit.policy import load_book

POLICIES = load_book(PACKS / "cn", CollectionPolicy)
EDITION = POLICIES.editions[0]
LOAN = "L-4801"
ONE_DAY = timedelta(days=1)


def on(text: str) -> date:
    return date.fromisoformat(text)


def cny(amount: str) -> Money:
    return Money.of(amount)


@dataclass
class Told:
    """One customer's stream, the bank's day, and what other services say."""

    today: date = date(2024, 3, 20)
    state: Any = field(default_factory=Customer)
    events: list[tuple[date, DomainEvent]] = field(default_factory=list)
    numbers: int = 0

    def put(self, command: Any) -> list[Any]:
        decided = list(decider.decide(command, self.state, POLICIES))
        for event in decided:
            self.state = decider.evolve(self.state, event)
            self.events.append((self.today, event))
        return decided

    def to(self, day: str) -> Self:
        """Close all days before ``day``."""
        while self.today < on(day):
            if any(due.on <= self.today for due in decider.agenda(self.state)):
                self.put(TimeReached(as_of=self.today))
            self.today += ONE_DAY
        return self

    def close(self) -> Self:
        """Close this day too."""
        return self.to((self.today + ONE_DAY).isoformat())

    # -- facts ----------------------------------------------------------------------------------

    def fact(self, fact: AnyFact) -> list[Any]:
        return self.put(TakeFact(as_of=self.today, fact=fact))

    def about(self, loan: str, day: str | None) -> dict[str, Any]:
        return {
            "loan_id": loan,
            "effective_on": self.today if day is None else on(day),
            "processed_on": self.today,
        }

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def lent(
        self,
        loan: str = LOAN,
        day: str = "2023-03-20",
        product: str = "micro_business",
        security: str = "mortgage",
    ) -> Self:
        self.fact(LoanTaken(**self.about(loan, day), product=product, security=security))
        return self

    def overdue(
        self,
        since: str | None,
        day: str | None = None,
        loan: str = LOAN,
        amount: str = "0.00",
        corrects: tuple[int, ...] = (),
    ) -> int:
        number = self.number()
        self.fact(
            ArrearsNoted(
                **self.about(loan, day),
                number=number,
                withdraws=corrects,
                overdue_since=None if since is None else on(since),
                overdue=cny(amount),
            )
        )
        return number

    def paid(
        self,
        amount: str,
        day: str | None = None,
        loan: str = LOAN,
        cost: str | None = None,
        payer_kind: str | None = None,
        corrects: tuple[int, ...] = (),
    ) -> int:
        number = self.number()
        self.fact(
            ReceiptNoted(
                **self.about(loan, day),
                number=number,
                withdraws=corrects,
                receipt_id=f"R-{number}",
                received=cny(amount),
                cost=None if cost is None else cny(cost),
                payer_kind=payer_kind,
            )
        )
        return number

    def gone(self, *numbers: int, loan: str = LOAN) -> Self:
        """Monitoring withdraws entries: a payment was reversed."""
        self.fact(EntriesGone(**self.about(loan, None), number=self.number(), withdraws=numbers))
        return self

    def claim(self, *debts: Debt, loan: str = LOAN, accelerated: str | None = None) -> Self:
        self.fact(
            ClaimNoted(
                **self.about(loan, None),
                telling=0,
                debts=debts,
                currency="CNY",
                penalty_daily="0.0003",
                accelerated_on=None if accelerated is None else on(accelerated),
            )
        )
        return self

    def settled(self, loan: str = LOAN, settled: bool = True) -> int:
        number = self.number()
        self.fact(StandingNoted(**self.about(loan, None), number=number, settled=settled))
        return number

    def disposed(self, outcome: Any, loan: str = LOAN, number: int | None = None) -> Self:
        self.fact(
            DisposalNoted(
                **self.about(loan, None), source="disposal", number=number, outcome=outcome
            )
        )
        return self

    def guarantor(self, name: str = "G-ZHAO", stands: bool = True, loan: str = LOAN) -> Self:
        self.fact(GuarantorNoted(**self.about(loan, None), guarantor_id=name, stands=stands))
        return self

    def happens(self, what: str, loan: str = LOAN) -> Self:
        self.fact(LifeEventNoted(**self.about(loan, None), life_event=what))
        return self

    # -- answers --------------------------------------------------------------------------------

    def of(self, kind: type) -> list[Any]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def case(self, day: str | None = None) -> str | None:
        found: str | None = self.state.state_on(self.today if day is None else on(day))
        return found

    def moves(self) -> list[tuple[str, str]]:
        """The moves that stand: day and state."""
        return [(each.effective_on.isoformat(), each.state) for each in self.state.live(CaseMoved)]

    def seen(
        self, as_of: str, loan: str = LOAN, known_on: str = "2199-01-01"
    ) -> CollectionView | None:
        """The view as of a day, by what was known on another."""
        known = [
            (version, event)
            for version, (day, event) in enumerate(self.events)
            if day <= on(known_on)
        ]
        state = decider.fold(effective_order(known, on(as_of)))  # type: ignore[arg-type]
        return view(state, loan, on(as_of))  # type: ignore[arg-type]
