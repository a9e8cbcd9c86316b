"""Shape of disposal's numbers and lists: routes, assets in kind, write-off, buyers, recovery.

The numbers themselves, with unit and source, are the dated editions under ``policies/<pack>/``.
Names such as WC-08 are the rule numbers of the domain catalogue of regulations.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, get_args

import msgspec

from contracts.values import ObligorKind, Security
from services.disposal.domain.selling import Transfer
from services.kit.acts import ActRule
from services.kit.conduct.shape import Conducted
from services.kit.domain import Frozen, Rejected
from services.kit.policy import Choice, Law, Listed, PolicyBook, Quantity, Source

PACKS = Path(__file__).parent / "policies"

Comparison = Literal["at_least", "more_than"]
AssetKind = Literal["real_estate", "equity", "other_right", "movable"]
Cited = Literal[
    "dispose_of_asset", "stock_take", "write_off_review", "notice_debtor", "notice_guarantor"
]
RouteName = Literal["in_kind", "transfer", "debt_equity", "write_off", "bankruptcy"]


class Period(Frozen, frozen=True, kw_only=True):
    """A length of time; ``comparison`` says whether the last day itself is enough."""

    comparison: Comparison
    length: Quantity


class InKind(Frozen, frozen=True, kw_only=True):
    """Payment in kind: lawful grounds, owners, what shows that cash falls short, terms."""

    grounds: Listed
    owners: Listed
    shortfall: Listed
    stock_take: Quantity
    terms: dict[AssetKind, Quantity]

    def __post_init__(self) -> None:
        if set(self.terms) != set(get_args(AssetKind)):
            raise ValueError("in_kind.terms: must name every kind of asset exactly once")


class WriteOff(Frozen, frozen=True, kw_only=True):
    """What every write-off needs beside its criterion (WO-02 to WO-06), and what follows (WO-09).

    ``pursued_results`` and ``pursued_roles``: what came of a contact, and whom it was for, so that
    the claim was pursued by it (WC-19). ``levels``: the roles that may approve, by level of authority.
    """

    lender: Choice
    pursued_from: Choice
    pursued_results: Listed
    pursued_roles: Listed
    bars: Listed
    substitutes: Listed
    levels: dict[str, Listed]
    audit: Quantity
    report: Quantity


class Ceiling(Frozen, frozen=True, kw_only=True):
    """The most that one debtor may owe, by kind of lender, in whole units of the currency."""

    bank: Quantity
    rural_cooperative: Quantity | None = None


class Facts(Frozen, frozen=True, kw_only=True):
    """What must be seen in the loan's own history; every field that is set must hold.

    ``stages``: the legal case is in one of these, for ``stage_for`` where that is set.
    ``declared_bankrupt_for``: so long ago the court declared the borrower bankrupt.
    """

    stages: tuple[str, ...] = ()
    stage_for: Period | None = None
    declared_bankrupt_for: Period | None = None
    life_events: tuple[str, ...] = ()
    limitation: tuple[str, ...] = ()
    suit_ended: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    pursued: Period | None = None
    contacts: Quantity | None = None
    non_performing_for: Period | None = None
    condition_for: Period | None = None


class Criterion(Frozen, frozen=True, kw_only=True):
    """One ground of write-off: whose loans, what must be seen, documents, who approves.

    One of ``proven`` must hold, when there are any. Each of ``documents`` must lie there.
    ``unsecured``: no collateral may be charged any more, there was none or it is exhausted.
    """

    rule: str
    source: Source
    documents: tuple[str, ...]
    level: str
    kinds: tuple[ObligorKind, ...] = get_args(ObligorKind)
    products: tuple[str, ...] = ()
    securities: tuple[Security, ...] = ()
    unsecured: bool = False
    ceiling: Ceiling | None = None
    proven: tuple[Facts, ...] = ()


class DisposalPolicy(Conducted, frozen=True, kw_only=True):
    """One edition. ``routes``: by route the rungs that must be documented before it (DIS-02).

    ``recovery``: whose payments we recognise while the loan is on the book, and after write-off.
    ``articles``: the law behind a duty, by its name; of a duty of the bank's own there is none.
    """

    acts: dict[str, ActRule]
    routes: dict[RouteName, Listed]
    in_kind: InKind
    write_off: WriteOff
    criteria: dict[str, Criterion]
    transfer: Transfer
    recovery: dict[Literal["on_book", "after"], Listed]
    articles: dict[Cited, Law] = msgspec.field(default_factory=dict)

    def article(self, name: Cited, day: date) -> str | None:
        """The article of law behind a duty that arises on ``day``."""
        found = self.articles.get(name)
        return None if found is None else found.on(day)

    def __post_init__(self) -> None:
        if self.write_off.lender.value not in Ceiling.__struct_fields__:
            raise ValueError(f"write_off.lender: {self.write_off.lender.value!r} is not known")
        if self.write_off.pursued_from.value != "non_performing":
            raise ValueError("write_off.pursued_from: use 'non_performing'")
        if len(self.recovery) < 2:
            raise ValueError("recovery: must name 'on_book' and 'after'")
        for name, criterion in self.criteria.items():
            if criterion.rule != name:
                raise ValueError(f"criteria.{name}: rule is {criterion.rule!r}")
            if criterion.level not in self.write_off.levels:
                raise ValueError(f"criteria.{name}: level {criterion.level!r} is not known")
        for name, buyer in self.transfer.buyers.items():
            if not {*buyer.channels, *buyer.same_province} <= set(self.transfer.channels):
                raise ValueError(f"transfer.buyers.{name}: names a channel that does not exist")


DisposalBook = PolicyBook[DisposalPolicy]


def edition_on(policies: DisposalBook, day: date) -> DisposalPolicy:
    """The edition of a day; ``Rejected`` before the first one, whose rules are not known here."""
    first = policies.editions[0]
    if day < first.effective_from:
        raise Rejected(
            "rules_not_known",
            f"done_on {day} lies before {first.effective_from}, the first day whose rules are held",
        )
    return policies.in_force(day)
