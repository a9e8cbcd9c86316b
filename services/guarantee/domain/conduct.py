"""A warning passes the shared conduct gate, in arrears and before them (GUA-12, GUA-17).

In arrears it also names a contact that collection's gate let through, which counts it with all others;
before arrears nobody collects, so nobody counts (CC-02 and CC-03 are about collecting).
"""

from __future__ import annotations

from services.guarantee.domain.acts import SendRiskWarning
from services.guarantee.domain.eligibility import OPEN
from services.guarantee.domain.guarantor_events import ProhibitedActionBlocked
from services.guarantee.domain.phase import phase_on
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteePolicy
from services.kit.conduct.asked import Asked, check_hour
from services.kit.conduct.blocked import written_down
from services.kit.conduct.rules import check


def blocked(
    act: SendRiskWarning, file: SecurityFile, edition: GuaranteePolicy
) -> ProhibitedActionBlocked | None:
    """The blocked act that this warning would be; None when it is none.

    Guarantors are those who stand that day; of the one it warns the state is asked afterwards.
    """
    asked = Asked(
        act=act.RULE,
        day=act.day,
        rules=edition.conduct_on(act.day),
        said=(act.conduct, act),
        known={
            "channel": act.method,
            "target_role": "guarantor",
            "target_id": act.guarantor_id,
            "purposes": ("information",),
            "data_fields": ("loan_number",),
        },
    )
    check_hour(act.conduct, asked.day, asked.rules)
    standing = {
        name for name, one in file.guarantors.items() if phase_on(file, one, act.day) in OPEN
    }
    block = check(asked, {*standing, act.guarantor_id})
    if block is None:
        return None
    by = edition.policy_id
    return written_down(ProhibitedActionBlocked, act, asked, block, policy_id=by)
