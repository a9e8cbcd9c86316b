"""Guarantees and collateral that come with a loan: registered, or a work item, never a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ValidationError

from contracts.values import Component, Money
from services.guarantee.domain.collateral_events import CollateralPledged, CollateralValued
from services.guarantee.domain.events import AnyAct
from services.guarantee.domain.facts import LoanTaken
from services.guarantee.domain.guarantor_events import SecurityUnreadable
from services.guarantee.domain.registration import check_at_intake, is_share, registered
from services.guarantee.domain.worth import valid_until
from services.guarantee.policy import GuaranteeBook, edition_of_contract
from services.kit.domain import Frozen


class SentGuarantee(Frozen, frozen=True, kw_only=True):
    """One guarantee as core banking sent it; what is None was not said."""

    place: int
    guarantor_id: str
    kind: str | None = None
    guarantor_kind: str | None = None
    cap: Money | None = None
    share_percent: str | None = None
    period_ends_on: date | None = None
    period_months: int | None = None
    period_unclear: bool = False
    signed_on: date | None = None
    document_id: str | None = None
    scope: tuple[Component, ...] = ()
    recourse_agreed: bool = False
    order_agreed: bool = False
    assignment_barred: bool = False


class SentCollateral(Frozen, frozen=True, kw_only=True):
    """One piece of collateral as core banking sent it."""

    place: int
    collateral_id: str
    kind: str = "unknown"
    owner_id: str | None = None
    rank: int | None = None
    value: Money | None = None
    valued_on: date | None = None
    document_id: str | None = None


class Unreadable(Frozen, frozen=True, kw_only=True):
    """The ``place``-th object of a list that could not be read: which field, and what is wrong."""

    list: str
    place: int
    field: str
    problem: str


Sent = SentGuarantee | SentCollateral | Unreadable


class _Unusable(Exception):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field, self.problem = field, problem


def taken_in(taken: LoanTaken, sent: Sequence[Sent], policies: GuaranteeBook) -> Iterator[AnyAct]:
    """What the loan brings: registrations, the check at intake, pledges, values, work items."""
    seen: set[tuple[str, str]] = set()
    for each in sent:
        if isinstance(each, Unreadable):
            yield _work_item(taken, each)
            continue
        guarantee = isinstance(each, SentGuarantee)
        kind, field = (
            ("guarantees", "guarantor_id") if guarantee else ("collateral", "collateral_id")
        )
        try:
            _once(seen, field, getattr(each, field))
            if isinstance(each, SentGuarantee):
                yield from _guarantee(taken, each, policies)
            else:
                yield from _charge(taken, each, policies)
        except _Unusable as wrong:
            yield _work_item(
                taken,
                Unreadable(list=kind, place=each.place, field=wrong.field, problem=wrong.problem),
            )


def _guarantee(taken: LoanTaken, sent: SentGuarantee, policies: GuaranteeBook) -> Iterator[AnyAct]:
    _same_currency(taken, "cap", sent.cap)
    if not is_share(sent.share_percent):
        raise _Unusable("share_percent", "no_share_of_100")
    signed_on = sent.signed_on or taken.effective_on
    edition = edition_of_contract(policies, signed_on)
    event = registered(
        sent,
        edition,
        loan_id=taken.loan_id,
        day=taken.effective_on,
        signed_on=signed_on,
        registered_by=None,
    )
    yield event
    yield from check_at_intake(event, edition)


def _charge(taken: LoanTaken, sent: SentCollateral, policies: GuaranteeBook) -> Iterator[AnyAct]:
    _same_currency(taken, "value", sent.value)
    yield CollateralPledged(
        loan_id=taken.loan_id,
        effective_on=taken.effective_on,
        collateral_id=sent.collateral_id,
        kind=sent.kind,
        owner_id=sent.owner_id,
        rank=sent.rank,
        document_id=sent.document_id,
        registered_by=None,
    )
    if sent.value is not None:
        valued_on = sent.valued_on or taken.effective_on
        edition = edition_of_contract(policies, valued_on)
        yield CollateralValued(
            loan_id=taken.loan_id,
            effective_on=max(valued_on, taken.effective_on),
            collateral_id=sent.collateral_id,
            value=sent.value,
            report_id=None,
            valid_until=valid_until(valued_on, edition),
            valued_by=None,
            policy_id=edition.policy_id,
        )


def _same_currency(taken: LoanTaken, field: str, amount: Money | None) -> None:
    if amount is not None and amount.currency != taken.principal.currency:
        raise _Unusable(field, "other_currency")


def _once(seen: set[tuple[str, str]], field: str, name: str) -> None:
    if (field, name) in seen:
        raise _Unusable(field, "sent_twice")
    seen.add((field, name))


def _work_item(taken: LoanTaken, wrong: Unreadable) -> SecurityUnreadable:
    return SecurityUnreadable(
        loan_id=taken.loan_id,
        effective_on=taken.effective_on,
        list=wrong.list,
        place=wrong.place,
        field=wrong.field,
        problem=wrong.problem,
    )


def read_sent(
    name: str, place: int, raw: object, wire: type[BaseModel], ours: Callable[..., Sent]
) -> Sent:
    """One object as core banking sent it: unknown fields passed over, None not said."""
    try:
        sent = wire.model_validate(raw)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        field = "".join(map(str, first["loc"][:1]))
        return Unreadable(list=name, place=place, field=field, problem=first["type"])
    known = {n: value for n in wire.model_fields if (value := getattr(sent, n)) is not None}
    if "share_percent" in known:
        known["share_percent"] = str(known["share_percent"])
    return ours(place=place, **known)
