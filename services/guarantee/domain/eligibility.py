"""Who may be a guarantor (GUA-04, GU-02), and what takes the place of void security (GUA-22)."""

from __future__ import annotations

from datetime import date

from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.acts import CheckEligibility, ReplaceSecurity
from services.guarantee.domain.checks import (
    check_claim_is_ours,
    check_new,
    done,
    guarantor_in,
    refuse,
)
from services.guarantee.domain.guarantor_events import (
    GuarantorEligibilityChecked,
    SecurityReplaced,
)
from services.guarantee.domain.phase import collateral_phase_on, phase_on
from services.guarantee.domain.registration import BARRED
from services.guarantee.domain.release import invalid_on
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteePolicy
from services.kit.acts import check_act

OPEN = ("registered", "warned", "notified", "demanded", "part_paid", "in_litigation")
"""States in which a guarantor stands for the loan."""


def check(
    act: CheckEligibility, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorEligibilityChecked]:
    """A check at review (GU-02): what he was found to be. Two persons correct one that failed."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, *OPEN, "invalid")
    if invalid_on(one, act.day) is not None:
        check_act(act, edition.correction)
    checked = GuarantorEligibilityChecked(
        loan_id=act.loan_id,
        effective_on=act.day,
        guarantor_id=act.guarantor_id,
        guarantor_kind=act.guarantor_kind,
        passed=act.guarantor_kind not in edition.barred.codes,
        rule=BARRED,
        document_id=act.document_id,
        checked_by=act.requested_by,
        approved_by=act.approved_by,
        policy_id=edition.policy_id,
    )
    return (checked,)


def replace(
    act: ReplaceSecurity, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[SecurityReplaced]:
    """New lawful security in the place of a void guarantee (B.4) or of collateral (GUA-22)."""
    check_claim_is_ours(act, file)
    void, charged = file.guarantors.get(act.old_id), file.collateral.get(act.old_id)
    if void is None and charged is None:
        refuse(
            "security_unknown",
            f"old_id {act.old_id!r} secures nothing of loan {act.loan_id} (GUA-22)",
        )
    if void is not None and phase_on(file, void, act.day) != "invalid":
        refuse(
            "wrong_state",
            f"guarantor {act.old_id} is {phase_on(file, void, act.day)} on {act.day}, but must be"
            " invalid to be replaced (B.4, GUA-22)",
        )
    if charged is not None and collateral_phase_on(file, charged, act.day) in CHARGED_NO_MORE:
        refuse(
            "wrong_state",
            f"collateral {act.old_id} is {collateral_phase_on(file, charged, act.day)} on {act.day}, but"
            " must be charged to be replaced (B.4, GUA-22)",
        )
    if act.new_id == act.old_id or not _stands(file, act.new_id, act.day):
        refuse(
            "new_security_missing",
            f"new_id {act.new_id!r} is neither a guarantor nor collateral that stands for loan"
            f" {act.loan_id} on {act.day}: register it first (GUA-22)",
        )
    check_new(act, file.replaced, "GUA-22", "old_id", "new_id")
    return (
        SecurityReplaced(
            **done(act, edition),
            old_id=act.old_id,
            new_id=act.new_id,
            document_id=act.document_id,
            form="preservation",
        ),
    )


def _stands(file: SecurityFile, name: str, day: date) -> bool:
    one, charged = file.guarantors.get(name), file.collateral.get(name)
    if one is not None and phase_on(file, one, day) in OPEN:
        return True
    return charged is not None and collateral_phase_on(file, charged, day) not in CHARGED_NO_MORE
