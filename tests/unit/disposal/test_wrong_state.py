"""Every command of disposal in every state of B.6: taken, or refused with its code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.states import Answer, Codes, Table, example
from tests.unit.disposal.standing import ASSETS, CASES, standing
from tests.unit.disposal.told import IDS

MONEY = {"amount": "1000.00", "currency": "CNY"}


BUYER = {"buyer_id": "AMC-1", "kind": "amc", "licence_id": "LIC-AMC-1", "experience_years": 20} | {
    "capital": {"amount": "10000000000.00", "currency": "CNY"}
}
COMMITTEE = {"requested_by": "gao", "role": "head_office_committee"}


def asked(command: str, **changed: Any) -> dict[str, Any]:
    return example("disposal", command, **changed)


FIELDS: dict[str, dict[str, Any]] = {
    "assess-disposal": asked("assess-disposal", case_id="D-9"),
    "select-route": asked("select-route"),
    "accept-payment-in-kind": asked("accept-payment-in-kind", asset_id="A-9"),
    "convert-to-equity": asked("convert-to-equity", equity_id="E-9", amount=MONEY),
    "offer-for-transfer": asked("offer-for-transfer", offer_id="O-9"),
    "record-bid": asked("record-bid", bid_id="B-9", buyer=BUYER),
    "agree-transfer": asked("agree-transfer", bid_id="B-1"),
    "call-off-transfer": asked("call-off-transfer"),
    "transfer-debt": asked("transfer-debt", payment_id="PRICE-9"),
    "serve-transfer-notice": asked("serve-transfer-notice"),
    "propose-write-off": asked("propose-write-off"),
    "approve-write-off": COMMITTEE,
    "reject-write-off": COMMITTEE,
    "record-write-off-review": asked("record-write-off-review"),
    "remit-debt": asked("remit-debt", approval_id="REM-9"),
}
OF_ASSETS_FIELDS: dict[str, dict[str, Any]] = {
    "lease-asset": asked("lease-asset"),
    "record-rent": asked("record-rent", receipt_id="RENT-9"),
    "sell-asset": asked("sell-asset"),
    "approve-own-use": asked("approve-own-use", asset_id="A-SHOP", booked_value=MONEY),
    "take-stock": asked("take-stock", asset_id="A-SHOP", report_id="STOCK-9"),
}
IN_KIND = ("in_kind", "held", "leased", "monetised", "own_use")
FOR_SALE = ("transfer", "transfer: offered", "transfer: bid")
TO_BE_LOST = ("write_off", "write_off: proposed")
LOST = ("written_off", "written_off: offered", "written_off: bid", "written_off: agreed")
SHARES = ("debt_equity", "equity_held")
GONE = {
    "agreed: claim sold": "claim_transferred",
    "transferred": "claim_transferred",
    "extinguished": "claim_extinguished",
    "assessed: settled": "loan_settled",
}
AGREED: Codes = {"sale_agreed": ("written_off: agreed",)}
NO_OFFER: Codes = {"no_offer": ("transfer", "written_off")}
ANSWERS: dict[str, Answer] = {
    "assess-disposal": Answer(
        ("none", *IN_KIND, *FOR_SALE, "write_off", *SHARES, "bankruptcy"),
    ),
    "select-route": Answer(("assessed",)),
    "accept-payment-in-kind": Answer(("in_kind",)),
    "convert-to-equity": Answer(("debt_equity",)),
    "offer-for-transfer": Answer((*FOR_SALE, *LOST[:3]), AGREED),
    "record-bid": Answer((*FOR_SALE[1:], *LOST[1:3]), AGREED | NO_OFFER),
    "agree-transfer": Answer(
        ("transfer: bid", "written_off: bid"),
        AGREED | NO_OFFER | {"bid_unknown": ("transfer: offered", "written_off: offered")},
    ),
    "call-off-transfer": Answer(
        ("agreed", "written_off: agreed"),
        {"not_agreed": LOST[:3], "wrong_state": ("assessed: settled",)},
    ),
    "transfer-debt": Answer(("agreed", "written_off: agreed"), {"not_agreed": LOST[:3]}),
    "serve-transfer-notice": Answer(
        ("agreed: claim sold",),
        {
            "not_transferred": ("agreed",),
            "notice_served": ("transferred",),
            "wrong_state": ("extinguished", "assessed: settled"),
        },
    ),
    "propose-write-off": Answer(("write_off",), {"proposal_pending": TO_BE_LOST[1:]}),
    "approve-write-off": Answer(("write_off: proposed",), {"proposal_missing": ("write_off",)}),
    "reject-write-off": Answer(
        ("write_off: proposed",),
        {"proposal_missing": ("write_off",), "wrong_state": tuple(GONE)},
    ),
    "record-write-off-review": Answer((*LOST, "transferred"), {}, "not_written_off"),
    "remit-debt": Answer(
        ("assessed", *IN_KIND, *FOR_SALE, "agreed", *TO_BE_LOST, *LOST, *SHARES, "bankruptcy")
    ),
}
NOT_TAKEN: Codes = {"asset_unknown": ("none",)}
OF_ASSETS: dict[str, Answer] = {
    "lease-asset": Answer(("held",), NOT_TAKEN),
    "record-rent": Answer(("leased",), NOT_TAKEN),
    "sell-asset": Answer(("held", "leased"), NOT_TAKEN),
    "approve-own-use": Answer(("held",), NOT_TAKEN),
    "take-stock": Answer(("held", "leased"), NOT_TAKEN),
}
TABLE = Table(
    "disposal",
    IDS,
    {name: standing(make) for name, make in CASES.items()},
    FIELDS,
    ANSWERS,
    GONE,
)
ASSET = Table(
    "disposal",
    IDS,
    {name: standing(make) for name, make in ASSETS.items()},
    OF_ASSETS_FIELDS,
    OF_ASSETS,
)
TABLES = (TABLE, ASSET)


@pytest.mark.parametrize("state", CASES)
def test_the_case_stands_where_the_table_says(state: str) -> None:
    file, _ = TABLE.standing(state)
    assert ("none" if file.case is None else file.case.state) == state.partition(":")[0]


@pytest.mark.parametrize("state", ASSETS)
def test_the_asset_stands_where_the_table_says(state: str) -> None:
    file, _ = ASSET.standing(state)
    found = file.assets.get("A-SHOP")
    assert ("none" if found is None else found.state) == state


@pytest.mark.parametrize("command", ANSWERS)
def test_what_b6_does_not_list_is_refused_with_its_code(command: str) -> None:
    TABLE.check_codes(command)


@pytest.mark.parametrize("command", ANSWERS)
def test_a_refusal_names_the_state_or_the_field_and_the_rule(command: str) -> None:
    TABLE.check_sentences(command)


@pytest.mark.parametrize("command", OF_ASSETS)
def test_an_asset_is_moved_only_from_the_states_of_b6(command: str) -> None:
    ASSET.check(command)
