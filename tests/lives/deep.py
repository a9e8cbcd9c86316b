"""The whole life of ``tests.lives.whole_life`` with random money between its steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from contracts import disposal
from services.kit.domain import Rejected
from tests.lives.generated import PAYERS, Played
from tests.lives.telling import Told, on
from tests.lives.whole_life import LENT, LOAN, STEPS
from tests.lives.whole_life_end import LIANG
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
