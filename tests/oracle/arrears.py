"""What a loan is on a day, reckoned anew from core banking's raw messages, day by day.

Slow and plain on purpose: decimals, dictionaries, one loop over calendar days. It shares no code
with the services (nor with contracts) and knows the published rules only. Messages are the
``data`` objects of the feed as dictionaries, in order of arrival, with ``type`` (last part of the
ce_type, without version) and ``known`` (the bank's day on which it was taken) beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
ALL = ("cost", "fee", "interest", "penalty", "principal")
OWED = ("cost", "fee", "interest", "principal")
ONE_DAY = timedelta(days=1)

RULES: dict[str, Any] = {
    "due_day": 0,
    "grace": 0,
    "order": ALL,
    "stages": (
        ("M1", 1),
        ("M2", 31),
        ("M3", 61),
        ("M4", 91),
        ("M5", 121),
        ("M6", 151),
        ("M7+", 181),
    ),
}
"""The default pack, as the published contract words it."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def money(value: dict[str, str]) -> Decimal:
    return Decimal(value["amount"])


def answers(
    messages: list[dict[str, Any]], known: date, until: date, rules: dict[str, Any] = RULES
) -> Iterator[tuple[date, dict[str, Any]]]:
    """(day, answer) for each day from disbursement to ``until``, as known on ``known``."""
    heard = [each for each in messages if each["known"] <= known]
    opening = next((each for each in heard if each["type"] == "loan-disbursed"), None)
    if opening is None:
        return
    facts = _that_count(heard, opening)
    book = Book(opening, rules)
    today = day(opening["disbursed_on"])
    while today <= until:
        book.use_pool(today)
        for fact in facts:
            if max(_counts_on(fact), day(opening["disbursed_on"])) == today:
                book.take(fact, today)
                book.use_pool(today)
        yield today, book.answer(today)
        today += ONE_DAY


def _that_count(heard: list[dict[str, Any]], opening: dict[str, Any]) -> list[dict[str, Any]]:
    names = {
        "repayment-received": "receipt_id",
        "charge-accrued": "charge_id",
        "schedule-changed": "change_id",
    }
    undone = {each["receipt_id"] for each in heard if each["type"] == "repayment-reversed"}
    seen: set[tuple[str, str]] = set()
    result = []
    for each in heard:
        if each["type"] == "accelerate-loan":
            result.append(each)
        elif each["type"] in names:
            name = (each["type"], each[names[each["type"]]])
            if name not in seen and each.get("receipt_id") not in undone:
                result.append(each)
            seen.add(name)
    return result


