"""How a case ends or pauses, as events: mediation, settlement, no assets, revival, bankruptcy."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.debts import Sums
from contracts.values import Money
from services.litigation.domain.deeds import Deed, LastDay


class MediationOpened(Deed, frozen=True, kw_only=True):
    """Mediation before suit, or beside one that is filed (LIT-16)."""

    NAME: ClassVar[str] = "litigation.MediationOpened"
    COMMAND = "open-mediation"
    mediation_id: str


class MediationClosed(Deed, frozen=True, kw_only=True):
    """It ended agreed or not; ``confirm_by``: to ask the court to confirm an agreement (CL-17)."""

    NAME: ClassVar[str] = "litigation.MediationClosed"
    COMMAND = "close-mediation"
    mediation_id: str
    agreed: bool
    pay_by: date | None
    confirm_by: LastDay | None = None


class ConfirmationRequested(Deed, frozen=True, kw_only=True):
    """Both sides asked the court to confirm what they agreed on in mediation (CL-17)."""

    NAME: ClassVar[str] = "litigation.ConfirmationRequested"
    COMMAND = "request-confirmation"
    mediation_id: str


class SettlementAgreed(Deed, frozen=True, kw_only=True):
    """Creditor and debtors settled in enforcement; who ``remain_liable`` and what is paid when."""

    NAME: ClassVar[str] = "litigation.SettlementAgreed"
    COMMAND = "agree-settlement"
    settlement_id: str
    parties: tuple[str, ...]
    amount: Money
    pay_by: date
    remain_liable: tuple[str, ...]


class SettlementBroken(Deed, frozen=True, kw_only=True):
    """It was not kept: the case goes on where it had stood."""

    NAME: ClassVar[str] = "litigation.SettlementBroken"
    COMMAND = "break-settlement"


class EnforcementEnded(Deed, frozen=True, kw_only=True):
    """This enforcement ended against ``parties`` for lack of assets (EX-08); assets are asked for again
    and again.

    ``liable``: who is by the judgment; the case is at rest when it ended for all of them. Empty in
    what was recorded before that was asked: such a ruling ended it for all.
    """

    NAME: ClassVar[str] = "litigation.EnforcementEnded"
    COMMAND = "end-enforcement"
    ruling_id: str
    parties: tuple[str, ...]
    exhausted: tuple[str, ...]
    query_by: tuple[LastDay, ...] = ()
    liable: tuple[str, ...] = ()


class AssetSearchDone(Deed, frozen=True, kw_only=True):
    """Assets were asked for again while the case lies still (EX-08)."""

    NAME: ClassVar[str] = "litigation.AssetSearchDone"
    COMMAND = "record-asset-search"
    found: bool


class EnforcementRevived(Deed, frozen=True, kw_only=True):
    """Enforcement goes on for a new clue; no term of two years bars it (EX-08)."""

    NAME: ClassVar[str] = "litigation.EnforcementRevived"
    COMMAND = "revive-enforcement"
    clue_id: str


PETITION_ENDED = frozenset({"not_accepted", "withdrawn", "rejected"})
"""The petition came to nothing: the court did not accept it, the petitioner took it back, or the court
turned it down."""


class BankruptcyRecorded(Deed, frozen=True, kw_only=True):
    """Bankruptcy of a party: petition filed, accepted, reorganisation or declared (BK-07); or the petition
    came to nothing (``PETITION_ENDED``).

    With the acceptance come ``announced_on`` and the court's ``file_claim_by`` (BK-01, ``article``).
    ``of_borrower``: it is the borrower's, whose acceptance stays what is aimed at him (BK-03).
    """

    NAME: ClassVar[str] = "litigation.BankruptcyRecorded"
    COMMAND = "record-bankruptcy"
    party_id: str
    phase: str
    petitioner: str
    not_collectable: str | None
    not_transferable: str | None
    announced_on: date | None
    file_claim_by: date | None
    of_borrower: bool = False
    article: str = ""


class ClaimDeclared(Deed, frozen=True, kw_only=True):
    """The claim was filed in bankruptcy as it stood on the day of acceptance (BK-02, BK-06)."""

    NAME: ClassVar[str] = "litigation.ClaimDeclared"
    COMMAND = "declare-claim"
    party_id: str
    claim: Sums = Sums()
    currency: str = ""
    late: bool = False
