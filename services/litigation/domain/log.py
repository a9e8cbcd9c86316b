"""The log of a case: facts and deeds in the order of the days they count from, at hand by their kinds.

A loan's past may be thousands of payments long, and each message asks a dozen kinds: so each kind is kept
apart once, when a fact comes, instead of looking for it in all of the past each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.litigation.domain.facts import Fact, MirroredFact

Kind = type[Fact]
Facts = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """``facts`` is all there is; the rest follows from it.

    ``kinds`` has them by kind, a general kind like ``Deed`` too; ``moving`` are those that may lead a case
    to another stage; ``numbers`` other services' entries among them.
    """

    facts: Facts = ()
    kinds: Mapping[Kind, Facts] = field(default_factory=dict, compare=False, repr=False)
    moving: Facts = field(default=(), compare=False, repr=False)
    numbers: frozenset[tuple[str, int]] = field(default=frozenset(), compare=False, repr=False)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Log:
        """A log of these facts, which are in their order."""
        log = cls()
        for each in facts:
            log = log.placed(each)
        return log

    def placed(self, fact: Fact) -> Log:
        """With a fact in its place: the last one of its day."""
        kinds = dict(self.kinds)
        for kind in type(fact).__mro__:
            if issubclass(kind, Fact):
                kinds[kind] = _placed(kinds.get(kind, ()), fact)
        log = replace(self, facts=kinds[Fact], kinds=kinds)
        if fact.MOVES:
            log = replace(log, moving=_placed(self.moving, fact))
        if isinstance(fact, MirroredFact):
            log = replace(log, numbers=self.numbers | {fact.number})
        return log

    def without(self, gone: Iterable[tuple[str, int]]) -> Log:
        """Without these entries of other services."""
        off = self.numbers.intersection(gone)
        if not off:
            return self
        return Log.of(
            each
            for each in self.facts
            if not isinstance(each, MirroredFact) or each.number not in off
        )

    def of_kind(self, kind: Kind, since: date, until: date) -> Facts:
        """The facts or deeds of a kind that count from a day of these on."""
        return between(self.kinds.get(kind, ()), since, until)


def between(facts: Facts, since: date, until: date) -> Facts:
    """Those of ``facts`` that count from a day of these on."""
    first = 0 if since == date.min else bisect_left(facts, since, key=_day)
    if not facts or facts[-1].effective_on <= until:
        return facts[first:]
    return facts[first : bisect_right(facts, until, key=_day)]


def _day(fact: Fact) -> date:
    return fact.effective_on


def _placed(facts: Sequence[Fact], fact: Fact) -> Facts:
    if not facts or facts[-1].effective_on <= fact.effective_on:
        return (*facts, fact)
    at = bisect_right(facts, fact.effective_on, key=_day)
    return (*facts[:at], fact, *facts[at:])
