"""Small lives that use the officers' commands which the told lives leave out."""

from __future__ import annotations

from collections.abc import Callable

from tests.lives.lending import COST, called, lend
from tests.lives.scenes_of_law import arbitrated, disposed, secured, sued, written_off
from tests.lives.scenes_of_sale import called_off
from tests.lives.telling import Told, cny


def more() -> tuple[Callable[[Told], None], ...]:
    """Each begins with a new bank on the day of lending."""
    return (
        watched,
        agreed,
        fielded,
        campaign,
        secured,
        sued,
        arbitrated,
        disposed,
        called_off,
        written_off,
        upgraded,
    )


def watched(life: Told) -> None:
    """The post-loan file: signals, opinion, rectification, care after a late payment."""
    lend(life)
    papers = ["customer_basics", "loan_contract", "collateral_data"]
    reviewer = {"role": "risk_reviewer"}
    life.act("monitoring", "complete-review", "2024-01-15", documents=papers)
    life.act("monitoring", "set-reminder-preference", channel="sms", automatic=True)
    planned = {"inspection_id": "IN-1", "mode": "on_site"}
    life.act("monitoring", "schedule-inspection", **planned, due_on="2024-01-22")
    life.act("monitoring", "complete-inspection", "2024-01-20", **planned, clean=True)
    life.act("monitoring", "raise-signal", signal_id="S-1", codes=["turnover_drop"])
    life.act("monitoring", "acknowledge-signal", **reviewer, signal_id="S-1")
    life.act("monitoring", "dismiss-signal", **reviewer, signal_id="S-1")
    life.act("monitoring", "raise-signal", signal_id="S-2", codes=["query_spike"])
    measures = {"measures": ["more_tracking"]}
    opinion = {"opinion_id": "O-1", **measures}
    life.act("monitoring", "issue-opinion", **reviewer, **opinion, rectify_by="2024-02-05")
    life.act("monitoring", "complete-rectification", "2024-01-25", **opinion)
    life.act("monitoring", "report-life-event", "2024-02-01", life_event="serious_illness")
    life.act("monitoring", "report-life-event", "2024-02-05", life_event="recovered")
    for number in range(1, 7):
        life.pay(f"R{number}", "10300.00", f"2024-{number + 1:02d}-{15 if number == 1 else 10}")
    life.pay("R-PENALTY", "100.00", "2024-07-11")
    life.act("monitoring", "hold-counselling", "2024-07-15")


def agreed(life: Told) -> None:
    """Promise and plan, hand-over, agency, law, lists."""
    called(life)
    promise = {"promise_id": "PR-1", "half_day": "morning", "hour": "10:00"}
    life.act(
        "collection", "record-promise", **promise, due_on="2024-02-20", amount=cny("10300.00")
    )
    life.act("collection", "withdraw-promise", "2024-02-13", promise_id="PR-1")
    consent = {"consent_id": "CO-1"}
    life.act("collection", "record-consent", **consent, kind="quiet_hours", document_id="DOC-1")
    life.act("collection", "revoke-consent", "2024-02-14", **consent)
    life.act(
        "collection",
        "request-measure",
        measure="reduce_own_limit",
        target_role="borrower",
    )
    life.act("collection", "assign-segment", segment="B", criteria=["days_past_due"])
    life.act("collection", "post-update", channel="system_feed", data_fields=["loan_number"])
    life.act("collection", "send-credit-notice", notice_id="CN-1")
    life.act("collection", "submit-credit-report", "2024-02-16", report_id="CR-1")
    life.act("collection", "pause-case", ground="dispute")
    manager = {"role": "collection_manager"}
    life.act("collection", "resume-case", "2024-02-17", **manager, answer="the sum is right")
    _planned(life)
    final = {"recording_id": "REC-2", "phone_stage": "final"}
    life.contact("make-call", "2024-02-27", **final)
    told = {"channel": "letter", "template_id": "LETTER-OUTSOURCE", "result": "delivered"}
    life.contact("send-message", **told, purposes=["outsource_notice"])
    life.act(
        "collection",
        "hand-over-case",
        "2024-02-29",
        **manager,
        to_unit="special",
        summary="shop open, promises broken",
        team=["chen", "liu"],
        anchor="chen",
    )
    life.act(
        "collection",
        "place-with-agency",
        **manager,
        agency_id="AG-1",
        licence_id="LIC-1",
        licence_ends_on="2026-12-31",
        agreement_id="AGR-1",
        data_fields=["name", "phone"],
    )
    report = {"report_id": "EV-1", "covers": ["conduct", "results", "information_security"]}
    life.act("collection", "evaluate-agency", **manager, agency_id="AG-1", **report)
    life.act("collection", "refer-to-law", "2024-03-05", ground="unwilling", **COST)
    life.act("collection", "transfer-to-preservation", **manager, to_unit="preservation")
    life.act("collection", "report-circumstances", change="the shop was let")
    entry = {"entry_id": "BL-1"}
    life.act(
        "collection",
        "add-blacklist-entry",
        **entry,
        ground="separate_decision",
        scope="no_lending",
        review_on="2026-03-05",
        notice_id="BN-1",
    )
    life.act("collection", "remove-blacklist-entry", "2024-03-06", **entry)


