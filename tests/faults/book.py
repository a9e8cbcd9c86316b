"""A generated book in chapters: seeded, so that a run can be told again from its seed.

Core banking's facts of some fifty loans over months: instalments paid on time, late, in part, too
much or never; receipts booked long after their value date; reversals, charges, new schedules;
messages sent twice. Each chapter is a month and closes every fifth day. On one day of each chapter
officers act (``tests/faults/officers.py``); after it guarantors pay a part, and what was written off
brings a little.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from contracts import corebank
from contracts.envelope import Envelope
from contracts.feed import FeedLine
from contracts.message import Message
from tests.faults import officers
from tests.faults.officers import Bad

START = date(2024, 1, 3)
DAYS = 30
TICK_EVERY = 5
ACTS_ON, PAID_ON = 20, 22
"""Days of a chapter, from 0: the officers', and that on which guarantors and others pay."""
LOANS = 48
FEES, FEE = 3, 1_000
BUSY = 10
"""A chapter, from 0, in which all loans have fees: a thousand messages for who is down meanwhile."""
OBLIGORS = 30
PRODUCTS = (("personal", "consumer"), ("small_micro", "micro_business"), ("corporate", "working"))


@dataclass
class _Loan:
    """What the generator knows about one loan."""

    loan_id: str
    obligor_id: str
    schedule: list[dict[str, Any]]
    habit: str
    receipts: list[tuple[str, date]] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)
    number: int = 0

    def name(self, kind: str) -> str:
        """The next business id of this loan."""
        self.number += 1
        return f"{self.loan_id}-{kind}{self.number:04d}"


