"""A small book as a script: words to send, days to close, officers to wait for. Same number, same book.

Facts come late, before their loan, twice (as the same message and as another message about the same
receipt), are reversed; some words break the contract, one may meet a mistake in our own code.
Monitoring and classification are always there, of the other services some: without neighbours the two
hear one topic each, and the comparison with a calm run is strictest (``calm.py``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from contracts.catalogue import DECIDING
from tests.simulation import loans, officers, words
from tests.simulation.acts import Desk
from tests.simulation.editions import add_edition, edition_of, put
from tests.simulation.loans import another_obligor, disbursement, planned
from tests.simulation.malformed import forms, malformed, with_a_new_member
from tests.simulation.newer import newer_of
from tests.simulation.officers import Ask, cases_of, flows_of
from tests.simulation.repairs import breaks, repairs
from tests.simulation.script import Edition, Feed, Plan, Wait
from tests.simulation.words import Word

DAY = timedelta(days=1)
BEFORE = (0, 0, 11, 31, 45)
GAPS = (1, 2, 3, 11, 29, 31, 45)
ALWAYS = ("monitoring", "classification")
NEIGHBOURS = tuple(name for name in DECIDING if name not in ALWAYS)
HOW_MANY = (0, 1, 1, 2, 2, 3, 4)
IN_ONE_GO = 4
CLASSES = ("special_mention", "substandard", "doubtful", "loss")


class Writer:
    """Makes one feed."""

    def __init__(self, book: int) -> None:
        self.random = Random(f"book {book}")
        others = self.random.sample(NEIGHBOURS, self.random.choice(HOW_MANY))
        if "litigation" in others:
            others.append("collection")  # which refers cases to it
        services = tuple(name for name in DECIDING if name in (*ALWAYS, *others))
        self.feed = Feed(self.random.choice((1, 1, 2, 2, 4)), services)
        self.flows = flows_of(services)
        self.day = self.random.choice((date(2024, 1, 10), date(2023, 5, 20)))
        self.feed.first_day = self.feed.last_day = self.day
        self.number = 0
        self.plans: list[Plan] = []
        self.sent: list[Word] = []
        self.in_turn: set[int] = set()
        self.book = book
        self.comes: Edition | None = None
        self.edition = edition_of(book, services)
        alike = self.random.random() < 0.5
        for place in range(self.random.choice((1, 2, 2, 3))):
            obligor = f"C-{self.random.randrange(40)}{place}"
            kind = self.random.choice(("corporate", "corporate", "personal"))
            for _ in range(2 if alike else self.random.choice((1, 1, 2))):
                loan = f"L-{len(self.plans) + 1}"
                plan = planned(self.random, loan, obligor, kind, self.day)
                if alike and self.plans:  # all fall due together: one day's work on many streams
                    plan.rows = self.plans[0].rows
                self.plans.append(plan)
        self.case: tuple[Plan, str, int] | None = (self.plans[0], self._flow(), 0)

    def write(self) -> Feed:
        """The whole life of the book."""
        for plan in self.plans:
            self.feed.loans[plan.loan] = plan.obligor
            if plan is self.plans[0] or self.random.random() < 0.7:
                self._lend(plan)
        self.day += self.random.choice(BEFORE) * DAY
        closes = self.random.choice((3, 3, 4))
        breaks_at = self.random.randrange(closes) if self.random.random() < 0.5 else None
        comes_at = self.random.randrange(1, closes) if self.edition else None
        for place in range(closes):
            if place == comes_at:
                add_edition(self)
            if place == breaks_at:
                breaks(self)
            self._case()
            for _ in range(self.random.randint(1, 4)):
                self.random.choices(*zip(*self._deeds(), strict=True))[0]()
            self._close()
            if place == breaks_at:
                repairs(self)
        if self.comes is not None:
            put(self.feed, self.comes, self.random)
        return self.feed

    def _deeds(self) -> list[tuple[Any, int]]:
        return [
            (self._pay, 9),
            (self._undo, 5),
            (self._charge, 1),
            (self._change, 1),
            (self._repeat, 2),
            (self._poison, 1),
            (self._accelerate, 1),
            (self._override, 3),
            (self._lift, 1),
            (self._begin, 3),
            (self._officers, 8),
            (self._slip, 5),
        ]

    # -- loans ----------------------------------------------------------------------------------

    def _lend(self, plan: Plan) -> None:
        plan.told = True
        self._fact("loan-disbursed", plan, disbursement(plan, self.random))

    def _begin(self) -> None:
        """A loan that was lent is told at last; else something is paid."""
        if untold := [plan for plan in self.plans if not plan.told]:
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
        held = None if self.case is None else self.case[0]
        plan = self.random.choice([p for p in self.plans if p is not held] or self.plans)
        usual = [row["principal"] + row["interest"] + row["fee"] for row in plan.rows]
        value_on = max(plan.lent_on, self.day - self.random.choice((0, 0, 1, 9, 40)) * DAY)
        name = f"R-{self.number}"
        if plan.receipts and self.random.random() < 0.1:
            name = self.random.choice(plan.receipts)  # told twice, as another message
        plan.receipts.append(name)
        amount = self.random.choice((*usual, sum(usual), 10_00, 1))
        data = loans.receipt(self.random, name, amount, value_on, self.day)
        self._fact("repayment-received", plan, data)

    def _undo(self) -> None:
        plan = self.random.choice([p for p in self.plans if p.receipts] or self.plans)
        name = self.random.choice(plan.receipts or [f"R-{self.number + 3}"])
        data = loans.reversal(name, f"X-{self.number}", self.day)
        self._fact("repayment-reversed", plan, data)

    def _charge(self) -> None:
        plan = self.random.choice(self.plans)
        self._fact("charge-accrued", plan, loans.charge(self.random, f"H-{self.number}", self.day))

    def _change(self) -> None:
        plan = self.random.choice(self.plans)
        data = loans.changed(self.random, plan, f"S-{self.number}", self.day)
        self._fact("schedule-changed", plan, data)

    def _repeat(self) -> None:
        """The very same message once more."""
        if self.sent:
            self._step(self.random.choice(self.sent[-6:]))

    def _poison(self) -> None:
        """A word of core banking that breaks the contract."""
        plan, self.number = self.random.choice(self.plans), self.number + 1
        data = loans.receipt(self.random, f"P-{self.number}", 10_00, self.day, self.day)
        about = (plan.loan, plan.obligor, self.day)
        good = words.fact(self.number, "repayment-received", *about, data, self.feed.partitions)
        self._send(malformed(good, self.random))

    # -- officers -------------------------------------------------------------------------------

    def _officers(self) -> None:
        """The next acts of a flow, mostly on a loan that is late; sometimes out of their turn."""
        late = self._late()
        plan = self.random.choice((late if self.random.random() < 0.9 else []) or self.plans)
        name = self.random.choice([*self.flows])
        done = 0 if self.random.random() < 0.1 else plan.flows.get(name, 0)
        self._ask(plan, name, done, self.random.choice((1, 3)))

    def _late(self) -> list[Plan]:
        closed = self.feed.last_day.isoformat()
        return [p for p in self.plans if p.told and p.rows[0]["due_on"] < closed]

    def _case(self) -> None:
        """A whole flow on a loan that nobody pays meanwhile, in two goes once it is late."""
        late = self._late()
        if self.case is None and late:
            self.case = (self.random.choice(late), self._flow(), 0)
        if self.case is not None and self.case[0] in late:
            plan, name, done = self.case
            self._ask(plan, name, done, IN_ONE_GO)
            done += IN_ONE_GO
            self.case = (plan, name, done) if done < len(self.flows[name]) else None

    def _flow(self) -> str:
        return self.random.choice(cases_of(self.flows))

    def _ask(self, plan: Plan, name: str, done: int, number: int) -> None:
        flow = self.flows[name]
        for ask in flow[done : done + number]:
            plan.flows[name] = done = (done + 1) % len(flow)
            self._command(ask.service, ask.kind, plan, self._said(ask, plan))

    def _said(self, ask: Ask, plan: Plan) -> dict[str, Any]:
        principal = sum(row["principal"] for row in plan.rows)
        desk = Desk(self.random, self.day, plan.obligor, principal, self.number)
        return {**officers.people(ask, self.random), **ask.data(desk)}

    def _agreed(self, service: str, kind: str, plan: Plan, data: dict[str, Any]) -> None:
        said = {"requested_by": "li", "approved_by": self.random.choice(("wang",) * 4 + ("li",))}
        said |= {"role": "account_manager", "approver_role": "risk_reviewer"}
        self._command(service, kind, plan, {**said, **data})

    def _command(self, service: str, kind: str, plan: Plan, data: dict[str, Any]) -> None:
        self._put(service, self._worded(service, kind, plan, data))

    def _worded(self, service: str, kind: str, plan: Plan, data: dict[str, Any]) -> Word:
        self.number += 1
        about = (plan.loan, plan.obligor, self.day)
        return words.command(self.number, service, kind, *about, data, self.feed.partitions)

    def _put(self, service: str, word: Word) -> None:
        self.feed.steps += [Wait(service, word.partition), word, Wait(service, word.partition)]
        if service == "disposal":
            self.in_turn.add(word.partition)
        self.sent.append(word)

    def _slip(self) -> None:
        """An officer of any service breaks the contract, or asks what can't be meant."""
        service = self.random.choice(self.feed.services)
        asks = [ask for flow in self.flows.values() for ask in flow if ask.service == service]
        ask, plan = self.random.choice(asks), self.random.choice(self.plans)
        data = self._said(ask, plan)
        match self.random.choice(
            ("contract", "contract", "contract", "loan", "obligor", "member")
        ):
            case "contract":
                good = self._worded(service, ask.kind, plan, data)
                for word in forms(good, self.random):
                    self._put(service, word)
            case "loan":
                self._command(service, ask.kind, replace(plan, loan="L-nobody's"), data)
            case "obligor" if plan.told:
                other = another_obligor(plan.obligor, self.feed.partitions)
                self._command(service, ask.kind, replace(plan, obligor=other), data)
            case _:
                data = with_a_new_member(f"postloan.{service}.{ask.kind}.v1", data, self.random)
                self._command(service, ask.kind, plan, data)

    def _accelerate(self) -> None:
        data = {"effective_on": self.day.isoformat(), "reason": "takes stock away"}
        self._agreed("monitoring", "accelerate-loan", self.random.choice(self.plans), data)

    def _override(self) -> None:
        plan = self.random.choice(self.plans)
        data = {"class": self.random.choice(CLASSES), "reason": "cash flow"}
        self._agreed("classification", "override-class", plan, data)

    def _lift(self) -> None:
        data = {"reason": "it is back"}
        self._agreed("classification", "withdraw-override", self.random.choice(self.plans), data)

    # -- days -----------------------------------------------------------------------------------

    def _close(self) -> None:
        for partition in range(self.feed.partitions):
            self._step(words.tick(self.day, partition))
        self.feed.last_day = self.day
        self.day += self.random.choice(GAPS) * DAY


def feed_of(book: int) -> Feed:
    """The feed of that number."""
    feed = Writer(book).write()
    feed.newer = newer_of(book, feed)
    return feed
