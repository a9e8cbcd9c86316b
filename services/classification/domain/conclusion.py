"""What all that classification concludes has in common."""

from __future__ import annotations

from datetime import date

from services.kit.domain import Entry


class Conclusion(Entry, frozen=True, kw_only=True):
    """Concluded on the bank's day ``processed_on``.

    ``cause_recorded_on`` is the day on which the cause was booked, ``processed_on`` itself when
    time alone is the cause.
    """

    processed_on: date
    cause_recorded_on: date
