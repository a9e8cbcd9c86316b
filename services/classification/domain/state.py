"""What is known of one obligor: a file per loan, and how far its days are judged.

All lists are in order of the days they count from, so a late fact finds its place among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from contracts.values import Money, ObligorKind, RiskClass
from services.classification.domain.annex import EMPTY, Annex
from services.classification.domain.decisions import LoanClassified, MarkKind, Watch
from services.classification.domain.facts import (
    ArrearsNoted,
    BalanceNoted,
    DueDay,
    InstallmentPaidNoted,
    LoanTaken,
)
from services.classification.domain.installments import Plan, fell_due, listed_on
from services.classification.domain.tier_events import FourTierChanged
from services.kit.domain import Due, Frozen


class Standing(Frozen, frozen=True):
    """Settled or owing again, from a day on, by an entry of monitoring."""

    effective_on: date
    monitoring_entry: int
    settled: bool


class ExpertGrade(Frozen, frozen=True):
    """The expert's class from a day on; None from the day of its withdrawal."""

    effective_on: date
    risk_class: RiskClass | None


class Mark(Frozen, frozen=True):
    """A live entry about an observation."""

    effective_on: date
    entry: int
    policy_id: str
    kind: MarkKind
    reason: str
    watch: Watch


class LoanFile(Frozen, frozen=True, kw_only=True):
    """What is known of one loan. ``gone`` numbers monitoring's entries that count no more."""

    loan_id: str
    taken: LoanTaken | None = None
    arrears: tuple[ArrearsNoted, ...] = ()
    balances: tuple[BalanceNoted, ...] = ()
    paid: tuple[InstallmentPaidNoted, ...] = ()
    standings: tuple[Standing, ...] = ()
    plans: tuple[Plan, ...] = ()
    grades: tuple[ExpertGrade, ...] = ()
    approvals: tuple[date, ...] = ()
    gone: tuple[int, ...] = ()
    newest: int = 0
    classes: tuple[LoanClassified, ...] = ()
    marks: tuple[Mark, ...] = ()
    tiers: tuple[FourTierChanged, ...] = ()
    annex: Annex = EMPTY

    def mirrored(self) -> Iterator[tuple[int, date]]:
        """Monitoring's entries that count, each with the first day it touches."""
        for arrears in self.arrears:
            yield arrears.monitoring_entry, arrears.effective_on
        for balance in self.balances:
            yield balance.monitoring_entry, balance.effective_on
        for standing in self.standings:
            yield standing.monitoring_entry, standing.effective_on
        for paid in self.paid:
            yield paid.monitoring_entry, min(paid.effective_on, paid.paid_on)

    def seen(self) -> set[int]:
        """All of monitoring's entries that were taken, or are known to be withdrawn."""
        return {*self.gone, *(entry for entry, _ in self.mirrored())}

    def disbursed_by(self, day: date) -> bool:
        """The loan exists on ``day``."""
        return self.taken is not None and self.taken.effective_on <= day

    def in_book_on(self, day: date) -> bool:
        """The loan is disbursed and neither written off nor transferred nor given up on ``day``."""
        return self.disbursed_by(day) and not self.annex.left_by(day)

    def open_on(self, day: date) -> bool:
        """The loan is in the book and not settled: it is one of the obligor's claims."""
        return self.in_book_on(day) and not self.settled_on(day)

    def settled_on(self, day: date) -> bool:
        """Nothing is owed on ``day``."""
        for standing in reversed(self.standings):
            if standing.effective_on <= day:
                return standing.settled
        return False

    def arrears_on(self, day: date) -> ArrearsNoted | None:
        """Monitoring's word on arrears that counts on ``day``."""
        for noted in reversed(self.arrears):
            if noted.effective_on <= day:
                return noted
        return None

    def balance_on(self, day: date) -> BalanceNoted | None:
        """The balance that counts on ``day``; None while nothing of the principal has moved."""
        for noted in reversed(self.balances):
            if noted.effective_on <= day:
                return noted
        return None

    def grade_on(self, day: date) -> ExpertGrade | None:
        """The expert's class that stands on ``day``."""
        for grade in reversed(self.grades):
            if grade.effective_on <= day:
                return grade if grade.risk_class is not None else None
        return None

    def class_on(self, day: date) -> LoanClassified | None:
        """The conclusion that counts on ``day``."""
        return self.class_before(day + timedelta(days=1))

    def class_before(self, day: date) -> LoanClassified | None:
        """The conclusion that counts at the end of the day before ``day``."""
        for concluded in reversed(self.classes):
            if concluded.effective_on < day:
                return concluded
        return None

    def installments_on(self, day: date) -> tuple[DueDay, ...]:
        """The due days that hold on ``day``, in their order."""
        return listed_on(self.plans, self.paid, day)

    def fell_due_by(self, last: date) -> tuple[DueDay, ...]:
        """What fell due up to ``last``, in its order, whatever plan came later."""
        return fell_due(self.plans, self.paid, last)


class Obligor(Frozen, frozen=True, kw_only=True):
    """``judged_to``: every day up to it is judged; ``entries``: the highest entry number given;
    ``liquidated_on``: the day on which the obligor was declared bankrupt.
    """

    loans: dict[str, LoanFile] = msgspec.field(default_factory=dict)
    entries: int = 0
    judged_to: date | None = None
    review: Due | None = None
    review_loan: str = ""
    liquidated_on: date | None = None

    def files(self) -> Iterator[LoanFile]:
        """The files of loans whose disbursement is known, by loan number."""
        for loan_id in sorted(self.loans):
            if self.loans[loan_id].taken is not None:
                yield self.loans[loan_id]


def principal_on(file: LoanFile, day: date) -> Money:
    """Principal outstanding of a known loan on ``day``."""
    noted = file.balance_on(day)
    if noted is not None:
        return noted.principal_outstanding
    return terms(file).principal


def terms(file: LoanFile) -> LoanTaken:
    """The terms of a loan that is judged; only loans whose disbursement is known are."""
    if file.taken is None:
        raise ValueError(f"loan {file.loan_id} is judged before its disbursement is known")
    return file.taken


def kind(file: LoanFile) -> ObligorKind:
    """The kind of obligor as registered with the loan."""
    return terms(file).obligor_kind
