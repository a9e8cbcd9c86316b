"""Parts of the litigation object of the loan document, as plain JSON values."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.debts import Sums
from contracts.values import Money
from services.kit.clocks import Reading
from services.litigation.domain.court import AuctionHeld, JudgmentRendered, SuitEnded, SuitFiled
from services.litigation.domain.duties import Deadline
from services.litigation.domain.measures import Measure
from services.litigation.domain.words import DUE, ENDED


def sums(sums: Sums, currency: str) -> dict[str, Any]:
    """Amounts by component and their total."""
    parts = {**sums._asdict(), "total": sums.total}
    return {name: Money(minor, currency).to_wire() for name, minor in parts.items()}


def reading(clock: tuple[Reading, date | None] | None) -> dict[str, Any] | None:
    """A clock, its last day and what made it so."""
    if clock is None:
        return None
    reading, end = clock
    return {
        "state": reading.state,
        "started_on": iso(reading.started_on),
        "ends_on": iso(end),
        "why": [mark.why for mark in reading.marks],
    }


def suit(suit: SuitFiled, ended: SuitEnded | None) -> dict[str, Any]:
    """The suit and its claim; and, where it came to nothing, when and how."""
    over = {} if ended is None else _ended(ended)
    return over | {
        "suit_id": suit.suit_id,
        "forum": suit.forum,
        "filed_on": iso(suit.effective_on),
        "defendants": list(suit.defendants),
        "claim_day": iso(suit.claim_day),
        "claim": sums(suit.claim, suit.currency),
    }


def _ended(ended: SuitEnded) -> dict[str, Any]:
    english, chinese = ENDED[ended.outcome]
    return {
        "ended_on": iso(ended.effective_on),
        "outcome": ended.outcome,
        "en": english,
        "zh": chinese,
    }


def judgment(judgment: JudgmentRendered) -> dict[str, Any]:
    """What the court decided."""
    return {
        "rendered_on": iso(judgment.effective_on),
        "instance": judgment.instance,
        "awarded": judgment.awarded.to_wire(),
        "penalty_from": iso(judgment.penalty_from),
        "costs": None if judgment.costs is None else judgment.costs.to_wire(),
        "liable": list(judgment.liable),
        "priority_on": list(judgment.priority_on),
    }


def measure(measure: Measure) -> dict[str, Any]:
    """A preservation measure."""
    return {
        "measure_id": measure.applied.measure_id,
        "state": measure.state,
        "since": iso(measure.since),
        "waiting": measure.waiting,
        "asset_id": measure.applied.asset_id,
        "asset_kind": measure.applied.asset_kind,
        "amount": measure.amount.to_wire(),
        "ends_on": None if measure.ends_on is None else iso(measure.ends_on.on),
        "article": measure.article,
    }


def auction(held: AuctionHeld) -> dict[str, Any]:
    """A round that was held."""
    return {
        "on": iso(held.effective_on),
        "asset_id": held.asset_id,
        "round": held.round,
        "starting_price": None if held.starting_price is None else held.starting_price.to_wire(),
        "sold": held.sold,
        "price": None if held.price is None else held.price.to_wire(),
    }


def due(deadline: Deadline) -> dict[str, Any]:
    """An open deadline with its words."""
    english, chinese = DUE[deadline.what]
    return {
        "on": iso(deadline.on),
        "what": deadline.what,
        "rule": deadline.rule,
        "article": deadline.article,
        "about": deadline.about,
        "en": english,
        "zh": chinese,
        "holiday_unknown": deadline.unrolled,
    }


def iso(day: date | None) -> str | None:
    """A day as ``YYYY-MM-DD``."""
    return None if day is None else day.isoformat()
