"""A small book as a script: words to send, days to close, officers to wait for. Same number, same book.

Facts come late, before their loan, twice (as the same message and as another message about the same
receipt), are reversed; some words break the contract, one may meet a mistake in our own code.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from services.kit.sharding import partition_of, shard_of
from tests.oracle.lives import wire
from tests.simulation import officers, words
from tests.simulation.acts import Desk
from tests.simulation.loans import disbursement, planned, wired
from tests.simulation.officers import FLOWS, Ask
from tests.simulation.script import Feed, Mistake, Plan, Repair, Wait
from tests.simulation.words import Word

DAY = timedelta(days=1)
GAPS = (1, 1, 2, 3, 11, 29, 31, 45)
CLASSES = ("special_mention", "substandard", "doubtful", "loss")


class Writer:
    """Makes one feed."""

    def __init__(self, book: int) -> None:
        self.random = Random(f"book {book}")
        self.feed = Feed(self.random.choice((1, 2, 2, 4)))
        self.day = self.random.choice((date(2024, 1, 10), date(2023, 5, 20)))
        self.feed.first_day = self.day
        self.number = 0
        self.plans: list[Plan] = []
        self.sent: list[Word] = []
        self.in_turn: set[int] = set()
        for place in range(self.random.choice((1, 2, 2, 3))):
            obligor = f"C-{self.random.randrange(40)}{place}"
            kind = self.random.choice(("corporate", "corporate", "personal"))
            for _ in range(self.random.choice((1, 1, 2))):
                self.plans.append(
                    planned(self.random, f"L-{len(self.plans) + 1}", obligor, kind, self.day)
                )

    def write(self) -> Feed:
        """The whole life of the book."""
        for plan in self.plans:
            self.feed.loans[plan.loan] = plan.obligor
            if self.random.random() < 0.7:
                self._lend(plan)
        closes = self.random.randint(3, 5)
        breaks_at = self.random.randrange(closes) if self.random.random() < 0.5 else None
        for place in range(closes):
            if place == breaks_at:
                self._break()
            for _ in range(self.random.randint(1, 4)):
                self.random.choices(*zip(*self._deeds(), strict=True))[0]()
            self._close()
            if place == breaks_at and self.feed.mistake:
                self._repair(self.feed.mistake)
        return self.feed

    def _deeds(self) -> list[tuple[Any, int]]:
        return [
            (self._pay, 9),
            (self._undo, 2),
            (self._charge, 1),
            (self._change, 1),
            (self._repeat, 2),
            (self._poison, 1),
            (self._accelerate, 1),
            (self._override, 2),
            (self._lift, 1),
            (self._begin, 3),
            (self._officers, 12),
        ]

    # -- loans ----------------------------------------------------------------------------------

    def _lend(self, plan: Plan) -> None:
        plan.told = True
        self._fact("loan-disbursed", plan, disbursement(plan, self.random))

    def _begin(self) -> None:
        """A loan that was lent is told at last; else something is paid."""
        untold = [plan for plan in self.plans if not plan.told]
        if untold:
            self._lend(self.random.choice(untold))
        else:
            self._pay()

    # -- facts ----------------------------------------------------------------------------------

    def _fact(self, kind: str, plan: Plan, data: dict[str, Any]) -> Word:
        self.number += 1
        on = self.day - self.random.choice((0, 0, 0, 1)) * DAY
        parts = self.feed.partitions
        word = words.fact(self.number, kind, plan.loan, plan.obligor, on, data, parts)
        self._send(word)
        return word

    def _send(self, word: Word) -> None:
        self._step(word)
        self.sent.append(word)

    def _step(self, word: Word) -> None:
        """In turn with all that follows from it, once disposal may talk back to monitoring."""
        self.feed.steps.append(word)
        if word.partition in self.in_turn:
            self.feed.steps.append(Wait("monitoring", word.partition))

    def _pay(self) -> None:
        plan = self.random.choice(self.plans)
        usual = [row["principal"] + row["interest"] + row["fee"] for row in plan.rows]
        value_on = max(plan.lent_on, self.day - self.random.choice((0, 0, 1, 9, 40)) * DAY)
        name = f"R-{self.number}"
        if plan.receipts and self.random.random() < 0.1:
            name = self.random.choice(plan.receipts)  # told twice, as another message
        plan.receipts.append(name)
        amount = self.random.choice((*usual, sum(usual), 10_00, 1))
        self._fact("repayment-received", plan, self._receipt(name, amount, value_on))

    def _receipt(self, name: str, amount: int, value_on: date) -> dict[str, Any]:
        return {
            "receipt_id": name,
            "amount": wire(amount),
            "value_date": value_on.isoformat(),
            "booked_on": self.day.isoformat(),
            "payer": {"kind": "borrower"},
        }

    def _undo(self) -> None:
        plan = self.random.choice(self.plans)
        name = self.random.choice(plan.receipts or [f"R-{self.number + 3}"])
        self._fact(
            "repayment-reversed",
            plan,
            {
                "receipt_id": name,
                "reversal_id": f"X-{self.number}",
                "booked_on": self.day.isoformat(),
                "reason": "returned",
            },
        )

    def _charge(self) -> None:
        plan = self.random.choice(self.plans)
        due_on = self.day + self.random.choice((-3, 0, 10)) * DAY
        component = self.random.choice(("penalty", "fee", "cost"))
        data = {"charge_id": f"H-{self.number}", "component": component, "amount": wire(25_00)}
        days = {"due_on": due_on.isoformat(), "booked_on": self.day.isoformat()}
        self._fact("charge-accrued", plan, {**data, **days})

    def _change(self) -> None:
        plan = self.random.choice(self.plans)
        by = self.random.choice((5, 30)) * DAY
        rows = [
            {**row, "due_on": (date.fromisoformat(row["due_on"]) + by).isoformat()}
            for row in plan.rows[self.random.randrange(len(plan.rows)) :]
        ]
        data = {
            "change_id": f"S-{self.number}",
            "effective_on": self.day.isoformat(),
            "reason": self.random.choice(("extension", "restructure", "correction")),
            "financial_difficulty": self.random.random() < 0.5,
            "schedule": wired(rows),
        }
        self._fact("schedule-changed", plan, data)

    def _repeat(self) -> None:
        """The very same message once more."""
        again = [word for word in self.sent if not word.poison]
        if again:
            self._step(self.random.choice(again[-6:]))

    def _poison(self) -> None:
        """A word that breaks the contract, in one of several ways."""
        plan = self.random.choice(self.plans)
        good = words.fact(
            self.number + 1,
            "repayment-received",
            plan.loan,
            plan.obligor,
            self.day,
            self._receipt(f"P-{self.number}", 10_00, self.day),
            self.feed.partitions,
        )
        self.number += 1
        bad: dict[str, Any] = self.random.choice(
            (
                {"value": b"\xff no json"},
                {"value": None},
                {"headers": ()},
                {"headers": tuple(h for h in good.headers if h[0] != "ce_id")},
                {"key": b"C-other"},
            )
        )
        fields = {**good.__dict__, **bad, "raw": None, "poison": True}
        self._send(Word(**fields))

    # -- officers -------------------------------------------------------------------------------

    def _officers(self) -> None:
        """The next acts of a flow, mostly on a loan that is late; sometimes out of their turn."""
        closed = self.feed.last_day.isoformat()
        late = [p for p in self.plans if p.told and p.rows[0]["due_on"] < closed]
        plan = self.random.choice((late if self.random.random() < 0.9 else []) or self.plans)
        name = self.random.choice([*FLOWS])
        done = 0 if self.random.random() < 0.1 else plan.flows.get(name, 0)
        flow = FLOWS[name]
        for ask in flow[done : done + self.random.choice((1, 3, 9))]:
            plan.flows[name] = done = (done + 1) % len(flow)
            self._ask(ask, plan)

    def _ask(self, ask: Ask, plan: Plan) -> None:
        principal = sum(row["principal"] for row in plan.rows)
        desk = Desk(self.random, self.day, plan.obligor, principal, self.number)
        data = {**officers.people(ask, self.random), **ask.data(desk)}
        self._command(ask.service, ask.kind, plan, data)

    def _agreed(self, service: str, kind: str, plan: Plan, data: dict[str, Any]) -> None:
        people = {"requested_by": "li", "approved_by": self.random.choice(("wang",) * 4 + ("li",))}
        self._command(service, kind, plan, {**people, **data})

    def _command(self, service: str, kind: str, plan: Plan, data: dict[str, Any]) -> None:
        self.number += 1
        parts = self.feed.partitions
        word = words.command(
            *(self.number, service, kind, plan.loan, plan.obligor, self.day),
            data,
            parts,
        )
        self.feed.steps += [Wait(service, word.partition), word, Wait(service, word.partition)]
        if service == "disposal":
            self.in_turn.add(word.partition)
        self.sent.append(word)

    def _accelerate(self) -> None:
        plan = self.random.choice(self.plans)
        data = {"effective_on": self.day.isoformat(), "reason": "takes stock away"}
        self._agreed("monitoring", "accelerate-loan", plan, data)

    def _override(self) -> None:
        plan = self.random.choice(self.plans)
        data = {"class": self.random.choice(CLASSES), "reason": "cash flow"}
        self._agreed("classification", "override-class", plan, data)

    def _lift(self) -> None:
        plan = self.random.choice(self.plans)
        self._agreed("classification", "withdraw-override", plan, {"reason": "it is back"})

    # -- mistakes -------------------------------------------------------------------------------

    def _break(self) -> None:
        """One receipt, or one loan's balances, will be too much for our code for a while."""
        plan = self.random.choice(self.plans)
        if self.random.random() < 0.5:
            name = f"R-{self.number}"
            self.feed.mistake = Mistake("monitoring", "receipt", name, f"loan-{plan.loan}")
        else:
            stream = f"obligor-{plan.obligor}"
            self.feed.mistake = Mistake("classification", "balance", plan.loan, stream)
        plan.receipts.append(f"R-{self.number}")
        amount = plan.rows[0]["principal"]
        self._fact("repayment-received", plan, self._receipt(f"R-{self.number}", amount, self.day))

    def _repair(self, mistake: Mistake) -> None:
        self.number += 1
        plan = next(
            p for p in self.plans if mistake.stream in (f"loan-{p.loan}", f"obligor-{p.obligor}")
        )
        at = partition_of(shard_of(plan.obligor), self.feed.partitions)
        wait = Wait(mistake.service, at, always=True)
        again = Repair(mistake.service, at, self.number, plan.obligor, self.day)
        self.feed.steps += [wait, again, wait]

    # -- days -----------------------------------------------------------------------------------

    def _close(self) -> None:
        for partition in range(self.feed.partitions):
            self._step(words.tick(self.day, partition))
        self.feed.last_day = self.day
        self.day += self.random.choice(GAPS) * DAY


def feed_of(book: int) -> Feed:
    """The feed of that number."""
    return Writer(book).write()
