"""What classification publishes: the five risk classes of each loan, and observation.

``entry`` and ``corrects`` number the decisions about one obligor's loans, as in monitoring.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from contracts.message import Code, Day, Group, Identifier, Message, Positive, Text, YesNo
from contracts.values import RiskClass

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
    loan's first classification.
    """

    TYPE: ClassVar[str] = "postloan.classification.loan-classified.v1"

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


PUBLISHED: dict[type[Message], tuple[str, ...]] = {
    LoanClassified: ("disposal",),
    ClassesWithdrawn: ("disposal",),
    ObservationStarted: (),
    ObservationBroken: (),
    ObservationCompleted: (),
}
"""Each message with the services that hear it."""
