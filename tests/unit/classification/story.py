"""Phrases for the tests of classification: a loan is lent, falls into arrears, is paid up.

``Story`` plays one obligor's stream as the kit would: each command is decided on the folded state,
ticks come only when the agenda asks for them, and every event is kept with the day it was known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from contracts.values import Money, ObligorKind
from services.classification.domain.decisions import LoanClassified
from services.classification.domain.evolution import evolve
from services.classification.domain.facts import (
    AnyFact,
    ArrearsNoted,
    BalanceNoted,
    DueDay,
    EntriesWithdrawnNoted,
    InstallmentPaidNoted,
    InterestNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
    LoanTaken,
    ScheduleNoted,
)
from services.classification.domain.obligor import TakeFact, TimeReached, decider
from services.classification.domain.state import Obligor
from services.classification.domain.view import ClassificationView, view
from services.classification.policy import PACKS, ClassificationBook, ClassificationPolicy
from services.kit.domain import Command, DomainEvent, effective_order
from services.kit.policy import load_book

POLICIES = load_book(PACKS / "cn", ClassificationPolicy)
ONE_DAY = timedelta(days=1)


def on(text: str) -> date:
    return date.fromisoformat(text)


def cny(amount: str) -> Money:
    return Money.of(amount)


def lent(
    loan: str = "L-1",
    day: str = "2024-01-10",
    kind: ObligorKind = "corporate",
    principal: str = "100.00",
    due: tuple[str, ...] = (),
    taken: str | None = None,
) -> LoanTaken:
    return LoanTaken(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        obligor_kind=kind,
        product="working_capital",
        principal=cny(principal),
        installments=tuple(DueDay(n, on(d)) for n, d in enumerate(due, 1)),
    )


def arrears(
    day: str,
    since: str | None,
    entry: int,
    loan: str = "L-1",
    taken: str | None = None,
    corrects: tuple[int, ...] = (),
    day_count: str = "due_day_zero",
) -> ArrearsNoted:
    days = 0 if since is None else (on(day) - on(since)).days
    return ArrearsNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        monitoring_entry=entry,
        monitoring_corrects=corrects,
        stage="current" if since is None else "M1",
        days_past_due=days,
        overdue_since=None if since is None else on(since),
        overdue=cny("0.00"),
        day_count=day_count,  # type: ignore[arg-type]
    )


def balance(
    day: str,
    principal: str,
    entry: int,
    loan: str = "L-1",
    taken: str | None = None,
    corrects: tuple[int, ...] = (),
) -> BalanceNoted:
    return BalanceNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        monitoring_entry=entry,
        monitoring_corrects=corrects,
        principal_outstanding=cny(principal),
    )


def paid(
    number: int,
    due: str,
    day: str,
    entry: int,
    loan: str = "L-1",
    taken: str | None = None,
    corrects: tuple[int, ...] = (),
) -> InstallmentPaidNoted:
    return InstallmentPaidNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        monitoring_entry=entry,
        monitoring_corrects=corrects,
        number=number,
        due_on=on(due),
        paid_on=on(day),
    )


def settled(day: str, entry: int, loan: str = "L-1", taken: str | None = None) -> LoanSettledNoted:
    return LoanSettledNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        monitoring_entry=entry,
    )


def reopened(
    day: str, entry: int, corrects: tuple[int, ...], loan: str = "L-1", taken: str | None = None
) -> LoanReopenedNoted:
    return LoanReopenedNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        monitoring_entry=entry,
        monitoring_corrects=corrects,
    )


def withdrawn(
    day: str, entry: int, corrects: tuple[int, ...], taken: str, loan: str = "L-1"
) -> EntriesWithdrawnNoted:
    return EntriesWithdrawnNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken),
        recorded_on=on(taken),
        monitoring_entry=entry,
        monitoring_corrects=corrects,
    )


def replanned(
    day: str, change: str, due: dict[int, str], loan: str = "L-1", taken: str | None = None
) -> ScheduleNoted:
    return ScheduleNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        change_id=change,
        reason="extension",
        financial_difficulty=False,
        installments=tuple(DueDay(n, on(d)) for n, d in due.items()),
    )


def interest(
    day: str, since: str | None, loan: str = "L-1", taken: str | None = None
) -> InterestNoted:
    """Apart from the rest the oldest claim whose interest is unpaid is of ``since``; None: none is."""
    return InterestNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=on(taken or day),
        recorded_on=on(taken or day),
        apart=True,
        due_on=None if since is None else on(since),
    )


@dataclass
class Story:
    """One obligor's stream in the making."""

    state: Obligor = field(default_factory=lambda: decider.initial)
    events: list[tuple[date, DomainEvent]] = field(default_factory=list)
    day: date = date.min
    policies: ClassificationBook = POLICIES

    def put(self, command: Command) -> list[DomainEvent]:
        """Decide and keep; events are known on the command's day."""
        made = list(decider.decide(command, self.state, self.policies))  # type: ignore[arg-type]
        self.state = decider.fold(made, self.state)  # type: ignore[arg-type]
        self.events.extend((command.as_of, event) for event in made)
        self.day = max(self.day, command.as_of)
        return list(made)

    def take(self, *facts: AnyFact) -> list[DomainEvent]:
        """Facts of one day or of several, each taken on the day it was processed."""
        made: list[DomainEvent] = []
        for fact in facts:
            self.pass_days(fact.processed_on - ONE_DAY)
            made.extend(self.put(TakeFact(as_of=fact.processed_on, fact=fact)))
        return made

    def pass_days(self, until: date | str) -> list[DomainEvent]:
        """Close every day up to ``until``; the tick reaches the stream when its agenda asks."""
        last = on(until) if isinstance(until, str) else until
        made: list[DomainEvent] = []
        while True:
            dues = [due.on for due in decider.agenda(self.state) if due.on <= last]
            if not dues:
                self.day = max(self.day, last)
                return made
            day = max(min(dues), self.day)
            news = self.put(TimeReached(as_of=day))
            assert news, f"the agenda stands still on {day}: {self.state.review}"
            made.extend(news)

    def seen(
        self, day: date | str, loan: str = "L-1", known_on: date | str | None = None
    ) -> ClassificationView | None:
        """The loan's class as of ``day`` by what was known on ``known_on``, from events alone."""
        as_of = on(day) if isinstance(day, str) else day
        known = on(known_on) if isinstance(known_on, str) else known_on
        rows = [
            (version, event)
            for version, (known_day, event) in enumerate(self.events, 1)
            if known is None or known_day <= known
        ]
        state = decider.initial
        for event in effective_order(rows, as_of):
            state = evolve(state, event)  # type: ignore[arg-type]
        return view(state, loan, as_of)

    def class_on(
        self, day: date | str, loan: str = "L-1", known_on: date | str | None = None
    ) -> str | None:
        """Just the class."""
        seen = self.seen(day, loan, known_on)
        return None if seen is None else seen.risk_class

    def timeline(self, loan: str = "L-1") -> list[tuple[str, str]]:
        """The live conclusions about a loan: day and class."""
        return [(str(row.effective_on), row.risk_class) for row in self.state.loans[loan].classes]


def classes(events: list[DomainEvent]) -> list[LoanClassified]:
    """The class conclusions among some events."""
    return [event for event in events if isinstance(event, LoanClassified)]
