"""Clocks and calendar are the kit's: they know nothing of the business, and nobody has his own."""

from __future__ import annotations

import re
from importlib import import_module
from keyword import kwlist, softkwlist
from pathlib import Path

from tests.architecture.sources import ROOT, deciding_services, imported, name, python_files
from tests.architecture.test_docs import glossary, quoted

CALENDAR = [ROOT / f"services/kit/{each}.py" for each in ("clocks", "days", "holidays")]
GENERAL = frozenset(
    {
        "cause",
        "clock",
        "gone",
        "long",
        "notice",
        "obstacle",
        "off",
        "on",
        "post",
        "right",
        "set",
        "stand",
        "taken",
        "to",
        "use",
        "went",
        "write",
    }
)
"""Words of the business's names that plain speech, or the law of periods itself, needs as well."""
BY_HAND = {"calendar", "chinese_calendar", "holidays", "dateutil"}
MOVES = {
    f"services.kit.{each}"
    for each in (
        "days.next_working_day",
        "holidays.is_working_day",
        "holidays.CalendarUnpublished",
    )
}


def words(text: str) -> list[str]:
    """The words of prose, ``snake_case`` and ``CamelCase``, in small letters; of many one."""
    found = [each.lower() for each in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text)]
    return [each if each.endswith("ss") else each.removesuffix("s") for each in found]


def said(path: Path) -> set[str]:
    """Every word of a file but the name of Python's own ``collections.abc``."""
    return set(words(path.read_text("utf-8").replace("collections.abc", "")))


def nouns() -> set[str]:
    """What the services' events of the glossary are about: ``GuarantorDemandServed``, of a
    guarantor and a demand. The last word says what happened. And the services' own names."""
    known = {each for line in glossary() for each in quoted(line.code)}
    found: set[str] = set(deciding_services())
    for service in deciding_services():
        events = import_module(f"services.{service}.__main__").decider.events
        for each in {event.__name__ for event in events} & known:
            found.update(words(each)[:-1])
    assert {"loan", "guarantor", "collateral", "suit", "payment", "arrear"} <= found
    return found - set(kwlist) - set(softkwlist)


def test_no_noun_of_the_business_stands_in_clocks_and_calendar() -> None:
    business = nouns()
    for path in CALENDAR:
        wrong = (said(path) & business) - GENERAL
        assert not wrong, f"{name(path)}: {sorted(wrong)} are the services' words"


def test_every_word_that_is_let_through_is_needed() -> None:
    used = {word for path in CALENDAR for word in said(path)}
    assert GENERAL - (used & nouns()) == set()


def test_clocks_and_calendar_import_nothing_of_a_service() -> None:
    own = ("services.kit.clocks", "services.kit.days", "services.kit.holidays")
    for path in CALENDAR:
        ours = {each for each in imported(path) if each.startswith(("services.", "contracts"))}
        assert all(each.startswith((*own, "services.kit.domain")) for each in ours), name(path)


def test_one_function_moves_last_days_behind_holidays_and_one_counts_months() -> None:
    """T-2, T-3: all services call the kit's; none has a walk of its own over months or holidays."""
    inspected = 0
    for path in python_files("services"):
        if path in CALENDAR:
            continue
        names = set(imported(path))
        inspected += any(each.startswith("services.kit.days") for each in names)
        assert not names & MOVES, f"{name(path)}: use rolled or deadline of services.kit.holidays"
        hand = {each.partition(".")[0] for each in names} & BY_HAND
        assert not hand, f"{name(path)} imports {sorted(hand)}: use services.kit.days"
    assert inspected > 5, "nothing was inspected"
