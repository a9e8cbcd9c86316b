"""One embedded stack with all services, started by the command line itself, for all tests here."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.local.stack import download_folder
from tests.servers import temporary_folder

ROOT = Path(__file__).parents[3]
STARTED_S = 150.0
ENDED_S = 60.0


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a newcomer's shell: nothing set but the path to the code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POSTLOAN_")}
    return kept | {"PYTHONPATH": str(ROOT), "POSTLOAN_CACHE": str(download_folder(home))}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "services.console.cli.main", *arguments]


@dataclass(frozen=True)
class Console:
    """Runs commands against one data folder, each as a process of its own."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    def __call__(self, *arguments: str, seconds: float = 120.0) -> Said:
        ran = subprocess.run(
            command(*arguments, "--data", str(self.data)),
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=self.home,
            env=surroundings(self.home),
            check=False,
        )
        return Said(ran.returncode, ran.stdout, ran.stderr)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """`postloan up`; returns when it says that it is running."""
        talk = self.home / "up.err"
        with talk.open("w") as error, (self.home / "up.out").open("w") as output:
            process = subprocess.Popen(
                command("up", *arguments, "--data", str(self.data)),
                stdout=output,
                stderr=error,
                text=True,
                cwd=self.home,
                env=surroundings(self.home),
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTED_S
        while "Running." not in talk.read_text():
            assert process.poll() is None, talk.read_text()
            assert time.monotonic() < deadline, talk.read_text()
            time.sleep(0.1)
        return process

    def end(self, process: "subprocess.Popen[str]", how: signal.Signals) -> str:
        """Ends `postloan up`; returns what it said."""
        process.send_signal(how)
        process.wait(timeout=ENDED_S)
        return (self.home / "up.err").read_text()


@pytest.fixture(scope="package")
def console() -> Iterator[Console]:
    """The command line with a running stack."""
    with temporary_folder("console") as home:
        asked = Console(home)
        process = asked.start()
        try:
            yield asked
        finally:
            said = asked.end(process, signal.SIGTERM)
        assert process.returncode == 0, said
        assert "The services have ended." in said
