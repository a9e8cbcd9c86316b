"""What officers ask of litigation, or report to it, after judgment or agreement and in bankruptcy."""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import Act
from contracts.message import Code, GivenDay, Identifier, Message, YesNo, open_list
from contracts.values import GivenMoney


class ApplyEnforcement(Act):
    """Enforcement is applied for; ``clues`` name where its target is."""

    TYPE: ClassVar[str] = "postloan.litigation.apply-enforcement.v1"

    enforcement_id: Identifier
    court: Identifier
    clues: tuple[Identifier, ...]


class AgreeCoordination(Act):
    """Preservation department, court and front line agreed on an action."""

    TYPE: ClassVar[str] = "postloan.litigation.agree-coordination.v1"

    agreement_id: Identifier
    parties: tuple[
        Annotated[Code, open_list("preservation_department", "court_enforcement", "front_line")],
        ...,
    ]


class HoldOnsiteEnforcement(Act):
    """The court acted on site; ``aims`` are what it was for."""

    TYPE: ClassVar[str] = "postloan.litigation.hold-onsite-enforcement.v1"

    action_id: Identifier
    agreement_id: Identifier
    clues: tuple[Identifier, ...]
    aims: tuple[
        Annotated[Code, open_list("performance", "seizure", "detention", "prosecution")], ...
    ] = ()


class OrderAuction(Act):
    """The court ordered the next round: first, second, then sale."""

    TYPE: ClassVar[str] = "postloan.litigation.order-auction.v1"

    asset_id: Identifier
    asset_kind: Annotated[Code, open_list("movable", "real_estate", "right")]
    valuation: GivenMoney
    starting_price: GivenMoney
    published_on: GivenDay
    auction_on: GivenDay


class RecordAuction(Act):
    """The open round ended, sold or failed."""

    TYPE: ClassVar[str] = "postloan.litigation.record-auction.v1"

    asset_id: Identifier
    sold: YesNo
    price: GivenMoney | None = None


class AgreeSettlement(Act):
    """Settlement in enforcement with these parties."""

    TYPE: ClassVar[str] = "postloan.litigation.agree-settlement.v1"

    settlement_id: Identifier
    parties: tuple[Identifier, ...]
    amount: GivenMoney
    pay_by: GivenDay
    remain_liable: tuple[Identifier, ...] = ()


class RequestConfirmation(Act):
    """Both sides ask the court to confirm what they agreed on in mediation before suit."""

    TYPE: ClassVar[str] = "postloan.litigation.request-confirmation.v1"

    mediation_id: Identifier


class BreakSettlement(Act):
    """The settlement was not kept."""

    TYPE: ClassVar[str] = "postloan.litigation.break-settlement.v1"


class EndEnforcement(Act):
    """The court ended this enforcement for lack of assets."""

    TYPE: ClassVar[str] = "postloan.litigation.end-enforcement.v1"

    ruling_id: Identifier
    parties: tuple[Identifier, ...]
    exhausted: tuple[Code, ...]


class RecordAssetSearch(Act):
    """Assets were asked for again while the case lies still."""

    TYPE: ClassVar[str] = "postloan.litigation.record-asset-search.v1"

    found: YesNo


class ReviveEnforcement(Act):
    """Enforcement goes on for a new clue."""

    TYPE: ClassVar[str] = "postloan.litigation.revive-enforcement.v1"

    clue_id: Identifier


class EndSuit(Act):
    """The suit came to nothing: not taken (不予受理), withdrawn (撤诉) or dismissed (驳回)."""

    TYPE: ClassVar[str] = "postloan.litigation.end-suit.v1"

    suit_id: Identifier
    outcome: Annotated[Code, open_list("not_taken", "withdrawn", "dismissed")]


class RecordBankruptcy(Act):
    """A step in the bankruptcy of a party.

    ``not_accepted`` (不予受理), ``withdrawn`` (撤回申请) and ``rejected`` (驳回申请) end a petition that
    was not accepted.
    """

    TYPE: ClassVar[str] = "postloan.litigation.record-bankruptcy.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    party_id: Identifier
    phase: Annotated[
        Code,
        open_list(
            "petition_filed",
            "accepted",
            "reorganisation",
            "declared",
            "not_accepted",
            "withdrawn",
            "rejected",
        ),
    ]
    petitioner: Annotated[Code, open_list("bank", "debtor", "other_creditor")] = "other_creditor"
    not_collectable: Identifier | None = None
    not_transferable: Identifier | None = None
    announced_on: GivenDay | None = None
    file_claim_by: GivenDay | None = None


class DeclareClaim(Act):
    """The claim was filed with the administrator."""

    TYPE: ClassVar[str] = "postloan.litigation.declare-claim.v1"

    party_id: Identifier


ENFORCEMENT_ACTS: tuple[type[Message], ...] = (
    ApplyEnforcement,
    AgreeCoordination,
    HoldOnsiteEnforcement,
    OrderAuction,
    RecordAuction,
    AgreeSettlement,
    RequestConfirmation,
    BreakSettlement,
    EndEnforcement,
    RecordAssetSearch,
    ReviveEnforcement,
    EndSuit,
    RecordBankruptcy,
    DeclareClaim,
)
"""Part of ``contracts.litigation_acts.ACTS``."""
