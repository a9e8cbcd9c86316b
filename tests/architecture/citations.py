"""Where a number of the domain's rules is cited: in rules and policies, and in tests.

The lists of numbers lie in docs/coverage; no text of the catalogue is needed here. A citation is a
number as it stands in a comment, a docstring or a string. ``CL-01 to CL-03`` cites the two that are
written and not what lies between: a range names a field, it builds and proves nothing.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.architecture.sources import ROOT, SERVICES, name, tree

LISTS = ROOT / "docs" / "coverage"
NUMBER = re.compile(r"(?<![\w-])([A-Z]{1,3})-(\d{1,3})(?![\w-])")
COLLATERAL, OF_COLLATERAL = "COLL", "of regulations 7.2"
"""How the reference's ``COL-`` is named here, and what a file says beside it; the catalogue has a
``COL-`` of its own, which such a file can't cite as well.
"""


class Item(NamedTuple):
    """A number and a few words of ours about it."""

    section: str
    number: str
    about: str

    @property
    def identity(self) -> str:
        """As rules cite it; the collateral rules as this page names them."""
        return f"{self.section}-{self.number}"


@cache
def items(listed: str) -> tuple[Item, ...]:
    """The numbers of one list: ``catalogue`` or ``regulations``."""
    sections = tomllib.loads((LISTS / f"{listed}.toml").read_text("utf-8"))
    return tuple(
        Item(section, number, about)
        for section, lines in sections.items()
        for number, about in lines.items()
    )


@cache
def known() -> frozenset[str]:
    """Every number of both lists."""
    return frozenset(
        each.identity for which in ("catalogue", "regulations") for each in items(which)
    )


class Mention(NamedTuple):
    """A place that names a number without building or proving it."""

    item: str
    file: str
    reason: str


@cache
def mentions() -> tuple[Mention, ...]:
    """The places that do not count, each with its reason."""
    rows = tomllib.loads((LISTS / "mentions.toml").read_text("utf-8"))["mention"]
    return tuple(Mention(**row) for row in rows)


def cited_in(text: str) -> set[str]:
    """The numbers in a text that one of the lists knows."""
    found = {f"{section}-{number}" for section, number in NUMBER.findall(text)}
    if OF_COLLATERAL in text:
        found = {re.sub("^COL-", f"{COLLATERAL}-", each) for each in found}
    return found & known()


@cache
def counted_out() -> frozenset[tuple[str, str]]:
    """Number and file of every mere mention."""
    return frozenset((each.item, each.file) for each in mentions())


def code_files() -> list[Path]:
    """Rules and their numbers: all that decides, the kit, audit and console."""
    files = [*SERVICES.rglob("*.py"), *SERVICES.rglob("policies/*/*.toml")]
    assert len(files) > 300, "nothing to inspect"
    return sorted(files)


@cache
def in_code() -> dict[str, list[str]]:
    """Number -> the files that cite it, the editions of one pack as their folder."""
    found: dict[str, list[str]] = {}
    for path in code_files():
        place = name(path.parent if path.suffix == ".toml" else path)
        for each in sorted(cited_in(path.read_text("utf-8"))):
            places = found.setdefault(each, [])
            if (each, place) not in counted_out() and place not in places:
                places.append(place)
    return {each: places for each, places in found.items() if places}


def _spans(path: Path) -> Iterator[tuple[int, int, str]]:
    """First and last line of every test of a file, decorators included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test_"
        ):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            yield first, node.end_lineno or node.lineno, node.name


def cited_by_tests(path: Path) -> Iterator[tuple[str, str]]:
    """Number and test; what stands outside of a test belongs to the file."""
    spans = sorted(_spans(path))
    for place, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not NUMBER.search(line):
            continue
        for each in cited_in(line):
            inside = [test for first, last, test in spans if first <= place <= last]
            yield each, f"{name(path)}::{inside[0]}" if inside else name(path)


@cache
def in_tests() -> dict[str, list[str]]:
    """Number -> the tests that cite it."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    files = [each for each in files if each.parent.name != "architecture"]  # they judge no loan
    assert len(files) > 100, "nothing to inspect"
    found: dict[str, list[str]] = {}
    for path in files:
        for each, test in cited_by_tests(path):
            tests = found.setdefault(each, [])
            if (each, name(path)) not in counted_out() and test not in tests:
                tests.append(test)
    return {each: tests for each, tests in found.items() if tests}
