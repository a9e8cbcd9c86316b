"""In which state of B.4 a guarantor or a piece of collateral is on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.charge import done_with
from services.guarantee.domain.entries import (
    CollateralChargedAgain,
    CollateralFreed,
    GuarantorPaid,
)
from services.guarantee.domain.guarantor_events import (
    AnyGuarantorStep,
    GuarantorDemandServed,
    GuarantorNotified,
    GuarantorRefused,
    GuarantorRiskWarningSent,
)
from services.guarantee.domain.release import invalid_on
from services.guarantee.domain.required import suits
from services.guarantee.domain.state import Collateral, Guarantor, SecurityFile

ENDS = {
    "period_expired": "expired",
    "loan_settled": "released",
    "paid_in_full": "discharged_by_payment",
    "transferred": "transferred",
    "debt_remitted": "released",
    "assignment_without_consent": "released",
}
"""The state that a release leads to."""

MOVES: dict[type[AnyGuarantorStep], str] = {
    GuarantorRiskWarningSent: "warned",
    GuarantorNotified: "notified",
    GuarantorDemandServed: "demanded",
    GuarantorRefused: "in_litigation",
}
PAYING = ("demanded", "in_litigation", "part_paid")
"""He was claimed on: a payment in part leads to ``part_paid``, which before a claim it never does."""


def phase_on(file: SecurityFile, one: Guarantor, day: date) -> str:
    """The guarantor's state on ``day``, ends included."""
    if invalid_on(one, day) is not None:
        return "invalid"
    released = file.released_on(one.registered.guarantor_id, day)
    return stage_on(file, one, day) if released is None else ENDS[released.reason]


def stage_on(file: SecurityFile, one: Guarantor, day: date) -> str:
    """How far he was called on by ``day``, whatever ended it since."""
    state = "registered"
    for _, _, move in sorted(_moves(file, one, day)):
        state = moved(state, move)
    return state


def moved(state: str, move: str) -> str:
    """The state after a move: a further demand interrupts limitation and leaves him where he is."""
    if move in ("demanded", "part_paid") and (state in PAYING) != (move == "part_paid"):
        return state
    return move


def _moves(file: SecurityFile, one: Guarantor, day: date) -> Iterator[tuple[date, int, str]]:
    """Dated moves; on one day acts come first, then suits, then payments."""
    place = count()
    for step in one.steps:
        move = MOVES.get(type(step))
        if move is not None and step.effective_on <= day:
            yield step.effective_on, next(place), move
    name = one.registered.guarantor_id
    for suit, ended in suits(file, day):
        if (
            ended is None
            and name in suit.defendants
            and suit.effective_on >= one.registered.effective_on
        ):
            yield suit.effective_on, next(place), "in_litigation"
    for paid in file.entries_of(GuarantorPaid, day):
        if paid.guarantor_id == name:
            yield paid.effective_on, next(place), "part_paid"


def collateral_phase_on(file: SecurityFile, one: Collateral, day: date) -> str:
    """The collateral's state on ``day``."""
    state = done_with(one, day)
    if state in CHARGED_NO_MORE:
        return state
    freed = _freed_on(file, one, day)
    return state if freed is None else ENDS[freed.reason]


def _freed_on(file: SecurityFile, one: Collateral, day: date) -> CollateralFreed | None:
    freed: CollateralFreed | None = None
    for entry in file.live:
        match entry:
            case CollateralFreed() | CollateralChargedAgain() if entry.effective_on <= day:
                if entry.collateral_id == one.pledged.collateral_id:
                    freed = entry if isinstance(entry, CollateralFreed) else None
    return freed
