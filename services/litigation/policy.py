"""Shape of litigation's numbers: terms, hours, shares, lists, warnings, who may do what.

The numbers themselves, with unit and source, are the dated editions under ``policies/<pack>/``.
Names such as CL-02 are the rule numbers of the domain catalogue of regulations.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from services.kit.acts import ActRule
from services.kit.clocks import Term
from services.kit.conduct.shape import Conducted
from services.kit.days import Unit
from services.kit.domain import Frozen
from services.kit.policy import Law, PolicyBook, Quantity, Source

PACKS = Path(__file__).parent / "policies"

TERMS = frozenset(
    {"claim", "claim_absolute", "claim_suspension", "enforcement", "sue", "renew", "accept"}
    | {"serve", "answer", "ordinary", "ordinary_more", "simple", "simple_more", "small"}
    | {"small_more", "appeal_judgment", "appeal_ruling", "appeal_foreign", "second_judgment"}
    | {"second_ruling", "confirm", "second_round", "sale", "notice_first_movable"}
    | {"notice_first_real_estate", "notice_second_movable", "notice_second_real_estate"}
    | {"open_before_end", "query", "query_span", "declare_least", "declare_most"}
    | {"deposit", "movable", "real_estate", "right"}
)
HOURS = frozenset({"first_moment", "ruling"})
ARTICLES = frozenset({"ruling_pre_suit", "ruling_in_suit", "part_payment"})
SHARES = frozenset({"security_pre_suit", "security_in_suit", "first_round", "second_round_cut"})
COUNTS = frozenset({"onsite_a_year", "rounds"})
FEES = frozenset({"floor", "floor_up_to", "first_share", "first_up_to", "second_share", "cap"})
WARNINGS = frozenset({"claim", "enforcement", "measure"})
LISTS = frozenset(
    {"protective", "needs_no_attempt", "needs_no_arrears", "coordination", "without_appeal"}
    | {"lifting_grounds", "performers"}
)


class Length(Frozen, frozen=True, kw_only=True):
    """A term by ``rule`` and ``article``; ``unit`` is one of the kit's units of a period.

    ``rolls``: a last day on a holiday moves to the next working day (T-3, T-4).
    """

    rule: str
    article: str
    value: int
    unit: Unit
    rolls: bool
    source: Source


class Words(Frozen, frozen=True, kw_only=True):
    """A list of codes or words with its source."""

    members: tuple[str, ...]
    source: Source


class LitigationPolicy(Conducted, frozen=True, kw_only=True):
    """One edition: every number that litigation stands on.

    ``articles``: the law behind what is no term in days, months or years.
    """

    terms: dict[str, Length]
    hours: dict[str, Quantity]
    articles: dict[str, Law]
    shares: dict[str, Quantity]
    counts: dict[str, Quantity]
    fee: dict[str, Quantity]
    warnings: dict[str, tuple[Quantity, ...]]
    lists: dict[str, Words]
    acts: dict[str, ActRule]

    def __post_init__(self) -> None:
        parts: tuple[tuple[str, dict[str, object], frozenset[str]], ...] = (
            ("terms", dict(self.terms), TERMS),
            ("hours", dict(self.hours), HOURS),
            ("articles", dict(self.articles), ARTICLES),
            ("shares", dict(self.shares), SHARES),
            ("counts", dict(self.counts), COUNTS),
            ("fee", dict(self.fee), FEES),
            ("warnings", dict(self.warnings), WARNINGS),
            ("lists", dict(self.lists), LISTS),
        )
        for part, given, needed in parts:
            if set(given) != needed:
                raise ValueError(f"{part}: {sorted(set(given) ^ needed)} are missing or unknown")
        for name, length in self.terms.items():
            if length.unit not in get_args(Unit):
                raise ValueError(f"terms.{name}.unit: {length.unit!r} is no unit of a period")

    def term(self, name: str) -> Term:
        """A clock's term: the claim's can be interrupted, suspended and has an absolute end."""
        length = self.terms[name]
        return Term(
            length=length.value,
            unit=length.unit,
            article=length.article,
            rule=length.rule,
            interruptible=True,
            suspension_months=self.terms["claim_suspension"].value,
            absolute_years=self.terms["claim_absolute"].value if name == "claim" else None,
            rolls=length.rolls,
        )

    @property
    def fees(self) -> dict[str, int]:
        """The numbers of the court's fee by name (CL-07)."""
        return {name: each.value for name, each in self.fee.items()}

    def warn(self, name: str) -> tuple[int, ...]:
        """Days before an end on which it is warned, the earliest warning first."""
        return tuple(sorted((each.value for each in self.warnings[name]), reverse=True))


LitigationBook = PolicyBook[LitigationPolicy]


def edition_on(policies: LitigationBook, day: date) -> LitigationPolicy:
    """The edition in force on ``day``; the first one for an older day.

    No act of law can have been done before the system was there; a loan's own facts may be older.
    """
    return policies.in_force(max(day, policies.editions[0].effective_from))
