"""Every row of section C that names disposal, with its date and amount."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from contracts import disposal as published
from contracts.message import Message
from services.disposal.domain.events import (
    AssetReceivedInSatisfaction,
    DebtTransferred,
    LoanWrittenOff,
    ProhibitedActionBlocked,
    RecoveryRecognised,
    RepossessedAssetSold,
)
from services.kit.plain import plain
from tests.unit.disposal.l4801 import (
    until_blocked,
    until_held,
    until_npl,
    until_sold,
    until_transferred,
    until_written_off,
)
from tests.unit.disposal.story import Story
from tests.unit.disposal.told import DEBTOR, GUARANTOR, cny, on


@pytest.fixture(scope="module")
def lived() -> Story:
    return until_transferred()


def told(story: Story, shape: type[Message]) -> list[Any]:
    return [message for message in story.published() if isinstance(message, shape)]


def test_20_november_2024_court_money_is_a_recovery_net_of_the_costs_it_paid_back() -> None:
    first, _ = until_npl().made(RecoveryRecognised)
    assert (first.effective_on, first.way) == (on("2024-11-20"), "cash")
    assert (first.gross, first.cost) == (cny("42300.00"), cny("7150.00"))
    assert first.gross - first.cost == cny("35150.00")
    assert not first.after_write_off


def test_10_december_2024_the_guarantors_payment_is_a_recovery() -> None:
    _, second = until_npl().made(RecoveryRecognised)
    assert (second.effective_on, second.gross, second.cost) == (
        on("2024-12-10"),
        cny("60000.00"),
        cny("0.00"),
    )


def test_5_march_2025_the_shop_is_taken_for_100800() -> None:
    story = until_held()
    (taken,) = story.made(AssetReceivedInSatisfaction)
    assert taken.effective_on == on("2025-03-05")
    assert taken.debt_reduced == cny("100800.00")
    owed = taken.owed
    assert story.state.money(owed.penalty) == cny("4711.84")  # 85 days on 184,777.91
    assert story.state.money(owed.principal) == cny("184777.91")
    to_principal = story.state.money(taken.debt_reduced.minor - owed.penalty)
    assert to_principal == cny("96088.16")
    assert story.state.money(owed.principal - to_principal.minor) == cny("88689.75")
    assert taken.dispose_by == on("2027-03-05")
    seen = story.view("2025-03-05")
    assert seen.in_kind == cny("100800.00")
    assert seen.recovered_net == cny("95150.00")  # not yet cash
    assert seen.assets[0].form == "in_kind"
    (message,) = told(story, published.AssetReceivedInSatisfaction)
    assert (message.debt_reduced, message.ground) == (cny("100800.00"), "court_order")


def test_30_june_2025_written_off_with_the_memo_claim_kept() -> None:
    story = until_written_off()
    (out,) = story.made(LoanWrittenOff)
    assert out.effective_on == on("2025-06-30")
    assert out.principal == out.provision_used == cny("88689.75")
    assert out.memo_claim - out.principal == cny("3113.01")  # 117 days of penalty
    assert out.memo_claim == cny("91802.76")
    seen = story.view("2025-06-30")
    assert (seen.state, seen.accounting_state, seen.legal_state) == (
        "written_off",
        "written_off",
        "alive",
    )
    assert seen.memo_claim == cny("91802.76")


def test_the_memo_claim_grows_by_its_penalty() -> None:
    story = until_written_off()
    assert story.view("2025-07-01").memo_claim == cny("91829.37")  # 118 days: 3,139.62
    assert story.view("2025-11-13").memo_claim == cny("95421.30")  # 253 days: 6,731.55
    before = story.seen("2025-06-29")
    assert before is not None
    assert before.memo_claim is None


def test_30_september_2025_the_shop_becomes_money_and_counts_once() -> None:
    story = until_sold()
    (sold,) = story.made(RepossessedAssetSold)
    assert (sold.net, sold.holding_loss) == (cny("97200.00"), cny("3600.00"))
    last = story.made(RecoveryRecognised)[-1]
    assert (last.effective_on, last.way) == (on("2025-09-30"), "asset_rent_or_sale")
    assert (last.gross, last.cost) == (cny("99500.00"), cny("2300.00"))
    assert not last.after_write_off  # it had reduced the debt before
    day_before, day = story.view("2025-09-29"), story.view("2025-09-30")
    assert (day_before.in_kind, day_before.recovered_net) == (cny("100800.00"), cny("95150.00"))
    assert day_before.assets[0].income == cny("4500.00")
    assert (day.in_kind, day.recovered_net) == (cny("0.00"), cny("192350.00"))
    assert (day.assets[0].form, day.assets[0].state) == ("recovery", "monetised")
    assert day.state == "written_off"
    money = told(story, published.AssetMonetised)
    assert [each.how for each in money] == ["rent"] * 6 + ["sale"]


def test_october_2025_a_private_persons_bid_is_blocked_and_no_bid() -> None:
    story = until_blocked()
    (blocked,) = story.made(ProhibitedActionBlocked)
    assert (blocked.code, blocked.rule) == ("INELIGIBLE_TRANSFEREE", "DIS-08")
    assert blocked.effective_on == on("2025-10-16")
    seen = story.view("2025-10-31")
    assert (seen.blocked, seen.bids) == (1, 0)
    (message,) = told(story, published.ProhibitedActionBlocked)
    assert message.TYPE == "postloan.disposal.prohibited-action-blocked.v1"
    assert "持牌机构" in message.alternative
    assert "P-1" not in message.to_payload().decode()


def test_14_november_2025_sold_to_a_licensed_asset_manager(lived: Story) -> None:
    (sold,) = lived.made(DebtTransferred)
    assert sold.effective_on == on("2025-11-14")
    assert lived.state.money(sold.owed.penalty) == cny("6758.16")  # 254 days: 3,113.01 + 3,645.15
    assert cny("3113.01") + cny("3645.15") == cny("6758.16")
    assert (sold.claim, sold.price) == (cny("95447.91"), cny("8000.00"))
    assert sold.buyer_id == "AMC-1"
    assert sold.guarantors == (GUARANTOR,)
    assert sold.legal_stage == "dormant"
    seen = lived.view("2025-11-14")
    assert (seen.state, seen.legal_state) == ("transferred", "transferred")
    assert seen.notices_served == (DEBTOR, GUARANTOR)
    assert seen.memo_claim is None
    assert seen.recovered_after_write_off == cny("8000.00")
    last = lived.made(RecoveryRecognised)[-1]
    assert (last.way, last.gross, last.after_write_off) == (
        "transfer_price",
        cny("8000.00"),
        True,
    )


def test_check_3_net_recoveries_add_up_and_nothing_counts_twice(lived: Story) -> None:
    net = [each.gross.minor - each.cost.minor for each in lived.made(RecoveryRecognised)]
    assert net == [3_515_000, 6_000_000, 9_720_000, 800_000]
    seen = lived.view("2025-11-14")
    assert seen.recovered_net == cny("200350.00")
    assert seen.in_kind == cny("0.00")
    rate = Fraction(sum(net), cny("266924.00").minor)
    assert round(rate * 10_000) == 7506  # 75.06 %


def test_what_stays_to_be_done_is_listed_with_day_and_rule(lived: Story) -> None:
    due = {(each.what, each.on, each.rule) for each in lived.view("2025-11-14").due}
    assert due == {
        ("special_audit", on("2026-03-31"), "WO-09"),
        ("finance_report", on("2026-06-30"), "WO-09"),
    }


def test_every_past_view_stays_as_it_was(lived: Story) -> None:
    """What later days bring does not change what a day's view says, however it is asked."""
    for day in ("2024-12-10", "2025-03-05", "2025-06-30", "2025-09-30", "2025-10-31"):
        assert lived.view(day) == lived.view(day, known_on=day)


def test_before_anything_was_done_there_is_nothing_to_show(lived: Story) -> None:
    assert lived.seen("2024-11-19") is None
    first = lived.view("2024-11-20")
    assert (first.state, first.recovered_net) == ("none", cny("35150.00"))


def test_the_document_is_plain_values(lived: Story) -> None:
    shown = plain(lived.view("2025-11-14"))
    assert shown["recovered_net"] == {"amount": "200350.00", "currency": "CNY"}
    assert shown["written_off_on"] == "2025-06-30"
    assets = shown["assets"]
    assert isinstance(assets, list)
    assert assets[0]["holding_loss"] == {"amount": "3600.00", "currency": "CNY"}
