"""What officers did before and beside a suit, as events: decision, letter, preservation, proof.

A deed carries what the officer said and, computed by the policy of its day, the last days that
follow from it, so that nothing has to be looked up again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from contracts.values import Money
from services.kit.conduct.asked import Conduct
from services.kit.domain import Packed
from services.litigation.domain.facts import Fact


class LastDay(Packed, frozen=True):
    """The last day of a term by ``rule`` and ``article``, the latter empty where no law sets it.

    ``unrolled``: it may fall on a holiday, because the calendar of its year is not published yet
    (T-3); then it is the day before any rolling.
    """

    on: date
    rule: str
    unrolled: bool = False
    article: str = ""


class Deed(Fact, frozen=True, kw_only=True):
    """Something an officer did or reported. ``COMMAND`` names the rule of who may."""

    COMMAND: ClassVar[str]
    by: str
    role: str
    reason: str
    approved_by: str | None = None

    @property
    def asked(self) -> str:
        """The command's name in the contract."""
        return self.COMMAND


class LitigationDecided(Deed, frozen=True, kw_only=True):
    """It shall be sued (LIT-11): position of the debtor or evidence of fraud, and what it costs."""

    NAME: ClassVar[str] = "litigation.LitigationDecided"
    COMMAND = "decide-litigation"
    able: bool
    willing: bool
    fraud_evidence: tuple[str, ...]
    expected_recovery: Money
    expected_cost: Money


class LetterSent(Deed, frozen=True, kw_only=True):
    """A lawyer's letter with a deadline (LIT-20); with proof of arrival it interrupts limitation."""

    NAME: ClassVar[str] = "litigation.LetterSent"
    COMMAND = "send-lawyers-letter"
    letter_id: str
    deadline: date
    served_on: date | None = None
    proof: str | None = None
    aims: tuple[str, ...] = ()
    interrupts: str | None = None
    conduct: Conduct | None = None


class MeasureApplied(Deed, frozen=True, kw_only=True):
    """Preservation was applied for at ``court`` (LIT-06, CL-01, CL-02).

    ``pre_suit``: no suit was filed then. ``rule_by``: until when the court rules, by the rule
    ``rule_article`` and the article of law ``ruling_article``. ``fee``: CL-07.
    ``security_most``: more security the court may not ask (CL-04).
    """

    NAME: ClassVar[str] = "litigation.MeasureApplied"
    COMMAND = "apply-preservation"
    measure_id: str
    at: datetime
    court: str
    asset_id: str
    asset_kind: str
    party_id: str | None
    amount: Money
    security: Money | None
    security_waived: bool
    urgent: bool
    pre_suit: bool = True
    rule_by: datetime | None = None
    rule_article: str = ""
    ruling_article: str = ""
    fee: Money | None = None
    security_most: Money | None = None


class MeasureRuled(Deed, frozen=True, kw_only=True):
    """The court granted or refused it.

    ``sue_by``: the last day to sue after a pre-suit ruling, without any rolling; ``lapses_after``:
    the day with whose end the law lifts it, moved to a working day.
    """

    NAME: ClassVar[str] = "litigation.MeasureRuled"
    COMMAND = "record-preservation-ruling"
    measure_id: str
    at: datetime
    ruling_id: str
    granted: bool
    amount: Money | None
    in_time: bool = True
    sue_by: LastDay | None = None
    lapses_after: LastDay | None = None


class MeasureExecuted(Deed, frozen=True, kw_only=True):
    """Sealed or frozen; ``waiting`` behind an earlier one, whose end alone makes it effective.

    ``ends_on`` is its last day, ``renew_by`` the last safe day to apply for its renewal (CL-06),
    ``warn`` the days before the end on which it is warned.
    """

    NAME: ClassVar[str] = "litigation.MeasureExecuted"
    COMMAND = "execute-preservation"
    measure_id: str
    waiting: bool
    until: date | None
    ends_on: LastDay | None = None
    renew_by: LastDay | None = None
    warn: tuple[int, ...] = ()


class MeasureRenewed(Deed, frozen=True, kw_only=True):
    """Its renewal was applied for in time and ordered; it now ends on ``ends_on``."""

    NAME: ClassVar[str] = "litigation.MeasureRenewed"
    COMMAND = "renew-preservation"
    measure_id: str
    until: date | None
    ends_on: LastDay | None = None
    renew_by: LastDay | None = None
    warn: tuple[int, ...] = ()


class MeasureLifted(Deed, frozen=True, kw_only=True):
    """The court lifted it: the respondent's security, a wrong measure, collected (CL-03)."""

    NAME: ClassVar[str] = "litigation.MeasureLifted"
    COMMAND = "lift-preservation"
    measure_id: str
    ground: str


class DebtAcknowledged(Deed, frozen=True, kw_only=True):
    """The debtor signed that he owes: interrupts limitation, or restores an expired one (LIT-04)."""

    NAME: ClassVar[str] = "litigation.DebtAcknowledged"
    COMMAND = "record-acknowledgement"
    document_id: str
    signed_by: str
    signed: bool
    article: str = ""


class ObstacleRecorded(Deed, frozen=True, kw_only=True):
    """An obstacle to asserting the claim began, or ended (LM-04)."""

    NAME: ClassVar[str] = "litigation.ObstacleRecorded"
    COMMAND = "record-obstacle"
    obstacle_id: str
    kind: str
    ended: bool
    article: str = ""


class AssetClueRecorded(Deed, frozen=True, kw_only=True):
    """Where a party or an asset is (LIT-05); a verified one makes enforcement ready (LIT-31)."""

    NAME: ClassVar[str] = "litigation.AssetClueRecorded"
    COMMAND = "record-asset-clue"
    clue_id: str
    kind: str
    party_id: str | None
    verified: bool


class AssetTakenUnderOrder(Deed, frozen=True, kw_only=True):
    """An asset was taken by the court's order ``court_order``; without one it is blocked."""

    NAME: ClassVar[str] = "litigation.AssetTakenUnderOrder"
    COMMAND = "take-asset"
    asset_id: str
    court_order: str | None
