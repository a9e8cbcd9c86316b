"""The paper behind a write-off: evidence, bars that were examined, measures taken (WO-02 to WO-04)."""

from __future__ import annotations

from datetime import date

from services.disposal.domain.checks import refuse
from services.disposal.domain.state import LoanFile
from services.disposal.domain.values import Evidence, Examined, Measure
from services.disposal.policy import Criterion, DisposalPolicy


def check_evidence(
    criterion: Criterion, evidence: tuple[Evidence, ...], edition: DisposalPolicy
) -> None:
    """Each document of the criterion lies there from outside, or all internal ones signed (WO-03)."""
    outside = {each.kind for each in evidence if each.origin == "external"}
    missing = [kind for kind in criterion.documents if kind not in outside]
    if not missing:
        return
    signed = {
        each.kind
        for each in evidence
        if each.origin == "internal" and each.signed_by is not None and each.signed_by.strip()
    }
    instead = [kind for kind in edition.write_off.substitutes.codes if kind not in signed]
    if instead:
        refuse(
            "evidence_incomplete",
            f"evidence lacks kind {', '.join(missing)} of origin external, and in its place the signed"
            f" {', '.join(instead)} ({criterion.rule}, WO-03)",
        )


def check_bars(examined: tuple[Examined, ...], edition: DisposalPolicy) -> None:
    """Every bar was examined and none applies (WO-04)."""
    seen = {each.block for each in examined}
    missing = [block for block in edition.write_off.bars.codes if block not in seen]
    if missing:
        refuse("bar_not_examined", f"examined lacks block {', '.join(missing)} (WO-04)")
    for each in examined:
        if each.applies:
            refuse(
                "write_off_barred",
                f"{each.block} applies by {each.document_id}: the claim may not be written off"
                " (WO-04)",
            )


def check_measures(measures: tuple[Measure, ...], file: LoanFile, day: date) -> None:
    """Something was done about the debtor, each guarantor and each collateral left (WO-02)."""
    if file.taken is None:
        return
    concerned = (file.taken.obligor_id, *file.guarantors_on(day), *file.collateral_there())
    touched = {each.target_id for each in measures}
    missing = [name for name in concerned if name not in touched]
    if missing:
        refuse(
            "measures_incomplete",
            f"measures lacks target_id {', '.join(missing)}: debtor, guarantors, collateral first"
            " (WO-02)",
        )
