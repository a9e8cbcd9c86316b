"""Which suit there is on a day, and how one came to nothing: not taken, withdrawn, dismissed (B.5, LIT-13).

One suit at a time; every step in court belongs to the suit that it names. What was seized meanwhile is
not lifted by the end itself: the rules at hand say nothing of that, the court lifts it when it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from services.litigation.domain.court import SuitEnded, SuitFiled
from services.litigation.domain.deeds import Deed
from services.litigation.domain.state import Case

D = TypeVar("D", bound=Deed)


def steps_of(case: Case, suit_id: str, kind: type[D], until: date = date.max) -> list[D]:
    """The steps of a kind in one suit."""
    return [each for each in case.all_of(kind, until) if getattr(each, "suit_id", "") == suit_id]


def end_of(case: Case, suit_id: str, until: date = date.max) -> SuitEnded | None:
    """How it came to nothing; None while it has not."""
    return next(iter(steps_of(case, suit_id, SuitEnded, until)), None)


def suit_on(case: Case, day: date) -> SuitFiled | None:
    """The suit that stands on ``day``, pending or judged; None without one and when it came to nothing."""
    suit = case.last_of(SuitFiled, day)
    return None if suit is None or end_of(case, suit.suit_id, day) is not None else suit


def pending(case: Case, until: date) -> Iterator[tuple[SuitFiled, date | None]]:
    """Each suit, and the day on which it came to nothing."""
    for suit in case.all_of(SuitFiled, until):
        ended = end_of(case, suit.suit_id, until)
        yield suit, None if ended is None else ended.effective_on
