"""Officers' commands: an expert's stricter class, its withdrawal, the approval of an upgrade.

Two persons in their roles stand behind each of them (RC-92), and judgement may only be stricter than
the rules. A refusal has a stable code: those of ``kit.acts.check_act``,
``loan_unknown``, ``loan_out``, ``loan_settled``, ``override_milder_than_floor``, ``override_not_set``,
``nothing_changes``, ``upgrade_not_waiting``, ``debtor_has_impaired_claim``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, assert_never

from contracts.values import RiskClass
from services.classification.domain.acts import ClassificationAct
from services.classification.domain.changes import takes_part
from services.classification.domain.merit import bare_merit, is_milder, is_non_performing, worst
from services.classification.domain.observation import Stand, ends_on, stand_before
from services.classification.domain.orders import (
    AnyOrder,
    OverrideSet,
    OverrideWithdrawn,
    UpgradeApproved,
)
from services.classification.domain.signals import unreviewed
from services.classification.domain.state import LoanFile, Obligor, kind
from services.classification.policy import (
    HELD_AT,
    RISEN_TO,
    ClassificationBook,
    edition_on,
)
from services.kit.acts import check_act
from services.kit.domain import Rejected


class OverrideClass(ClassificationAct, frozen=True, kw_only=True):
    """An expert's class for the loan from ``as_of`` on; never milder than own merit."""

    RULE: ClassVar[str] = "override-class"
    risk_class: RiskClass


class WithdrawOverride(ClassificationAct, frozen=True, kw_only=True):
    """The expert's class no longer stands from ``as_of`` on."""

    RULE: ClassVar[str] = "withdraw-override"


class ApproveUpgrade(ClassificationAct, frozen=True, kw_only=True):
    """The loan kept its observation and the debtor can go on performing, says ``reason``."""

    RULE: ClassVar[str] = "approve-upgrade"


AnyOfficerCommand = OverrideClass | WithdrawOverride | ApproveUpgrade


def order(command: AnyOfficerCommand, obligor: Obligor, policies: ClassificationBook) -> AnyOrder:
    """The fact that the command makes, or ``Rejected``. ``obligor`` is judged up to ``as_of``."""
    made: dict[str, Any] = {
        "loan_id": command.loan_id,
        "effective_on": command.as_of,
        "processed_on": command.as_of,
        "recorded_on": command.as_of,
        "requested_by": command.requested_by,
        "role": command.role,
        "approved_by": command.approved_by,
        "approver_role": command.approver_role,
    }
    check_act(command, edition_on(policies, command.as_of).acts[command.RULE])
    file, reason = _loan(command, obligor), command.reason
    match command:
        case OverrideClass(risk_class=risk_class):
            _refuse_milder(command, file, obligor.liquidated_on, policies)
            held = file.grade_on(command.as_of)
            same = held is not None and held.risk_class == risk_class
            if same and not unreviewed(file, command.as_of):
                raise Rejected(
                    "nothing_changes",
                    f"class {risk_class!r} is the expert's class of loan {file.loan_id} already (RC-92)",
                )
            return OverrideSet(**made, risk_class=risk_class, reason=reason)
        case WithdrawOverride():
            _refuse_unset(file, command.as_of)
            return OverrideWithdrawn(**made, reason=reason)
        case ApproveUpgrade():
            _refuse_incomplete(file, command.as_of)
            _refuse_impaired_debtor(file, obligor, command.as_of, policies)
            return UpgradeApproved(**made, assessment=reason)
    assert_never(command)


def _loan(command: AnyOfficerCommand, obligor: Obligor) -> LoanFile:
    file = obligor.loans.get(command.loan_id)
    if file is None or not file.disbursed_by(command.as_of):
        raise Rejected(
            "loan_unknown", f"loan_id {command.loan_id!r} is not a loan of this obligor_id (B.2)"
        )
    if file.annex.left_by(command.as_of):
        raise Rejected(
            "loan_out", f"loan {command.loan_id} is out of the book: it has no class (B.2)"
        )
    if file.settled_on(command.as_of):
        raise Rejected(
            "loan_settled", f"loan {command.loan_id} is settled: nothing to classify (B.2)"
        )
    return file


def _refuse_milder(
    command: OverrideClass,
    file: LoanFile,
    liquidated_on: date | None,
    policies: ClassificationBook,
) -> None:
    day = command.as_of
    edition = edition_on(policies, day)
    bare = bare_merit(file, day, edition, liquidated_on)
    floor = bare.floor
    concluded = file.class_on(day)
    still_bad = concluded is not None and is_non_performing(concluded.own_merit)
    stand = stand_before(file, day)
    if still_bad and stand.held:
        floor = worst((floor, HELD_AT))
    if stand.risen and edition.segment(kind(file)).upgrade.until_revitalised is not None:
        floor = worst((floor, RISEN_TO))
    if is_milder(command.risk_class, floor):
        raise Rejected(
            "override_milder_than_floor",
            f"class {command.risk_class!r} is milder than {floor!r}, the least that"
            f" {bare.days_past_due} days past due, restructuring, liquidation and observation allow:"
            " judgement may only be stricter",
        )


def _refuse_unset(file: LoanFile, day: date) -> None:
    if file.grade_on(day) is None:
        raise Rejected(
            "override_not_set",
            f"loan {file.loan_id} has no expert's class on {day} to withdraw (RC-92)",
        )


def stand_on(file: LoanFile, day: date) -> Stand:
    """How far a loan has come at the end of ``day``."""
    return stand_before(file, day + timedelta(days=1))


def _refuse_incomplete(file: LoanFile, day: date) -> None:
    stand = stand_on(file, day)
    if not stand.held:
        raise Rejected(
            "upgrade_not_waiting",
            f"loan {file.loan_id} is not non-performing by its own merit on {day} (RC-70)",
        )
    if stand.watch is None:
        raise Rejected(
            "upgrade_not_waiting",
            f"loan {file.loan_id} is not under observation: all that is overdue must be paid first"
            " and no expert's class may stand against it (RC-70)",
        )
    if stand.watch.completed_on is None:
        ends = ends_on(file, day, stand.watch)
        until = "with no end in its plan" if ends is None else f"until {ends} at least"
        raise Rejected(
            "upgrade_not_waiting",
            f"loan {file.loan_id} is observed since {stand.watch.started_on}, {until} (RC-70)",
        )


def _refuse_impaired_debtor(
    file: LoanFile, obligor: Obligor, day: date, policies: ClassificationBook
) -> None:
    other = impaired_claim(file, obligor, day, policies)
    if other is not None:
        raise Rejected(
            "debtor_has_impaired_claim",
            f"loan {other} of the same obligor is non-performing: none may be left"
            " impaired when one rises (RC-70)",
        )


def impaired_claim(
    file: LoanFile, obligor: Obligor, day: date, policies: ClassificationBook
) -> str | None:
    """Another claim on the debtor that is impaired on ``day`` (RC-70 (3)); None without one.

    Impairment is not told to us; a claim counts as impaired while it is non-performing by its own
    merit and has not itself kept its observation, so two cured loans can rise one after the other.
    """
    for other in obligor.files():
        if other.loan_id == file.loan_id or not other.open_on(day):
            continue
        stand = stand_on(other, day)
        cured = stand.watch is not None and stand.watch.completed_on is not None
        if takes_part(other, policies, day) and stand.held and not cured:
            return other.loan_id
    return None
