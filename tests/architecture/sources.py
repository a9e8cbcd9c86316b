"""The project's own Python files, parsed: what the tests of shape and direction look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
APART = {"kit", "audit", "console"}  # not deciding services; the declared exceptions


def deciding_services() -> list[str]:
    """The folders of services that have rules, by name."""
    found = sorted(
        folder.name
        for folder in SERVICES.iterdir()
        if folder.is_dir() and folder.name not in APART and not folder.name.startswith("__")
    )
    assert found, "no service to inspect"  # else every test of each service would be skipped
    return found


def python_files(*below: str) -> list[Path]:
    """All Python files below these folders of the project."""
    assert below, "no folder was named"
    files = []
    for folder in below:
        found = sorted((ROOT / folder).rglob("*.py"))
        assert found, f"nothing to inspect below {folder}"
        files += found
    return files


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, also inside functions; relative imports are refused."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            yield node.module
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def rule_files() -> list[Path]:
    """The pure files of all deciding services, domain, policy, reactions, publications; and of the gate
    that they share."""
    files = []
    for service in deciding_services():
        folder = SERVICES / service
        files += python_files(f"services/{service}/domain")
        files += [folder / name for name in ("policy.py", "reactions.py", "publications.py")]
    return [*files, *python_files("services/kit/conduct")]


def name(path: Path) -> str:
    """The path as people write it."""
    return str(path.relative_to(ROOT))