class Author:
    """Writes the book line by line; all chance comes from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.lines: list[FeedLine] = []
        self.loans: list[_Loan] = []
        self.bad: list[Bad] = []
        self._written: list[FeedLine] = []
        self._ids = 0

    def chapters(self, n: int) -> list[list[FeedLine]]:
        """The first n chapters; a longer book begins with the same ones."""
        told = []
        for chapter in range(n):
            self.lines = []
            for offset in range(DAYS):
                self._day(START + timedelta(days=chapter * DAYS + offset), chapter, offset)
            told.append(self.lines)
            self._written += self.lines
        return told

    def _day(self, today: date, chapter: int, offset: int) -> None:
        dice = self.random
        if offset == 0:
            self._lend_badly(today, chapter)
            self._pay_fees(today, chapter)
        if chapter == 0 and len(self.loans) < LOANS:
            for _ in range(LOANS // (DAYS // 3) + 1):
                self._disburse(today)
        for loan in self.loans:
            self._instalments(loan, today)
            if dice.random() < 0.02:
                dice.choice((self._charge, self._reverse, self._late_truth, self._new_plan))(
                    loan, today
                )
        if self._written and dice.random() < 0.3:
            self.lines.append(dice.choice(self._written))  # sent again, long after
        if offset == ACTS_ON:
            self.lines += officers.acts(self.seed, chapter, today, self.bad)
        if offset == PAID_ON:
            self._paid_after_all(today, chapter)
        if (today - START).days % TICK_EVERY == TICK_EVERY - 1:
            self.say(corebank.BusinessDayClosed, {"business_date": today.isoformat()}, today)

    def _lend_badly(self, today: date, chapter: int) -> None:
        """Loans that nobody pays: only officers make something happen to them."""
        for bad in officers.lent(self.seed, chapter, today):
            self.bad.append(bad)
            self.say(corebank.LoanDisbursed, officers.disbursement(bad), today)

    def _pay_fees(self, today: date, chapter: int) -> None:
        """One loan gets three fees and pays them, all within a day: not by chance, as others need it."""
        busy = chapter == BUSY
        fees = FEES * 3 if busy else FEES
        for loan in self.loans if busy else self.loans[chapter : chapter + 1]:
            for _ in range(fees):
                self._charged(loan, "fee", FEE, today)
            self._receipt(loan, fees * FEE, today, today)

    def _paid_after_all(self, today: date, chapter: int) -> None:
        """Guarantors who were asked pay a part; what was written off brings a little."""
        for bad in self.bad:
            if receipt := officers.receipt(bad, chapter, today):
                self.say(corebank.RepaymentReceived, receipt, today)

    def _disburse(self, today: date) -> None:
        dice = self.random
        kind, product = dice.choice(PRODUCTS)
        number = len(self.loans)
        loan = _Loan(
            f"F-{self.seed % 10_000:04d}-{number:03d}",
            f"C-{self.seed % 10_000:04d}-{dice.randrange(OBLIGORS):03d}",
            [],
            dice.choices(("good", "late", "poor", "gone"), (5, 3, 2, 1))[0],
        )
        principal = dice.randrange(20_000, 400_000)
        loan.schedule = [
            {
                "number": n + 1,
                "due_on": (today + timedelta(days=30 * (n + 1))).isoformat(),
                "principal": wire(principal),
                "interest": wire(principal // 50),
                "fee": wire(dice.choice((0, 0, 500))),
            }
            for n in range(24)
        ]
        self.loans.append(loan)
        data = {
            "obligor_kind": kind,
            "product": product,
            "principal": wire(principal * 24),
            "disbursed_on": today.isoformat(),
            "matures_on": loan.schedule[-1]["due_on"],
            "security": "credit",
            "schedule": loan.schedule,
            "rates": {"penalty_daily": dice.choice(("0.0005", "0"))},
        }
        if number % 3 == 0:  # not by chance: the other loans of a seed stay what they were
            data["guarantees"] = [
                {
                    "guarantor_id": f"G-{number:03d}",
                    "kind": "joint",
                    "period_months": 6 if number % 2 else 36,
                    "signed_on": today.isoformat(),
                }
            ]
            data["collateral"] = [
                {"collateral_id": f"K-{number:03d}", "kind": "vehicle", "value": wire(8_000_000)}
            ]
        self.say(corebank.LoanDisbursed, data, today, loan)

    def _instalments(self, loan: _Loan, today: date) -> None:
        """A borrower's habit decides when and how much of each instalment comes."""
        dice = self.random
        late_by = {"good": 0, "late": dice.randrange(1, 20), "poor": 35, "gone": 400}[loan.habit]
        for row in loan.schedule:
            if date.fromisoformat(row["due_on"]) + timedelta(days=late_by) != today:
                continue
            due = sum(minor(row[part]) for part in ("principal", "interest", "fee"))
            share = dice.choices((100, 60, 130, 100), (7, 1, 1, 1))[0]
            self._receipt(loan, due * share // 100, today, today)

    def _receipt(self, loan: _Loan, amount: int, value: date, today: date) -> None:
        name = loan.name("R")
        loan.receipts.append((name, today))
        data = {
            "receipt_id": name,
            "amount": wire(max(amount, 1)),
            "value_date": value.isoformat(),
            "booked_on": today.isoformat(),
            "payer": {"kind": "borrower"},
        }
        self.say(corebank.RepaymentReceived, data, today, loan)

    def _late_truth(self, loan: _Loan, today: date) -> None:
        """A receipt of long ago, booked only now."""
        value = today - timedelta(days=self.random.randrange(1, 60))
        self._receipt(loan, self.random.randrange(100, 300_000), max(value, START), today)

    def _reverse(self, loan: _Loan, today: date) -> None:
        names = [name for name, _ in loan.receipts if name not in loan.undone]
        if names:
            name = self.random.choice(names)
            loan.undone.add(name)
            data = {
                "receipt_id": name,
                "reversal_id": loan.name("X"),
                "booked_on": today.isoformat(),
                "reason": "returned",
            }
            self.say(corebank.RepaymentReversed, data, today, loan)

    def _charge(self, loan: _Loan, today: date) -> None:
        component = self.random.choice(("fee", "cost", "penalty"))
        self._charged(loan, component, self.random.randrange(100, 20_000), today)

    def _charged(self, loan: _Loan, component: str, amount: int, today: date) -> None:
        data = {
            "charge_id": loan.name("G"),
            "component": component,
            "amount": wire(amount),
            "due_on": today.isoformat(),
            "booked_on": today.isoformat(),
        }
        self.say(corebank.ChargeAccrued, data, today, loan)

    def _new_plan(self, loan: _Loan, today: date) -> None:
        """All instalments that are still to fall due come a week later."""
        rows = [row for row in loan.schedule if date.fromisoformat(row["due_on"]) > today]
        if not rows:
            return
        later = {
            row["number"]: (date.fromisoformat(row["due_on"]) + timedelta(days=7)).isoformat()
            for row in rows
        }
        moved = [{**row, "due_on": later[row["number"]]} for row in rows]
        loan.schedule = [row for row in loan.schedule if row["number"] not in later] + moved
        data = {
            "change_id": loan.name("S"),
            "effective_on": today.isoformat(),
            "reason": "extension",
            "financial_difficulty": False,
            "schedule": moved,
        }
        self.say(corebank.ScheduleChanged, data, today, loan)

    def say(
        self,
        model: type[Message],
        data: dict[str, Any],
        today: date,
        loan: _Loan | None = None,
    ) -> None:
        """Add one message of core banking."""
        if loan is not None:
            data = {"loan_id": loan.loan_id, "obligor_id": loan.obligor_id, **data}
        self._ids += 1
        self.lines.append(line(model, data, today, f"faults-{self.seed}-{self._ids:06d}"))


def line(
    model: type[Message], data: dict[str, Any], on: date, identity: str, source: str = "/faults"
) -> FeedLine:
    """A message of core banking, ready to be sent."""
    envelope = Envelope(
        id=identity,
        source=source,
        type=model.TYPE,
        business_date=on,
        time=f"{on}T09:00:00+08:00",
        subject=data.get("loan_id"),
        key=data.get("obligor_id"),
    )
    return FeedLine(1, envelope, model.model_validate(data).to_payload())


def is_command(line: FeedLine) -> bool:
    """Whether an officer says it."""
    return not line.envelope.type.startswith("corebank.")


def wire(amount: int) -> dict[str, str]:
    """Minor units as money on the wire."""
    return {"amount": f"{amount // 100}.{amount % 100:02d}", "currency": "CNY"}


def minor(money: dict[str, str]) -> int:
    """Money on the wire as minor units."""
    return int(money["amount"].replace(".", ""))
