"""Where a rule is a white list, a word that nobody listed is blocked like one that is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.collection.domain import touches
from services.collection.domain.done import (
    Contacted,
    MeasureRequested,
    SegmentAssigned,
    UpdatePosted,
)
from services.collection.domain.steps import ProhibitedActionBlocked
from tests.unit.collection.life import CONDUCT, EDITION, Life, in_case
from tests.unit.collection.test_gate import measure, segment
from tests.unit.collection.test_gate_limits import with_agency


def update(life: Life, channel: str, *fields: str) -> list[Any]:
    return life.act(touches.PostUpdate, channel=channel, data_fields=fields)


UNLISTED: list[tuple[str, str, Callable[[Life], Any]]] = [
    ("PROFILE_TEMPER", "COL-46", lambda life: life.call(data_fields=("religion",))),
    ("PROFILE_TEMPER", "COL-46", lambda life: life.visit(data_fields=("phone", "friends"))),
    ("PRIVATE_NUMBER", "COL-61", lambda life: life.call(from_line="own_mobile")),
    ("PRIVATE_NUMBER", "COL-61", lambda life: life.message(from_line="wechat_private")),
    ("IMPERSONATION", "COL-75", lambda life: life.call(speaks_as="judge")),
    ("IMPERSONATION", "COL-75", lambda life: life.notice(speaks_as="lawyer")),
    ("IMPERSONATION", "COL-75", lambda life: life.call(speaks_as="agency")),
    ("INTIMIDATING_TONE", "COL-84", lambda life: life.call(tone="furious")),
    ("UNFAIR_SEGMENT", "CLS-14", lambda life: segment(life, "religion")),
    ("UNFAIR_SEGMENT", "CLS-14", lambda life: segment(life, "days_past_due", "marital_status")),
    ("UNFAIR_SEGMENT", "CLS-14", lambda life: segment(life, "days_past_due", use="pressure")),
    ("CHAT_LEAK", "XCT-15", lambda life: update(life, "wechat_group")),
    ("CHAT_LEAK", "XCT-15", lambda life: update(life, "system_feed", "name")),
    (
        "INELIGIBLE_TRANSFEREE",
        "DIS-08",
        lambda life: measure(life, "sell_claim", counterparty="private_person"),
    ),
    ("INELIGIBLE_TRANSFEREE", "DIS-08", lambda life: measure(life, "sell_claim")),
    (
        "ACCOUNT_RESTRICTION_NO_ORDER",
        "COL-87",
        lambda life: measure(life, "restrict_account", clause_id="C-1"),
    ),
    ("ACCOUNT_RESTRICTION_NO_ORDER", "COL-87", lambda life: measure(life, "set_off")),
]


@pytest.mark.parametrize(("code", "rule", "does"), UNLISTED)
def test_a_word_that_no_list_has_is_blocked_with_the_rows_code(
    code: str, rule: str, does: Callable[[Life], Any]
) -> None:
    """Rules: COL-46, COL-61, COL-75, COL-84, CLS-14, XCT-15, DIS-08, COL-87."""
    life = in_case()
    [event] = [each for each in does(life) if isinstance(each, ProhibitedActionBlocked)]
    assert (event.code, event.rule) == (code, rule)
    assert event.alternative == CONDUCT.blocked[code].alternative
    assert not life.of(Contacted)
    assert not life.of(MeasureRequested) and not life.of(SegmentAssigned)


LISTED: list[tuple[type[Any], Callable[[Life], Any]]] = [
    (Contacted, lambda life: life.call(data_fields=("phone", "address", "job", "income"))),
    (Contacted, lambda life: life.call(data_fields=("promised_on", "willingness"))),
    (Contacted, lambda life: life.call(tone="soft", speaks_as="bank")),
    (Contacted, lambda life: life.message(tone="courteous", from_line="pool")),
    (SegmentAssigned, lambda life: segment(life, "days_past_due", "age", "occupation", "income")),
    (UpdatePosted, lambda life: update(life, "system_feed", "loan_number", "amount")),
    (MeasureRequested, lambda life: measure(life, "sell_claim", counterparty="amc")),
    (MeasureRequested, lambda life: measure(life, "restrict_account", order_id="O-1")),
    (MeasureRequested, lambda life: measure(life, "set_off", order_id="O-1")),
    (MeasureRequested, lambda life: measure(life, "set_off", clause_id="C-1")),
]


@pytest.mark.parametrize(("event", "does"), LISTED)
def test_listed_words_pass(event: type[Any], does: Callable[[Life], Any]) -> None:
    """Rules: COL-46, COL-84, CLS-14, XCT-15, DIS-08, COL-87."""
    assert isinstance(does(in_case())[0], event)


def test_who_collects_for_an_agency_says_so_or_gives_his_own_name() -> None:
    """Rules: COL-75."""
    life = with_agency()
    mine: dict[str, Any] = {"agency_id": "A-1", "role": "agency_collector"}
    assert life.call("10:00", **mine, speaks_as="lawyer")[0].code == "IMPERSONATION"
    assert isinstance(life.call("11:00", **mine, speaks_as="agency")[0], Contacted)
    assert isinstance(life.call("12:00", **mine, speaks_as="self")[0], Contacted)


def test_a_named_practice_gives_its_own_code_before_any_list_does() -> None:
    """Rules: COL-79, COL-46, COL-61."""
    for field, code in (
        ("movements", "SURVEILLANCE"),
        ("relatives_able_to_pay", "PROFILE_RELATIVES"),
        ("private_number", "PRIVATE_NUMBER"),
    ):
        assert in_case().call(data_fields=("religion", field))[0].code == code


def test_the_white_list_holds_all_that_other_lists_name_of_the_debt() -> None:
    """Rules: COL-46, COL-47, COL-136."""
    listed, guarantors = CONDUCT.blocked["PROFILE_TEMPER"].only
    gate = EDITION.gate
    assert {*CONDUCT.debt_fields.codes, *gate.agency_fields.codes} <= set(listed.codes)
    apart = {"post-update", "place-with-agency", *guarantors.acts}
    assert (listed.acts, set(listed.other_than)) == ((), apart)
    assert set(listed.codes) < set(guarantors.codes)
    assert all(each.source for row in CONDUCT.blocked.values() for each in row.only)


def test_what_collection_may_say_other_acts_may_say_too() -> None:
    """Two copies: collection refuses by its own lists. Rules: CC-08, COL-70, COL-85."""
    gate, contacts = (
        EDITION.gate,
        {"make-call", "send-message", "hold-visit", "serve-demand-notice"},
    )
    for field, own in (
        ("contact_source", gate.sources),
        ("purposes", gate.purposes),
        ("statements", gate.statements),
    ):
        lists = [
            each for row in CONDUCT.blocked.values() for each in row.only if each.field == field
        ]
        assert lists
        assert all(set(own.codes) <= set(each.codes) for each in lists)
        assert all(contacts <= set(each.other_than) for each in lists if not each.acts)
