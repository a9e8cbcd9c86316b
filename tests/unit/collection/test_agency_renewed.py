"""An agency's licence is renewed, and a case comes back from an agency or goes to another one."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.deadlines import deadlines
from services.collection.domain.done import CollectionCallMade
from services.collection.domain.steps import CaseHandedOver, CasePlacedWithAgency
from tests.unit.collection.life import LOAN, Life, on, refusal
from tests.unit.collection.test_agencies import agency
from tests.unit.collection.test_agency_evaluated import evaluate
from tests.unit.collection.test_gate import placed
from tests.unit.collection.test_gate_limits import with_agency

LAST = "2025-12-31"
"""The last day of the licence under which the case was placed."""


def ending(day: str = LAST, evaluated: str | None = "2025-03-01") -> Life:
    """The case is with the agency, which was evaluated in the last year of its licence."""
    life = with_agency()
    if evaluated:
        evaluate(life.to(evaluated))
    return life.to(day)


def renewed(life: Life, ends: str = "2028-12-31", **fields: Any) -> list[Any]:
    return placed(life, licence_id="LIC-2", licence_ends_on=on(ends), **fields)


def called(life: Life, name: str = "A-1", hour: str = "11:00") -> str:
    """What becomes of an agency's call: the event's name, or the code of the block."""
    (made, *_) = life.call(hour, **agency(agency_id=name))
    return str(getattr(made, "code", type(made).__name__))


def due(life: Life) -> dict[str, str]:
    found = deadlines(life.state, LOAN, life.today)
    return {each.what: each.on.isoformat() for each in found}


# -- renewal (CO-01, COL-135) -------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2025-06-01", LAST, "2026-01-05"])
def test_a_later_licence_of_the_same_agency_renews_the_placement(day: str) -> None:
    """Rules: COL-135. Before the old one ends, on its last day, or after it."""
    life = ending(day)
    assert isinstance(renewed(life)[0], CasePlacedWithAgency)
    assert life.case() == "WITH_AGENCY"
    assert due(life)["licence_end"] == "2028-12-31"
    life.to("2026-02-01")
    assert called(life) == CollectionCallMade.__name__


@pytest.mark.parametrize(("day", "taken"), [("2028-12-31", True), ("2029-01-01", False)])
def test_the_renewed_licence_ends_in_its_turn(day: str, taken: bool) -> None:
    """Rules: COL-135."""
    life = ending()
    renewed(life)
    life.to(day)
    assert called(life) == (CollectionCallMade.__name__ if taken else "UNLICENSED_AGENCY")


@pytest.mark.parametrize(
    ("ends", "agreement", "good"),
    [
        (LAST, "AG-1", False),
        ("2025-12-30", "AG-2", False),
        ("2026-01-01", "AG-1", True),
        (LAST, "AG-2", True),
    ],
)
def test_a_renewal_is_of_a_later_licence_or_of_another_agreement(
    ends: str, agreement: str, good: bool
) -> None:
    """Rules: COL-135, COL-136."""
    life = ending("2025-06-01")
    if good:
        assert isinstance(renewed(life, ends, agreement_id=agreement)[0], CasePlacedWithAgency)
    else:
        code = refusal(lambda: renewed(life, ends, agreement_id=agreement))
        assert code == "licence_not_later"


@pytest.mark.parametrize("day", ["2024-06-01", "2026-01-05"])
def test_nothing_is_renewed_without_an_evaluation(day: str) -> None:
    """Rules: CO-01: once before the agreement ends, and no renewal without it."""
    life = ending(day, evaluated=None)
    assert refusal(lambda: renewed(life)) == "agency_not_evaluated"
    evaluate(life)
    assert isinstance(renewed(life)[0], CasePlacedWithAgency)
    life.close()
    assert refusal(lambda: renewed(life, agreement_id="AG-3")) == "agency_not_evaluated"


def test_a_renewal_without_agreement_or_licence_is_blocked_as_ever() -> None:
    """Rules: COL-135, COL-136."""
    life = ending()
    assert renewed(life, agreement_id=None)[0].code == "UNLICENSED_AGENCY"
    assert placed(life.close(), licence_ends_on=on(LAST))[0].code == "UNLICENSED_AGENCY"


# -- back to the unit ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [LAST, "2026-01-01"])
def test_a_case_comes_back_from_an_agency_to_the_unit(day: str) -> None:
    """Rules: COL-133, COL-57, CO-02. That ends the placement, whether or not the licence still runs."""
    life = ending(day)
    assert isinstance(life.hand_over(role="collection_manager")[0], CaseHandedOver)
    assert life.case() == "SPECIALIST_UNIT"
    assert called(life) == "UNLICENSED_AGENCY"
    assert "licence_end" not in due(life)
    seen = life.seen(life.today.isoformat())
    assert seen is not None
    assert seen.agency_id is None
    assert isinstance(life.call("12:00", phone_stage=None)[0], CollectionCallMade)


def test_the_unit_judges_by_a_summary_of_what_the_agency_did() -> None:
    """Rules: COL-57, XCT-11."""
    life = ending()
    assert refusal(lambda: life.hand_over(summary=" ")) == "summary_missing"
    assert refusal(lambda: life.hand_over(hard_case="mood")) == "not_a_hard_case"
    life.hand_over()
    assert refusal(life.hand_over) == "wrong_state"


# -- placed anew --------------------------------------------------------------------------------------

OTHER: dict[str, Any] = {"agency_id": "A-2", "agreement_id": "AG-9"}


def told(life: Life) -> Life:
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    return life


@pytest.mark.parametrize(("day", "good"), [(LAST, False), ("2026-01-01", True)])
def test_another_agency_gets_the_case_when_the_licence_of_the_first_has_ended(
    day: str, good: bool
) -> None:
    """Rules: COL-132, COL-135. One agency has a case at a time."""
    life = told(ending(day))
    if not good:
        assert refusal(lambda: renewed(life, **OTHER)) == "agency_has_case"
        return
    assert isinstance(renewed(life, **OTHER)[0], CasePlacedWithAgency)
    assert life.case() == "WITH_AGENCY"
    assert called(life, "A-2") == CollectionCallMade.__name__
    assert called(life, "A-1", "12:00") == "UNLICENSED_AGENCY"
    seen = life.seen(life.today.isoformat())
    assert seen is not None
    assert seen.agency_id == "A-2"


@pytest.mark.parametrize("tells", [True, False])
def test_the_debtor_is_told_of_another_agency_anew(tells: bool) -> None:
    """Rules: CC-13. The notice before the first was of the first."""
    life = ending("2026-01-05")
    life.hand_over()
    if tells:
        told(life)
        assert isinstance(renewed(life, **OTHER)[0], CasePlacedWithAgency)
    else:
        assert refusal(lambda: renewed(life, **OTHER)) == "outsource_notice_missing"


def test_the_same_agency_gets_it_again_under_the_licence_that_it_still_has() -> None:
    """Rules: COL-132, CC-13. Handed back before, so it is placed anew and nothing is renewed."""
    life = ending("2025-06-01")
    life.hand_over()
    assert called(life) == "UNLICENSED_AGENCY"
    assert isinstance(placed(life)[0], CasePlacedWithAgency)
    assert called(life, hour="12:00") == CollectionCallMade.__name__
