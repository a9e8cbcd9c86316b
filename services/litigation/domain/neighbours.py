"""Facts of collection, guarantee and disposal that litigation stands on."""

from __future__ import annotations

from typing import ClassVar

from contracts.values import Money
from services.litigation.domain.facts import Fact, MirroredFact


class AgreementNoted(MirroredFact, frozen=True, kw_only=True):
    """The debtor signed a plan of repayment: an agreement to perform (LM-05)."""

    NAME: ClassVar[str] = "litigation.AgreementNoted"
    MOVES: ClassVar[bool] = False
    plan_id: str


class ReferralNoted(Fact, frozen=True, kw_only=True):
    """Collection handed the case to law (COL-13).

    ``attempted``: an attempt to talk is on file, or the ground needs none (POL-25, COL-143).
    ``of_arrears``: it is about what is late; death, disappearance and asset flight do not wait for that.
    """

    NAME: ClassVar[str] = "litigation.ReferralNoted"
    case_id: str
    ground: str
    attempts: tuple[str, ...]
    attempted: bool = False
    of_arrears: bool = True


class DemandNoted(Fact, frozen=True, kw_only=True):
    """A demand reached the borrower on ``effective_on`` (COL-10).

    ``interrupts`` names the rule by which it interrupts limitation (LM-07), None without proof.
    """

    NAME: ClassVar[str] = "litigation.DemandNoted"
    MOVES: ClassVar[bool] = False
    notice_id: str
    method: str
    proof: str
    amount: Money
    interrupts: str | None = None


class GuaranteeNoted(Fact, frozen=True, kw_only=True):
    """A guarantor stands for the loan, general or joint (GUA-02)."""

    NAME: ClassVar[str] = "litigation.GuaranteeNoted"
    guarantor_id: str
    kind: str


class GuaranteeEndedNoted(Fact, frozen=True, kw_only=True):
    """The guarantor is free from ``effective_on`` on."""

    NAME: ClassVar[str] = "litigation.GuaranteeEndedNoted"
    guarantor_id: str
    reason: str


class CollateralNoted(Fact, frozen=True, kw_only=True):
    """What guarantee last said of a collateral; ``value`` when it was valued."""

    NAME: ClassVar[str] = "litigation.CollateralNoted"
    collateral_id: str
    state: str
    value: Money | None


class TransferNoted(Fact, frozen=True, kw_only=True):
    """The claim was sold: the buyer enters as party (DIS-07)."""

    NAME: ClassVar[str] = "litigation.TransferNoted"
    buyer_id: str


class TransferNoticeNoted(Fact, frozen=True, kw_only=True):
    """A party was told of the transfer; reaching the debtor it interrupts limitation (LM-08)."""

    NAME: ClassVar[str] = "litigation.TransferNoticeNoted"
    party_id: str
    party_role: str


class RemissionNoted(Fact, frozen=True, kw_only=True):
    """The claim was given up from ``effective_on`` on: that ends it for good (DIS-19)."""

    NAME: ClassVar[str] = "litigation.RemissionNoted"


class AssetTakenInKindNoted(Fact, frozen=True, kw_only=True):
    """Disposal took an asset for debt (DIS-03): it is no longer to be auctioned."""

    NAME: ClassVar[str] = "litigation.AssetTakenInKindNoted"
    asset_id: str
    collateral_id: str | None
