"""SIGKILL at every step of the batch, in every service: nothing lost, nothing doubled.

All services at once, and each alone while the other six run on.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from datetime import date
from itertools import chain, pairwise
from pathlib import Path

import pytest

from contracts.corebank import BusinessDayClosed
from contracts.feed import FeedLine
from tests.faults.house import SERVICES, House
from tests.faults.launcher import AUDIT_STEPS, STEPS, steps_of
from tests.faults.tale import Calm, Tale

ROW = "sigkill"
TIMES = 2  # not the first time a step is reached, but in the midst of work
ONCE = ("claimed", "projecting")  # one page of read tables may hold all that there is
ACTING = 4  # part of a chapter, from 0, that begins with what officers say


async def die(house: House, step: str, services: tuple[str, ...]) -> str:
    """Restart services so that each ends itself at the step; returns when all are back."""
    dying = [service for service in services if step in steps_of(service)]
    before = {service: len(house.crew[service].deaths) for service in dying}
    async with house.officers:  # what they do leads to the rows of some read tables
        for service in dying:
            member = house.crew[service]
            await asyncio.to_thread(member.stop)
            member.start({"FAULT_AT": f"{step}:{1 if step == 'claimed' else TIMES}"})

    async def dead() -> bool:
        return all(len(house.crew[s].deaths) > before[s] for s in dying)

    await house.until(f"{dying} end at {step}", dead)
    for service in dying:
        assert house.crew[service].deaths[-1] == -signal.SIGKILL, house.logs(service)[-2000:]
    return ", ".join(dying) + " died there"


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_every_service_dies_at_every_step(calm: Calm, seed: int, chapters: int) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        for number, step in enumerate(STEPS):
            await tale.chapter(
                ROW,
                f"SIGKILL: {STEPS[step]}",
                lambda h, step=step: die(h, step, SERVICES),
                checked=number % 4 == 3,
            )
        await tale.end("all steps")


def order_of(chapter: int) -> list[tuple[str, str]]:
    """Who dies in a chapter, and where: over as many chapters as there are steps, each at each step.

    Who dies in the midst of its read tables does so when the officers' commands are said, without
    which guarantee, litigation and disposal write hardly a row; but monitoring hardly with them.
    """
    steps = tuple(STEPS)
    turn = [(each, steps[(chapter + n) % len(steps)]) for n, each in enumerate(SERVICES)]
    writing = [each for each in turn if each[1] == "projecting" and each[0] != "monitoring"]
    writer = writing[0] if writing else turn[ACTING]
    turn.remove(writer)
    turn.insert(ACTING, writer)
    return turn


def closed_days(lines: list[FeedLine]) -> list[list[FeedLine]]:
    """Lines by the days that they close, one that is closed once more aside; what follows the last
    goes with it."""
    days: list[list[FeedLine]] = [[]]
    closed = date.min
    for line in lines:
        days[-1].append(line)
        said = line.envelope
        if said.type == BusinessDayClosed.TYPE and said.business_date > closed:
            closed = said.business_date
            days.append([])
    left = days.pop()
    days[-1] += left
    return days


def portions(house: House, lines: list[FeedLine]) -> list[list[FeedLine]]:
    """A chapter in one part for each service; each closes a day, so everybody has work.

    Part ``ACTING`` begins with the officers' commands.
    """
    before, rest = house.until_officers(lines)
    found = []
    for some, n in ((closed_days(before), ACTING), (closed_days(rest), len(SERVICES) - ACTING)):
        ends = [len(some) * k // n for k in range(n + 1)]
        found += [[*chain(*some[low:high])] for low, high in pairwise(ends)]
    return found


async def arm(house: House, service: str, step: str) -> None:
    """Let a service that runs die at a step; what it has reached so far does not count."""
    file = Path(house.crew[service].always["FAULT_FILE"])
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{step}:{1 if step in ONCE else TIMES}", "utf-8")
    fresh.replace(file)
    if step == "claimed":  # a service that runs has claimed already
        await house.again(service, wait=False)


async def dies_alone(house: House, service: str, deaths: int) -> str:
    """Returns when a service that was armed is dead; all others have lived on."""
    member = house.crew[service]
    others = {each: house.crew[each].process for each in SERVICES if each != service}

    async def dead() -> bool:
        return len(member.deaths) > deaths

    await house.until(f"{service} ends", dead)
    assert member.deaths[deaths:] == [-signal.SIGKILL], house.logs(service)[-2000:]
    for each, process in others.items():
        assert process is not None
        assert house.crew[each].process is process, f"{each} died too"
        assert process.poll() is None, f"{each} died too"
    return "it died there; the other six lived on"


@pytest.mark.deep
@pytest.mark.timeout(3600)
async def test_each_service_dies_alone_at_every_step(calm: Calm, seed: int, chapters: int) -> None:
    wanted = Counter((each, step) for each in SERVICES for step in steps_of(each))
    died = Counter[tuple[str, str]]()
    async with House() as house:
        for service in SERVICES:
            file = house.folder / f"{service}.fault"
            house.crew[service].always["FAULT_FILE"] = str(file)
        await house.again(*SERVICES)
        tale = Tale(house, calm, seed, chapters)
        for number in range(len(STEPS)):
            parts = portions(house, tale.next_lines())
            for (service, step), lines in zip(order_of(number), parts, strict=True):
                if step not in steps_of(service):
                    await house.send(lines)
                    continue
                deaths = len(house.crew[service].deaths)
                await arm(house, service, step)
                await tale.chapter(
                    ROW,
                    f"SIGKILL of {service} alone, at each of its steps",
                    lambda h, who=service, n=deaths: dies_alone(h, who, n),
                    lines=lines,
                )
                died[service, step] += 1
        await tale.end("each alone")
    assert died == wanted


def test_audit_has_every_step_but_those_of_the_relay() -> None:
    assert set(AUDIT_STEPS) < set(STEPS)
