"""Who knows one service knows all: the same files everywhere, and nothing at the top but the agreed."""

from __future__ import annotations

import subprocess

from contracts.catalogue import SERVICES as IN_CATALOGUE
from tests.architecture.sources import ROOT, SERVICES, deciding_services

FILES = {
    "__init__.py",
    "__main__.py",
    "app.py",
    "policy.py",
    "projection.py",
    "publications.py",
    "reactions.py",
}
FOLDERS = {"domain", "migrations", "policies"}
TOP = {
    ".ci",
    ".dockerignore",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "Makefile",
    "README.md",
    "contracts",
    "deploy",
    "docker-compose.yml",
    "docs",
    "pyproject.toml",
    "requirements",
    "services",
    "tests",
}


def tracked() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = set(listed.stdout.splitlines())
    assert len(found) > 100, "nothing to inspect"
    return found


def test_the_deciding_services_are_those_of_the_catalogue() -> None:
    assert deciding_services() == sorted(set(IN_CATALOGUE) - {"audit"})
    assert deciding_services(), "nothing was inspected"


def test_every_service_has_exactly_the_same_files() -> None:
    for service in deciding_services():
        entries = [e for e in (SERVICES / service).iterdir() if e.name != "__pycache__"]
        assert {e.name for e in entries if e.is_file()} == FILES, service
        assert {e.name for e in entries if e.is_dir()} == FOLDERS, service
        assert list((SERVICES / service / "migrations").glob("*.sql")), service
        assert list((SERVICES / service / "policies").glob("*/*.toml")), service


def test_every_service_says_what_it_owns_and_never_does() -> None:
    for service in [*deciding_services(), "audit", "console"]:
        charter = (SERVICES / service / "__init__.py").read_text("utf-8")
        assert "Owns" in charter and "ever" in charter, service


def test_the_kit_is_the_only_folder_that_is_not_a_service() -> None:
    folders = [f for f in SERVICES.iterdir() if f.is_dir() and not f.name.startswith("__")]
    without = {f.name for f in folders if not (f / "__main__.py").exists()}
    assert without <= {"kit", "console"}


def test_nothing_lies_at_the_top_but_the_agreed() -> None:
    assert {path.split("/")[0] for path in tracked()} <= TOP
