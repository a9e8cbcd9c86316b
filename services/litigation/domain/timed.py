"""What the passing of time alone does to a case: nobody sued in time, nobody heeded the letter (B.5)."""

from __future__ import annotations

from datetime import date

from services.kit.days import DAY
from services.litigation.domain.claim import is_owing
from services.litigation.domain.deeds import LetterSent, MeasureRuled
from services.litigation.domain.moves import Place
from services.litigation.domain.state import Case
from services.litigation.domain.suits import suit_on

TIMED = {"preserved": ("lapsed", "CL-02"), "letter": ("ready_to_sue", "LIT-20")}
"""Where the passing of time alone leads to, with its rule."""


def run_out(case: Case, place: Place, day: date) -> tuple[str, str, date] | None:
    """The stage that time led to by ``day``, its rule and first day; None while time has not run out."""
    if place.stage == "preserved":
        end = _sue_until(case, place.since, day)
        if end is not None and end < day and suit_on(case, end) is None:
            return *TIMED["preserved"], max(end + DAY, place.since)
    if place.stage == "letter":
        letter = _unheeded(case, place.since, day)
        if letter is not None:
            return *TIMED["letter"], letter.deadline + DAY
    return None


def _sue_until(case: Case, since: date, day: date) -> date | None:
    """The last day to sue on the rulings that hold together; one after it begins anew."""
    end: date | None = None
    for ruled in case.all_of(MeasureRuled, day):
        if not ruled.granted or ruled.lapses_after is None:
            continue
        if end is None or ruled.effective_on <= end:
            end = max(end or date.min, ruled.lapses_after.on)
        elif ruled.effective_on <= since:
            end = ruled.lapses_after.on
    return end


def _unheeded(case: Case, since: date, day: date) -> LetterSent | None:
    """The first letter whose deadline passed unpaid; one sent before it ran out replaces it."""
    sent = [each for each in case.all_of(LetterSent, day) if each.effective_on >= since]
    for place, letter in enumerate(sent):
        replaced = any(later.effective_on <= letter.deadline for later in sent[place + 1 :])
        if not replaced and letter.deadline < day and is_owing(case, letter.deadline):
            return letter
    return None
