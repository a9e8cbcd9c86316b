"""What of a claim is on the book, beside what was written off (WO-01). Pure arithmetic."""

from __future__ import annotations

from datetime import date

from services.disposal.domain.state import LoanFile


def on_book(file: LoanFile, day: date) -> int:
    """Principal that is on the book at the end of ``day``, in minor units.

    No more leaves it than was approved (WO-05): what a later truth adds to the principal of that
    day stays. Money that comes after pays what is off the book first.
    """
    left = principal = file.principal_on(day)
    for place, each in enumerate(file.write_offs):
        if each.effective_on <= day:
            then = file.principal_on(each.effective_on)
            left = (min(left, then) if place else then) - each.principal.minor
    return max(0, min(left, principal))
