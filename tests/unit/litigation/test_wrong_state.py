"""Every command of litigation in every stage of B.5: taken, or refused with its code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.litigation.domain.measures import measure_on
from services.litigation.domain.stages import stage_on
from tests.states import BLOCKED, Answer, Codes, Table
from tests.unit.litigation.standing import MEASURES, STAGES, standing
from tests.unit.litigation.told import ABOUT, LIANG

SOON = timedelta(days=9)
MONEY = {"amount": "1000.00", "currency": "CNY"}
SUIT = {"suit_id": "SUIT-1"}
MEASURE = {"measure_id": "PM-1"}
AT = "{day}T10:00:00+08:00"
NEW_SUIT = {"suit_id": "SUIT-9", "court": "C-1", "defendants": [LIANG], "claim_day": "{day}"}
PARTIES = ["preservation_department", "court_enforcement", "front_line"]
FIELDS: dict[str, dict[str, Any]] = {
    "decide-litigation": {
        "able": True,
        "willing": False,
        "expected_recovery": {"amount": "2000.00", "currency": "CNY"},
        "expected_cost": MONEY,
    },
    "send-lawyers-letter": {"letter_id": "LT-9", "deadline": SOON},
    "apply-preservation": {
        "measure_id": "PM-9",
        "at": AT,
        "court": "COURT-1",
        "asset_id": "A-9",
        "asset_kind": "deposit",
        "amount": MONEY,
        "security": MONEY,
    },
    "record-preservation-ruling": MEASURE | {"at": AT, "ruling_id": "RU-9", "granted": True},
    "execute-preservation": MEASURE,
    "renew-preservation": MEASURE,
    "lift-preservation": MEASURE | {"ground": "court_order"},
    "take-asset": {"asset_id": "A-1", "court_order": "ENF-1"},
    "record-acknowledgement": {"document_id": "D-9", "signed_by": LIANG, "signed": True},
    "record-obstacle": {"obstacle_id": "OB-9", "kind": "force_majeure"},
    "record-asset-clue": {"clue_id": "CL-9", "kind": "asset", "verified": True},
    "open-mediation": {"mediation_id": "M-9"},
    "close-mediation": {"mediation_id": "M-1", "agreed": False},
    "request-confirmation": {"mediation_id": "M-1"},
    "file-suit": NEW_SUIT,
    "request-arbitration": NEW_SUIT | {"arbitration_clause": "CLAUSE-9"},
    "record-acceptance": SUIT | {"procedure": "simple"},
    "record-service": SUIT | {"party_id": LIANG},
    "record-hearing": SUIT,
    "record-judgment": SUIT | {"awarded": MONEY, "liable": [LIANG]},
    "record-appeal": SUIT | {"party_id": LIANG},
    "record-judgment-effect": SUIT | {"perform_by": timedelta(days=99)},
    "end-suit": SUIT | {"outcome": "withdrawn"},
    "apply-enforcement": {"enforcement_id": "ENF-9", "court": "COURT-1", "clues": ["CL-1"]},
    "agree-coordination": {"agreement_id": "CO-9", "parties": PARTIES},
    "hold-onsite-enforcement": {"action_id": "OS-9", "agreement_id": "CO-1", "clues": ["CL-1"]},
    "order-auction": {
        "asset_id": "A-9",
        "asset_kind": "movable",
        "valuation": MONEY,
        "starting_price": MONEY,
        "published_on": "{day}",
        "auction_on": timedelta(days=60),
    },
    "record-auction": {"asset_id": "A-1", "sold": False},
    "agree-settlement": {
        "settlement_id": "SE-9",
        "parties": [LIANG],
        "amount": MONEY,
        "pay_by": SOON,
    },
    "break-settlement": {},
    "end-enforcement": {"ruling_id": "E-9", "parties": [LIANG], "exhausted": ["accounts"]},
    "record-asset-search": {"found": False},
    "revive-enforcement": {"clue_id": "CL-2"},
    "record-bankruptcy": {"party_id": LIANG, "phase": "petition_filed"},
    "declare-claim": {"party_id": LIANG},
}
SOLD_OR_GIVEN_UP = {
    "closed: remitted": "claim_extinguished",
    "party_substituted": "claim_transferred",
}
PRE_SUIT = (
    "assessment",
    "protective",
    "preserved",
    "lapsed",
    "letter",
    "ready_to_sue",
    "mediation",
)
TAKEN = ("filed: accepted", "bankruptcy")
"""The court has the suit; a petition that it has not accepted changes nothing of it (BK-03)."""
ACCEPTED = (*TAKEN, "filed: judgment", "filed: appeal", "filed: final")
IN_COURT = ("filed", *ACCEPTED)
ENFORCED = ("enforcing", "settlement_running: enforced")
UNDER_WAY = (*PRE_SUIT, "settlement_running", *IN_COURT, "judged", *ENFORCED, "dormant")
SOLVENT = tuple(each for each in UNDER_WAY if each != "bankruptcy")
BANKRUPT = ("bankruptcy", "bankruptcy: accepted")
ANYWHERE = ("none", "cured", *SOLVENT, *BANKRUPT)
"""With or without a case, as long as the claim is the bank's and owes something."""
NO_MEASURE: Codes = {
    "measure_unknown": ("cured", *({*UNDER_WAY, *BANKRUPT} - {"preserved", "lapsed"}))
}
ANSWERS: dict[str, Answer] = {
    "decide-litigation": Answer(("assessment",), {"referral_missing": ("protective", "lapsed")}),
    "send-lawyers-letter": Answer(("letter",)),
    "apply-preservation": Answer(UNDER_WAY),
    "record-preservation-ruling": Answer((), NO_MEASURE),
    "execute-preservation": Answer(("preserved",), NO_MEASURE),
    "renew-preservation": Answer((), NO_MEASURE),
    "lift-preservation": Answer(
        ("preserved",),
        {"measure_unknown": (*NO_MEASURE["measure_unknown"], "closed", "closed: remitted")},
    ),
    "take-asset": Answer(("enforcing",), otherwise=BLOCKED),
    "record-acknowledgement": Answer(ANYWHERE),
    "record-obstacle": Answer(ANYWHERE),
    "record-asset-clue": Answer(ANYWHERE),
    "open-mediation": Answer(("preserved", "ready_to_sue", *IN_COURT)),
    "close-mediation": Answer(("mediation",), {"mediation_unknown": IN_COURT}),
    "request-confirmation": Answer(
        ("settlement_running",), {"mediation_unknown": ("settlement_running: enforced",)}
    ),
    "file-suit": Answer(("preserved", "ready_to_sue")),
    "request-arbitration": Answer(("preserved", "ready_to_sue")),
    "record-acceptance": Answer(("filed",), {"already_known": ACCEPTED}),
    "record-service": Answer(ACCEPTED, {"not_accepted": ("filed",)}),
    "record-hearing": Answer(ACCEPTED, {"not_accepted": ("filed",)}),
    "record-judgment": Answer(TAKEN, {"not_accepted": ("filed",), "already_known": ACCEPTED[2:]}),
    "record-appeal": Answer(
        ("filed: judgment",),
        {
            "no_judgment": ("filed", *TAKEN),
            "already_known": ("filed: appeal",),
            "appeal_too_late": ("filed: final",),
        },
    ),
    "record-judgment-effect": Answer(
        ("filed: final",),
        {
            "no_judgment": ("filed", *TAKEN),
            "appeal_running": ("filed: judgment",),
            "appeal_pending": ("filed: appeal",),
        },
    ),
    "end-suit": Answer((*IN_COURT, "bankruptcy: accepted"), {"judgment_effective": ("judged",)}),
    "apply-enforcement": Answer(("judged",)),
    "agree-coordination": Answer(("judged", *ENFORCED)),
    "hold-onsite-enforcement": Answer(("enforcing",)),
    "order-auction": Answer(ENFORCED),
    "record-auction": Answer(ENFORCED),
    "agree-settlement": Answer(("enforcing",)),
    "break-settlement": Answer(("settlement_running", "settlement_running: enforced")),
    "end-enforcement": Answer(ENFORCED),
    "record-asset-search": Answer(("dormant",)),
    "revive-enforcement": Answer(("dormant",)),
    "record-bankruptcy": Answer(("none", "cured", *SOLVENT), {"already_known": BANKRUPT}),
    "declare-claim": Answer(
        ("bankruptcy: accepted",), {"not_accepted": ("none", "cured", *UNDER_WAY)}
    ),
}
OF_MEASURES: dict[str, Answer] = {
    "record-preservation-ruling": Answer(("applied",)),
    "execute-preservation": Answer(("granted", "granted: waiting")),
    "renew-preservation": Answer(("in_force",), {"already_renewed": ("renewed",)}),
    "lift-preservation": Answer(("applied", "granted", "granted: waiting", "in_force", "renewed")),
    "take-asset": Answer(("in_force", "renewed"), otherwise=BLOCKED),
}
TABLE = Table(
    "litigation",
    ABOUT,
    {name: standing(make) for name, make in STAGES.items()},
    FIELDS,
    ANSWERS,
    SOLD_OR_GIVEN_UP,
    {"none": "no legal case", "closed: remitted": "was remitted", "party_substituted": "was sold"},
)
MEASURED = Table(
    "litigation",
    ABOUT,
    {name: standing(make) for name, make in MEASURES.items()},
    FIELDS | {"take-asset": {"asset_id": "A-1", "court_order": "RU-1"}},
    OF_MEASURES,
)
TABLES = (TABLE, MEASURED)


@pytest.mark.parametrize("state", STAGES)
def test_the_case_stands_where_the_table_says(state: str) -> None:
    case, day = TABLE.standing(state)
    assert (stage_on(case, day) or "none") == state.partition(":")[0]


@pytest.mark.parametrize("state", MEASURES)
def test_the_measure_stands_where_the_table_says(state: str) -> None:
    case, day = MEASURED.standing(state)
    measure = measure_on(case, "PM-1", day)
    assert measure is not None
    assert measure.state == state.partition(":")[0]


@pytest.mark.parametrize("command", ANSWERS)
def test_what_b5_does_not_list_is_refused_with_its_code(command: str) -> None:
    TABLE.check(command)


@pytest.mark.parametrize("command", OF_MEASURES)
def test_a_measure_is_moved_only_from_the_states_of_b5(command: str) -> None:
    MEASURED.check(command)


def test_a_refusal_names_the_command_that_was_sent() -> None:
    """Asking for arbitration makes the event of a suit, and is still no filing of one."""
    code, said = TABLE.put("request-arbitration", "filed")
    assert (code, said.partition(":")[0]) == ("wrong_state", "request-arbitration")
