"""What one run has measured, where it ran, and the file it leaves for comparing."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "bench"
PACKAGES = ("faststream", "aiokafka", "asyncpg", "msgspec", "pydantic", "eventsourcing")


class Results:
    """Figures by name. ``sizes``: the numbers that a run can be given from outside."""

    def __init__(self) -> None:
        self.figures: dict[str, Any] = {}
        self.sizes: dict[str, Any] = {}
        self.reduced = False
        self.began = datetime.now(UTC)

    def size(self, name: str, default: int) -> int:
        """A size of this run: ``BENCH_<NAME>`` of the environment, or the default."""
        value = self.sizes[name.lower()] = int(os.environ.get(f"BENCH_{name}", default))
        self.reduced |= value < default
        return value

    def sizes_of(self, name: str, default: str) -> list[int]:
        """Several sizes, written with commas."""
        text = os.environ.get(f"BENCH_{name}", default)
        value = self.sizes[name.lower()] = [int(each) for each in text.split(",") if each]
        self.reduced |= max(value) < max(map(int, default.split(",")))
        return value

    def note(self, **figures: Any) -> None:
        """Keep figures and say them."""
        self.figures |= figures
        for name, value in figures.items():
            say(f"{name} = {value:,.4g}" if isinstance(value, float) else f"{name} = {value}")

    def write(self) -> Path:
        """The result file of this run."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{self.began:%Y%m%dT%H%M%SZ}.json"
        document = {
            "at": self.began.isoformat(timespec="seconds"),
            "seconds": round((datetime.now(UTC) - self.began).total_seconds()),
            "commit": commit(),
            "machine": machine(),
            "seed": None,  # the books are regular: nothing in a run is drawn by chance
            "sizes": self.sizes,
            "reduced": self.reduced,
            "figures": self.figures,
        }
        path.write_text(json.dumps(document, indent=1), "utf-8")
        return path


def say(text: str) -> None:
    """One line of progress, seen even while pytest captures."""
    stream = sys.__stdout__ or sys.stdout
    print(f"[bench {time.strftime('%H:%M:%S')}] {text}", file=stream, flush=True)


def machine() -> dict[str, Any]:
    """Where the run was made."""
    from tests.servers import description

    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.platform(terse=True),
        "load_at_end": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "servers": description().removeprefix("servers: "),
        **{name: version(name) for name in PACKAGES},
    }


def commit() -> str:
    """The git commit, with a mark when files differ from it."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
