"""The claim to the minor unit, by component and day, from monitoring's last word on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.debts import Sums, earned_by, owed_on
from services.litigation.domain.outcomes import BankruptcyRecorded
from services.litigation.domain.state import Case

ACCEPTED = frozenset({"accepted", "reorganisation", "declared"})
"""Phases from whose first on interest no longer runs (BK-02)."""


def claim_on(case: Case, day: date) -> Sums:
    """What is due and unpaid on ``day``, by component; nothing while no claim was told.

    From the day on which the borrower's bankruptcy was accepted all is due and nothing accrues: of an
    instalment that had not fallen due the principal. What interest had accrued on that is in
    monitoring's word as of the acceptance, which has no such instalment any more (``is_called_due``).
    """
    if interest_stopped_on(case, day) is not None:
        return claim_in_bankruptcy(case, day)
    told = case.claim_on(day)
    return Sums() if told is None else owed_on(told.debts, day, told.penalty_daily)


def claim_in_bankruptcy(case: Case, day: date) -> Sums:
    """The claim on a party whose bankruptcy was accepted on ``day``, who may be a guarantor: all of it has
    fallen due towards him and nothing accrues any more, whatever the borrower still has time for (BK-02).

    Of an instalment that had not fallen due the principal, as in ``claim_on``.
    """
    told = case.claim_on(day)
    if told is None:
        return Sums()
    at = min(day, interest_stopped_on(case, day) or day)
    return owed_on(earned_by(at, told.debts), at, told.penalty_daily, due_only=False)


def claim_against(case: Case, parties: Iterable[str], day: date) -> Sums:
    """What is claimed of ``parties`` together on ``day``: no longer growing when all of them are bankrupt
    (BK-02, GU-39)."""
    stops = [stopped_for(case, each, day) for each in parties]
    at = [each for each in stops if each is not None]
    return claim_on(case, max(at) if at and len(at) == len(stops) else day)


def stopped_for(case: Case, party_id: str, day: date) -> date | None:
    """The day by ``day`` on which the court accepted a party's bankruptcy."""
    return next(
        (
            each.effective_on
            for each in case.all_of(BankruptcyRecorded, day)
            if each.party_id == party_id and each.phase in ACCEPTED
        ),
        None,
    )


def is_called_due(case: Case, day: date) -> bool:
    """Monitoring has stated the claim of ``day``, and nothing in it falls due later."""
    told = case.claim_on(day)
    return told is not None and all(each.due_on <= day for each in told.debts)


def is_owing(case: Case, day: date) -> bool:
    """Anything is due and unpaid at the end of ``day``."""
    return bool(claim_on(case, day).total)


def interest_stopped_on(case: Case, day: date) -> date | None:
    """The day on which the court accepted the borrower's bankruptcy, None while it has not."""
    return None if case.taken is None else stopped_for(case, case.taken.obligor_id, day)
