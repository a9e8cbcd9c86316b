"""Every command of collection in every state of B.3: taken, or refused with its code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.collection.domain.conclusions import CollectionCaseOpened
from services.collection.domain.done import DemandNoticeServed, GuarantorDemandRequested
from tests.states import Answer, Codes, Table, example
from tests.unit.collection.life import LOAN
from tests.unit.collection.standing import CAMPAIGNS, CASES, PLANS, PROMISES, standing, written_off

SOON = timedelta(days=9)
MONEY = {"amount": "100.00", "currency": "CNY"}
PARTS = [{"due_on": SOON, "amount": MONEY}]
PAPERS = ["identity_card", "income_proof", "ability_proof"]
MORNING = {"at": "{day}T10:00:00+08:00", "contact_id": "CT-99"}
CALLED_ON = {"place": "business", "appointment": True, "identity_shown": True}
SECOND = {"approved_by": "wang", "approver_role": "compliance_officer"}
COST = {"expected_cost": MONEY, "expected_recovery": MONEY}


def asked(command: str, **changed: Any) -> dict[str, Any]:
    return example("collection", command, **changed)


FIELDS: dict[str, dict[str, Any]] = {
    "make-call": asked("make-call", **MORNING, phone_stage=None),  # order of stages: test_phone
    "hold-visit": asked("hold-visit", **MORNING, appointment=True),
    "send-message": asked("send-message", **MORNING),
    "serve-demand-notice": asked("serve-demand-notice", **MORNING, **CALLED_ON, notice_id="N-99"),
    "request-measure": asked("request-measure"),
    "assign-segment": asked("assign-segment", segment="ordinary_recovery"),
    "post-update": asked("post-update"),
    "record-arrears-cause": asked("record-arrears-cause"),
    "record-promise": asked("record-promise", promise_id="PR-9", due_on=SOON, amount=MONEY),
    "withdraw-promise": {"promise_id": "PR-1"},
    "propose-plan": {"plan_id": "PL-9", "total": MONEY, "parts": PARTS},
    "agree-plan": {"plan_id": "PL-1", "documents": PAPERS, "signed": True},
    "amend-plan": {"plan_id": "PL-1", "total": MONEY, "parts": PARTS},
    "hand-over-case": asked("hand-over-case", hard_case="repeated_breach"),
    "request-field-visit": asked("request-field-visit"),
    "place-with-agency": asked("place-with-agency"),
    "evaluate-agency": asked("evaluate-agency", agency_id="A-1", report_id="EV-9"),
    "pause-case": asked("pause-case"),
    "resume-case": {"answer": "the sum is right"},
    "refer-to-law": {"ground": "unwilling", **COST},
    "transfer-to-preservation": asked("transfer-to-preservation"),
    "report-circumstances": asked("report-circumstances"),
    "record-consent": asked("record-consent", consent_id="CO-9", **SECOND),
    "revoke-consent": {"consent_id": "CO-1"},
    "send-credit-notice": {"notice_id": "CN-9"},
    "submit-credit-report": {"report_id": "CR-9"},
    "add-blacklist-entry": asked(
        "add-blacklist-entry", entry_id="BL-9", review_on=SOON, ground="long_overdue_repaid"
    ),
    "remove-blacklist-entry": {"entry_id": "BL-1"},
}
OF_CAMPAIGNS_FIELDS: dict[str, dict[str, Any]] = {
    "set-up-campaign": asked("set-up-campaign"),
    "launch-campaign": {},
    "record-campaign-outcome": {"outcome": "paid"},
    "evaluate-campaign": {"report_id": "E-9"},
    "close-campaign": {},
}
PROPOSED = ("FIRST_CONTACT_DONE: plan proposed", "PAUSED: plan proposed")
LISTED = ("FIRST_CONTACT_DONE: told, listed, consenting",)
FOLLOWS = ("TRANSFERRED_FRONTLINE_FOLLOWS", "PAUSED: front line follows")
AT_LAW = ("LEGAL_REFERRED", *FOLLOWS)
PAUSED = ("PAUSED", *PROPOSED[1:], *FOLLOWS[1:])
BEFORE_LAW = (
    *("FIRST_CONTACT_DONE", *LISTED, *PROPOSED, "TECHNICAL_FIX", "PROMISE_PENDING", "FOLLOW_UP"),
    *("JOINT_COLLECTION", "NOTICE_SERVED", "PLAN_ACTIVE", "SPECIALIST_UNIT", "FIELD"),
    *("WITH_AGENCY", "PAUSED"),
)
LED_ON = tuple(
    each
    for each in BEFORE_LAW
    if each not in ("PLAN_ACTIVE", "SPECIALIST_UNIT", "FIELD", "WITH_AGENCY", *PAUSED)
)
SPOKEN_TO = (*BEFORE_LAW, *AT_LAW)
ACTIVE = ("OPEN", *SPOKEN_TO)
WRITTEN_OFF, SOLD = "CLOSED_LOSS: written off", "CLOSED_LOSS"
CLOSED = ("CLOSED", "CLOSED: settled", "CLOSED: long overdue, repaid")
OWING = (*ACTIVE, WRITTEN_OFF)
OURS = (*OWING, "CURED")
NO_CASE: Codes = {"case_unknown": ("none", *CLOSED)}
LOST: Codes = {"case_unknown": ("none", *CLOSED, WRITTEN_OFF, SOLD)}
GONE: Codes = {"claim_gone": (SOLD,)}
NOT_OURS: Codes = {"case_unknown": ("none", *CLOSED, WRITTEN_OFF)} | GONE
CONTACT = Answer(
    tuple(each for each in OWING if each not in PAUSED),
    {"case_paused": ("PAUSED", "PAUSED: plan proposed", "PAUSED: front line follows")}
    | NO_CASE
    | GONE,
)
PERSONLESS = Answer(OURS, NO_CASE | GONE)
CALM: Codes = {"not_overdue": ("none", "CURED", *CLOSED)}
ANSWERS: dict[str, Answer] = {
    "make-call": CONTACT,
    "hold-visit": CONTACT,
    "send-message": CONTACT,
    "serve-demand-notice": Answer(OWING, NO_CASE | GONE),
    "request-measure": Answer(OWING, NO_CASE | GONE),
    "assign-segment": PERSONLESS,
    "post-update": PERSONLESS,
    "record-arrears-cause": Answer(SPOKEN_TO, LOST),
    "record-promise": Answer(SPOKEN_TO, NOT_OURS),
    "withdraw-promise": Answer(("PROMISE_PENDING",), GONE, "promise_not_open"),
    "propose-plan": Answer(tuple(s for s in ACTIVE if s not in PAUSED), NOT_OURS),
    "agree-plan": Answer(
        PROPOSED[:1],
        GONE | {"plan_known": ("PLAN_ACTIVE",), "wrong_state": PROPOSED[1:]},
        "plan_unknown",
    ),
    "amend-plan": Answer(("PLAN_ACTIVE",), GONE, "plan_not_running"),
    "hand-over-case": Answer(("OPEN", *LED_ON, "WITH_AGENCY"), LOST),
    "request-field-visit": Answer(("FOLLOW_UP", "SPECIALIST_UNIT"), LOST),
    "place-with-agency": Answer(
        ("SPECIALIST_UNIT",), NOT_OURS | {"agency_has_case": ("WITH_AGENCY",)}
    ),
    "evaluate-agency": Answer(("WITH_AGENCY",), {}, "agency_unknown"),
    "pause-case": Answer(ACTIVE, LOST),
    "resume-case": Answer(PAUSED),
    "refer-to-law": Answer(BEFORE_LAW, LOST | {"no_attempt_to_talk": ("OPEN",)}),
    "transfer-to-preservation": Answer(("LEGAL_REFERRED",), LOST),
    "report-circumstances": Answer(FOLLOWS, LOST),
    "record-consent": Answer(tuple(CASES)),
    "revoke-consent": Answer(LISTED, {}, "consent_unknown"),
    "send-credit-notice": Answer(OWING, CALM | GONE),
    "submit-credit-report": Answer(LISTED, CALM | GONE, "credit_notice_missing"),
    "add-blacklist-entry": Answer(CLOSED[2:], {}, "not_long_overdue"),
    "remove-blacklist-entry": Answer(LISTED, {}, "entry_unknown"),
}
OF_PROMISES: dict[str, Answer] = {
    "record-promise": Answer(("none",), {}, "promise_known"),
    "withdraw-promise": Answer(("MADE",), {}, "promise_not_open"),
}
OF_PLANS: dict[str, Answer] = {
    "propose-plan": Answer(("none",), {}, "plan_known"),
    "agree-plan": Answer(("PROPOSED",), {"plan_unknown": ("none",)}, "plan_known"),
    "amend-plan": Answer(("ACTIVE",), {}, "plan_not_running"),
}
RUNNING = ("PREPARATION", "COLLECTION", "RECOVERY", "FOURTH")
OF_CAMPAIGNS: dict[str, Answer] = {
    "set-up-campaign": Answer(("NONE",), {"nothing_changes": ("DRAFT",)}),
    "launch-campaign": Answer(("DRAFT",)),
    "record-campaign-outcome": Answer(RUNNING),
    "evaluate-campaign": Answer(("FOURTH",), {"campaign_runs": RUNNING[:3]}),
    "close-campaign": Answer(("EVALUATED",)),
}
ABOUT = {"loan_id": LOAN, "obligor_id": "C-0007"}
TABLE = Table(
    "collection",
    ABOUT,
    {name: standing(make) for name, make in CASES.items()},
    FIELDS,
    ANSWERS,
    words={"none": "in no collection case"},
)
CAMPAIGN = Table(
    "collection",
    {"loan_id": "CA-1", "obligor_id": "CA-1"},
    {name: standing(make) for name, make in CAMPAIGNS.items()},
    OF_CAMPAIGNS_FIELDS,
    OF_CAMPAIGNS,
)
PROMISED = Table(
    "collection",
    ABOUT,
    {name: standing(make) for name, make in PROMISES.items()},
    FIELDS | {"record-promise": FIELDS["record-promise"] | {"promise_id": "PR-1"}},
    OF_PROMISES,
)
PLANNED = Table(
    "collection",
    ABOUT,
    {name: standing(make) for name, make in PLANS.items()},
    FIELDS | {"propose-plan": FIELDS["propose-plan"] | {"plan_id": "PL-1"}},
    OF_PLANS,
)
TABLES = (TABLE, PROMISED, PLANNED, CAMPAIGN)


@pytest.mark.parametrize("state", CASES)
def test_the_case_stands_where_the_table_says(state: str) -> None:
    customer, day = TABLE.standing(state)
    assert (customer.state_on(day) or "none") == state.partition(":")[0]


@pytest.mark.parametrize("state", CAMPAIGNS)
def test_the_campaign_stands_where_the_table_says(state: str) -> None:
    campaign, _ = CAMPAIGN.standing(state)
    assert campaign.state == state


@pytest.mark.parametrize("command", ANSWERS)
def test_what_b3_does_not_list_is_refused_with_its_code(command: str) -> None:
    TABLE.check(command)


@pytest.mark.parametrize("table", [PROMISED, PLANNED])
def test_a_promise_and_a_plan_are_moved_only_from_the_states_of_b3(table: Table) -> None:
    for command in table.answers:
        table.check(command)


@pytest.mark.parametrize("command", OF_CAMPAIGNS)
def test_a_campaign_is_moved_only_from_the_states_of_b3(command: str) -> None:
    CAMPAIGN.check(command)


def test_a_notice_about_a_written_off_claim_asks_the_guarantor_too() -> None:
    """Rules: WO-01, COL-12. The claim goes on, so its limitation can be interrupted."""
    life = written_off().guarantor()
    served, asked_for = life.to("2024-03-25").notice()
    assert isinstance(served, DemandNoticeServed)
    assert isinstance(asked_for, GuarantorDemandRequested)
    assert asked_for.case_id == life.of(CollectionCaseOpened)[0].case_id


def test_a_closed_case_is_named_as_such() -> None:
    _, said = TABLE.put("hand-over-case", "CLOSED")
    assert "its last one is CLOSED" in said
