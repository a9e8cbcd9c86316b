"""Shape of collection's numbers and lists: timelines, gate, promises, plans, phone stages, roles.

The numbers, with unit and source, are the dated editions under ``policies/<pack>/``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from services.collection.domain.phone import PhoneCase
from services.kit.acts import ActRule
from services.kit.conduct.shape import Conducted
from services.kit.domain import Frozen
from services.kit.policy import Law, Listed, PolicyBook, Quantity, Source

PACKS = Path(__file__).parent / "policies"

Cited = Literal["agency_evaluation", "complaint_answer"]


class Step(Frozen, frozen=True, kw_only=True):
    """Something to do ``after`` so many days from the due date (POL-02).

    ``rolls``: it moves to the next working day (visits, service); counters do not. ``guarantor``:
    the guarantor's side is to be told with it, where there is one (GUA-08).
    """

    step: str
    rule: str
    source: Source
    after: Quantity
    rolls: bool = False
    guarantor: bool = False
    done_by: tuple[str, ...]

    def __post_init__(self) -> None:
        _unit(self.after, "calendar_day", f"timelines {self.step}.after")


class Timeline(Frozen, frozen=True, kw_only=True):
    """The steps of a kind of loan in their order, then daily calls after service or not."""

    source: Source
    daily_after_service: bool
    steps: tuple[Step, ...]


class Timelines(Frozen, frozen=True, kw_only=True):
    """Which loan gets which timeline (POL-01): by security, by product, else ``other``."""

    by_security: dict[str, str]
    by_product: dict[str, str]
    other: str
    source: Source


class Gate(Frozen, frozen=True, kw_only=True):
    """Caps and lists of the conduct gate beside the rows that all services share."""

    effective_calls: Quantity
    attempts: Quantity
    line_digits: Quantity
    dial_pause: Quantity
    lost_calls: Quantity
    lost_days: Quantity
    locate_messages: Quantity
    repeats: Quantity
    country_code: Listed
    connected: Listed
    sources: Listed
    purposes: Listed
    limited_purposes: Listed
    unowed_purposes: Listed
    statements: Listed
    suit_statements: Listed
    agency_fields: Listed
    agency_roles: Listed
    voice: Listed
    written: Listed
    notice_texts: Listed
    credit_texts: Listed
    served: Listed
    whereabouts_unknown: Listed
    debits: Listed
    consent_places: Listed
    measures: Listed
    complaint_tags: Listed

    def __post_init__(self) -> None:
        _unit(self.dial_pause, "minute", "gate.dial_pause")
        _unit(self.line_digits, "digit", "gate.line_digits")


class Cases(Frozen, frozen=True, kw_only=True):
    """Numbers of the case: promises, plans, care after cure, hand-over, teams, agencies.

    ``credible`` and ``credible_after_broken`` weigh promises in cash forecasts only (COL-67);
    ``other_payers``: whose payments keep no promise of the borrower's.
    ``reviewed_consents``: those that a second person of ``consent_reviewers`` must agree to.
    """

    credible: Quantity
    credible_after_broken: Quantity
    other_payers: Listed
    noon: Quantity
    plan_longest: Quantity
    plan_documents: Listed
    monitored: Quantity
    long_overdue: Quantity
    hand_over: Quantity
    team_least: Quantity
    team_most: Quantity
    team_review: Quantity
    agency_evaluation: Quantity
    agency_aspects: Listed
    complaint_answer: Quantity
    hard_cases: Listed
    talk_excused: Listed
    reviewed_consents: Listed
    consent_reviewers: Listed
    cost_approvers: Listed

    def __post_init__(self) -> None:
        for name in ("monitored", "long_overdue", "hand_over", "complaint_answer", "team_review"):
            _unit(getattr(self, name), "calendar_day", f"cases.{name}")
        _unit(self.credible, "percent", "cases.credible")
        _unit(self.credible_after_broken, "percent", "cases.credible_after_broken")
        _unit(self.plan_longest, "year", "cases.plan_longest")


class CollectionPolicy(Conducted, frozen=True, kw_only=True):
    """One edition. ``articles``: the law behind a deadline, by its name; the bank's own have none."""

    choose: Timelines
    timelines: dict[str, Timeline]
    gate: Gate
    cases: Cases
    phone: PhoneCase
    acts: dict[str, ActRule]
    articles: dict[Cited, Law] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        choose = self.choose
        named = {*choose.by_security.values(), *choose.by_product.values(), choose.other}
        if unknown := sorted(named - set(self.timelines)):
            raise ValueError(f"choose: {unknown} is no timeline")

    def timeline(self, product: str, security: str) -> str:
        """The name of the timeline for a loan (POL-01)."""
        choose = self.choose
        return choose.by_security.get(security) or choose.by_product.get(product) or choose.other

    def article(self, name: Cited, day: date) -> str | None:
        """The article of law behind a deadline that begins on ``day``."""
        found = self.articles.get(name)
        return None if found is None else found.on(day)

    def rule_of(self, act: str) -> ActRule:
        """Who may do the act; every act has its row (``test_reactions``)."""
        return self.acts[act]


CollectionBook = PolicyBook[CollectionPolicy]


def edition_on(policies: CollectionBook, day: date) -> CollectionPolicy:
    """The edition in force on ``day``; for days before the first one, that one."""
    return policies.in_force(max(day, policies.editions[0].effective_from))


def _unit(quantity: Quantity, unit: str, field: str) -> None:
    if quantity.unit != unit:
        raise ValueError(f"{field}: unit is {quantity.unit!r}, expected {unit!r}")
    if quantity.value < 0:
        raise ValueError(f"{field}: {quantity.value} is negative")
