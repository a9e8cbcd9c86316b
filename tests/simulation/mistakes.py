"""Mistakes in our own code: for a while one service fails on one thing, and what it kept waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from services.kit.definition import Service
from tests.simulation.script import Mistake, Plan


class Weak(NamedTuple):
    """How a service's streams are named, and the facts that its code may fail on."""

    stream: str
    facts: tuple[str, ...]


WEAK: Mapping[str, Weak] = {
    "monitoring": Weak("loan-{loan}", ()),
    "classification": Weak("obligor-{obligor}", ("BalanceNoted", "ArrearsNoted")),
    "collection": Weak("customer-{obligor}", ("ReceiptNoted", "ArrearsNoted", "ClaimNoted")),
    "guarantee": Weak("security-{loan}", ("BalanceNoted", "ClaimNoted")),
    "litigation": Weak("legal-{loan}", ("PaymentNoted", "ClaimNoted")),
    "disposal": Weak("disposal-{loan}", ("BalanceNoted", "ClassNoted", "ClaimNoted")),
}
"""Monitoring fails on a receipt of core banking, the others on what a neighbour tells them."""


def mistake_of(random: Random, service: str, plan: Plan, receipt: str) -> Mistake:
    """A mistake that one loan meets; ``receipt`` is paid next."""
    weak = WEAK[service]
    stream = weak.stream.format(loan=plan.loan, obligor=plan.obligor)
    what = random.choice(weak.facts) if weak.facts else receipt
    return Mistake(service, what, plan.loan, plan.obligor, stream)


def meets(mistake: Mistake, command: Any) -> bool:
    """Whether this command is the one that our code fails on."""
    if getattr(command, "receipt_id", None) == mistake.what:
        return bool(command.loan_id == mistake.loan)
    told = getattr(command, "fact", None)
    return type(told).__name__ == mistake.what and told.loan_id == mistake.loan  # type: ignore[union-attr]


def failing(service: Service, mistake: Mistake | None, repaired: Callable[[], bool]) -> Service:
    """The service with the mistake in it, if it is the one that has it."""
    if mistake is None or mistake.service != service.name:
        return service
    decide = service.decider.decide

    def mistaken(command: Any, state: Any, policies: Any) -> Any:
        if not repaired() and meets(mistake, command):
            raise ZeroDivisionError(f"a mistake of ours about {mistake.loan}")
        return decide(command, state, policies)

    return replace(service, decider=replace(service.decider, decide=mistaken))
