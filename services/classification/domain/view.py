"""The ``classification`` object of the loan document: a loan's class as it was on a day."""

from __future__ import annotations

from datetime import date

from contracts.values import RiskClass
from services.classification.domain.decisions import Contagion
from services.classification.domain.state import Obligor
from services.kit.domain import Frozen


class ClassificationView(Frozen, frozen=True, kw_only=True, rename={"risk_class": "class"}):
    """A class and its times.

    ``became_true_on``: since when the loan has this class; ``entry`` is the conclusion that made
    it so, ``processed_on`` the bank's day of that conclusion. Own merit, contagion, reasons and
    policy are those of the latest conclusion, which may have changed without changing the class.
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


def view(obligor: Obligor, loan_id: str, as_of: date) -> ClassificationView | None:
    """The loan's class on ``as_of`` by the live conclusions; None when it has none then."""
    file = obligor.loans.get(loan_id)
    concluded = [row for row in file.classes if row.effective_on <= as_of] if file else []
    if not concluded:
        return None
    latest = since = concluded[-1]
    for row in reversed(concluded):
        if row.risk_class != latest.risk_class:
            break
        since = row
    return ClassificationView(
        risk_class=latest.risk_class,
        own_merit=latest.own_merit,
        contagion=latest.contagion,
        became_true_on=since.effective_on,
        processed_on=since.processed_on,
        reasons=latest.reasons,
        rules=latest.rules,
        policy_id=latest.policy_id,
        entry=since.entry,
    )
