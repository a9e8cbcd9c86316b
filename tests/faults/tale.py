"""Plays a book chapter by chapter through a house while faults happen, and compares with a calm run.

After every chapter each stream of a service that one topic drives must be, event by event with its
identities, days and bytes, what it was at that version in the calm run. A service with several
neighbours takes their words in the order in which they happen to arrive, so at the end every loan's
whole document must be the calm run's. The independent checker looks at everything else.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from contracts.feed import FeedLine
from deploy.local.names import DECIDING
from tests.faults.book import Author
from tests.faults.house import PARTITIONS, House

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "faults.json"
ALL = os.environ.get("FAULTS") == "all"
# A closed day names shards' positions, which dead letters beside the book move.
COLUMNS = (
    "stream, version, type, event_id, effective_on, known_on, loan_id, key, causation_id, "
    "correlation_id, case when stream like 'day-%' then ''::bytea else payload end"
)
OURS = "stream !~ '^(dead|parked|reply|item|release)-'"
EVENTS = f"select {COLUMNS} from store.event where {OURS} order by stream, version"
PATIENCE_S = 240.0
# Whose order of events is fixed by one topic; nobody takes anything in kind in this book.
ONE_SOURCE = ("monitoring", "classification")

Inject = Callable[[House], Awaitable[object]]


class Past(NamedTuple):
    """``streams``: service -> stream -> a digest of each event; ``documents``: one per loan."""

    streams: dict[str, dict[str, list[str]]]
    documents: dict[str, str]


async def streams_of(house: House) -> dict[str, dict[str, list[str]]]:
    """What the stores of a house hold."""
    past = {}
    for service in ONE_SOURCE:
        found: dict[str, list[str]] = {}
        for row in await house.rows(service, EVENTS):
            values = repr(tuple(row.values())).encode()
            found.setdefault(row["stream"], []).append(sha256(values).hexdigest())
        past[service] = found
    return past


@cache
def book(seed: int, chapters: int) -> tuple[tuple[FeedLine, ...], ...]:
    """The session's book by chapters, written once: every run plays the same one."""
    return tuple(tuple(lines) for lines in Author(seed).chapters(chapters))


async def calm_run(seed: int, chapters: int) -> Past:
    """What the book leads to when nothing happens."""
    async with House(constants={}, batch_records=500) as house:
        for lines in book(seed, chapters):
            await house.send(lines)
        await house.through()
        return Past(await streams_of(house), await house.documents())


async def nothing(_: House) -> None:
    """No fault."""


class Tale:
    """One house's run through the book."""

    def __init__(self, house: House, calm: Past, seed: int, chapters: int) -> None:
        self.house = house
        self.calm = calm
        self.seed = seed
        self._book = book(seed, chapters)
        self._chapters = iter(self._book)

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
        """Every stream is a beginning of the calm run's."""
        for service, streams in (await streams_of(self.house)).items():
            calm = self.calm.streams[service]
            for stream, found in streams.items():
                wanted = calm.get(stream, [])[: len(found)]
                assert found == wanted, (
                    f"SEED={self.seed}: after '{fault}' {service} {stream} differs from the calm "
                    f"run at version {_first_difference(found, wanted)}"
                )

    async def end(self, fault: str, allowed: Sequence[str] = ()) -> None:
        """Play the rest of the book: then nothing of the calm run is missing either."""
        for lines in self._chapters:
            await self.house.send(lines)
        await asyncio.wait_for(self.house.through(), PATIENCE_S)
        await self.compare(fault)
        assert await streams_of(self.house) == self.calm.streams, f"SEED={self.seed}: '{fault}'"
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


def _first_difference(found: list[str], wanted: list[str]) -> int:
    for number, (ours, theirs) in enumerate(zip(found, wanted, strict=False), 1):
        if ours != theirs:
            return number
    return len(wanted) + 1


def begin_records(whole: bool) -> None:
    """A new results file. ``whole``: lines of docs/faults.md that get no run are of the past."""
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"whole": whole, "runs": []}), "utf-8")


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
