"""Every component of a loan's claim by day, what moved it, and whether it adds up. Pure.

Two books that must meet: the claim's, cent by cent (``money_walk``), and the bank's, by what came
in. Recoveries are a memo beside them: collection and disposal both tell of one receipt, and it is
counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from contracts.debts import Sums
from contracts.values import Money
from services.audit.figures import figures
from services.audit.knowledge import Knowledge
from services.audit.money_walk import NOTHING, PLACES, Day, Movement, Told, Walk, plus
from services.audit.policy import FiguresBook
from services.audit.rebuild import Past, known_events, obligor
from services.audit.recoveries import counting, recoveries
from services.audit.registry import SECTIONS, Registry
from services.kit.plain import plain

_OPENED = "monitoring.LoanOpened"
_NOT_TAKEN = ("differs_from_first", "reserved_id", "other_money")
"""A receipt set aside for these reasons was never taken: the one taken under its name counts."""


def money(
    registry: Registry,
    past: Past,
    as_of: date,
    knowledge: Knowledge,
    definitions: FiguresBook | None = None,
) -> dict[str, Any] | None:
    """The answer of ``GET /loans/{loan_id}/money``; None when the loan was not known.

    Without ``definitions`` there are no figures in it.
    """
    about = past.about(knowledge)
    known = known_events(registry, past, knowledge)
    told = {name: counting(known, name, past.loan_id, as_of) for name in SECTIONS}
    kind = next((each for each in registry.kinds if each.service == "monitoring"), None)
    opened = next((t for t in told["monitoring"] if t.row.type == _OPENED), None)
    if not about or kind is None:
        return None
    head = {
        "loan_id": past.loan_id,
        "obligor_id": obligor(registry, about),
        "as_of": as_of.isoformat(),
        "known_on": plain(knowledge.known_on),
        "known_at": plain(knowledge.known_at),
    }
    walk = Walk(kind, as_of)
    walk.go(told["monitoring"], told["disposal"])
    shown = _Shown("CNY" if opened is None else opened.event.principal.currency)
    return {
        **head,
        "currency": shown.currency,
        "days": [shown.day(each) for each in walk.days],
        **_totals(shown, walk, told),
        "figures": None
        if definitions is None
        else figures(registry, known, past.loan_id, as_of, definitions),
    }


def _totals(shown: _Shown, walk: Walk, told: Mapping[str, Sequence[Told]]) -> dict[str, Any]:
    assets, at = walk.assets, walk.at
    claimed = NOTHING
    for place in PLACES:
        claimed = plus(claimed, at[place])
    cash, in_kind = _received(told["monitoring"])
    found = recoveries((*told["disposal"], *told["collection"]))
    loss = assets.holding_loss + assets.loss_on_sale + at["remitted"].total
    places = {
        "paid": cash,
        "in_kind_held": in_kind - assets.net - assets.holding_loss,
        "from_assets": assets.net,
        "price": assets.price,
        "loss": loss,
        "written_off": at["written_off"].total,
        "outstanding": at["outstanding"].total,
    }
    over = at["sold"].total or at["remitted"].total
    owed = plus(at["outstanding"], at["written_off"])
    same = claimed == walk.standing.claimed and (over or owed == walk.left)
    unapplied = walk.standing.unapplied if _lent(told) else cash + in_kind
    return {
        "totals": {
            "claimed": shown.sums(claimed),
            **{place: shown.sums(at[place]) for place in PLACES},
        },
        "in_kind": {
            "taken": shown.money(in_kind),
            "held": shown.money(places["in_kind_held"]),
            "net": shown.money(assets.net),
            "holding_loss": shown.money(assets.holding_loss),
        },
        "assets": [shown.asset(each) for each in assets.found.values()],
        "stated": [shown.stated(each) for each in walk.stated],
        "recoveries": [shown.recovery(each) for each in found],
        "recovered": {
            name: shown.money(sum(each[name] for each in found))
            for name in ("gross", "cost", "net")
        },
        "proof": {
            "claimed": shown.money(claimed.total),
            "unapplied": shown.money(unapplied),
            **{name: shown.money(minor) for name, minor in places.items()},
        },
        "adds_up": bool(
            same
            and places["in_kind_held"] >= 0
            and claimed.total + unapplied == sum(places.values())
        ),
    }


def _lent(told: Mapping[str, Sequence[Told]]) -> bool:
    """Whether there is a debt that money can pay; before, all of it is unapplied."""
    return any(each.row.type == _OPENED for each in told["monitoring"])


def _received(monitoring: Iterable[Told]) -> tuple[int, int]:
    """Money and things taken for debt that count, by the receipts themselves."""
    taken: dict[str, tuple[bool, int]] = {}
    gone: set[str] = set()
    for told in monitoring:
        event = told.event
        match told.row.type:
            case "monitoring.ReceiptTaken" if not event.undone_before:
                taken[event.receipt_id] = event.payer_kind == "in_kind", event.amount.minor
            case "monitoring.ReceiptReversed":
                gone.add(event.receipt_id)
            case "monitoring.FactSetAside" if event.reason not in _NOT_TAKEN:
                gone.add(event.fact.removeprefix("receipt:"))
    counted = [each for name, each in taken.items() if name not in gone]
    return (
        sum(minor for kind, minor in counted if not kind),
        sum(minor for kind, minor in counted if kind),
    )


class _Shown:
    """Values as they stand in the answer; a loss may be below zero, so amounts bear a sign."""

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def money(self, minor: int) -> dict[str, str]:
        return {"amount": Money(minor, self.currency).amount, "currency": self.currency}

    def sums(self, sums: Sums) -> dict[str, Any]:
        parts = {name: self.money(minor) for name, minor in sums._asdict().items()}
        return {**parts, "total": self.money(sums.total)}

    def day(self, day: Day) -> dict[str, Any]:
        owed = plus(day.at["outstanding"], day.at["written_off"])
        return {
            "on": day.on.isoformat(),
            "movements": [self._movement(each) for each in day.movements],
            "owed": self.sums(owed),
            "written_off": self.money(day.at["written_off"].total),
            "in_kind_held": self.money(day.held),
            "unapplied": self.money(day.unapplied),
        }

    def _movement(self, moved: Movement) -> dict[str, Any]:
        return {
            "what": moved.what,
            **event_of(moved.told),
            "from": moved.source,
            "to": moved.target,
            "about": moved.about,
            "payer": moved.payer,
            "amounts": None
            if moved.amounts is None
            else {n: self.money(m) for n, m in moved.amounts._asdict().items() if m},
            "total": self.money(moved.total),
        }

    def asset(self, asset: Any) -> dict[str, Any]:
        held = asset.net is None
        return {
            "asset_id": asset.name,
            "form": "in_kind" if held else "recovery",
            "received_on": asset.received_on,
            "ended_on": asset.ended_on,
            "debt_reduced": self.money(asset.reduced),
            "income": self.money(asset.income),
            "net": None if held else self.money(asset.net),
            "holding_loss": None if held else self.money(asset.loss),
        }

    def stated(self, stated: tuple[str, Told, int, int]) -> dict[str, Any]:
        what, told, said, counted = stated
        return {
            "what": what,
            "on": told.event.effective_on.isoformat(),
            **event_of(told),
            "stated": self.money(said),
            "counted": self.money(counted),
        }

    def recovery(self, found: Mapping[str, Any]) -> dict[str, Any]:
        told: Sequence[Told] = found["told"]
        amounts = {name: self.money(found[name]) for name in ("gross", "cost", "net")}
        return {
            "on": found["on"].isoformat(),
            "recovery_id": found["recovery_id"],
            "way": found["way"],
            "after_write_off": found["after_write_off"],
            **amounts,
            "events": [event_of(each) for each in told],
        }


def event_of(told: Told) -> dict[str, str]:
    """The event that stands behind it."""
    return {
        "service": told.service,
        "type": told.row.type,
        "event_id": str(told.row.event_id),
    }
