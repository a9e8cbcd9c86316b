"""Each act of a service that touches a person, as far as the gate: the same act with any words.

A probe sets its service up so that the act would be taken, does it with the given conduct, and gives
back what it made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts import monitoring
from services.collection.domain import acts, touches
from services.kit.conduct.asked import Citation, Conduct
from tests.unit.collection.life import Life, in_case
from tests.unit.collection.test_gate import measure, placed, segment
from tests.unit.disposal.asked import SECOND
from tests.unit.disposal.test_sale import agreed
from tests.unit.disposal.told import DEBTOR
from tests.unit.guarantee.test_calling import lent
from tests.unit.guarantee.told import IDS
from tests.unit.guarantee.told import on as day
from tests.unit.litigation.cases import DECISION, assessed
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.test_enforcement import agreed as coordinated
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import Story as Filing
from tests.unit.monitoring.filing import cny, remitted
from tests.unit.monitoring.loans import JANUARY, MARCH

Made = list[Any]
Probe = Callable[..., Made]


def letter(conduct: dict[str, Any] | None, **fields: Any) -> Made:
    """Counsel's letter of 28 June 2024."""
    story = assessed()
    story.act("2024-06-27", "decide-litigation", **DECISION)
    asked = {"letter_id": "LT-9", "deadline": "2024-07-12", "conduct": conduct} | fields
    return list(story.act("2024-06-28", "send-lawyers-letter", **asked))


def notice(conduct: dict[str, Any] | None, method: str = "post", **fields: Any) -> Made:
    """The notice of the transfer of 14 July 2025."""
    story = agreed()
    story.act("TransferDebt", "2025-07-14", "manager", payment_id="P", **SECOND)
    asked = {"party_id": DEBTOR, "method": method, "proof_id": "EMS-1", "conduct": conduct}
    return list(story.act("ServeTransferNotice", "2025-07-15", **asked | fields))


def reminder(conduct: dict[str, Any] | None, channel: str = "sms", **fields: Any) -> Made:
    """The reminder of 19 January 2024, the day before the due date."""
    asked = {"reminder_id": "M-1", "kind": "reminder", "channel": channel, "delivered": False}
    due = {"due_on": JANUARY.isoformat(), "amount": cny("1035.00"), "conduct": conduct}
    return Filing.opened().act(JANUARY - DAY, "RecordReminder", **asked | due | fields)


def talk(conduct: dict[str, Any] | None, **fields: Any) -> Made:
    """Care after the loan, on 20 March 2024."""
    story = Filing.opened()
    story.until(MARCH)
    story.tell(MARCH, remitted(MARCH))
    return story.act(MARCH, "HoldCounselling", conduct=conduct, **fields)


def warning(conduct: dict[str, Any] | None, method: str = "post", **fields: Any) -> Made:
    """The guarantor's warning of 15 November 2023, before any arrears."""
    story = lent(kind="joint")
    signal = monitoring.RiskSignalRaised(
        **IDS, effective_on=day("2023-11-15"), signal_id="S-1", codes=("turnover_drop",)
    )
    story.tell(signal, "2023-11-15")
    asked = {"document_id": "W-1", "method": method, "conduct": conduct} | fields
    return list(story.plainly("SendRiskWarning", "2023-11-15", **asked))


def credit_notice(conduct: dict[str, Any] | None, life: Life | None = None, **fields: Any) -> Made:
    """The notice of 21 March 2024 that arrears will be reported."""
    given = dict(conduct or {})
    if "legal_bases" in given:
        given["legal_bases"] = tuple(Citation(**each) for each in given["legal_bases"])
    said = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
    life = life or in_case()
    told = Conduct(**said)
    return life.act(acts.SendCreditNotice, notice_id="CN-1", conduct=told, **fields)


PROBES: dict[str, tuple[Probe, str, str]] = {
    "send-lawyers-letter": (letter, "2024-06-28", "LETTER-LAWYER"),
    "serve-transfer-notice": (notice, "2025-07-15", "NOTICE-TRANSFER"),
    "record-reminder": (reminder, "2024-01-19", "REMINDER-DUE"),
    "hold-counselling": (talk, "2024-03-20", "REMINDER-DUE"),
    "send-risk-warning": (warning, "2023-11-15", "WARNING-GUARANTOR"),
    "send-credit-notice": (credit_notice, "2024-03-21", "NOTICE-CREDIT"),
}
"""By command: the probe, the day of the act, a released text for it."""


def _of(does: Callable[[Life], Any]) -> Callable[[], Made]:
    return lambda: list(does(in_case()))


ELSEWHERE: dict[str, Callable[[], Made]] = {
    "make-call": _of(lambda life: life.call(tone="angry")),
    "send-message": _of(lambda life: life.message(tone="angry")),
    "hold-visit": _of(lambda life: life.visit(tone="angry")),
    "serve-demand-notice": _of(lambda life: life.notice(tone="angry")),
    "request-measure": _of(lambda life: measure(life, "pay_stop")),
    "assign-segment": _of(lambda life: segment(life, "temper")),
    "post-update": _of(
        lambda life: life.act(touches.PostUpdate, channel="chat_group", data_fields=())
    ),
    "place-with-agency": _of(lambda life: placed(life, licence_id=None)),
    "take-asset": lambda: list(
        preserved().act("2024-07-05", "take-asset", asset_id="TRUCK-1", court_order=None)
    ),
    "hold-onsite-enforcement": lambda: list(
        coordinated().act(
            "2024-10-12",
            "hold-onsite-enforcement",
            action_id="S-1",
            agreement_id="AG-1",
            clues=("CL-1",),
            aims=("detention",),
        )
    ),
}
"""Acts with words of their own: each as the gate blocks it."""
