"""Bankrupt parties, by all six services: a write-off counts from the day on which the borrower was declared
so (WC-02); what a guarantor is shown liable for ends to grow with his own bankruptcy and with the sale."""

from __future__ import annotations

from typing import Any

import pytest

from services.disposal.domain.write_off_events import WriteOffProposed
from services.kit.domain import Rejected
from services.litigation.domain.outcomes import ClaimDeclared
from tests.lives.lending import SHOP, TANG, ZHAO, lend
from tests.lives.telling import Told, cents, cny, on
from tests.lives.whole_life_end import BARS, PILOT, assess, document

BORROWER = "C-1"
FILE: dict[str, Any] = {
    "phase": "accepted",
    "announced_on": "2024-06-03",
    "file_claim_by": "2024-08-01",
}


def lent() -> Told:
    """Nothing is ever paid; the first instalment fell due on 10 February 2024."""
    life = Told({"loan_id": "L-1", "obligor_id": BORROWER}, on("2024-01-10"))
    lend(life)
    return life


def accepted(party: str) -> Told:
    life = lent()
    life.act("litigation", "record-bankruptcy", "2024-06-03", party_id=party, **FILE)
    return life


# -- declared bankrupt --------------------------------------------------------------------------


def propose(life: Told) -> WriteOffProposed:
    """By WC-02; doubtful: half of 60,000 is set aside."""
    life.act(
        "disposal",
        "propose-write-off",
        approved_by="liu",
        approver_role="risk_reviewer",
        criterion="WC-02",
        provision=cny("80000.00"),
        provision_top_up=cny("30000.00"),
        evidence=[document("bankruptcy_certificate")],
        measures=[
            {"target_id": who, "measure": "sued", "document_id": f"M-{who}"}
            for who in (BORROWER, ZHAO, TANG, SHOP)
        ],
        examined=[{"block": bar, "applies": False, "document_id": "EX"} for bar in BARS],
        accountability_id="ACC-1",
    )
    states = life.town.houses["disposal"].states
    proposal: WriteOffProposed = states["disposal-L-1"].case.proposal
    return proposal


def lacks(life: Told) -> str:
    with pytest.raises(Rejected) as refusal:
        propose(life)
    assert refusal.value.code == "criterion_not_proven"
    return refusal.value.detail


@pytest.mark.parametrize(("day", "proven"), [("2024-12-27", False), ("2024-12-28", True)])
def test_a_write_off_counts_180_days_from_the_declaration(day: str, proven: bool) -> None:
    """Accepted on 3 June, declared on 1 July 2024: 179 and 180 days. Rules: WC-02, BK-07."""
    life = accepted(BORROWER)
    life.act("litigation", "record-bankruptcy", "2024-07-01", party_id=BORROWER, phase="declared")
    assess(life, day, "D-1", "write_off")
    if not proven:
        assert "(since 2024-07-01)" in lacks(life)
        return
    assert "declared_bankrupt@2024-07-01" in propose(life).proofs


def test_a_reorganisation_is_no_bankruptcy_that_was_declared() -> None:
    """Rules: WC-02, BK-07."""
    life = accepted(BORROWER)
    words = {"party_id": BORROWER, "phase": "reorganisation"}
    life.act("litigation", "record-bankruptcy", "2024-06-10", **words)
    assess(life, "2024-12-28", "D-1", "write_off")
    assert "declared_bankrupt at_least" in lacks(life)


@pytest.mark.parametrize(("declared", "proven"), [("2024-07-02", False), ("2024-07-01", True)])
def test_a_declaration_of_which_one_hears_late_counts_from_its_day(
    declared: str, proven: bool
) -> None:
    """Heard of on 28 December 2024: nothing was proven by what was known before. Rules: WC-02."""
    life = accepted(BORROWER)
    assess(life, "2024-12-28", "D-1", "write_off")
    assert "declared_bankrupt at_least" in lacks(life)
    words = {"party_id": BORROWER, "phase": "declared", "done_on": declared}
    life.act("litigation", "record-bankruptcy", **words)
    if proven:
        assert propose(life).proofs
    else:
        assert f"(since {declared})" in lacks(life)


def test_a_guarantors_bankruptcy_is_none_of_the_loan() -> None:
    """Rules: WC-02."""
    life = accepted(ZHAO)
    life.act("litigation", "record-bankruptcy", "2024-07-01", party_id=ZHAO, phase="declared")
    assess(life, "2024-12-28", "D-1", "write_off")
    assert "legal stage bankruptcy" in lacks(life)


# -- what guarantors are liable for -------------------------------------------------------------


def liable(life: Told, name: str, day: str, known: str | None = None) -> int:
    shown = life.loan(day, known)["guarantee"]["guarantors"]
    (one,) = [each for each in shown if each["guarantor_id"] == name]
    return cents(one["liable"])


def test_a_bankrupt_guarantor_owes_no_more_from_that_day_on() -> None:
    """Four instalments are late on 3 June; Tang's part goes on growing with the loan. Rules: BK-02."""
    life = accepted(ZHAO)
    life.act("litigation", "declare-claim", "2024-06-20", party_id=ZHAO)
    life.pay("R-1", "100.00", "2024-07-20")
    life.to("2024-09-10")
    assert liable(life, ZHAO, "2024-06-02") == liable(life, TANG, "2024-06-02")
    then = liable(life, ZHAO, "2024-06-03")
    assert liable(life, ZHAO, "2024-07-19") == then
    assert liable(life, ZHAO, "2024-09-09") <= then
    assert liable(life, TANG, "2024-09-09") > then
    declared = life.town.houses["litigation"].states["legal-L-1"].last_of(ClaimDeclared)
    assert declared.claim.total == then


def sold() -> Told:
    """Sold on 15 July 2024; the guarantors are told on 1 August."""
    life = lent()
    assess(life, "2024-07-01", "D-1", "transfer")
    offer = {"offer_id": "O-1", "channel": "single", "valuation_id": "VAL-9"}
    life.act("disposal", "offer-for-transfer", "2024-07-02", **offer, screened=list(PILOT))
    buyer: dict[str, Any] = {"buyer_id": "AMC-1", "kind": "amc", "licence_id": "LIC-AMC-1"}
    buyer |= {"experience_years": 20, "capital": cny("10000000000.00")}
    life.act(
        "disposal", "record-bid", "2024-07-03", bid_id="B-1", buyer=buyer, price=cny("9000.00")
    )
    life.act("disposal", "agree-transfer", "2024-07-04", bid_id="B-1", agreement_id="AGR-1")
    life.act("disposal", "transfer-debt", "2024-07-15", payment_id="PRICE-1")
    for party in (ZHAO, TANG):
        words = {"party_id": party, "method": "post", "proof_id": f"EMS-{party}"}
        life.act("disposal", "serve-transfer-notice", "2024-08-01", **words)
    life.to("2024-08-10")
    return life


def test_until_he_is_told_of_the_sale_he_is_liable_for_what_was_sold() -> None:
    """Never for more than the claim that the same document shows. Rules: GU-12, TA-03."""
    life = sold()
    then = liable(life, ZHAO, "2024-07-15")
    assert liable(life, ZHAO, "2024-07-14") < then
    for day in ("2024-07-16", "2024-07-31"):
        assert liable(life, ZHAO, day) == then
        assert liable(life, ZHAO, day, day) == then
    assert liable(life, ZHAO, "2024-08-01") == 0
