"""Every officers' command put a second time: refused by its code, blocked by its, or taken again."""

from __future__ import annotations

import pytest

from services.collection.domain import steps
from services.disposal.domain import transfer_events
from services.kit.domain import Rejected
from services.litigation.domain import conclusions
from tests.lives.scenes import COMMANDS
from tests.lives.telling import DAY
from tests.lives.test_broken_commands import scenes_of

BLOCKED = (
    steps.ProhibitedActionBlocked,
    transfer_events.ProhibitedActionBlocked,
    conclusions.ProhibitedActionBlocked,
)
TAKEN = "taken"
"""A note to colleagues is not kept, only that there was one: it may be said twice."""
CODES: dict[str, dict[str, str]] = {
    "already_accelerated": {
        "monitoring": "accelerate-loan",
    },
    "already_known": {
        "litigation": (
            "agree-coordination apply-preservation declare-claim "
            "hold-onsite-enforcement record-acceptance "
            "record-acknowledgement record-appeal record-asset-clue "
            "record-bankruptcy record-judgment record-obstacle "
            "record-service request-confirmation send-lawyers-letter"
        ),
    },
    "already_recorded": {
        "classification": "complete-triage hold-cure-test recognise-preservation",
        "collection": (
            "pause-case record-arrears-cause record-campaign-outcome "
            "report-circumstances request-measure"
        ),
        "disposal": "record-write-off-review take-stock",
        "guarantee": (
            "check-eligibility record-consent record-defence-removed "
            "record-interview record-valuation replace-security "
            "serve-guarantor-demand verify-address"
        ),
        "litigation": "record-asset-search record-hearing take-asset",
        "monitoring": "hold-counselling",
    },
    "already_registered": {
        "guarantee": "register-collateral register-guarantee",
    },
    "already_renewed": {
        "litigation": "renew-preservation",
    },
    "already_requested": {
        "guarantee": "request-additional-security",
    },
    "bid_known": {
        "disposal": "record-bid",
    },
    "case_known": {
        "disposal": "assess-disposal",
    },
    "change_recorded": {
        "classification": "record-restructuring",
    },
    "claim_extinguished": {
        "disposal": "remit-debt",
    },
    "claim_transferred": {
        "disposal": "transfer-debt",
    },
    "consent_known": {
        "collection": "record-consent",
    },
    "consent_unknown": {
        "collection": "revoke-consent",
    },
    "contact_known": {
        "collection": "hold-visit make-call send-message serve-demand-notice",
    },
    "entry_known": {
        "collection": "add-blacklist-entry",
    },
    "entry_unknown": {
        "collection": "remove-blacklist-entry",
    },
    "ground_stands": {
        "classification": "recognise-four-tier",
    },
    "id_taken": {
        "monitoring": ("complete-inspection raise-signal record-reminder schedule-inspection"),
    },
    "licence_not_later": {
        "collection": "place-with-agency",
    },
    "no_round_open": {
        "litigation": "record-auction",
    },
    "not_restructured": {
        "classification": "review-restructuring",
    },
    "nothing_changes": {
        "classification": "override-class",
        "collection": "amend-plan assign-segment set-up-campaign",
        "monitoring": "set-reminder-preference",
    },
    "notice_known": {
        "collection": "send-credit-notice",
    },
    "notice_served": {
        "disposal": "serve-transfer-notice",
    },
    "offer_known": {
        "disposal": "offer-for-transfer",
    },
    "override_not_set": {
        "classification": "withdraw-override",
    },
    "plan_known": {
        "collection": "agree-plan propose-plan",
    },
    "promise_known": {
        "collection": "record-promise",
    },
    "promise_not_open": {
        "collection": "withdraw-promise",
    },
    "proposal_pending": {
        "disposal": "propose-write-off",
    },
    "receipt_known": {
        "disposal": "record-rent",
    },
    "report_known": {
        "collection": "evaluate-agency submit-credit-report",
    },
    "round_open": {
        "litigation": "order-auction",
    },
    "signal_not_open": {
        "monitoring": "acknowledge-signal",
    },
    TAKEN: {
        "collection": "post-update",
    },
    "upgrade_not_waiting": {
        "classification": "approve-upgrade",
    },
    "wrong_state": {
        "collection": (
            "close-campaign evaluate-campaign hand-over-case "
            "launch-campaign refer-to-law "
            "request-field-visit resume-case transfer-to-preservation"
        ),
        "disposal": (
            "accept-payment-in-kind agree-transfer approve-own-use approve-write-off "
            "call-off-transfer convert-to-equity lease-asset reject-write-off select-route "
            "sell-asset"
        ),
        "guarantee": (
            "notify-guarantor realise-security record-additional-security "
            "record-refusal release-collateral report-impairment "
            "send-risk-warning"
        ),
        "litigation": (
            "agree-settlement apply-enforcement break-settlement "
            "close-mediation decide-litigation end-enforcement end-suit "
            "execute-preservation file-suit lift-preservation "
            "open-mediation record-judgment-effect "
            "record-preservation-ruling request-arbitration "
            "revive-enforcement"
        ),
        "monitoring": (
            "complete-rectification complete-review dismiss-signal issue-opinion report-life-event"
        ),
    },
}
"""What the repetition of a command comes to: by code, the commands of each service."""


def code_of(type_: str) -> str:
    """The code in the table; exactly one."""
    _, service, command, _ = type_.split(".")
    (found,) = (c for c, some in CODES.items() if command in some.get(service, "").split())
    return found


def test_the_table_names_every_command_and_no_other() -> None:
    named = [
        f"postloan.{service}.{command}.v1"
        for some in CODES.values()
        for service, commands in some.items()
        for command in commands.split()
    ]
    assert sorted(named) == sorted(COMMANDS)


def said_twice(type_: str, morning: bool) -> str:
    """The code of the refusal or of the blocked act, or ``taken``."""
    (scene,) = scenes_of(type_)[-1:]
    town, data, today = scene.bank(), dict(scene.data), scene.day
    if "role" in data:
        data.setdefault("done_on", data.get("at", today.isoformat())[: len("2024-01-01")])
    town.say(type_, today, "first", data)
    if morning:
        town.close(today)
        today += DAY
    before = len(town.events(scene.service))
    try:
        town.say(type_, today, "second", data)
    except Rejected as refused:
        return refused.code
    made = town.events(scene.service)[before:]
    codes = [each.code for each in made if isinstance(each, BLOCKED)]
    return codes[0] if codes else TAKEN


@pytest.mark.parametrize("morning", [False, True])
@pytest.mark.parametrize("type_", sorted(COMMANDS))
def test_the_same_again_is_refused_or_blocked_with_its_code(type_: str, morning: bool) -> None:
    """On the same day, and on the next morning for the same day."""
    assert said_twice(type_, morning) == code_of(type_)
