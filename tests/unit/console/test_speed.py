"""A command answers without a noticeable wait: it imports only what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SLOW = ("pydantic", "aiokafka", "asyncpg", "fastapi", "faststream", "eventsourcing", "structlog")
PROGRAM = """
import sys
from services.console.cli.main import run
code = run(sys.argv[2:])
found = sorted(set(sys.argv[1].split(",")) & set(sys.modules))
sys.stderr.write(f"code {code} imported {found}")
"""


def imported(folder: Path, *arguments: str, also: tuple[str, ...] = ()) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join((*SLOW, *also)), *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    return ran.stderr.rpartition("\n")[2]


@pytest.mark.parametrize(
    "question",
    [
        ["loan", "L-1", "--as-of", "2024-06-30"],
        ["history", "L-1"],
        ["book"],
        ["money", "L-1"],
        ["due", "--ahead", "7"],
        ["blocked", "--from", "2024-06-30"],
    ],
)
def test_questions_need_only_the_standard_library_and_typer(
    question: list[str], tmp_path: Path
) -> None:
    assert imported(tmp_path, *question, also=("rich", "msgspec")) == "code 1 imported []"


def test_help_needs_nothing_slow(tmp_path: Path) -> None:
    assert imported(tmp_path, "--help", also=("rich", "msgspec")).endswith("imported []")
    assert imported(tmp_path, "dlq", "list", "--help").endswith("imported []")
