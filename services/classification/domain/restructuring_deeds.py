"""What officers record about a changed contract, and what they find at the end of an observation.

A refusal has a stable code: ``concession_missing``, ``concession_unknown``, ``difficulty_unknown``,
``evidence_missing``, ``change_unknown``, ``change_recorded``, ``not_restructured``, ``observation_running``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.classification.domain.acts import RecordRestructuring, ReviewRestructuring
from services.classification.domain.done import RestructuringRecorded, RestructuringReviewed
from services.classification.domain.restructuring import restructured_on
from services.classification.domain.restructuring_rules import RestructuringRules
from services.classification.domain.state import LoanFile
from services.kit.domain import Rejected


def recorded(
    act: RecordRestructuring, file: LoanFile, rules: RestructuringRules, made: dict[str, Any]
) -> RestructuringRecorded:
    """Restructured when both facts are there; a change without difficulty is kept as none (RC-87)."""
    if not act.concessions:
        raise Rejected(
            "concession_missing",
            "concessions is empty: without a change of the contract or refinancing there is nothing to"
            " record (RC-80)",
        )
    _refuse_unknown("concession", act.concessions, rules.changes, "RC-82")
    _refuse_unknown("difficulty", act.difficulties, rules.difficulties.codes, "RC-81")
    if not act.concession_evidence:
        raise Rejected(
            "evidence_missing",
            "concession_evidence is empty: the change must be documented (RC-80)",
        )
    if act.difficulties and not act.difficulty_evidence:
        raise Rejected(
            "evidence_missing",
            "difficulty_evidence is empty: the difficulty must be shown (RC-80)",
        )
    _refuse_change(act, file)
    _refuse_same_papers(act, file)
    return RestructuringRecorded(
        **made,
        restructured=bool(act.difficulties),
        change_id=act.change_id,
        difficulties=act.difficulties,
        difficulty_evidence=act.difficulty_evidence,
        concessions=act.concessions,
        concession_evidence=act.concession_evidence,
        periods=rules.periods.value,
        months=rules.months,
    )


def reviewed(
    act: ReviewRestructuring, file: LoanFile, made: dict[str, Any]
) -> RestructuringReviewed:
    """Found after a whole observation: solved, and it is restructured no longer, or observed anew."""
    stands = restructured_on(file, act.day)
    if stands is None:
        raise Rejected(
            "not_restructured",
            f"loan {act.loan_id} is not restructured on {act.day}: none to review (RC-83)",
        )
    if not stands.complete:
        until = "no end in its plan" if stands.ends_on is None else f"not before {stands.ends_on}"
        raise Rejected(
            "observation_running",
            f"loan {act.loan_id} is observed from {stands.observed_from}, {until} and only with every"
            " instalment paid on its day (RC-83)",
        )
    if not act.evidence:
        raise Rejected(
            "evidence_missing",
            "evidence is empty: whether the difficulty is solved must be documented (RC-83)",
        )
    return RestructuringReviewed(**made, solved=act.solved, evidence=act.evidence)


def _refuse_unknown(what: str, codes: Iterable[str], known: tuple[str, ...], rule: str) -> None:
    for each in codes:
        if each not in known:
            raise Rejected(
                f"{what}_unknown",
                f"{what} {each!r} is not on the list, use {' or '.join(known)} ({rule})",
            )


def _refuse_change(act: RecordRestructuring, file: LoanFile) -> None:
    if act.change_id is None:
        return
    if all(each.change_id != act.change_id for each in file.plans):
        raise Rejected(
            "change_unknown",
            f"change_id {act.change_id!r} is no change of the plan of loan {act.loan_id}",
        )
    for each in file.annex.restructurings:
        if isinstance(each, RestructuringRecorded) and each.change_id == act.change_id:
            found = "restructuring" if each.restructured else "none"
            if each.restructured or not act.difficulties:
                raise Rejected(
                    "change_recorded",
                    f"change_id {act.change_id!r} is recorded already, on {each.effective_on}, as"
                    f" {found} (RC-80, RC-87)",
                )


def _refuse_same_papers(act: RecordRestructuring, file: LoanFile) -> None:
    """One changed contract is one restructuring: recorded twice it is none within another (RC-86).

    Where a change has no number its papers tell: nothing is new when all of them were shown before.
    """
    for each in file.annex.restructurings:
        if not isinstance(each, RestructuringRecorded):
            continue
        numbered = act.change_id is not None and each.change_id is not None
        if numbered or not (each.restructured or not act.difficulties):
            continue
        if set(act.concession_evidence) <= set(each.concession_evidence):
            raise Rejected(
                "change_recorded",
                f"concession_evidence {', '.join(act.concession_evidence)} shows the change recorded on"
                f" {each.effective_on}: another one has papers of its own (RC-80, RC-86)",
            )
