"""Shapes of the ``classification`` object of the loan document."""

from __future__ import annotations

from datetime import date
from typing import Literal

from contracts.values import Money, RiskClass
from services.classification.domain.decisions import Contagion
from services.classification.domain.done import ConditionResult
from services.classification.domain.facts import Leaving
from services.classification.domain.signals import DueView
from services.classification.domain.tier_rules import Tier
from services.kit.domain import Frozen


class OutView(Frozen, frozen=True, kw_only=True):
    """Why the loan left the book, and since when."""

    reason: Leaving | Literal["settled"]
    since: date


class CauseView(Frozen, frozen=True, kw_only=True):
    """The recorded cause of the present arrears."""

    cause: str
    recorded_on: date


class ObservationView(Frozen, frozen=True, kw_only=True):
    """The observation that the loan is under."""

    started_on: date
    months_end: date
    completed_on: date | None


class CureTestView(Frozen, frozen=True, kw_only=True):
    """The last holding of a cure test: result per condition, with reason and evidence."""

    test: str
    tested_on: date
    passed: bool
    results: tuple[ConditionResult, ...]
    tested_by: str
    approved_by: str | None
    policy_id: str


class TriageView(Frozen, frozen=True, kw_only=True):
    """The last triage."""

    group: int
    name: str
    since: date
    findings: tuple[str, ...]
    expected: Money | None
    policy_id: str


class FourTierView(Frozen, frozen=True, kw_only=True):
    """The tier in the older scheme (四级分类), since when, why, by which rule and edition.

    ``rule`` is None while the loan has been normal ever since its disbursement: nothing was concluded.
    ``grounds`` are those that officers recorded and that stand.
    """

    tier: Tier
    since: date
    reason: str | None
    rule: str | None
    policy_id: str
    counted_from: date | None = None
    grounds: tuple[str, ...] = ()


class RestructuringView(Frozen, frozen=True, kw_only=True):
    """The loan is restructured (重组) ``since``, for the ``times``-th time, for these reasons.

    ``observed_from``, ``ends_on``: the observation as far as the plan tells; ``complete``: it was kept, so
    officers may review it.
    """

    since: date
    times: int
    difficulties: tuple[str, ...]
    concessions: tuple[str, ...]
    observed_from: date | None
    ends_on: date | None
    complete: bool
    policy_id: str


class ClassificationView(Frozen, frozen=True, kw_only=True, rename={"risk_class": "class"}):
    """A class and its times.

    ``became_true_on``: since when the loan has this class; ``entry`` is the conclusion that made
    it so, ``processed_on`` the bank's day of that conclusion. Own merit, contagion, reasons and
    policy are those of the latest conclusion, which may have changed without changing the class.
    ``state`` is the class, or ``out`` once the loan has left the book, for the reason in ``out``; the
    class then is the last one it had. ``provision`` is that of the day's principal. ``forms``: what
    the loan counts as among the results of recovery, ``converted`` and ``preservation`` (CLS-44).
    ``in_recovery_scope``: it is overdue, owes interest since ``interest_since``, or is non-performing
    (CLS-04). ``four_tier`` is the label of the older scheme beside the class (CLS-02, POL-03). ``due``:
    what people have to do about the class.
    """

    risk_class: RiskClass
    own_merit: RiskClass
    contagion: Contagion | None
    became_true_on: date
    processed_on: date
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    policy_id: str
    entry: int
    state: RiskClass | Literal["out"] = "normal"
    out: OutView | None = None
    provision_percent: int | None = None
    provision: Money | None = None
    in_recovery_scope: bool = False
    interest_since: date | None = None
    four_tier: FourTierView | None = None
    arrears_cause: CauseView | None = None
    observation: ObservationView | None = None
    restructuring: RestructuringView | None = None
    forms: tuple[str, ...] = ()
    cure_tests: tuple[CureTestView, ...] = ()
    triage: TriageView | None = None
    due: tuple[DueView, ...] = ()
