"""What happened in court and in enforcement, as events: suit, judgment, auctions, bankruptcy."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.debts import Sums
from contracts.values import Money
from services.litigation.domain.deeds import Deed, LastDay


class SuitFiled(Deed, frozen=True, kw_only=True):
    """A suit was filed or an arbitration asked for, for the claim as it stood on ``claim_day``.

    ``claim`` is that claim by component in minor units; penalty after it is claimed as it runs.
    ``accept_by``: until when the court decides on taking it (CL-10).
    """

    NAME: ClassVar[str] = "litigation.SuitFiled"
    COMMAND = "file-suit"
    suit_id: str
    forum: str = "court"
    court: str
    defendants: tuple[str, ...]
    claim_day: date
    arbitration_clause: str | None = None
    claim: Sums = Sums()
    currency: str = ""
    accept_by: LastDay | None = None

    @property
    def asked(self) -> str:
        """Asking for arbitration is a suit in another forum, and a command of its own."""
        return "request-arbitration" if self.forum == "arbitration" else self.COMMAND


class SuitAccepted(Deed, frozen=True, kw_only=True):
    """The court took it: service on the defendants (CL-10) and judgment (CL-11) have last days."""

    NAME: ClassVar[str] = "litigation.SuitAccepted"
    COMMAND = "record-acceptance"
    suit_id: str
    procedure: str
    costs: Money | None
    serve_by: LastDay | None = None
    judge_by: LastDay | None = None
    extended_to: LastDay | None = None


class ComplaintServed(Deed, frozen=True, kw_only=True):
    """A defendant has the complaint and must answer until ``answer_by`` (CL-10)."""

    NAME: ClassVar[str] = "litigation.ComplaintServed"
    COMMAND = "record-service"
    suit_id: str
    party_id: str
    answer_by: LastDay | None = None


class HearingHeld(Deed, frozen=True, kw_only=True):
    """The case was heard."""

    NAME: ClassVar[str] = "litigation.HearingHeld"
    COMMAND = "record-hearing"
    suit_id: str


class JudgmentRendered(Deed, frozen=True, kw_only=True):
    """The court decided: sum, penalty running from a day, costs, who is liable, priority.

    ``served_on`` starts the time to appeal; ``appeal_by`` is None where there is no appeal.
    """

    NAME: ClassVar[str] = "litigation.JudgmentRendered"
    COMMAND = "record-judgment"
    suit_id: str
    form: str
    instance: str
    awarded: Money
    penalty_from: date | None
    costs: Money | None
    liable: tuple[str, ...]
    priority_on: tuple[str, ...]
    foreign: bool
    served_on: date | None
    appeal_by: LastDay | None = None


class AppealFiled(Deed, frozen=True, kw_only=True):
    """A party appealed in time; the second instance decides until ``decide_by`` (CL-14)."""

    NAME: ClassVar[str] = "litigation.AppealFiled"
    COMMAND = "record-appeal"
    suit_id: str
    party_id: str
    decide_by: LastDay | None = None


class JudgmentEffective(Deed, frozen=True, kw_only=True):
    """It binds; ``perform_by`` is the judgment's own last day to perform, before any holiday moves it:
    LM-09 counts from where it is moved (``effect.performed_by``)."""

    NAME: ClassVar[str] = "litigation.JudgmentEffective"
    COMMAND = "record-judgment-effect"
    suit_id: str
    perform_by: date


class SuitEnded(Deed, frozen=True, kw_only=True):
    """It came to nothing: ``outcome`` not_taken, withdrawn or dismissed.

    ``filed_on``: when it was filed; ``served``: who had the complaint by then (GU-48).
    """

    NAME: ClassVar[str] = "litigation.SuitEnded"
    COMMAND = "end-suit"
    suit_id: str
    outcome: str
    filed_on: date | None = None
    served: tuple[str, ...] = ()


class EnforcementApplied(Deed, frozen=True, kw_only=True):
    """Enforcement was applied for on verified clues (LIT-31), within the time of LM-09."""

    NAME: ClassVar[str] = "litigation.EnforcementApplied"
    COMMAND = "apply-enforcement"
    enforcement_id: str
    court: str
    clues: tuple[str, ...]


class CoordinationAgreed(Deed, frozen=True, kw_only=True):
    """The three parties of LIT-29 agreed on an action."""

    NAME: ClassVar[str] = "litigation.CoordinationAgreed"
    COMMAND = "agree-coordination"
    agreement_id: str
    parties: tuple[str, ...]


class OnSiteHeld(Deed, frozen=True, kw_only=True):
    """An action on site; ``number`` counts those of the calendar year (LIT-30)."""

    NAME: ClassVar[str] = "litigation.OnSiteHeld"
    COMMAND = "hold-onsite-enforcement"
    action_id: str
    agreement_id: str
    clues: tuple[str, ...]
    aims: tuple[str, ...] = ()
    number: int = 0
    limit: int = 0


class AuctionOrdered(Deed, frozen=True, kw_only=True):
    """A round was ordered: auction or, after the last failure, sale until ``sale_until`` (EX-03)."""

    NAME: ClassVar[str] = "litigation.AuctionOrdered"
    COMMAND = "order-auction"
    asset_id: str
    asset_kind: str
    valuation: Money
    starting_price: Money
    published_on: date
    auction_on: date
    round: int = 0
    form: str = "auction"
    in_time: bool = True
    sale_until: LastDay | None = None


class AuctionHeld(Deed, frozen=True, kw_only=True):
    """A round ended sold or failed; ``next_by``: until when the next round is held (EX-02)."""

    NAME: ClassVar[str] = "litigation.AuctionHeld"
    COMMAND = "record-auction"
    asset_id: str
    sold: bool
    price: Money | None
    round: int = 0
    starting_price: Money | None = None
    next_by: LastDay | None = None
