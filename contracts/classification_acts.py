"""What officers ask of classification beside classes: cure tests, triage, preservation (分类排队)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import Act
from contracts.message import Code, Group, Identifier, Message, Positive, Text, YesNo, open_list
from contracts.values import GivenMoney


class Finding(Group):
    """What was found about one numbered condition, why, and by which documents."""

    condition: Positive
    met: YesNo
    reason: Text
    evidence: tuple[Identifier, ...] = ()


class HoldCureTest(Act):
    """Hold a cure test on a loan: conversion (转化, CLS-40) or revitalisation (盘活, CLS-41).

    Every condition is answered once, but those that classification answers from its own record. The
    result is kept whether the test is passed or not; one said to be met without evidence is not.
    """

    TYPE: ClassVar[str] = "postloan.classification.hold-cure-test.v1"

    test: Annotated[Code, open_list("CONVERT-4", "REVIVE-5")]
    findings: tuple[Finding, ...]


class CompleteTriage(Act):
    """Rank a loan by how it may be recovered (CLS-35, CLS-36); the group follows from the findings.

    ``expected``: the net recovery hoped for.
    """

    TYPE: ClassVar[str] = "postloan.classification.complete-triage.v1"

    findings: tuple[
        Annotated[
            Code,
            open_list(
                "assets_at_risk",
                "malicious_default",
                "able",
                "willing",
                "responsive",
                "restructurable",
            ),
        ],
        ...,
    ]
    evidence: tuple[Identifier, ...] = ()
    expected: GivenMoney | None = None


class RecognisePreservation(Act):
    """The claim or its second source of repayment was re-established (保全, LIT-01, LIT-02)."""

    TYPE: ClassVar[str] = "postloan.classification.recognise-preservation.v1"

    ground: Annotated[
        Code,
        open_list(
            "debtor_replaced", "security_renewed", "limitation_restored", "applied_for_at_court"
        ),
    ]
    document_id: Identifier


class RecogniseFourTier(Act):
    """A ground of the older scheme of four (四级分类, LG-11) holds from its day on, or no longer.

    Production stopped or a project abandoned makes a loan sluggish (呆滞), a listing by the rules of
    the Ministry of Finance makes it bad (呆账), each by evidence. The risk class stays.
    """

    TYPE: ClassVar[str] = "postloan.classification.recognise-four-tier.v1"

    ground: Annotated[Code, open_list("production_stopped", "project_abandoned", "listed_as_bad")]
    holds: YesNo = True
    evidence: tuple[Identifier, ...]


class RecordRestructuring(Act):
    """What a change of the contract is: restructured (重组) by difficulty and concession, or none (RC-87).

    ``change_id`` names the change of the plan, if it changed. Without a difficulty the finding is kept
    as none; both facts need documents (RC-80).
    """

    TYPE: ClassVar[str] = "postloan.classification.record-restructuring.v1"

    change_id: Identifier | None = None
    difficulties: tuple[
        Annotated[
            Code,
            open_list(
                "overdue",
                "capacity_fallen",
                "debt_non_performing",
                "no_fair_finance",
                "delisting",
                "found_by_bank",
            ),
        ],
        ...,
    ] = ()
    difficulty_evidence: tuple[Identifier, ...] = ()
    concessions: tuple[
        Annotated[
            Code,
            open_list(
                "extension",
                "easier_plan",
                "longer_grace",
                "interest_capitalised",
                "lower_rate",
                "debt_reduced",
                "collateral_released",
                "contract_replaced",
                "other_relaxation",
                "new_for_old",
                "additional_financing",
                "contractual_option",
            ),
        ],
        ...,
    ]
    concession_evidence: tuple[Identifier, ...]


class ReviewRestructuring(Act):
    """After its whole observation: the difficulty of a restructured loan is solved, or not (RC-83)."""

    TYPE: ClassVar[str] = "postloan.classification.review-restructuring.v1"

    solved: YesNo
    evidence: tuple[Identifier, ...]


RULED = frozenset({"ground", "difficulties", "concessions"})
"""Words on which a rule hangs: of these fields an unknown member is refused."""

ACTS: tuple[type[Message], ...] = (
    HoldCureTest,
    CompleteTriage,
    RecognisePreservation,
    RecogniseFourTier,
    RecordRestructuring,
    ReviewRestructuring,
)
