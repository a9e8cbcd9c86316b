"""The editions we ship: never edited, every number with unit and source, doubts not hidden."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SHARED = ROOT / "services" / "kit" / "conduct" / "policies"
PACKS = [*sorted((ROOT / "services").glob("*/policies")), SHARED]
EDITIONS = sorted(path for pack in PACKS for path in pack.glob("*/*.toml"))
UNSURE = frozenset(
    line
    for line in (ROOT / "tests" / "data" / "unsure_rules.txt").read_text("utf-8").split("\n")
    if line and not line.startswith("#")
)
MARK = re.compile(r"\[(found|known|unsure|client|policy)\b[^\]]*\]")
RULE = re.compile(r"\b[A-Z]{1,3}-\d+\b")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def content(edition: Path) -> dict[str, Any]:
    return tomllib.loads(edition.read_text("utf-8"))


def tables(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of an edition with the way to it."""
    if isinstance(value, dict):
        yield path or "edition", value
        for key, inner in value.items():
            yield from tables(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from tables(inner, f"{path}[{place}]")


def hidden_doubts(edition: dict[str, Any]) -> list[str]:
    """Sources that rest on a rule marked unsure and do not say so."""
    return [
        path
        for path, table in tables(edition)
        for cited in [{*RULE.findall(table.get("source", "")), str(table.get("rule", ""))}]
        if "source" in table and cited & UNSURE and "[unsure]" not in table["source"]
    ]


def test_there_is_something_to_inspect() -> None:
    assert len(PACKS) >= 2
    assert len(EDITIONS) >= 3
    assert len(UNSURE) >= 20


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.parent.name)
def test_an_edition_is_never_edited(folder: Path) -> None:
    """Each file is as recorded, each has a hash and each hash a file (`sha256sum --check HASHES`)."""
    recorded: dict[str, str] = {}
    for line in (folder / "HASHES").read_text("utf-8").splitlines():
        found = re.fullmatch(r"([0-9a-f]{64})  (\S+)", line)
        assert found, f"{name(folder)}/HASHES: {line!r} is no line of sha256sum"
        assert found[2] not in recorded, f"{found[2]} is recorded twice"
        recorded[found[2]] = found[1]
    files = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/*.toml")}
    assert set(recorded) == set(files)
    changed = [
        each
        for each, path in files.items()
        if sha256(path.read_bytes()).hexdigest() != recorded[each]
    ]
    assert not changed, "an edition is never edited: a correction is a new file"


@pytest.mark.parametrize("edition", EDITIONS, ids=name)
def test_every_number_has_a_unit_and_a_source(edition: Path) -> None:
    numbers = 0
    for path, table in tables(content(edition)):
        for key, value in table.items():
            values = value if isinstance(value, list) else [value]
            if any(
                isinstance(each, int | float) and not isinstance(each, bool) for each in values
            ):
                numbers += 1
                assert key == "value", f"{path}.{key} = {value!r} has neither unit nor source"
                assert isinstance(value, int), f"{path}: {value!r} is not a whole number"
                assert str(table.get("unit", "")).strip(), f"{path} has no unit"
                assert str(table.get("source", "")).strip(), f"{path} has no source"
            if isinstance(value, date):
                of_a_law = path.startswith("articles.") and key == "since"
                dates = (path, key) == ("edition", "effective_from") or of_a_law
                assert dates, f"{path}.{key}"
    assert numbers, "nothing was inspected"


@pytest.mark.parametrize("edition", EDITIONS, ids=name)
def test_every_choice_has_a_source_and_every_source_tells_how_sure_it_is(edition: Path) -> None:
    sources = 0
    for path, table in tables(content(edition)):
        if "value" in table or "rule" in table:
            inner = [each for _, each in tables(table)]
            assert any("source" in each for each in inner), f"{path} has no source"
        if "source" in table:
            sources += 1
            assert MARK.search(table["source"]), f"{path}: {table['source']!r} bears no mark"
    assert sources, "nothing was inspected"


@pytest.mark.parametrize("edition", EDITIONS, ids=name)
def test_a_rule_that_must_be_verified_before_use_is_marked_so(edition: Path) -> None:
    assert not hidden_doubts(content(edition))


def test_a_hidden_doubt_would_be_found() -> None:
    doubtful = min(UNSURE)
    bare = {"value": 5, "unit": "day", "source": f"{doubtful}: five days [known]"}
    honest = bare | {"source": f"{doubtful}: five days [unsure]"}
    by_rule = {"rule": doubtful, "reason": "x", "source": "art. 1 [found]"}
    assert hidden_doubts({"floors": [{"days": bare}, {"days": honest}, by_rule]}) == [
        "floors[0].days",
        "floors[2]",
    ]
