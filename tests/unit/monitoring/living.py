"""Puts a raw life (``tests.oracle.lives``) to monitoring's rules."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import msgspec

from contracts.catalogue import parse
from contracts.envelope import Envelope
from services.kit.domain import Rejected
from services.kit.policy import PolicyBook
from services.monitoring.policy import DayCountChoice, MonitoringPolicy, Order, ProductTerms, Stage
from tests.oracle.lives import Life
from tests.unit.monitoring.bank import POLICIES, Bank

LOAN = "L-1"
OBLIGOR = "C-1"


def policies(rules: dict[str, Any]) -> PolicyBook[MonitoringPolicy]:
    """A pack with these conventions."""
    edition = POLICIES.editions[0]
    known = edition.product("default")
    day = edition.stages[0].from_day
    terms = ProductTerms(
        day_count=DayCountChoice(
            value="due_day_one" if rules["due_day"] else "due_day_zero", source="test"
        ),
        grace=msgspec.structs.replace(known.grace, value=rules["grace"]),
        allocation=Order(components=tuple(rules["order"]), source="test"),
    )
    stages = tuple(
        Stage(name=name, from_day=msgspec.structs.replace(day, value=first))
        for name, first in rules["stages"]
    )
    return PolicyBook(
        (msgspec.structs.replace(edition, products={"default": terms}, stages=stages),)
    )


def live(life: Life) -> tuple[Bank, list[dict[str, Any]]]:
    """The bank after this life, and the messages it took (refused commands left out)."""
    bank = Bank(policies=policies(life.rules))
    taken: list[dict[str, Any]] = []
    for kind, step in life.steps:
        if kind == "close":
            bank.close(step)
            continue
        try:
            send(bank, step)
        except Rejected:
            continue
        taken.append(step)
    return bank, taken


def send(bank: Bank, step: dict[str, Any]) -> None:
    """Put one raw message through the contract and the reactions."""
    officer = step["type"] == "accelerate-loan"
    ce_type = f"{'postloan.monitoring' if officer else 'corebank'}.{step['type']}.v1"
    data = {name: value for name, value in step.items() if name not in ("type", "known")}
    data |= {"loan_id": LOAN, "obligor_id": OBLIGOR}
    known: date = step["known"]
    bank.take(
        parse(ce_type, json.dumps(data).encode()),
        Envelope(id="1", source="/test", type=ce_type, business_date=known),
    )
