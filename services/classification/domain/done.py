"""What officers did, apart from classes: cure tests, triage, preservation. As facts, never undone."""

from __future__ import annotations

from typing import ClassVar

from contracts.values import Money
from services.classification.domain.orders import Fact
from services.kit.domain import Frozen


class ConditionResult(Frozen, frozen=True):
    """One condition of a cure test: whether it was met, why or why not, and the evidence."""

    condition: int
    met: bool
    reason: str
    evidence: tuple[str, ...] = ()


class Done(Fact, frozen=True, kw_only=True):
    """Who did it, in which role, why, and under which edition."""

    requested_by: str
    role: str
    reason: str
    approved_by: str | None = None
    approver_role: str | None = None
    policy_id: str


class CureTested(Done, frozen=True, kw_only=True):
    """A cure test (CLS-40, CLS-41) was held on ``effective_on``; kept whether passed or not.

    It was passed when every one of ``results`` is met on that one day.
    """

    NAME: ClassVar[str] = "classification.CureTested"
    test: str
    passed: bool
    results: tuple[ConditionResult, ...]


class TriageCompleted(Done, frozen=True, kw_only=True):
    """The loan's place among those to be recovered (分类排队, CLS-35, CLS-36).

    ``findings`` are what the ``group`` follows from; ``expected`` the net recovery hoped for.
    """

    NAME: ClassVar[str] = "classification.TriageCompleted"
    group: int
    name: str
    findings: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    expected: Money | None = None


class PreservationRecognised(Done, frozen=True, kw_only=True):
    """The claim or its second source of repayment was re-established (保全, CLS-44, LIT-01).

    It counts as the form "preservation"; the class stays.
    """

    NAME: ClassVar[str] = "classification.PreservationRecognised"
    ground: str
    document_id: str


class FourTierGroundRecorded(Done, frozen=True, kw_only=True):
    """A ground of the older scheme (四级分类): production stopped, listed as bad debt (LG-11).

    It stands from ``effective_on`` on while it ``holds``, until a later record says otherwise.
    """

    NAME: ClassVar[str] = "classification.FourTierGroundRecorded"
    ground: str
    holds: bool
    evidence: tuple[str, ...]


class RestructuringRecorded(Done, frozen=True, kw_only=True):
    """What a changed contract is: restructured, with difficulty and change shown, or not (RC-80, RC-87).

    ``periods`` and ``months`` are the observation's least length by the edition of the day.
    """

    NAME: ClassVar[str] = "classification.RestructuringRecorded"
    restructured: bool
    change_id: str | None
    difficulties: tuple[str, ...]
    difficulty_evidence: tuple[str, ...]
    concessions: tuple[str, ...]
    concession_evidence: tuple[str, ...]
    periods: int
    months: int


class RestructuringReviewed(Done, frozen=True, kw_only=True):
    """After a whole observation the debtor's difficulty was found ``solved`` or not (RC-83)."""

    NAME: ClassVar[str] = "classification.RestructuringReviewed"
    solved: bool
    evidence: tuple[str, ...]


AnyDone = (
    CureTested
    | TriageCompleted
    | PreservationRecognised
    | FourTierGroundRecorded
    | RestructuringRecorded
    | RestructuringReviewed
)
