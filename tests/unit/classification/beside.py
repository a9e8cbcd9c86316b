"""Tellers for what collection, disposal and officers say beside the ledger."""

from __future__ import annotations

from typing import Any

from services.classification.domain.acts import (
    CompleteTriage,
    Finding,
    HoldCureTest,
    RecogniseFourTier,
    RecognisePreservation,
    RecordRestructuring,
    ReviewRestructuring,
)
from services.classification.domain.facts import (
    CauseNoted,
    Leaving,
    LeavingGoneNoted,
    LeavingNoted,
)
from tests.unit.classification.story import on

SIGNED = {
    "requested_by": "he",
    "role": "account_manager",
    "approved_by": "sun",
    "approver_role": "risk_reviewer",
}


def caused(day: str, cause: str, loan: str = "L-1", taken: str | None = None) -> CauseNoted:
    known = on(taken or day)
    return CauseNoted(
        loan_id=loan, effective_on=on(day), processed_on=known, recorded_on=known, cause=cause
    )


def left(
    day: str,
    how: Leaving = "written_off",
    entry: int | None = None,
    loan: str = "L-1",
    taken: str | None = None,
    corrects: tuple[int, ...] = (),
) -> LeavingNoted:
    known = on(taken or day)
    return LeavingNoted(
        loan_id=loan,
        effective_on=on(day),
        processed_on=known,
        recorded_on=known,
        how=how,
        disposal_entry=entry,
        disposal_corrects=corrects,
    )


def back(day: str, entry: int, corrects: tuple[int, ...], taken: str) -> LeavingGoneNoted:
    return LeavingGoneNoted(
        loan_id="L-1",
        effective_on=on(day),
        processed_on=on(taken),
        recorded_on=on(taken),
        disposal_entry=entry,
        disposal_corrects=corrects,
    )


def found(number: int, met: bool = True, why: str = "seen", *evidence: str) -> Finding:
    return Finding(condition=number, met=met, reason=why, evidence=evidence or ("DOC-1",))


ALL_MET = tuple(found(number) for number in (1, 2, 3, 4))


def cure_test(
    day: str,
    test: str,
    findings: tuple[Finding, ...] = ALL_MET,
    loan: str = "L-1",
    **changed: str | None,
) -> HoldCureTest:
    signed: dict[str, str | None] = {**SIGNED, **changed}
    return HoldCureTest(
        as_of=on(day),
        loan_id=loan,
        reason="review of bad loans",
        test=test,
        findings=findings,
        **signed,  # type: ignore[arg-type]
    )


def ranked(
    day: str, *findings: str, loan: str = "L-1", role: str = "risk_reviewer"
) -> CompleteTriage:
    return CompleteTriage(
        as_of=on(day),
        loan_id=loan,
        requested_by="sun",
        role=role,
        reason="all bad loans of the branch",
        findings=findings,
        evidence=("REPORT-1",),
    )


def preserved(day: str, ground: str = "applied_for_at_court") -> RecognisePreservation:
    signed: dict[str, Any] = SIGNED | {"role": "preservation_officer"}
    return RecognisePreservation(
        as_of=on(day), loan_id="L-1", reason="ruling", ground=ground, document_id="R-1", **signed
    )


def ground(
    day: str, name: str, holds: bool = True, loan: str = "L-1", **changed: Any
) -> RecogniseFourTier:
    said: dict[str, Any] = {"evidence": ("SITE-1",), "reason": "seen on site", **SIGNED, **changed}
    return RecogniseFourTier(as_of=on(day), loan_id=loan, ground=name, holds=holds, **said)


def restructured(day: str, loan: str = "L-1", **changed: Any) -> RecordRestructuring:
    said: dict[str, Any] = {
        "reason": "cannot pay as agreed",
        "difficulties": ("capacity_fallen",),
        "difficulty_evidence": ("CASHFLOW-1",),
        "concessions": ("extension",),
        "concession_evidence": ("CONTRACT-2",),
        **SIGNED,
        **changed,
    }
    return RecordRestructuring(as_of=on(day), loan_id=loan, **said)


def review(
    day: str, solved: bool = True, loan: str = "L-1", **changed: Any
) -> ReviewRestructuring:
    said: dict[str, Any] = {"reason": "end of it", "evidence": ("REPORT-1",), **SIGNED, **changed}
    return ReviewRestructuring(as_of=on(day), loan_id=loan, solved=solved, **said)
