"""The arrears in which a loan is on a day, and what was said of them and not of earlier ones.

Collection's words of a case that was cured serve no later one: the guarantor's contact falls due
anew and the borrower is asked first again (GUA-08, GUA-09).
"""

from __future__ import annotations

from datetime import date

from services.guarantee.domain.state import SecurityFile, Step


def is_overdue(file: SecurityFile, day: date) -> bool:
    """The loan is in arrears on ``day``, as the claim was stated."""
    stated = file.stated_on(day)
    return stated is not None and stated.overdue_since is not None


def arrears_since(file: SecurityFile, day: date) -> date:
    """From which day on words are about the arrears of ``day``.

    The first day of arrears since nothing was overdue. Its ``overdue_since`` moves on when the
    oldest claim is paid; that ends no arrears. ``date.max`` when nothing is overdue, ``date.min``
    when the claim was never stated: then nothing shows that a word is of earlier arrears.
    """
    if file.stated_on(day) is None:
        return date.min
    since = date.max
    for each in sorted(
        {c.effective_on for c in file.claims if c.effective_on <= day}, reverse=True
    ):
        stated = file.stated_on(each)
        if stated is None or stated.overdue_since is None:
            break
        since = stated.overdue_since
    return since


def of_these_arrears(file: SecurityFile, kind: type[Step], day: date) -> list[Step]:
    """Signals and notices of a kind up to ``day`` that are about the arrears of ``day``."""
    since = arrears_since(file, day)
    return [
        each
        for each in file.signals
        if isinstance(each, kind) and since <= each.effective_on <= day
    ]


def contact_due_since(file: SecurityFile, day: date) -> date | None:
    """Since when collection's timeline calls for the guarantor's side in these arrears (GUA-08)."""
    since = arrears_since(file, day)
    days = (each.effective_on for each in file.contact_due)
    return next((each for each in days if since <= each <= day), None)
