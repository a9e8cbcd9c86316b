"""What the loan document shows of guarantors and collateral."""

from __future__ import annotations

from datetime import date

from contracts.values import Money
from services.guarantee.domain.entries import Contribution
from services.kit.domain import Frozen


class ClockView(Frozen, frozen=True, kw_only=True):
    """A statutory clock: ``ends_on`` is what people are warned of, ``final_end`` what frees him.

    ``state``: ``running``, ``secured`` by an act in time, ``stopped`` without an end, or ``expired``; of a
    guarantor who is free none is running.
    """

    state: str
    started_on: date
    ends_on: date | None
    final_end: date | None
    why: str
    rule: str
    article: str
    calendar_known: bool


class GuarantorView(Frozen, frozen=True, kw_only=True):
    """One guarantor. ``called_on``: how far he was called on, whatever ended it since.

    ``liable``: what he is liable for on the day, of a claim that was sold on the day of the sale; nothing
    when he is free; None when the debt is not known here, and ``liable_unknown`` says why.
    ``recourse``: what he may ask of the debtor, ``recourse_from``: of the other guarantors.
    ``alarms``: how many warnings before an end of his clocks fell on days by then.
    """

    guarantor_id: str
    kind: str
    kind_agreed: bool
    guarantor_kind: str | None
    state: str
    called_on: str
    registered_on: date
    cap: Money | None
    share_percent: str | None
    liable: Money | None
    liable_unknown: str | None
    defence_open: bool
    warned_on: date | None
    notified_on: date | None
    demanded_on: date | None
    demanded: Money | None
    contact_verified: bool
    paid: Money
    payments: int
    recourse: Money
    recourse_from: tuple[Contribution, ...]
    released_on: date | None
    release_reason: str | None
    period: ClockView | None
    limitation: ClockView | None
    alarms: int


class CollateralView(Frozen, frozen=True, kw_only=True):
    """One piece of collateral, its latest value and what became of it."""

    collateral_id: str
    kind: str
    state: str
    owner_id: str | None
    rank: int | None
    value: Money | None
    valued_on: date | None
    auction_rounds: int
    realised: Money | None


class DueView(Frozen, frozen=True, kw_only=True):
    """Something for people to do: by when (None: at once), why, by which rule and article."""

    on: date | None
    what: str
    words: str
    subject: str
    rule: str
    article: str | None


class GuaranteeView(Frozen, frozen=True, kw_only=True):
    """All that secures a loan at the end of a day; ``held_by`` is the buyer of a sold claim."""

    guarantors: tuple[GuarantorView, ...]
    collateral: tuple[CollateralView, ...]
    paid: Money
    recourse: Money
    held_by: str | None
    unreadable: int
    due: tuple[DueView, ...]
