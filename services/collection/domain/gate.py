"""The conduct gate: every act that touches a person passes it, or is blocked with a code.

A blocked act is an event with rule, policy and alternative, and never a contact; what was asked is
kept as a hash only (catalogue section 9). Repeated blocked acts open a compliance case.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec

from services.collection.domain import gate_registries as registries
from services.collection.domain import gate_rules as rules
from services.collection.domain.asked import Asked, Block
from services.collection.domain.state import Customer
from services.collection.domain.steps import ComplianceCaseOpened, ProhibitedActionBlocked
from services.collection.policy import CollectionPolicy
from services.kit.domain import same_person

RULES: tuple[Callable[[Asked], Block | None], ...] = (
    registries.agency,
    rules.staff,
    rules.quiet_hours,
    rules.practices,
    rules.third_parties,
    rules.disclosure,
    registries.template,
    registries.legal_basis,
    rules.calls,
)
"""In the order in which they are tried; the first that blocks gives the code."""


def check(asked: Asked) -> Block | None:
    """Why the act may not be, or None."""
    for rule in RULES:
        block = rule(asked)
        if block is not None:
            return block
    return None


def blocked(asked: Asked, block: Block, case_id: str) -> ProhibitedActionBlocked:
    """The event that stands for the refused act."""
    touch, edition = asked.touch, asked.edition
    return ProhibitedActionBlocked(
        loan_id=touch.loan_id,
        effective_on=asked.day,
        processed_on=touch.as_of,
        case_id=case_id,
        code=block.code,
        rule=block.rule,
        policy_id=edition.policy_id,
        attempted_by=touch.requested_by,
        role=touch.role,
        agency_id=asked.word("agency_id"),
        target_role=asked.word("target_role") or "none",
        channel=asked.word("channel") or "none",
        at=asked.word("at"),
        content_hash=sha256(msgspec.json.encode(touch)).hexdigest(),
        alternative=edition.blocked[block.code].alternative,
    )


def repeated(
    customer: Customer, event: ProhibitedActionBlocked, edition: CollectionPolicy
) -> ComplianceCaseOpened | None:
    """A compliance case, each time one person's blocked acts reach the policy's number again."""
    count = 1 + sum(
        same_person(each.attempted_by, event.attempted_by) for each in customer.blocked
    )
    if count % edition.gate.repeats.value:
        return None
    return ComplianceCaseOpened(
        loan_id=event.loan_id,
        effective_on=event.effective_on,
        processed_on=event.processed_on,
        person_id=event.attempted_by,
        ground="repeated_blocked_acts",
        blocked_acts=count,
    )
