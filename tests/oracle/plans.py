"""Schedule changes and acceleration in the brute-force oracle."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.oracle.book import ALL, CENT, ZERO, Book, Item, day, money, row_item


class PlannedBook(Book):
    """A book whose plan of repayment may change."""

    def change(self, fact: dict[str, Any], today: date) -> None:
        past_due = [i.due_on for i in self.items if i.owed and self.days(i, today)]
        prepays = fact["reason"] == "prepayment"
        free = self.pool if prepays else ZERO
        rows = {row["number"]: row for row in fact["schedule"]}
        matched = self.matched(rows, today)
        listed = sum((money(row["principal"]) for row in rows.values()), ZERO)
        low = self.principal - free
        planned = sum((item.left("principal") for item in matched), ZERO)
        restarts = min(rows) == 1 and low <= listed <= self.principal
        restarts = restarts and not low <= planned <= self.principal
        if any(self.is_paid(number, row, today) for number, row in rows.items()):
            fits = ZERO <= listed <= self.principal if prepays else listed == self.principal
            fits = fits or not low <= planned <= self.principal
            restarts = min(rows) == 1 and fits
        owed = {
            id(item): item.left("penalty") + (self.penalty(item, today) or ZERO)
            for item in self.items
        }
        was_open = [item for item in self.items if item.open]
        if restarts:
            new = [row_item(row) for row in rows.values()]
            ended = [item for item in was_open if item.kind != "charge"]
            for item in self.items:
                item.closed = item.closed or item.kind != "charge"
            self.items += new
        else:
            ended, new = self.ended_by(matched, was_open, rows)
            self.items = matched
        self.carry(sum((owed[id(item)] for item in ended), ZERO), new, set(rows), today)
        if prepays:
            self.prepaid_on = today
            self.prepay(today)
        planned = sum((item.left("principal") for item in self.items), ZERO)
        if fact["reason"] == "acceleration":
            self.to_one_debt(today, past_due, future=True, interest=ZERO)
        elif not any(item.kind == "debt" and item.open for item in self.items):
            self.one_debt = False
        self.principal = max(self.principal, planned)

    def ended_by(
        self, matched: list[Item], was_open: list[Item], rows: dict[int, dict[str, Any]]
    ) -> tuple[list[Item], list[Item]]:
        """What was open and is closed now, and the rows whose number was not there."""
        ended = []
        for item in was_open:
            after = [m for m in matched if m.source is item]
            if after and after[0].closed:
                ended.append(item)
        return ended, [m for m in matched if m.source is None and m.number in rows]

    def carry(self, owed: Decimal, new: list[Item], numbers: set[int], today: date) -> None:
        """Penalty on what ended goes to the first row of the plan; new rows run it up from today."""
        if not owed:
            return
        for item in new:
            item.late_from = max(item.late_from, today)
        rows = [i for i in self.items if i.number in numbers and not i.closed]
        first = min(rows, key=lambda i: (not i.open, i.due_on, i.number))
        first.due["penalty"] += owed

    def is_paid(self, number: int, row: dict[str, Any], today: date) -> bool:
        """The number stands for a paid instalment, and is given to one that is still to come."""
        return any(
            item.number == number
            and item.paid_on is not None
            and not item.open
            and not item.closed
            and item.due_on <= today < day(row["due_on"])
            for item in self.items
        )

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
        listed += [row_item(row) for number, row in rows.items() if number not in known]
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
        served = [i for i in self.items if i.number and i.closed]
        served = [i for i in served if i.paid_on is not None or i.paid["principal"]]
        dues = [i.due_on for i in (*plan, *served) if i.due_on <= today]
        last = max(dues, default=self.started)
        base = sum((i.left("principal") for i in plan if i.due_on > today), ZERO)
        run = base * (today - last).days * self.interest_rate
        paid = sum((i.paid["interest"] for i in self.items if i.number and i.due_on > last), ZERO)
        interest = max(ZERO, run.quantize(CENT, ROUND_HALF_UP) - paid)
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
            else:
                sums["penalty"] += item.left("penalty")
            if item.open:
                item.closed = True
        sums["interest"] += interest
        sums["principal"] = self.principal = max(self.principal, asked)
        debt = Item("debt", min(past_due, default=today), **sums)
        debt.late_from = today
        self.items.append(debt)
        self.one_debt = debt.open


def _copy(item: Item) -> Item:
    copy = Item(item.kind, item.due_on, item.number)
    copy.source = item
    copy.due, copy.paid = dict(item.due), dict(item.paid)
    copy.late_from, copy.closed, copy.paid_on = item.late_from, item.closed, item.paid_on
    return copy
