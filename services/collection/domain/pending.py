"""What the debtor undertook and is still open, along the walk of his case (B.3).

A promise or plan that comes to a good end moves the case only when it was the last one open. What was
undertaken about a loan that is sold or given up lapses with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.collection.domain import case
from services.collection.domain.moments import Moment


class Pending:
    """Open promises by loan and id, and loans with a plan that runs."""

    def __init__(self) -> None:
        self._promises: set[tuple[str, str]] = set()
        self._plans: set[str] = set()

    def waits(self, each: Moment) -> bool:
        """Take the moment; whether a promise or plan ended well and the case waits for another one."""
        promise = each.loan_id, each.promise_id
        if each.what == "promise_made":
            self._promises.add(promise)
        elif each.what in case.ENDS:
            self._promises.discard(promise)
        elif each.what == "plan_agreed":
            self._plans.add(each.loan_id)
        elif each.what.startswith("plan_"):
            self._plans.discard(each.loan_id)
        if each.what == "plan_completed":
            return bool(self._plans)
        return each.what in case.GOOD and bool(self._promises)

    def lapse(self, loan_id: str) -> Iterator[str]:
        """The loan is gone, and what was undertaken about it: the moves of a case without it."""
        left = {each for each in self._promises if each[0] != loan_id}
        if self._promises and not left:
            yield "promise_withdrawn"
        if self._plans == {loan_id}:
            yield "plan_completed"
        self._promises = left
        self._plans.discard(loan_id)