def _planned(life: Told) -> None:
    """Agreed, amended, broken on 26 February; then the phone has failed."""
    plan = {"plan_id": "PL-1"}
    parts = [{"due_on": day, "amount": cny("5150.00")} for day in ("2024-02-25", "2024-03-25")]
    life.act("collection", "propose-plan", **plan, total=cny("10300.00"), parts=parts)
    papers = ["identity_card", "income_proof", "ability_proof"]
    life.act("collection", "agree-plan", **plan, documents=papers, signed=False, recording_id="R")
    other = [{"due_on": day, "amount": cny("5150.00")} for day in ("2024-02-25", "2024-03-15")]
    life.act("collection", "amend-plan", "2024-02-18", **plan, total=cny("10300.00"), parts=other)


def fielded(life: Told) -> None:
    """The plan is broken and the phone has failed."""
    called(life)
    _planned(life)
    life.act("collection", "request-field-visit", "2024-02-27", ground="phone_failed")


def campaign(life: Told) -> None:
    """Set up, launched, worked, judged, closed."""
    lend(life)
    life.about = {"loan_id": "L-1", "obligor_id": "CAMP-1"}
    manager = {"role": "collection_manager"}
    phases = [
        {"phase": "preparation", "starts_on": "2024-01-15", "ends_on": "2024-01-20"},
        {"phase": "collection", "starts_on": "2024-01-21", "ends_on": "2024-01-31"},
    ]
    dates = {"starts_on": "2024-01-15", "ends_on": "2024-01-31", "phases": phases}
    life.act("collection", "set-up-campaign", "2024-01-12", **manager, **dates)
    life.act("collection", "launch-campaign", **manager)
    life.act("collection", "record-campaign-outcome", "2024-01-25", outcome="paid")
    life.act("collection", "evaluate-campaign", "2024-02-01", **manager, report_id="EV-1")
    life.act("collection", "close-campaign", **manager)


def upgraded(life: Told) -> None:
    """An expert's class withdrawn, observed for its time and risen by two persons' assessment."""
    lend(life, parts=12, kind="corporate")
    asked = {"requested_by": "chen", "role": "post_loan_officer"}
    asked |= {"approved_by": "liu", "approver_role": "risk_reviewer"}
    for act, day, data in (
        ("override-class", "2024-02-01", {"class": "doubtful", "reason": "the market has gone"}),
        ("withdraw-override", "2024-02-05", {"reason": "it is back"}),
    ):
        life.say(f"postloan.classification.{act}.v1", day, **asked, **data)
    for number in range(1, 9):
        life.pay(f"R{number}", "10300.00", f"2024-{number + 1:02d}-10")
    life.say(
        "postloan.classification.approve-upgrade.v1",
        "2024-09-12",
        **asked,
        assessment="carries on",
    )
    life.say(
        "postloan.classification.recognise-preservation.v1",
        requested_by="qin",
        role="legal_officer",
        approved_by="liu",
        approver_role="risk_reviewer",
        reason="security renewed",
        ground="security_renewed",
        document_id="PRES-1",
    )
    life.say(
        "postloan.classification.recognise-four-tier.v1",
        requested_by="qin",
        role="post_loan_officer",
        approved_by="liu",
        approver_role="risk_reviewer",
        reason="the plant stands still",
        ground="production_stopped",
        evidence=["VISIT-1"],
    )
