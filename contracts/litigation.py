"""What litigation publishes: limitation, preservation, suit, judgment, enforcement (诉讼与资产保全)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import AboutLoan, BlockedAct, Decision
from contracts.message import Code, Day, Identifier, Message, Positive, Text, YesNo, open_list
from contracts.values import Money


class Conclusion(AboutLoan):
    """What a late fact may undo: a later entry's ``corrects`` names the entries it withdraws."""

    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()


class LimitationChanged(Conclusion):
    """The limitation of the claim started, was interrupted, expired or was restored (LIT-03).

    ``clock`` is ``claim``, or ``enforcement`` for the time to apply for enforcement (LM-09).
    """

    TYPE: ClassVar[str] = "postloan.litigation.limitation-changed.v1"

    state: Annotated[
        Code, open_list("running", "warned", "interrupted", "suspended", "expired", "restored")
    ]
    ends_on: Day | None = None
    article: Code
    clock: Annotated[Code, open_list("claim", "enforcement")] = "claim"
    why: Text = ""


class PreservationChanged(Conclusion):
    """A measure was applied for, granted, renewed, lapsed or lifted (LIT-09)."""

    TYPE: ClassVar[str] = "postloan.litigation.preservation-changed.v1"

    measure_id: Identifier
    state: Annotated[
        Code, open_list("applied", "granted", "refused", "in_force", "renewed", "lapsed", "lifted")
    ]
    asset_kind: Code
    amount: Money | None = None
    ends_on: Day | None = None
    sue_by: Day | None = None


class SuitFiled(AboutLoan):
    """A suit or arbitration was started against these parties for this claim (LIT-25)."""

    TYPE: ClassVar[str] = "postloan.litigation.suit-filed.v1"

    defendants: tuple[Identifier, ...]
    claim: Money
    forum: Annotated[Code, open_list("court", "arbitration")]


class SuitEnded(AboutLoan):
    """The suit that was filed on ``filed_on`` came to nothing.

    The court did not take it (不予受理), it was withdrawn (撤诉) or dismissed (驳回). ``served``: defendants
    who had the complaint by then (GU-48).
    """

    TYPE: ClassVar[str] = "postloan.litigation.suit-ended.v1"

    outcome: Annotated[Code, open_list("not_taken", "withdrawn", "dismissed")]
    filed_on: Day
    served: tuple[Identifier, ...] = ()


class LegalStageReached(Conclusion):
    """The case entered this state of B.5; ``previous`` is the one before.

    ``cured`` is B.5's "none" again: the arrears behind referral and letter were paid before any suit.
    ``ended_for``: parties against whom enforcement ended that day for lack of assets (EX-08); where it
    goes on against others, ``previous`` is ``stage`` itself. Of ``dormant`` without it nothing is known.
    """

    TYPE: ClassVar[str] = "postloan.litigation.legal-stage-reached.v1"
    SCHEMA: ClassVar[str] = "1.2.0"

    stage: Annotated[
        Code,
        open_list(
            "assessment",
            "protective",
            "preserved",
            "lapsed",
            "letter",
            "ready_to_sue",
            "mediation",
            "filed",
            "judged",
            "enforcing",
            "settlement_running",
            "dormant",
            "bankruptcy",
            "party_substituted",
            "closed",
            "cured",
        ),
    ]
    previous: Code | None = None
    rule: Code | None = None
    ended_for: tuple[Identifier, ...] | None = None


class AuctionHeld(AboutLoan):
    """An auction round of an asset: sold or failed (EX-01, EX-02)."""

    TYPE: ClassVar[str] = "postloan.litigation.auction-held.v1"

    asset_id: Identifier
    round: int
    starting_price: Money
    sold: bool
    price: Money | None = None


class BankruptcyAccepted(AboutLoan):
    """The court accepted the bankruptcy of a party: interest stops (BK-02, GU-39)."""

    TYPE: ClassVar[str] = "postloan.litigation.bankruptcy-accepted.v1"

    party_id: Identifier
    file_claim_by: Day


class BankruptcyDeclared(AboutLoan):
    """The court declared a party bankrupt: liquidation begins (BK-07); reorganisation alone is none."""

    TYPE: ClassVar[str] = "postloan.litigation.bankruptcy-declared.v1"

    party_id: Identifier


class ClaimDeclared(AboutLoan):
    """The claim was filed in the bankruptcy of a party (BK-01, GU-40); ``late``: after its time (BK-06)."""

    TYPE: ClassVar[str] = "postloan.litigation.claim-declared.v1"

    party_id: Identifier
    late: YesNo = False


class EntriesWithdrawn(Decision):
    """Conclusions that a late fact undid and nothing replaces, from the earliest one's day on."""

    TYPE: ClassVar[str] = "postloan.litigation.entries-withdrawn.v1"


class ProhibitedActionBlocked(BlockedAct):
    """An act that may not be was refused; it is never done (catalogue section 9)."""

    TYPE: ClassVar[str] = "postloan.litigation.prohibited-action-blocked.v1"


PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    LimitationChanged: ("collection", "guarantee", "disposal"),
    PreservationChanged: ("collection", "guarantee", "disposal"),
    SuitFiled: ("guarantee",),
    SuitEnded: ("guarantee", "disposal"),
    LegalStageReached: ("collection", "guarantee", "disposal"),
    AuctionHeld: ("guarantee",),
    BankruptcyAccepted: ("monitoring", "guarantee"),
    BankruptcyDeclared: ("classification", "disposal"),
    ClaimDeclared: ("guarantee",),
    EntriesWithdrawn: ("collection", "guarantee", "disposal"),
    ProhibitedActionBlocked: (),
}
"""Which services hear what (pinned graph)."""
