"""Risk signals ask for a review of the class; which class follows is for people to judge (B.2, CLS-08).

A signal moves no class by itself: the rules name adverse factors, not which signal is one (RC-04). It
asks while the class is the mildest; special mention or worse is what it could lead to.
"""

from __future__ import annotations

from datetime import date

from services.classification.domain.facts import SignalNoted
from services.classification.domain.state import LoanFile
from services.classification.policy import CLASSES, ClassificationBook
from services.kit.domain import Frozen, changed

CLASS_REVIEW = "class_review"
DUE: dict[str, tuple[str, str]] = {
    CLASS_REVIEW: ("Review the class after a risk signal", "风险信号后复核分类"),
}
"""What is due for people to do, in English and Chinese."""


class DueView(Frozen, frozen=True, kw_only=True):
    """Something to do; without a term (``on`` None) at once. ``about``: the signal.

    ``article`` of law: None where the bank's own rule asks for it.
    """

    on: date | None = None
    what: str
    about: str
    rule: str
    article: str | None = None


def cited(fact: SignalNoted, policies: ClassificationBook) -> SignalNoted:
    """The signal with the article by which the class is reviewed."""
    first = policies.editions[0].effective_from
    review = policies.in_force(max(fact.effective_on, first)).class_review
    return fact if review is None else changed(fact, article=review.on(fact.effective_on))


def unreviewed(file: LoanFile, day: date) -> tuple[SignalNoted, ...]:
    """Signals without an expert's judgement of the class, set or withdrawn, since we heard of them."""
    judged_on = max(
        (each.effective_on for each in file.grades if each.effective_on <= day), default=date.min
    )
    return tuple(
        each
        for each in file.annex.signals
        if each.effective_on <= day and judged_on < each.processed_on
    )


def reviews_due(file: LoanFile, day: date) -> tuple[DueView, ...]:
    """One review for each such signal while the loan is in the book with the mildest class."""
    concluded = file.class_on(day)
    if concluded is None or concluded.risk_class != CLASSES[0] or not file.open_on(day):
        return ()
    return tuple(
        DueView(
            what=CLASS_REVIEW, about=each.signal_id, rule="CLS-08, RC-91", article=each.article
        )
        for each in unreviewed(file, day)
    )
