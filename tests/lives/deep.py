"""The whole life of ``tests.lives.whole_life`` with random money between its steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from contracts import disposal
from services.kit.domain import Rejected
from tests.lives.generated import PAYERS, Played, booked_income, earlier
from tests.lives.telling import Told, cny, on
from tests.lives.whole_life import LENT, LOAN, STEPS
from tests.lives.whole_life_end import LIANG, in_kind
from tests.town import Town

CORE = "corebank."
ACCELERATE = "postloan.monitoring.accelerate-loan.v1"


def deep(seed: int, town: Town | None = None, told: type[Told] = Told) -> Iterator[Played]:
    """Each step, late or reversed money, the day closed; what may not be is passed over."""
    luck = Random(seed)
    played = Played(told({"loan_id": LOAN, "obligor_id": LIANG}, on(LENT), town or Town()))
    life, taken, seen = played.told, 0, 0
    for place, step in enumerate(STEPS):
        try:
            step(life)
        except Rejected as refusal:
            played.refused.append(f"{step.__name__}: {refusal.code}")
        else:
            played.done.append(step.__name__)
        taken, seen = _note(played, taken, seen)
        if place and luck.random() < 0.5:
            _money(life, luck)
            taken, seen = _note(played, taken, seen)
        if in_kind.__name__ in played.done and luck.random() < 0.7:
            _rent(played, luck)
            taken, seen = _note(played, taken, seen)
        life.close()
        yield played


def _note(played: Played, taken: int, seen: int) -> tuple[int, int]:
    """What was said since, as the oracle reads it; an asset in kind as a receipt."""
    life, facts = played.told, played.facts.setdefault(LOAN, [])
    for type_, data in life.sent[taken:]:
        if type_.startswith(CORE) or type_ == ACCELERATE:
            facts.append({**data, "type": type_.split(".")[-2], "known": date.min})
    for _, word, _ in life.town.published[seen:]:
        if isinstance(word, disposal.AssetReceivedInSatisfaction):
            paid: dict[str, Any] = {
                "type": "repayment-received",
                "receipt_id": f"asset:{word.asset_id}",
                "amount": word.debt_reduced.to_wire(),
                "value_date": word.effective_on.isoformat(),
                "known": date.min,
            }
            facts.append(paid)
    return len(life.sent), len(life.town.published)


def _rent(played: Played, luck: Random) -> None:
    """The asset is let, and brings a rent that core banking may book as a payment, too."""
    life = played.told
    rent = {"asset_id": "A-SHOP", "receipt_id": f"RENT-{life.messages}", "cost": cny(50_00)}
    rent["gross"] = cny(luck.choice((750_00, 5_000_00)))
    booked = booked_income("record-rent", rent, life.today, luck)
    booked.pop("type")
    when = luck.choice(("before", "after", "never", "another receipt"))
    if when == "another receipt":
        rent["receipt_id"] = luck.choice(earlier(played, LOAN))
    if when == "before":
        life.say(f"{CORE}repayment-received.v1", **booked)
    lease = {"asset_id": "A-SHOP", "tenant_id": "T-1", "rent": cny(750_00)}
    for act, data in (("lease-asset", lease), ("record-rent", rent)):
        try:
            life.act("disposal", act, **data)
        except Rejected as refusal:
            played.refused.append(f"{act}: {refusal.code}")
        else:
            played.done.append(act)
    if when == "after":
        life.say(f"{CORE}repayment-received.v1", **booked)


def _money(life: Told, luck: Random) -> None:
    receipts = sorted({data["receipt_id"] for _, data in life.sent if "value_date" in data})
    if luck.random() < 0.4:
        life.undo(luck.choice(receipts), life.today)
        return
    value = max(LENT, life.today - timedelta(days=luck.choice((0, 1, 5, 40, 200))))
    amount = luck.choice((1, 5_000_00, 21_560_00, 64_320_00, 90_000_00))
    payer = luck.choice(PAYERS)
    name = f"M-{life.messages}"
    life.pay(name, amount, value, life.today, payer["kind"], payer.get("id"))
