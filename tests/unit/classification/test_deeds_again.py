"""Acts beside the classes that name no condition, record the same or lie before the loan: refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from contracts.classification_acts import RecognisePreservation
from contracts.envelope import Envelope
from services.classification.reactions import react
from services.kit.domain import Rejected
from tests.unit.classification.beside import ALL_MET, cure_test, found, preserved, ranked
from tests.unit.classification.story import on
from tests.unit.classification.test_cures import bad
from tests.unit.classification.test_triage import overdue


def test_a_finding_that_nobody_asks_for_leads_to_no_group() -> None:
    """ "malicous_default" would make a judicial case one that is not soon to be recovered."""
    with pytest.raises(Rejected, match="findings_unknown: findings malicous_default"):
        overdue().put(ranked("2024-02-03", "malicous_default"))


def test_the_same_triage_of_the_same_day_is_one() -> None:
    story = overdue()
    story.put(ranked("2024-02-03", "able", "willing"))
    with pytest.raises(Rejected, match="already_recorded"):
        story.put(ranked("2024-02-03", "willing", "able"))
    assert story.put(ranked("2024-02-03", "able"))
    assert story.put(ranked("2024-02-04", "able", "willing"))


def test_the_same_cure_test_of_the_same_day_is_one() -> None:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    with pytest.raises(Rejected, match="already_recorded"):
        story.put(cure_test("2024-06-01", "CONVERT-4"))
    other = (*ALL_MET[:3], found(4, False, "no security"))
    assert story.put(cure_test("2024-06-01", "CONVERT-4", other))
    assert story.put(cure_test("2024-06-02", "CONVERT-4"))


def test_every_condition_has_its_reason() -> None:
    silent = (*ALL_MET[:3], found(4, False, " "))
    with pytest.raises(Rejected, match=r"finding_reason_missing.* condition 4 "):
        bad().put(cure_test("2024-06-01", "CONVERT-4", silent))


def test_one_document_shows_one_preservation() -> None:
    """Rules: POL-06."""
    story = bad()
    story.put(preserved("2024-06-01"))
    with pytest.raises(Rejected, match=r"already_recorded.* since 2024-06-01"):
        story.put(preserved("2024-07-01"))
    assert story.put(preserved("2024-07-01", ground="debtor_replaced"))


def test_nothing_was_done_before_the_loan_was_there() -> None:
    """Lent on 10 January 2024."""
    early = replace(preserved("2024-06-01"), done_on=on("2024-01-09"))
    with pytest.raises(Rejected, match="before_disbursement: done_on 2024-01-09"):
        bad().put(early)
    assert bad().put(replace(early, done_on=on("2024-01-10")))


def test_a_ground_that_is_none_of_the_four_is_refused() -> None:
    """Rules: POL-06."""
    asked = RecognisePreservation(
        loan_id="L-1",
        obligor_id="C-1",
        requested_by="qin",
        role="legal_officer",
        reason="as the file says",
        ground="hope",
        document_id="D-1",
    )
    with pytest.raises(Rejected, match="ground_unknown: ground 'hope' is none of debtor_replaced"):
        react(asked, Envelope("1", "/x", asked.TYPE, on("2024-06-01")), on("2024-06-01"))
