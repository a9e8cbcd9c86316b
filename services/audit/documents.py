"""Shapes of the read side's answers, for the OpenAPI document. The answers themselves are made
elsewhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.values import Money
from services.audit.figure_documents import Figures
from services.audit.shape import Shape


class HistoryMark(Shape):
    """``head``: SHA-256 over the links of the loan's known events in causal order."""

    events: int
    head: str
    verified: bool


class LoanDocument(Shape):
    """contract.md section 5. A service that holds nothing about the loan is null.

    ``figures`` is null while the loan never was in a case.
    """

    loan_id: str
    obligor_id: str | None
    as_of: date
    known_on: date | None
    known_at: datetime | None
    monitoring: dict[str, Any] | None
    classification: dict[str, Any] | None
    collection: dict[str, Any] | None
    guarantee: dict[str, Any] | None
    litigation: dict[str, Any] | None
    disposal: dict[str, Any] | None
    figures: Figures | None
    history: HistoryMark


class Cause(Shape):
    """What an event comes from; ``link`` when that is an event of ours."""

    id: str
    link: str | None


class Event(Shape):
    """One event: place, three times, cause, actor, link, decoded payload as stored."""

    service: str
    type: str
    event_id: UUID
    loan_position: int | None
    shard: int
    position: int
    stream: str
    version: int
    effective_on: date
    known_on: date
    recorded_at: datetime
    clock: str
    cause: Cause
    correlation_id: str
    traceparent: str | None
    actor: str
    policy_id: str | None
    link: str
    schema_version: int
    payload: Any


class History(Shape):
    """Events in causal order."""

    loan_id: str
    obligor_id: str | None
    as_of: date | None
    known_on: date | None
    known_at: datetime | None
    verified: bool
    events: list[Event]


class Change(Shape):
    """One field of the loan document that differs."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    field: str
    before: Any = Field(alias="from")
    after: Any = Field(alias="to")


class DifferingEvent(Event):
    """``known_in``: ``known_on`` (the first knowledge alone) or ``against`` (the second alone)."""

    known_in: str


class Difference(Shape):
    """From what ``known_on`` knew to what ``against`` knew about ``as_of``."""

    loan_id: str
    obligor_id: str | None
    as_of: date
    known_on: date
    against: date
    fields: list[Change]
    events: list[DifferingEvent]


class StageRow(Shape):
    """One amount per currency."""

    stage: str
    loans: int
    principal_outstanding: list[Money]


class ClassRow(Shape):
    """``class`` null: not classified yet."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    risk_class: str | None = Field(alias="class")
    loans: int
    principal_outstanding: list[Money]


class NonPerforming(Shape):
    """Ratios are decimal strings; by count over loans with principal outstanding."""

    loans: int
    ratio_by_count: str
    principal_outstanding: list[Money]
    ratio_by_amount: dict[str, str]


class Move(Shape):
    """Loans by class then (null: not in the book) and now."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    before: str | None = Field(alias="from")
    after: str | None = Field(alias="to")
    loans: int


class Migration(Shape):
    """Class migration since a day."""

    since: date
    moves: list[Move]


class Book(Shape):
    """The book on a day."""

    as_of: date
    loans: int
    with_principal: int
    principal_outstanding: list[Money]
    stages: list[StageRow]
    classes: list[ClassRow]
    non_performing: NonPerforming
    migration: Migration | None


class MoneyMovement(Shape):
    """Money that one event moved. ``from`` null: newly claimed, or income beside the claim.

    ``amounts`` by component; null where the movement has none (an asset sold, a price, a loss).
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    what: str
    service: str
    type: str
    event_id: UUID
    source: str | None = Field(alias="from")
    target: str = Field(alias="to")
    about: str | None
    payer: str | None
    amounts: dict[str, Money] | None
    total: dict[str, str]


class MoneyDay(Shape):
    """What moved on a day, and what is owed at its end by component."""

    on: date
    movements: list[MoneyMovement]
    owed: dict[str, Money]
    written_off: Money
    in_kind_held: Money
    unapplied: Money


class MoneyByDay(Shape):
    """A loan's money. A loss below zero is a gain. ``proof``: claimed and unapplied money equal the
    sum of all the rest; ``adds_up`` says so.
    """

    loan_id: str
    obligor_id: str | None
    as_of: date
    known_on: date | None
    known_at: datetime | None
    currency: str | None
    days: list[MoneyDay]
    totals: dict[str, dict[str, Any]]
    in_kind: dict[str, Any]
    assets: list[dict[str, Any]]
    stated: list[dict[str, Any]]
    recoveries: list[dict[str, Any]]
    recovered: dict[str, Money]
    figures: Figures | None
    proof: dict[str, Any]
    adds_up: bool


class Due(Shape):
    """Something for people to do by ``on`` (null: at once); ``en`` and ``zh`` say what."""

    on: date | None
    overdue: bool
    service: str
    loan_id: str
    obligor_id: str
    what: str
    en: str
    zh: str
    about: str | None
    rule: str | None
    article: str | None


class DueList(Shape):
    """Overdue first. ``total`` and ``overdue`` count what is due by ``until``, ``later`` the rest;
    ``more`` when the limit left some out.
    """

    on: date
    until: date
    total: int
    overdue: int
    later: int
    due: list[Due]
    more: bool


class BlockedAct(Shape):
    """One act that was refused (catalogue section 9); what was said is not kept.

    ``on``: the day it was attempted on. ``alternative``: what to do instead, in words besides.
    """

    on: date
    at: str | None
    service: str
    loan_id: str | None
    obligor_id: str | None
    case_id: str | None
    code: str
    rule: str
    policy_id: str
    attempted_by: str
    role: str
    agency_id: str | None
    target_role: str
    channel: str
    alternative: str
    alternative_en: str
    alternative_zh: str
    known_on: date
    event_id: UUID


class BlockedActs(Shape):
    """The latest first; ``more`` when the limit left some out."""

    blocked: list[BlockedAct]
    more: bool
