"""The book on a day: loans and principal per stage and class, non-performing ratio, migration.
Pure.

Lines are added one after the other and only sums are kept, so the size of the book does not
matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, get_args

from contracts.values import Money, RiskClass
from services.audit.knowledge import StreamName
from services.audit.registry import Registry, StreamKind
from services.kit import events
from services.kit.domain import DomainEvent, effective_order

CLASSES: tuple[str, ...] = get_args(RiskClass)
NON_PERFORMING = CLASSES[CLASSES.index("substandard") :]
OUT = "out"
"""Written off, sold or given up: in no class any more, and in no ratio (regulations 1.1.8)."""
RATIO_DIGITS = 6

Stored = tuple[int, tuple[str, int, bytes]]
"""Version; stored name, schema version and payload."""


class Line(NamedTuple):
    """One loan of the book. Classes are None while classification has not spoken, ``out`` once the
    loan has left the book otherwise than by being paid.
    """

    loan_id: str
    stage: str
    principal: Money
    risk_class: str | None
    class_since: str | None


def lines(
    registry: Registry,
    streams: Mapping[StreamName, Sequence[Stored]],
    as_of: date,
    since: date | None,
) -> Iterator[Line]:
    """The loans of one obligor on ``as_of``, and their classes on ``since``."""
    loans: dict[str, tuple[str, Money]] = {}
    states: list[tuple[StreamKind, Any, Any]] = []
    for (service, stream), stored in streams.items():
        kind = registry.kind(service, stream)
        if kind is None:
            continue
        known = [(version, events.decode(*coded)) for version, coded in stored]
        state = _fold(kind, known, as_of)
        if service == "monitoring":
            view = kind.view(state, "", as_of)
            if view is not None:
                loan_id = known[0][1].loan_id
                loans[loan_id] = view.stage, view.principal_outstanding
        elif service == "classification":
            states.append((kind, state, None if since is None else _fold(kind, known, since)))
    for loan_id, (stage, principal) in loans.items():
        yield Line(
            loan_id,
            stage,
            principal,
            _class((kind.view(now, loan_id, as_of) for kind, now, _ in states)),
            None
            if since is None
            else _class((kind.view(then, loan_id, since) for kind, _, then in states)),
        )


def _fold(kind: StreamKind, known: Sequence[tuple[int, DomainEvent]], as_of: date) -> Any:
    return kind.decider.fold(effective_order(known, as_of))


def _class(views: Iterable[Any]) -> str | None:
    for view in views:
        if view is not None:
            left = view.out is not None and view.out.reason != "settled"
            return OUT if left else str(view.risk_class)
    return None


class Book:
    """Sums over lines."""

    def __init__(self, as_of: date, since: date | None) -> None:
        self.as_of = as_of
        self.since = since
        self._loans: Counter[tuple[str, str | None]] = Counter()
        self._open: Counter[bool] = Counter()
        self._minor: Counter[tuple[str, str | None, str]] = Counter()
        self._moved: Counter[tuple[str | None, str | None]] = Counter()

    def add(self, line: Line) -> None:
        """Count one loan."""
        self._loans[line.stage, line.risk_class] += 1
        self._minor[line.stage, line.risk_class, line.principal.currency] += line.principal.minor
        if line.principal and line.risk_class != OUT:
            self._open[line.risk_class in NON_PERFORMING] += 1
        if self.since is not None:
            self._moved[line.class_since, line.risk_class] += 1

    def result(self) -> dict[str, Any]:
        """The answer of ``GET /book``.

        ``classes`` may hold a row of class null (not classified) and one of class ``out`` (written
        off, sold or given up), whose loans count in no ratio. Ratios are decimal strings, half
        up; the one by count is over loans with principal outstanding. ``migration`` counts loans
        by the class they had on ``since`` (null: not yet in the book) and have now.
        """
        stages: list[str] = sorted({stage for stage, _ in self._loans}, key=_rank)
        return {
            "as_of": self.as_of.isoformat(),
            "loans": sum(self._loans.values()),
            "with_principal": sum(self._open.values()),
            "principal_outstanding": _money(_sums(self._minor, lambda key: True)),
            "stages": self._groups("stage", 0, stages),
            "classes": self._groups("class", 1, [*CLASSES, OUT, None]),
            "non_performing": self._non_performing(),
            "migration": None if self.since is None else self._migration(self.since),
        }

    def _groups(self, name: str, place: int, values: Sequence[str | None]) -> list[dict[str, Any]]:
        groups = []
        for value in values:
            loans = sum(n for key, n in self._loans.items() if key[place] == value)
            if loans or value not in (OUT, None):
                sums = _sums(self._minor, lambda key, value=value: key[place] == value)
                groups.append({name: value, "loans": loans, "principal_outstanding": _money(sums)})
        return groups

    def _non_performing(self) -> dict[str, Any]:
        bad = _sums(self._minor, lambda key: key[1] in NON_PERFORMING)
        total = _sums(self._minor, lambda key: key[1] != OUT)
        return {
            "loans": self._open[True],
            "ratio_by_count": ratio(self._open[True], sum(self._open.values())),
            "principal_outstanding": _money({each: bad.get(each, 0) for each in total}),
            "ratio_by_amount": {
                currency: ratio(bad.get(currency, 0), minor) for currency, minor in total.items()
            },
        }

    def _migration(self, since: date) -> dict[str, Any]:
        order = {name: rank for rank, name in enumerate((*CLASSES, OUT, None))}
        cells = sorted(self._moved.items(), key=lambda cell: tuple(order[c] for c in cell[0]))
        return {
            "since": since.isoformat(),
            "moves": [{"from": was, "to": now, "loans": n} for (was, now), n in cells],
        }


def _sums(minor: Mapping[tuple[str, str | None, str], int], take: Any) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for key, amount in minor.items():
        if take(key):
            sums[key[2]] += amount
    return dict(sorted(sums.items()))


def _money(sums: Mapping[str, int]) -> list[dict[str, str]]:
    """One amount per currency: amounts of different currencies are never added."""
    return [Money(minor, currency).to_wire() for currency, minor in sums.items()]


def _rank(stage: str) -> tuple[bool, str]:
    """Performing first, then M1, M2 ... as their names sort."""
    return stage != "current", stage


def ratio(part: int, whole: int) -> str:
    """A share as a decimal string, rounded half up; zero of an empty whole."""
    scale = 10**RATIO_DIGITS
    share = Fraction(part, whole) if whole else Fraction(0)
    rounded = (2 * share.numerator * scale + share.denominator) // (2 * share.denominator)
    return f"{rounded // scale}.{rounded % scale:0{RATIO_DIGITS}d}"
