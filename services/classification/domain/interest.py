"""Interest in arrears (欠息, CLS-04): since when, and which of monitoring's words are news about it.

Interest is nearly always owed since the loan is overdue, so that goes without saying; only where it is
owed apart (penalty left unpaid, or principal alone) is a word of it kept.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from services.classification.domain.annex import EMPTY, Annex
from services.classification.domain.facts import AnyFact, InterestNoted
from services.classification.domain.state import LoanFile, Obligor


def interest_since(file: LoanFile, day: date) -> date | None:
    """The due day of the oldest claim whose interest is in arrears on ``day``; None when none is."""
    noted = file.annex.interest_on(day)
    if noted is not None and noted.apart:
        return noted.due_on
    arrears = file.arrears_on(day)
    return None if arrears is None else arrears.overdue_since


def says_nothing_new(noted: InterestNoted, annex: Annex) -> bool:
    """The same stands on that day, and nothing was said of a later one that it would rule out."""
    if any(each.effective_on > noted.effective_on for each in annex.interest):
        return False
    stands = annex.interest_on(noted.effective_on)
    if stands is None:
        return not noted.apart
    return (stands.apart, stands.due_on) == (noted.apart, noted.due_on)


def numbered(fact: AnyFact, obligor: Obligor) -> AnyFact:
    """A word about interest gets its number among those of the loan; any other fact stays."""
    if not isinstance(fact, InterestNoted):
        return fact
    file = obligor.loans.get(fact.loan_id)
    return replace(fact, told=(EMPTY if file is None else file.annex).told + 1)
