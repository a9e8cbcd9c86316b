"""What is known of a loan beside the ledger: causes, interest, leaving the book, officers' acts."""

from __future__ import annotations

from datetime import date

from services.classification.domain.decisions import CureKind
from services.classification.domain.done import (
    CureTested,
    FourTierGroundRecorded,
    PreservationRecognised,
    RestructuringRecorded,
    RestructuringReviewed,
    TriageCompleted,
)
from services.classification.domain.facts import (
    CauseNoted,
    InterestNoted,
    LeavingNoted,
    SignalNoted,
)
from services.kit.domain import Frozen

TECHNICAL = "technical"
"""The cause of arrears that is nobody's bad faith: short deposit, wrong account, lost card (CLS-24)."""

CONVERT, REVIVE = "CONVERT-4", "REVIVE-5"
"""The cure tests: conversion (转化, CLS-40) and revitalisation (盘活, CLS-41)."""


class CureMark(Frozen, frozen=True):
    """A live entry about a cure."""

    effective_on: date
    entry: int
    policy_id: str
    kind: CureKind
    tested_on: date
    reason: str


class Annex(Frozen, frozen=True, kw_only=True):
    """Rows in order of their days. ``gone`` numbers disposal's entries that count no more, ``told`` is
    the highest number of a word about interest.
    """

    causes: tuple[CauseNoted, ...] = ()
    signals: tuple[SignalNoted, ...] = ()
    leavings: tuple[LeavingNoted, ...] = ()
    gone: tuple[int, ...] = ()
    tests: tuple[CureTested, ...] = ()
    triages: tuple[TriageCompleted, ...] = ()
    preservations: tuple[PreservationRecognised, ...] = ()
    cures: tuple[CureMark, ...] = ()
    interest: tuple[InterestNoted, ...] = ()
    told: int = 0
    grounds: tuple[FourTierGroundRecorded, ...] = ()
    restructurings: tuple[RestructuringRecorded | RestructuringReviewed, ...] = ()

    @property
    def left(self) -> LeavingNoted | None:
        """How the loan left the book: the first of what ended it there; None while it is in it."""
        return self.leavings[0] if self.leavings else None

    def left_by(self, day: date) -> bool:
        """The loan is out of the book on ``day``."""
        return bool(self.leavings) and self.leavings[0].effective_on <= day

    def cause_on(self, day: date, since: date | None) -> CauseNoted | None:
        """The cause that stands on ``day`` for arrears since ``since``: the last one recorded."""
        for noted in reversed(self.causes):
            if noted.effective_on <= day:
                return noted if since is not None and noted.effective_on >= since else None
        return None

    def is_technical(self, day: date, since: date | None) -> bool:
        """The arrears have a technical cause, by what stands on ``day``."""
        cause = self.cause_on(day, since)
        return cause is not None and cause.cause == TECHNICAL

    def interest_on(self, day: date) -> InterestNoted | None:
        """The word about interest that stands on ``day``."""
        for noted in reversed(self.interest):
            if noted.effective_on <= day:
                return noted
        return None

    def ground_on(self, name: str, day: date) -> bool:
        """The ground of a tier stands on ``day``, by the last record of it."""
        for each in reversed(self.grounds):
            if each.ground == name and each.effective_on <= day:
                return each.holds
        return False

    def passed_on(self, test: str, day: date) -> bool:
        """``test`` was held and passed on ``day``."""
        return any(
            each.passed and each.test == test and each.effective_on == day for each in self.tests
        )


EMPTY = Annex()
