"""A loan's book in the brute-force oracle: what is due, what is paid, where money goes."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
ALL = ("cost", "fee", "interest", "penalty", "principal")
OWED = ("cost", "fee", "interest", "principal")


def day(text: str) -> date:
    return date.fromisoformat(text)


def money(value: dict[str, str]) -> Decimal:
    return Decimal(value["amount"])


class Item:
    """Something to be paid: a row of the plan, a charge, a prepayment, or an accelerated debt."""

    def __init__(self, kind: str, due_on: date, number: int = 0, **amounts: Decimal) -> None:
        self.kind = kind
        self.number = number
        self.due_on = due_on
        self.due = {part: amounts.get(part, ZERO) for part in ALL}
        self.paid = dict.fromkeys(ALL, ZERO)
        self.late_from = due_on
        self.closed = False
        self.paid_on: date | None = None
        self.source: Item | None = None

    def left(self, part: str) -> Decimal:
        return ZERO if self.closed else max(self.due[part] - self.paid[part], ZERO)

    @property
    def owed(self) -> Decimal:
        return sum((self.left(part) for part in OWED), ZERO)

    @property
    def open(self) -> bool:
        return any(self.left(part) for part in ALL)


class Book:
    """One loan's items, pool of unapplied money, principal outstanding."""

    def __init__(self, opening: dict[str, Any], rules: dict[str, Any]) -> None:
        self.rules = rules
        self.started = day(opening["disbursed_on"])
        rates = opening.get("rates") or {}
        self.interest_rate = Decimal(rates.get("interest_daily") or "0")
        self.penalty_rate = Decimal(rates.get("penalty_daily") or "0")
        self.items = [row_item(row) for row in opening["schedule"]]
        self.pool = ZERO
        self.principal = money(opening["principal"])
        self.one_debt = False
        self.prepaid_on: date | None = None

    # -- questions ----------------------------------------------------------------------------

    def days(self, item: Item, today: date) -> int:
        """Days past due of an item as if unpaid; 0 within grace."""
        counted = (today - item.due_on).days + self.rules["due_day"]
        return counted if counted > self.rules["grace"] else 0

    def penalty(self, item: Item, today: date) -> Decimal | None:
        """Penalty since it was last claimed; None when nothing can have run."""
        principal = item.left("principal")
        if not principal or not self.penalty_rate or not self.days(item, today):
            return None
        if today <= item.late_from:
            return None
        run = principal * (today - item.late_from).days * self.penalty_rate
        return run.quantize(CENT, ROUND_HALF_UP)

    def answer(self, today: date) -> dict[str, Any]:
        late = [item for item in self.items if item.owed and self.days(item, today)]
        since = min((item.due_on for item in late), default=None)
        count = max((self.days(item, today) for item in late), default=0)
        stage = "current"
        for name, first in self.rules["stages"]:
            if count >= first:
                stage = name
        penalty = sum((item.left("penalty") for item in self.items), ZERO)
        penalty += sum((self.penalty(item, today) or ZERO for item in self.items), ZERO)
        rows = [item for item in self.items if item.number and not item.closed]
        return {
            "days_past_due": count,
            "overdue_since": since,
            "stage": stage,
            "overdue": sum((item.owed for item in late), ZERO),
            "principal_outstanding": self.principal,
            "unapplied": self.pool,
            "penalty": penalty,
            "paid_on": {row.number: row.paid_on for row in rows},
            "due_on": {row.number: row.due_on for row in rows},
        }

    # -- money --------------------------------------------------------------------------------

    def put(
        self, item: Item, part: str, wanted: Decimal, today: date, claimed: set[int]
    ) -> Decimal:
        """Pay up to ``wanted``; penalty is claimed when money comes to it or to principal."""
        if part in ("penalty", "principal") and id(item) not in claimed:
            run = self.penalty(item, today)
            if run is not None:
                item.due["penalty"] += run
                item.late_from = today
                claimed.add(id(item))
        taken = min(wanted, item.left(part))
        item.paid[part] += taken
        if part == "principal":
            self.principal -= taken
        if taken and not item.owed and item.paid_on is None:
            item.paid_on = today
        return taken

    def spread(self, amount: Decimal, today: date, claimed: set[int]) -> Decimal:
        """Pay what is due, oldest first; returns what is left."""
        due = [item for item in self.items if item.due_on <= today and item.open]
        keys = sorted({item.due_on for item in due})
        groups = [due] if self.one_debt else [[i for i in due if i.due_on == k] for k in keys]
        for group in groups:
            for part in self.rules["order"]:
                for item in sorted(group, key=lambda i: (i.due_on, i.number == 0, i.number)):
                    if amount:
                        amount -= self.put(item, part, amount, today, claimed)
        return amount

    def use_pool(self, today: date) -> None:
        if self.pool:
            self.pool = self.spread(self.pool, today, set())

    def receive(self, fact: dict[str, Any], today: date) -> None:
        amount, claimed = money(fact["amount"]), set[int]()
        for wish in fact.get("allocation") or ():
            wanted = money(wish["amount"])
            first = [
                item
                for item in self.items
                if (item.number == wish["installment"] or item.kind == "debt") and item.open
            ]
            then = [item for item in self.items if item.kind == "charge" and item.open]
            for item in (*first, *sorted(then, key=lambda i: i.due_on)):
                if wanted and amount:
                    taken = self.put(item, wish["component"], min(wanted, amount), today, claimed)
                    wanted, amount = wanted - taken, amount - taken
        self.pool += self.spread(amount, today, claimed)
        if self.prepaid_on == today:
            self.prepay(today)

    def prepay(self, today: date) -> None:
        """Principal that no item asks for is due today, as far as the pool covers it."""
        asked = sum((item.left("principal") for item in self.items), ZERO)
        gap = min(self.principal - asked, self.pool)
        if gap > 0:
            self.items.append(Item("prepayment", today, principal=gap))

    def charge(self, fact: dict[str, Any], today: date) -> None:
        amounts = {fact["component"]: money(fact["amount"])}
        self.items.append(Item("charge", day(fact["due_on"]), **amounts))


def row_item(row: dict[str, Any]) -> Item:
    amounts = {part: money(row[part]) for part in ("fee", "interest", "principal")}
    return Item("row", day(row["due_on"]), row["number"], **amounts)
