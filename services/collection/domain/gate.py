"""The conduct gate: every act that touches a person passes it, or is blocked with a code.

A blocked act is an event with rule, policy and alternative, and never a contact; what was asked is
kept as a hash only (catalogue section 9). Repeated blocked acts open a compliance case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.collection.domain import gate_registries as registries
from services.collection.domain import gate_rules as own
from services.collection.domain.acts import CollectionAct, SendCreditNotice
from services.collection.domain.asked import AskedHere
from services.collection.domain.desk import Desk
from services.collection.domain.state import Customer
from services.collection.domain.steps import (
    ComplianceCaseOpened,
    ProhibitedActionBlocked,
    Watched,
)
from services.collection.domain.touches import Touch
from services.collection.policy import CollectionPolicy
from services.kit.conduct import rules
from services.kit.conduct.asked import Asked, Block, check_hour
from services.kit.conduct.blocked import written_down
from services.kit.domain import Rejected, same_person

RULES: tuple[Callable[[AskedHere], Block | None], ...] = (
    registries.agency,
    own.staff,
    own.quiet_hours,
    rules.practices,
    own.third_parties,
    own.disclosure,
    own.template,
    rules.legal_basis,
    own.calls,
)
"""In the order in which they are tried; the first that blocks gives the code."""


def asked_of(desk: Desk, touch: Touch) -> AskedHere:
    """The act as the gate reads it."""
    return AskedHere(
        act=touch.RULE,
        day=desk.day,
        rules=desk.conduct,
        said=(touch,),
        touch=touch,
        customer=desk.customer,
        edition=desk.edition,
    )


def check(asked: AskedHere) -> Block | None:
    """Why the act may not be, or None."""
    found = (rule(asked) for rule in RULES)
    return next((each for each in found if each is not None), None)


def blocked(desk: Desk, act: CollectionAct) -> tuple[Watched, ...]:
    """The event that stands for the act, with what follows from it; nothing when it may be.

    It comes before the role and before any case: an attempt is written down whoever made it.
    """
    if isinstance(act, SendCreditNotice):
        return _notice_refused(desk, act)
    if not isinstance(act, Touch):
        return ()
    asked = asked_of(desk, act)
    return _written_down(desk, asked, check(asked))


def _notice_refused(desk: Desk, notice: SendCreditNotice) -> tuple[Watched, ...]:
    """The same for the notice before a credit report: nobody counts it (XCT-57), a placed agency may."""
    asked = Asked(
        act=notice.RULE,
        day=desk.day,
        rules=desk.conduct,
        said=(notice.conduct,),
        known={
            "target_role": "borrower",
            "purposes": ("information",),
            "data_fields": ("arrears",),
        },
    )
    check_hour(notice.conduct, asked.day, asked.rules)
    standing = desk.file.guarantors_on(desk.day)
    placed = registries.placed(asked, desk.customer, notice.loan_id)
    block = placed or rules.check_placed(asked, standing)
    named, texts = asked.word("template_id"), desk.edition.gate.credit_texts.codes
    if block is None and named not in (None, *texts):
        block = asked.block("UNAPPROVED_LETTER")
    return _written_down(desk, asked, block)


def _written_down(desk: Desk, asked: Asked, block: Block | None) -> tuple[Watched, ...]:
    if block is None:
        return ()
    fields: dict[str, Any] = {"case_id": desk.case_id, "processed_on": desk.act.as_of}
    fields["policy_id"] = desk.edition.policy_id
    event = written_down(ProhibitedActionBlocked, desk.act, asked, block, **fields)
    _check_first(event, desk.customer)
    opened = _repeated(desk.customer, event, desk.edition)
    return (event,) if opened is None else (event, opened)


def _check_first(event: ProhibitedActionBlocked, customer: Customer) -> None:
    """``Rejected`` for a message that was sent again as it was: one attempt is counted once."""
    for each in customer.blocked:
        if each.content_hash is not None and each.content_hash == event.content_hash:
            raise Rejected(
                "already_blocked",
                f"the same act was blocked by {each.code} ({each.rule}) on {each.processed_on}, with every"
                " field alike: it is counted once",
            )


def _repeated(
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
