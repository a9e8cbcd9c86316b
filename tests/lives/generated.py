"""Random whole lives: core banking's facts of one or two loans, and what officers do about them.

The facts are those of ``tests.oracle.lives`` (partial, over-, late, reversed, repeated payments,
charges, schedule changes, acceleration). Officers climb the ladder of the acceptance story as far
as the draw lets them; some rungs are left out, and whatever may not be is refused and passed over.
Money goes on coming, late and reversed, on the way up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from contracts import disposal
from services.kit.domain import Rejected
from tests.lives.counting import INCOME, said_income
from tests.lives.ladder import LADDER
from tests.lives.live import document_of
from tests.lives.telling import DAY, Told, cents, cny
from tests.oracle.lives import START, Life, lives
from tests.town import Town

OBLIGOR, ZHAO = "C-1", "G-ZHAO"
EASED = ("repayment-received", "schedule-changed")
TYPES = {"accelerate-loan": "postloan.monitoring.accelerate-loan.v1"}
PAYERS: tuple[dict[str, str], ...] = (
    {"kind": "borrower"},
    {"kind": "guarantor", "id": ZHAO},
    {"kind": "court"},
    {"kind": "third_party", "id": "P-9"},
)


@dataclass
class Played:
    """A life as it is played; ``facts`` are what moved each loan's ledger, in order of taking."""

    told: Told
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    _seen: int = 0

    def fact(self, loan_id: str, message: dict[str, Any]) -> None:
        """A raw fact of core banking (or an acceleration), known on this business day."""
        kind = message["type"]
        data = {name: value for name, value in message.items() if name not in ("type", "known")}
        data |= {"loan_id": loan_id, "obligor_id": OBLIGOR}
        try:
            self.told.say(TYPES.get(kind, f"corebank.{kind}.v1"), **data)
        except Rejected as refusal:
            if kind != "accelerate-loan":
                raise AssertionError("a fact was refused") from refusal
            self.refused.append(refusal.code)
            return
        known = self.told.town.houses["monitoring"].known_on(self.told.today)
        self.facts.setdefault(loan_id, []).append(message | {"known": known})

    def earn(self, loan_id: str, act: str, data: dict[str, Any], luck: Random) -> None:
        """Income of an asset, which core banking may book as a payment, too: before or after."""
        booked = booked_income(act, data, self.told.today, luck)
        when = luck.choice(("before", "after", "never"))
        if when == "before":
            self.fact(loan_id, booked)
        self.act(loan_id, "disposal", act, **data)
        if when == "after":
            self.fact(loan_id, booked)

    def act(self, loan_id: str, service: str, act: str, **data: Any) -> bool:
        """An officer's command; what may not be is passed over."""
        self.told.about = {"loan_id": loan_id, "obligor_id": OBLIGOR}
        try:
            if service == "collection" and "contact_id" in data:
                self.told.contact(act, **data)
            else:
                self.told.act(service, act, **data)
        except Rejected as refusal:
            self.refused.append(f"{act}: {refusal.code}")
            return False
        self.done.append(act)
        if act == "accelerate-loan":
            called = {"type": act, "effective_on": data["effective_on"], "known": self.told.today}
            self.facts[loan_id].append(called)
        for _, word, _ in self.told.town.published[self._seen :]:
            if isinstance(word, disposal.AssetReceivedInSatisfaction):
                self.facts[word.loan_id].append(
                    {
                        "type": "repayment-received",
                        "receipt_id": f"asset:{word.asset_id}",
                        "amount": word.debt_reduced.to_wire(),
                        "value_date": word.effective_on.isoformat(),
                        "known": self.told.today,
                    }
                )
        self._seen = len(self.told.town.published)
        return True


def principal_left(played: Played, loan_id: str) -> int:
    """Today's principal by monitoring, in fen."""
    shown = document_of(played.told.town, "monitoring", loan_id, played.told.today)
    return 0 if shown is None else cents(shown["principal_outstanding"])


def earlier(played: Played, loan_id: str) -> list[str]:
    """Receipts of core banking that a loan has; officers may name one of them by mistake."""
    return [
        fact["receipt_id"]
        for fact in played.facts[loan_id]
        if fact["type"] == "repayment-received" and not fact["receipt_id"].startswith("asset")
    ]


def booked_income(act: str, data: dict[str, Any], today: date, luck: Random) -> dict[str, Any]:
    """Income of an asset as core banking may book it; now and then by another day or amount."""
    amount = data[INCOME[f"postloan.disposal.{act}.v1"]]
    value = today - luck.choice((0, 0, 0, 1, 3)) * DAY
    return {
        "type": "repayment-received",
        "receipt_id": data["receipt_id"],
        "amount": amount if luck.random() < 0.8 else cny(7_00),
        "value_date": value.isoformat(),
        "booked_on": today.isoformat(),
        "payer": luck.choice(PAYERS),
    }


