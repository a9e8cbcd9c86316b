"""L-4801 from 5 March to 14 November 2025: in kind, written off, sold, row by row of C."""

from __future__ import annotations

from tests.lives.l4801 import LIANG, ZHAO, happened, on, one, seen, told


def test_5_march_2025_the_shop_is_taken_for_100_800() -> None:
    """184,777.91 + 4,711.84 − 100,800.00 = 88,689.75; in kind is not cash (POL-24)."""
    shown = seen("2025-03-05")
    (asset,) = shown["disposal"]["assets"]
    assert (asset["form"], asset["debt_reduced"]) == ("in_kind", "100800.00")
    assert (shown["disposal"]["in_kind"], shown["disposal"]["recovered_net"]) == (
        "100800.00",
        "95150.00",
    )
    assert shown["monitoring"]["principal_outstanding"] == "88689.75"
    (shop,) = shown["guarantee"]["collateral"]
    assert (shop["state"], shop["realised"]) == ("received_in_satisfaction", "100800.00")
    assert not happened("collection", "RecoveryRecognised", "2025-03-05")


def test_30_june_2025_written_off_with_the_memo_claim() -> None:
    """117 days of 88,689.75 at 0.03 % = 3,113.01; 88,689.75 + 3,113.01 = 91,802.76."""
    shown = seen("2025-06-30")
    disposal = shown["disposal"]
    assert (disposal["state"], disposal["accounting_state"], disposal["legal_state"]) == (
        "written_off",
        "written_off",
        "alive",
    )
    assert (disposal["written_off"], disposal["provision_used"]) == ("88689.75", "88689.75")
    assert disposal["memo_claim"] == "91802.76"
    assert shown["monitoring"]["penalty"] == "3113.01"
    assert shown["monitoring"]["file"]["written_off"]["memo_claim"] == "91802.76"
    assert shown["litigation"]["claim"]["total"] == "91802.76"
    assert shown["collection"]["state"] == "CLOSED_LOSS"
    assert seen("2025-07-01")["disposal"]["memo_claim"] == "91829.37"


def test_30_september_2025_the_shop_becomes_money() -> None:
    """6 × 750 + 95,000 − 2,300 = 97,200; 100,800 − 97,200 = 3,600."""
    before, shown = seen("2025-09-29")["disposal"], seen("2025-09-30")["disposal"]
    assert (before["in_kind"], before["recovered_net"]) == ("100800.00", "95150.00")
    (asset,) = shown["assets"]
    assert (asset["form"], asset["income"], asset["net"], asset["holding_loss"]) == (
        "recovery",
        "4500.00",
        "97200.00",
        "3600.00",
    )
    assert (shown["in_kind"], shown["recovered_net"]) == ("0.00", "192350.00")
    recovery = one("disposal", "RecoveryRecognised", "2025-09-30")
    assert (recovery.way, recovery.gross.amount, recovery.cost.amount) == (
        "asset_rent_or_sale",
        "99500.00",
        "2300.00",
    )
    assert len(happened("disposal", "RentReceived")) == 6
    assert not recovery.after_write_off  # it had reduced the debt before
    assert seen("2025-09-30")["monitoring"]["principal_outstanding"] == "88689.75"


def test_october_2025_the_private_persons_bid_is_blocked() -> None:
    blocked = one("disposal", "ProhibitedActionBlocked", "2025-10-16")
    assert (blocked.code, blocked.rule) == ("INELIGIBLE_TRANSFEREE", "DIS-08")
    shown = seen("2025-10-31")["disposal"]
    assert (shown["blocked"], shown["bids"]) == (1, 1)
    assert seen("2025-10-29")["disposal"]["bids"] == 0


def test_14_november_2025_sold_to_a_licensed_asset_manager() -> None:
    """3,113.01 + 137 days of 88,689.75 (3,645.15) = 6,758.16; + 88,689.75 = 95,447.91."""
    shown = seen("2025-11-14")
    disposal = shown["disposal"]
    assert (disposal["buyer_id"], disposal["price"], disposal["claim_sold"]) == (
        "AMC-1",
        "8000.00",
        "95447.91",
    )
    assert disposal["recovered_after_write_off"] == "8000.00"
    assert disposal["notices_served"] == [LIANG, ZHAO]
    last = one("disposal", "RecoveryRecognised", "2025-11-14")
    assert (last.way, last.after_write_off) == ("transfer_price", True)
    assert shown["monitoring"]["file"]["state"] == "closed_transferred"
    assert shown["collection"]["state"] == "CLOSED_LOSS"
    assert [
        (str(each.effective_on), each.outcome)
        for each in happened("collection", "CollectionCaseClosed")
    ] == [("2025-06-30", "written_off"), ("2025-11-14", "transferred")]
    (zhao,) = shown["guarantee"]["guarantors"]
    assert (zhao["state"], zhao["release_reason"]) == ("transferred", "transferred")
    assert shown["guarantee"]["held_by"] == "AMC-1"
    assert shown["litigation"]["stage"] == "party_substituted"
    assert shown["litigation"]["due"] == shown["guarantee"]["due"] == []
    for day in ("2025-11-14", "2025-12-31"):
        assert seen(day)["litigation"]["claim"]["total"] == "95447.91", (
            "what accrues is the buyer's"
        )
    assert [message.party_id for message in told("TransferNoticeServed")] == [LIANG, ZHAO]


def test_14_november_2025_not_blacklisted_by_col_137_but_by_a_separate_entry() -> None:
    """The life's two steps: one is refused with not_fully_repaid, the other stands."""
    (entry,) = happened("collection", "BlacklistEntryAdded")
    assert (entry.entry_id, entry.ground, entry.approved_by) == (
        "BL-1",
        "separate_decision",
        "wei",
    )
    assert (entry.effective_on, entry.review_on) == (on("2025-11-14"), on("2027-11-14"))
    assert entry.notice_id == "BN-1"
    assert seen("2025-11-14")["collection"]["blacklisted"] == ["BL-1"]
