"""What classification publishes: risk classes, observation, cures, triage.

``entry`` and ``corrects`` number the decisions about one obligor's loans, as in monitoring.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from contracts.acts import AboutLoan, Decision
from contracts.message import (
    Code,
    Day,
    Group,
    Identifier,
    Message,
    Positive,
    Text,
    Whole,
    YesNo,
    open_list,
)
from contracts.values import Money, RiskClass

SharePercent = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,2})(\.[0-9]{1,12})?$")]


class Contagion(Group):
    """Who pulled this loan's class down: other loans of the same obligor, by which rule.

    ``share_percent`` is the non-performing share of the obligor's claims, if the rule asks for it.
    """

    rule: Code
    from_loans: tuple[Identifier, ...]
    share_percent: SharePercent | None = None


class Overridden(Group):
    """The classes that the other rules gave and that did not win."""

    day_floor: RiskClass | None = None
    own_merit: RiskClass | None = None
    contagion: RiskClass | None = None
    expert: RiskClass | None = None


class LoanClassified(Message):
    """A loan's risk class changed (五级分类); in JSON ``risk_class`` is named ``class``.

    ``effective_on`` is the day it became true, ``processed_on`` the business day of the deciding,
    ``cause_recorded_on`` the day the causing fact was booked. ``previous_class`` is absent on a
    loan's first classification. ``provision_percent`` of the principal outstanding on
    ``effective_on`` is the ``provision`` (减值准备); a balance that moves later is not told anew.
    """

    TYPE: ClassVar[str] = "postloan.classification.loan-classified.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive
    corrects: tuple[Positive, ...] = ()
    effective_on: Day
    processed_on: Day
    cause_recorded_on: Day
    risk_class: RiskClass = Field(alias="class")
    previous_class: RiskClass | None = None
    own_merit: RiskClass
    non_performing: YesNo
    contagion: Contagion | None = None
    reasons: tuple[Code, ...]
    rules: tuple[Code, ...]
    policy_id: Code
    overridden: Overridden | None = None
    provision_percent: Whole | None = None
    provision: Money | None = None


class ClassesWithdrawn(Message):
    """Entries that a late fact undid and nothing replaces, from the earliest one's day on."""

    TYPE: ClassVar[str] = "postloan.classification.classes-withdrawn.v1"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive
    corrects: tuple[Positive, ...]
    effective_on: Day


class ObservationStarted(Message):
    """A non-performing loan that is paid up is watched until ``observation_ends_on`` (观察期)."""

    TYPE: ClassVar[str] = "postloan.classification.observation-started.v1"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()
    effective_on: Day
    observation_ends_on: Day | None = None
    reason: Text


class ObservationBroken(Message):
    """The observation failed: it starts anew once the loan is paid up again."""

    TYPE: ClassVar[str] = "postloan.classification.observation-broken.v1"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()
    effective_on: Day
    observation_ends_on: Day | None = None
    reason: Text


class ObservationCompleted(Message):
    """The observation was kept: the class may rise."""

    TYPE: ClassVar[str] = "postloan.classification.observation-completed.v1"

    loan_id: Identifier
    obligor_id: Identifier
    entry: Positive | None = None
    corrects: tuple[Positive, ...] = ()
    effective_on: Day
    observation_ends_on: Day | None = None
    reason: Text


class CureTested(AboutLoan):
    """A cure test was held (CLS-40, CLS-41); ``failed`` numbers the conditions that were not met."""

    TYPE: ClassVar[str] = "postloan.classification.cure-tested.v1"

    test: Annotated[Code, open_list("CONVERT-4", "REVIVE-5")]
    passed: YesNo
    failed: tuple[Positive, ...]
    policy_id: Code


class LoanRevitalised(Decision):
    """Out of a non-performing class with all conditions true on the day (盘活, CLS-41)."""

    TYPE: ClassVar[str] = "postloan.classification.loan-revitalised.v1"

    tested_on: Day
    reason: Code
    policy_id: Code


class CureLapsed(Decision):
    """A converted loan missed an instalment: it counts as converted no longer (CLS-43)."""

    TYPE: ClassVar[str] = "postloan.classification.cure-lapsed.v1"

    tested_on: Day
    reason: Code
    policy_id: Code


class TriageCompleted(AboutLoan):
    """The loan's place among those to be recovered (分类排队, CLS-36): groups 1 to 4.

    1 judicial route, 2 ordinary recovery, 3 restructuring, 4 not recoverable soon.
    """

    TYPE: ClassVar[str] = "postloan.classification.triage-completed.v1"

    group: Positive
    name: Annotated[Code, open_list("judicial", "ordinary", "restructuring", "not_soon")]
    findings: tuple[Code, ...]
    policy_id: Code


class PreservationRecognised(AboutLoan):
    """The claim or its second source of repayment was re-established (保全, CLS-44): class unchanged."""

    TYPE: ClassVar[str] = "postloan.classification.preservation-recognised.v1"

    ground: Annotated[
        Code,
        open_list(
            "debtor_replaced", "security_renewed", "limitation_restored", "applied_for_at_court"
        ),
    ]
    policy_id: Code


PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    LoanClassified: ("disposal",),
    ClassesWithdrawn: ("disposal",),
    ObservationStarted: (),
    ObservationBroken: (),
    ObservationCompleted: (),
    CureTested: (),
    LoanRevitalised: (),
    CureLapsed: (),
    TriageCompleted: (),
    PreservationRecognised: (),
}
"""Each message with the services that hear it."""
