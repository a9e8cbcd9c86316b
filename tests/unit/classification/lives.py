"""Random lives of one obligor's loans, told late, twice, withdrawn and corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from services.classification.domain.facts import (
    AnyFact,
    ArrearsNoted,
    BalanceNoted,
    InstallmentPaidNoted,
    LoanSettledNoted,
    LoanTaken,
    MirroredFact,
)
from services.classification.domain.officers import (
    ApproveUpgrade,
    OverrideClass,
    WithdrawOverride,
)
from services.kit.domain import Command, Rejected
from tests.unit.classification import story as tell
from tests.unit.classification.beside import cure_test
from tests.unit.classification.story import Story

CLASSES = ("special_mention", "substandard", "doubtful", "loss")


class Teller:
    """Makes one random life with a seeded generator; same seed, same life."""

    def __init__(self, seed: int, days: int = 700) -> None:
        self.random = Random(seed)
        self.story = Story()
        self.day = date(2022, 10, 1) + timedelta(days=self.random.randrange(500))
        self.end = self.day + timedelta(days=days)
        self.loans: dict[str, LoanTaken] = {}
        self.entries: dict[str, int] = {}
        self.told: list[MirroredFact] = []
        self.accepted = 0

    def live(self) -> Story:
        """The whole life, closed on its last day."""
        self.lend()
        while self.day < self.end:
            self.random.choices(*zip(*self.deeds(), strict=True))[0]()
            if self.random.random() < 0.8:
                self.day += timedelta(days=self.random.choice((0, 1, 3, 20, 45)))
        self.story.pass_days(self.day)
        return self.story

    def deeds(self) -> list[tuple[Callable[[], None], int]]:
        return [
            (self.lend, 1),
            (self.arrears, 8),
            (self.paid_up, 6),
            (self.balance, 4),
            (self.paid, 8),
            (self.withdraw, 2),
            (self.settle, 1),
            (self.replan, 1),
            (self.repeat, 2),
            (self.override, 2),
            (self.lift, 2),
            (self.approve, 3),
            (self.revive, 2),
            (self.reform, 2),
        ]

    # -- facts ----------------------------------------------------------------------------------

    def lend(self) -> None:
        if len(self.loans) == 3:
            return
        loan = f"L-{len(self.loans) + 1}"
        kind = self.random.choice(("corporate", "corporate", "corporate", "personal"))
        start = self.day - timedelta(days=self.random.choice((0, 0, 5)))
        step = self.random.choice((30, 60, 90))
        due = tuple(str(start + timedelta(days=step * n)) for n in range(1, 1 + 720 // step))
        principal = f"{self.random.choice((10, 90, 100, 900))}.00"
        self.loans[loan] = tell.lent(
            loan,
            str(start),
            kind,
            principal,
            due,
            taken=str(self.day),  # type: ignore[arg-type]
        )
        self.entries[loan] = 0
        self.take(self.loans[loan])

    def arrears(self) -> None:
        loan = self.loan()
        day = self.past_day(loan)
        since = day - timedelta(days=self.random.choice((1, 1, 20, 89, 90, 91, 200, 300, 360)))
        since = max(since, self.loans[loan].effective_on)
        self.mirror(
            tell.arrears(
                str(day),
                str(since),
                self.next_entry(loan),
                loan,
                str(self.day),
                self.corrects(loan, ArrearsNoted, day),
                self.random.choice(("due_day_zero", "due_day_zero", "due_day_one")),
            )
        )

    def paid_up(self) -> None:
        loan = self.loan()
        day = self.past_day(loan)
        corrects = self.corrects(loan, ArrearsNoted, day)
        entry = self.next_entry(loan)
        self.mirror(tell.arrears(str(day), None, entry, loan, str(self.day), corrects))

    def balance(self) -> None:
        loan = self.loan()
        day = self.past_day(loan)
        amount = f"{self.random.choice((0, 5, 10, 50, 90))}.00"
        corrects = self.corrects(loan, BalanceNoted, day)
        entry = self.next_entry(loan)
        self.mirror(tell.balance(str(day), amount, entry, loan, str(self.day), corrects))

    def paid(self) -> None:
        """Pays every instalment due by today, and sometimes the next one, on or before its day."""
        self.pay_due(self.loan(), self.day + timedelta(days=self.random.choice((0, 0, 40))))

    def pay_due(self, loan: str, ahead: date) -> None:
        done = {
            (fact.number, fact.due_on)
            for fact in self.told
            if isinstance(fact, InstallmentPaidNoted) and fact.loan_id == loan
        }
        for each in self.story.state.loans[loan].installments_on(self.day):
            if each.due_on <= ahead and (each.number, each.due_on) not in done:
                early = each.due_on - timedelta(days=self.random.choice((0, 0, 2)))
                day = max(self.loans[loan].effective_on, min(self.day, early))
                entry = self.next_entry(loan)
                self.mirror(
                    tell.paid(each.number, str(each.due_on), str(day), entry, loan, str(self.day))
                )

    def withdraw(self) -> None:
        loan = self.loan()
        mine = [fact for fact in self.told if fact.loan_id == loan]
        if mine:
            gone = self.random.choice(mine[-4:])
            entry, corrects = self.next_entry(loan), (gone.monitoring_entry,)
            self.mirror(
                tell.withdrawn(str(gone.effective_on), entry, corrects, str(self.day), loan)
            )

    def settle(self) -> None:
        loan = self.loan()
        day, entry = self.past_day(loan), self.next_entry(loan)
        was = [
            fact.monitoring_entry
            for fact in self.told
            if isinstance(fact, LoanSettledNoted) and fact.loan_id == loan
        ]
        if was:
            self.mirror(tell.reopened(str(day), entry, (was[-1],), loan, str(self.day)))
        else:
            self.mirror(tell.settled(str(day), entry, loan, str(self.day)))

    def replan(self) -> None:
        loan = self.loan()
        start = self.day + timedelta(days=self.random.choice((-20, 0, 30)))
        first = self.random.choice((1, 5))
        step = timedelta(days=self.random.choice((25, 100)))
        due = {first + n: str(start + step * (n + 1)) for n in range(6)}
        self.take(tell.replanned(str(start), f"change-{self.day}", due, loan, str(self.day)))

    def repeat(self) -> None:
        if self.told:
            known = len(self.story.events)
            self.story.take(self.random.choice(self.told))
            news = self.story.events[known:]
            assert all(not isinstance(event, MirroredFact) for _, event in news), news

    def reform(self) -> None:
        """All is paid up, the next instalments come on time, and two officers believe in it."""
        loan = self.loan()
        entry = self.next_entry(loan)
        self.mirror(tell.arrears(str(self.day), None, entry, loan, str(self.day)))
        until = self.day + timedelta(days=self.random.choice((100, 190, 260)))
        due = sorted({each.due_on for each in self.story.state.loans[loan].installments_on(until)})
        for day in due:
            if self.day < day <= until:
                self.day = day
                self.pay_due(loan, day)
        self.day = max(self.day, until)
        choice = self.random.random()
        if choice < 0.8:
            self.ask_for_upgrade(loan)
        if choice > 0.4:
            self.day += timedelta(days=self.random.choice((0, 0, 15)))
            self.ask(cure_test(str(self.day), "REVIVE-5", loan=loan))

    # -- officers -------------------------------------------------------------------------------

    def override(self) -> None:
        self.ask(
            OverrideClass(
                as_of=self.day,
                loan_id=self.loan(),
                requested_by="chen",
                role="account_manager",
                approved_by="liu",
                approver_role="risk_reviewer",
                risk_class=self.random.choice(CLASSES),  # type: ignore[arg-type]
                reason="cash flow",
            )
        )

    def lift(self) -> None:
        self.ask(
            WithdrawOverride(
                as_of=self.day,
                loan_id=self.loan(),
                requested_by="chen",
                role="account_manager",
                approved_by="liu",
                approver_role="risk_reviewer",
                reason="cash flow is back",
            )
        )

    def approve(self) -> None:
        self.ask_for_upgrade(self.loan())

    def revive(self) -> None:
        self.ask(cure_test(str(self.day), "REVIVE-5", loan=self.loan()))

    def ask_for_upgrade(self, loan: str) -> None:
        self.ask(
            ApproveUpgrade(
                as_of=self.day,
                loan_id=loan,
                requested_by="chen",
                role="account_manager",
                approved_by="liu",
                approver_role="risk_reviewer",
                reason="can go on performing",
            )
        )

    def ask(self, command: Command) -> None:
        self.story.pass_days(self.day - tell.ONE_DAY)
        try:
            self.story.put(command)
        except Rejected:
            return
        self.accepted += isinstance(command, ApproveUpgrade)

    # -- words ----------------------------------------------------------------------------------

    def take(self, fact: AnyFact) -> None:
        self.story.take(fact)

    def mirror(self, fact: MirroredFact) -> None:
        self.told.append(fact)
        self.story.take(fact)  # type: ignore[arg-type]

    def loan(self) -> str:
        return self.random.choice(list(self.loans))

    def next_entry(self, loan: str) -> int:
        self.entries[loan] += self.random.choice((1, 1, 2))
        return self.entries[loan]

    def past_day(self, loan: str) -> date:
        late = self.random.choice((0, 0, 0, 0, 1, 10, 100))
        return max(self.loans[loan].effective_on, self.day - timedelta(days=late))

    def corrects(self, loan: str, kind: type[MirroredFact], day: date) -> tuple[int, ...]:
        """A late word withdraws what was said for its day or later, as monitoring does."""
        later = [
            fact.monitoring_entry
            for fact in self.told
            if fact.loan_id == loan and isinstance(fact, kind) and fact.effective_on >= day
        ]
        return tuple(later) if self.random.random() < 0.8 else ()
