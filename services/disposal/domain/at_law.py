"""What courts and the legal case show of a criterion, and how long something has lasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.disposal.domain.state import LoanFile
from services.disposal.policy import Facts, Period
from services.kit.days import period_end
from services.kit.quantities import unit_of

Seen = tuple[str | None, str]
"""What was seen, or None; and in words what it is, for the refusal."""

IN_COURT = frozenset({"filed", "judged", "enforcing", "settlement_running", "dormant"})
"""Legal stages of a suit that came to something, or may."""


def at_law(facts: Facts, file: LoanFile, day: date) -> Iterator[Seen]:
    """What courts and the legal case show."""
    if facts.stages:
        yield _stage(facts, file, day)
    if facts.declared_bankrupt_for is not None:
        since = _declared_on(file, day)
        yield long_since(since, facts.declared_bankrupt_for, day, "declared_bankrupt")
    if facts.suit_ended:
        yield _suit(facts, file, day)


def _declared_on(file: LoanFile, day: date) -> date | None:
    """When the borrower was declared bankrupt; a guarantor's bankruptcy is none of the loan's (WC-02)."""
    debtor = None if file.taken is None else file.taken.obligor_id
    told = (e for e in file.declared_bankrupt if e.party_id == debtor and e.effective_on <= day)
    return next((each.effective_on for each in told), None)


def _stage(facts: Facts, file: LoanFile, day: date) -> Seen:
    stage, names = file.stage_on(day), " or ".join(facts.stages)
    since = stage.effective_on if stage is not None and stage.stage in facts.stages else None
    if facts.stage_for is not None:
        return long_since(since, facts.stage_for, day, f"legal_stage:{names}")
    return (None if since is None else f"legal_stage:{names}@{since}"), f"legal stage {names}"


def _suit(facts: Facts, file: LoanFile, day: date) -> Seen:
    """The last suit came so to nothing, and no other is under way."""
    stage, outcomes = file.stage_on(day), " or ".join(facts.suit_ended)
    ended = [each for each in file.suits_ended if each.effective_on <= day]
    words = f"a suit that was {outcomes}"
    if not ended or ended[-1].outcome not in facts.suit_ended:
        return None, words
    if stage is not None and stage.stage in IN_COURT:
        return None, words
    return f"suit_ended:{ended[-1].outcome}@{ended[-1].effective_on}", words


def long_since(since: date | None, period: Period, day: date, what: str) -> Seen:
    """That something has lasted for the period; it is named ``what``, and began on ``since``."""
    words = f"{what} {period.comparison} {period.length.value} {period.length.unit}"
    if since is None:
        return None, words
    proof = f"{what}@{since}" if is_long(since, period, day) else None
    return proof, f"{words} (since {since})"


def is_long(since: date, period: Period, day: date) -> bool:
    """Whether the period from ``since`` has run on ``day``: reached, or for more_than passed."""
    end = period_end(since, period.length.value, unit_of(period.length))
    return day >= end if period.comparison == "at_least" else day > end
