"""Shape of classification's numbers: day floors, contagion, conditions of an upgrade.

The numbers themselves, with unit and source, are the dated editions under ``policies/<pack>/``.
Names such as RC-20 are the rule numbers of the domain catalogue of regulations.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

from contracts.values import ObligorKind, RiskClass
from services.classification.domain.criteria import (
    CureTest,
    Provisions,
    TriageGroup,
    check_triage,
)
from services.classification.domain.restructuring_rules import RestructuringRules, StateFloor
from services.classification.domain.tier_rules import FourTier
from services.classification.domain.upgrade import Segment
from services.kit.acts import ActRule
from services.kit.domain import Frozen
from services.kit.policy import (
    DECADE_DAYS,
    WHOLE_PERCENT,
    Choice,
    Law,
    Policy,
    PolicyBook,
    Quantity,
    Source,
    check_names,
    check_quantity,
    check_rising,
)

PACKS = Path(__file__).parent / "policies"

Comparison = Literal["at_least", "more_than"]
ACTS = {
    *("override-class", "withdraw-override", "approve-upgrade"),
    *("hold-cure-test", "complete-triage", "recognise-preservation", "recognise-four-tier"),
    *("record-restructuring", "review-restructuring"),
}
CLASSES: tuple[RiskClass, ...] = get_args(RiskClass)
"""The five classes from the mildest to the most severe (RC-03, CLS-01)."""

SEVERITY: dict[RiskClass, int] = {each: place for place, each in enumerate(CLASSES)}

NON_PERFORMING: frozenset[RiskClass] = frozenset(CLASSES[CLASSES.index("substandard") :])
"""不良: the last three classes (RC-03)."""

HELD_AT: RiskClass = "substandard"
"""The mildest class of a loan that is not yet allowed to perform again (RC-70)."""

RISEN_TO: RiskClass = "special_mention"
"""The mildest class of a loan that two persons let perform again but that is not revitalised (POL-05)."""


class Basis(Frozen, frozen=True, kw_only=True):
    """What an output of the engine stands on: rule, reason code, quoted source."""

    rule: str
    reason: str
    source: Source


class Floor(Frozen, frozen=True, kw_only=True, rename={"risk_class": "class"}):
    """From this many days past due on, the class is at least ``risk_class``.

    Up to and including ``technical_days`` it does not bind arrears with a technical cause (CLS-24).
    """

    rule: str
    reason: str
    risk_class: RiskClass
    comparison: Comparison
    days: Quantity
    technical_days: Quantity | None = None

    def __post_init__(self) -> None:
        check_names((self.rule, self.reason), f"floors {self.rule}")
        field = f"floors {self.rule}.days"
        check_quantity(self.days, "calendar_day", 0, DECADE_DAYS, field)
        if self.technical_days is not None:
            grace = f"floors {self.rule}.technical_days"
            check_quantity(self.technical_days, "calendar_day", 0, DECADE_DAYS, grace)
        _binds(self.risk_class, f"floors {self.rule}.class")
        if self.first_day < 1:
            raise ValueError(
                f"{field}: {self.days.value} would bind paid-up loans, it must be 1 or more"
            )

    @property
    def first_day(self) -> int:
        """The least number of days past due that reaches this floor (超过 excludes its number)."""
        return self.days.value if self.comparison == "at_least" else self.days.value + 1


class Pull(Frozen, frozen=True, kw_only=True, rename={"risk_class": "class"}):
    """Contagion: what non-performing loans of an obligor do to the other ones.

    With ``share`` the rule needs the non-performing part of the obligor's claims to exceed it and
    binds every claim; without, one non-performing loan binds all others.
    """

    rule: str
    reason: str
    source: Source
    risk_class: RiskClass
    share: Quantity | None = None

    def __post_init__(self) -> None:
        check_names((self.rule, self.reason), f"contagion {self.rule}")
        _binds(self.risk_class, f"contagion {self.rule}.class")
        if self.share is not None:
            field = f"contagion {self.rule}.share"
            check_quantity(self.share, "percent_of_claims", 0, WHOLE_PERCENT, field)


class ClassificationPolicy(Policy, frozen=True, kw_only=True):
    """One edition. ``transition`` says how loans from before its first day come under it."""

    transition: Choice
    normal: Basis
    expert: Basis
    floors: tuple[Floor, ...]
    contagion: tuple[Pull, ...]
    segments: dict[str, Segment]
    provisions: Provisions
    cure_tests: tuple[CureTest, ...]
    triage: tuple[TriageGroup, ...]
    four_tier: FourTier
    restructuring: RestructuringRules
    acts: dict[str, ActRule]
    class_review: Law | None = None
    liquidation: StateFloor | None = None

    def __post_init__(self) -> None:
        self.provisions.check(CLASSES)
        check_names((each.name for each in self.cure_tests), "cure_tests name")
        check_triage(self.triage)
        if set(self.acts) != ACTS:
            raise ValueError(f"acts: {', '.join(sorted(ACTS))} must be named, and no other")
        if self.transition.value != "at_once":
            raise ValueError(f"transition: {self.transition.value!r} is not known, use 'at_once'")
        named = sorted(kind for segment in self.segments.values() for kind in segment.kinds)
        if named != sorted(get_args(ObligorKind)):
            raise ValueError(f"segments: {named} must name every obligor kind exactly once")
        for name, segment in self.segments.items():
            if not segment.kinds:
                raise ValueError(f"segments.{name}.kinds: {segment.kinds} names no obligor kind")
        check_names(self.segments, "segments")
        check_names((floor.rule for floor in self.floors), "floors rule")
        check_names((pull.rule for pull in self.contagion), "contagion rule")
        if self.liquidation is not None:
            check_names((self.liquidation.rule, self.liquidation.reason), "liquidation")
            _binds(self.liquidation.risk_class, "liquidation.class")
        for place, basis in (("normal", self.normal), ("expert", self.expert)):
            check_names((basis.rule, basis.reason), place)
        check_rising([floor.first_day for floor in self.floors], "floors")
        for before, floor in pairwise(self.floors):
            if SEVERITY[floor.risk_class] < SEVERITY[before.risk_class]:
                raise ValueError(
                    f"floors {floor.rule}.class: {floor.risk_class!r} after {before.risk_class!r}:"
                    " more days past due must not give a milder class"
                )

    def provision_percent(self, risk_class: RiskClass) -> int:
        """Percent of principal set aside for a loan of this class."""
        return self.provisions.rates[risk_class].value

    def segment(self, kind: ObligorKind) -> Segment:
        """The segment of an obligor kind."""
        return next(each for each in self.segments.values() if kind in each.kinds)


ClassificationBook = PolicyBook[ClassificationPolicy]


def edition_on(policies: ClassificationBook, day: date) -> ClassificationPolicy:
    """The edition whose rules give the class of ``day``: the one in force on that day.

    A loan older than the first edition is judged by the first one from its first day on: no class
    of that time is known to us, and leaving the days empty would be silence.
    """
    return policies.in_force(max(day, policies.editions[0].effective_from))


def _binds(risk_class: RiskClass, field: str) -> None:
    if risk_class == CLASSES[0]:
        raise ValueError(f"{field}: {risk_class!r} binds no loan, choose a more severe class")
