"""Shape of classification's numbers beside the classes: provisions, cure tests, triage."""

from __future__ import annotations

from contracts.values import RiskClass
from services.kit.domain import Frozen
from services.kit.quantities import WHOLE_PERCENT, Quantity, Source, check_names, check_quantity

OWN_RECORD = "own_record"
"""The condition that nobody need find: our own record of the class answers it (CLS-41 (5))."""


class Provisions(Frozen, frozen=True, kw_only=True):
    """What is set aside for a loan: percent of its principal by class (CLS-09)."""

    rule: str
    rates: dict[RiskClass, Quantity]

    def check(self, classes: tuple[RiskClass, ...]) -> None:
        """Refuse with ``ValueError`` what names not every class once or falls with severity."""
        check_names((self.rule,), "provisions")
        if set(self.rates) != set(classes):
            raise ValueError(f"provisions.rates: {sorted(self.rates)} must name every class")
        before = 0
        for risk_class in classes:
            rate = self.rates[risk_class]
            field = f"provisions.rates.{risk_class}"
            check_quantity(rate, "percent_of_principal", 0, WHOLE_PERCENT, field)
            if rate.value < before:
                raise ValueError(
                    f"{field}: {rate.value} after {before}: a more severe class must not get less"
                )
            before = rate.value


class Condition(Frozen, frozen=True, kw_only=True):
    """One condition of a cure test. ``found_by``: ``officer``, or ``own_record``."""

    code: str
    found_by: str = "officer"
    source: Source

    def __post_init__(self) -> None:
        if self.found_by not in ("officer", OWN_RECORD):
            raise ValueError(
                f"cure_tests condition {self.code}.found_by: {self.found_by!r} is neither"
                f" 'officer' nor {OWN_RECORD!r}"
            )


class CureTest(Frozen, frozen=True, kw_only=True):
    """All conditions, numbered from 1 in their order, must be met on one day; ``rule``: the catalogue's."""

    name: str
    rule: str
    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        check_names((self.name, self.rule), f"cure_tests {self.name}")
        check_names((each.code for each in self.conditions), f"cure_tests {self.name} code")
        if not self.conditions:
            raise ValueError(f"cure_tests {self.name}.conditions: there is none")


class TriageGroup(Frozen, frozen=True, kw_only=True):
    """A triage group (CLS-36), numbered by its place: the loan's when every finding of one of ``when``
    is there.

    A finding with ``not_`` before it must not be there; an empty list in ``when`` always holds.
    """

    name: str
    when: tuple[tuple[str, ...], ...]
    source: Source

    def takes(self, findings: frozenset[str]) -> bool:
        """The findings make it this group."""
        return any(all(_holds(each, findings) for each in all_of) for all_of in self.when)


def _holds(word: str, findings: frozenset[str]) -> bool:
    bare = word.removeprefix("not_")
    return (bare in findings) is (bare == word)


def check_triage(groups: tuple[TriageGroup, ...]) -> None:
    """Refuse with ``ValueError`` groups that leave a loan without one."""
    check_names((each.name for each in groups), "triage name")
    if not groups or () not in groups[-1].when:
        raise ValueError("triage: the last group must take every loan: when = [[]]")