def _counts_on(fact: dict[str, Any]) -> date:
    fields = {"repayment-received": "value_date", "charge-accrued": "due_on"}
    return day(fact[fields.get(fact["type"], "effective_on")])


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
        self.items = [_row(row) for row in opening["schedule"]]
        self.pool = ZERO
        self.principal = money(opening["principal"])
        self.one_debt = False

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

    def take(self, fact: dict[str, Any], today: date) -> None:
        {
            "repayment-received": self.receive,
            "charge-accrued": self.charge,
            "schedule-changed": self.change,
            "accelerate-loan": self.call_in,
        }[fact["type"]](fact, today)

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

    def charge(self, fact: dict[str, Any], today: date) -> None:
        amounts = {fact["component"]: money(fact["amount"])}
        self.items.append(Item("charge", day(fact["due_on"]), **amounts))

    # -- plans --------------------------------------------------------------------------------

    def change(self, fact: dict[str, Any], today: date) -> None:
        past_due = [i.due_on for i in self.items if i.owed and self.days(i, today)]
        free = self.pool if fact["reason"] == "prepayment" else ZERO
        rows = {row["number"]: row for row in fact["schedule"]}
        matched = self.matched(rows, today)
        listed = sum((money(row["principal"]) for row in rows.values()), ZERO)
        low = self.principal - free
        planned = sum((item.left("principal") for item in matched), ZERO)
        restarts = min(rows) == 1 and low <= listed <= self.principal
        if not low <= planned <= self.principal and restarts:
            for item in self.items:
                if item.kind != "charge":
                    item.closed = True
            self.items += [_row(row) for row in rows.values()]
        else:
            self.items = matched
        planned = sum((item.left("principal") for item in self.items), ZERO)
        gap = min(self.principal - planned, free)
        if gap > 0:
            self.items.append(Item("prepayment", today, principal=gap))
            planned += gap
        if fact["reason"] == "acceleration":
            self.to_one_debt(today, past_due, future=True, interest=ZERO)
        elif not any(item.kind == "debt" and item.open for item in self.items):
            self.one_debt = False
        self.principal = max(self.principal, planned)

    def matched(self, rows: dict[int, dict[str, Any]], today: date) -> list[Item]:
        listed: list[Item] = []
        kept: list[Item] = []
        left_over: list[Item] = []
        for item in self.items:
            if item.kind == "charge" or item.closed:
                kept.append(item)
            elif item.number in rows and item.number:
                listed.append(self.relisted(item, rows[item.number], today))
            else:
                left_over.append(item)
        known = {item.number for item in listed}
        listed += [_row(row) for number, row in rows.items() if number not in known]
        room = self.principal - sum((item.left("principal") for item in listed), ZERO)
        for item in sorted(left_over, key=lambda i: (i.due_on, i.number == 0, i.number)):
            if not item.open:
                kept.append(item)
                continue
            copy = _copy(item)
            kept.append(copy)
            if item.due_on < today and item.left("principal") <= max(room, ZERO):
                room -= item.left("principal")
            else:
                copy.closed = True
        return kept + listed

    def relisted(self, old: Item, row: dict[str, Any], today: date) -> Item:
        new = _copy(old)
        new.due_on = day(row["due_on"])
        for part in ("fee", "interest", "principal"):
            new.due[part] = max(money(row[part]), old.paid[part])
        had_amounts = any(new.due[part] for part in ALL)
        new.paid_on = None if new.owed else old.paid_on or (today if had_amounts else None)
        if new.due_on == old.due_on and new.left("principal") == old.left("principal"):
            return new
        run = self.penalty(old, today)
        if run is not None:
            new.due["penalty"] += run
            new.late_from = max(today, new.due_on)
        elif old.late_from > old.due_on:
            new.late_from = max(old.late_from, new.due_on)
        else:
            new.late_from = new.due_on
        return new

    def call_in(self, fact: dict[str, Any], today: date) -> None:
        past_due = [i.due_on for i in self.items if i.owed and self.days(i, today)]
        plan = [item for item in self.items if item.number and not item.closed]
        last = max((i.due_on for i in plan if i.due_on <= today), default=self.started)
        base = sum((i.left("principal") for i in plan if i.due_on > today), ZERO)
        run = base * (today - last).days * self.interest_rate
        interest = run.quantize(CENT, ROUND_HALF_UP)
        self.to_one_debt(today, past_due, future=False, interest=interest)

    def to_one_debt(
        self, today: date, past_due: list[date], future: bool, interest: Decimal
    ) -> None:
        sums = dict.fromkeys(ALL, ZERO)
        asked = sum((item.left("principal") for item in self.items), ZERO)
        for item in self.items:
            sums["penalty"] += self.penalty(item, today) or ZERO
            if future or item.due_on <= today:
                for part in ALL:
                    sums[part] += item.left(part)
            if item.open:
                item.closed = True
        sums["interest"] += interest
        sums["principal"] = self.principal = max(self.principal, asked)
        debt = Item("debt", min(past_due, default=today), **sums)
        debt.late_from = today
        self.items.append(debt)
        self.one_debt = debt.open


def _row(row: dict[str, Any]) -> Item:
    amounts = {part: money(row[part]) for part in ("fee", "interest", "principal")}
    return Item("row", day(row["due_on"]), row["number"], **amounts)


def _copy(item: Item) -> Item:
    copy = Item(item.kind, item.due_on, item.number)
    copy.due, copy.paid = dict(item.due), dict(item.paid)
    copy.late_from, copy.closed, copy.paid_on = item.late_from, item.closed, item.paid_on
    return copy