@dataclass(frozen=True)
class Plan:
    """What will be played: facts by loan, and the officers' luck.

    ``lost``: a borrower who hardly pays, and officers who leave no rung out.
    """

    loans: tuple[Life, ...]
    seed: int
    secured: bool
    obligor_kind: str
    lost: bool

    def play(self, town: Town | None = None) -> Iterator[Played]:
        """Play it; the life stands at the end of a closed day whenever it is handed out."""
        start = min(life.start for life in self.loans)
        played = Played(Told({}, start, town or Town()))
        luck = Random(self.seed)
        last = max(life.end for life in self.loans)
        yield from self._facts(played, luck, last)
        yield from self._ladder(played, luck)

    def whole(self, town: Town | None = None) -> Played:
        """Play it to its end."""
        *_, played = self.play(town)
        return played

    def _facts(self, played: Played, luck: Random, last: date) -> Iterator[Played]:
        """Each day its facts; most days are closed. Half of the borrowers hardly pay."""
        poor = luck.random() < 0.5 or self.lost
        arrivals = [
            (step["known"], f"L-{number}", self._with_security(step, luck))
            for number, life in enumerate(self.loans)
            for kind, step in life.steps
            if kind == "message" and not (poor and step["type"] in EASED)
        ]
        arrivals.sort(key=lambda each: each[0])
        while played.told.today <= last:
            for known, loan_id, message in arrivals:
                if known == played.told.today:
                    played.fact(loan_id, message)
            if luck.random() < 0.8 or played.told.today == last:
                played.told.close()
                yield played
            else:
                played.told.today += DAY

    def _with_security(self, message: dict[str, Any], luck: Random) -> dict[str, Any]:
        if message["type"] == "repayment-received":
            return message | {"payer": luck.choice(PAYERS)}
        if message["type"] == "loan-disbursed":
            message = message | {"obligor_kind": self.obligor_kind}
        if message["type"] != "loan-disbursed" or not self.secured:
            return message
        zhao = {"guarantor_id": ZHAO, "kind": "joint", "period_months": 6, "document_id": "G-1"}
        shop = {"collateral_id": "SHOP", "kind": "shop", "value": cny("1000.00")}
        return message | {"guarantees": [zhao], "collateral": [shop], "security": "mortgage"}

    def _ladder(self, played: Played, luck: Random) -> Iterator[Played]:
        height = luck.choice((0, 4, 8, 12, *[len(LADDER)] * 4))
        height = len(LADDER) if self.lost else height
        for rung in LADDER[:height]:
            yield from self._wait(played, luck.choice(rung.waits or (0, 0, 1, 3)))
            if luck.random() < 0.04 and not self.lost:
                continue
            for number in range(len(self.loans)):
                loan_id = f"L-{number}"
                if loan_id in played.facts and luck.random() < (0.9 if number == 0 else 0.5):
                    self._climb(played, loan_id, rung, luck)
            if luck.random() < 0.3:
                self._money(played, luck)
        yield from self._wait(played, luck.choice((1, 2, 40)))

    def _climb(self, played: Played, loan_id: str, rung: Any, luck: Random) -> None:
        left = principal_left(played, loan_id)
        for service, act, data in rung.acts(played.told.today, left, luck):
            field = {"transfer-debt": "payment_id"}.get(act, "receipt_id")
            wrong = earlier(played, loan_id) if field in data else []
            if wrong and luck.random() < 0.2:
                data[field] = luck.choice(wrong)
                played.act(loan_id, service, act, **data)
            elif f"postloan.{service}.{act}.v1" in INCOME and field in data:
                played.earn(loan_id, act, data, luck)
            else:
                played.act(loan_id, service, act, **data)

    def _wait(self, played: Played, days: int) -> Iterator[Played]:
        """Close the day of the last act, then the last of the days that pass."""
        if days:
            played.told.close()
            yield played
        if days > 1:
            played.told.today += (days - 2) * DAY
            played.told.close()
            yield played

    def _money(self, played: Played, luck: Random) -> None:
        """Late money, or the reversal of money that came before."""
        loan_id = luck.choice(sorted(played.facts))
        today, name = played.told.today, f"M{played.told.messages}"
        receipts = earlier(played, loan_id)
        if receipts and luck.random() < 0.4:
            undone = {
                "type": "repayment-reversed",
                "receipt_id": luck.choice(receipts),
                "reversal_id": f"{name}-X",
                "booked_on": today.isoformat(),
                "reason": "returned",
            }
            played.fact(loan_id, undone)
            return
        value = max(START, today - timedelta(days=luck.choice((0, 0, 2, 10, 45, 120))))
        income = sorted(said_income(played.told, loan_id).keys() - set(receipts))
        amount = luck.choice((1, 5_00, 500_00, 3_333_33, 20_000_00))
        if self.lost:
            amount = max(1, min(amount, principal_left(played, loan_id) // 4))
        paid = {
            "type": "repayment-received",
            "receipt_id": luck.choice(income) if income and luck.random() < 0.5 else name,
            "amount": cny(amount),
            "value_date": value.isoformat(),
            "booked_on": today.isoformat(),
            "payer": luck.choice(PAYERS),
        }
        played.fact(loan_id, paid)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """One or two loans of one customer."""
    loans = tuple(draw(lives()) for _ in range(draw(st.sampled_from((1, 1, 2)))))
    seed, secured = draw(st.integers(0, 2**32)), draw(st.integers(0, 3)) > 0
    kind = draw(st.sampled_from(("personal", "corporate")))
    return Plan(loans, seed, secured, kind, draw(st.booleans()))
