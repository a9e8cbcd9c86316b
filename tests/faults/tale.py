"""Plays a book chapter by chapter through a house while faults happen, and compares with a calm run.

After every chapter what ``tests/faults/past.py`` reads of each store must be a beginning of the calm
run's, and at the end all of it, with every loan's whole document on two days. The independent checker
looks at everything else.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from contracts.feed import FeedLine
from deploy.local.names import DECIDING
from tests.faults.book import Author
from tests.faults.house import PARTITIONS, House
from tests.faults.past import Past, Reader, differences, differences_at_the_end

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "faults.json"
DEEP = os.environ.get("FAULTS") == "deep"
ALL = DEEP or os.environ.get("FAULTS") == "all"
PATIENCE_S = 240.0

Inject = Callable[[House], Awaitable[object]]


class Calm(NamedTuple):
    """A calm run: what the stores hold, and a digest of each loan's document on each day looked at."""

    past: Past
    documents: dict[str, str]

    def __repr__(self) -> str:
        return f"<calm run with {len(self.documents)} documents>"  # asyncio shows it to itself


@cache
def book(seed: int, chapters: int) -> tuple[tuple[FeedLine, ...], ...]:
    """The session's book by chapters, written once: every run plays the same one."""
    return tuple(tuple(lines) for lines in Author(seed).chapters(chapters))


async def calm_run(seed: int, lengths: Collection[int]) -> dict[int, Calm]:
    """What the book leads to when nothing happens, after each of these numbers of chapters."""
    found = {}
    async with House(constants={}, batch_records=500) as house:
        for number, lines in enumerate(book(seed, max(lengths)), 1):
            await house.send(lines)
            if number in lengths:
                await house.through()
                found[number] = Calm(await Reader(house).whole(), await house.documents())
    return found


async def nothing(_: House) -> None:
    """No fault."""


class Tale:
    """One house's run through the book."""

    def __init__(self, house: House, calm: Calm, seed: int, chapters: int) -> None:
        self.house = house
        self.calm = calm
        self.seed = seed
        self._book = book(seed, chapters)
        self._chapters = iter(self._book)
        self._reader = Reader(house)

    @property
    def whole(self) -> list[FeedLine]:
        """The whole book, as it is sent from first to last."""
        return [line for lines in self._book for line in lines]

    def next_lines(self) -> list[FeedLine]:
        """The next chapter."""
        return list(next(self._chapters))

    async def chapter(
        self,
        row: str,
        fault: str,
        inject: Inject = nothing,
        *,
        lines: Sequence[FeedLine] | None = None,
        seen: str = "",
        checked: bool = False,
    ) -> float:
        """Send a chapter, let the fault happen in its midst; returns the seconds to recover.

        ``inject`` returns when the fault is over; recovery is counted from there until everything
        sent is through every service.
        """
        house, told = self.house, list(self.next_lines() if lines is None else lines)
        first = len(told) // 3
        await house.send(told[:first])
        injected = asyncio.create_task(self._inject(inject))
        await house.send(told[first:])
        said, healed = await injected
        await asyncio.wait_for(house.through(), PATIENCE_S)
        seconds = time.monotonic() - healed
        await self.compare(fault)
        if checked:
            await self.check(fault)
        record(self.seed, row, fault, seen or (said if isinstance(said, str) else ""), seconds)
        return seconds

    async def _inject(self, inject: Inject) -> tuple[object, float]:
        said = await inject(self.house)
        return said, time.monotonic()

    async def compare(self, fault: str) -> None:
        """Everything is a beginning of the calm run's."""
        found = differences(await self._reader.past(), self.calm.past)
        assert not found, f"SEED={self.seed}: after '{fault}' not as in the calm run: {found[:5]}"

    async def end(self, fault: str, allowed: Sequence[str] = ()) -> None:
        """Play the rest of the book: then nothing of the calm run is missing either."""
        for lines in self._chapters:
            await self.house.send(lines)
        await asyncio.wait_for(self.house.through(), PATIENCE_S)
        found = differences_at_the_end(await Reader(self.house).whole(), self.calm.past)
        assert not found, f"SEED={self.seed}: after '{fault}' not as in the calm run: {found[:5]}"
        documents = await self.house.documents()
        differ = [loan for loan, was in self.calm.documents.items() if documents.get(loan) != was]
        assert not differ, f"SEED={self.seed}: after '{fault}' other documents of {differ[:5]}"
        await self.check(fault, allowed)

    async def check(self, fault: str, allowed: Sequence[str] = ()) -> dict[str, Any]:
        """Run the independent checker as a program of its own; returns its report.

        ``allowed``: invariants, or words of findings, that this fault may bring.
        """
        report = await checked(self.house)
        found = [
            each
            for each in report["findings"]
            if each["invariant"] not in allowed and each["what"] not in allowed
        ]
        assert not found, f"SEED={self.seed}: after '{fault}': {found[:5]}"
        return report


async def checked(house: House) -> dict[str, Any]:
    """The independent checker's report about a house."""
    verifiers = house.target.verifiers
    arguments = ["--kafka", house.target.kafka, "--partitions", str(PARTITIONS), "--json"]
    for service in DECIDING:
        arguments += ["--service", f"{service}={verifiers[service]}"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.checker",
        *arguments,
        "--audit",
        verifiers["audit"],
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, errors = await process.communicate()
    assert process.returncode in (0, 3), errors.decode()
    report: dict[str, Any] = json.loads(said)
    return report


def begin_records(whole: bool) -> None:
    """A new results file. ``whole``: lines of docs/faults.md that get no run are of the past."""
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"whole": whole, "runs": []}), "utf-8")


def not_whole() -> None:
    """What the results hold is a part: lines of docs/faults.md that got no run stay."""
    kept = json.loads(RESULTS.read_text("utf-8"))
    RESULTS.write_text(
        json.dumps(kept | {"whole": False}, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )


def record(seed: int, row: str, fault: str, seen: str, seconds: float | None) -> None:
    """Add one run to the results file, from which docs/faults.md is rendered."""
    if not ALL:  # the short form renews nothing
        return
    took = None if seconds is None else round(max(seconds, 0.0), 1)
    run = {"row": row, "fault": fault, "seed": seed, "seen": seen, "seconds": took}
    with RESULTS.with_suffix(".lock").open("w") as lock:  # two workers may write at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = json.loads(RESULTS.read_text("utf-8"))
        python = platform.python_version()
        kept["machine"] = f"{platform.system()}, {os.cpu_count()} cores, Python {python}"
        kept["runs"].append(run)
        fresh = RESULTS.with_suffix(".new")
        fresh.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
        fresh.replace(RESULTS)
