"""docs/services.md says of each deciding service what it listens to and publishes, as the code does."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from contracts.catalogue import CATALOGUE, DECIDING
from contracts.message import Message
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "services.md"
WHOLE = "every message of core banking on `corebank.loan.v1`"
DAYS = {"DayClosed": "closed day"}
"""The kit's own message, told in words."""


def part(service: str, head: str, after: str) -> str:
    """What stands in a service's section between two of its headings."""
    _, _, section = PAGE.read_text("utf-8").partition(f"\n## {service} ")
    section, _, _ = section.partition("\n## ")
    _, _, said = section.partition(f"- **{head}**")
    said, _, rest = said.partition(f"- **{after}**")
    assert said and rest, f"{service} has no {head}"
    return " ".join(said.split())


def events(text: str) -> set[str]:
    return set(re.findall(r"`([A-Z][A-Za-z]+)`", text))


def in_words(names: set[str], text: str) -> set[str]:
    """Names that are told in other words."""
    return {name for name in names & DAYS.keys() if DAYS[name] in text}


def listens(service: str) -> tuple[type[Message], ...]:
    found: tuple[type[Message], ...] = import_module(f"services.{service}.reactions").LISTENS
    return found


def publisher(message: type[Message]) -> str:
    return next(row.publisher for row in CATALOGUE if row.message is message)


@pytest.mark.parametrize("service", DECIDING)
def test_the_page_says_whose_events_a_service_listens_to(service: str) -> None:
    said = part(service, "Listens to", "Publishes")
    heard = {each for each in listens(service) if publisher(each) != "console"}
    if WHOLE in said:
        core = {each for each in heard if publisher(each) == "corebank"}
        known = {row.message.__name__ for row in CATALOGUE if row.topic == "corebank.loan.v1"}
        assert {each.__name__ for each in core} | {"BusinessDayClosed"} >= known
        heard -= core
    assert events(said) == {each.__name__ for each in heard}
    assert "closed days" in said or WHOLE in said


@pytest.mark.parametrize("service", DECIDING)
def test_the_page_says_under_whose_name_each_event_comes(service: str) -> None:
    """``monitoring's `A`, `B` and ...; collection's `C```: a group goes to its semicolon."""
    said = part(service, "Listens to", "Publishes")
    told: set[tuple[str, str]] = set()
    for group in said.split(";"):
        names = re.findall(r"([a-z]+)'s `", group)
        if events(group):
            assert len(names) == 1, group
            told |= {(names[0], each) for each in events(group)}
    heard = {(publisher(each), each.__name__) for each in listens(service)}
    outside = {"console", *(["corebank"] if WHOLE in said else [])}
    assert told == {each for each in heard if each[0] not in outside}


@pytest.mark.parametrize("service", DECIDING)
def test_the_page_says_which_commands_a_service_takes(service: str) -> None:
    said = part(service, "Listens to", "Publishes")
    commands = {
        row.message.TYPE.split(".")[-2]
        for row in CATALOGUE
        if row.publisher == "console" and service in row.subscribers
    }
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", said))
    for module in re.findall(r"`contracts/(\w+)\.py`", said):
        acts: tuple[type[Message], ...] = import_module(f"contracts.{module}").ACTS
        named |= {each.TYPE.split(".")[-2] for each in acts}
    assert named == commands


@pytest.mark.parametrize("service", DECIDING)
def test_the_page_says_what_a_service_publishes(service: str) -> None:
    said = part(service, "Publishes", "Never")
    kept, _, _ = said.partition(" stand in its journal")
    topic = f"postloan.{service}.v1"  # replies to officers have one of their own
    own = {row.message.__name__ for row in CATALOGUE if row.topic == topic}
    journal = {"MessageGapNoted", "FactSetAside", "FactRepeated"} if kept != said else set()
    assert events(said) - journal == own - in_words(own, said)


def test_the_contract_names_who_listens_to_each_message() -> None:
    """All but the day's end, which drives whoever is named and is no message that is reacted to."""
    rows = [row for row in CATALOGUE if row.publisher in ("corebank", *DECIDING)]
    for row in rows:
        if not row.message.__name__.endswith("DayClosed"):
            heard = {each for each in DECIDING if row.message in listens(each)}
            assert set(row.subscribers) - {"console"} == heard, row.message.TYPE
