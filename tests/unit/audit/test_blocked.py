"""Blocked acts of all services: who, by which rule, and what to do instead, in two languages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.audit.blocked import NAMES, QUERY, told
from services.audit.process import MIGRATIONS
from services.audit.registry import REGISTRY
from services.kit.conduct.shape import PACKS as CONDUCT_PACKS
from services.kit.conduct.shape import ConductPolicy
from services.kit.policy import load_book
from tests.lives.playing import played


def rows() -> list[dict[str, Any]]:
    """The blocked acts of L-4801, as the query finds them."""
    found = [
        {
            "service": name,
            "event_id": row.event_id,
            "loan_id": row.loan_id,
            "key": row.key,
            "effective_on": row.effective_on,
            "known_on": row.known_on,
            "payload": row.payload,
        }
        for name, house in played("l-4801").houses.items()
        for row in house.writer.rows
        if row.type in NAMES
    ]
    return sorted(found, key=lambda each: each["effective_on"])


def test_the_six_blocked_acts_of_the_worked_example() -> None:
    found = told(REGISTRY, rows(), 10)
    assert [(each["on"], each["code"], each["rule"]) for each in found["blocked"]] == [
        ("2024-03-22", "QUIET_HOURS", "CC-01"),
        ("2024-03-23", "CALL_DETAIL_USE", "COL-73"),
        ("2024-03-25", "SOLO_VISIT", "COL-96"),
        ("2024-04-01", "FALSE_LEGAL_BASIS", "XCT-58"),
        ("2024-07-05", "SELF_HELP_SEIZURE", "LIT-06"),
        ("2025-10-16", "INELIGIBLE_TRANSFEREE", "DIS-08"),
    ]
    for each in found["blocked"]:
        assert each["attempted_by"]
        assert each["role"]
        assert each["policy_id"].startswith("cn/")
        assert each["alternative_en"] != each["alternative"]
        assert not each["alternative_zh"].isascii()
        assert "content_hash" not in each


def test_a_limit_says_that_there_is_more() -> None:
    found = told(REGISTRY, rows(), 5)
    assert len(found["blocked"]) == 5
    assert found["more"] is True
    assert told(REGISTRY, [], 5) == {"blocked": [], "more": False}


def test_every_service_that_blocks_is_asked() -> None:
    events = {
        each.NAME
        for kind in REGISTRY.kinds
        for each in kind.decider.events
        if each.__name__ == "ProhibitedActionBlocked"
    }
    assert set(NAMES) == events
    assert all(f"'{name}'" in QUERY for name in NAMES)


def test_every_code_of_the_editions_has_its_alternative_in_two_languages() -> None:
    codes = set()
    for edition in load_book(CONDUCT_PACKS / "cn", ConductPolicy).editions:
        for code, block in edition.blocked.items():
            codes.add(code)
            for service in REGISTRY.kinds:
                english, chinese = REGISTRY.words(service.service, code, block.alternative)
                assert english.endswith("."), code
                assert not chinese.isascii(), code
    assert len(codes) > 22


def test_a_code_of_a_later_release_is_still_listed() -> None:
    row = rows()[0]
    act = msgspec.json.decode(row["payload"]) | {"code": "NEW", "alternative": "new_one"}
    [found] = told(REGISTRY, [row | {"payload": msgspec.json.encode(act)}], 1)["blocked"]
    assert (found["code"], found["alternative_en"]) == ("NEW", "new_one")


@pytest.mark.parametrize(
    "service", ["monitoring", "collection", "guarantee", "litigation", "disposal"]
)
def test_the_index_names_the_same_events(service: str) -> None:
    migration = MIGRATIONS / "2004_blocked_acts_of_all_services.sql"
    assert f"'{service}.ProhibitedActionBlocked'" in migration.read_text("utf-8")
