"""Officers' acts apart from classes, as the rules take them. ``RULE`` names the act in the policy."""

from __future__ import annotations

from typing import ClassVar

from contracts.values import Money
from services.kit.acts import Act
from services.kit.domain import Frozen


class Finding(Frozen, frozen=True, kw_only=True):
    """What was found about one condition, and by which documents."""

    condition: int
    met: bool
    reason: str
    evidence: tuple[str, ...] = ()


class ClassificationAct(Act, frozen=True, kw_only=True):
    """An act about one loan; ``RULE`` is its name in the policy's ``acts``."""

    RULE: ClassVar[str]


class HoldCureTest(ClassificationAct, frozen=True, kw_only=True):
    """Hold a cure test (CLS-40, CLS-41) on the loan."""

    RULE: ClassVar[str] = "hold-cure-test"
    test: str
    findings: tuple[Finding, ...]


class CompleteTriage(ClassificationAct, frozen=True, kw_only=True):
    """Find the loan's triage group (CLS-36) from what is known of debtor and assets."""

    RULE: ClassVar[str] = "complete-triage"
    findings: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    expected: Money | None = None


class RecognisePreservation(ClassificationAct, frozen=True, kw_only=True):
    """The claim or its second source of repayment was re-established (LIT-01, LIT-02)."""

    RULE: ClassVar[str] = "recognise-preservation"
    ground: str
    document_id: str


class RecogniseFourTier(ClassificationAct, frozen=True, kw_only=True):
    """A ground of the older scheme of four holds from its day on, or holds no longer (LG-11)."""

    RULE: ClassVar[str] = "recognise-four-tier"
    ground: str
    holds: bool = True
    evidence: tuple[str, ...] = ()


class RecordRestructuring(ClassificationAct, frozen=True, kw_only=True):
    """What a change of the contract is (RC-80); without a difficulty it is no restructuring (RC-87)."""

    RULE: ClassVar[str] = "record-restructuring"
    change_id: str | None = None
    difficulties: tuple[str, ...] = ()
    difficulty_evidence: tuple[str, ...] = ()
    concessions: tuple[str, ...] = ()
    concession_evidence: tuple[str, ...] = ()


class ReviewRestructuring(ClassificationAct, frozen=True, kw_only=True):
    """Whether the difficulty of a restructured loan is solved, after its observation (RC-83)."""

    RULE: ClassVar[str] = "review-restructuring"
    solved: bool
    evidence: tuple[str, ...] = ()


AnyAct = (
    HoldCureTest
    | CompleteTriage
    | RecognisePreservation
    | RecogniseFourTier
    | RecordRestructuring
    | ReviewRestructuring
)
