"""Words in which the lives of this folder are told: a town, its days, its bank and its officers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from contracts.message import Message
from tests.town import Town
from tests.unit.audit.writer import Writer

DAY = timedelta(days=1)
WHO: dict[str, tuple[str, str, str, str]] = {
    "monitoring": ("wu", "post_loan_officer", "liu", "risk_reviewer"),
    "collection": ("chen", "collector", "wang", "branch_manager"),
    "guarantee": ("chen", "preservation_officer", "liu", "risk_reviewer"),
    "litigation": ("wang", "legal_officer", "zhou", "legal_manager"),
    "disposal": ("sun", "preservation_manager", "gao", "head_office_committee"),
}
"""Who usually asks, in which role, and who agrees."""


def on(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def cny(amount: str | int) -> dict[str, str]:
    """Money as on the wire: a decimal string, or cents."""
    if isinstance(amount, int):
        amount = f"{amount // 100}.{amount % 100:02d}"
    return {"amount": amount, "currency": "CNY"}


def cents(money: Any) -> int:
    """Cents of money on the wire, in a document or as a value."""
    text = money["amount"] if isinstance(money, dict) else money.amount
    whole, _, rest = str(text).partition(".")
    return int(whole) * 100 + int(rest)


@dataclass
class Told:
    """A town on a business day that is not closed yet. ``about``: fields of every message."""

    about: dict[str, Any]
    today: date
    town: Town = field(default_factory=Town)
    messages: int = 0
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What was taken, in order: type and payload."""
    before: list[tuple[date, int]] = field(default_factory=list)
    """Of each of them, the business day, and how many words had been published before it."""

    def fork(self) -> Told:
        """A second town with the same past; states never change, so only the books are copied."""
        town = Town()
        for name, house in self.town.houses.items():
            other, writer = town.houses[name], house.writer
            other.writer = Writer(
                writer.service,
                writer.now,
                list(writer.rows),
                dict(writer.shards),
                dict(writer.streams),
            )
            other.states, other.agenda = dict(house.states), dict(house.agenda)
            other.closed_on = house.closed_on
        town.published = list(self.town.published)
        town._seen = set(self.town._seen)
        town._queue = deque()
        books = {"sent": list(self.sent), "before": list(self.before)}
        return replace(self, town=town, about=dict(self.about), **books)

    def to(self, day: date | str) -> None:
        """Close every day before ``day``."""
        while self.today < on(day):
            self.close()

    def close(self) -> None:
        """Close this day."""
        self.town.close(self.today)
        self.today += DAY

    def say(self, type_: str, day: date | str | None = None, **data: Any) -> None:
        """A message on its business day; days before it are closed."""
        if day is not None:
            self.to(day)
        self.messages += 1
        payload = {**self.about, **data}
        before = self.today, len(self.town.published)
        self.town.say(type_, self.today, f"M-{self.messages}", payload)
        self.sent.append((type_, payload))
        self.before.append(before)

    # -- core banking ---------------------------------------------------------------------------

    def pay(
        self,
        receipt: str,
        amount: str | int,
        value: date | str,
        booked: date | str | None = None,
        payer: str = "borrower",
        payer_id: str | None = None,
        **data: Any,
    ) -> None:
        """Money of ``value``, taken on the business day ``booked`` (that of the value if absent)."""
        booked = value if booked is None else booked
        self.say(
            "corebank.repayment-received.v1",
            booked,
            receipt_id=receipt,
            amount=cny(amount),
            value_date=str(value),
            booked_on=str(booked),
            payer={"kind": payer} | ({"id": payer_id} if payer_id else {}),
            **data,
        )

    def undo(self, receipt: str, day: date | str, **data: Any) -> None:
        """A receipt is reversed on ``day``."""
        self.say(
            "corebank.repayment-reversed.v1",
            day,
            receipt_id=receipt,
            reversal_id=f"X-{receipt}",
            booked_on=str(day),
            reason="returned by the paying bank",
            **data,
        )

    def charge(self, name: str, component: str, amount: str | int, day: date | str) -> None:
        """Core banking charges a fee, a cost or a penalty."""
        self.say(
            "corebank.charge-accrued.v1",
            day,
            charge_id=name,
            component=component,
            amount=cny(amount),
            due_on=str(day),
            booked_on=str(day),
        )

    # -- officers -------------------------------------------------------------------------------

    def act(self, service: str, act: str, day: date | str | None = None, /, **fields: Any) -> None:
        """An officer's command; ``Rejected`` when it may not be."""
        person, role, second, its = WHO[service]
        signed = {"requested_by": person, "role": role, "reason": "as the file says"}
        if "requested_by" not in fields:
            signed |= {"approved_by": second, "approver_role": its}
        self.say(f"postloan.{service}.{act}.v1", day, **(signed | fields))

    def contact(self, act: str, day: date | str | None = None, /, **fields: Any) -> None:
        """A contact with the borrower by two collectors in the morning."""
        if day is not None:
            self.to(day)
        words: dict[str, Any] = {
            "contact_id": f"CT-{self.messages + 1}",
            "at": f"{self.today}T10:00+08:00",
            "channel": "phone",
            "contact_point": "13900000001",
            "contact_source": "contract",
            "target_role": "borrower",
            "staff_ids": ["chen", "liu"],
            "identity_verified": True,
            "purposes": ["recovery"],
            "result": "reached",
        }
        self.act("collection", act, **(words | fields))

    def reached(self, guarantor_id: str, day: date | str | None = None) -> str:
        """A guarantor is called through collection's conduct gate; the contact's id."""
        if day is not None:
            self.to(day)
        name = f"CG-{self.messages + 1}"
        who = {"contact_id": name, "target_role": "guarantor", "target_id": guarantor_id}
        self.contact(
            "make-call", at=f"{self.today}T14:00+08:00", recording_id=f"REC-{name}", **who
        )
        return name

    def met(self, guarantor_id: str, day: date | str | None = None) -> str:
        """A guarantor comes to the bank, through the same gate; the contact's id."""
        if day is not None:
            self.to(day)
        name = f"CG-{self.messages + 1}"
        who = {"contact_id": name, "target_role": "guarantor", "target_id": guarantor_id}
        where = {"channel": "meeting", "place": "bank", "appointment": True}
        self.contact(
            "hold-visit", at=f"{self.today}T14:00+08:00", identity_shown=True, **where, **who
        )
        return name

    # -- answers --------------------------------------------------------------------------------

    def loan(
        self, as_of: date | str, known: date | str | None = None, loan_id: str | None = None
    ) -> dict[str, Any]:
        """The loan document."""
        return self.town.loan(loan_id or self.about["loan_id"], as_of, known)

    def told(self, shape: type[Message] | str) -> list[Any]:
        """What was published of a kind, in order."""
        return [
            word
            for _, word, _ in self.town.published
            if (shape == word.TYPE if isinstance(shape, str) else isinstance(word, shape))
        ]

    def standing(
        self, service: str, shape: type[Message], words: int | None = None
    ) -> Iterator[Any]:
        """Of what a service published of a kind (among the first ``words`` of all): that which no later
        word of its withdraws.
        """
        mine = [word for who, word, _ in self.town.published[:words] if who == service]
        gone = {
            (getattr(word, "loan_id", None), number)
            for word in mine
            for number in getattr(word, "corrects", ())
        }
        for word in mine:
            key = getattr(word, "loan_id", None), getattr(word, "entry", None)
            if isinstance(word, shape) and key not in gone:
                yield word
