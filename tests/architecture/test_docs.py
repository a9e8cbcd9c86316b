"""What the documents say is there: links, commands, targets, names, the example, the topic table.

``python -m tests.architecture.test_docs`` renews the topic table in docs/data-flow.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
import typer

from contracts.catalogue import CATALOGUE, DECIDING, SERVICES
from contracts.values import Component, ObligorKind, RiskClass, Security
from services.classification.domain.obligor import ClassificationCommand
from services.console.cli.app import make_app
from services.kit.kit_events import KIT_EVENTS
from services.kit.policy import PolicyBook, book_of
from services.monitoring.domain.commands import LoanCommand
from services.monitoring.domain.terms import terms_of
from services.monitoring.policy import PACKS as MONITORING_PACKS
from services.monitoring.policy import MonitoringPolicy
from tests.architecture.sources import ROOT, name, python_files

DOCS = ROOT / "docs"
FLOW = DOCS / "data-flow.md"
PACKED = sorted(path.parent.name for path in (ROOT / "services").glob("*/policies"))
PACKS = [import_module(f"services.{each}.policy").PACKS for each in PACKED]
GLOSSARY = [DOCS / "glossary.md", *sorted((DOCS / "glossary").glob("*.md"))]
BEGIN, END = "<!-- topics: begin -->", "<!-- topics: end -->"


def pages() -> list[Path]:
    """README, changelog and everything below docs."""
    found = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
    assert len(found) > 20, "nothing to inspect"
    return found


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of code in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


# -- links --------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ +(.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        found = (page.parent / place).resolve() if place else page
        assert found.exists(), f"{name(page)}: {target}"
        assert not anchor or anchor in anchors(found), f"{name(page)}: {target}"


def test_the_readme_leads_to_every_page_of_docs() -> None:
    named = set(re.findall(r"[(`]docs/([^)`#]+)", prose(ROOT / "README.md")))
    below = (*DOCS.glob("*.md"), *GLOSSARY)
    pages_of_docs = {page.relative_to(DOCS).as_posix() for page in below}
    assert pages_of_docs
    assert pages_of_docs <= named


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    index = (DOCS / "adr" / "README.md").read_text("utf-8")
    decisions = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert len(decisions) > 10
    assert [page.name[:4] for page in decisions] == sorted({p.name[:4] for p in decisions})
    for page in decisions:
        title = re.sub(r"^# \d+\W* *", "", page.read_text("utf-8").splitlines()[0])
        assert f"| [{page.name[:4]}]({page.name}) | {title} |" in index, name(page)


# -- what can be typed --------------------------------------------------------------------------


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = re.findall(r"(?:^|`|\$ |&& )make ([a-z][a-z-]*)", page.read_text("utf-8"), re.M)
    assert set(named) <= targets, name(page)


@cache
def commands() -> dict[str, set[str]]:
    """Every command (``dlq list``) with its options."""
    found: dict[str, set[str]] = {}

    def add(command: object, words: str) -> None:
        below = getattr(command, "commands", None)
        options = {each for p in getattr(command, "params", ()) for each in p.opts}
        found[words] = options | {"--help", "-h"}
        for word, each in (below or {}).items():
            add(each, f"{words} {word}".strip())

    add(typer.main.get_command(make_app()), "")
    return found


def typed(page: Path) -> Iterator[str]:
    """What the page shows as typed: behind ``postloan`` at a line's or a quotation's beginning."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    for line in re.findall(r"(?:^(?:\$ )?|`)postloan +([^`\n#]+)", text, re.M):
        if line[0].isalpha() or line.startswith("--"):
            yield line


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    for line in typed(page):
        if re.match(r"(COMMAND|\.\.\.|is |runs )", line):
            continue
        words = [each for each in line.split()[:2] if re.fullmatch(r"[a-z][a-z-]*", each)]
        known = [" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in commands()]
        assert known or line.startswith("--"), f"{name(page)}: postloan {line}"
        options = set(re.findall(r"(?<=\s)--[a-z][a-z-]*", f" {line}"))
        for option in options:
            anywhere = known[0] if known else ""
            assert option in commands()[anywhere], f"{name(page)}: postloan {line}: {option}"


def test_commands_are_recognised_in_the_documents() -> None:
    assert len([line for page in pages() for line in typed(page)]) > 30


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    pattern = r"`((?:contracts|services|deploy|tests|docs|requirements)/[\w./-]+)`"
    for path in re.findall(pattern, page.read_text("utf-8")):
        made = f"renew the table in {path}" in makefile  # a target makes it
        assert made or (ROOT / path).exists(), f"{name(page)}: {path}"


# -- the glossary -------------------------------------------------------------------------------


class Line(NamedTuple):
    """One line of the glossary."""

    word: str
    code: str
    meaning: str
    source: str


def glossary() -> list[Line]:
    rows = [row for page in GLOSSARY for row in re.findall(r"^\| (.+?) \|$", prose(page), re.M)]
    cells = [row.split(" | ") for row in rows]
    return [Line(*row) for row in cells if len(row) == 4 and row[0] != "client's word"]


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    code = "\n".join(path.read_text("utf-8") for path in python_files("contracts", "services"))
    code += "\n".join(p.read_text("utf-8") for p in MONITORING_PACKS.glob("*/*.toml"))
    words = set(re.findall(r"\w+\+?", code))
    lines = glossary()
    assert len(lines) > 50
    for line in lines:
        assert quoted(line.code), line
        assert line.word.strip(), line
        assert line.source.strip(), line
        missing = {each for each in quoted(line.code) if each not in words}
        assert not missing, f"{line.word}: {missing}"


def test_every_message_event_command_and_closed_list_is_in_the_glossary() -> None:
    text = {each for page in GLOSSARY for each in quoted(prose(page))}
    deciders = [import_module(f"services.{each}.__main__").decider for each in DECIDING]
    assert len(deciders) > 5
    events = {each.__name__ for decider in deciders for each in decider.events}
    events |= {each.__name__ for each in KIT_EVENTS}
    asked = {each.__name__ for each in get_args(LoanCommand) + get_args(ClassificationCommand)}
    one = "|".join(each.title() for each in SERVICES)  # the kit's own are made for each service
    messages = {row.message.__name__ for row in CATALOGUE}
    messages = {re.sub(f"^({one})(?=Command)", "", each) for each in messages}
    messages = {re.sub(f"^(Redrive|Discard|Release)({one})$", r"\1", each) for each in messages}
    members = {m for each in (RiskClass, ObligorKind, Security, Component) for m in get_args(each)}
    assert (events | asked | messages | members) - text == set()


def test_a_name_has_one_line_of_the_glossary() -> None:
    seen: dict[str, str] = {}
    for line in glossary():
        for each in quoted(line.code):
            if each in {"prepayment", "EntriesWithdrawn", "normal"}:
                continue
            assert each not in seen, f"{each}: {seen.get(each)} and {line.word}"
            seen[each] = line.word


# -- the policy example -------------------------------------------------------------------------


class Bank(NamedTuple):
    """The settings of the bank of the example."""

    policies: Path | None
    pack: str


def example(folder: Path) -> PolicyBook[MonitoringPolicy]:
    """The document's edition as the bank would lay it down, loaded as the service would."""
    whole = [b for b in blocks(DOCS / "policies.md", "toml") if b.startswith("# monitoring/")]
    assert len(whole) == 1
    path = folder / whole[0].splitlines()[0].removeprefix("# ")
    path.parent.mkdir(parents=True)
    path.write_text(whole[0], "utf-8")
    bank = Bank(folder, path.parent.name)
    return book_of(bank, "monitoring", MONITORING_PACKS, MonitoringPolicy)


def test_the_policy_example_loads_and_means_what_the_page_says(tmp_path: Path) -> None:
    edition = example(tmp_path).in_force(date(2025, 3, 1))
    assert edition.policy_id == "harbour/2025-01-01"
    terms = terms_of(edition, "micro_business")
    assert terms.days_past_due(date(2025, 3, 1), date(2025, 3, 3)) == 0
    assert terms.days_past_due(date(2025, 3, 1), date(2025, 3, 4)) == 4
    assert terms_of(edition, "consumer").days_past_due(date(2025, 3, 1), date(2025, 3, 1)) == 1


def test_the_policy_fragments_are_quoted_from_our_editions() -> None:
    ours = [path.read_text("utf-8") for packs in PACKS for path in packs.glob("*/*.toml")]
    fragments = [b for b in blocks(DOCS / "policies.md", "toml") if not b.startswith("# ")]
    assert fragments
    for fragment in fragments:
        assert any(fragment in edition for edition in ours), fragment


def test_the_units_of_the_page_are_those_of_our_editions() -> None:
    said = (DOCS / "policies.md").read_text("utf-8")
    used = {
        unit
        for packs in PACKS
        for path in packs.glob("*/*.toml")
        for unit in re.findall(r'unit = "(\w+)"', path.read_text("utf-8"))
    }
    assert used
    assert all(f"`{unit}`" in said for unit in used)


# -- the topic table ----------------------------------------------------------------------------


def topic_table() -> str:
    """Every message of the catalogue as a table."""
    lines = ["| topic | message (`ce_type`) | key | from | to |", "|---|---|---|---|---|"]
    for row in CATALOGUE:
        to = ", ".join(row.subscribers) or "nobody yet"
        key = f"`{row.key}`" if row.key != "empty" else "empty"
        what = f"`{row.message.TYPE}`"
        lines.append(f"| `{row.topic}` | {what} | {key} | {row.publisher} | {to} |")
    return "\n".join(lines)


def test_the_topic_table_is_that_of_the_catalogue() -> None:
    _, _, rest = FLOW.read_text("utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    assert after, "the marks of the table are missing"
    assert table.strip() == topic_table(), "python -m tests.architecture.test_docs renews it"


def renew() -> None:
    """Write the topic table anew."""
    before, _, rest = FLOW.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    FLOW.write_text(f"{before}{BEGIN}\n{topic_table()}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    renew()
