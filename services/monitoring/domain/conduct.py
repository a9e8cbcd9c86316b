"""Reminders and talks pass the conduct gate before they are filed (catalogue section 9).

They are no collection before the due date, so no rule counts them (CC-02, CC-03 are about collecting);
hour, recipient, text, articles and people are looked at where they are said. Who stands as guarantor is
not known here, so nobody but the debtor is addressed (CC-04).
"""

from __future__ import annotations

from typing import Any

from services.kit.conduct.asked import Asked, Conduct, check_hour
from services.kit.conduct.blocked import written_down
from services.kit.conduct.rules import check
from services.monitoring.domain.commands import Perform
from services.monitoring.domain.file_events import AnyDeed, CounsellingHeld, ReminderRecorded
from services.monitoring.domain.work_items import ProhibitedActionBlocked
from services.monitoring.policy import MonitoringPolicy

TOUCHING: dict[type[AnyDeed], dict[str, Any]] = {
    ReminderRecorded: {
        "target_role": "borrower",
        "purposes": ("information",),
        "data_fields": ("amount",),
    },
    CounsellingHeld: {"target_role": "borrower", "purposes": ("information",)},
}
"""Deeds that touch a person, and what is known of them without a word: MON-13 tells the amount."""


def blocked(act: Perform, name: str, edition: MonitoringPolicy) -> ProhibitedActionBlocked | None:
    """The blocked act that this deed would be, under the command's ``name``; None when it is none."""
    known = TOUCHING.get(type(act.deed))
    if known is None:
        return None
    conduct: Conduct | None = getattr(act.deed, "conduct", None)
    asked = Asked(
        act=name,
        day=act.day,
        rules=edition.conduct_on(act.day),
        said=(conduct, act.deed),
        known=known,
    )
    check_hour(conduct, asked.day, asked.rules)
    block = check(asked, ())
    if block is None:
        return None
    by = edition.policy_id
    return written_down(ProhibitedActionBlocked, act, asked, block, policy_id=by)
