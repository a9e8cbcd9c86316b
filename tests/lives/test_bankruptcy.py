"""A company with two loans: every row of ``docs/lives/bankruptcy.md``, with its date and amount."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.envelope import Envelope
from services.collection.domain.conclusions import RecoveryRecognised as CollectionRecovery
from services.console.lives.reading import Step, read_life
from services.disposal.domain.entries import RecoveryRecognised as DisposalRecovery
from services.guarantee.domain.entries import AlarmRaised
from services.litigation.domain.outcomes import ClaimDeclared
from tests.lives.asking import NOW, Row, claimed_and_paid, due, fen, sections, told
from tests.lives.playing import LIVES, play, played, say
from tests.town import Town

A, B = "L-2001", "L-2002"
BEFORE = "2024-06-27"
"""The day before the reversal became known."""
LAST, FREE = "2024-09-18", "2024-09-19"
FIRST_GUARANTOR = "guarantee.guarantors.0."


@pytest.fixture(scope="module")
def town() -> Town:
    return played("bankruptcy")


def _a(as_of: str, path: str, answer: object, known_on: str | None = NOW) -> Row:
    return as_of, known_on, A, path, answer


def _b(as_of: str, path: str, answer: object, known_on: str | None = NOW) -> Row:
    return as_of, known_on, B, path, answer


ROWS: tuple[Row, ...] = (
    _a("2023-09-15", "monitoring.principal_outstanding", "100000.00"),
    _a("2023-09-15", FIRST_GUARANTOR + "state", "registered"),
    _b("2023-12-20", "monitoring.principal_outstanding", "1000000.00"),
    _b("2023-12-20", FIRST_GUARANTOR + "cap", "200000.00"),
    _b("2024-03-20", "monitoring.principal_outstanding", "900000.00"),
    _a("2024-03-15", "monitoring.days_past_due", 0),
    _a("2024-03-16", "monitoring.overdue", "101820.00"),
    _a("2024-03-16", "classification.class", "special_mention"),
    _a("2024-03-16", "collection.state", "OPEN"),
    _a("2024-03-18", "collection.cause", "operating_loss"),
    _a("2024-03-22", "collection.notices.0.amount", "102030.00"),
    _a("2024-03-25", FIRST_GUARANTOR + "state", "notified"),
    _a("2024-03-25", FIRST_GUARANTOR + "demanded_on", None),
    # A defaults and pulls B: (a) 10 % is not more than 10 %
    _a("2024-06-13", "classification.class", "special_mention"),
    _b("2024-06-13", "classification.class", "normal"),
    _a("2024-06-14", "classification.class", "substandard"),
    _a("2024-06-14", "classification.rules", ["RC-20"]),
    _b("2024-06-14", "classification.class", "special_mention"),
    _b("2024-06-14", "classification.own_merit", "normal"),
    _b("2024-06-14", "classification.contagion.rule", "RC-13"),
    _b("2024-06-14", "classification.contagion.from_loans", [A]),
    # (b), as known until the cheque bounced
    _b("2024-06-20", "monitoring.principal_outstanding", "800000.00", BEFORE),
    _b("2024-06-20", "classification.class", "substandard", BEFORE),
    _b("2024-06-20", "classification.contagion.rule", "RC-50", BEFORE),
    _b("2024-06-20", "classification.contagion.share.non_performing", "100000.00", BEFORE),
    _b("2024-06-20", "classification.contagion.share.total", "900000.00", BEFORE),
    _b("2024-06-27", "monitoring.days_past_due", 0, BEFORE),
    _b("2024-06-27", "collection", None, BEFORE),
    # and since
    _b("2024-06-20", "monitoring.principal_outstanding", "900000.00"),
    _b("2024-06-20", "classification.class", "special_mention"),
    _b("2024-06-20", "classification.contagion.rule", "RC-13"),
    _b("2024-06-27", "monitoring.days_past_due", 7),
    _b("2024-06-27", "monitoring.overdue", "112420.00"),
    _b("2024-06-27", "collection.case_id", f"K1-{A}"),
    _a("2024-07-01", "litigation.stage", "assessment"),
    _a("2024-07-01", "collection.state", "LEGAL_REFERRED"),
    _b("2024-07-05", "collection.notices.0.amount", "112870.00"),
    # (c), (d)
    _b("2024-07-14", "classification.class", "special_mention"),
    _b("2024-07-15", "monitoring.principal_outstanding", "863170.00"),
    _b("2024-07-15", "monitoring.overdue", "63170.00"),
    _b("2024-07-15", "monitoring.penalty", "0.00"),
    _b("2024-07-15", "classification.class", "substandard"),
    _b("2024-07-15", "classification.own_merit", "special_mention"),
    _b("2024-07-15", "classification.contagion.share.total", "963170.00"),
    # (e): both sides of the last day
    _a("2024-09-17", FIRST_GUARANTOR + "state", "notified"),
    _a("2024-09-17", FIRST_GUARANTOR + "liable", "107400.00"),
    _a(LAST, FIRST_GUARANTOR + "state", "notified"),
    _a(LAST, FIRST_GUARANTOR + "liable", "107430.00"),
    _a(LAST, FIRST_GUARANTOR + "period.ends_on", LAST),
    _a(LAST, FIRST_GUARANTOR + "period.article", "民法典 art. 692"),
    _a(LAST, FIRST_GUARANTOR + "period.state", "running"),
    _a(FREE, FIRST_GUARANTOR + "period.state", "expired"),
    _a("2025-12-31", FIRST_GUARANTOR + "period.state", "expired"),
    _a("2025-12-31", FIRST_GUARANTOR + "period.ends_on", LAST),
    _a(FREE, FIRST_GUARANTOR + "state", "expired"),
    _a(FREE, FIRST_GUARANTOR + "liable", "0.00"),
    _a(FREE, FIRST_GUARANTOR + "released_on", FREE),
    _a(FREE, FIRST_GUARANTOR + "release_reason", "period_expired"),
    _b("2024-09-18", "classification.own_merit", "special_mention"),
    _b("2024-09-19", "classification.own_merit", "substandard"),
    _b("2024-09-21", "monitoring.overdue", "174210.00"),  # 63,170.00 + 111,040.00
    _a("2024-10-08", "litigation.stage", "bankruptcy"),
    # accepted on 15 October, known on the 18th: (g)
    _a("2024-10-15", "litigation.interest_stopped_on", None, "2024-10-17"),
    _b("2024-10-15", "monitoring.overdue", "174210.00", "2024-10-17"),
    _b("2024-10-15", "monitoring.penalty", "2493.49", "2024-10-17"),
    _a("2024-10-15", "monitoring.accelerated_on", "2024-10-15"),
    _a("2024-10-15", "monitoring.overdue", "101820.00"),
    _a("2024-10-15", "monitoring.penalty", "6420.00"),
    _a("2024-10-15", "litigation.claim.total", "108240.00"),
    _b("2024-10-15", "monitoring.overdue", "876835.00"),  # 863,170.00 + 13,665.00
    _b("2024-10-15", "monitoring.penalty", "2493.49"),
    _b("2024-10-15", "litigation.claim.total", "879328.49"),
    _b("2024-10-15", "litigation.claim.interest", "13665.00"),
    _b("2024-10-15", "litigation.interest_stopped_on", "2024-10-15"),
    _a("2025-06-29", "monitoring.penalty", "6420.00"),
    _b("2024-12-15", "litigation.claim.total", "879328.49"),
    _b("2024-10-28", FIRST_GUARANTOR + "demanded", "200000.00"),
    _b("2024-10-28", FIRST_GUARANTOR + "period.state", "secured"),
    _b("2024-10-28", FIRST_GUARANTOR + "limitation.ends_on", "2027-10-28"),
    _b("2024-10-28", FIRST_GUARANTOR + "liable", "200000.00"),
    _a("2024-11-19", "litigation.limitation.ends_on", "2027-03-22"),
    _b("2024-11-19", "litigation.limitation.ends_on", "2027-10-15"),
    _a("2024-11-20", "litigation.limitation.ends_on", "2027-11-20"),
    _b("2024-11-20", "litigation.limitation.ends_on", "2027-11-20"),
    _a("2024-12-10", "classification.class", "substandard"),
    _a("2024-12-11", "classification.class", "doubtful"),
    # (h)
    _b("2024-12-16", "monitoring.principal_outstanding", "679328.49"),
    _b("2024-12-16", "monitoring.penalty", "0.00"),
    _b("2024-12-15", FIRST_GUARANTOR + "limitation.state", "running"),
    _b("2024-12-16", FIRST_GUARANTOR + "state", "discharged_by_payment"),
    _b("2024-12-16", FIRST_GUARANTOR + "limitation.state", "stopped"),
    _b("2024-12-16", FIRST_GUARANTOR + "period.state", "secured"),
    _b("2024-12-16", FIRST_GUARANTOR + "recourse", "200000.00"),
    _a("2025-01-19", "classification.class", "doubtful"),
    _b("2025-01-19", "classification.class", "substandard"),
    _a("2025-01-20", "classification.class", "loss"),
    _b("2025-01-20", "classification.class", "loss"),
    # (i)
    _a("2025-06-30", "monitoring.principal_outstanding", "97416.00"),
    _a("2025-06-30", "monitoring.penalty", "0.00"),
    _b("2025-06-30", "monitoring.principal_outstanding", "591395.64"),
    _a("2025-07-30", "disposal.accounting_state", "on_book"),
    _a("2025-07-30", "collection.case_id", f"K1-{A}"),
    _a("2025-07-31", "disposal.accounting_state", "written_off"),
    _a("2025-07-31", "disposal.written_off", "97416.00"),
    _a("2025-07-31", "disposal.criterion", "WC-01"),
    _a("2025-07-31", "disposal.legal_state", "alive"),
    _b("2025-07-31", "disposal.written_off", "591395.64"),
    _a("2025-07-31", "collection.state", "CLOSED_LOSS"),
    _b("2025-07-31", "collection.state", "CLOSED_LOSS"),
    _a("2025-08-05", "disposal.memo_claim", "97416.00"),
    _b("2025-08-05", "disposal.memo_claim", "591395.64"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]}-{row[0]}-{row[1]}-{row[3]}")
def test_the_loan_document_says_what_the_paper_says(town: Town, row: Row) -> None:
    told(town, row)


def test_the_warnings_came_before_the_period_was_over(town: Town) -> None:
    raised = [
        (each.effective_on.isoformat(), each.days)
        for each in town.events("guarantee", AlarmRaised.NAME)
        if isinstance(each, AlarmRaised) and each.guarantor_id == "G-0031"
    ]
    assert raised == [
        ("2024-06-20", 90),
        ("2024-07-20", 60),
        ("2024-08-19", 30),
        ("2024-09-11", 7),
    ]
    for day in ("2024-06-20", LAST):
        (claim,) = due(town.loan(A, day), "guarantee", "claim_on_guarantor")
        assert (claim["on"], claim["subject"], claim["rule"]) == (LAST, "G-0031", "GU-08")
        assert claim["article"] == "民法典 art. 692"
    (demand,) = due(town.loan(A, LAST), "guarantee", "demand_from_guarantor")
    assert (demand["on"], demand["rule"]) == ("2024-03-22", "GUA-09")
    assert town.loan(A, FREE)["guarantee"]["due"] == []


@pytest.mark.parametrize(("day", "state", "period"), [(LAST, "demanded", "secured")])
def test_a_demand_on_the_last_day_would_have_kept_him(day: str, state: str, period: str) -> None:
    life = read_life(LIVES / "bankruptcy.toml")
    late = next(step for step in life.steps if step.refused == "guarantee_expired")
    met = next(s for s in life.steps if getattr(s.message, "contact_id", "") == "GT-2")
    town = play(life, through=date(2024, 9, 17))
    again = {"contact_id": "GT-9", "at": f"{day}T10:00+08:00", "loan_id": A, "target_id": "G-0031"}
    for step, said in ((met, again), (late, {"contact_id": "GT-9"})):
        told = replace(step, message=step.message.model_copy(update=said))
        say(town, _on(told, date.fromisoformat(day)))
    town.close(day)
    town.close(FREE)
    (guarantor,) = town.loan(A, FREE)["guarantee"]["guarantors"]
    assert (guarantor["state"], guarantor["period"]["state"]) == (state, period)
    assert guarantor["limitation"]["ends_on"] == "2027-09-18"
    assert guarantor["liable"]["amount"] == "107460.00"


def _on(step: Step, day: date) -> Step:
    said = step.envelope
    name = f"{said.id}-{day}"  # another message, not the same one again
    envelope = Envelope(name, said.source, said.type, day, subject=said.subject, key=said.key)
    return replace(step, on=day, envelope=envelope, refused=None)


def test_the_claims_are_filed_in_time_and_as_of_acceptance(town: Town) -> None:
    for loan in (A, B):
        (file,) = due(town.loan(loan, "2024-10-18"), "litigation", "file_claim_in_bankruptcy")
        assert (file["on"], file["about"]) == ("2024-12-06", "C-0201")
        assert (file["rule"], file["article"]) == ("BK-01", "企业破产法 art. 45")
        assert due(town.loan(loan, "2024-10-17"), "litigation", "file_claim_in_bankruptcy")
        known = town.loan(loan, "2024-10-17", "2024-10-17")
        assert not due(known, "litigation", "file_claim_in_bankruptcy")
        assert not due(town.loan(loan, "2024-11-20"), "litigation", "file_claim_in_bankruptcy")
    declared = {
        each.loan_id: (each.claim.total, each.late)
        for each in town.events("litigation", ClaimDeclared.NAME)
        if isinstance(each, ClaimDeclared)
    }
    assert declared == {A: (108_240_00, False), B: (879_328_49, False)}


def test_six_services_know_of_it_at_the_end(town: Town) -> None:
    six = {"monitoring", "classification", "collection", "guarantee", "litigation", "disposal"}
    for loan in (A, B):
        assert sections(town, loan, "2025-08-05") == six
        assert sections(town, loan, "2024-03-01") == {"monitoring", "classification", "guarantee"}


@pytest.mark.parametrize(
    ("loan", "claimed", "paid"),
    [(A, 110_060_00, 12_644_00), (B, 1_042_978_49, 451_582_85)],
)
def test_money_is_conserved(town: Town, loan: str, claimed: int, paid: int) -> None:
    """Claimed = paid + in kind + loss + outstanding: what is written off is all that is left."""
    assert claimed_and_paid(town, loan, "2025-08-05") == (claimed, paid)
    shown = town.loan(loan, "2025-08-05")
    loss, in_kind = fen(shown["disposal"]["written_off"]), fen(shown["disposal"]["in_kind"])
    assert (in_kind, claimed) == (0, paid + loss)
    assert fen(shown["monitoring"]["overdue"]) == loss
    assert fen(shown["disposal"]["provision_used"]) == loss


def test_recovered_money_bears_one_name_whoever_recognises_it(town: Town) -> None:
    """By receipt it is counted once (COL-130): disposal leaves the borrower's own to his case."""
    of_case = {
        each.recovery_id: each.net.minor
        for each in town.events("collection", CollectionRecovery.NAME)
        if isinstance(each, CollectionRecovery) and each.loan_id == B
    }
    of_disposal = {
        each.recovery_id: each.gross.minor - each.cost.minor
        for each in town.events("disposal", DisposalRecovery.NAME)
        if isinstance(each, DisposalRecovery) and each.loan_id == B
    }
    assert of_case == {"B-3": 50_000_00, "B-4": 200_000_00, "B-5": 87_932_85}
    assert of_disposal == {"B-4": 200_000_00, "B-5": 87_932_85}
    assert sum((of_case | of_disposal).values()) == 337_932_85
    assert fen(town.loan(B, "2025-08-05")["collection"]["recovered"]) == 337_932_85
