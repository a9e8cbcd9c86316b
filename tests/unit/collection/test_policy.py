"""Editions that can't be used are refused when they are read."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from services.collection.policy import CollectionPolicy, edition_on
from tests.unit.collection.life import CONDUCT, EDITION, POLICIES


def read(*change: tuple[tuple[str, ...], Any]) -> CollectionPolicy:
    """The edition with something else at a place."""
    content: dict[str, Any] = msgspec.to_builtins(EDITION)
    for (*path, last), value in change:
        table = content
        for name in path:
            table = table[name]
        table[last] = value
    return msgspec.convert(content, CollectionPolicy)


def test_our_edition_reads_back() -> None:
    assert read() == EDITION


@pytest.mark.parametrize(
    "change",
    [
        (("choose", "other"), "TL-NONE"),
        (("cases", "monitored", "unit"), "month"),
        (("cases", "credible", "unit"), "share"),
        (("cases", "plan_longest", "unit"), "month"),
        (("cases", "hand_over", "value"), -1),
        (("gate", "dial_pause", "unit"), "hour"),
        (("gate", "unknown"), "x"),
        (("phone", "hands_over"), "none"),
        (("phone", "hands_over"), "first_contact"),
        (("phone", "stages"), []),
        (("phone", "stages", 0, "opens"), False),
        (("phone", "stages", 1, "follows"), ["final"]),
    ],
    ids=str,
)
def test_a_wrong_unit_or_name_is_refused(change: tuple[tuple[str, ...], Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(change)


def test_days_before_the_first_edition_are_under_it() -> None:
    assert edition_on(POLICIES, date(1999, 1, 1)) == EDITION


def test_blocked_codes_templates_and_bases_say_where_they_come_from() -> None:
    assert all(each.source for each in CONDUCT.blocked.values())
    assert all(each.source for each in CONDUCT.templates.values())
    assert all(each.source for each in CONDUCT.legal_bases.values())
