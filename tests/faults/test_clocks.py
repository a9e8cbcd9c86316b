"""Clocks step, forwards and backwards: no stored clock goes back, too large a step is refused."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from pathlib import Path

import pytest

from deploy.local import postgres
from services.kit.clock import utc_now
from tests.faults.house import QUICK, SERVICES, House
from tests.faults.tale import Calm, Tale
from tests.servers import temporary_folder

ROW = "clock"
AHEAD_S = 72.0  # beyond the limit of 60 s between two services
LIMIT_S = 60.0


async def wrong_clocks(house: House) -> dict[str, Path]:
    """A file per service with the seconds by which its clock is wrong."""
    files = {}
    for service in SERVICES:
        files[service] = house.folder / f"{service}.clock"
        files[service].write_text("0")
        house.crew[service].always["FAULT_CLOCK"] = str(files[service])
    await house.again(*SERVICES)
    return files


@pytest.mark.long
@pytest.mark.chapters(3)
@pytest.mark.timeout(1800)
async def test_the_clock_of_a_service_steps_both_ways(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        clocks = await wrong_clocks(house)

        async def steps(house: House) -> str:
            for seconds in (30, -3600, 45, -86_400, 0):
                await house.working(more=2)
                clocks["monitoring"].write_text(str(seconds))
            return "steps of +30 s, -1 h, +45 s, -1 day in mid-batch"

        async def too_far(house: House) -> str:
            before = house.count("ahead of ours", "classification")
            clocks["monitoring"].write_text(str(AHEAD_S))

            async def refused() -> bool:
                return house.count("ahead of ours", "classification") > before

            await house.until("classification refuses the clock", refused)
            clocks["monitoring"].write_text("0")
            await asyncio.sleep(AHEAD_S - LIMIT_S + 3)
            await house.again("classification")
            return (
                f"{AHEAD_S:g} s ahead: listener halted with an alarm, went on once time had come"
            )

        await tale.chapter(ROW, "a service's clock steps both ways", steps)
        await tale.chapter(ROW, "a service's clock runs far ahead", too_far)
        await tale.end("clocks of services")


def faketime_library() -> Path | None:
    """libfaketime, if somebody has put it on this machine: it needs a C compiler, so we do not ask for it."""
    if given := os.environ.get("FAKETIME_LIBRARY"):
        return Path(given)
    found = importlib.util.find_spec("libfaketime")
    if found is None or found.origin is None:
        return None
    return next(Path(found.origin).parent.rglob("libfaketime.so.1"), None)


@pytest.mark.long
@pytest.mark.chapters(3)
@pytest.mark.timeout(1800)
async def test_the_clock_of_the_database_steps_both_ways(
    calm: Calm, seed: int, chapters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = faketime_library()
    if library is None:
        pytest.skip("libfaketime is not here: pip install libfaketime, or set FAKETIME_LIBRARY")
    with temporary_folder("clock") as folder:
        control = folder / "clock"
        control.write_text("+0\n")
        _wrap_server(folder, library, control)
        monkeypatch.setattr(postgres, "_programs", lambda: folder)
        async with House(constants=QUICK) as house:
            tale = Tale(house, calm, seed, chapters)
            await tale.chapter(
                ROW, "the database's clock steps both ways", lambda h: _steps(h, control)
            )
            await tale.end("clock of the database")


def _wrap_server(folder: Path, library: Path, control: Path) -> None:
    """A folder of programs in which the server alone, not what starts it, has the other clock."""
    real = postgres._programs()
    (folder / "initdb").symlink_to(real / "initdb")
    wrapper = folder / "postgres"
    told = f"LD_PRELOAD={library} FAKETIME_TIMESTAMP_FILE={control} FAKETIME_NO_CACHE=1"
    told += " FAKETIME_DISABLE_SHM=1 FAKETIME_DONT_FAKE_MONOTONIC=1"
    wrapper.write_text(f'#!/bin/sh\nexec env {told} {real / "postgres"} "$@"\n')
    wrapper.chmod(0o755)


async def _steps(house: House, control: Path) -> str:
    shown = []
    for seconds in ("+3600", "-86400", "+0"):
        await house.working(more=2)
        control.write_text(f"{seconds}\n")
        rows = await house.sql("select clock_timestamp() - $1::timestamptz as off", utc_now())
        shown.append(f"{rows[0]['off'].total_seconds():+.0f} s")
    return f"the server's clock was wrong by {', '.join(shown)}; no decision asks it"
