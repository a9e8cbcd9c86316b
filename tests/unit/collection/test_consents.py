"""Who may record that a protection is given up: never an agency, and never one person alone."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.done import CollectionCallMade, ConsentRecorded
from tests.unit.collection.life import EDITION, Life, in_case, refusal
from tests.unit.collection.test_gate_limits import with_agency

REVIEWED = EDITION.cases.reviewed_consents.codes
WIFE: dict[str, Any] = {
    "target_role": "relative",
    "target_id": "P-WIFE",
    "data_fields": ("amount",),
    "purposes": ("information",),
}


def records(life: Life, kind: str, **fields: Any) -> list[Any]:
    """A consent as it is asked for; without a second person unless one is named."""
    words = {"consent_id": "K-1", "kind": kind, "party_id": None, "document_id": "D-1"}
    return life.act(acts.RecordConsent, **(words | fields))


def second(who: str = "wang", role: str = "compliance_officer") -> dict[str, str]:
    return {"approved_by": who, "approver_role": role}


@pytest.mark.parametrize("kind", [*REVIEWED, "workplace_visit"])
def test_no_agency_records_a_consent(kind: str) -> None:
    """Rules: CC-01, CC-07, COL-82."""
    life = with_agency()
    words = second() | {"role": "agency_collector"}
    assert refusal(lambda: records(life, kind, **words)) == "role_not_allowed"


@pytest.mark.parametrize("role", ["collector", "specialist", "collection_manager"])
@pytest.mark.parametrize("kind", REVIEWED)
def test_what_lifts_a_protection_is_reviewed_by_a_second_person(kind: str, role: str) -> None:
    """Rules: CC-01, CC-03, CC-07."""
    life = in_case()
    assert refusal(lambda: records(life, kind, role=role)) == "second_person_missing"
    assert refusal(lambda: records(life, kind, role=role, **second(" "))) == (
        "second_person_missing"
    )
    assert refusal(lambda: records(life, kind, role=role, **second("CHEN "))) == "same_person"
    other = second("zhou", "agency_collector")
    assert refusal(lambda: records(life, kind, role=role, **other)) == "approver_role_not_allowed"
    assert isinstance(records(life, kind, role=role, **second())[0], ConsentRecorded)


def test_a_visit_at_work_is_agreed_to_before_one_collector() -> None:
    """Rules: CC-11. As at any door: that they may come in is noted by who goes in."""
    assert isinstance(records(in_case(), "workplace_visit")[0], ConsentRecorded)


def test_nobody_is_told_of_the_debt_by_a_consent_that_was_refused() -> None:
    """Rules: CC-07, COL-82."""
    life = in_case()
    offer = {"party_id": "P-WIFE"}
    assert refusal(lambda: records(life, "third_party_payer", **offer)) == "second_person_missing"
    assert life.call("11:00", **WIFE)[0].code == "THIRD_PARTY_PRESSURE"
    records(life, "third_party_payer", **offer, **second())
    assert isinstance(life.call("11:00", **WIFE)[0], CollectionCallMade)
